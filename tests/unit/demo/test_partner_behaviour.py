from dataclasses import replace
from datetime import date, timedelta

import pytest

from tksk_workflow.demo.partner_behaviour import Move, Plan, Seen, next_move, plan_for, queue_place
from tksk_workflow.domain.referral import BusinessStatus, RefusalReason, Status
from tksk_workflow.domain.urgency import Urgency

SENT = date(2026, 9, 1)
WILLING = Plan(
    answer_after=2,
    refusal=None,
    queue_places=0,
    deliver_after=5,
    reports_start=False,
    fails=False,
    wrong_person=False,
)


def seen(status, *, business=BusinessStatus.SENT, answered=None, place=None):
    return Seen("R-000001", "LK3-CONTOH", Urgency.P3, status, business, SENT, answered, place)


def after(days):
    return SENT + timedelta(days=days)


def test_a_plan_depends_on_the_seed_and_the_referral_only():
    assert plan_for(1, "R-000001", Urgency.P2) == plan_for(1, "R-000001", Urgency.P2)
    plans = {plan_for(1, f"R-{number:06d}", Urgency.P2) for number in range(50)}
    assert len(plans) > 10


def test_partners_accept_queue_refuse_keep_silent_fail_and_err():
    plans = [plan_for(7, f"R-{number:06d}", Urgency.P3) for number in range(400)]

    assert any(plan.answer_after is None for plan in plans)
    assert any(plan.refusal for plan in plans)
    assert any(plan.queue_places for plan in plans)
    assert any(plan.fails for plan in plans)
    assert any(plan.wrong_person for plan in plans)


def test_an_emergency_is_never_queued_and_mostly_answered_the_same_day():
    plans = [plan_for(7, f"R-{number:06d}", Urgency.P0) for number in range(400)]

    assert not any(plan.queue_places for plan in plans)
    assert sum(plan.answer_after == 0 for plan in plans) > 350


@pytest.mark.parametrize(("day", "move"), [(1, None), (2, Move.ACCEPT), (9, Move.ACCEPT)])
def test_a_partner_answers_when_its_time_has_come(day, move):
    assert next_move(WILLING, seen(Status.REQUESTED), after(day)) is move


def test_a_silent_partner_never_answers():
    silent = replace(WILLING, answer_after=None)

    assert next_move(silent, seen(Status.REQUESTED), after(90)) is None


def test_a_refusing_partner_refuses():
    refusing = replace(WILLING, answer_after=0, refusal=RefusalReason.FULL)

    assert next_move(refusing, seen(Status.REQUESTED), SENT) is Move.REFUSE


def test_the_queue_moves_up_and_ends_in_service():
    busy = replace(WILLING, answer_after=0, queue_places=3)
    first = seen(Status.ON_HOLD, answered=SENT, place=3)

    assert next_move(busy, seen(Status.ACCEPTED, answered=SENT), SENT) is Move.QUEUE
    assert next_move(busy, first, after(3)) is None
    assert next_move(busy, first, after(4)) is Move.QUEUE
    assert queue_place(busy, first, after(4)) == 2
    assert next_move(busy, first, after(12)) is Move.RESUME


def test_service_ends_in_delivery_or_failure_and_then_the_partner_is_done():
    serving = seen(Status.IN_PROGRESS, business=BusinessStatus.IN_SERVICE, answered=SENT)
    failing = replace(WILLING, fails=True)
    delivered = seen(Status.IN_PROGRESS, business=BusinessStatus.DELIVERED, answered=SENT)

    assert next_move(WILLING, serving, after(4)) is None
    assert next_move(WILLING, serving, after(5)) is Move.DELIVER
    assert next_move(failing, serving, after(5)) is Move.FAIL
    assert next_move(WILLING, delivered, after(50)) is None


@pytest.mark.parametrize("status", [Status.DRAFT, Status.COMPLETED, Status.CANCELLED])
def test_a_partner_leaves_alone_what_is_not_its_turn(status):
    assert next_move(WILLING, seen(status), after(50)) is None


def test_some_partners_report_the_start_and_others_only_the_delivery():
    accepted = seen(Status.ACCEPTED, business=BusinessStatus.ACCEPTED, answered=SENT)

    assert next_move(replace(WILLING, reports_start=True), accepted, SENT) is Move.START
    assert next_move(WILLING, accepted, after(4)) is None
    assert next_move(WILLING, accepted, after(5)) is Move.DELIVER
