"""Cases that wait for people in the field: somebody hears of each that is not ready in time."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.integration.services.world import (
    COORDINATOR,
    DYING_ALONE,
    NEGLECTED,
    PAPERS,
    PARTNERS,
    READY_FOR_A_HOME,
    TKSK,
    VILLAGE_HEAD,
    mitra,
)
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import RefusalReason, Status
from tksk_workflow.services.cases.closing import cancel_case, reopen_case
from tksk_workflow.services.cases.intake import hand_over
from tksk_workflow.services.cases.verification import verify
from tksk_workflow.services.follow_up.readiness import check_readiness
from tksk_workflow.services.lifecycle.climbing import climb_overdue
from tksk_workflow.services.lifecycle.escalation import resolve
from tksk_workflow.services.referrals.answers import refuse
from tksk_workflow.services.referrals.withdrawing import void_referral
from tksk_workflow.services.routing.deciding import decide_case
from tksk_workflow.services.welfare_data.data_cycle import monthly_cycle
from tksk_workflow.store.unit_of_work import UnitOfWork

WIB = ZoneInfo("Asia/Jakarta")
ENTITLED = {
    "kondisi": {"layak_tidak_menerima": True, **dict.fromkeys(NEGLECTED, False)},
    "dokumen": PAPERS,
    "nik_status": "padan",
}
"""Entitled, but not receiving: a scheduled proposal."""


def sweep(world):
    return dict(check_readiness(world.app, world.now, 50).counts)


def at(world, *moment):
    world.now = datetime(*moment, tzinfo=WIB)


def matters(world, case):
    return [
        (one.level, one.resolved_at is None)
        for one in world.escalations()
        if one.key.startswith(f"belum_siap:{case}")
    ]


def due_of(world, case):
    (matter,) = [one for one in world.escalations() if one.key == f"belum_siap:{case}"]
    return matter.due_at.astimezone(WIB)


@pytest.fixture
def unknown(world):
    """A case of which too little is known for any decision; nobody has been there."""
    case = world.register(facts={}).case
    world.route()
    assert world.referrals(case) == []
    return case


@pytest.fixture
def held(world):
    """A priority whose draft waits for the visit and the village's confirmation."""
    case = world.register().case
    world.route()
    (draft,) = world.referrals(case)
    assert (draft.status, draft.urgency) == (Status.DRAFT, "P2")
    assert "PGR-04" in draft.held_by
    return case


def test_a_case_that_nobody_visits_reaches_the_coordinator_and_the_dinas_sosial(world, unknown):
    """Registered on Monday the 7th; the seventh working day after it is Wednesday the 16th."""
    at(world, 2026, 9, 16, 15, 59)
    assert sweep(world) == {}
    at(world, 2026, 9, 16, 16, 1)
    assert sweep(world) == {"belum_siap": 1}
    assert sweep(world) == {}
    assert matters(world, unknown) == [("tksk", True)]
    for _ in range(20):
        world.later(days=1)
        assert sweep(world) == {}
        climb_overdue(world.app, world.now, 50)
    assert matters(world, unknown) == [("tksk", True), ("koordinator", True), ("dinsos", True)]


def test_a_held_draft_is_a_matter_when_it_should_have_left(world, held):
    (draft,) = world.referrals(held)
    assert draft.send_due_at == datetime(2026, 9, 10, 16, tzinfo=WIB)
    at(world, 2026, 9, 10, 15, 59)
    assert sweep(world) == {}
    at(world, 2026, 9, 10, 16, 1)
    assert sweep(world) == {"belum_siap": 1}
    assert matters(world, held) == [("tksk", True)]
    world.later(days=30)
    assert sweep(world) == {}


def test_what_makes_the_case_ready_settles_it(world, held):
    at(world, 2026, 9, 11, 9, 0)
    sweep(world)
    world.visit(held)
    world.route()
    assert matters(world, held) == [("tksk", True)]
    world.verify_in_village(held)
    world.route()
    assert matters(world, held) == [("tksk", False)]
    world.send()
    world.later(days=30)
    assert sweep(world) == {}


def test_a_case_that_is_ready_in_time_is_never_a_matter(world):
    case = world.sent_case()
    assert world.case(case).ready_by is None
    world.later(days=60)
    assert sweep(world) == {}


