"""`tksk report`: files that a TKSK hands in, and what is said when that cannot be."""

import pytest

from tests.integration.cli.conftest import COORDINATOR


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "laporan"


def test_the_monthly_report_is_written_and_written_again(office, world, folder):
    world.sent_case()
    made = ("report", "monthly", "--month", "2026-09", "--out", folder)

    first = office.gives(*made)
    assert first["news"]
    assert sorted(path.suffix for path in folder.iterdir()) == [".pdf", ".xlsx"]
    assert "Isinya sama" in office.says(*made)


def test_the_social_map_is_shown_and_written_in_three_forms(office, world, folder):
    world.sent_case()
    folder.mkdir()

    assert "Peta PMKS" in office.says("report", "social-map")
    for name, start in (("peta.csv", b"\xef\xbb\xbf"), ("peta.xlsx", b"PK"), ("peta.svg", b"<svg")):
        office.says("report", "social-map", "--out", folder / name)
        assert (folder / name).read_bytes().startswith(start)
    data = office.gives("report", "social-map")
    assert data["pmks"]["Gaung Telang"] == {"PMKS-08": 1}


def test_wrong_usage_is_explained(office, world, folder):
    office.refuses("report", "monthly", "--month", "September", code=2)
    office.refuses("report", "social-map", "--out", folder / "peta.docx", code=2)
    assert "belum mulai" in office.refuses("report", "monthly", "--month", "2026-12")
    said = office.refuses(
        "report", "monthly", "--month", "2026-09", "--kecamatan", "16.03", as_=COORDINATOR
    )
    assert "kode kecamatan" in said
    folder.write_text("berkas", encoding="utf-8")
    office.refuses("report", "monthly", "--month", "2026-09", "--out", folder, code=3)
