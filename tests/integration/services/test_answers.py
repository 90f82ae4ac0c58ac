from datetime import timedelta

import pytest

from tests.integration.services.world import (
    COORDINATOR,
    DYING_ALONE,
    NEGLECTED,
    PAPERS,
    SOCIAL_WORKER,
    TKSK,
    VILLAGE_HEAD,
    mitra,
    partner,
)
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, RefusalReason, Status
from tksk_workflow.services.cases.closing import cancel_case
from tksk_workflow.services.cases.intake import update_facts
from tksk_workflow.services.cases.verification import verify
from tksk_workflow.services.errors import Conflict, InvalidInput, NotPermitted, Refused
from tksk_workflow.services.follow_up.silence import check_answers
from tksk_workflow.services.lifecycle.escalation import resolve
from tksk_workflow.services.referrals.answers import (
    accept,
    fail,
    queue,
    refuse,
    report_delivery,
    resume,
    start,
)
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.models import CaseDetail, Person
from tksk_workflow.store.unit_of_work import UnitOfWork

A, B = mitra("DINSOS-A"), mitra("DINSOS-B")


@pytest.fixture
def sent(world):
    case = world.sent_case()
    return case, world.referral(case, "DINSOS-A")


def test_a_tksk_cannot_approve_help(world, sent):
    _, referral = sent
    for actor in (TKSK, COORDINATOR):
        with pytest.raises(Refused) as refused:
            accept(world.app, actor, referral.code, world.now)
        assert refused.value.guard_id == "PGR-02"


def test_a_partner_answers_only_what_was_sent_to_it(world, sent):
    _, referral = sent
    for act in (accept, start):
        with pytest.raises(NotPermitted, match="DINSOS-B"):
            act(world.app, B, referral.code, world.now)
    with pytest.raises(NotPermitted):
        refuse(world.app, B, referral.code, RefusalReason.FULL, "", world.now)


def test_accepting_twice_changes_nothing_the_second_time(world, sent):
    _, referral = sent
    assert accept(world.app, A, referral.code, world.now).changed
    entries = len(world.audit())
    assert not accept(world.app, A, referral.code, world.now).changed
    assert len(world.audit()) == entries


@pytest.mark.parametrize(
    "reason",
    [
        RefusalReason.FULL,
        RefusalReason.NOT_OUR_SERVICE,
        RefusalReason.OUT_OF_AREA,
        RefusalReason.OTHER,
    ],
)
def test_after_a_refusal_the_next_partner_is_asked_at_once(world, sent, reason):
    case, referral = sent
    answer = refuse(world.app, A, referral.code, reason, "tempat penuh", world.now)

    successor = world.referral(case, "DINSOS-B")
    assert answer.successor == successor.code
    assert (successor.status, successor.attempt) == (Status.REQUESTED, 2)
    assert (successor.previous_id, successor.tried) == (referral.id, ["DINSOS-A"])
    assert world.referrals(case)[0].open_key is None
    assert [one.recipient for one in world.messages("rujukan_baru")] == [
        "mitra/DINSOS-A",
        "mitra/DINSOS-B",
    ]


def test_when_nobody_is_left_the_case_goes_to_the_coordinator(world, sent):
    case, referral = sent
    refuse(world.app, A, referral.code, RefusalReason.FULL, "", world.now)
    last = world.referral(case, "DINSOS-B")
    answer = refuse(world.app, B, last.code, RefusalReason.FULL, "", world.now)
    assert answer.successor is None
    assert world.case(case).status == CaseStatus.MANUAL
    assert {one.level for one in world.escalations()} == {"koordinator"}


def test_who_is_not_eligible_is_decided_anew_without_this_partner(world, sent):
    case, referral = sent
    answer = refuse(world.app, A, referral.code, RefusalReason.NOT_ELIGIBLE, "", world.now)
    successor = world.referral(case, "DINSOS-B")
    assert answer.successor == successor.code
    assert (successor.attempt, successor.previous_id) == (2, referral.id)
    assert successor.tried == ["DINSOS-A"]