def test_a_case_sent_back_for_correction_is_one_matter_and_not_two(world, unknown):
    world.visit(unknown)
    verify(world.app, VILLAGE_HEAD, unknown, False, "alamat keliru", world.now)
    world.route()
    assert world.case(unknown).status == CaseStatus.RETURNED
    at(world, 2026, 9, 17, 8, 0)
    assert sweep(world) == {"siap_diperiksa": 1}
    assert matters(world, unknown) == []
    world.visit(unknown)
    world.route()
    at(world, 2026, 9, 29, 8, 0)
    assert sweep(world) == {"belum_siap": 1}


def test_who_waits_for_the_dinas_sosial_alone_is_not_said_to_lack_anything(world):
    case = world.register(facts=READY_FOR_A_HOME).case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    assert [one.held_by for one in world.referrals(case)] == [["PGR-11"]]
    world.later(days=60)
    assert sweep(world) == {}


def test_a_matter_closed_by_hand_comes_back_after_another_term(world, held):
    """Closed on Friday the 11th; three working days later is Wednesday the 16th."""
    at(world, 2026, 9, 11, 9, 0)
    sweep(world)
    (matter,) = world.escalations("tksk")
    resolve(world.app, TKSK, matter.id, "keluarga sedang di luar kota", world.now)
    assert world.case(held).updated_at == world.now
    world.visit(held)
    world.route()
    at(world, 2026, 9, 16, 15, 59)
    assert sweep(world) == {}
    assert matters(world, held) == [("tksk", False)]
    at(world, 2026, 9, 16, 16, 0)
    assert sweep(world) == {"belum_siap": 1}
    assert matters(world, held) == [("tksk", True)]


def test_a_case_that_ends_waits_for_nothing_any_more(world, unknown, held):
    cancel_case(world.app, COORDINATOR, unknown, "pindah", world.now)
    cancel_case(world.app, COORDINATOR, held, "pindah", world.now)
    world.later(days=60)
    assert sweep(world) == {}


def test_a_case_handed_over_has_its_whole_time_there(world, unknown):
    at(world, 2026, 9, 16, 8, 0)
    there = hand_over(world.app, TKSK, unknown, "16.03.17.2001", world.now).new_case
    at(world, 2026, 9, 17, 8, 0)
    assert sweep(world) == {}
    at(world, 2026, 9, 26, 8, 0)
    assert sweep(world) == {"belum_siap": 1}
    assert matters(world, there) == [("tksk", True)]
    assert matters(world, unknown) == []


def test_a_scheduled_proposal_is_told_of_after_the_first_cut_off_that_it_missed(world):
    case = world.register(facts=ENTITLED).case
    world.route()
    assert {one.urgency for one in world.referrals(case)} == {"P4"}
    at(world, 2026, 9, 17, 8, 0)
    assert sweep(world) == {}
    at(world, 2026, 9, 18, 0, 30)
    while monthly_cycle(world.app, world.now, 50).more:
        pass
    assert {one.send_due_at.astimezone(WIB).date() for one in world.referrals(case)} == {
        date(2026, 10, 17)
    }
    assert sweep(world) == {"belum_siap": 1}
    at(world, 2026, 10, 18, 8, 0)
    climb_overdue(world.app, world.now, 50)
    assert matters(world, case) == [("tksk", True), ("koordinator", True)]


def test_a_later_deadline_of_the_same_case_is_waited_for_as_well(world):
    """Two needs with terms of their own: one matter, and no moment is forgotten."""
    case = world.register(
        facts={
            "kondisi": {**NEGLECTED, "layak_tidak_menerima": True},
            "dokumen": PAPERS,
            "nik_status": "padan",
        },
    ).case
    world.route()
    deadlines = sorted({one.send_due_at for one in world.referrals(case) if one.held_by})
    assert len(deadlines) > 1
    for moment in deadlines:
        assert world.case(case).ready_by == moment
        world.now = moment
        assert sweep(world) == {"belum_siap" if moment == deadlines[0] else "siap_diperiksa": 1}
    assert world.case(case).ready_by is None
    assert matters(world, case) == [("tksk", True)]


