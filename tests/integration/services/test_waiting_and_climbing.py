"""Recommendations that do not come, and matters that nobody settles: each level has its time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest

from tests.integration.services.world import (
    COORDINATOR,
    OTHER_TKSK,
    PAPERS,
    PARTNERS,
    READY_FOR_A_HOME,
    SOCIAL_WORKER,
    TKSK,
    VERIFIER,
    VILLAGE_HEAD,
    mitra,
    partner,
)
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, RefusalReason, Role, Status
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.intake import update_facts
from tksk_workflow.services.cases.verification import verify
from tksk_workflow.services.errors import Conflict, InvalidInput, NotPermitted, Refused
from tksk_workflow.services.follow_up.contacts import record_contact
from tksk_workflow.services.follow_up.kinds import ContactOutcome
from tksk_workflow.services.follow_up.schedule import announce_due
from tksk_workflow.services.follow_up.silence import check_answers
from tksk_workflow.services.follow_up.waiting import check_recommendations
from tksk_workflow.services.lifecycle.climbing import climb_overdue
from tksk_workflow.services.lifecycle.escalation import list_escalations, resolve
from tksk_workflow.services.referrals.answers import accept, refuse
from tksk_workflow.services.referrals.recommendation import recommend
from tksk_workflow.store.unit_of_work import UnitOfWork

HOME = "PSLU-1"
AIDS = ["KTP", "KK", "SKTM", "FOTO", "SURAT_DOKTER", "SURAT_PERMOHONAN", "UKURAN_ALAT"]
"""All that a device for a person with a disability asks for."""


def counts(result):
    return dict(result.counts)


@pytest.fixture
def waiting(world):
    """A draft to a home that admits only with a recommendation, nothing else missing."""
    case = world.register(facts=READY_FOR_A_HOME).case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    return case, world.referral(case, HOME)


def test_a_draft_waits_for_the_recommendation_with_an_end_of_its_own(world, waiting):
    _, draft = waiting
    assert draft.held_by == ["PGR-11"]
    assert draft.business_status == BusinessStatus.AWAITING_RECOMMENDATION
    assert draft.recommendation_due_at is not None
    assert draft.recommendation_due_at > world.now


def test_as_long_as_something_else_is_missing_no_time_runs_for_the_dinas_sosial(world):
    case = world.register(
        facts={"kondisi": {"tanpa_keluarga": True, "bersedia_panti": True}, "adl": "mandiri"}
    ).case
    world.route()
    assert all(one.recommendation_due_at is None for one in world.referrals(case))


def test_a_recommendation_that_is_late_is_asked_for_and_climbs_to_the_top(world, waiting):
    _, draft = waiting
    assert counts(check_recommendations(world.app, world.now, 50)) == {}
    world.now = draft.recommendation_due_at
    assert counts(check_recommendations(world.app, world.now, 50)) == {"rekomendasi_diingatkan": 1}
    assert counts(check_recommendations(world.app, world.now, 50)) == {}
    assert [one.recipient for one in world.messages("pengingat_rekomendasi")] == [
        "dinsos_verifikator"
    ]
    (first,) = world.escalations()
    assert (first.level, first.referral_id) == ("koordinator", draft.id)

    world.now = first.due_at
    assert counts(climb_overdue(world.app, world.now, 50)) == {"naik_ke_dinsos": 1}
    assert counts(climb_overdue(world.app, world.now, 50)) == {}
    assert [one.level for one in world.escalations()] == ["koordinator", "dinsos"]
    assert not world.escalations("dinsos")[0].climbs


def test_a_recommendation_lets_the_draft_go_and_settles_what_was_raised(world, waiting):
    case, draft = waiting
    world.now = draft.recommendation_due_at
    check_recommendations(world.app, world.now, 50)

    given = recommend(world.app, VERIFIER, draft.code, True, "", world.now)
    assert (given.granted, given.business) == (True, BusinessStatus.PREPARED)
    world.send()
    assert world.referral(case, HOME).status == Status.REQUESTED
    assert [one.resolved_at is not None for one in world.escalations()] == [True]


def test_a_recommendation_settles_its_matter_also_while_the_draft_waits_for_an_earlier_tier(world):
    world.furnish_more([partner("SENTRA-1", "SENTRA", "pusat", ("16",))])
    case = world.register(
        pmks=("PMKS-09",),
        birth_date=date(1980, 1, 1),
        facts={"kondisi": {"butuh_alat_bantu": True}, "dokumen": AIDS, "nik_status": "padan"},
        nik=None,
    ).case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    world.later(days=20)
    check_recommendations(world.app, world.now, 50)
    draft = world.referral(case, "SENTRA-1")
    (matter,) = [one for one in world.escalations() if one.referral_id == draft.id]
    assert matter.resolved_at is None

    given = recommend(world.app, VERIFIER, draft.code, True, "", world.now)

    assert given.business is BusinessStatus.AWAITING_TIER
    (matter,) = [one for one in world.escalations() if one.referral_id == draft.id]
    assert matter.resolved_at is not None


def test_a_refused_recommendation_lets_the_next_tier_go(world):
    with UnitOfWork(world.app.session_factory) as uow:
        for one in PARTNERS:
            if one.type == "DINSOS_KAB":
                wants = replace(one.admission, needs_recommendation=True)
                uow.partners.save(replace(one, admission=wants))
        uow.commit()
    world.furnish_more([partner("BPJS-1", "BPJS_KES")])
    case = world.register(
        facts={
            "kondisi": {"pbi_jk_nonaktif": True, "butuh_layanan_kesehatan": True},
            "dokumen": [*PAPERS, "KARTU_KIS", "SURAT_FASKES"],
            "nik_status": "padan",
        }
    ).case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    first, second = world.referral(case, "DINSOS-A"), world.referral(case, "BPJS-1")
    assert second.after_id == first.id

    recommend(world.app, VERIFIER, first.code, False, "tidak layak", world.now)
    (opened,) = [one for one in world.audit() if one.action == "tahap_dibuka"]
    assert (opened.entity_id, opened.data["setelah"]) == (second.code, first.code)
    world.send()

    assert world.referral(case, "BPJS-1").status == Status.REQUESTED


def test_a_refused_recommendation_ends_the_draft_and_does_not_come_back_by_itself(world, waiting):
    case, draft = waiting
    with pytest.raises(InvalidInput, match="catatan"):
        recommend(world.app, VERIFIER, draft.code, False, " ", world.now)
    refused = recommend(world.app, VERIFIER, draft.code, False, "masih ada anak", world.now)

    assert (refused.status, refused.business) == (
        Status.ENTERED_IN_ERROR,
        BusinessStatus.NOT_RECOMMENDED,
    )
    update_facts(world.app, TKSK, case, {"dokumen": [*PAPERS]}, world.now)
    world.route()
    assert not [one for one in world.referrals(case) if one.partner_code == HOME and one.open_key]
    assert any("rekomendasi" in one.reason for one in world.escalations("koordinator"))


@pytest.mark.parametrize("actor", [TKSK, COORDINATOR, SOCIAL_WORKER, mitra(HOME)])
def test_only_the_dinas_sosial_recommends(world, waiting, actor):
    with pytest.raises(NotPermitted, match="tidak memberi rekomendasi"):
        recommend(world.app, actor, waiting[1].code, True, "", world.now)


def test_what_waits_for_no_recommendation_cannot_be_recommended(world):
    case = world.sent_case()
    with pytest.raises(Conflict, match="tidak menunggu"):
        recommend(world.app, VERIFIER, world.referral(case, "DINSOS-A").code, True, "", world.now)


# ------------------------------------------------------------------------------- levels


@pytest.fixture
def returned(world):
    """A referral that the partner gave back: first the TKSK's matter."""
    case = world.sent_case()
    code = world.referral(case, "DINSOS-A").code
    refuse(world.app, mitra("DINSOS-A"), code, RefusalReason.PAPERS_MISSING, "", world.now)
    return case


