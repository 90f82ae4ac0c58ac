"""On which days somebody looks whether help arrived, and after which day that is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tksk_workflow.domain.calendar import next_working_day
from tksk_workflow.domain.deadlines import follow_up_dates, late_after
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.desk import Desk
from tksk_workflow.store.models import Case, FollowUp, Referral

WATCH_AGAIN_DAYS = 30
"""Days until somebody looks again when no follow-up is left and help or its effect is missing."""


def plan_follow_ups(desk: Desk, sent: Referral, case: Case) -> None:
    """Plan what the rules and the urgency class want of a referral that leaves now (S11)."""
    days = follow_up_dates(
        desk.now,
        [int(day) for day in sent.follow_up_days],
        Urgency(sent.urgency),
        desk.calendar_of(case.village),
        zone=desk.app.zone_of(case.village),
    )
    _add(desk, sent, case, enumerate(days, 1))


def watch_again(desk: Desk, found: Referral, case: Case) -> None:
    """Plan one more follow-up, because the last one is not to be the last."""
    known = desk.uow.follow_ups.of_referral(found.id)
    day = next_working_day(
        desk.today_in(case.village) + timedelta(days=WATCH_AGAIN_DAYS),
        desk.calendar_of(case.village),
    )
    _add(desk, found, case, [(max((item.number for item in known), default=0) + 1, day)])
    desk.uow.flush()


def _add(desk: Desk, referral: Referral, case: Case, planned: Iterable[tuple[int, date]]) -> None:
    """Each is late when the class's time for a matter has passed since its day (ADR 0017)."""
    grace = desk.pack.urgency_classes[Urgency(referral.urgency)].escalation_term
    calendar, zone = desk.calendar_of(case.village), desk.app.zone_of(case.village)
    desk.uow.follow_ups.add_all(
        FollowUp(
            referral_id=referral.id,
            number=number,
            due_on=day,
            late_after=late_after(day, grace, calendar, desk.cutoff_day, zone),
            assigned_to=case.worker,
        )
        for number, day in planned
    )