def test_a_run_writes_one_letter_to_the_tksk_and_one_to_the_coordinator(world, unknown, held):
    at(world, 2026, 9, 16, 16, 1)
    assert sweep(world) == {"belum_siap": 2}
    (letter,) = world.messages("eskalasi_beberapa")
    assert letter.recipient == TKSK.name
    assert sorted(one["kasus"] for one in letter.payload["daftar"]) == sorted([unknown, held])
    assert world.messages("eskalasi") == []
    world.later(days=10)
    assert dict(climb_overdue(world.app, world.now, 50).counts) == {"naik_ke_koordinator": 2}
    assert [one.recipient for one in world.messages("eskalasi_beberapa")] == [
        TKSK.name,
        "koordinator",
    ]


@pytest.fixture
def second_step(world):
    """A draft that lacks something, while the step before it is with its partner."""
    case = world.register(facts={"kondisi": DYING_ALONE}).case
    world.send()
    hospital = world.referral(case, "RSUD-1")
    with UnitOfWork(world.app.session_factory) as uow:
        draft = uow.referrals.claim(hospital.code)
        draft.held_by = ["PGR-04"]
        uow.commit()
    return case


def test_a_later_step_has_its_time_from_the_day_on_which_the_one_before_ended(world, second_step):
    case = second_step
    world.later(days=30)
    sweep(world)
    assert matters(world, case) == []

    world.deliver(world.referral(case, "PKM-1"), next_tier=True)

    opened = world.referral(case, "RSUD-1")
    assert opened.send_due_at == world.now + timedelta(hours=24)
    assert world.case(case).ready_by == opened.send_due_at
    world.now = opened.send_due_at
    assert sweep(world) == {"belum_siap": 1}
    assert matters(world, case) == [("tksk", True)]


def test_a_held_draft_that_is_taken_back_by_hand_is_no_matter_any_more(world, held):
    at(world, 2026, 9, 11, 9, 0)
    sweep(world)
    assert matters(world, held) == [("tksk", True)]
    (draft,) = world.referrals(held)
    void_referral(world.app, TKSK, draft.code, "keluarga sudah membantu", world.now)
    assert world.case(held).status == CaseStatus.MANUAL
    assert matters(world, held) == [("tksk", False)]
    assert world.case(held).ready_by is None


def test_a_draft_that_finds_its_partner_late_has_its_time_from_then_on(world):
    able = [one for one in PARTNERS if one.type == "DINSOS_KAB"]
    world.furnish_more([replace(one, active=False) for one in able])
    case = world.register().case
    world.route()
    assert [one.partner_code for one in world.referrals(case)] == [None]
    world.later(days=10)
    assert sweep(world) == {}

    world.furnish_more(able)
    decide_case(world.app, TKSK, case, world.now)

    assert world.case(case).ready_by == datetime(2026, 9, 22, 16, tzinfo=WIB)
    at(world, 2026, 9, 22, 16, 0)
    assert sweep(world) == {"belum_siap": 1}


@pytest.fixture
def asking_again(world):
    """A draft that was ready, until the TKSK took back the answer that it rests upon."""
    case = world.register().case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    world.later(minutes=10)
    return case


@pytest.fixture
def asking_after_reopening(world):
    """The same of a case that was closed and has been opened again."""
    case = world.sent_case()
    (referral,) = world.referrals(case)
    world.deliver(referral)
    world.outcome(case)
    world.close(case)
    reopen_case(world.app, TKSK, case, "perlu lagi", world.later(days=1))
    world.later(minutes=10)
    return case


@pytest.mark.parametrize("kind", ["asking_again", "asking_after_reopening"])
def test_a_case_whose_answer_was_taken_back_is_asked_about(world, request, kind):
    case = request.getfixturevalue(kind)
    world.visit(case, dict.fromkeys(NEGLECTED))
    world.route()
    assert [one for one in world.referrals(case) if Status(one.status).is_open] == []
    assert world.case(case).ready_by is not None
    world.later(days=15)
    assert sweep(world) == {"belum_siap": 1}