def test_a_matter_climbs_from_the_tksk_to_the_coordinator_to_the_dinas_sosial(world, returned):
    steps = []
    for _ in range(4):
        last = world.escalations()[-1]
        world.now = last.due_at - timedelta(seconds=1)
        assert counts(climb_overdue(world.app, world.now, 50)) == {}
        world.now = last.due_at
        steps.append(counts(climb_overdue(world.app, world.now, 50)))
    assert steps == [{"naik_ke_koordinator": 1}, {"naik_ke_dinsos": 1}, {}, {}]
    dues = [one.due_at for one in world.escalations()]
    assert dues == sorted(dues)
    assert len(set(dues)) == 3
    recipients = [one.recipient for one in world.messages("eskalasi")]
    assert recipients == ["tksk/tksk-gelumbang", "koordinator", "dinsos"]


def test_what_a_level_has_settled_is_settled_below_and_does_not_climb(world, returned):
    world.now = world.escalations()[-1].due_at
    climb_overdue(world.app, world.now, 50)
    resolve(world.app, COORDINATOR, world.escalations()[-1].id, "sudah dilengkapi", world.now)
    assert all(one.resolved_at is not None for one in world.escalations())
    world.later(days=30)
    assert counts(climb_overdue(world.app, world.now, 50)) == {}


def test_what_the_tksk_has_settled_below_stays_before_the_coordinator(world, returned):
    world.now = world.escalations()[-1].due_at
    climb_overdue(world.app, world.now, 50)
    resolve(world.app, TKSK, world.escalations()[0].id, "sudah dikirim ulang", world.now)
    assert [one.resolved_at is None for one in world.escalations()] == [False, True]


def test_papers_that_came_settle_the_matter_by_themselves(world, returned):
    update_facts(world.app, TKSK, returned, {"dokumen": [*PAPERS, "KARTU_KIS"]}, world.now)
    world.route()
    assert all(one.resolved_at is not None for one in world.escalations())


