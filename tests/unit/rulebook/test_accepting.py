"""A pack accepts findings with a reason; an acceptance without a finding is one itself."""

from __future__ import annotations

from datetime import date

import pytest
from jsonschema import Draft7Validator

from tests.support.pack_files import as_editors_read
from tests.unit.rulebook.sound_pack import NEEDS, SOUND, rule
from tksk_workflow.domain.accepted import AcceptableFinding
from tksk_workflow.rulebook.analysis import Finding, FindingKind, Level, analyse
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.extending.pack_diff import DiffAction, pack_diff
from tksk_workflow.rulebook.loading import load_pack, load_texts, read_texts
from tksk_workflow.rulebook.problems import Findings, Problem
from tksk_workflow.rulebook.reading import accepted as reading_accepted
from tksk_workflow.rulebook.schema.document import pack_schema

DAY = date(2026, 11, 25)
MARK = "▶"
# A narrower rule in the shadow of a wider one.
SHADOW = rule("KEB-91", "{lapar: ya, adl: mandiri}", "P3", "RSUD", "permakanan") + rule(
    "KEB-92", "{lapar: ya}", "P2", "RSUD", "permakanan"
)
ENTRY = "{kode: tertutupi, aturan: [KEB-91, KEB-92], alasan: Memang dimaksud, sumber: [umum]}"
DEAD = rule("KEB-93", "{usia: kurang dari 18, lansia: ya}", to="RSUD")


def accepting(*entries: str, needs: str = NEEDS + SHADOW) -> dict[str, str]:
    text = "".join(f"  - {entry}\n" for entry in entries)
    files = {**SOUND, "kebutuhan.yaml": needs}
    return {**files, "temuan.yaml": f"berkas: temuan\nditerima:\n{text}"} if entries else files


def open_findings(files: dict[str, str]) -> list[Finding]:
    return [one for one in analyse(load_texts(files), DAY) if one.is_open]


def problems_of(files: dict[str, str]) -> list[Problem]:
    findings = Findings()
    read_texts(files, findings)
    return sorted(findings.problems)


def test_a_finding_is_open_until_the_pack_accepts_it() -> None:
    (before,) = open_findings(accepting())
    found = analyse(load_texts(accepting(ENTRY)), DAY)

    assert (before.kind, set(before.rules)) == (FindingKind.SHADOWED, {"KEB-91", "KEB-92"})
    assert [one for one in found if one.is_open] == []
    (accepted,) = [one.accepted for one in found if one.accepted is not None]
    assert (accepted.reason, accepted.sources) == ("Memang dimaksud", ("umum",))
    assert (accepted.file, accepted.line, accepted.inherited) == ("temuan.yaml", 3, False)


def test_the_order_of_the_rules_does_not_matter() -> None:
    assert open_findings(accepting(ENTRY.replace("[KEB-91, KEB-92]", "[KEB-92, KEB-91]"))) == []


@pytest.mark.parametrize(
    "entry",
    [
        ENTRY.replace("tertutupi", "bertentangan"),
        ENTRY.replace("[KEB-91, KEB-92]", "[KEB-91]"),
        ENTRY.replace("[KEB-91, KEB-92]", "[KEB-01, KEB-91, KEB-92]"),
    ],
)
def test_another_kind_or_other_rules_are_another_finding(entry: str) -> None:
    kinds = [one.kind for one in open_findings(accepting(entry))]

    assert sorted(kinds) == [FindingKind.OUTDATED, FindingKind.SHADOWED]


def test_an_acceptance_that_has_nothing_left_to_accept_is_a_finding() -> None:
    narrow = rule("KEB-91", "{lapar: ya, adl: mandiri}", "P3", "RSUD", "permakanan")
    other = rule("KEB-92", "{sakit: ya}", "P2", "PUSKESMAS", "permakanan")

    (found,) = open_findings(accepting(ENTRY, needs=NEEDS + narrow + other))

    assert (found.kind, found.level) == (FindingKind.OUTDATED, Level.CHECK)
    assert found.rules == ("KEB-91", "KEB-92")
    assert "temuan.yaml baris 3" in found.message


def test_what_is_surely_a_mistake_cannot_be_accepted() -> None:
    (dead,) = open_findings(accepting(needs=NEEDS + DEAD))
    entry = "{kode: tak-pernah-berlaku, aturan: [KEB-93], alasan: Biar}"

    (problem,) = problems_of(accepting(entry, needs=NEEDS + DEAD))

    assert dead.level is Level.PROBLEM
    assert (problem.code, problem.rule) == ("nilai-salah", "tak-pernah-berlaku")


def test_only_kinds_that_ask_for_a_look_can_be_accepted() -> None:
    assert {one.value for one in AcceptableFinding} < {one.value for one in FindingKind}
    assert FindingKind.OUTDATED.value not in {one.value for one in AcceptableFinding}


