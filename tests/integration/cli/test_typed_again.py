"""Commands whose answer was lost are typed again: nothing happens twice, and nobody is scolded."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.cli.conftest import COORDINATOR
from tksk_workflow.store.models import AuditEntry
from tksk_workflow.store.unit_of_work import UnitOfWork

OTHER_COORDINATOR = "koordinator/lain"
PROOF = ("--received-by", "klien", "--right-person", "--method", "kunjungan", "--proof", "BA-1")
APPOINTMENT = (
    *("worker", "appoint", "tksk-lembak", "--area", "16.03.21", "--birth-date", "1998-05-05"),
    *("--education", "S1", "--origin", "psm", "--lives-there", "--id-card-there", "--healthy"),
    *("--skck", "--computer", "--decree", "SK-1"),
)


@pytest.fixture
def sent(office, world):
    """A case with a referral that was sent; returns both codes."""
    case = world.sent_case()
    return case, world.referral(case, "DINSOS-A").code


def log_length(world):
    return len(world.rows(AuditEntry))


def typed_twice(office, world, *command, as_="tksk/tksk-gelumbang"):
    """Type a command twice, later on; returns both answers as data."""
    first = office.gives(*command, as_=as_)
    before = log_length(world)
    office.now += timedelta(minutes=3)
    second = office.gives(*command, as_=as_)
    assert log_length(world) == before
    assert "tidak ada yang diubah" in office.says(*command, as_=as_)
    return first, second


def told_twice(first, second):
    assert first.pop("changed") is True
    assert second.pop("changed") is False
    assert first == second


def test_a_sending_is_answered_as_done(office, world):
    case = world.register().case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    code = world.referral(case, "DINSOS-A").code
    told_twice(*typed_twice(office, world, "referral", "send", code))
    assert "sudah diajukan" in office.refuses("referral", "send", code, as_=COORDINATOR)


def test_a_withdrawal_is_answered_as_done(office, world, sent):
    _, referral = sent
    command = ("referral", "withdraw", referral, "--reason", "klien pindah")
    told_twice(*typed_twice(office, world, *command))
    for other in (
        {"as_": COORDINATOR, "reason": "klien pindah"},
        {"as_": "tksk/tksk-gelumbang", "reason": "alasan lain"},
    ):
        said = office.refuses(
            *("referral", "withdraw", referral, "--reason", other["reason"]), as_=other["as_"]
        )
        assert "'cancelled' (dibatalkan) tidak dapat 'cabut'" in said


def test_a_mistake_is_answered_as_declared(office, world, sent):
    command = ("referral", "void", sent[1], "--reason", "salah orang")
    told_twice(*typed_twice(office, world, *command, as_=COORDINATOR))


def test_a_withdrawal_after_which_something_happened_is_a_conflict(office, world, sent):
    _, referral = sent
    command = ("referral", "withdraw", referral, "--reason", "klien pindah")
    office.says(*command)
    office.says("referral", "void", referral, "--reason", "salah orang", as_=COORDINATOR)
    office.refuses(*command)


def test_a_proof_is_answered_as_recorded_and_counted_once(office, world, sent):
    _, referral = sent
    office.says("referral", "accept", referral, as_="mitra/DINSOS-A")
    command = ("referral", "confirm", referral, *PROOF)
    told_twice(*typed_twice(office, world, *command))
    assert len(office.gives("referral", "show", referral)["receipts"]) == 1
    office.refuses(*command[:-1], "BA-2")
    office.refuses(*command, "--received-at", "2026-09-06")


def test_a_moment_may_name_its_zone_and_what_is_shown_names_its_own(office, world, sent):
    _, referral = sent
    office.says("referral", "accept", referral, as_="mitra/DINSOS-A")
    office.says("referral", "confirm", referral, *PROOF, "--received-at", "2026-09-07T10:00+09:00")
    (receipt,) = office.gives("referral", "show", referral)["receipts"]
    assert datetime.fromisoformat(receipt["received_at"]) == datetime(2026, 9, 7, 1, tzinfo=UTC)
    assert "07-09-2026 08:00 WIB: klien" in office.says("referral", "show", referral)


def test_help_with_the_wrong_person_is_recorded_once(office, world, sent):
    _, referral = sent
    office.says("referral", "accept", referral, as_="mitra/DINSOS-A")
    proof = ("tetangga", "--wrong-person", "--method", "kunjungan", "--proof", "BA-1")
    told_twice(
        *typed_twice(office, world, "referral", "confirm", referral, "--received-by", *proof)
    )


def test_the_end_of_a_case_is_answered_as_it_stands(office, world, sent):
    case, referral = sent
    office.says("referral", "accept", referral, as_="mitra/DINSOS-A")
    office.says("referral", "confirm", referral, *PROOF)
    office.says("case", "outcome", case, "membaik")
    told_twice(*typed_twice(office, world, "case", "close", case))
    assert "buka kembali" in office.refuses("case", "close", case, as_=COORDINATOR)

    reopening = ("case", "reopen", case, "--reason", "keadaan memburuk")
    told_twice(*typed_twice(office, world, *reopening))
    office.refuses("case", "reopen", case, "--reason", "alasan lain")

    cancelling = ("case", "cancel", case, "--reason", "klien pindah")
    told_twice(*typed_twice(office, world, *cancelling))
    office.refuses("case", "cancel", case, "--reason", "klien pindah", as_=COORDINATOR)


@pytest.fixture
def found(world):
    return world.register().case


def test_a_visit_is_recorded_once_and_another_one_later(office, world, found):
    command = ("case", "visit", found, "--note", "rumah didatangi", "--facts", '{"desil": 2}')
    told_twice(*typed_twice(office, world, *command))
    assert len(office.gives("case", "show", found)["visits"]) == 1

    office.says("case", "visit", found, "--note", "datang lagi dengan bidan")
    office.says(*command)
    office.now += timedelta(minutes=11)
    office.says(*command)
    assert len(office.gives("case", "show", found)["visits"]) == 4


def test_a_visit_that_found_something_new_is_another_one(office, world, found):
    office.says("case", "visit", found)
    office.says("case", "visit", found, "--facts", '{"desil": 2}')
    assert len(office.gives("case", "show", found)["visits"]) == 2


def test_a_visit_after_the_data_did_not_match_is_another_one(office, world, found):
    office.says("case", "visit", found)
    wrong = ("case", "verify", found, "--does-not-match", "--note", "alamat lain")
    told_twice(*typed_twice(office, world, *wrong, as_="kades/kades-2004"))
    office.says("case", "visit", found)
    assert len(office.gives("case", "show", found)["visits"]) == 2


def test_a_verification_is_recorded_once(office, world, found):
    command = ("case", "verify", found)
    told_twice(*typed_twice(office, world, *command, as_="kades/kades-2004"))
    told_twice(*typed_twice(office, world, *command, as_="rt_rw/rt-2004"))
    assert len(office.gives("case", "show", found)["verifications"]) == 2


def test_social_functioning_is_recorded_once(office, world, found):
    told_twice(*typed_twice(office, world, "case", "outcome", found, "membaik", "--note", "makan"))


def test_an_appointment_is_answered_as_made(office, world):
    ((first,), (second,)) = typed_twice(office, world, *APPOINTMENT, as_=COORDINATOR)
    told_twice(first, second)
    assert "sudah punya TKSK" in office.refuses(*APPOINTMENT, as_=OTHER_COORDINATOR)
    assert "sudah punya TKSK" in office.refuses(*APPOINTMENT[:-1], "SK-2", as_=COORDINATOR)


@pytest.fixture(autouse=True)
def kept(world):
    """Whatever was typed, the promises of the record hold."""
    yield
    from tksk_workflow.store.invariants import check_invariants

    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        assert check_invariants(uow.session) == []


def test_a_contact_is_answered_as_recorded_and_counted_once(office, world, sent):
    _, referral = sent
    command = ("referral", "contact", referral, "--outcome", "masih_menunggu")
    told_twice(*typed_twice(office, world, *command))
    assert "sudah tercatat" in office.says(*command)
    assert len(office.gives("referral", "show", referral)["contacts"]) == 1


def test_a_delivery_is_answered_as_reported_and_told_once(office, world, sent):
    _, referral = sent
    command = ("referral", "deliver", referral, "--note", "sudah")
    told_twice(*typed_twice(office, world, *command, as_="mitra/DINSOS-A"))
    assert len(world.messages("penyerahan")) == 1
