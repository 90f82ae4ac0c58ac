"""Contacts with a client after help was asked for: who tried, how, when, and what came of it.

Received and better: the way to closing the case is free, once there is proof; until then
the referral stays under watch. Received but not better, or nothing yet: it stays so as well.
Not received although the partner says so: the referral has failed, and the case is decided
anew. Whoever cannot be reached is visited, and if nobody opens then either the coordinator
hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

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
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.follow_up.schedule import watch_again
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.last_step import JUST_NOW, just_done
from tksk_workflow.services.lifecycle.moves import REFERRAL, move_referral, note_referral
from tksk_workflow.services.lifecycle.settling import NOT_REACHED, Level, level_key, settle
from tksk_workflow.services.moments import moment_problems, require_not_before
from tksk_workflow.services.referrals.refusals import decide_again
from tksk_workflow.services.referrals.typed_again import successor_of
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.models import Case, ContactAttempt, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

ATTEMPTS_PARAMETER = "batas_tidak_bertemu"
USUAL_ATTEMPTS = 3
_CONTACT = "kontak"
_FOLLOWERS = (Role.TKSK, Role.COMPANION, Role.COORDINATOR)
_NEVER_ARRIVED = "mitra melaporkan penyerahan, tetapi klien tidak menerima"
_PROOF_IN_DOUBT = "klien menyatakan tidak menerima, padahal ada bukti penerimaan; periksa"
_VISIT = "klien {count} kali tidak bertemu; kunjungi rumahnya"
_NOT_AT_HOME = "klien tidak bertemu walau rumahnya dikunjungi"


class ContactOutcome(StrEnum):
    """What a contact found."""

    RECEIVED_BETTER = "diterima_membaik"
    RECEIVED_NOT_BETTER = "diterima_belum_membaik"
    NOT_RECEIVED = "tidak_diterima"
    STILL_WAITING = "masih_menunggu"
    NOT_REACHED = "tidak_bertemu"


class ContactMethod(StrEnum):
    """How somebody tried."""

    VISIT = "kunjungan"
    PHONE = "telepon"
    MESSAGE = "pesan"
    OFFICE = "di_kantor"
    THROUGH_OTHERS = "lewat_keluarga"


@dataclass(frozen=True, slots=True)
class Contacted:
    """The answer of `record_contact`.

    Attributes:
        next_due: when somebody looks again, if that is planned.
        reopened: the referral has failed and the case was decided anew.
        successor: the referral that carries on then.
        not_reached: how many attempts in a row have met nobody.
        changed: False when this very contact was there already.
    """

    referral: str
    outcome: ContactOutcome
    status: Status
    next_due: date | None
    reopened: bool = False
    successor: str | None = None
    not_reached: int = 0
    changed: bool = True


def record_contact(
    app: Application,
    actor: Actor,
    referral: str | int,
    outcome: ContactOutcome,
    note: str,
    now: datetime,
    *,
    method: ContactMethod = ContactMethod.VISIT,
    at: datetime | None = None,
) -> Contacted:
    """Take down an attempt to reach a client, and what it found.

    A contact does what is due until that day; an attempt that met nobody leaves it due. The
    same entry by the same person within ten minutes, with nothing in between, is one that
    was typed again: it stays one contact.

    Raises:
        NotFound, NotPermitted, Refused: as everywhere.
        Conflict: the referral was never sent, or has ended without help.
        InvalidInput: help that did not arrive without a note, or a moment in the future
            or before the sending.
    """
    if actor.role not in _FOLLOWERS:
        raise NotPermitted(f"peran '{actor.role.value}' tidak mencatat tindak lanjut")
    _require_usable(outcome, note, at, now)
    with transaction(app) as uow:
        found, case = claim_referral(uow, referral)
        require_access(uow, actor, case)
        desk = Desk(app, uow, now)
        attempt = ContactAttempt(
            referral_id=found.id,
            attempted_at=at or now,
            contacted_by=actor.name,
            method=method.value,
            outcome=outcome.value,
            note=note.strip() or None,
        )
        if _is_typed_again(desk, found, attempt, actor, at):
            return _already(desk, found, outcome)
        _require_followed(found)
        if at is not None and found.sent_at is not None:
            zone = app.zone_of(case.village)
            require_not_before(found.sent_at, at, zone, f"{found.code} dikirim")
        uow.follow_ups.add_attempt(attempt)
        data = {"hasil": outcome.value, "cara": method.value}
        note_referral(uow, found, _CONTACT, actor, now, data=data)
        uow.flush()
        unreached = 0
        successor = None
        reopened = False
        if outcome is ContactOutcome.NOT_REACHED:
            unreached = _not_reached(desk, found, case, method)
        else:
            settle(uow, f"{NOT_REACHED}:{found.code}", "klien sudah ditemui", now)
            _do_what_is_due(desk, found, case, outcome, note)
            reopened, successor = _conclude(desk, found, case, outcome, note)
        return Contacted(
            referral=found.code,
            outcome=outcome,
            status=Status(found.status),
            next_due=_next_due(desk, found),
            reopened=reopened,
            successor=None if successor is None else successor.code,
            not_reached=unreached,
        )


def _is_typed_again(
    desk: Desk, found: Referral, attempt: ContactAttempt, actor: Actor, at: datetime | None
) -> bool:
    known = desk.uow.follow_ups.attempts(found.id)
    if not known:
        return False
    entered, recorded = (
        (one.contacted_by, one.method, one.outcome, one.note) for one in (attempt, known[-1])
    )
    # Entered without a moment it was made when it was entered: that may be minutes ago.
    since = desk.now - known[-1].attempted_at
    same_moment = timedelta() <= since <= JUST_NOW if at is None else at == known[-1].attempted_at
    steps = (_CONTACT,)
    return (
        entered == recorded
        and same_moment
        and just_done(desk.uow, REFERRAL, found.code, steps, actor, desk.now)
    )


def _already(desk: Desk, found: Referral, outcome: ContactOutcome) -> Contacted:
    """Say what followed from a contact that is there already."""
    failed = outcome is ContactOutcome.NOT_RECEIVED and found.status == Status.FAILED.value
    unreached = outcome is ContactOutcome.NOT_REACHED
    return Contacted(
        referral=found.code,
        outcome=outcome,
        status=Status(found.status),
        next_due=_next_due(desk, found),
        reopened=failed,
        successor=successor_of(desk.uow, found) if failed else None,
        not_reached=desk.uow.follow_ups.in_vain(found.id, outcome.value) if unreached else 0,
        changed=False,
    )


def _next_due(desk: Desk, found: Referral) -> date | None:
    upcoming = desk.uow.follow_ups.next_of(found.id)
    return None if upcoming is None else upcoming.due_on


def _require_usable(outcome: ContactOutcome, note: str, at: datetime | None, now: datetime) -> None:
    problems = []
    if outcome is ContactOutcome.NOT_RECEIVED and not note.strip():
        problems.append(InputProblem("catatan", "jelaskan mengapa bantuan tidak diterima"))
    if at is not None:
        problems.extend(moment_problems(at, now, "kontak"))
    if problems:
        raise InvalidInput(problems)


def _require_followed(found: Referral) -> None:
    status = Status(found.status)
    if found.sent_at is None:
        raise Conflict(f"{found.code} belum dikirim", "tindak lanjut dimulai setelah pengiriman")
    if not status.is_open and status is not Status.COMPLETED:
        raise Conflict(f"{found.code} sudah {status.label}")


def _not_reached(desk: Desk, found: Referral, case: Case, method: ContactMethod) -> int:
    """Ask for a visit after enough attempts, and bring it higher when that met nobody."""
    count = desk.uow.follow_ups.in_vain(found.id, ContactOutcome.NOT_REACHED.value)
    limit = desk.parameter(ATTEMPTS_PARAMETER) or USUAL_ATTEMPTS
    if count < limit:
        return count
    matter = f"{NOT_REACHED}:{found.code}"
    text = _VISIT.format(count=count)
    asked = escalate(desk, matter, Level.TKSK, text, case, referral=found, again=True)
    if not asked and method is ContactMethod.VISIT:
        level = Level.COORDINATOR
        key = level_key(matter, level)
        escalate(desk, key, level, _NOT_AT_HOME, case, referral=found, again=True)
    return count


def _do_what_is_due(
    desk: Desk, found: Referral, case: Case, outcome: ContactOutcome, note: str
) -> None:
    """Mark what was due until today as done; before anything is due, the next one."""
    waiting = [one for one in desk.uow.follow_ups.of_referral(found.id) if one.done_at is None]
    today = desk.today_in(case.village)
    for item in [one for one in waiting if one.due_on <= today] or waiting[:1]:
        item.done_at = desk.now
        item.outcome = outcome.value
        item.note = note.strip() or None
    desk.uow.flush()


def _conclude(
    desk: Desk, found: Referral, case: Case, outcome: ContactOutcome, note: str
) -> tuple[bool, Referral | None]:
    """Draw the consequences; returns whether the need is open again, and who serves it now."""
    match outcome:
        case ContactOutcome.RECEIVED_BETTER:
            case.functioning = FunctioningOutcome.BETTER.value
            if Status(found.status).is_open:
                # Only proof of receipt ends a referral (PGR-14); until then somebody looks.
                _keep_watching(desk, found, case)
        case ContactOutcome.RECEIVED_NOT_BETTER:
            case.functioning = FunctioningOutcome.SAME.value
            _keep_watching(desk, found, case)
        case ContactOutcome.NOT_RECEIVED if found.status == Status.COMPLETED.value:
            # Somebody has signed for it: who is right is for the coordinator to find out.
            _tell_coordinator(desk, found, case, _PROOF_IN_DOUBT)
        case ContactOutcome.NOT_RECEIVED if found.delivered_at is not None:
            return True, _reopen(desk, found, case, note)
        case ContactOutcome.STILL_WAITING | ContactOutcome.NOT_RECEIVED:
            _keep_watching(desk, found, case)
    return False, None


def _keep_watching(desk: Desk, found: Referral, case: Case) -> None:
    """See to it that the last planned follow-up is not the last, as long as help is owed."""
    if desk.uow.follow_ups.next_of(found.id) is None:
        watch_again(desk, found, case)


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
    _tell_coordinator(desk, found, case, _NEVER_ARRIVED)
    return decide_again(desk, found, case)


def _tell_coordinator(desk: Desk, found: Referral, case: Case, reason: str) -> None:
    key = f"tidak_diterima:{found.code}"
    escalate(desk, key, Level.COORDINATOR, reason, case, referral=found, again=True)
