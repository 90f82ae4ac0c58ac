import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy.event import listen

from tests.integration.services.world import (
    COORDINATOR,
    DYING_ALONE,
    NEGLECTED,
    NOTHING_FITS,
    OTHER_TKSK,
    PAPERS,
    TKSK,
    VERIFIER,
    VILLAGE,
    mitra,
    partner,
)
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, RefusalReason, Role, Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.closing import cancel_case
from tksk_workflow.services.cases.intake import hand_over, register_case, update_facts
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.errors import Conflict, InvalidInput, NotPermitted, Refused
from tksk_workflow.services.referrals.answers import refuse
from tksk_workflow.services.referrals.dispatch import send_referral
from tksk_workflow.services.referrals.listing import list_referrals
from tksk_workflow.services.referrals.withdrawing import withdraw_referral
from tksk_workflow.services.routing.deciding import decide_case
from tksk_workflow.store.cases import CaseRepository
from tksk_workflow.store.models import Case, DecisionRecord, Person, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork


def shape(referrals):
    return [(one.id, one.status, one.partner_code, one.urgency, one.held_by) for one in referrals]


def test_a_draft_is_held_until_visit_and_verification_are_in(world):
    case = world.register().case
    world.route()
    assert world.referrals(case)[0].held_by == ["PGR-03", "PGR-04", "PGR-05"]
    assert dict(world.send().counts) == {}

    world.visit(case)
    world.route()
    assert world.referrals(case)[0].held_by == ["PGR-05"]

    world.verify_in_village(case)
    world.route()
    (draft,) = world.referrals(case)
    assert (draft.held_by, draft.business_status) == ([], BusinessStatus.PREPARED)
    assert dict(world.send().counts) == {"terkirim_P2": 1}


def test_missing_papers_hold_until_they_are_there(world):
    case = world.sent_case(facts={"kondisi": NEGLECTED, "dokumen": ["KTP"]})
    (draft,) = world.referrals(case)
    assert (draft.status, draft.held_by) == (Status.DRAFT, ["PGR-03-D"])

    update_facts(world.app, TKSK, case, {"dokumen": PAPERS}, world.now)
    world.route()
    assert dict(world.send().counts) == {"terkirim_P2": 1}


@pytest.mark.parametrize("nik", [None, "9,90306E+15", "123"])
def test_an_emergency_leaves_at_once_without_nik_papers_visit_or_fresh_data(world, nik):
    registered = world.register(
        nik=nik,
        facts={"kondisi": DYING_ALONE, "dokumen": []},
        data_updated_on=world.now.date().replace(year=2025),
    )
    assert registered.decision.urgency is Urgency.P0
    assert registered.status is CaseStatus.ROUTED

    assert dict(world.send().counts)["terkirim_P0"] == 1
    sent = world.referral(registered.case, "PKM-1")
    assert (sent.status, sent.sent_at) == (Status.REQUESTED, world.now)
    assert (sent.answer_due_at - sent.sent_at).total_seconds() == 24 * 3600


def test_a_visit_that_finds_an_emergency_is_decided_at_once(world):
    case = world.register().case
    world.route()
    visited = world.visit(case, {"kondisi": DYING_ALONE})
    assert visited.decision.urgency is Urgency.P0
    assert dict(world.send().counts) == {"terkirim_P0": 1}
    held = world.referral(case, "DINSOS-A")
    assert (held.status, held.held_by) == (Status.DRAFT, ["PGR-05"])


def test_the_next_tier_waits_for_the_one_before_and_is_let_go_by_its_completion(world):
    case = world.register(facts={"kondisi": DYING_ALONE}).case
    world.send()
    hospital = world.referral(case, "RSUD-1")
    assert (hospital.status, hospital.business_status) == (
        Status.DRAFT,
        BusinessStatus.AWAITING_TIER,
    )
    with pytest.raises(Conflict, match="tahap sebelumnya"):
        send_referral(world.app, TKSK, hospital.code, world.now)

    confirmed = world.deliver(world.referral(case, "PKM-1"), next_tier=True)
    assert confirmed.freed == (hospital.code,)
    world.send()
    assert world.referral(case, "RSUD-1").status == Status.REQUESTED


def test_a_tier_that_is_not_needed_is_taken_back_and_does_not_return(world):
    case = world.register(facts={"kondisi": DYING_ALONE}).case
    world.send()
    world.deliver(world.referral(case, "PKM-1"), next_tier=False)
    decide_case(world.app, TKSK, case, world.now)
    assert [one.status for one in world.referrals(case) if one.partner_code == "RSUD-1"] == [
        Status.ENTERED_IN_ERROR
    ]