def test_what_becomes_pressing_does_not_keep_the_time_of_the_class_before(world):
    case = world.register(facts=ENTITLED).case
    world.route()
    at(world, 2026, 9, 18, 0, 30)
    assert sweep(world) == {"belum_siap": 1}
    assert due_of(world, case).date() == date(2026, 10, 17)

    world.visit(case, NEGLECTED)
    world.route()
    assert world.case(case).urgency == "P2"
    at(world, 2026, 9, 23, 16, 0)
    assert sweep(world) == {"siap_diperiksa": 1}

    assert due_of(world, case) == datetime(2026, 9, 28, 16, tzinfo=WIB)


def test_what_only_the_coordinator_can_mend_is_not_put_before_the_tksk(world, held):
    with UnitOfWork(world.app.session_factory) as uow:
        (draft,) = uow.referrals.of_case(uow.cases.get(held).id)
        draft.held_by = ["MESIN"]
        uow.commit()
    world.later(days=30)
    assert sweep(world) == {"siap_diperiksa": 1}
    assert matters(world, held) == []


def test_a_case_sent_back_is_heard_of_once_its_own_matter_is_settled(world, held):
    """Both confirm it afterwards, but nobody goes there again."""
    verify(world.app, VILLAGE_HEAD, held, False, "alamat keliru", world.now)
    world.route()
    world.later(days=1)
    world.verify_in_village(held)
    world.route()
    assert world.case(held).status == CaseStatus.RETURNED
    world.later(days=15)
    assert sweep(world) == {"belum_siap": 1}
    assert matters(world, held) == [("tksk", True)]


def test_a_matter_closed_by_hand_does_not_wait_for_the_slowest_draft(world):
    facts = {
        "kondisi": {**NEGLECTED, "layak_tidak_menerima": True},
        "dokumen": PAPERS,
        "nik_status": "padan",
    }
    at(world, 2026, 9, 18, 8, 0)
    case = world.register(facts=facts).case
    world.route()
    at(world, 2026, 9, 23, 16, 0)
    assert sweep(world) == {"belum_siap": 1}
    (matter,) = [one for one in world.escalations() if one.key == f"belum_siap:{case}"]
    resolve(world.app, TKSK, matter.id, "keluarga sedang di luar kota", world.now)
    world.visit(case)
    world.route()
    assert world.case(case).ready_by == datetime(2026, 9, 28, 16, tzinfo=WIB)


@pytest.fixture
def given_back(world):
    """A referral that came back because papers are missing; the new draft waits for them."""
    case = world.sent_case()
    code = world.referral(case, "DINSOS-A").code
    refuse(world.app, mitra("DINSOS-A"), code, RefusalReason.PAPERS_MISSING, "", world.now)
    return case, world.referral(case, "DINSOS-A")


def test_papers_that_a_partner_asked_for_are_one_matter(world, given_back):
    case, _ = given_back
    decide_case(world.app, TKSK, case, world.now, afresh=True)
    world.later(days=60)
    assert sweep(world) == {}
    assert matters(world, case) == []


def test_papers_are_asked_for_again_when_their_matter_was_closed_by_hand(world, given_back):
    case, draft = given_back
    (matter,) = [one for one in world.escalations() if one.key == f"berkas:{draft.code}"]
    resolve(world.app, TKSK, matter.id, "keluarga diberi tahu", world.now)
    world.later(days=10)
    assert sweep(world) == {"belum_siap": 1}
    assert matters(world, case) == [("tksk", True)]


def test_a_new_draft_that_waits_for_the_papers_of_the_old_one_is_heard_of(world, given_back):
    case, draft = given_back
    void_referral(world.app, TKSK, draft.code, "keliru", world.now)
    decide_case(world.app, TKSK, case, world.now, afresh=True)
    assert world.referral(case, "DINSOS-A").held_by == ["DIKEMBALIKAN_MITRA"]
    world.later(days=10)
    assert sweep(world) == {"belum_siap": 1}


def test_a_step_that_a_decision_lets_go_has_its_time_from_then_on(world):
    case = world.register(facts={"kondisi": DYING_ALONE}).case
    world.send()
    world.later(days=3)
    first = world.referral(case, "PKM-1")
    refuse(world.app, mitra("PKM-1"), first.code, RefusalReason.NOT_ELIGIBLE, "", world.now)
    world.route()
    freed = world.referral(case, "RSUD-1")
    assert (freed.after_id, freed.send_due_at) == (None, world.now + timedelta(hours=24))
