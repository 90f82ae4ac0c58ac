"""An hour at which it is Monday at the office in the west and Tuesday in a village in the east."""

from datetime import UTC, date, datetime

import pytest

from tests.integration.services.test_places import JAYAPURA, TKSK_EAST, sent_in_the_east
from tests.integration.services.world import COORDINATOR, mitra
from tksk_workflow.domain.appointment import Candidate, Education, Origin
from tksk_workflow.domain.referral import FunctioningOutcome
from tksk_workflow.services.activities.programmes import add_programme
from tksk_workflow.services.cases.closing import record_outcome
from tksk_workflow.services.cases.intake import register_case, update_facts
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.errors import InvalidInput
from tksk_workflow.services.referrals.answers import accept, queue
from tksk_workflow.services.referrals.receipt import confirm_receipt
from tksk_workflow.services.register.appointments import appoint
from tksk_workflow.services.routing.deciding import decide_case
from tksk_workflow.store.models import DecisionRecord, FollowUp
from tksk_workflow.store.unit_of_work import UnitOfWork

LATE = datetime(2026, 9, 14, 16, 30, tzinfo=UTC)
"""23:30 WIB on Monday the 14th, 01:30 WIT on Tuesday the 15th."""
MONDAY, TUESDAY = date(2026, 9, 14), date(2026, 9, 15)


def updated_on(world, case):
    return world.case(case).data_updated_on


def test_data_are_of_the_day_that_has_begun_in_the_village(world):
    world.now = LATE
    case = register_case(world.app, TKSK_EAST, world.person(village=JAYAPURA), LATE).case
    here = world.register().case
    assert (updated_on(world, case), updated_on(world, here)) == (TUESDAY, MONDAY)

    later = datetime(2026, 9, 20, 15, 30, tzinfo=UTC)
    record_visit(world.app, TKSK_EAST, case, True, None, "", None, later)
    assert updated_on(world, case) == date(2026, 9, 21)
    later = datetime(2026, 9, 22, 15, 30, tzinfo=UTC)
    update_facts(world.app, TKSK_EAST, case, {"desil": 2}, later)
    assert updated_on(world, case) == date(2026, 9, 23)


def test_data_of_the_day_that_has_begun_there_are_fresh_for_the_rules_of_the_office(world):
    world.now = LATE
    case = register_case(world.app, TKSK_EAST, world.person(village=JAYAPURA), LATE).case
    decide_case(world.app, TKSK_EAST, case, LATE)
    (record,) = world.rows(DecisionRecord)
    assert record.decided_on == MONDAY
    assert record.facts["pembaruan_terakhir"] == "2026-09-14"


def test_who_was_born_today_in_the_village_can_be_registered(world):
    born = world.person(village=JAYAPURA, birth_date=TUESDAY, pmks=("PMKS-01",), nik=None, facts={})
    assert register_case(world.app, TKSK_EAST, born, LATE).case
    world.now = LATE
    with pytest.raises(InvalidInput, match="tidak masuk akal"):
        world.register(birth_date=TUESDAY, pmks=("PMKS-01",), nik=None, facts={})


def test_a_turn_on_a_day_that_is_over_in_the_village_has_passed(world):
    referral = sent_in_the_east(world)
    partner = mitra("DINSOS-JPR")
    with pytest.raises(InvalidInput, match="sudah lewat"):
        queue(world.app, partner, referral.code, 1, MONDAY, LATE)
    assert queue(world.app, partner, referral.code, 1, TUESDAY, LATE).changed


def test_one_more_follow_up_is_counted_from_the_day_in_the_village(world):
    referral = sent_in_the_east(world)
    with UnitOfWork(world.app.session_factory) as uow:
        for item in uow.follow_ups.of_referral(referral.id):
            item.done_at = world.now
        uow.commit()
    late = datetime(2026, 9, 21, 16, 30, tzinfo=UTC)
    accept(world.app, mitra("DINSOS-JPR"), referral.code, world.now)
    given = ("klien", True, "kunjungan", late, "BA-1", None, late)
    confirm_receipt(world.app, TKSK_EAST, referral.code, *given)
    record_outcome(
        world.app, TKSK_EAST, f"K-{referral.case_id:06d}", FunctioningOutcome.SAME, "", late
    )
    (item,) = [one for one in world.rows(FollowUp) if one.done_at is None]
    assert item.due_on == date(2026, 10, 22)


def test_an_appointment_and_a_programme_begin_on_the_day_of_their_kecamatan(world):
    candidate = Candidate(
        birth_date=date(1998, 5, 5),
        education=Education.UPPER_SECONDARY,
        public_posts=frozenset(),
        lives_there=True,
        id_card_there=True,
        healthy=True,
        good_conduct=True,
        uses_computer=True,
        origins=frozenset({Origin.PSM}),
    )
    given = (COORDINATOR, "tksk-jayapura", "91.71.01", candidate, LATE)
    appoint(world.app, *given, since=TUESDAY)
    begun = add_programme(world.app, TKSK_EAST, "Lansia sehat", "91.71.01", None, LATE)
    assert begun.started_on == TUESDAY
