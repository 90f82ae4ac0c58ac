"""A problem names the rule, guard or word that it is in, however broken the file is."""

from __future__ import annotations

import re

import pytest

from tests.unit.rulebook.district_pack import entry, with_changes
from tests.unit.rulebook.test_extending import BROKEN as CHANGES
from tests.unit.rulebook.tiny_pack import FILES, changed, problems_of
from tksk_workflow.rulebook.examples import check_texts
from tksk_workflow.rulebook.problems import PackError, Problem, render_text
from tksk_workflow.rulebook.reading.changes import ACTIONS

PMKS, WORDS, TURUNAN = "pmks/08.yaml", "kosakata.yaml", "turunan.yaml"

# None of these files can be parsed: the entry is read from the lines above the mistake.
UNREADABLE = [
    (PMKS, "    jika: {sakit: ya, sendiri: ya}", "    jika: {sakit: ya", "aturan", "PMKS-08-V1"),
    (PMKS, "    nama: Darurat", "    nama: 'Darurat", "aturan", "PMKS-08-V1"),
    (PMKS, "    nama: Darurat", "    nama: Darurat: berat", "aturan", "PMKS-08-V1"),
    (PMKS, "    nama: Darurat", "   nama: Darurat", "aturan", "PMKS-08-V1"),
    (PMKS, "nama: Lanjut usia", "nama: Lanjut: usia", "", ""),
    (TURUNAN, "    jika: {adl: dibantu}", "    jika: [adl: dibantu", "aturan", "TUR-01"),
    (TURUNAN, "  - id: TUR-01\n    nama: D", '  - {id: "TUR-01", nama: [D', "aturan", "TUR-01"),
    ("pagar.yaml", "    tahap: keputusan", "    tahap: *x", "pagar", "PGR-04"),
    (WORDS, "[mandiri, dibantu]", "[mandiri, dibantu", "fakta", "adl"),
    ("mitra.yaml", "tingkat: provinsi", "tingkat: !x provinsi", "jenis mitra", "PSLU"),
    ("layanan.yaml", "{nama: Santunan}", "{nama: 'Santunan}", "layanan", "santunan"),
    ("parameter.yaml", "    satuan: tahun", "\tsatuan: tahun", "parameter", "usia_lansia"),
    ("urgensi.yaml", "P3: {label: D", "P3: {label: &d D", "kelas urgensi", "P3"),
    ("hari-libur.yaml", "    hari:\n", "    hari: [\n", "hari libur", "2026"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "kind", "name"), UNREADABLE)
def test_a_file_that_cannot_be_parsed_still_tells_in_which_entry_it_breaks(
    file: str, old: str, new: str, kind: str, name: str
) -> None:
    first = problems_of(changed(file, old, new))[0]

    assert first.file == file
    assert (first.rule_kind, first.rule) == (kind, name)


_SAYS_WHAT = re.compile(rf"(?:{'|'.join(ACTIONS)}): ▶?([\w-]+)")


@pytest.mark.parametrize("text", [text for _, text in CHANGES if "▶" in text])
def test_a_mistake_in_a_change_names_what_is_changed(text: str) -> None:
    said = _SAYS_WHAT.search(text)
    files = with_changes(text)
    line = files["perubahan.yaml"].split("▶")[0].count("\n") + 1
    files["perubahan.yaml"] = files["perubahan.yaml"].replace("▶", "")

    found = [one for one in problems_of(files) if (one.file, one.line) == ("perubahan.yaml", line)]

    assert {one.rule for one in found} == {said[1] if said else ""}


def test_a_change_that_breaks_a_rule_of_the_base_names_that_rule() -> None:
    files = with_changes(entry("aturan: PMKS-08", "ubah: {maka: {urgensi: P9}}"))

    (found,) = problems_of(files)

    assert (found.file, found.rule_kind, found.rule) == ("perubahan.yaml", "aturan", "PMKS-08")


def test_a_change_of_a_word_is_called_what_the_word_is() -> None:
    files = with_changes(entry("mitra: RSUD", "ubah: {tingkat: planet}"))

    (found,) = problems_of(files)

    assert (found.rule_kind, found.rule) == ("jenis mitra", "RSUD")


