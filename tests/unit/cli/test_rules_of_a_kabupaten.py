"""`tksk rules` on a pack that extends another one."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.unit.rulebook.district_pack import HEADER, entry, with_changes
from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.cli.root import app

RUNNER = CliRunner()
CASE = '{"id": "a", "pmks": ["PMKS-08"], "usia": 71, "sakit": true, "sendiri": false}'
URGENT = entry("aturan: PMKS-08", "ubah: {maka: {urgensi: P1}}")


def run(*arguments, stdin=None):
    return RUNNER.invoke(app, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def write(tmp_path):
    def written(*changes, base=FILES):
        own = {
            name: text
            for name, text in with_changes(*changes).items()
            if not name.startswith("induk/")
        }
        own["paket.yaml"] = HEADER.replace("memperluas: kecil", "memperluas: ../dasar")
        for folder, files in (("dasar", base), ("kabupaten", own)):
            for name, text in files.items():
                path = tmp_path / folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return tmp_path / "kabupaten"

    return written


@pytest.mark.parametrize("command", ["check", "test", "analyse"])
def test_the_commands_work_as_on_any_pack(write, command):
    result = run("rules", command, write(URGENT), "--date", "2026-11-25")

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("engine", ["inference", "bulk"])
def test_a_case_is_decided_by_the_changed_rule(write, engine):
    folder = write(URGENT)
    result = run(
        "rules", "decide", "--facts", "-", "--pack", folder, "--engine", engine, stdin=CASE
    )

    decision = json.loads(result.stdout)
    assert [(one["rule"], one["urgency"]) for one in decision["referrals"]] == [("PMKS-08", "P1")]


def test_what_a_change_does_is_simulated_and_explained(write, tmp_path):
    folder = write(URGENT)
    facts = tmp_path / "fakta.jsonl"
    facts.write_text(CASE, encoding="utf-8")

    found = run("rules", "simulate", "--pack", folder, "--against", tmp_path / "dasar",
                "--facts", facts, "--format", "json")  # fmt: skip
    explained = run("rules", "explain", "--pack", folder, "--facts", facts)

    assert json.loads(found.stdout)["counts"]["urgensi"] == 1
    assert "PMKS-08 Dasar" in explained.stdout


def test_what_differs_is_shown_with_its_reason(write):
    result = run("rules", "show", write(URGENT))

    assert result.exit_code == 0
    assert "memperluas kecil 1" in result.stdout
    assert "maka.urgensi: P2 → P1" in result.stdout
    assert "alasan: Kami berbeda" in result.stdout
    assert "sk-bupati (perubahan.yaml:3)" in result.stdout
    assert "2 perbedaan dari kecil" in result.stdout


def test_what_differs_is_plain_data_too(write):
    off = entry("aturan: PMKS-08-V1", "matikan: ya")
    found = json.loads(run("rules", "show", write(URGENT, off), "--format", "json").stdout)

    assert [base["name"] for base in found["bases"]] == ["kecil"]
    assert {
        (one["kind"], one["name"], one["action"], one["reason"])
        for one in found["differences"]
        if one["kind"] == "aturan"
    } == {
        ("aturan", "PMKS-08", "diubah", "Kami berbeda"),
        ("aturan", "PMKS-08-V1", "dihapus", "Kami berbeda"),
    }


def test_a_pack_of_its_own_has_no_differences(write, tmp_path):
    write()
    result = run("rules", "show", tmp_path / "dasar")

    assert result.exit_code == 0
    assert "tidak memperluas paket lain" in result.stdout


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_mistake_of_the_base_says_which_folder_is_meant(write, tmp_path, command):
    broken = {**FILES, "pmks/08.yaml": FILES["pmks/08.yaml"].replace("urgensi: P2", "urgensi: P9")}

    result = run("rules", command, write(base=broken))

    assert result.exit_code == 1
    assert "induk/pmks/08.yaml:" in result.output
    assert str(tmp_path / "dasar") in result.output
