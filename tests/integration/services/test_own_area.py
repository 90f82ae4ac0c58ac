"""Who reads what of which kecamatan: with a post, with two, with none any more, unregistered."""

from datetime import date

import pytest

from tests.integration.services.world import COORDINATOR, OTHER_TKSK, TKSK, VILLAGE, mitra
from tests.support.candidates import VACANT, VACANT_VILLAGE
from tksk_workflow.domain.activity import Function
from tksk_workflow.domain.month import Month
from tksk_workflow.domain.reconciling import Verdict
from tksk_workflow.domain.referral import RefusalReason, Role
from tksk_workflow.services.activities.log import list_activities
from tksk_workflow.services.activities.programmes import list_programmes
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.listing import list_cases
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import InvalidInput
from tksk_workflow.services.lifecycle.escalation import escalate, list_escalations
from tksk_workflow.services.lifecycle.settling import Level
from tksk_workflow.services.monthly.reporting import social_map_of
from tksk_workflow.services.referrals.answers import refuse
from tksk_workflow.services.referrals.listing import list_referrals
from tksk_workflow.services.referrals.story import referral_story
from tksk_workflow.services.referrals.withdrawing import withdraw_referral
from tksk_workflow.services.register.appointments import end_assignment, substitute
from tksk_workflow.services.register.case_load import case_loads
from tksk_workflow.services.register.entries import register_coordinator
from tksk_workflow.services.register.views import list_posts
from tksk_workflow.services.transaction import transaction
from tksk_workflow.services.welfare_data.reconciliation import list_mismatches
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.models import Activity, CentreResult, Programme

OTHER_VILLAGE = "16.03.17.2007"
UNREGISTERED = Actor(Role.TKSK, "tksk-tanpa-daftar")
SEPTEMBER = Month(2026, 9)


def matter(world, village, actor):
    """A case with a difference from the centre and a matter for its TKSK; returns its code."""
    case = world.register(actor, village=village).case
    with transaction(world.app) as uow:
        found = uow.cases.get(case)
        uow.currency.add_result(
            CentreResult(
                case_id=found.id,
                period="2026-09",
                service="usulan_dtsen",
                outcome="ditolak",
                note="catatan pusat",
                imported_at=world.now,
                compared_at=world.now,
                verdict=Verdict.REFUSED.value,
            )
        )
        desk = Desk(world.app, uow, world.now)
        escalate(desk, f"uji:{case}", Level.TKSK, "periksa", found)
        kecamatan = village[:8]
        uow.programmes.add(
            Programme(name="KUBE", area=kecamatan, worker=actor.user, started_on=date(2026, 9, 1))
        )
        uow.activities.add(
            Activity(
                function=Function.FACILITATION.value,
                kind="lainnya",
                status="terlaksana",
                forms=[],
                counterparts=[],
                fields=[],
                area=kecamatan,
                day=date(2026, 9, 2),
                worker=actor.user,
                topic=f"kegiatan {kecamatan}",
                recorded_at=world.now,
                recorded_by=actor.name,
            )
        )
    return case


@pytest.fixture
def cases(world):
    """One in the kecamatan of each TKSK, and one where nobody is."""
    return {
        "own": matter(world, VILLAGE, TKSK),
        "other": matter(world, OTHER_VILLAGE, OTHER_TKSK),
        "vacant": matter(world, VACANT_VILLAGE, COORDINATOR),
    }


def read(world, actor):
    """The cases and kecamatan that every list by area shows to somebody."""
    app, now = world.app, world.now
    return {
        "differences": {one.case for one in list_mismatches(app, actor)},
        "differences of today": {one.case for one in worklist(app, actor, now).of(Task.MISMATCH)},
        "escalations": {one.case for one in list_escalations(app, actor)},
        "cases": {one.code for one in list_cases(app, actor, now)},
        "referrals": {one.case for one in list_referrals(app, actor, now)},
        "programmes": {one.area for one in list_programmes(app, actor)},
        "activities": {one.area for one in list_activities(app, actor, SEPTEMBER)},
    }


