"""What partners answer: yes, no with a reason, a place in the queue, and what was done.

Partners see only the referrals that were sent to them. Helping is their decision; nobody
else may accept in their name (PGR-02).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.referral import BusinessStatus, Event, RefusalReason, Role, Status
from tksk_workflow.domain.rulepack import GuardStage
from tksk_workflow.services.access import require_access, require_partner
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.claiming import claim_referral
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import InputProblem, InvalidInput, require_reason
from tksk_workflow.services.facts.input import merge_facts
from tksk_workflow.services.lifecycle.moves import move_referral, note_case, note_referral
from tksk_workflow.services.lifecycle.queueing import take_position
from tksk_workflow.services.lifecycle.settling import TURN_PASSED, settle
from tksk_workflow.services.referrals.refusals import (
    ANSWER_REFUSED,
    after_refusal,
    next_or_coordinator,
)
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.models import Case, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_APPROVE = "setujui_bantuan"
_ONLY_PARTNERS = "yang memutuskan bantuan adalah mitra, Dinas Sosial, atau Kemensos"
_LONGEST_QUEUE = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Answered:
    """Where the referral stands after an answer.

    Attributes:
        successor: the referral that carries on, if another partner was found or the
            papers must be completed.
        changed: False when it stood there already.
        queue_position: the place in the queue, while it waits there.
    """

    referral: str
    status: Status
    business: BusinessStatus
    successor: str | None = None
    changed: bool = True
    queue_position: int | None = None


def accept(app: Application, actor: Actor, referral: str | int, now: datetime) -> Answered:
    """The partner takes the referral on.

    Raises:
        Refused: a TKSK cannot approve help (PGR-02).
        NotFound, NotPermitted, Conflict: as everywhere.
    """

    def work(desk: Desk, found: Referral, case: Case) -> Answered:
        _require_decider(desk, actor)
        if found.status == Status.ACCEPTED.value:
            return _answered(found, changed=False)
        found.answered_at = now
        move_referral(desk.uow, found, Event.ACCEPT, actor, now, business=BusinessStatus.ACCEPTED)
        return _answered(found)

    return _on_referral(app, actor, referral, now, work)


def refuse(
    app: Application,
    actor: Actor,
    referral: str | int,
    reason: RefusalReason,
    note: str,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> Answered:
    """The partner refuses, with a reason; each reason has its own consequence (PGR-12).

    Full, not its service, out of its area or another reason: the next partner; what shows
    that the directory is wrong goes to the coordinator as well. Not eligible: the case is
    decided anew without this partner, with the fact that it has found out (``facts``).
    Papers missing: back to the TKSK, except for the pressing classes, in which papers may
    follow: the next partner.

    Raises:
        InvalidInput: another reason without a note, facts with another reason than not
            eligible, or facts that cannot be used.
        NotFound, NotPermitted, Conflict: as everywhere.
    """
    if reason is RefusalReason.OTHER and not note.strip():
        raise InvalidInput([InputProblem("catatan", "alasan lain harus dijelaskan")])
    if facts and reason is not RefusalReason.NOT_ELIGIBLE:
        text = f"hanya bersama alasan '{RefusalReason.NOT_ELIGIBLE.value}'"
        raise InvalidInput([InputProblem("fakta", text)])

    def work(desk: Desk, found: Referral, case: Case) -> Answered:
        if found.status == Status.REJECTED.value:
            return _answered(found, changed=False)
        found.answered_at = now
        found.refusal_reason = reason.value
        move_referral(
            desk.uow,
            found,
            Event.REFUSE,
            actor,
            now,
            business=BusinessStatus.REFUSED,
            reason=note.strip() or None,
            data={"alasan": reason.value},
        )
        desk.take_place(found.partner_code, -1)
        if facts:
            changed = merge_facts(desk, case, facts, actor)
            note_case(desk.uow, case, "perbarui_data", actor, now, {"jumlah": len(changed)})
        successor = after_refusal(desk, found, case, reason)
        return _answered(found, successor)

    return _on_referral(app, actor, referral, now, work)


def queue(
    app: Application,
    actor: Actor,
    referral: str | int,
    position: int | None,
    until: date | None,
    now: datetime,
) -> Answered:
    """The partner takes the referral on but the client has to wait in line.

    Without a number the client goes to the end of the line that we know of. Called again
    it moves the client, to another place or to another day; those in between make room.

    Raises:
        InvalidInput: a position below 1, or a date in the past or years ahead.
        NotFound, NotPermitted, Conflict: as everywhere.
    """

    def work(desk: Desk, found: Referral, case: Case) -> Answered:
        _require_decider(desk, actor)
        _require_usable_place(position, until, desk.today_in(case.village))
        if found.status == Status.REQUESTED.value:
            found.answered_at = now
            move_referral(
                desk.uow, found, Event.ACCEPT, actor, now, business=BusinessStatus.ACCEPTED
            )
        waiting = found.status == Status.ON_HOLD.value
        before, promised = found.queue_position, found.queue_until
        place = take_position(desk.uow, found, position, actor, now)
        found.queue_until = until if until is not None or not waiting else found.queue_until
        turn_passed = promised is not None and found.queue_until_told == promised
        if waiting and (place, found.queue_until) == (before, promised) and not turn_passed:
            return _answered(found, changed=False)
        data = {"posisi": place, "sampai": found.queue_until}
        if waiting:
            settle(desk.uow, f"{TURN_PASSED}:{found.code}", "mitra memperbarui antrean", now)
            data["posisi_lama"] = before
            note_referral(desk.uow, found, "ubah_antrean", actor, now, data=data)
        else:
            move_referral(
                desk.uow, found, Event.QUEUE, actor, now, business=BusinessStatus.QUEUED, data=data
            )
        return _answered(found)

    return _on_referral(app, actor, referral, now, work)


def _require_usable_place(position: int | None, until: date | None, today: date) -> None:
    problems = []
    if position is not None and position < 1:
        problems.append(InputProblem("posisi", "nomor antrean mulai dari 1"))
    if until is not None and until < today:
        problems.append(InputProblem("sampai", "tanggal sudah lewat"))
    if until is not None and until > today + _LONGEST_QUEUE:
        last = today + _LONGEST_QUEUE
        hint = f"paling lambat {last:%d-%m-%Y}; periksa tahunnya"
        text = f"{until:%d-%m-%Y} lebih dari dua tahun lagi"
        problems.append(InputProblem("sampai", text, hint))
    if problems:
        raise InvalidInput(problems)


def start(app: Application, actor: Actor, referral: str | int, now: datetime) -> Answered:
    """The partner begins to help."""

    def work(desk: Desk, found: Referral, case: Case) -> Answered:
        if found.status == Status.IN_PROGRESS.value:
            return _answered(found, changed=False)
        _begin(desk, found, actor)
        return _answered(found)

    return _on_referral(app, actor, referral, now, work)


def resume(app: Application, actor: Actor, referral: str | int, now: datetime) -> Answered:
    """It is the client's turn, or what kept the partner is over."""
    return start(app, actor, referral, now)


