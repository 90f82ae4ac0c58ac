"""`tksk rules what-if` from the command line: for people, for programs, and wrong."""

from __future__ import annotations

import csv
import json

import pytest
from typer.testing import CliRunner

from tests.unit.rulebook.tiny_pack import FILES, changed
from tksk_workflow.cli.root import app

CASES = """id;pmks;usia;sakit;wilayah
1;PMKS-08;71;ya;16.03.06.2023
2;PMKS-08;71;ya;16.03.06.2024
3;PMKS-08;71;tidak;16.03.07.2001
"""


def run(*arguments):
    return CliRunner().invoke(app, ["rules", "what-if", *map(str, arguments)])


@pytest.fixture
def pack(tmp_path):
    return _written(tmp_path / "paket", FILES)


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "kasus.csv"
    path.write_text(CASES, encoding="utf-8")
    return path


def _written(directory, files):
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory


def test_people_read_how_many_referrals_would_open(pack, cases):
    result = run("--facts", cases, "--pack", pack, "--date", "2026-11-25")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("3 kasus diputuskan: ")
    assert "16.03.06" in result.stdout
    assert "Tidak ada yang ditulis." in result.stdout


def test_programs_read_every_line(pack, cases):
    result = run("--facts", cases, "--pack", pack, "--date", "2026-11-25", "--format", "json")
    after = json.loads(result.stdout)["after"]
    assert after["cases"] == 3
    assert sum(line["referrals"] for line in after["table"]) == after["referrals"] > 0
    assert json.loads(result.stdout)["before"] is None


def test_two_packs_stand_side_by_side_and_the_table_is_written_once(pack, cases, tmp_path):
    other = _written(tmp_path / "lain", changed("pmks/08.yaml", "urgensi: P2", "urgensi: P1"))
    table = tmp_path / "tabel.csv"
    arguments = ("--facts", cases, "--pack", other, "--against", pack, "--output", table)
    result = run(*arguments, "--date", "2026-11-25", "--by", "desa")
    assert result.exit_code == 0, result.output
    assert "Dengan paket pembanding" in result.stdout
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["area"] for row in rows} >= {"16.03.06.2023", "16.03.06.2024"}
    assert any(row["referrals"] != row["referrals_before"] for row in rows)
    again = run(*arguments)
    assert again.exit_code == 2
    assert "sudah ada" in again.stderr


def test_a_table_that_cannot_be_written_is_said_plainly(pack, cases, tmp_path):
    table = tmp_path / "tidak-ada" / "tabel.csv"
    result = run("--facts", cases, "--pack", pack, "--output", table, "--date", "2026-11-25")
    assert result.exit_code == 2
    assert "tidak dapat ditulis" in result.stderr


def test_wrong_cells_are_explained_and_nothing_is_counted(pack, cases):
    cases.write_text(CASES.replace(";71;ya;", ";tua;ya;"), encoding="utf-8")
    result = run("--facts", cases, "--pack", pack)
    assert result.exit_code == 1
    assert "kasus ke-1" in result.stderr
    assert "(2 kasus)" in result.stderr
    assert result.stdout == ""
    told = run("--facts", cases, "--pack", pack, "--format", "json")
    error = json.loads(told.stdout)["error"]
    assert error["message"] == "Tidak ada yang dihitung."
    assert [(one["row"], one["rows"], one["field"]) for one in error["problems"]] == [
        (1, 2, "usia")
    ]


def test_a_file_that_is_not_there_is_explained(pack, tmp_path):
    result = run("--facts", tmp_path / "tidak-ada.csv", "--pack", pack)
    assert (result.exit_code, "tidak-ada.csv' tidak ada" in result.stderr) == (2, True)