def shown(cases, *wanted, areas):
    codes = {cases[one] for one in wanted}
    return {
        "differences": codes,
        "differences of today": codes,
        "escalations": codes,
        "cases": codes,
        "referrals": set(),
        "programmes": set(areas),
        "activities": set(areas),
    }


def test_whoever_has_one_kecamatan_reads_of_that_one(world, cases):
    assert read(world, TKSK) == shown(cases, "own", areas=["16.03.06"])
    assert [one.area for one in list_posts(world.app, TKSK, world.now)] == ["16.03.06"]


def test_whoever_was_dismissed_reads_of_no_kecamatan(world, cases):
    end_assignment(world.app, COORDINATOR, TKSK.user, "selesai", world.now)
    assert read(world, TKSK) == shown(cases, areas=[])
    assert worklist(world.app, TKSK, world.now).items == ()
    assert list_posts(world.app, TKSK, world.now) == []
    assert case_loads(world.app, TKSK, world.now) == []
    with pytest.raises(InvalidInput) as error:
        social_map_of(world.app, TKSK, None, world.now)
    assert "16.03" not in error.value.hint.replace("16.03.06", "", 1)


def test_whoever_stands_in_reads_of_both_kecamatan_and_of_none_between(world, cases):
    substitute(world.app, COORDINATOR, TKSK.user, VACANT, "menunggu SK", world.now)
    assert read(world, TKSK) == shown(cases, "own", "vacant", areas=["16.03.06", VACANT])
    assert [one.area for one in list_posts(world.app, TKSK, world.now)] == ["16.03.06", VACANT]
    with pytest.raises(InvalidInput) as error:
        social_map_of(world.app, TKSK, None, world.now)
    assert error.value.hint == "pilih dengan --kecamatan: 16.03.06, 16.03.08"


def test_whoever_is_not_registered_reads_of_no_kecamatan_that_somebody_has(world, cases):
    found = read(world, UNREGISTERED)
    for codes in ("differences", "differences of today"):
        assert found[codes] == {cases["vacant"]}
    assert found["escalations"] == set()
    assert found["programmes"] == found["activities"] == {VACANT}
    assert found["cases"] == {cases["vacant"]}


def test_a_coordinator_reads_of_the_own_area_or_everywhere(world, cases):
    everywhere = {cases[one] for one in cases}
    register_coordinator(world.app, COORDINATOR, "lahat", "16.04", world.now)
    register_coordinator(world.app, COORDINATOR, "sumsel", "16", world.now)
    register_coordinator(world.app, COORDINATOR, "kemensos", "", world.now)
    elsewhere = read(world, Actor(Role.COORDINATOR, "lahat"))
    assert set().union(*elsewhere.values()) == set()
    for code in (COORDINATOR.user, "sumsel", "kemensos"):
        found = read(world, Actor(Role.COORDINATOR, code))
        for codes in ("differences", "differences of today", "escalations", "cases"):
            assert found[codes] == everywhere
        assert found["programmes"] == {"16.03.06", "16.03.17", VACANT}


def test_a_partner_does_not_read_why_a_referral_was_taken_back(world):
    case = world.sent_case()
    code = world.referral(case, "DINSOS-A").code
    reason = "keluarga bercerita hal lain kepada saya"
    withdraw_referral(world.app, TKSK, code, reason, world.now)
    assert referral_story(world.app, TKSK, code).reason == reason
    assert referral_story(world.app, mitra("DINSOS-A"), code).reason is None


def test_a_partner_reads_its_own_reason_for_refusing(world):
    case = world.sent_case()
    code = world.referral(case, "DINSOS-A").code
    refuse(world.app, mitra("DINSOS-A"), code, RefusalReason.FULL, "penuh", world.now)
    for actor in (TKSK, mitra("DINSOS-A")):
        assert referral_story(world.app, actor, code).reason == "penuh"