def test_missing_papers_bring_the_referral_back_until_there_are_others(world, sent):
    case, referral = sent
    refuse(world.app, A, referral.code, RefusalReason.PAPERS_MISSING, "KIS", world.now)
    draft = world.referral(case, "DINSOS-A")
    assert (draft.status, draft.business_status) == (Status.DRAFT, BusinessStatus.RETURNED)
    world.visit(case)
    world.route()
    assert dict(world.send().counts) == {}
    assert world.referral(case, "DINSOS-A").business_status == BusinessStatus.RETURNED

    update_facts(world.app, TKSK, case, {"dokumen": [*PAPERS, "KARTU_KIS"]}, world.now)
    world.route()
    assert dict(world.send().counts) == {"terkirim_P2": 1}
    assert world.referral(case, "DINSOS-A").id == draft.id


def test_another_reason_has_to_be_explained(world, sent):
    with pytest.raises(InvalidInput, match="catatan"):
        refuse(world.app, A, sent[1].code, RefusalReason.OTHER, " ", world.now)


def test_a_place_in_the_queue_is_kept_and_may_move(world, sent):
    _, referral = sent
    until = world.now.date() + timedelta(days=9)
    queued = queue(world.app, A, referral.code, 7, until, world.now)
    assert (queued.status, queued.business) == (Status.ON_HOLD, BusinessStatus.QUEUED)
    queue(world.app, A, referral.code, 3, until, world.now)
    (found,) = world.referrals(sent[0])
    assert (found.queue_position, found.queue_until) == (3, until)
    assert resume(world.app, A, referral.code, world.now).status is Status.IN_PROGRESS
    (found,) = world.referrals(sent[0])
    assert found.queue_position is None


def test_a_queue_starts_at_one_and_ends_in_the_future(world, sent):
    with pytest.raises(InvalidInput) as caught:
        queue(world.app, A, sent[1].code, 0, world.now.date() - timedelta(days=1), world.now)
    assert len(caught.value.problems) == 2


def test_delivered_is_not_confirmed(world, sent):
    case, referral = sent
    answer = report_delivery(world.app, A, referral.code, "beras 10 kg", world.now)
    assert (answer.status, answer.business) == (Status.IN_PROGRESS, BusinessStatus.DELIVERED)
    tasks = worklist(world.app, TKSK, world.now)
    assert [one.referral for one in tasks.of(Task.CONFIRM)] == [referral.code]
    assert world.case(case).status == CaseStatus.IN_FOLLOW_UP


def test_help_that_fails_is_sought_elsewhere(world, sent):
    case, referral = sent
    accept(world.app, A, referral.code, world.now)
    failed = fail(world.app, A, referral.code, "petugas pindah", world.now)
    assert failed.status is Status.FAILED
    assert failed.successor == world.referral(case, "DINSOS-B").code


def test_an_answer_that_comes_too_late_is_told_so(world, sent):
    _, referral = sent
    refuse(world.app, A, referral.code, RefusalReason.FULL, "", world.now)
    with pytest.raises(Conflict, match="rejected"):
        accept(world.app, A, referral.code, world.now)


# -------------------------------------------------------------------------------- silence


def silence(world):
    return dict(check_answers(world.app, world.now, 50).counts)


def test_silence_is_reminded_of_then_taken_to_the_next_partner_then_upwards(world, sent):
    case, first = sent
    assert silence(world) == {}
    world.now = first.answer_due_at + timedelta(minutes=1)
    assert silence(world) == {"mitra_diingatkan": 1}
    assert silence(world) == {}
    reminded = world.referral(case, "DINSOS-A")
    assert reminded.business_status == BusinessStatus.REMINDED
    assert world.now < reminded.answer_due_at < first.answer_due_at + timedelta(days=7)

    world.now = reminded.answer_due_at
    assert silence(world) == {"dialihkan_ke_mitra_lain": 1}
    assert world.referrals(case)[0].business_status == BusinessStatus.SILENT

    steps = []
    for _ in range(6):
        world.now = world.referral(case, "DINSOS-B").answer_due_at
        steps += silence(world)
    assert steps == [
        "mitra_diingatkan",
        "dieskalasi_ke_tksk",
        "dieskalasi_ke_koordinator",
        "dieskalasi_ke_dinsos",
        "tetap_tanpa_jawaban",
        "tetap_tanpa_jawaban",
    ]
    assert [one.level for one in world.escalations()] == ["tksk", "koordinator", "dinsos"]
    asked = world.referral(case, "DINSOS-B")
    waits = [one.data for one in world.audit() if one.action == "tetap_tanpa_jawaban"]
    assert [one["jawab_sebelum"] for one in waits][-1] == asked.answer_due_at.isoformat()
    assert len(waits) == 2
    assert accept(world.app, B, asked.code, world.now).changed


