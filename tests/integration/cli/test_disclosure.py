"""Who reads what: names, numbers and categories stay where they are needed."""

import json

import pytest

from tests.integration.cli.conftest import COORDINATOR, TKSK
from tests.integration.services.world import VILLAGE

NAME = "Warga Rahasia"
NIK = "9903064503500077"
EVERYBODY = [
    *(TKSK, COORDINATOR, "pendamping/psm-1", "operator_siks_desa/op-1", "kades/k-1", "rt_rw/r-1"),
    *("kasi_kesos/kasi-1", "dinsos_verifikator/d-1", "peksos/p-1", "uptd_ppa/u-1", "faskes/f-1"),
    "sistem/jadwal",
]


@pytest.fixture
def case(world):
    registered = world.register(name=NAME, nik=NIK, facts={"tinggal_sendiri": True}).case
    world.visit(registered)
    world.route()
    return registered


@pytest.fixture
def closed_case(world):
    return world.register(
        name="Warga Tertutup", pmks=("PMKS-19",), facts={"kekerasan_fisik": True}
    ).case


@pytest.mark.parametrize("actor", EVERYBODY)
def test_lists_hold_nothing_personal(office, case, world, actor):
    world.sent_case(name=NAME)
    for text in (
        office.run("case", "list", "--format", "json", as_=actor).output,
        office.run("case", "list", as_=actor).output,
        office.run("referral", "list", "--format", "json", as_=actor).output,
        office.run("referral", "list", as_=actor).output,
    ):
        for personal in (NAME, "Rahasia", NIK, NIK[-4:], "PMKS-", "1950"):
            assert personal not in text


@pytest.mark.parametrize("actor", EVERYBODY)
def test_only_the_tksk_and_the_coordinator_read_names_and_nobody_a_nik(office, case, actor):
    text = office.says("case", "show", case, as_=actor)
    data = json.dumps(office.gives("case", "show", case, as_=actor))
    for shown in (text, data):
        assert (NAME in shown) is (actor in (TKSK, COORDINATOR))
        assert NIK not in shown
    if actor not in (TKSK, COORDINATOR):
        assert "1950-03-05" not in data


def test_the_village_verifies_without_learning_the_category(office, case):
    for actor in ("kades/k-1", "rt_rw/r-1", "kasi_kesos/kasi-1"):
        data = office.gives("case", "show", case, as_=actor)
        assert data["pmks"] is data["facts"] is data["decision"] is None
        assert data["referrals"] == data["steps"] == data["escalations"] == []
        assert "tinggal_sendiri" not in json.dumps(data)


@pytest.mark.parametrize(
    "command", [("case", "list"), ("case", "show", "K-000001"), ("referral", "list")]
)
def test_an_auditor_reads_decisions_under_pseudonyms_and_opens_no_case(office, case, command):
    said = office.refuses(*command, as_="auditor/a-1")
    assert "tksk audit decisions" in said
    assert NAME not in said


@pytest.mark.parametrize("actor", ["kades/k-1", "rt_rw/r-1", "pendamping/psm-1", "kasi_kesos/k-1"])
def test_closed_cases_are_not_there_for_the_village(office, closed_case, actor):
    assert office.gives("case", "list", as_=actor) == []
    said = office.refuses("case", "show", closed_case, as_=actor)
    assert "ditangani tertutup" in said


def test_the_tksk_of_another_kecamatan_sees_nothing(office, case):
    other = "tksk/tksk-kelekar"
    assert office.gives("case", "list", as_=other) == []
    assert office.gives("referral", "list", as_=other) == []
    assert "PGR-19" in office.refuses("case", "show", case, as_=other)


def test_a_partner_reads_its_own_letters_and_nothing_else(office, world):
    world.sent_case(name=NAME)
    own = office.gives("referral", "list", as_="mitra/dinsos-a")
    assert [line["partner"] for line in own] == ["DINSOS-A"]
    assert office.gives("referral", "list", as_="mitra/DINSOS-B") == []

    letter = office.gives("referral", "show", own[0]["code"], as_="mitra/DINSOS-A")
    assert letter["rules"] is letter["selection"] is None
    assert letter["steps"] == []
    assert "PMKS" not in json.dumps(letter)
    assert "bukan untuk" in office.refuses("referral", "show", own[0]["code"], as_="mitra/DINSOS-B")
    assert (
        "mitra tidak dapat membuka kasus"
        in office.refuses("case", "show", own[0]["case"], as_="mitra/DINSOS-A").lower()
    )
    assert "tksk referral list" in office.refuses("case", "list", as_="mitra/DINSOS-A")


def test_a_draft_is_not_the_partners_to_read(office, world):
    world.register()
    world.route()
    (draft,) = office.gives("referral", "list")
    said = office.refuses("referral", "show", draft["code"], as_=f"mitra/{draft['partner']}")
    assert "belum dikirim" in said


def test_a_partner_that_is_not_in_the_directory_is_told_so(office, world):
    assert "tidak ada di direktori" in office.refuses("referral", "list", as_="mitra/ENTAH")


def test_a_service_of_a_closed_case_is_not_named_in_lists(office, world, closed_case):
    world.route()
    lines = office.gives("referral", "list", as_=COORDINATOR)
    assert lines
    assert {line["service"] for line in lines} == {"layanan khusus"}


def test_a_damaged_nik_is_hidden_altogether(office, world):
    code = world.register(name="Warga Cacat", nik="99030645").case
    assert "99030645" not in office.says("case", "show", code)


def test_a_problem_never_repeats_identity(office, case):
    said = office.refuses(
        *("case", "add", "--name", NAME, "--village", VILLAGE, "--nik", NIK),
        *("--pmks", "PMKS-08", "--birth-date", "1950-03-05", "--sex", "P"),
    )
    assert "sudah punya kasus terbuka" in said
    assert NIK not in said
    assert NAME not in said
