"""`tksk partner`: the coordinator keeps the directory."""

import pytest

from tests.integration.cli.conftest import COORDINATOR

NEW = (
    *("partner", "add", "PKM-2", "--name", "Puskesmas Dua", "--type", "PUSKESMAS"),
    *("--level", "kecamatan", "--area", "16.03.06"),
)


def test_a_partner_is_added_shown_and_listed(office, world):
    assert "ditambahkan" in office.says(*NEW, "--capacity", 12, as_=COORDINATOR)
    shown = office.gives("partner", "show", "PKM-2")
    assert (shown["type"], shown["capacity"], shown["selectable"]) == ("PUSKESMAS", 12, True)
    codes = [line["code"] for line in office.gives("partner", "list", "--type", "PUSKESMAS")]
    assert codes == ["PKM-1", "PKM-2"]
    assert "0/12" in office.says("partner", "list")
    assert "semua layanan jenisnya" in office.says("partner", "show", "PKM-2")


def test_a_code_is_given_once(office, world):
    office.says(*NEW, as_=COORDINATOR)
    assert "sudah ada" in office.refuses(*NEW, as_=COORDINATOR)


def test_only_the_coordinator_changes_the_directory(office, world):
    assert "tidak mengubah direktori" in office.refuses(*NEW)
    assert "tidak mengubah direktori" in office.refuses("partner", "set", "PKM-1", "--inactive")


def test_every_problem_of_a_new_partner_is_named(office, world):
    said = office.refuses(
        *("partner", "add", "PKM 2", "--name", " ", "--type", "PUSKESMA", "--level", "kecamatan"),
        *("--area", "16.3", "--service", "terbang", "--document", "KTPP", "--sex", "X"),
        *("--min-age", 60, "--max-age", 15, "--ladder", -1),
        as_=COORDINATOR,
    )
    for field in ("kode", "nama", "jenis", "wilayah", "layanan", "dokumen", "usia", "jenjang"):
        assert f"{field}: " in said
    assert "jenis_kelamin: tulis L atau P" in said


def test_capacity_and_activity_change_and_the_same_again_changes_nothing(office, world):
    change = ("partner", "set", "PKM-1", "--capacity", 3, "--inactive")
    assert office.gives(*change, as_=COORDINATOR)["changed"] == ["capacity", "active"]
    again = office.gives(*change, as_=COORDINATOR)
    assert (again["saved"], again["changed"]) == ("tetap", [])
    assert "tidak aktif" in office.says("partner", "show", "PKM-1")
    assert office.gives("partner", "list", "--active", "--type", "PUSKESMAS") == []
    office.says("partner", "set", "PKM-1", "--no-capacity", "--active", as_=COORDINATOR)
    assert office.gives("partner", "show", "PKM-1")["capacity"] is None


def test_areas_services_ages_and_contact_change(office, world):
    office.says(
        *("partner", "set", "PSLU-1", "--area", "nasional", "--min-age", 65),
        *("--contact", "panti@contoh.id", "--name", "Panti Lain"),
        as_=COORDINATOR,
    )
    shown = office.gives("partner", "show", "PSLU-1")
    assert (shown["areas"], shown["admission"]["min_age"]) == ([""], 65)
    assert (shown["contact"], shown["name"]) == ("panti@contoh.id", "Panti Lain")
    assert "nasional" in office.says("partner", "show", "PSLU-1")


def test_a_company_counts_only_while_its_agreement_is_in_force(office, world):
    office.says(
        *("partner", "add", "CSR-9", "--name", "PT Contoh", "--type", "CSR"),
        *("--level", "kabupaten", "--area", "16.03"),
        as_=COORDINATOR,
    )
    assert "perjanjian tidak berlaku" in office.says("partner", "show", "CSR-9")
    office.says(
        *("partner", "agreement", "CSR-9", "--from", "2026-01-01", "--until", "31-12-2026"),
        as_=COORDINATOR,
    )
    assert "01-01-2026 sampai 31-12-2026" in office.says("partner", "show", "CSR-9")
    assert office.gives("partner", "show", "CSR-9")["selectable"] is True
    said = office.refuses(
        *("partner", "agreement", "CSR-9", "--from", "2026-01-01", "--until", "2025-01-01"),
        as_=COORDINATOR,
    )
    assert "berakhir sebelum mulai" in said
    office.says("partner", "agreement", "CSR-9", "--none", as_=COORDINATOR)
    assert office.gives("partner", "show", "CSR-9")["selectable"] is False


@pytest.mark.parametrize(
    "arguments",
    [
        ("partner", "set", "PKM-1"),
        ("partner", "set", "PKM-1", "--capacity", "2", "--no-capacity"),
        ("partner", "agreement", "PKM-1"),
        ("partner", "agreement", "PKM-1", "--from", "2026-01-01", "--none"),
        ("partner", "agreement", "PKM-1", "--from", "kemarin"),
    ],
)
def test_what_contradicts_itself_or_says_nothing_is_wrong_usage(office, world, arguments):
    office.refuses(*arguments, as_=COORDINATOR, code=2)


def test_an_unknown_partner_is_told(office, world):
    for arguments in (
        ("partner", "show", "ENTAH"),
        ("partner", "set", "ENTAH", "--capacity", "2"),
        ("partner", "set", "ENTAH", "--min-age", "2"),
        ("partner", "agreement", "ENTAH", "--none"),
    ):
        assert "itra 'ENTAH' tidak ada" in office.refuses(*arguments, as_=COORDINATOR)


def test_a_new_partner_is_found_for_cases_that_wait_for_one(office, world):
    for code in ("DINSOS-A", "DINSOS-B"):
        office.says("partner", "set", code, "--inactive", as_=COORDINATOR)
    case = world.register().case
    office.says("case", "decide", case)
    assert "menunggu keputusan" not in office.says("case", "list")
    office.says("partner", "set", "DINSOS-A", "--active", as_=COORDINATOR)
    assert "menunggu keputusan" in office.says("case", "list")
