from datetime import timedelta

import pytest

from tests.integration.services.world import (
    COORDINATOR,
    DYING_ALONE,
    PAPERS,
    TKSK,
    mitra,
)
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, FunctioningOutcome, Status
from tksk_workflow.services.cases.closing import cancel_case, reopen_case
from tksk_workflow.services.cases.intake import register_case
from tksk_workflow.services.errors import Conflict, InvalidInput, NotPermitted, Refused
from tksk_workflow.services.follow_up.contacts import ContactOutcome, record_contact
from tksk_workflow.services.follow_up.schedule import announce_due
from tksk_workflow.services.lifecycle.escalation import resolve
from tksk_workflow.services.referrals.answers import accept, report_delivery
from tksk_workflow.services.referrals.receipt import confirm_receipt
from tksk_workflow.services.referrals.withdrawing import void_referral, withdraw_referral
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist

A = mitra("DINSOS-A")


@pytest.fixture
def helped(world):
    """A case whose only referral has reached the right person."""
    case = world.sent_case()
    referral = world.referral(case, "DINSOS-A")
    world.deliver(referral)
    return case, referral


def contact(world, referral, outcome, note="dijumpai"):
    return record_contact(world.app, TKSK, referral.code, outcome, note, world.now)


# -------------------------------------------------------------------------------- closing


def test_a_case_without_proof_of_receipt_cannot_be_closed(world):
    case = world.sent_case()
    waiting = world.referral(case, "DINSOS-A").code
    with pytest.raises(Refused) as refused:
        world.close(case)
    assert refused.value.guard_id == "PGR-14"
    assert waiting in refused.value.hint
    withdraw_referral(world.app, TKSK, waiting, "tidak jadi", world.now)
    world.outcome(case)
    with pytest.raises(Refused) as refused:
        world.close(case)
    assert refused.value.guard_id == "PGR-14"


def test_a_case_without_outcome_cannot_be_closed(world, helped):
    with pytest.raises(Refused) as refused:
        world.close(helped[0])
    assert refused.value.guard_id == "PGR-14"


def test_help_that_went_to_somebody_else_fails_and_is_asked_for_again(world):
    case = world.sent_case()
    referral = world.referral(case, "DINSOS-A")
    confirmed = world.deliver(referral, right=False)

    assert confirmed.status is Status.FAILED
    again = world.referral(case, "DINSOS-A")
    assert confirmed.successor == again.code
    assert (again.attempt, again.previous_id, again.tried) == (2, referral.id, [])
    assert [one.reason for one in world.escalations("koordinator")] == [
        "bantuan diterima orang lain"
    ]
    world.outcome(case)
    with pytest.raises(Refused) as refused:
        world.close(case)
    assert refused.value.guard_id == "PGR-14"


def test_a_receipt_needs_proof_and_a_moment_that_has_passed(world):
    case = world.sent_case()
    code = world.referral(case, "DINSOS-A").code
    accept(world.app, A, code, world.now)
    with pytest.raises(InvalidInput) as caught:
        confirm_receipt(
            world.app,
            TKSK,
            code,
            "klien",
            True,
            "",
            world.now + timedelta(days=1),
            " ",
            None,
            world.now,
        )
    assert [problem.field for problem in caught.value.problems] == ["cara", "bukti", "waktu"]


def test_what_the_partner_has_not_accepted_cannot_be_confirmed(world):
    case = world.sent_case()
    with pytest.raises(Conflict):
        world.confirm(world.referral(case, "DINSOS-A").code)


def test_whoever_fares_no_better_stays_under_watch_unless_the_coordinator_closes(world, helped):
    case, _ = helped
    world.outcome(case, FunctioningOutcome.SAME)
    with pytest.raises(Conflict, match="dipantau"):
        world.close(case)
    world.later(days=8)
    assert dict(announce_due(world.app, world.now, 10).counts)["diumumkan"] == 1
    assert world.close(case, COORDINATOR).status is CaseStatus.CLOSED


def test_a_closed_case_is_left_alone_by_the_sweeps(world, helped):
    case, _ = helped
    world.outcome(case)
    world.close(case)
    world.later(days=90)
    # Looked at once and set aside, so that no later sweep reads them again.
    assert set(announce_due(world.app, world.now, 10).counts) == {"tidak_perlu_lagi"}
    assert dict(announce_due(world.app, world.now, 10).counts) == {}
    assert world.messages("tindak_lanjut") == []
    assert dict(world.route().counts) == {}