def test_silence_in_an_emergency_reaches_the_coordinator_with_the_tksk(world):
    case = world.register(facts={"kondisi": DYING_ALONE}).case
    world.send()
    for step in ({"mitra_diingatkan": 1}, {"dieskalasi_ke_koordinator": 1}):
        world.now = world.referral(case, "PKM-1").answer_due_at
        assert silence(world) == step
    assert [one.level for one in world.escalations()] == ["tksk", "koordinator"]


def test_who_waits_for_an_earlier_step_waits_for_the_partner_that_took_its_place(world):

    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.save(partner("PKM-2", "PUSKESMAS", "kecamatan", ("16.03",)))
        uow.commit()
    case = world.register(facts={"kondisi": DYING_ALONE}).case
    world.send()
    first = world.referral(case, "PKM-1")
    refuse(world.app, mitra("PKM-1"), first.code, RefusalReason.FULL, "", world.now)
    assert world.referral(case, "RSUD-1").after_id == world.referral(case, "PKM-2").id


def test_a_step_that_ends_without_help_keeps_nobody_waiting(world):
    case = world.register(facts={"kondisi": DYING_ALONE}).case
    world.send()
    first = world.referral(case, "PKM-1")
    refuse(world.app, mitra("PKM-1"), first.code, RefusalReason.FULL, "", world.now)
    world.send()
    assert world.referral(case, "RSUD-1").status == Status.REQUESTED


# -------------------------------------------------------------------------------- verification


def closed_case(world, **changes):
    facts = {"kondisi": {"dianiaya": True, "kejadian_lampau": True, "aman": True}}
    return world.register(
        pmks=("PMKS-06",), birth_date=world.now.date().replace(year=2012), nik=None, facts=facts
    ).case


def test_a_closed_case_never_reaches_the_village(world):
    case = closed_case(world)
    with pytest.raises(Refused) as refused:
        verify(world.app, VILLAGE_HEAD, case, True, "", world.now)
    assert refused.value.guard_id == "PGR-06"
    assert world.case(case).closed_handling


def test_a_closed_case_is_verified_by_the_closed_circle_alone(world):
    case = closed_case(world)
    assert verify(world.app, SOCIAL_WORKER, case, True, "", world.now).complete
    assert world.case(case).status in (CaseStatus.VERIFIED, CaseStatus.ROUTED)
    world.route()
    held = {hold for one in world.referrals(case) for hold in one.held_by}
    assert not held & {"PGR-03", "PGR-04", "PGR-05", "PGR-06-K"}


def test_messages_and_log_of_a_closed_case_do_not_name_the_problem(world):
    case = closed_case(world)
    world.send()
    texts = [str(one.payload) + one.key for one in world.messages("rujukan_baru")]
    assert texts
    assert all("layanan khusus" in text for text in texts)
    log = " ".join(f"{one.action} {one.entity_id} {one.data}" for one in world.audit())
    assert "PMKS" not in log
    assert case in log


def test_data_that_do_not_match_send_the_case_back_and_everything_starts_anew(world):
    case = world.register().case
    world.visit(case)
    world.later(hours=1)
    with pytest.raises(InvalidInput, match="catatan"):
        verify(world.app, VILLAGE_HEAD, case, False, "", world.now)
    assert verify(world.app, VILLAGE_HEAD, case, False, "pindah", world.now).returned
    assert world.case(case).status == CaseStatus.RETURNED
    world.route()
    assert world.referrals(case)[0].held_by == ["PGR-03", "PGR-04", "PGR-05"]

    world.later(hours=1)
    world.visit(case)
    world.verify_in_village(case)
    assert world.case(case).status == CaseStatus.VERIFIED


def test_half_of_the_village_is_not_enough(world):
    case = world.register(facts={"kondisi": NEGLECTED}).case
    world.visit(case)
    assert not verify(world.app, VILLAGE_HEAD, case, True, "", world.now).complete
    assert not verify(world.app, VILLAGE_HEAD, case, True, "", world.now).complete
    world.route()
    assert world.referrals(case)[0].held_by == ["PGR-05"]


