"""A row at which the program breaks does not keep the others waiting, in any sweep."""

from datetime import timedelta

import pytest

from tests.integration.services.world import COORDINATOR, mitra
from tksk_workflow.domain.referral import Status
from tksk_workflow.services.counts import SET_ASIDE
from tksk_workflow.services.follow_up import silence, waiting
from tksk_workflow.services.lifecycle import climbing, isolation
from tksk_workflow.services.referrals import dispatch
from tksk_workflow.services.referrals.answers import queue
from tksk_workflow.services.routing import deciding
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.errors import DatabaseUnavailable, DuplicateRecord
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.unit_of_work import UnitOfWork


def breaking(function, wrong, error):
    """The function, except that it breaks at one object; where the object stands is all the same."""

    def broken(*args, **options):
        if any(getattr(one, "code", None) == wrong for one in args):
            raise error
        return function(*args, **options)

    return broken


@pytest.fixture
def three(world):
    return [world.register().case for _ in range(3)]


@pytest.fixture
def prepared(world, three):
    for case in three:
        world.visit(case)
        world.verify_in_village(case)
    world.route()
    return [world.referral(case, "DINSOS-A").code for case in three]


def status_of(world, cases):
    return [world.referrals(case)[0].status for case in cases]


def test_the_other_cases_are_decided_and_the_coordinator_hears_of_the_one(
    world, three, monkeypatch
):
    broken = breaking(deciding._decide, three[0], KeyError("Warga 001"))
    monkeypatch.setattr(deciding, "_decide", broken)

    done = world.route()

    assert done.counts["kasus_diputuskan"] == 2
    assert done.counts[SET_ASIDE] == 1
    assert not done.more
    assert [world.case(case).needs_decision for case in three] == [True, False, False]
    (raised,) = world.escalations("koordinator")
    assert raised.case_id == world.case(three[0]).id
    assert "KeyError (test_rows_set_aside.py:" in raised.reason
    assert "Warga" not in raised.reason + str(world.audit()[-1].data)
    (task,) = worklist(world.app, COORDINATOR, world.now).of(Task.ESCALATION)
    assert task.case == three[0]


def test_it_is_tried_again_in_every_run_but_told_once(world, three, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "_decide", breaking(deciding._decide, three[0], KeyError()))
        world.route()
        world.later(hours=1)
        assert world.route().counts == {SET_ASIDE: 1}
    assert len(world.escalations()) == 1

    assert world.route().counts["kasus_diputuskan"] == 1
    assert not world.case(three[0]).needs_decision


def test_a_full_batch_goes_on_behind_the_ones_that_break(world, three, monkeypatch):
    monkeypatch.setattr(deciding, "_decide", breaking(deciding._decide, three[0], KeyError()))
    first = world.route(limit=2)
    second = world.route(limit=2)
    assert (first.counts["kasus_diputuskan"], first.more) == (1, True)
    assert (second.counts["kasus_diputuskan"], second.more) == (1, True)
    third = world.route(limit=2)
    assert (third.counts, third.more) == ({SET_ASIDE: 1}, False)


def test_two_that_are_left_alone_are_set_aside_too(world, three, monkeypatch):
    """Nothing else is due any more, and still the run goes on to what comes after."""
    whole = deciding._decide

    def broken(desk, case, actor):
        if case.code in three[:2]:
            raise KeyError
        return whole(desk, case, actor)

    monkeypatch.setattr(deciding, "_decide", broken)
    assert world.route().counts["kasus_diputuskan"] == 1
    assert world.route().counts == {SET_ASIDE: 2}
    assert {one.case_id for one in world.escalations("koordinator")} == {1, 2}


def test_when_many_rows_break_and_none_works_nobody_is_sent_after_them(world, monkeypatch):
    for _ in range(isolation._FEW + 1):
        world.register()

    def broken(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(deciding, "_decide", broken)
    with pytest.raises(ZeroDivisionError):
        world.route()
    assert world.escalations() == []


def test_a_database_that_is_away_is_no_row_s_fault_either(world, three, monkeypatch):
    broken = breaking(deciding._decide, three[1], DatabaseUnavailable("basis data sibuk"))
    monkeypatch.setattr(deciding, "_decide", broken)
    with pytest.raises(DatabaseUnavailable):
        world.route()
    assert all(world.case(case).needs_decision for case in three)
    assert world.escalations() == []


def test_a_record_that_somebody_else_wrote_meanwhile_is_no_trouble_the_second_time(
    world, three, monkeypatch
):
    whole, once = deciding._decide, iter([DuplicateRecord("kunci")])

    def racing(desk, case, actor):
        for error in once:
            raise error
        return whole(desk, case, actor)

    monkeypatch.setattr(deciding, "_decide", racing)
    assert world.route().counts == {"kasus_diputuskan": 3, "rujukan_baru": 3}
    assert world.escalations() == []


def test_the_others_are_sent(world, three, prepared, monkeypatch):
    broken = breaking(dispatch.send_in, prepared[1], RuntimeError())
    monkeypatch.setattr(dispatch, "send_in", broken)
    assert world.send().counts == {"terkirim_P2": 2, SET_ASIDE: 1}
    assert status_of(world, three) == [Status.REQUESTED, Status.DRAFT, Status.REQUESTED]


def test_the_others_are_reminded(world, three, prepared, monkeypatch):
    world.send()
    world.later(days=20)
    monkeypatch.setattr(silence, "_act", breaking(silence._act, prepared[2], RuntimeError()))
    assert silence.check_answers(world.app, world.now, 50).counts == {
        "mitra_diingatkan": 2,
        SET_ASIDE: 1,
    }


def test_the_others_whose_turn_has_passed_are_told(world, three, prepared, monkeypatch):
    world.send()
    until = world.now.date() + timedelta(days=3)
    for code in prepared:
        queue(world.app, mitra("DINSOS-A"), code, None, until, world.now)
    world.later(days=5)
    monkeypatch.setattr(waiting, "_tell", breaking(waiting._tell, prepared[0], RuntimeError()))
    assert waiting.check_turns(world.app, world.now, 50).counts == {
        "giliran_lewat": 2,
        SET_ASIDE: 1,
    }
    matters = len(world.escalations("tksk"))
    world.later(days=30)
    monkeypatch.setattr(climbing, "_climb", breaking(climbing._climb, three[1], RuntimeError()))
    done = climbing.climb_overdue(world.app, world.now, 50).counts
    assert matters == 2
    assert done[SET_ASIDE] == 1
    assert done["naik_ke_koordinator"] == 1


def test_what_was_set_aside_breaks_no_promise_of_the_record(world, three, monkeypatch):
    monkeypatch.setattr(deciding, "_decide", breaking(deciding._decide, three[0], KeyError()))
    world.route()
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        assert check_invariants(uow.session) == []