def test_two_who_settle_a_matter_at_once_do_not_both_succeed(world, returned):
    (raised,) = world.escalations()
    start = Barrier(2)

    def settle(actor):
        start.wait()
        try:
            return resolve(world.app, actor, raised.id, f"oleh {actor.name}", world.now)
        except Conflict:
            return None

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(settle, (TKSK, COORDINATOR)))

    assert done.count(None) == 1
    (after,) = world.escalations()
    winner = TKSK if done[0] else COORDINATOR
    assert after.resolution == f"oleh {winner.name}"


def test_an_answer_ends_the_silence_before_every_level(world):
    case = world.sent_case()
    while len(world.escalations()) < 2:
        world.now = next(one for one in world.referrals(case) if one.open_key).answer_due_at
        check_answers(world.app, world.now, 50)
        assert counts(climb_overdue(world.app, world.now, 50)) == {}
    (asked,) = [one for one in world.referrals(case) if one.open_key]
    accept(world.app, mitra(asked.partner_code), asked.code, world.now)
    assert all(one.resolved_at is not None for one in world.escalations())


def test_data_that_match_again_settle_the_mismatch(world):
    case = world.register().case
    world.visit(case)
    world.later(hours=1)
    verify(world.app, VILLAGE_HEAD, case, False, "alamat lain", world.now)
    assert world.case(case).status == CaseStatus.RETURNED
    world.later(hours=1)
    world.visit(case)
    world.verify_in_village(case)
    assert [one.resolved_at is not None for one in world.escalations("tksk")] == [True]


def test_the_list_shows_what_is_before_the_own_level_due_first(world, returned):
    (mine,) = list_escalations(world.app, TKSK)
    assert (mine.level.value, mine.zone) == ("tksk", "WIB")
    assert mine.due_at > world.now
    assert len(list_escalations(world.app, COORDINATOR)) == 1
    assert list_escalations(world.app, VERIFIER) == []
    with pytest.raises(NotPermitted):
        list_escalations(world.app, mitra("DINSOS-A"))


def test_a_tksk_sees_and_settles_only_what_is_about_the_own_kecamatan(world, returned):
    number = world.escalations("tksk")[0].id
    for stranger in (OTHER_TKSK, Actor(Role.TKSK, "tksk-tanpa-daftar")):
        assert list_escalations(world.app, stranger) == []
        with pytest.raises(Refused, match="PGR-19"):
            resolve(world.app, stranger, number, "sudah", world.now)
    assert world.escalations("tksk")[0].resolved_at is None


@pytest.fixture
def accepted(world):
    """A referral that a partner has accepted and that nobody has followed up so far."""
    case = world.sent_case()
    code = world.referral(case, "DINSOS-A").code
    accept(world.app, mitra("DINSOS-A"), code, world.now)
    return case, code


def not_followed(world):
    return [
        (one.level, one.resolved_at is None)
        for one in world.escalations()
        if one.key.startswith("tindak_lanjut:")
    ]


def test_follow_ups_that_nobody_makes_are_one_matter_that_climbs_to_the_top(world, accepted):
    _, code = accepted
    for _ in range(200):
        world.later(days=1)
        announce_due(world.app, world.now, 50)
        climb_overdue(world.app, world.now, 50)
    assert not_followed(world) == [("tksk", True), ("koordinator", True), ("dinsos", True)]
    assert sum(one.late_at is not None for one in world.follow_ups()) == 4
    assert all(code in one.key for one in world.escalations())


@pytest.mark.parametrize(("days", "matters"), [(7, 0), (8, 0), (10, 0), (11, 1)])
def test_a_follow_up_is_a_matter_once_the_time_of_its_class_has_passed(
    world, accepted, days, matters
):
    """Due on Monday the 14th; three working days later is Thursday the 17th."""
    world.later(days=days)
    announce_due(world.app, world.now, 50)
    assert len(not_followed(world)) == matters


def test_a_follow_up_made_within_that_time_is_no_matter(world, accepted):
    _, code = accepted
    world.later(days=10)
    record_contact(world.app, TKSK, code, ContactOutcome.STILL_WAITING, "", world.now)
    world.later(days=1)
    announce_due(world.app, world.now, 50)
    assert not_followed(world) == []


def test_who_meets_the_client_settles_it_and_who_meets_nobody_does_not(world, accepted):
    _, code = accepted
    world.later(days=11)
    announce_due(world.app, world.now, 50)
    record_contact(world.app, TKSK, code, ContactOutcome.NOT_REACHED, "", world.now)
    assert not_followed(world) == [("tksk", True)]
    record_contact(world.app, TKSK, code, ContactOutcome.STILL_WAITING, "", world.now)
    assert not_followed(world) == [("tksk", False)]
    world.later(days=7)
    announce_due(world.app, world.now, 50)
    assert not_followed(world) == [("tksk", True)]
    world.confirm(code)
    assert not_followed(world) == [("tksk", False)]


def test_a_contact_from_before_the_last_missed_day_leaves_the_matter_open(world, accepted):
    _, code = accepted
    made = world.later(days=8)
    world.later(days=12)
    announce_due(world.app, world.now, 50)
    record_contact(world.app, TKSK, code, ContactOutcome.STILL_WAITING, "", world.now, at=made)
    assert not_followed(world) == [("tksk", True)]
