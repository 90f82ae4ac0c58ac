"""`tksk rules analyse` and `tksk rules simulate`: answers and exit codes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.unit.rulebook.sound_pack import NEEDS, SOUND, rule
from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.cli.root import app

RUNNER = CliRunner()
DIRECTORY = """\
kode,jenis,nama,tingkat,wilayah,kapasitas
DINAS-A,DINSOS_KAB,Dinas Sosial,kabupaten,16.03,1
PKM-1,PUSKESMAS,Puskesmas,kecamatan,16.03.06,
"""
CASE = '{"id": "a", "pmks": ["PMKS-08"], "usia": 71, "lapar": true, "adl": "mandiri", "wilayah": "16.03.06.2004"}\n'


def run(*arguments, stdin=None):
    return RUNNER.invoke(app, [str(argument) for argument in arguments], input=stdin)


def written(directory, files):
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory


@pytest.fixture
def sound(tmp_path):
    return written(tmp_path / "baik", SOUND)


@pytest.fixture
def flawed(tmp_path):
    dead = rule("KEB-02", "{usia: kurang dari 18, lansia: ya}", to="RSUD")
    return written(tmp_path / "cacat", {**SOUND, "kebutuhan.yaml": NEEDS + dead})


@pytest.fixture
def changed(tmp_path):
    new = rule("KEB-02", "{lapar: ya}", "P1", "PUSKESMAS", "permakanan")
    return written(tmp_path / "baru", {**SOUND, "kebutuhan.yaml": NEEDS + new})


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "fakta.jsonl"
    path.write_text(CASE, encoding="utf-8")
    return path


def test_a_sound_pack_has_no_findings(sound):
    result = run("rules", "analyse", sound, "--date", "2026-11-25")
    assert result.exit_code == 0
    assert "Tidak ada temuan." in result.stdout
    assert "0 masalah, 0 perlu diperiksa" in result.stdout


def test_notes_are_shown_when_asked_for(sound):
    result = run("rules", "analyse", sound, "--all")
    assert "DI LUAR SYARAT JENISNYA" in result.stdout
    assert "contoh: pmks: PMKS-08, usia: 59" in result.stdout


def test_findings_are_findings_and_no_failure(flawed):
    result = run("rules", "analyse", flawed)
    assert result.exit_code == 0
    assert "TIDAK PERNAH BERLAKU" in result.stdout
    assert "KEB-02" in result.stdout
    assert "1 masalah" in result.stdout


def test_open_findings_fail_whoever_is_strict(flawed, sound):
    assert run("rules", "analyse", flawed, "--strict").exit_code == 1
    assert run("rules", "analyse", flawed, "--strict", "--format", "json").exit_code == 1
    assert run("rules", "analyse", sound, "--strict").exit_code == 0


def test_accepted_findings_are_shown_apart_with_their_reason(tmp_path):
    shadow = rule("KEB-91", "{lapar: ya, adl: mandiri}", "P3", "RSUD", "permakanan")
    shadow += rule("KEB-92", "{lapar: ya}", "P2", "RSUD", "permakanan")
    text = "berkas: temuan\nditerima:\n  - {kode: tertutupi, aturan: [KEB-91, KEB-92], alasan: Dimaksud}\n"
    files = {**SOUND, "kebutuhan.yaml": NEEDS + shadow}
    open_ = written(tmp_path / "terbuka", files)
    settled = written(tmp_path / "diterima", {**files, "temuan.yaml": text})

    assert run("rules", "analyse", open_, "--strict").exit_code == 1
    result = run("rules", "analyse", settled, "--strict")
    (one,) = [
        found
        for found in json.loads(run("rules", "analyse", settled, "--format", "json").stdout)
        if found["accepted"]
    ]

    assert result.exit_code == 0
    assert "Tidak ada temuan yang terbuka." in result.stdout
    _, apart = result.stdout.split("DITERIMA PAKET, DENGAN ALASANNYA")
    assert "KEB-91" in apart
    assert "alasan: Dimaksud" in apart
    assert "sumber: tidak disebut (temuan.yaml:3)" in apart
    assert "0 masalah, 0 perlu diperiksa, 1 diterima" in apart
    assert one["accepted"] == {
        "reason": "Dimaksud",
        "sources": [],
        "file": "temuan.yaml",
        "line": 3,
    }


def test_the_default_pack_is_accepted_by_whoever_is_strict():
    result = run("rules", "analyse", "--strict", "--date", "2026-11-25")
    assert result.exit_code == 0
    assert "0 masalah, 0 perlu diperiksa, 3 diterima" in result.stdout


def test_findings_as_json_carry_kind_rules_and_example(flawed):
    found = json.loads(run("rules", "analyse", flawed, "--format", "json").stdout)
    (dead,) = [one for one in found if one["kind"] == "tak-pernah-berlaku"]
    assert dead["rules"] == ["KEB-02"]
    assert dead["level"] == "masalah"
    outside = next(one for one in found if one["kind"] == "di-luar-syarat")
    assert outside["example"]["pmks"] == ["PMKS-02"]


def test_a_broken_pack_ends_with_its_problems(tmp_path):
    broken = written(tmp_path / "rusak", {**FILES, "pagar.yaml": "berkas: pagar\npagar: x\n"})
    result = run("rules", "analyse", broken)
    assert result.exit_code == 1
    assert "pagar.yaml" in result.stderr


def test_a_directory_shows_what_nobody_offers_in_which_village(sound, tmp_path):
    path = tmp_path / "mitra.csv"
    path.write_text(DIRECTORY, encoding="utf-8")
    answer = run("rules", "analyse", sound, "--directory", path, "--format", "json")
    found = [one for one in json.loads(answer.stdout) if one["kind"] == "tanpa-mitra"]
    assert [one["rules"] for one in found] == [["KEB-01"]]
    assert "16.03.06.2004" in found[0]["villages"]
    assert all(village.startswith("16.03.06.") for village in found[0]["villages"])


def test_a_directory_with_mistakes_is_refused(sound, tmp_path):
    path = tmp_path / "mitra.csv"
    path.write_text(DIRECTORY.replace("PUSKESMAS", "TOKO"), encoding="utf-8")
    result = run("rules", "analyse", sound, "--directory", path)
    assert result.exit_code == 1
    assert "baris 3, jenis" in result.stderr


def test_an_area_without_a_directory_is_wrong_usage(sound):
    assert run("rules", "analyse", sound, "--area", "16.03.06").exit_code == 2


def test_simulating_a_file_tells_each_change(sound, changed, facts):
    result = run("rules", "simulate", "--pack", changed, "--against", sound, "--facts", facts)
    assert result.exit_code == 0
    assert "1 kasus diputuskan ulang, 1 berubah." in result.stdout
    assert "ditambah: PUSKESMAS permakanan: P1 (KEB-02)" in result.stdout
    assert "Tidak ada yang ditulis." in result.stdout


def test_simulating_as_json_is_one_value_with_both_packs(sound, changed, facts, tmp_path):
    directory = tmp_path / "mitra.csv"
    directory.write_text(DIRECTORY, encoding="utf-8")
    answer = run(
        *("rules", "simulate", "--pack", changed, "--against", sound, "--facts", facts),
        *("--directory", directory, "--format", "json"),
    )
    found = json.loads(answer.stdout)
    assert found["before"]["hash"] != found["after"]["hash"]
    assert found["counts"]["ditambah"] == 1
    assert found["villages"] == [{"village": "16.03.06.2004", "cases": 1, "ditambah": 1}]
    assert found["changes"][0]["referrals"][0]["after"]["partner"] == "PKM-1"
    assert found["capacity_holds"] is True


def test_facts_may_come_from_standard_input(sound, changed):
    result = run(
        *("rules", "simulate", "--pack", changed, "--against", sound, "--facts", "-"), stdin=CASE
    )
    assert "1 berubah" in result.stdout


def test_a_word_that_only_the_new_pack_knows_is_no_mistake(sound, facts, tmp_path):
    words = SOUND["kosakata.yaml"] + "  demam: {jenis: ya/tidak, label: Demam}\n"
    new = rule("KEB-02", "{demam: ya}", "P1", "RSUD", "permakanan")
    pack = written(
        tmp_path / "kata", {**SOUND, "kosakata.yaml": words, "kebutuhan.yaml": NEEDS + new}
    )
    facts.write_text('{"id": "a", "demam": true}\n', encoding="utf-8")
    result = run("rules", "simulate", "--pack", pack, "--against", sound, "--facts", facts)
    assert result.exit_code == 0
    assert "ditambah: RSUD" in result.stdout


def test_a_case_that_neither_pack_can_read_stops_the_simulation(sound, changed, facts):
    facts.write_text('{"id": "a", "usia": "tua"}\n', encoding="utf-8")
    result = run("rules", "simulate", "--pack", changed, "--against", sound, "--facts", facts)
    assert result.exit_code == 1
    assert "usia" in result.stderr


def test_options_of_the_file_variant_need_facts(sound, changed):
    result = run("rules", "simulate", "--pack", changed, "--against", sound)
    assert result.exit_code == 2
