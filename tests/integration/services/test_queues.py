"""Places in a partner's queue: how they move, and what is on record about it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest

from tests.integration.services.world import COORDINATOR, TKSK, mitra
from tksk_workflow.services.cases.closing import cancel_case
from tksk_workflow.services.errors import InvalidInput
from tksk_workflow.services.follow_up.waiting import check_turns
from tksk_workflow.services.referrals.answers import fail, queue, report_delivery, resume
from tksk_workflow.services.referrals.withdrawing import void_referral, withdraw_referral
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist

A = mitra("DINSOS-A")


@pytest.fixture
def line(world):
    """Three people in the queue of one partner, in the order in which they came."""
    cases = [world.sent_case() for _ in range(3)]
    codes = [world.referral(case, "DINSOS-A").code for case in cases]
    for code in codes:
        queue(world.app, A, code, None, None, world.now)
    return cases, codes


def places(world, cases):
    return [world.referrals(case)[0].queue_position for case in cases]


def test_who_comes_without_a_number_goes_to_the_end(world, line):
    assert places(world, line[0]) == [1, 2, 3]


@pytest.mark.parametrize(
    "leave",
    [
        lambda world, case, code: resume(world.app, A, code, world.now),
        lambda world, case, code: report_delivery(world.app, A, code, "", world.now),
        lambda world, case, code: fail(world.app, A, code, "batal", world.now),
        lambda world, case, code: withdraw_referral(world.app, TKSK, code, "pindah", world.now),
        lambda world, case, code: void_referral(world.app, COORDINATOR, code, "salah", world.now),
        lambda world, case, code: cancel_case(world.app, TKSK, case, "pindah", world.now),
        lambda world, case, code: world.confirm(code),
        lambda world, case, code: world.confirm(code, right=False),
    ],
    ids=["resume", "deliver", "fail", "withdraw", "void", "cancel", "confirm", "wrong"],
)
def test_when_one_leaves_those_behind_move_up_and_it_is_on_record(world, line, leave):
    cases, codes = line
    leave(world, cases[0], codes[0])

    assert places(world, cases)[1:] == [1, 2]
    shifts = [one for one in world.audit() if one.action == "geser_antrean"]
    assert [(one.entity_id, one.data["dari_nomor"], one.data["ke_nomor"]) for one in shifts] == [
        (codes[1], 2, 1),
        (codes[2], 3, 2),
    ]


def test_who_leaves_the_end_moves_nobody(world, line):
    cases, codes = line
    resume(world.app, A, codes[2], world.now)
    assert places(world, cases) == [1, 2, None]


def test_a_number_that_is_taken_pushes_the_others_back(world, line):
    cases, _ = line
    urgent = world.sent_case()
    code = world.referral(urgent, "DINSOS-A").code
    assert queue(world.app, A, code, 1, None, world.now).queue_position == 1
    assert places(world, [*cases, urgent]) == [2, 3, 4, 1]


def test_a_number_beyond_the_end_leaves_room_for_people_whom_we_do_not_know(world, line):
    cases, _ = line
    other = world.sent_case()
    queue(world.app, A, world.referral(other, "DINSOS-A").code, 9, None, world.now)
    assert places(world, [*cases, other]) == [1, 2, 3, 9]


@pytest.mark.parametrize(
    ("who", "to", "expected"),
    [
        (2, 1, [2, 3, 1]),
        (0, 3, [3, 1, 2]),
        (0, 2, [2, 1, 3]),
        (1, 2, [1, 2, 3]),
        (0, 7, [7, 1, 2]),
    ],
)
def test_the_partner_moves_a_client_and_those_in_between_make_room(world, line, who, to, expected):
    cases, codes = line
    queue(world.app, A, codes[who], to, None, world.now)
    assert places(world, cases) == expected


def test_another_day_without_a_number_keeps_the_place(world, line):
    cases, codes = line
    until = world.now.date() + timedelta(days=9)
    assert queue(world.app, A, codes[1], None, until, world.now).queue_position == 2
    assert world.referrals(cases[1])[0].queue_until == until
    last = [one for one in world.audit() if one.action == "ubah_antrean"][-1]
    assert (last.entity_id, last.data["posisi"]) == (codes[1], 2)


def test_the_same_place_and_day_said_again_change_nothing_and_are_not_on_record(world, line):
    code, until = line[1][1], (world.now + timedelta(days=9)).date()
    queue(world.app, A, code, 2, until, world.now)
    before = len(world.audit())

    again = queue(world.app, A, code, 2, until, world.now)

    assert again.changed is False
    assert len(world.audit()) == before
    assert places(world, line[0]) == [1, 2, 3]


def test_the_same_place_said_again_after_the_turn_has_passed_is_an_answer(world, line):
    code = line[1][1]
    queue(world.app, A, code, 2, (world.now + timedelta(days=1)).date(), world.now)
    world.later(days=3)
    check_turns(world.app, world.now, 100)

    again = queue(world.app, A, code, 2, None, world.now)

    assert again.changed is True
    assert world.audit()[-1].action == "ubah_antrean"


def test_a_turn_years_ahead_is_a_slip_and_changes_nothing(world, line):
    cases, codes = line
    today = world.now.date()

    with pytest.raises(InvalidInput, match="07-09-2036 lebih dari dua tahun lagi") as refused:
        queue(world.app, A, codes[0], 3, today.replace(year=2036), world.now)

    assert "paling lambat 07-09-2028" in refused.value.problems[0].hint
    assert places(world, cases) == [1, 2, 3]
    queue(world.app, A, codes[0], None, today.replace(year=2028), world.now)


def test_queues_of_other_partners_do_not_move(world, line):
    cases, codes = line
    fail(world.app, A, codes[2], "batal", world.now)
    moved = world.referral(cases[2], "DINSOS-B")
    queue(world.app, mitra("DINSOS-B"), moved.code, None, None, world.now)
    resume(world.app, A, codes[0], world.now)
    assert world.referral(cases[2], "DINSOS-B").queue_position == 1


def test_a_turn_that_has_passed_is_told_once_and_again_when_it_was_moved(world, line):
    _, codes = line
    queue(world.app, A, codes[0], None, world.now.date() + timedelta(days=2), world.now)
    assert dict(check_turns(world.app, world.now, 50).counts) == {}
    world.later(days=3)
    assert dict(check_turns(world.app, world.now, 50).counts) == {"giliran_lewat": 1}
    assert dict(check_turns(world.app, world.now, 50).counts) == {}
    told = worklist(world.app, TKSK, world.now).of(Task.ESCALATION)
    assert [(one.referral, "giliran" in one.text) for one in told] == [(codes[0], True)]

    queue(world.app, A, codes[0], None, world.now.date() + timedelta(days=2), world.now)
    assert worklist(world.app, TKSK, world.now).of(Task.ESCALATION) == ()
    world.later(days=3)
    assert dict(check_turns(world.app, world.now, 50).counts) == {"giliran_lewat": 1}
    resume(world.app, A, codes[0], world.now)
    assert worklist(world.app, TKSK, world.now).of(Task.ESCALATION) == ()


def test_who_is_served_has_no_place_any_more(world, line):
    cases, codes = line
    resume(world.app, A, codes[0], world.now)
    assert places(world, cases)[0] is None
    assert queue(world.app, A, codes[0], None, None, world.now).queue_position == 3


@pytest.mark.parametrize("end", ["resume", "cancel"])
def test_two_who_change_a_queue_at_once_take_turns(world, line, end):
    """On SQLite one writer excludes the other anyway; on PostgreSQL the partner's row does."""
    cases, codes = line
    start = Barrier(2)
    ends = {
        "resume": partial(resume, world.app, A, codes[0], world.now),
        "cancel": partial(cancel_case, world.app, TKSK, cases[0], "pindah", world.now),
    }

    def act(move):
        start.wait()
        move()

    with ThreadPoolExecutor(2) as pool:
        done = [
            pool.submit(act, ends[end]),
            pool.submit(act, partial(queue, world.app, A, codes[2], 1, None, world.now)),
        ]
        for one in done:
            one.result()

    assert places(world, cases) == [None, 2, 1]
