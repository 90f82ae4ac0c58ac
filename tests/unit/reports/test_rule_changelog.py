"""The draft of a changelog for rules."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.unit.rulebook.district_pack import entry, with_changes
from tests.unit.rulebook.tiny_pack import FILES, changed
from tksk_workflow.reports.rule_changelog import draft_changelog, example_cases
from tksk_workflow.reports.rule_changelog_text import as_data, as_markdown, said_day
from tksk_workflow.rulebook.loading import load_texts
from tksk_workflow.rulebook.router import Router
from tksk_workflow.rulebook.simulation.comparing import simulate

DAY = date(2027, 1, 1)
CHANGELOG = Path(__file__).parents[3] / "CHANGELOG.md"


def drafted(before, after, day=DAY):
    old, new = load_texts(before), load_texts(after)
    with Router(old, day, "bulk") as first, Router(new, day, "bulk") as second:
        found = simulate(example_cases(old, new), first, second)
    return draft_changelog((old, before), (new, after), day, found, "contoh")


URGENT = changed("pmks/08.yaml", "urgensi: P2", "urgensi: P1")


def test_an_entry_names_everything_that_a_reader_asks():
    (found,) = drafted(FILES, URGENT).entries
    assert found.kinds == ("urgensi",)
    assert found.sentence == "urgensi: P2 → P1"
    assert found.basis == ("umum (belum diperiksa)",)
    assert found.affected == 1
    assert found.changes_decisions


def test_the_text_has_the_form_that_the_changelog_states():
    head = CHANGELOG.read_text(encoding="utf-8").split("## Unreleased")[0]
    form = re.findall(r"\*+([A-Z][^*]*?)\*+(?=\s)", " ".join(head.split("\n> ")))
    text = as_markdown(drafted(FILES, URGENT))
    one_line = " ".join(
        line.removeprefix("> ") for line in text.splitlines() if line.startswith(">")
    )
    assert re.findall(r"\*+([A-Z][^*]*?)\*+(?=\s)", one_line) == form
    assert form[0] == "Perubahan aturan"
    assert form[-1] == "Kasus terdampak"


def test_the_text_reads_as_people_write_it():
    text = as_markdown(drafted(FILES, URGENT))
    lines = [line.removeprefix("> ") for line in text.splitlines() if line.startswith(">")]
    assert " ".join(lines) == (
        "**Perubahan aturan** (urgensi) · *Berlaku mulai* 1 Januari 2027 · *Aturan terdampak* "
        "PMKS-08 · *Dasar hukum* umum (belum diperiksa) · *Sebelum / sesudah* urgensi: P2 → P1 · "
        "*Kasus terdampak* 1 dari 7 contoh"
    )
    assert all(len(line) <= 100 for line in text.splitlines()[1:])


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "decides"),
    [
        ("pmks/08.yaml", "jika: {sakit: ya}", "jika: {sakit: ya, sendiri: ya}", "syarat", True),
        ("pmks/08.yaml", "dokumen: [KTP]", "dokumen: [REKOM_DINSOS]", "berkas", True),
        ("pmks/08.yaml", "nama: Dasar", "nama: Pokok", "keterangan", False),
        ("pagar.yaml", "tindakan: tahan", "tindakan: peringatkan", "tindakan pagar", True),
        ("parameter.yaml", "nilai: 60", "nilai: 55", "angka", True),
        ("urgensi.yaml", "kirim_maks: 24 jam", "kirim_maks: 12 jam", "tenggat", True),
        ("layanan.yaml", "nama: Santunan", "nama: Bantuan", "layanan", False),
    ],
)
def test_the_kind_of_change_is_told(file, old, new, kind, decides):
    (found,) = drafted(FILES, changed(file, old, new)).entries
    assert (found.kinds, found.changes_decisions) == ((kind,), decides)


def test_a_number_touches_the_cases_of_the_rules_that_use_it():
    after = changed("parameter.yaml", "nilai: 60", "nilai: 75")
    (found,) = drafted(FILES, after).entries
    assert found.item.name == "usia_lansia"
    assert found.affected == drafted(FILES, after).changed > 0


def test_what_no_replay_can_tell_is_not_counted():
    after = changed("urgensi.yaml", "kirim_maks: 24 jam", "kirim_maks: 12 jam")
    (found,) = drafted(FILES, after).entries
    assert found.affected is None
    assert "*Kasus terdampak* tidak dihitung" in " ".join(
        as_markdown(drafted(FILES, after)).replace("\n> ", " ").split()
    )


def test_the_reason_and_the_source_that_a_pack_states_are_taken_over():
    after = with_changes(
        entry("aturan: PMKS-08", "ubah: {maka: {urgensi: P1}}"),
        entry("aturan: PMKS-08-V1", "matikan: ya"),
    )
    found = {one.item.name: one for one in drafted(FILES, after).entries}
    assert found["PMKS-08"].reason == "Kami berbeda"
    assert found["PMKS-08"].basis == ("sk-bupati (belum diperiksa)",)
    assert found["PMKS-08-V1"].kinds == ("aturan dihapus",)
    text = as_markdown(drafted(FILES, after))
    assert "> *Alasan* Kami berbeda" in text
    # The source that was declared for it is no news of its own.
    assert "sumber sk-bupati" not in text


def test_packs_that_do_not_differ_give_no_entry():
    assert "Tidak ada perbedaan aturan." in as_markdown(drafted(FILES, FILES))
    assert as_data(drafted(FILES, FILES))["changes_decisions"] is False


def test_programs_get_the_same_as_data():
    found = as_data(drafted(FILES, URGENT))
    assert found["old"]["name"] == found["new"]["name"] == "kecil"
    assert (found["changed_cases"], found["cases"]) == (1, 7)
    (one,) = found["entries"]
    assert (one["what"], one["name"], one["affected"]) == ("aturan", "PMKS-08", 1)
    assert one["keys"] == [{"key": "maka.urgensi", "before": "P2", "after": "P1"}]


def test_days_are_written_as_people_write_them():
    assert said_day(date(2025, 2, 5)) == "5 Februari 2025"


def test_each_example_of_both_packs_is_one_case():
    old, new = (
        load_texts(FILES),
        load_texts(with_changes(entry("aturan: PMKS-08-V1", "matikan: ya"))),
    )
    cases = example_cases(old, new)
    assert len(cases) == sum(len(rule.examples) for rule in old.rules)
    assert len({case.id for case in cases}) == len(cases)