def test_deciding_again_opens_nothing_twice(world):
    case = world.sent_case(facts={"kondisi": NEGLECTED | DYING_ALONE, "dokumen": PAPERS})
    before = shape(world.referrals(case))
    for _ in range(3):
        world.later(hours=1)
        decide_case(world.app, TKSK, case, world.now)
    assert shape(world.referrals(case)) == before


def test_running_the_sweeps_again_does_nothing(world):
    world.sent_case()
    assert dict(world.route().counts) == {}
    assert dict(world.send().counts) == {}


def test_drafts_that_nobody_asks_for_any_more_are_taken_back_by_the_system(world):
    case = world.register().case
    world.route()
    update_facts(
        world.app,
        TKSK,
        case,
        {
            "kondisi": {
                "sandang_pangan_papan_tak_terpenuhi": False,
                "terlantar_psikis_sosial": False,
            }
        },
        world.now,
    )
    world.route()
    (draft,) = world.referrals(case)
    assert (draft.status, draft.open_key) == (Status.ENTERED_IN_ERROR, None)
    assert draft.reason


def test_what_was_sent_stays_when_the_rules_no_longer_ask_for_it(world):
    case = world.sent_case()
    no = {"sandang_pangan_papan_tak_terpenuhi": False, "terlantar_psikis_sosial": False}
    update_facts(world.app, TKSK, case, {"kondisi": no}, world.now)
    world.route()
    assert world.referral(case, "DINSOS-A").status == Status.REQUESTED


def test_two_types_that_need_the_same_of_the_same_partner_share_one_referral(world):
    sole = world.register().case
    both = world.register(
        pmks=("PMKS-08", "PMKS-09"),
        facts={"kondisi": NEGLECTED, "disabilitas": ["fisik"]},
    ).case
    world.route()

    def basic(case):
        (found,) = [
            one for one in world.referrals(case) if one.service == "rehabilitasi_sosial_luar_panti"
        ]
        return found

    assert basic(sole).rules == ["PMKS-08"]
    assert len(basic(both).rules) == 2
    assert set(basic(both).documents) > set(basic(sole).documents)


def test_the_same_person_cannot_have_a_second_open_case(world):
    person = world.person()

    first = register_case(world.app, TKSK, person, world.now)
    with pytest.raises(Conflict, match=first.case):
        register_case(world.app, TKSK, person, world.now)


def test_with_another_identity_key_nobody_is_recorded_a_second_time(world):
    person = world.person()
    case = register_case(world.app, TKSK, person, world.now).case
    other = replace(world.app.settings, identity_secret=b"kunci lain" * 4)
    elsewhere = replace(world.app, settings=other)
    for who in (person, world.person()):
        with pytest.raises(Conflict, match="kunci identitas"):
            register_case(elsewhere, TKSK, who, world.now)
    assert len(world.rows(Person)) == 1
    assert world.case(case).code == case


def test_two_who_register_a_known_person_at_once_open_one_case(world, monkeypatch):
    person = world.person()
    first = register_case(world.app, TKSK, person, world.now).case
    cancel_case(world.app, TKSK, first, "salah", world.now)
    both_looked = threading.Barrier(2)
    cases_of_person = CaseRepository.of_person

    def slowly(self, *args, **options):
        found = cases_of_person(self, *args, **options)
        # Whoever may look at the same time as another one waits here for that other one.
        with suppress(threading.BrokenBarrierError):
            both_looked.wait(timeout=0.5)
        return found

    def register(_):
        with suppress(Conflict):
            return register_case(world.app, TKSK, person, world.now).case

    monkeypatch.setattr(CaseRepository, "of_person", slowly)
    with ThreadPoolExecutor(2) as pool:
        opened = list(pool.map(register, range(2)))

    assert opened.count(None) == 1


def test_a_double_referral_of_one_person_in_two_cases_is_refused(world):
    first = world.sent_case()
    second = world.register().case
    with world.app.session_factory() as session:
        person = session.get(Person, 1)

        session.get(Case, 2).person_id = person.id
        session.commit()

    outcome = decide_case(world.app, TKSK, second, world.now)

    assert outcome.opened.doubled == 1
    assert outcome.opened.created == ()
    assert world.referrals(second) == []
    assert world.referral(first, "DINSOS-A").status == Status.REQUESTED
    assert [one.case_id for one in world.escalations("tksk")] == [2]

    withdraw_referral(
        world.app, TKSK, world.referral(first, "DINSOS-A").code, "klien pindah", world.now
    )
    again = decide_case(world.app, TKSK, second, world.now)

    assert again.opened.doubled == 0
    assert again.opened.created != ()
    assert all(one.resolved_at for one in world.escalations("tksk"))


