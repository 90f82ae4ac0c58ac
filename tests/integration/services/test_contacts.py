"""Attempts to reach a client: who, how, when, what came of it, and what follows."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.integration.services.world import COORDINATOR, TKSK, VILLAGE_HEAD, mitra
from tksk_workflow.domain.referral import FunctioningOutcome, Status
from tksk_workflow.services.errors import InvalidInput, NotPermitted
from tksk_workflow.services.follow_up.contacts import ContactMethod, ContactOutcome, record_contact
from tksk_workflow.services.lifecycle.climbing import climb_overdue
from tksk_workflow.services.referrals.answers import accept, report_delivery
from tksk_workflow.services.referrals.story import referral_story
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.unit_of_work import UnitOfWork

NOBODY = ContactOutcome.NOT_REACHED


@pytest.fixture
def sent(world):
    case = world.sent_case()
    return case, world.referral(case, "DINSOS-A").code


def tried(world, code, outcome=NOBODY, method=ContactMethod.PHONE, note=""):
    # The same again within ten minutes would be one contact that was typed twice.
    world.later(minutes=15)
    return record_contact(world.app, TKSK, code, outcome, note, world.now, method=method)


def test_an_attempt_is_kept_with_who_how_when_and_what_came_of_it(world, sent):
    _, code = sent
    earlier = world.now - timedelta(hours=3)
    record_contact(
        world.app,
        TKSK,
        code,
        ContactOutcome.STILL_WAITING,
        "menunggu giliran",
        world.now,
        method=ContactMethod.THROUGH_OTHERS,
        at=earlier,
    )
    (line,) = referral_story(world.app, TKSK, code).contacts
    assert (line.at, line.by, line.method, line.outcome, line.note) == (
        earlier,
        "tksk/tksk-gelumbang",
        "lewat_keluarga",
        "masih_menunggu",
        "menunggu giliran",
    )


def test_a_contact_is_not_from_before_the_sending_nor_from_tomorrow(world, sent):
    _, code = sent
    for wrong in (timedelta(days=-1), timedelta(minutes=1)):
        with pytest.raises(InvalidInput):
            record_contact(
                world.app,
                TKSK,
                code,
                ContactOutcome.STILL_WAITING,
                "",
                world.now,
                at=world.now + wrong,
            )
    assert referral_story(world.app, TKSK, code).contacts == ()


def test_follow_ups_that_have_piled_up_are_one_line_because_one_contact_does_them(world, sent):
    _, code = sent
    world.later(days=60)
    (line,) = worklist(world.app, TKSK, world.now).of(Task.FOLLOW_UP)
    assert line.text == "tindak lanjut ke-1 sampai ke-4, terlambat"
    tried(world, code, ContactOutcome.STILL_WAITING)
    assert worklist(world.app, TKSK, world.now).of(Task.FOLLOW_UP) == ()


def test_a_contact_of_the_day_of_sending_may_be_entered_without_the_hour(world, sent):
    _, code = sent
    midnight = world.now.astimezone(world.app.zone).replace(hour=0, minute=0)
    record_contact(world.app, TKSK, code, ContactOutcome.STILL_WAITING, "", world.now, at=midnight)
    assert len(referral_story(world.app, TKSK, code).contacts) == 1


def test_an_attempt_that_met_nobody_leaves_the_follow_up_due(world, sent):
    _, code = sent
    world.now = world.now.replace(day=14)
    tried(world, code)
    assert len(worklist(world.app, TKSK, world.now).of(Task.FOLLOW_UP)) == 1
    tried(world, code, ContactOutcome.STILL_WAITING)
    assert worklist(world.app, TKSK, world.now).of(Task.FOLLOW_UP) == ()


def test_a_contact_does_everything_that_was_due_until_that_day(world, sent):
    _, code = sent
    world.later(days=20)
    tried(world, code, ContactOutcome.STILL_WAITING)
    done = [one.done_at is not None for one in world.follow_ups()]
    assert done == [True, True, False, False]


@pytest.mark.parametrize("outcome", [ContactOutcome.STILL_WAITING, ContactOutcome.NOT_RECEIVED])
def test_whoever_still_waits_after_the_last_follow_up_is_looked_at_again(world, sent, outcome):
    _, code = sent
    accept(world.app, mitra("DINSOS-A"), code, world.now)
    planned = len(referral_story(world.app, TKSK, code).follow_ups)
    for _ in range(planned + 2):
        world.now += timedelta(days=40)
        found = tried(world, code, outcome, note="belum ada yang datang")
        assert found.next_due is not None

    assert found.status is Status.ACCEPTED
    assert found.next_due > world.now.date()


@pytest.mark.parametrize("answered", [True, False])
def test_a_client_who_says_received_stays_on_the_list_until_there_is_proof(world, sent, answered):
    case, code = sent
    if answered:
        accept(world.app, mitra("DINSOS-A"), code, world.now)
    for _ in range(5):
        world.later(days=40)
        found = tried(world, code, ContactOutcome.RECEIVED_BETTER)
        assert found.next_due > world.now.date()
    tried(world, code)
    (line,) = worklist(world.app, TKSK, world.now).of(Task.CONFIRM)
    assert (line.case, line.referral) == (case, code)
    assert "menyatakan sudah menerima" in line.text
    assert ("minta mitra" in line.text) is not answered
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        assert check_invariants(uow.session) == []
    if not answered:
        accept(world.app, mitra("DINSOS-A"), code, world.now)
    world.confirm(code)
    assert worklist(world.app, TKSK, world.now).of(Task.CONFIRM) == ()


def test_what_the_client_said_last_counts_for_the_list(world, sent):
    _, code = sent
    for outcome in (ContactOutcome.RECEIVED_NOT_BETTER, ContactOutcome.STILL_WAITING):
        world.later(days=7)
        tried(world, code, outcome)
    assert worklist(world.app, TKSK, world.now).of(Task.CONFIRM) == ()


@pytest.mark.parametrize("outcome", [NOBODY, ContactOutcome.STILL_WAITING])
def test_a_contact_that_is_typed_again_counts_once(world, sent, outcome):
    _, code = sent
    first = tried(world, code, outcome)
    before = world.follow_ups(), len(world.audit())
    world.later(minutes=9)
    again = record_contact(
        world.app, TKSK, code, outcome, "", world.now, method=ContactMethod.PHONE
    )
    assert (first.changed, again.changed) == (True, False)
    assert replace(again, changed=True) == first
    done = [one.done_at is not None for one in world.follow_ups()]
    assert done.count(True) == (outcome is not NOBODY)
    assert len(world.audit()) == before[1]
    assert len(referral_story(world.app, TKSK, code).contacts) == 1


def test_help_that_never_came_is_asked_for_again_once_when_the_contact_is_typed_again(world, sent):
    case, code = sent
    report_delivery(world.app, mitra("DINSOS-A"), code, "sudah", world.now)
    first = tried(world, code, ContactOutcome.NOT_RECEIVED, note="tidak ada yang datang")
    again = record_contact(
        world.app,
        TKSK,
        code,
        ContactOutcome.NOT_RECEIVED,
        "tidak ada yang datang",
        world.now,
        method=ContactMethod.PHONE,
    )
    assert again == replace(first, changed=False)
    assert again.successor == world.referral(case, "DINSOS-A").code


@pytest.mark.parametrize(
    "other",
    [
        {"at": timedelta(minutes=-5)},
        {"note": "lewat tetangga"},
        {"method": ContactMethod.VISIT},
        {"actor": COORDINATOR},
        {"minutes": 11},
        {"between": True},
    ],
    ids=str,
)
def test_what_differs_or_is_not_of_the_same_moment_is_another_attempt(world, sent, other):
    _, code = sent
    tried(world, code)
    if "between" in other:
        accept(world.app, mitra("DINSOS-A"), code, world.now)
    world.later(minutes=other.get("minutes", 0))
    second = record_contact(
        world.app,
        other.get("actor", TKSK),
        code,
        NOBODY,
        other.get("note", ""),
        world.now,
        method=other.get("method", ContactMethod.PHONE),
        at=world.now + other["at"] if "at" in other else None,
    )
    assert (second.changed, second.not_reached) == (True, 2)


def entered_late(world, code, outcome, at, note=""):
    return record_contact(world.app, TKSK, code, outcome, note, world.now, at=at)


def test_who_had_nothing_before_the_partner_delivered_is_no_failure(world, sent):
    case, code = sent
    accept(world.app, mitra("DINSOS-A"), code, world.now)
    visited = world.later(days=1)
    delivered = world.later(days=1)
    report_delivery(world.app, mitra("DINSOS-A"), code, "sudah", world.now)
    world.later(hours=1)
    found = entered_late(world, code, ContactOutcome.NOT_RECEIVED, visited, "belum datang")
    assert (found.reopened, found.status) == (False, Status.IN_PROGRESS)
    assert found.next_due is not None
    assert len(world.referrals(case)) == 1
    assert world.escalations("koordinator") == []
    found = entered_late(world, code, ContactOutcome.NOT_RECEIVED, delivered, "tidak ada")
    assert (found.reopened, found.status) == (True, Status.FAILED)


def test_who_had_nothing_before_somebody_signed_puts_no_proof_in_doubt(world, sent):
    _, code = sent
    accept(world.app, mitra("DINSOS-A"), code, world.now)
    visited = world.later(days=1)
    world.later(days=1)
    world.confirm(code)
    entered_late(world, code, ContactOutcome.NOT_RECEIVED, visited, "belum datang")
    assert world.escalations("koordinator") == []


def test_a_contact_that_is_entered_late_does_what_was_due_on_its_own_day(world, sent):
    _, code = sent
    happened = world.later(days=8)
    world.later(days=12)
    entered_late(world, code, ContactOutcome.STILL_WAITING, happened)
    assert [one.done_at is not None for one in world.follow_ups()] == [True, False, False, False]
    assert len(worklist(world.app, TKSK, world.now).of(Task.FOLLOW_UP)) == 1


def test_a_contact_that_is_entered_after_a_later_one_changes_nothing_that_came_of_it(world, sent):
    case, code = sent
    happened = world.later(days=1)
    world.later(days=8)
    tried(world, code, ContactOutcome.RECEIVED_BETTER)
    world.later(days=1)
    entered_late(world, code, ContactOutcome.RECEIVED_NOT_BETTER, happened)
    assert [one.done_at is not None for one in world.follow_ups()] == [True, False, False, False]
    assert world.case(case).functioning == FunctioningOutcome.BETTER


def test_after_three_attempts_in_vain_the_tksk_has_to_visit(world, sent):
    _, code = sent
    assert [tried(world, code).not_reached for _ in range(2)] == [1, 2]
    assert worklist(world.app, TKSK, world.now).of(Task.VISIT) == ()
    assert tried(world, code).not_reached == 3
    (visit,) = worklist(world.app, TKSK, world.now).of(Task.VISIT)
    assert visit.referral == code
    assert "kunjungi" in visit.text
    assert visit.due is not None


def test_whoever_does_not_open_then_either_is_the_coordinators_matter(world, sent):
    _, code = sent
    for _ in range(3):
        tried(world, code)
    tried(world, code)
    assert world.escalations("koordinator") == []
    tried(world, code, method=ContactMethod.VISIT)
    (raised,) = world.escalations("koordinator")
    assert "dikunjungi" in raised.reason


def test_a_visit_that_is_not_made_climbs_by_itself(world, sent):
    _, code = sent
    for _ in range(3):
        tried(world, code)
    world.now = world.escalations("tksk")[0].due_at
    assert dict(climb_overdue(world.app, world.now, 50).counts) == {"naik_ke_koordinator": 1}


@pytest.mark.parametrize("end", ["met", "received"])
def test_whoever_is_met_after_all_settles_the_matter_and_the_count_begins_anew(world, sent, end):
    _, code = sent
    for _ in range(3):
        tried(world, code)
    tried(world, code, method=ContactMethod.VISIT)
    if end == "met":
        tried(world, code, ContactOutcome.STILL_WAITING)
        assert tried(world, code).not_reached == 1
    else:
        accept(world.app, mitra("DINSOS-A"), code, world.now)
        world.confirm(code)
    assert all(one.resolved_at is not None for one in world.escalations())


def test_who_says_that_nothing_came_although_somebody_signed_is_the_coordinators_matter(
    world, sent
):
    _, code = sent
    accept(world.app, mitra("DINSOS-A"), code, world.now)
    world.confirm(code)
    done = tried(world, code, ContactOutcome.NOT_RECEIVED, note="tidak ada yang datang")
    assert (done.reopened, done.status) == (False, Status.COMPLETED)
    assert "bukti" in world.escalations("koordinator")[0].reason


def test_all_that_is_wrong_with_an_attempt_is_named(world, sent):
    _, code = sent
    with pytest.raises(InvalidInput) as caught:
        record_contact(
            world.app,
            COORDINATOR,
            code,
            ContactOutcome.NOT_RECEIVED,
            " ",
            world.now,
            at=world.now + timedelta(minutes=1),
        )
    assert [one.field for one in caught.value.problems] == ["catatan", "waktu"]
    with pytest.raises(InvalidInput, match="zona"):
        record_contact(
            world.app,
            TKSK,
            code,
            NOBODY,
            "",
            world.now,
            at=datetime(2026, 9, 7),  # noqa: DTZ001
        )
    with pytest.raises(NotPermitted):
        record_contact(world.app, VILLAGE_HEAD, code, NOBODY, "", world.now)
