"""What follows from a contact with a client: what it did, who watches on, who hears of it.

A contact may be entered days after it was made. What counts is the moment of the contact:
it does what was due then, and says nothing against what happened later.
"""

from __future__ import annotations

from datetime import datetime

from tksk_workflow.domain.referral import BusinessStatus, Event, FunctioningOutcome, Status
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.follow_up.kinds import ContactMethod, ContactOutcome
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.moves import move_referral
from tksk_workflow.services.lifecycle.settling import (
    NOT_FOLLOWED,
    NOT_REACHED,
    Level,
    level_key,
    settle,
)
from tksk_workflow.services.referrals.follow_up_days import watch_again
from tksk_workflow.services.referrals.refusals import decide_again
from tksk_workflow.store.models import Case, ContactAttempt, Referral

ATTEMPTS_PARAMETER = "batas_tidak_bertemu"
USUAL_ATTEMPTS = 3
_NEVER_ARRIVED = "mitra melaporkan penyerahan, tetapi klien tidak menerima"
_PROOF_IN_DOUBT = "klien menyatakan tidak menerima, padahal ada bukti penerimaan; periksa"
_VISIT = "klien {count} kali tidak bertemu; kunjungi rumahnya"
_NOT_AT_HOME = "klien tidak bertemu walau rumahnya dikunjungi"


def after_attempt_in_vain(desk: Desk, found: Referral, case: Case, method: ContactMethod) -> int:
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


def is_latest(desk: Desk, attempt: ContactAttempt) -> bool:
    """Say whether no contact that met somebody was later; what is entered late may not be."""
    return not any(
        one.attempted_at > attempt.attempted_at
        for one in desk.uow.follow_ups.attempts(attempt.referral_id)
        if one.outcome != ContactOutcome.NOT_REACHED.value
    )


def do_what_is_due(
    desk: Desk, found: Referral, case: Case, attempt: ContactAttempt, latest: bool
) -> None:
    """Mark what was due on the day of the contact as done; before anything is due, the next one.

    The next one only when the contact is the latest: otherwise a later one has done it. When
    nothing late is left, that it was late settles itself.
    """
    known = desk.uow.follow_ups.of_referral(found.id)
    waiting = [one for one in known if one.done_at is None]
    day = attempt.attempted_at.astimezone(desk.app.zone_of(case.village)).date()
    early = waiting[:1] if latest else []
    for item in [one for one in waiting if one.due_on <= day] or early:
        item.done_at = desk.now
        item.outcome = attempt.outcome
        item.note = attempt.note
    desk.uow.flush()
    if not any(one.late_at is not None for one in waiting if one.done_at is None):
        matter = f"{NOT_FOLLOWED}:{found.code}"
        settle(desk.uow, matter, "tindak lanjut sudah dilakukan", desk.now)


def conclude(
    desk: Desk, found: Referral, case: Case, attempt: ContactAttempt, latest: bool
) -> tuple[bool, Referral | None]:
    """Draw the consequences; returns whether the need is open again, and who serves it now."""
    match ContactOutcome(attempt.outcome):
        case ContactOutcome.RECEIVED_BETTER:
            if latest:
                case.functioning = FunctioningOutcome.BETTER.value
            if Status(found.status).is_open:
                # Only proof of receipt ends a referral (PGR-14); until then somebody looks.
                _keep_watching(desk, found, case)
        case ContactOutcome.RECEIVED_NOT_BETTER:
            if latest:
                case.functioning = FunctioningOutcome.SAME.value
            _keep_watching(desk, found, case)
        case ContactOutcome.NOT_RECEIVED if found.status == Status.COMPLETED.value:
            # Somebody has signed for it: who is right is for the coordinator to find out.
            if not _was_before(attempt, _received_at(desk, found)):
                _tell_coordinator(desk, found, case, _PROOF_IN_DOUBT)
        case ContactOutcome.NOT_RECEIVED if found.delivered_at is not None and not _was_before(
            attempt, found.delivered_at
        ):
            return True, _reopen(desk, found, case, attempt.note or "")
        case ContactOutcome.STILL_WAITING | ContactOutcome.NOT_RECEIVED:
            _keep_watching(desk, found, case)
    return False, None


def _was_before(attempt: ContactAttempt, moment: datetime | None) -> bool:
    """Who had nothing before it came says nothing against those who say that it came."""
    return moment is not None and attempt.attempted_at < moment


def _received_at(desk: Desk, found: Referral) -> datetime | None:
    proofs = [one.received_at for one in desk.uow.referrals.receipts(found.id) if one.right_person]
    return min(proofs, default=None)


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
        reason=note,
    )
    desk.take_place(found.partner_code, -1)
    _tell_coordinator(desk, found, case, _NEVER_ARRIVED)
    return decide_again(desk, found, case)


def _tell_coordinator(desk: Desk, found: Referral, case: Case, reason: str) -> None:
    key = f"tidak_diterima:{found.code}"
    escalate(desk, key, Level.COORDINATOR, reason, case, referral=found, again=True)