def test_a_case_that_no_rule_fits_goes_to_the_coordinator(world):
    case = world.register(facts={"kondisi": NOTHING_FITS, "adl": "mandiri"}).case
    world.route()
    assert world.case(case).status == CaseStatus.MANUAL
    assert [one.level for one in world.escalations()] == ["koordinator"]


def test_a_case_whose_own_rules_hang_on_an_answer_waits_for_the_visit(world):
    case = world.register(facts={}).case
    outcome = decide_case(world.app, TKSK, case, world.now)
    assert outcome.manual
    assert "sandang_pangan_papan_tak_terpenuhi" in outcome.to_ask
    assert world.case(case).status == CaseStatus.IDENTIFIED


def test_a_residence_waits_for_the_recommendation_that_only_the_office_may_give(world):
    wish = {"tanpa_keluarga": True, "bersedia_panti": True, "sehat": True}
    facts = {"kondisi": wish, "adl": "mandiri", "dokumen": [*PAPERS, "SURAT_DOKTER"]}
    case = world.sent_case(facts=facts)
    draft = world.referral(case, "PSLU-1")
    assert draft.business_status == BusinessStatus.AWAITING_RECOMMENDATION
    papers = {"dokumen": [*facts["dokumen"], "REKOM_DINSOS"]}

    for actor in (TKSK, COORDINATOR):
        with pytest.raises(Refused) as refused:
            update_facts(world.app, actor, case, papers, world.now)
        assert refused.value.guard_id == "PGR-02"

    update_facts(world.app, VERIFIER, case, papers, world.now)
    world.route()
    world.send()
    assert world.referral(case, "PSLU-1").status == Status.REQUESTED


def test_a_tksk_works_in_their_own_kecamatan_only(world):
    with pytest.raises(Refused) as refused:
        world.register(actor=OTHER_TKSK)
    assert refused.value.guard_id == "PGR-19"
    case = world.register().case
    with pytest.raises(Refused):
        decide_case(world.app, OTHER_TKSK, case, world.now)
    with pytest.raises(NotPermitted):
        decide_case(world.app, mitra("PKM-1"), case, world.now)


def test_a_case_that_moves_away_goes_on_with_the_other_tksk(world):
    case = world.sent_case()
    moved = hand_over(world.app, TKSK, case, "16.03.17.2007", world.now)
    assert moved.worker == OTHER_TKSK.user
    assert world.case(case).status == CaseStatus.HANDED_OVER
    assert [one.status for one in world.referrals(case)] == [Status.CANCELLED]
    world.route()
    assert world.referrals(moved.new_case)[0].held_by == ["PGR-03", "PGR-04", "PGR-05"]


def test_more_cases_than_a_tksk_can_carry_is_warned_about(world):
    for _ in range(40):
        assert world.register(facts={}).warnings == ()
    (warning,) = world.register(facts={}).warnings
    assert "Karang Taruna" in warning


def test_a_visit_that_did_not_take_place_needs_a_reason_and_changes_nothing(world):

    case = world.register().case
    with pytest.raises(InvalidInput, match="kendala"):
        record_visit(world.app, TKSK, case, False, None, None, None, world.now)
    record_visit(world.app, TKSK, case, False, "jalan terputus", None, None, world.now)
    assert world.case(case).status == CaseStatus.IDENTIFIED


def test_a_decision_is_kept_with_facts_rules_and_directory(world):
    case = world.register().case
    world.route()
    (decision,) = world.rows(DecisionRecord)
    assert decision.pack_hash == world.app.pack.content_hash
    assert len(decision.directory_hash) == 64
    assert decision.facts["wilayah"] == VILLAGE
    assert decision.facts["kunjungan_rumah"] is False
    assert decision.case_id == world.case(case).id


def test_without_a_partner_the_need_is_not_lost_and_is_served_once_there_is_one(world):

    with UnitOfWork(world.app.session_factory) as uow:
        for code in ("DINSOS-A", "DINSOS-B"):
            uow.partners.record(code).active = False
        uow.commit()
    case = world.register().case
    world.route()
    (draft,) = world.referrals(case)
    assert draft.partner_code is None
    assert [one.level for one in world.escalations()] == ["koordinator"]

    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.save(partner("DINSOS-C", "DINSOS_KAB"))
        uow.commit()
    decide_case(world.app, TKSK, case, world.now)
    (draft,) = world.referrals(case)
    assert draft.partner_code == "DINSOS-C"
    assert [one.resolved_at is not None for one in world.escalations()] == [True]


