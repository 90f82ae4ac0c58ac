"""The only place that moves a case or a referral along its life cycle.

Every move is looked up in the domain's table, done, and taken down in the audit log
with both statuses. Free text never goes into the log: it may name somebody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tksk_workflow.domain.case import (
    CaseEvent,
    CaseStatus,
    IllegalCaseTransition,
    case_transition,
)
from tksk_workflow.domain.referral import BusinessStatus, Event, Role, Status, transition
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.lifecycle.partner_messages import tell_of_end
from tksk_workflow.services.lifecycle.queueing import leave_queue
from tksk_workflow.services.lifecycle.settling import (
    NOT_FOLLOWED,
    NOT_REACHED,
    settle,
    settle_left,
)
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

REFERRAL = "rujukan"
CASE = "kasus"
CREATE = "buat"
HOME_MESSAGE = "perkembangan_kasus_alihan"
_TAKEN_BACK = frozenset({Event.WITHDRAW, Event.VOID, Event.FAIL})


def handle_closed(uow: UnitOfWork, case: Case) -> None:
    """From now on only the closed circle reads of a case, and of all that was referred for it.

    What was sent while the case was open is closed from here on as well: lists, letters and
    whoever takes over from its partner must not name what the case has become (UU 27/2022).
    """
    if case.closed_handling:
        return
    case.closed_handling = True
    for referral in uow.referrals.of_case(case.id):
        referral.closed_handling = True


def move_referral(
    uow: UnitOfWork,
    referral: Referral,
    event: Event,
    actor: Actor,
    now: datetime,
    *,
    business: BusinessStatus,
    reason: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Make one move of a referral, with its audit entry.

    A referral that ends gives up its place: no second one is blocked any more. A partner
    who has it and did not end it hears of it.
    ``business`` says where inside the new status it stands, ``reason`` is free text for
    the record and never for the log, ``data`` are codes for the log.

    Raises:
        IllegalTransition: the referral cannot make this move from where it stands.
        NotAllowed: the role may not make it.
    """
    source = Status(referral.status)
    target = transition(source, event, actor.role).target
    referral.status = target.value
    referral.business_status = business.value
    if reason is not None:
        referral.reason = reason
    if not target.is_open:
        referral.open_key = None
        referral.finished_at = now
        for matter in (NOT_REACHED, NOT_FOLLOWED):
            settle(uow, f"{matter}:{referral.code}", "rujukan sudah berakhir", now)
    has_it = source.is_open and referral.sent_at is not None
    if has_it and event in _TAKEN_BACK and actor.role is not Role.PARTNER:
        tell_of_end(uow, referral, target, now)
    settle_left(uow, referral, source, now)
    if source is Status.ON_HOLD:
        leave_queue(uow, referral, actor, now)
    uow.audit.record(
        actor.name,
        event.value,
        REFERRAL,
        referral.code,
        {"dari": source.value, "ke": target.value, "keadaan": business.value, **(data or {})},
        now,
    )


def note_referral(
    uow: UnitOfWork,
    referral: Referral,
    action: str,
    actor: Actor,
    now: datetime,
    *,
    business: BusinessStatus | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Take down something that happened to a referral without a change of status."""
    if business is not None:
        referral.business_status = business.value
    uow.audit.record(
        actor.name,
        action,
        REFERRAL,
        referral.code,
        {"keadaan": referral.business_status, **(data or {})},
        now,
    )


def move_case(
    uow: UnitOfWork,
    case: Case,
    event: CaseEvent,
    actor: Actor,
    now: datetime,
    *,
    reason: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Make one move of a case, with its audit entry.

    Raises:
        IllegalCaseTransition: the case cannot make this move from where it stands.
        CaseMoveNotAllowed: the role may not make it.
    """
    source = CaseStatus(case.status)
    target = case_transition(source, event, actor.role).target
    case.status = target.value
    case.updated_at = now
    if reason is not None:
        case.finish_reason = reason
    if target.is_open:
        case.finished_at = None
    else:
        case.finished_at = now
        case.needs_decision = False
        case.ready_by = None
    note_case(
        uow,
        case,
        event.value,
        actor,
        now,
        {"dari": source.value, "ke": target.value, **(data or {})},
    )
    if case.home_worker is not None and target is not source:
        _tell_home(uow, case, target, now)


def _tell_home(uow: UnitOfWork, case: Case, target: CaseStatus, now: datetime) -> None:
    """Let the TKSK from whose kecamatan the case came know how it goes: code and status only."""
    uow.outbox.put(
        f"{HOME_MESSAGE}:{case.code}:{target.value}:{now.isoformat()}",
        HOME_MESSAGE,
        f"tksk/{case.home_worker}",
        {"kasus": case.code, "status": target.value},
        now,
    )


def ask_for_decision(case: Case, now: datetime) -> None:
    """Let a case wait for its next decision: something about it is new."""
    case.needs_decision = True
    case.updated_at = now


def can_move(case: Case, event: CaseEvent) -> bool:
    """Say whether the table has this move from where the case stands."""
    try:
        case_transition(CaseStatus(case.status), event)
    except IllegalCaseTransition:
        return False
    return True


def note_case(
    uow: UnitOfWork,
    case: Case,
    action: str,
    actor: Actor,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Take down something that happened to a case."""
    uow.audit.record(actor.name, action, CASE, case.code, data or {}, now)