def test_a_change_in_a_file_that_breaks_off_is_read_from_its_lines() -> None:
    block = """\
aturan: PMKS-08
    alasan: Kami berbeda
    sumber: [sk-bupati]
    ganti:
      maka:
        rujuk:
          - mitra: RSUD
            layanan: [berobat
  - aturan: PMKS-08-V1
    matikan: ya"""

    (found,) = problems_of(with_changes(block))

    assert (found.code, found.rule) == ("yaml-salah", "PMKS-08")


def test_an_example_that_fails_names_its_rule() -> None:
    files = changed(PMKS, "{usia: 60, sakit: ya}", "{usia: 59, sakit: ya}")

    _, problems = check_texts(files)

    assert [(one.code, one.rule) for one in problems] == [("contoh-gagal", "PMKS-08")]


def test_an_example_of_the_base_that_fails_names_the_rule_of_the_base() -> None:
    files = with_changes(entry("aturan: PMKS-08", "ubah: {jika: {sendiri: ya}}"))

    _, problems = check_texts(files)

    assert {(one.file, one.rule) for one in problems} == {("induk/pmks/08.yaml", "PMKS-08")}


def test_a_number_that_is_missing_on_the_day_names_the_rule_that_needs_it() -> None:
    files = changed("parameter.yaml", "berlaku_sejak: 2020-01-01", "berlaku_sejak: 2029-01-01")

    _, problems = check_texts(files)

    assert [(one.code, one.rule) for one in problems] == [("parameter-tak-berlaku", "PMKS-08")]


def test_a_word_that_stands_twice_is_named_where_it_stands_again() -> None:
    files = changed(
        "layanan.yaml", "  santunan:", "  rawat: {nama: Rawat}\n  berobat: {nama: x}\n  santunan:"
    )

    assert [(one.code, one.rule) for one in problems_of(files)] == [("ganda", "berobat")]


def test_a_second_list_of_rules_is_in_none_of_the_rules_above_it() -> None:
    files = {**FILES, TURUNAN: FILES[TURUNAN] + "aturan: []\n"}

    assert [(one.code, one.rule) for one in problems_of(files)] == [("ganda", "")]


def test_a_missing_file_is_in_no_rule() -> None:
    files = {name: text for name, text in FILES.items() if name != "mitra.yaml"}

    assert [(one.code, one.rule, one.rule_kind) for one in problems_of(files)] == [
        ("berkas-kurang", "", "")
    ]


def test_people_read_the_rule_before_the_message() -> None:
    files = changed(PMKS, "mitra: PUSKESMAS", "mitra: PUSKESMAK")

    text = render_text(problems_of(files), files)

    assert "aturan PMKS-08-V1: jenis mitra 'PUSKESMAK'" in text


def test_a_message_that_names_the_rule_already_does_not_say_it_twice() -> None:
    files = changed(PMKS, "    sumber: [umum]\n    jika: {sakit: ya, s", "    jika: {sakit: ya, s")
    (found,) = problems_of(files)

    assert found.rule == "PMKS-08-V1"
    assert found.headline.count("PMKS-08-V1") == 1


def test_a_longer_id_in_the_message_is_another_rule() -> None:
    problem = Problem("a.yaml", 1, 1, "ganda", "seperti PMKS-08-V1", "", "PMKS-08", "aturan")

    assert problem.headline == "aturan PMKS-08: seperti PMKS-08-V1"


def test_the_rule_is_named_in_english_too() -> None:
    files = changed(PMKS, "mitra: PUSKESMAS", "mitra: PUSKESMAK")

    (found,) = [one.in_english() for one in problems_of(files)]

    assert found.headline.startswith("rule PMKS-08-V1: partner type")


def test_the_error_of_a_pack_names_the_rule_of_its_first_problem() -> None:
    error = PackError(problems_of(changed(PMKS, "mitra: PUSKESMAS", "mitra: PUSKESMAK")))

    assert "aturan PMKS-08-V1: " in str(error)


def test_a_name_of_odd_letters_cannot_break_the_lines_of_a_report() -> None:
    files = changed(TURUNAN, "id: TUR-01", 'id: "TUR\\u001b[31m\\n01"')

    text = render_text(problems_of(files), files)

    assert "\x1b" not in text.split("    ", 1)[0]
