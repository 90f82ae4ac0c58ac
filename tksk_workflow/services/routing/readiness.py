"""Until when a case must be ready for its partners, and whether it still lacks something.

A case waits for a visit, a verification, an answer or a paper: for people. Its own row says
from when on somebody hears that it still waits (`ready_by`, ADR 0017): first the time that an
undecided case has, then the terms by which its held drafts should have left. A case that waits
has such a moment, or somebody has heard of it and has not settled it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tksk_workflow.domain.case import BEFORE_DECISION, CaseStatus
from tksk_workflow.domain.holding import ENGINE_DISAGREES
from tksk_workflow.domain.referral import Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.escalation import UNDECIDED
from tksk_workflow.services.lifecycle.settling import PAPERS, is_open, settle
from tksk_workflow.services.routing.holds import (
    PAPERS_RETURNED,
    PARTNER_GONE,
    RECOMMENDATION_GUARD,
)
from tksk_workflow.services.routing.needs import has_helped
from tksk_workflow.store.escalations import NOT_READY
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

_WAITS_ELSEWHERE = frozenset({RECOMMENDATION_GUARD, PARTNER_GONE, ENGINE_DISAGREES})
"""Of these somebody hears by themselves, and nobody in the field can do anything about some."""

_READY = "tidak ada lagi rujukan yang tertahan"


def by_when(desk: Desk, village: str) -> datetime:
    """Return until when a case that is new today must have come to a decision."""
    return desk.send_due(UNDECIDED, village)


def held_for_people(uow: UnitOfWork, referrals: Sequence[Referral]) -> list[Referral]:
    """Return the drafts that wait until somebody brings what is missing.

    They have a partner, and no step before them is open. Papers that a partner asked for
    do not count as long as that stands before somebody as a matter of its own.

    Args:
        uow: of the transaction.
        referrals: all open ones of a case.
    """
    open_ = {one.id for one in referrals}
    return [
        one
        for one in referrals
        if one.status == Status.DRAFT.value
        and one.partner_code is not None
        and one.after_id not in open_
        and _lacks_something(uow, one)
    ]


def _lacks_something(uow: UnitOfWork, draft: Referral) -> bool:
    left = set(draft.held_by) - _WAITS_ELSEWHERE
    return bool(left) and not (left == {PAPERS_RETURNED} and is_open(uow, f"{PAPERS}:{draft.code}"))


def lacks_a_decision(desk: Desk, case: Case, referrals: Sequence[Referral]) -> bool:
    """Say whether an open case lacks what a decision needs, which people must bring as well.

    Not so when it has open referrals, is the coordinator's, or help has arrived.
    """
    if referrals:
        return False
    status = CaseStatus(case.status)
    if status in BEFORE_DECISION:
        return True
    if status is CaseStatus.MANUAL:
        return False
    return not any(has_helped(one, case) for one in desk.uow.referrals.of_case(case.id))


def watch(desk: Desk, case: Case, referrals: Sequence[Referral]) -> None:
    """Set the next moment for a case that has changed; when it lacks nothing, that is settled.

    Args:
        desk: of the transaction that holds the case.
        case: as it is now.
        referrals: its open ones.
    """
    matter = f"{NOT_READY}:{case.code}"
    held = held_for_people(desk.uow, referrals)
    if not (held or lacks_a_decision(desk, case, referrals)):
        case.ready_by = None
        settle(desk.uow, matter, _READY, desk.now)
        return
    if case.ready_by is not None and case.ready_by <= desk.now:
        return  # the sweep will tell of it
    moment = next_moment(held, desk.now)
    late = [Urgency(one.urgency) for one in held if one.send_due_at <= desk.now]
    if (late or not held) and not is_open(desk.uow, matter):
        # Its time began to run just now, or runs anew since somebody closed the matter.
        pressing = min(late or [UNDECIDED], key=lambda one: one.rank)
        moments = (moment, case.ready_by, desk.send_due(pressing, case.village))
        moment = min(one for one in moments if one is not None)
    case.ready_by = moment


def next_moment(held: Sequence[Referral], now: datetime) -> datetime | None:
    """Return when the next of these drafts should leave; None when all should have left."""
    return min((one.send_due_at for one in held if one.send_due_at > now), default=None)