def test_what_was_set_aside_stands_on_the_work_list_when_the_case_is_opened_again(world, helped):
    case, _ = helped
    world.outcome(case)
    world.close(case)
    world.later(days=90)
    announce_due(world.app, world.now, 10)
    assert worklist(world.app, TKSK, world.now).of(Task.FOLLOW_UP) == ()

    reopen_case(world.app, COORDINATOR, case, "klien jatuh lagi", world.now)

    assert worklist(world.app, TKSK, world.now).of(Task.FOLLOW_UP) != ()


@pytest.mark.parametrize("wrong", [timedelta(days=-1), timedelta(minutes=1)])
def test_nobody_has_help_before_it_was_asked_for_nor_in_the_future(world, wrong):
    referral = world.referral(world.sent_case(), "DINSOS-A")
    accept(world.app, A, referral.code, world.now)
    with pytest.raises(InvalidInput):
        confirm_receipt(
            world.app,
            TKSK,
            referral.code,
            "klien",
            True,
            "kunjungan",
            world.now + wrong,
            "BA-001",
            None,
            world.now,
        )


def test_in_an_emergency_help_may_come_before_its_referral_but_not_before_the_case(world):
    case = world.register(facts={"kondisi": DYING_ALONE, "dokumen": PAPERS}).case
    opened_at = world.now
    world.later(days=2)
    world.visit(case)
    world.send()
    (first,) = [one for one in world.referrals(case) if one.status == Status.REQUESTED]

    def receive(at):
        confirm_receipt(
            world.app,
            TKSK,
            first.code,
            "klien",
            True,
            "kunjungan",
            at,
            "BA-001",
            None,
            world.now,
        )

    accept(world.app, mitra(first.partner_code), first.code, world.now)
    with pytest.raises(InvalidInput, match="waktu"):
        receive(opened_at - timedelta(days=1))
    receive(opened_at)


def test_a_case_that_is_opened_again_is_decided_afresh(world, helped):
    case, _ = helped
    world.outcome(case)
    world.close(case)
    world.later(days=3)
    with pytest.raises(InvalidInput):
        reopen_case(world.app, TKSK, case, " ", world.now)
    assert reopen_case(world.app, TKSK, case, "bantuan berhenti", world.now).status is (
        CaseStatus.ROUTED
    )
    world.route()
    assert world.referral(case, "DINSOS-A").attempt == 2
    assert world.case(case).functioning is None


def test_a_case_is_not_opened_again_beside_another_one_of_the_same_person(world):
    person = world.person()
    old = register_case(world.app, TKSK, person, world.now).case
    world.visit(old)
    world.verify_in_village(old)
    world.route()
    world.send()
    world.deliver(world.referral(old, "DINSOS-A"))
    world.outcome(old)
    world.close(old)
    new = register_case(world.app, TKSK, person, world.now).case

    with pytest.raises(Conflict, match=new):
        reopen_case(world.app, TKSK, old, "bantuan berhenti", world.now)

    cancel_case(world.app, TKSK, new, "tercatat dua kali", world.now)
    reopen_case(world.app, TKSK, old, "bantuan berhenti", world.now)
    with pytest.raises(Conflict, match=old):
        register_case(world.app, TKSK, person, world.now)


def test_help_that_arrived_is_not_asked_for_again(world, helped):
    case, referral = helped
    world.visit(case)
    world.route()
    assert [one.id for one in world.referrals(case)] == [referral.id]


def test_what_somebody_took_back_does_not_return_by_itself(world):
    case = world.sent_case()
    withdraw_referral(
        world.app, TKSK, world.referral(case, "DINSOS-A").code, "klien menolak", world.now
    )
    assert world.case(case).status == CaseStatus.MANUAL
    world.visit(case)
    world.route()
    assert [one.status for one in world.referrals(case)] == [Status.CANCELLED]


