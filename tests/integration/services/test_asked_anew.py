"""What is asked for anew after two runs of a flow is for the next ones: nobody overlooked it."""

import pytest
from sqlalchemy import select

from tests.integration.services.world import COORDINATOR
from tksk_workflow.services.partners.directory import change_partner
from tksk_workflow.services.referrals.withdrawing import void_referral
from tksk_workflow.services.sweeps import begin_sweep, finish_sweep
from tksk_workflow.store.models import Case
from tksk_workflow.store.overlooked import ROUTE, SEND, overlooked
from tksk_workflow.store.unit_of_work import UnitOfWork


def both_flows_run_twice(world):
    for _ in range(2):
        world.later(hours=1)
        world.route()
        world.send()
        for flow in (ROUTE, SEND):
            finish_sweep(world.app, begin_sweep(world.app, flow, world.now), {})
    world.later(hours=1)


def a_sent_referral_is_declared_a_mistake(world):
    referral = world.referral(world.sent_case(), "DINSOS-A")
    yield
    void_referral(world.app, COORDINATOR, referral.code, "salah catat", world.now)


def a_partner_comes_back_for_whom_a_draft_waits(world):
    for code in ("DINSOS-A", "DINSOS-B"):
        change_partner(world.app, COORDINATOR, code, {"active": False}, world.now)
    case = world.register().case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    yield
    change_partner(world.app, COORDINATOR, "DINSOS-A", {"active": True}, world.now)


@pytest.mark.parametrize(
    "story",
    [a_sent_referral_is_declared_a_mistake, a_partner_comes_back_for_whom_a_draft_waits],
    ids=lambda story: story.__name__,
)
def test_a_case_that_is_asked_about_anew_was_not_overlooked(world, story):
    told = story(world)
    next(told)
    both_flows_run_twice(world)
    next(told, None)

    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        waiting = uow.session.scalars(select(Case.id).where(Case.needs_decision)).all()
        assert waiting
        assert list(overlooked(uow.session)) == []
    both_flows_run_twice(world)
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        assert uow.session.scalars(select(Case.id).where(Case.needs_decision)).all() == []
