"""`tksk calendar`: the coordinator looks at days off and at when terms end."""

import json

import pytest
from typer.testing import CliRunner

from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.cli.root import app


@pytest.fixture
def tksk(tmp_path, monkeypatch):
    pack = tmp_path / "paket"
    for name, text in FILES.items():
        path = pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("TKSK_HOME", str(tmp_path))
    monkeypatch.setenv("TKSK_RULES", str(pack))
    return lambda *words: CliRunner().invoke(app, ["calendar", *words])


def test_a_year_without_a_decree_says_so_and_what_to_do(tksk):
    said = tksk("show", "--year", "2029").stdout
    assert "belum ditetapkan" in said
    assert "hari-libur.yaml" in said
    assert "17-08-2029" in said


def test_a_year_with_a_decree_does_not(tksk):
    said = tksk("show", "--year", "2026").stdout
    assert "belum ditetapkan" not in said
    assert "Pemungutan suara" not in said


def test_days_of_an_area_as_data(tksk):
    data = json.loads(tksk("show", "--year", "2026", "--area", "16.03", "--format", "json").stdout)
    assert data["estimated"] is False
    assert {"date": "2026-11-25", "name": "Pemungutan suara"} in data["days"]
    assert "2026-12-24" not in [day["date"] for day in data["days"]]


@pytest.mark.parametrize(("area", "ends"), [("16", "+07:00"), ("73", "+08:00"), ("91", "+09:00")])
def test_terms_end_by_the_clocks_of_the_area(tksk, area, ends):
    data = json.loads(
        tksk("due", "--area", area, "--at", "2026-09-17T08:00", "--format", "json").stdout
    )
    by_class = {line["urgency"]: line for line in data["classes"]}
    assert data["sent_at"] == f"2026-09-17T08:00:00{ends}"
    assert by_class["P0"]["answer"] == f"2026-09-18T08:00:00{ends}"
    assert by_class["P1"]["answer"] == f"2026-09-21T16:00:00{ends}"
    assert by_class["P4"]["send"] == f"2026-09-17T23:59:00{ends}"


def test_the_table_names_the_zone_and_an_estimated_year(tksk):
    said = tksk("due", "--area", "91", "--at", "2028-12-28T08:00").stdout
    assert "29-12-2028 16:00 WIT" in said
    assert "2029 belum ditetapkan" in said
    assert "2028 belum ditetapkan" not in said


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("show", "--year", "2026", "--area", "Papua"), "--area: 'Papua'"),
        (("due", "--at", "besok"), "'besok' bukan waktu"),
        (("show",), "--year"),
    ],
)
def test_wrong_usage_is_named(tksk, words, wrong):
    result = tksk(*words)
    assert result.exit_code == 2
    assert wrong in result.stderr


def test_a_broken_pack_is_named_with_its_problem(tksk, tmp_path):
    broken = tmp_path / "paket" / "hari-libur.yaml"
    broken.write_text("berkas: hari-libur\ntahun: {26: {}}\n", encoding="utf-8")
    result = tksk("show", "--year", "2026")
    assert result.exit_code == 1
    assert "tksk rules check" in result.stderr