BROKEN = [
    ("nilai-salah", "{kode: ▶tertutup, aturan: [KEB-91, KEB-92], alasan: x}"),
    ("kunci-kurang", "▶{aturan: [KEB-91, KEB-92], alasan: x}"),
    ("kunci-kurang", "▶{kode: tertutupi, alasan: x}"),
    ("kunci-kurang", "▶{kode: tertutupi, aturan: [KEB-91, KEB-92]}"),
    ("nilai-kosong", "{kode: tertutupi, aturan: [KEB-91], alasan: ▶''}"),
    ("nilai-kosong", "{kode: tertutupi, aturan: ▶[], alasan: x}"),
    ("aturan-tak-dikenal", "{kode: tertutupi, aturan: [KEB-91, ▶KEB-99], alasan: x}"),
    ("ganda", "{kode: tertutupi, aturan: [KEB-91, ▶KEB-91], alasan: x}"),
    ("ganda", f"{ENTRY}\n  - ▶{ENTRY}"),
    ("sumber-tak-dikenal", "{kode: tertutupi, aturan: [KEB-91], alasan: x, sumber: [▶umm]}"),
    ("kunci-tak-dikenal", "{kode: tertutupi, aturan: [KEB-91], alasan: x, ▶catatan: y}"),
    ("jenis-salah", "▶KEB-91"),
]


@pytest.mark.parametrize(("code", "entry"), BROKEN)
def test_a_mistake_in_an_acceptance_is_found_where_it_is(code: str, entry: str) -> None:
    text = accepting(entry)["temuan.yaml"]
    before = text.split(MARK)[0]

    (found,) = problems_of(accepting(entry.replace(MARK, "")))

    assert (found.code, found.file) == (code, "temuan.yaml")
    assert (found.line, found.column) == (
        before.count("\n") + 1,
        len(before) - (before.rfind("\n") + 1) + 1,
    )


# Only the loader sees that two entries say the same, and knows the rules.
_JUDGED = [one for one in BROKEN if "\n" not in one[1] and one[0] != "aturan-tak-dikenal"]


@pytest.mark.parametrize(("code", "entry"), _JUDGED)
def test_the_schema_refuses_the_same_mistakes(code: str, entry: str) -> None:
    validator = Draft7Validator(pack_schema(load_texts(accepting())))

    assert validator.is_valid(as_editors_read(accepting(ENTRY)["temuan.yaml"]))
    assert not validator.is_valid(
        as_editors_read(accepting(entry.replace(MARK, ""))["temuan.yaml"])
    )


def test_the_schema_knows_exactly_the_keys_of_an_acceptance() -> None:
    parts = pack_schema(load_texts(accepting()))["definitions"]["berkas_temuan"]["properties"]

    assert set(parts["diterima"]["items"]["properties"]) == set(reading_accepted.ENTRY_KEYS)


HEADER = """\
berkas: paket
nama: kabupaten
versi: "2"
judul: Paket kabupaten
berlaku_sejak: 2026-01-01
memperluas: {base}
"""
_OFF = """\
berkas: perubahan
perubahan:
  - {aturan: KEB-92, matikan: ya, alasan: Tidak dipakai di sini, sumber: [umum]}
"""


def extending(base: dict[str, str], **own: str) -> dict[str, str]:
    name = next(
        line.split(": ")[1] for line in base["paket.yaml"].splitlines() if line.startswith("nama")
    )
    return {
        "paket.yaml": HEADER.replace("{base}", name),
        **{f"{file}.yaml": text for file, text in own.items()},
        **{f"induk/{file}": text for file, text in base.items()},
    }


def test_a_kabupaten_takes_over_what_its_base_accepts() -> None:
    files = extending(accepting(ENTRY))

    (accepted,) = load_texts(files).accepted

    assert accepted.inherited
    assert accepted.file == "induk/temuan.yaml"
    assert open_findings(files) == []


def test_an_acceptance_of_the_base_that_a_change_made_needless_is_no_finding() -> None:
    """A kabupaten could not take it back."""
    assert open_findings(extending(accepting(ENTRY), perubahan=_OFF)) == []


def test_a_kabupaten_accepts_findings_of_its_own() -> None:
    own = accepting(ENTRY)["temuan.yaml"]

    assert len(open_findings(extending(accepting()))) == 1
    assert open_findings(extending(accepting(), temuan=own)) == []


def test_acceptances_are_a_difference_of_two_packs_but_change_no_decision() -> None:
    before, after = accepting(), accepting(ENTRY)

    (found,) = pack_diff(before, after)

    assert (found.kind, found.name, found.action) == (
        "temuan",
        "tertutupi KEB-91, KEB-92",
        DiffAction.ADDED,
    )
    assert found.title == "Memang dimaksud"
    assert load_texts(before).rules == load_texts(after).rules


def test_the_default_pack_leaves_no_finding_open() -> None:
    found = analyse(load_pack(default_pack_path({})), DAY)

    assert [one.message for one in found if one.is_open] == []
    assert len([one for one in found if one.accepted is not None]) == 3
    assert all(
        one.accepted.reason and one.accepted.sources for one in found if one.accepted is not None
    )