@pytest.mark.parametrize("work", ["route", "send"])
def test_two_workers_at_once_do_everything_once(world, work):
    count = 12
    for _ in range(count):
        case = world.register().case
        world.visit(case)
        world.verify_in_village(case)
    if work == "send":
        world.route()
    start = threading.Barrier(2)
    errors = []

    def sweep():
        try:
            start.wait()
            more = True
            while more:
                more = (world.route if work == "route" else world.send)(limit=3).more
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    # What one of them skipped because the other held it is done by the next run.
    world.route()
    world.send()
    assert len(world.rows(DecisionRecord)) == count
    referrals = world.rows(Referral)
    assert [one.status for one in referrals] == [Status.REQUESTED] * count
    assert len(world.messages("rujukan_baru")) == count


def test_a_partner_that_left_before_sending_is_replaced(world):
    case = world.register().case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.record("DINSOS-A").active = False
        uow.commit()
    assert dict(world.send().counts) == {"ditahan_saat_kirim": 1}
    world.route()
    assert dict(world.send().counts) == {"terkirim_P2": 1}
    assert world.referral(case, "DINSOS-B").attempt == 1


# ------------------------------------------------------------------------- closed from now on


@pytest.fixture
def turned_closed(world):
    """A case whose referral has left, and then turns out to be one for the closed circle."""
    case = world.sent_case()
    update_facts(world.app, TKSK, case, {"pmks": ["PMKS-08", "PMKS-17"]}, world.now)
    return case, world.referral(case, "DINSOS-A")


def test_what_was_sent_before_a_case_was_closed_is_closed_as_well(world, turned_closed):
    case, sent = turned_closed

    assert world.case(case).closed_handling
    assert all(one.closed_handling for one in world.referrals(case))
    companion = Actor(Role.COMPANION, "pendamping-1")
    assert sent.code not in {one.code for one in list_referrals(world.app, companion, world.now)}


def test_the_next_partner_of_a_case_that_was_closed_reads_no_service(world, turned_closed):
    case, sent = turned_closed
    refuse(world.app, mitra("DINSOS-A"), sent.code, RefusalReason.FULL, "", world.now)

    (next_one,) = [one for one in world.referrals(case) if one.partner_code == "DINSOS-B"]
    (message,) = [
        one for one in world.messages("rujukan_baru") if one.payload["rujukan"] == next_one.code
    ]
    assert message.payload["layanan"] == "layanan khusus"


# --------------------------------------------------------------------- what a claim reads


def test_what_is_known_about_a_case_is_read_after_the_case_is_held(world):
    """PostgreSQL reads anew the row that it locks, and none of those that are joined to it."""
    world.register()
    said = []
    listen(world.app.engine, "before_cursor_execute", lambda *call: said.append(call[2]))
    world.route()

    claim = next(n for n, one in enumerate(said) if "FROM case_file" in one and "LIMIT" in one)
    facts = [n for n, one in enumerate(said) if "FROM case_detail" in one]
    assert "case_detail" not in said[claim]
    assert "JOIN" not in said[claim]
    assert facts
    assert min(facts) > claim


def test_an_emergency_stated_twice_is_decided_once(world):
    case = world.register().case
    world.route()
    alone = {"kondisi": {"sakit_berat": True, "tinggal_sendiri": True}}
    assert update_facts(world.app, TKSK, case, alone, world.now).decision is not None
    before = len(world.rows(DecisionRecord)), len(world.audit())

    again = update_facts(world.app, TKSK, case, alone, world.later(minutes=5))

    assert (again.changed, again.decision) == (False, None)
    assert (len(world.rows(DecisionRecord)), len(world.audit())) == before


def test_what_is_stated_again_on_another_day_says_that_the_data_still_hold(world):
    case = world.register().case
    world.route()
    alone = {"kondisi": {"sakit_berat": True, "tinggal_sendiri": True}}
    update_facts(world.app, TKSK, case, alone, world.now)

    again = update_facts(world.app, TKSK, case, alone, world.later(days=3))

    assert (again.changed, again.decision is not None) == (False, True)
    assert world.case(case).data_updated_on == world.now.date()