def test_a_draft_declared_a_mistake_does_not_return_by_itself(world):
    case = world.register().case
    world.route()
    draft = world.referral(case, "DINSOS-A")
    void_referral(world.app, TKSK, draft.code, "salah jenis", world.now)
    world.visit(case)
    world.route()
    assert [one.business_status for one in world.referrals(case)] == [BusinessStatus.MISTAKEN]


def test_a_cancelled_case_ends_with_everything_in_it(world):
    case = world.sent_case()
    cancel_case(world.app, TKSK, case, "klien meninggal", world.now)
    assert world.case(case).status == CaseStatus.CANCELLED
    assert [one.status for one in world.referrals(case)] == [Status.CANCELLED]
    assert dict(world.route().counts) == {}


# -------------------------------------------------------------------------------- follow-up


def test_follow_ups_are_planned_at_sending_and_move_off_days_when_offices_are_closed(world):
    world.sent_case()
    sent_on = world.now.date()
    dates = [one.due_on for one in world.follow_ups()]
    assert [(day - sent_on).days for day in dates[:2]] == [7, 14]
    assert len(dates) == 4
    calendar = world.app.calendar_of("", world.app.pack)
    assert all(calendar.is_working_day(day) for day in dates)


def test_a_follow_up_is_announced_once_and_marked_late_once(world):
    world.sent_case()
    world.later(days=7)
    assert dict(announce_due(world.app, world.now, 10).counts) == {"diumumkan": 1}
    assert dict(announce_due(world.app, world.now, 10).counts) == {}
    world.later(days=4)
    assert dict(announce_due(world.app, world.now, 10).counts) == {"terlambat": 1}
    assert dict(announce_due(world.app, world.now, 10).counts) == {}
    assert [one.task for one in worklist(world.app, TKSK, world.now).of(Task.FOLLOW_UP)] == [
        Task.FOLLOW_UP
    ]
    assert len(world.messages("tindak_lanjut")) == 1


def test_received_and_better_is_what_closing_needs(world, helped):
    case, referral = helped
    done = contact(world, referral, ContactOutcome.RECEIVED_BETTER)
    assert not done.reopened
    assert world.case(case).functioning == FunctioningOutcome.BETTER
    assert world.close(case).status is CaseStatus.CLOSED


def test_received_but_not_better_is_looked_after_beyond_the_last_date(world, helped):
    case, referral = helped
    for _ in range(4):
        upcoming = contact(world, referral, ContactOutcome.RECEIVED_NOT_BETTER).next_due
        assert upcoming > world.now.date()
        world.now = world.now.replace(year=upcoming.year, month=upcoming.month, day=upcoming.day)
    beyond = contact(world, referral, ContactOutcome.RECEIVED_NOT_BETTER).next_due
    assert 30 <= (beyond - world.now.date()).days <= 40
    assert world.case(case).functioning == FunctioningOutcome.SAME


def test_not_received_although_the_partner_says_so_opens_the_case_anew(world):
    case = world.sent_case()
    referral = world.referral(case, "DINSOS-A")
    report_delivery(world.app, A, referral.code, "sudah", world.now)
    with pytest.raises(InvalidInput, match="catatan"):
        contact(world, referral, ContactOutcome.NOT_RECEIVED, "")
    found = contact(world, referral, ContactOutcome.NOT_RECEIVED, "tidak ada yang datang")
    assert (found.reopened, found.status) == (True, Status.FAILED)
    assert found.successor == world.referral(case, "DINSOS-A").code
    assert len(world.escalations("koordinator")) == 1


def test_not_yet_received_while_the_partner_is_at_work_is_no_failure(world):
    case = world.sent_case()
    referral = world.referral(case, "DINSOS-A")
    found = contact(world, referral, ContactOutcome.NOT_RECEIVED, "belum waktunya")
    assert (found.reopened, found.status) == (False, Status.REQUESTED)


def test_an_escalation_is_settled_by_whoever_it_was_brought_to(world):
    case = world.sent_case()
    world.deliver(world.referral(case, "DINSOS-A"), right=False)
    (open_,) = world.escalations("koordinator")
    with pytest.raises(NotPermitted):
        resolve(world.app, TKSK, open_.id, "beres", world.now)
    assert resolve(world.app, COORDINATOR, open_.id, "sudah ditarik", world.now).case == case
    with pytest.raises(Conflict):
        resolve(world.app, COORDINATOR, open_.id, "lagi", world.now)
