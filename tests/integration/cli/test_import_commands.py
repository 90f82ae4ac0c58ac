"""`tksk import`, as a village operator and a coordinator use it."""

import json

import pytest

from tests.integration.cli.conftest import COORDINATOR

HEADING = "nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;catatan;jenis_disabilitas;desa"
GOOD = (
    "9903064503500001;Warga Satu;05-03-1950;P;PMKS-08;;;16.03.06.2004",
    "9903061203600002;Warga Dua;12-03-1960;L;PMKS-23;;;16.03.06.2004",
)
BAD = (
    "9903061203600003;Warga Tiga;12-13-1960;L;PMKS-08;;;16.03.06.2004",
    "9903061203600004;Warga Empat;12-03-1960;X;PMKS-99;;;16.03.06.2004",
)


@pytest.fixture
def list_of(tmp_path, world):
    def write(*rows, name="daftar.csv", heading=HEADING):
        path = tmp_path / name
        path.write_text("\n".join((heading, *rows)), encoding="utf-8")
        return path

    return write


def test_good_rows_go_in(office, list_of):
    data = office.gives("import", "cases", list_of(*GOOD))
    assert (data["rows_read"], data["created"], data["problems"]) == (2, 2, [])
    assert len(office.gives("case", "list")) == 2


def test_bad_rows_are_reported_and_the_good_ones_are_in(office, list_of):
    said = office.refuses("import", "cases", list_of(*GOOD, *BAD))
    assert "Baris yang tidak masuk" in said
    for part in ("tgl_lahir", "jenis_kelamin", "kode_kategori", "tulis L atau P", "Perbaiki baris"):
        assert part in said
    for personal in ("Warga Tiga", "9903061203600003"):
        assert personal not in said
    assert len(office.gives("case", "list")) == 2


def test_json_names_row_column_reason_and_hint(office, list_of):
    said = office.refuses("import", "cases", list_of(*GOOD, *BAD), "--format", "json")
    problems = json.loads(said)["problems"]
    assert {(one["row"], one["column"]) for one in problems} >= {
        (4, "tgl_lahir"),
        (5, "jenis_kelamin"),
        (5, "kode_kategori"),
    }
    assert all(set(one) == {"row", "column", "reason", "hint"} for one in problems)


def test_every_row_is_in_one_count_and_rows_are_told_from_problems(office, list_of, monkeypatch):
    from tksk_workflow.services.importing import cases

    # Two rows per transaction: the third is a copy of one that an earlier transaction kept.
    monkeypatch.setattr(cases, "BATCH", 2)
    path = list_of(*GOOD, GOOD[0], *BAD, f"{GOOD[1]};lebih")
    said = office.refuses("import", "cases", path)
    assert "Baris yang tidak masuk (4 baris, 5 masalah)" in said

    heading = "nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;catatan;disabilitas;desa"
    again = list_of(*GOOD, GOOD[0], *BAD, f"{GOOD[1]};lebih", name="lagi.csv", heading=heading)
    for file in (path, again):
        data = json.loads(office.run("import", "cases", file, "--format", "json").stdout)
        assert data["rows_read"] == 6
        parts = ("created", "updated", "unchanged", "skipped", "others")
        assert sum(data[part] for part in parts) == 6
        assert data["skipped"] >= len({one["row"] for one in data["problems"]})


def test_the_same_file_twice_changes_nothing(office, list_of):
    path = list_of(*GOOD)
    office.gives("import", "cases", path)
    before = office.gives("case", "list")

    again = office.gives("import", "cases", path)

    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)
    assert office.gives("case", "list") == before


def test_rows_without_a_village_take_that_of_the_command(office, list_of):
    path = list_of(GOOD[0].rsplit(";", 1)[0], heading=HEADING.rsplit(";", 1)[0])
    office.gives("import", "cases", path, "--village", "16.03.06.2004")
    assert [case["village"] for case in office.gives("case", "list")] == ["16.03.06.2004"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("kosong.csv", b"", "kosong"),
        ("bukan.xlsx", b"PK\x03\x04rusak", "XLSX"),
        ("latin.csv", "nik;nama\n1;Andr\xe9\n".encode("latin-1"), "UTF-8"),
        ("kurang.csv", b"nik;nama\n1;2\n", "kolom"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(office, world, tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    assert said in office.refuses("import", "cases", path)


def test_a_missing_file_or_a_folder_says_so(office, world, tmp_path):
    missing = tmp_path / "tiada.csv"
    assert "tiada.csv' tidak ada; periksa jalurnya" in office.refuses(
        "import", "cases", missing, code=2
    )
    assert "folder; sebut satu berkas" in office.refuses("import", "cases", tmp_path, code=2)


def test_only_the_coordinator_imports_partners(office, list_of):
    path = list_of(
        "RSUD-9;RSUD;RSUD Sembilan;kabupaten;16.03;40",
        heading="kode;jenis;nama;tingkat;wilayah;kapasitas",
    )
    office.refuses("import", "partners", path)
    assert office.gives("import", "partners", path, as_=COORDINATOR)["created"] == 1
    assert office.gives("import", "partners", path, as_=COORDINATOR)["unchanged"] == 1
    assert office.gives("partner", "show", "RSUD-9")["capacity"] == 40
