"""What the repositories find."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from tests.support.records import (
    NOW,
    PACK,
    a_case,
    a_decision,
    a_follow_up,
    a_person,
    a_referral,
    a_routed_case,
)
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.partner import AdmissionWindow, Partner, PartnerLoad
from tksk_workflow.domain.referral import Role, Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.store.directory import Saved
from tksk_workflow.store.errors import DuplicateRecord, RecordNotFound
from tksk_workflow.store.models import (
    Escalation,
    OutboxMessage,
    Receipt,
    Verification,
    Visit,
    Worker,
)
from tksk_workflow.store.unit_of_work import UnitOfWork

URGENT = [Urgency.P0, Urgency.P1, Urgency.P2, Urgency.P3]
PUSKESMAS = Partner("PKM-UJI", "PUSKESMAS", "Puskesmas Uji", "kecamatan", ("16.03.06",))


@pytest.fixture
def uow(session_factory):
    with UnitOfWork(session_factory) as uow:
        uow.partners.save(PUSKESMAS)
        uow.partners.save(
            Partner("RSUD-UJI", "RSUD", "RSUD Uji", "kabupaten", ("16.03",), capacity=2)
        )
        yield uow


def add_referral(uow, **changes):
    case, decision = a_routed_case(uow)
    referral = uow.referrals.add(a_referral(case, decision, **changes))
    uow.flush()
    return referral


def test_a_case_is_found_by_code_by_number_and_by_careless_writing(uow):
    case = uow.cases.add(a_case())

    for reference in (case.code, case.id, str(case.id), f" k{case.id} ", f"K-{case.id}"):
        assert uow.cases.get(reference) is case


@pytest.mark.parametrize("reference", ["R-000001", "K-", "", "K-0", -1, 2**40, "K-999999", "²"])
def test_a_case_that_does_not_exist_is_not_found(uow, reference):
    with pytest.raises(RecordNotFound):
        uow.cases.get(reference)


@pytest.mark.parametrize("reference", ["9901010101010001", "Orang Uji"])
def test_what_may_be_a_nik_or_a_name_is_not_repeated_in_the_message(uow, reference):
    with pytest.raises(RecordNotFound) as caught:
        uow.cases.get(reference)

    assert reference not in str(caught.value)


def test_only_open_cases_that_need_it_wait_for_a_decision(uow):
    waiting = uow.cases.add(a_case())
    second = uow.cases.add(a_case())
    uow.cases.add(a_case(needs_decision=False))
    uow.cases.add(a_case(status=CaseStatus.CLOSED.value))
    uow.cases.add(a_case(opened_at=NOW + timedelta(seconds=1)))

    assert uow.cases.waiting_for_decision(9, NOW) == [waiting, second]
    assert uow.cases.waiting_for_decision(1, NOW) == [waiting]
    assert uow.cases.waiting_for_decision(9, NOW, skipping=[waiting.id]) == [second]


def test_open_cases_whose_time_has_come_are_claimed_the_longest_waiting_first(uow):
    later = uow.cases.add(a_case(ready_by=NOW))
    first = uow.cases.add(a_case(ready_by=NOW - timedelta(days=1)))
    uow.cases.add(a_case(ready_by=NOW + timedelta(seconds=1)))
    uow.cases.add(a_case())
    uow.cases.add(a_case(status=CaseStatus.CLOSED.value, ready_by=NOW))

    assert uow.cases.to_be_ready(NOW, 9) == [first, later]
    assert uow.cases.to_be_ready(NOW, 1) == [first]
    assert uow.cases.to_be_ready(NOW, 9, skipping=[first.id]) == [later]


def test_cases_are_listed_by_area_with_everything_inside_it(uow):
    inside = uow.cases.add(a_case(village="16.03.06.2023"))
    uow.cases.add(a_case(village="16.03.07.2001"))
    uow.cases.add(a_case(village="16.03.061"))

    assert uow.cases.listed(area="16.03.06") == [inside]
    assert uow.cases.listed(area="16.03.06.2023", worker="tksk-gelumbang") == [inside]
    assert uow.cases.listed(area="16.03.06", statuses=[CaseStatus.CLOSED]) == []
    assert uow.cases.listed(worker="lain") == []


def test_open_cases_are_counted_per_worker_and_stale_ones_per_village(uow):
    day = date(2026, 8, 17)
    uow.cases.add(a_case(data_updated_on=day))
    uow.cases.add(a_case(data_updated_on=day - timedelta(days=1)))
    uow.cases.add(a_case(data_updated_on=None, worker="lain", village="16.03.06.2001"))
    uow.cases.add(a_case(status=CaseStatus.CANCELLED.value))

    assert uow.cases.open_per_worker() == {"tksk-gelumbang": 2, "lain": 1}
    assert uow.cases.open_of_worker("tksk-gelumbang") == 2
    assert uow.cases.open_of_worker("tidak ada") == 0
    assert uow.cases.stale_per_village(day) == {"16.03.06.2001": 1, "16.03.06.2023": 1}


def test_what_hangs_on_a_case_comes_in_order(uow):
    person = a_person()
    case, first = a_routed_case(uow, person)
    second = uow.cases.add_decision(a_decision(case))
    other = uow.cases.add(a_case(person, status=CaseStatus.CLOSED.value))
    late = Visit(case_id=case.id, visited_at=NOW, visitor="t", done=True)
    early = Visit(case_id=case.id, visited_at=NOW - timedelta(days=1), visitor="t", done=False)
    uow.cases.add_visit(late)
    uow.cases.add_visit(early)
    check = Verification(
        case_id=case.id, role=Role.VILLAGE_HEAD, verifier="k", verified_at=NOW, matches=True
    )
    uow.cases.add_verification(check)

    assert uow.cases.visits(case.id) == [early, late]
    assert uow.cases.visits_of([case.id, other.id]) == {case.id: [early, late], other.id: []}
    assert uow.cases.verifications(case.id) == [check]
    assert uow.cases.verifications_of([other.id]) == {other.id: []}
    assert uow.cases.verifications_of([case.id]) == {case.id: [check]}
    assert uow.cases.decisions(case.id) == [first, second]
    assert uow.cases.latest_decision(case.id) is second
    assert uow.cases.latest_decision(other.id) is None
    assert uow.cases.decision(f"D-{first.id}") is first
    assert uow.cases.of_person(person.id) == [case, other]
    assert uow.cases.of_person(person.id, only_open=True) == [case]


def test_only_free_drafts_with_a_partner_are_ready_to_send(uow):
    ready = add_referral(uow, partner_code="PKM-UJI", urgency="P2")
    urgent = add_referral(uow, partner_code="PKM-UJI", urgency="P0")
    add_referral(uow, partner_code="PKM-UJI", urgency="P4")
    add_referral(uow, partner_code="PKM-UJI", held_by=["PGR-04"])
    add_referral(uow, partner_code=None)
    add_referral(uow, partner_code="PKM-UJI", status="requested")
    add_referral(uow, partner_code="PKM-UJI", created_at=NOW + timedelta(seconds=1))

    assert uow.due.ready_to_send(NOW, 9, URGENT) == [urgent, ready]
    assert uow.due.ready_to_send(NOW, 1, URGENT) == [urgent]
    assert uow.due.ready_to_send(NOW, 9, URGENT, skipping=[urgent.id]) == [ready]
    assert uow.due.ready_to_send(NOW, 9, [Urgency.P0]) == [urgent]


def test_a_later_tier_waits_until_the_earlier_one_is_completed(uow):
    first = add_referral(uow, partner_code="PKM-UJI", status="accepted", sent_at=NOW)
    later = add_referral(uow, partner_code="RSUD-UJI", after_id=first.id)

    assert uow.due.ready_to_send(NOW, 9, URGENT) == []
    assert uow.referrals.following(first.id) == [later]
    first.status = Status.COMPLETED.value
    assert uow.due.ready_to_send(NOW, 9, URGENT) == [later]


def test_answers_are_overdue_from_their_moment_on(uow):
    second = add_referral(uow, status="requested", answer_due_at=NOW)
    first = add_referral(uow, status="requested", answer_due_at=NOW - timedelta(hours=1))
    add_referral(uow, status="requested", answer_due_at=NOW + timedelta(seconds=1))
    add_referral(uow, status="accepted", answer_due_at=NOW - timedelta(days=1))

    assert uow.due.answers_overdue(NOW, 9) == [first, second]
    assert uow.due.answers_overdue(NOW, 1) == [first]
    assert uow.due.answers_overdue(NOW, 9, skipping=[second.id]) == [first]


def test_open_referrals_are_found_over_all_cases_of_a_person(uow):
    person = a_person()
    case, decision = a_routed_case(uow, person)
    again, later = a_routed_case(uow, person)
    here = uow.referrals.add(a_referral(case, decision, service="satu"))
    ended = uow.referrals.add(a_referral(case, decision, service="dua", status="failed"))
    there = uow.referrals.add(a_referral(again, later, service="tiga", status="on-hold"))
    add_referral(uow)
    uow.flush()

    assert uow.referrals.open_for(person.id) == [here, there]
    assert uow.referrals.of_case(case.id) == [here, ended]
    assert uow.referrals.open_of_case(case.id) == [here]
    assert uow.referrals.open_of_cases([case.id, again.id, 10**6]) == {
        case.id: [here],
        again.id: [there],
        10**6: [],
    }
    assert uow.referrals.by_open_key(here.open_key) is here
    assert uow.referrals.by_open_key("lain") is None


def test_the_load_counts_open_referrals_and_the_queue(uow):
    add_referral(uow, partner_code="PKM-UJI")
    add_referral(uow, partner_code="PKM-UJI", status="requested")
    add_referral(uow, partner_code="PKM-UJI", status="on-hold")
    add_referral(uow, partner_code="PKM-UJI", status="completed")
    add_referral(uow, partner_code="RSUD-UJI", status="rejected")
    add_referral(uow, partner_code=None)

    assert uow.referrals.loads() == {"PKM-UJI": PartnerLoad(open_referrals=3, queued=1)}


def test_referrals_are_listed_by_what_is_asked_for(uow):
    one = add_referral(uow, partner_code="PKM-UJI", status="requested", urgency="P1")
    two = add_referral(uow, partner_code="RSUD-UJI", status="draft", urgency="P4")

    assert uow.referrals.listed() == [one, two]
    assert uow.referrals.listed(partner="PKM-UJI") == [one]
    assert uow.referrals.listed(statuses=[Status.DRAFT]) == [two]
    assert uow.referrals.listed(urgencies=[Urgency.P1]) == [one]
    assert uow.referrals.listed(worker="lain") == []
    assert uow.referrals.listed(area="16.03", worker="tksk-gelumbang", limit=1) == [one]
    assert uow.referrals.listed(after=one.id) == [two]
    assert uow.referrals.get(one.code) is one


def test_receipts_are_found_by_referral_and_by_case(uow):
    referral = add_referral(uow)
    receipt = Receipt(
        referral_id=referral.id,
        received_by="keluarga",
        right_person=True,
        method="foto",
        received_at=NOW,
        proof_reference="B-1",
        confirmed_by="tksk/gelumbang",
    )
    uow.referrals.add_receipt(receipt)

    assert uow.referrals.receipts(referral.id) == [receipt]
    assert uow.referrals.receipts_of_case(referral.case_id) == [receipt]
    assert uow.referrals.receipts_of_case(referral.case_id + 1) == []


def test_follow_ups_are_due_once_and_late_once(uow):
    day = NOW.date()
    referral = add_referral(uow, status="requested", sent_at=NOW)
    ended = add_referral(uow, status="failed")

    def follow_up(number, days, parent=referral, grace=0, **changes):
        due_on = day + timedelta(days=days)
        late_after = due_on + timedelta(days=grace)
        return a_follow_up(parent.id, due_on, number=number, late_after=late_after, **changes)

    late, today, told = follow_up(1, -2), follow_up(2, 0), follow_up(3, -1, announced_at=NOW)
    marked = follow_up(4, -3, announced_at=NOW, late_at=NOW)
    done, future = follow_up(5, -5, done_at=NOW), follow_up(6, 1)
    in_grace = follow_up(7, -4, grace=4, announced_at=NOW)
    over = follow_up(1, -1, ended)
    uow.follow_ups.add_all([late, today, told, marked, done, future, in_grace, over])
    uow.flush()

    at = datetime.combine(day, time(1), tzinfo=UTC)
    case = referral.case_id
    assert uow.follow_ups.due(at, UTC, 9) == [(late, case), (over, None), (today, case)]
    assert uow.follow_ups.due(at, UTC, 1) == [(late, case)]
    assert uow.follow_ups.late(at, UTC, 9) == [(late, case), (told, case), (over, None)]
    assert uow.follow_ups.of_referral(referral.id) == [
        late,
        today,
        told,
        marked,
        done,
        future,
        in_grace,
    ]
    assert uow.follow_ups.next_of(referral.id) is late
    assert uow.follow_ups.next_of(10**6) is None
    waiting = uow.follow_ups.waiting_for("tksk-uji", at, UTC)
    assert waiting == [(one, referral) for one in (in_grace, marked, late, told, today)]
    assert uow.follow_ups.waiting_for("lain", at, UTC) == []


def test_everybody_gets_one_message_of_what_is_put_in_one_block(uow):
    with uow.outbox.one_each({"tugas": "tugas_beberapa"}):
        for key, kind, recipient in (
            ("satu", "tugas", "tksk/a"),
            ("dua", "kabar", "tksk/a"),
            ("tiga", "tugas", "tksk/b"),
            ("empat", "tugas", "tksk/a"),
        ):
            uow.outbox.put(key, kind, recipient, {"isi": key}, NOW)
    uow.outbox.put("lima", "tugas", "tksk/a", {"isi": "lima"}, NOW)
    uow.flush()

    put = uow.session.scalars(select(OutboxMessage).order_by(OutboxMessage.key)).all()
    assert [(one.key, one.kind, one.recipient, one.payload) for one in put] == [
        ("dua", "kabar", "tksk/a", {"isi": "dua"}),
        ("lima", "tugas", "tksk/a", {"isi": "lima"}),
        ("satu", "tugas_beberapa", "tksk/a", {"daftar": [{"isi": "satu"}, {"isi": "empat"}]}),
        ("tiga", "tugas", "tksk/b", {"isi": "tiga"}),
    ]


def test_nothing_is_put_of_a_block_that_failed(uow):
    def broken():
        with uow.outbox.one_each({"tugas": "tugas_beberapa"}):
            uow.outbox.put("satu", "tugas", "tksk/a", {}, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    uow.flush()

    assert uow.session.scalars(select(OutboxMessage)).all() == []


def test_saving_a_partner_twice_changes_nothing_the_second_time(uow):
    partner = Partner(
        "LKS-UJI",
        "LKS",
        "LKS Uji",
        "kabupaten",
        ("16.03", "16.04"),
        services=("layanan-uji",),
        capacity=5,
        agreement_from=date(2026, 1, 1),
        agreement_until=date(2026, 12, 31),
        admission=AdmissionWindow(60, 90, "P", ("KTP",), needs_recommendation=True),
        ladder=2,
    )

    assert uow.partners.save(partner, contact="kantor") is Saved.ADDED
    uow.flush()
    uow.session.expire_all()
    assert uow.partners.get("LKS-UJI") == partner
    assert uow.partners.save(partner) is Saved.SAME
    assert uow.partners.record("LKS-UJI").version == 1
    assert uow.partners.record("LKS-UJI").contact == "kantor"
    assert uow.partners.save(PUSKESMAS) is Saved.SAME

    assert uow.partners.save(partner, contact="lain") is Saved.CHANGED
    uow.flush()
    assert uow.partners.record("LKS-UJI").version == 2
    assert [item.code for item in uow.partners.all()] == ["LKS-UJI", "PKM-UJI", "RSUD-UJI"]
    assert uow.partners.find("TIDAK-ADA") is None
    with pytest.raises(RecordNotFound, match="mitra"):
        uow.partners.get("TIDAK-ADA")


def test_workers_are_listed_by_role_area_and_activity(uow):
    uow.workers.add(Worker(code="a", role=Role.TKSK, area="16.03.06", since=NOW.date()))
    uow.workers.add(
        Worker(code="b", role=Role.TKSK, area="16.03.06", since=NOW.date(), active=False)
    )
    uow.workers.add(Worker(code="c", role=Role.COORDINATOR, area="16.03", since=NOW.date()))

    def codes(**asked):
        return [worker.code for worker in uow.workers.listed(**asked)]

    assert codes() == ["a", "c"]
    assert codes(role=Role.TKSK, only_active=False) == ["a", "b"]
    assert codes(area="16.03") == ["c"]
    assert uow.workers.get("c").area == "16.03"
    assert uow.workers.find("d") is None
    assert uow.workers.active_tksk("16.03") is None
    with pytest.raises(RecordNotFound, match="petugas"):
        uow.workers.get("d")


def test_an_escalation_exists_once_and_is_listed_while_open(uow):
    case = uow.cases.add(a_case())

    def escalation(**changes):
        return Escalation(
            **{
                "key": "diam:R-1:koordinator",
                "case_id": case.id,
                "level": "koordinator",
                "reason": "mitra tidak menjawab",
                "opened_at": NOW,
                **changes,
            }
        )

    first = uow.escalations.add(escalation())
    resolved = uow.escalations.add(escalation(key="lain", resolved_at=NOW))

    assert uow.escalations.by_key("lain") is resolved
    assert uow.escalations.claim(first.id) is first
    assert uow.escalations.open_of_case(case.id) == [first]

    def listed(level, area=None, *, only_open=True):
        return uow.escalations.listed([level], area=area, worker=None, only_open=only_open, limit=9)

    assert listed("koordinator", "16.03.06") == [(first, case.village)]
    assert listed("koordinator", "16.04") == []
    assert listed("dinsos") == []
    assert [one for one, _ in listed("koordinator", only_open=False)] == [first, resolved]
    uow.session.add(escalation())
    with pytest.raises(DuplicateRecord):
        uow.flush()


def test_a_message_is_claimed_when_it_is_due_has_an_address_and_nobody_else_has_it(uow):
    first = uow.outbox.put("satu", "rujukan", "PKM-UJI", {"rujukan": "R-1"}, NOW)
    second = uow.outbox.put("dua", "rujukan", "RSUD-UJI", {}, NOW)
    uow.flush()

    def claim(at, channels=("email",)):
        taken = uow.outbox.claim(channels, at, at + timedelta(minutes=5), 9)
        return [message for message, _ in taken]

    assert claim(NOW) == []
    assert uow.outbox.set_address("PKM-UJI", "email", "a@contoh.example")
    assert uow.outbox.set_address("RSUD-UJI", "webhook", "https://contoh.example")
    uow.flush()
    assert claim(NOW) == [first]
    assert claim(NOW, ("email", "webhook")) == [second]
    assert claim(NOW + timedelta(minutes=4)) == []
    assert claim(NOW + timedelta(minutes=5)) == [first]
    first.claimed_until, first.due_at = None, NOW + timedelta(hours=1)
    uow.flush()
    assert claim(NOW + timedelta(minutes=59)) == []
    first.delivered_at = NOW
    uow.flush()
    assert claim(NOW + timedelta(days=9)) == []
    assert uow.outbox.for_recipient("PKM-UJI") == [first]
    assert uow.outbox.known(["satu", "tiga"]) == {"satu"}
    assert uow.outbox.has("dua")
    assert not uow.outbox.has("tiga")
    uow.outbox.put("dua", "rujukan", "PKM-UJI", {}, NOW)
    with pytest.raises(DuplicateRecord):
        uow.flush()


def test_an_imported_row_is_remembered_with_its_case(uow):
    case = uow.cases.add(a_case())
    uow.imports.remember("a" * 64, "kasus", NOW, case.id)
    uow.imports.remember("b" * 64, "mitra", NOW)

    assert uow.imports.known(["a" * 64, "b" * 64, "c" * 64]) == {"a" * 64: case.id, "b" * 64: None}


def test_the_last_finished_sweep_is_known(uow):
    done = uow.sweeps.start("kirim", NOW, NOW)
    uow.sweeps.finish(done, {"terkirim": 3}, NOW + timedelta(seconds=5))
    running = uow.sweeps.start("kirim", NOW, NOW)

    found = uow.sweeps.last("kirim")
    assert (found.id, found.counts) == (done, {"terkirim": 3})
    assert uow.sweeps.last("kirim", finished=False).id == running
    assert uow.sweeps.last("rutekan") is None
    with pytest.raises(LookupError):
        uow.sweeps.finish(10**6, {}, NOW)


def test_a_pack_is_stored_once_and_given_back_to_the_letter(uow):
    files = {"paket.yaml": "nama: ují\r\n", "pmks/08-lanjut-usia.yaml": "aturan: []\n"}

    assert uow.packs.store(PACK, "uji", "1", files, NOW)
    uow.flush()
    uow.session.expire_all()
    assert not uow.packs.store(PACK, "uji", "1", files, NOW)
    assert uow.packs.has(PACK)
    assert not uow.packs.has("b" * 64)

    assert uow.packs.get(PACK).files == files
    assert [one.content_hash for one in uow.packs.named(PACK[:8])] == [PACK]
    assert uow.packs.named("%") == []
    with pytest.raises(DuplicateRecord, match="paket aturan lain"):
        uow.packs.store(PACK, "uji", "1", {"paket.yaml": "lain"}, NOW)
    with pytest.raises(RecordNotFound, match="paket aturan"):
        uow.packs.get("b" * 64)