# ------------------------------------------------------------------ what a refusal teaches


def test_who_is_not_eligible_is_decided_anew_with_the_fact_that_the_partner_found(world, sent):
    case, referral = sent
    learnt = {"kondisi": {"sandang_pangan_papan_tak_terpenuhi": False}}
    refuse(world.app, A, referral.code, RefusalReason.NOT_ELIGIBLE, "", world.now, learnt)
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        facts = uow.cases.get(case).detail.facts
        decisions = uow.cases.latest_decision(uow.cases.get(case).id)
    assert facts["sandang_pangan_papan_tak_terpenuhi"] is False
    assert decisions.facts["sandang_pangan_papan_tak_terpenuhi"] is False


@pytest.mark.parametrize("facts", [{"tidak_ada": True}, {"usia": "tua"}])
def test_a_fact_that_cannot_be_used_leaves_the_referral_as_it_was(world, sent, facts):
    case, referral = sent
    entries = len(world.audit())
    with pytest.raises(InvalidInput):
        refuse(world.app, A, referral.code, RefusalReason.NOT_ELIGIBLE, "", world.now, facts)
    assert world.referral(case, "DINSOS-A").status == Status.REQUESTED
    assert len(world.audit()) == entries


def test_facts_belong_to_one_reason_only(world, sent):
    with pytest.raises(InvalidInput, match="tidak_memenuhi_syarat"):
        refuse(world.app, A, sent[1].code, RefusalReason.FULL, "", world.now, {"usia": 70})


@pytest.mark.parametrize("reason", [RefusalReason.NOT_OUR_SERVICE, RefusalReason.OUT_OF_AREA])
def test_a_refusal_that_shows_the_directory_wrong_goes_to_the_coordinator_too(world, sent, reason):
    case, referral = sent
    refuse(world.app, A, referral.code, reason, "", world.now)
    assert world.referral(case, "DINSOS-B").status == Status.REQUESTED
    (raised,) = world.escalations("koordinator")
    assert "periksa direktori" in raised.reason

    cancel_case(world.app, TKSK, case, "klien pindah", world.now)

    (still,) = world.escalations("koordinator")
    assert still.resolved_at is None, "the directory is wrong for everybody, not for this case"
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        assert check_invariants(uow.session) == []
    resolve(world.app, COORDINATOR, raised.id, "direktori diperbaiki", world.now)


# ------------------------------------------------------------------------- who somebody is

SECRETS = {"nik": "9903064503500777", " Nama ": "Warga Rahasia", "no_kk": None, "alamat": "Jl. X"}


@pytest.mark.parametrize("by", ["answer", "visit", "refusal"])
def test_who_somebody_is_is_no_answer_and_is_refused_without_repeating_it(world, sent, by):
    case, referral = sent
    before = len(world.audit())

    told = {**SECRETS, "desil": 99}
    reason = RefusalReason.NOT_ELIGIBLE
    ways = {
        "answer": lambda: update_facts(world.app, TKSK, case, told, world.now),
        "visit": lambda: world.visit(case, told),
        "refusal": lambda: refuse(world.app, A, referral.code, reason, "", world.now, told),
    }

    with pytest.raises(InvalidInput) as refused:
        ways[by]()

    problems = {problem.field: problem for problem in refused.value.problems}
    assert set(problems) == {"nik", "nama", "no_kk", "alamat", "desil"}
    assert "bukan jawaban" in problems["nama"].message
    assert "tksk case add" in problems["nik"].hint
    assert "tidak dicatat" in problems["alamat"].hint
    said = repr(refused.value.problems)
    assert not any(text in said for text in ("9903064503500777", "Rahasia", "Jl. X"))
    assert len(world.audit()) == before


def test_a_form_that_says_who_somebody_is_beside_the_facts_opens_a_case(world):
    form = {"nik": "9903064503500777", "nama": "Warga Rahasia", "kondisi": NEGLECTED}

    world.register(facts=form, name="Warga Sebutan")

    (person,), (detail,) = world.rows(Person), world.rows(CaseDetail)
    assert person.name == "Warga Sebutan"
    assert set(detail.facts) == set(NEGLECTED)
