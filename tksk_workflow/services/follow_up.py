"""Follow-ups: whether help arrived, and whether life got better (S11, Pasal 7 ayat (3)).

Received and better: the way to closing the case is free. Received but not better: the
case stays under watch. Not received although the partner says so: the referral has
failed, and the case is decided anew.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tksk_workflow.domain.calendar import next_working_day
from tksk_workflow.domain.referral import (
    BusinessStatus,
    Event,
    FunctioningOutcome,
    Role,
    Status,
)
from tksk_workflow.services.access import require_access
from tksk_workflow.services.actors import SYSTEM, Actor
from tksk_workflow.services.claiming import claim_referral
from tksk_workflow.services.counts import Counts, counted
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.escalation import escalate
from tksk_workflow.services.moves import move_referral, note_referral
from tksk_workflow.services.refusals import decide_again
from tksk_workflow.services.settling import Level
from tksk_workflow.services.transaction import batch, transaction
from tksk_workflow.store.models import Case, FollowUp, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

MESSAGE = "tindak_lanjut"
WATCH_AGAIN_DAYS = 30
"""Days until somebody looks again when help came but life did not get better."""

_FOLLOWERS = (Role.TKSK, Role.COMPANION, Role.COORDINATOR)
_NEVER_ARRIVED = "mitra melaporkan penyerahan, tetapi klien tidak menerima"


class ContactOutcome(StrEnum):
    """What a follow-up found."""

    RECEIVED_BETTER = "diterima_membaik"
    RECEIVED_NOT_BETTER = "diterima_belum_membaik"
    NOT_RECEIVED = "tidak_diterima"
    NOT_REACHED = "tidak_bertemu"


@dataclass(frozen=True, slots=True)
class Contacted:
    """The answer of `record_contact`.

    Attributes:
        next_due: when somebody looks again, if that is planned.
        reopened: the referral has failed and the case was decided anew.
        successor: the referral that carries on then.
    """

    referral: str
    outcome: ContactOutcome
    status: Status
    next_due: date | None
    reopened: bool = False
    successor: str | None = None


def announce_due(app: Application, now: datetime, limit: int) -> Counts:
    """Tell the workers what is due today, and mark what was missed; each once."""
    tally: Counter[str] = Counter()
    day = now.astimezone(app.zone).date()
    with batch(app) as uow:
        due = uow.follow_ups.due(now, app.zone, limit)
        for item in due:
            item.announced_at = now
            uow.outbox.put(
                f"{MESSAGE}:{item.id}",
                MESSAGE,
                f"tksk/{item.assigned_to}",
                {"rujukan": f"R-{item.referral_id:06d}", "tanggal": item.due_on.isoformat()},
                now,
            )
            tally["diumumkan"] += 1
        uow.flush()
        late = uow.follow_ups.late(now, app.zone, limit)
        for item in late:
            item.late_at = now
            tally["terlambat"] += 1
        if tally:
            uow.audit.record(SYSTEM.name, MESSAGE, "jadwal", day.isoformat(), dict(tally), now)
    return counted(tally, more=limit in (len(due), len(late)))


def record_contact(
    app: Application,
    actor: Actor,
    referral: str | int,
    outcome: ContactOutcome,
    note: str,
    now: datetime,
) -> Contacted:
    """Take down what a follow-up found.

    Raises:
        NotFound, NotPermitted, Refused: as everywhere.
        Conflict: the referral was never sent, or has ended without help.
        InvalidInput: help cannot fail to arrive without a note.
    """
    if actor.role not in _FOLLOWERS:
        raise NotPermitted(f"peran '{actor.role.value}' tidak mencatat tindak lanjut")
    if outcome is ContactOutcome.NOT_RECEIVED and not note.strip():
        raise InvalidInput([InputProblem("catatan", "jelaskan mengapa bantuan tidak diterima")])
    with transaction(app) as uow:
        found, case = claim_referral(uow, referral)
        require_access(uow, actor, case)
        _require_followed(found)
        desk = Desk(app, uow, now)
        item = uow.follow_ups.next_of(found.id)
        if item is not None:
            item.done_at = now
            item.outcome = outcome.value
            item.note = note.strip() or None
        note_referral(uow, found, "kontak", actor, now, data={"hasil": outcome.value})
        uow.flush()
        successor = None
        never_arrived = outcome is ContactOutcome.NOT_RECEIVED and found.delivered_at is not None
        if never_arrived and Status(found.status).is_open:
            successor = _reopen(desk, found, case, note)
        else:
            _conclude(desk, found, case, outcome)
        upcoming = uow.follow_ups.next_of(found.id)
        return Contacted(
            referral=found.code,
            outcome=outcome,
            status=Status(found.status),
            next_due=None if upcoming is None else upcoming.due_on,
            reopened=never_arrived,
            successor=None if successor is None else successor.code,
        )


def _require_followed(found: Referral) -> None:
    status = Status(found.status)
    if found.sent_at is None:
        raise Conflict(f"{found.code} belum dikirim", "tindak lanjut dimulai setelah pengiriman")
    if not status.is_open and status is not Status.COMPLETED:
        raise Conflict(f"{found.code} sudah {status.label}")


def _conclude(desk: Desk, found: Referral, case: Case, outcome: ContactOutcome) -> None:
    """Keep in mind how the client fares; whoever is not better is looked after again."""
    if outcome is ContactOutcome.RECEIVED_BETTER:
        case.functioning = FunctioningOutcome.BETTER.value
    elif outcome is ContactOutcome.RECEIVED_NOT_BETTER:
        case.functioning = FunctioningOutcome.SAME.value
        if desk.uow.follow_ups.next_of(found.id) is None:
            watch_again(desk, found, case)


def watch_again(desk: Desk, found: Referral, case: Case) -> None:
    """Plan one more follow-up, because the last one is not to be the last."""
    known = desk.uow.follow_ups.of_referral(found.id)
    day = next_working_day(
        desk.today + timedelta(days=WATCH_AGAIN_DAYS), desk.calendar_of(case.village)
    )
    desk.uow.follow_ups.add_all(
        [
            FollowUp(
                referral_id=found.id,
                number=max((item.number for item in known), default=0) + 1,
                due_on=day,
                assigned_to=case.worker,
            )
        ]
    )
    desk.uow.flush()


def _reopen(desk: Desk, found: Referral, case: Case, note: str) -> Referral | None:
    move_referral(
        desk.uow,
        found,
        Event.FAIL,
        SYSTEM,
        desk.now,
        business=BusinessStatus.NOT_RECEIVED,
        reason=note.strip(),
    )
    desk.take_place(found.partner_code, -1)
    escalate(
        desk,
        f"tidak_diterima:{found.code}",
        Level.COORDINATOR,
        _NEVER_ARRIVED,
        case,
        referral=found,
    )
    return decide_again(desk, found, case)