def report_delivery(
    app: Application, actor: Actor, referral: str | int, note: str, now: datetime
) -> Answered:
    """The partner says that help was given. That is not yet proof that it arrived (PGR-14).

    Said again with the same note it changes nothing: it was given once.
    """

    def work(desk: Desk, found: Referral, case: Case) -> Answered:
        told = (BusinessStatus.DELIVERED.value, note.strip() or None)
        if (found.business_status, found.delivery_note) == told:
            return _answered(found, changed=False)
        if found.status != Status.IN_PROGRESS.value:
            _begin(desk, found, actor)
        found.delivered_at = now
        found.delivery_note = note.strip() or None
        note_referral(
            desk.uow, found, "laporkan_penyerahan", actor, now, business=BusinessStatus.DELIVERED
        )
        desk.uow.outbox.put(
            f"penyerahan:{found.code}:{now.isoformat()}",
            "penyerahan",
            f"tksk/{case.worker}",
            {"rujukan": found.code, "kasus": case.code},
            now,
        )
        return _answered(found)

    return _on_referral(app, actor, referral, now, work)


def fail(
    app: Application, actor: Actor, referral: str | int, reason: str, now: datetime
) -> Answered:
    """Help does not come about; the case is decided anew, without this partner.

    Raises:
        InvalidInput: the reason is missing.
        NotFound, NotPermitted, Conflict: as everywhere.
    """
    require_reason(reason)

    def work(desk: Desk, found: Referral, case: Case) -> Answered:
        if found.status == Status.FAILED.value:
            return _answered(found, changed=False)
        # The partner has had its chance; see `needs.has_let_down`.
        found.tried = [*found.tried, found.partner_code]
        move_referral(
            desk.uow,
            found,
            Event.FAIL,
            actor,
            now,
            business=BusinessStatus.NOT_RECEIVED,
            reason=reason.strip(),
        )
        desk.take_place(found.partner_code, -1)
        return _answered(found, next_or_coordinator(desk, found, case, ANSWER_REFUSED))

    return _on_referral(app, actor, referral, now, work)


def _begin(desk: Desk, found: Referral, actor: Actor) -> None:
    """Bring a referral into service, by whatever moves lead there."""
    _require_decider(desk, actor)
    if found.status == Status.REQUESTED.value:
        found.answered_at = desk.now
        move_referral(
            desk.uow, found, Event.ACCEPT, actor, desk.now, business=BusinessStatus.ACCEPTED
        )
    event = Event.RESUME if found.status == Status.ON_HOLD.value else Event.START
    move_referral(desk.uow, found, event, actor, desk.now, business=BusinessStatus.IN_SERVICE)


def _require_decider(desk: Desk, actor: Actor) -> None:
    """PGR-02: the TKSK proposes and accompanies; somebody else decides about help."""
    facts = {"peran_pelaku": actor.role.value, "tindakan_pelaku": _APPROVE}
    desk.require(GuardStage.ACT, facts, _ONLY_PARTNERS)


def _on_referral(
    app: Application,
    actor: Actor,
    referral: str | int,
    now: datetime,
    work: Callable[[Desk, Referral, Case], Answered],
) -> Answered:
    """Claim the case, then its referral, check whose it is, and do the work."""
    with transaction(app) as uow:
        found, case = claim_referral(uow, referral)
        if actor.role is Role.PARTNER:
            require_partner(actor, found)
        else:
            require_access(uow, actor, case)
        return work(Desk(app, uow, now), found, case)


def _answered(
    found: Referral, successor: Referral | None = None, *, changed: bool = True
) -> Answered:
    return Answered(
        referral=found.code,
        status=Status(found.status),
        business=BusinessStatus(found.business_status),
        successor=None if successor is None else successor.code,
        changed=changed,
        queue_position=found.queue_position,
    )
