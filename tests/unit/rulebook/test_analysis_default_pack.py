"""The default pack holds no proved mistake, and mistakes planted in it are found."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.rulebook.sound_pack import concluding, rule
from tksk_workflow.rulebook.analysis import Finding, FindingKind, Level, analyse
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.loading import load_texts, pack_files

DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return pack_files(default_pack_path({}))


@pytest.fixture(scope="module")
def usual(files: dict[str, str]) -> set[tuple[FindingKind, tuple[str, ...], str]]:
    return {_key(one) for one in analyse(load_texts(files), DAY)}


def _key(finding: Finding) -> tuple[FindingKind, tuple[str, ...], str]:
    return finding.kind, finding.rules, finding.message


def _planted(files: dict[str, str], name: str, old: str, new: str) -> list[Finding]:
    (path,) = [one for one in files if name in one]
    assert old in files[path]
    return analyse(load_texts({**files, path: files[path].replace(old, new, 1)}), DAY)


def test_nothing_in_the_default_pack_is_surely_a_mistake(files: dict[str, str]) -> None:
    found = analyse(load_texts(files), DAY)
    assert [one.message for one in found if one.level is Level.PROBLEM] == []


def test_a_year_lost_between_two_types_is_found(
    files: dict[str, str], usual: set[tuple[FindingKind, tuple[str, ...], str]]
) -> None:
    """Children's disabilities end at 17; the adults' rules now begin at 19."""
    found = _planted(
        files,
        "pmks/09",
        "{usia: minimal parameter usia_anak}",
        "{usia: lebih dari parameter usia_anak}",
    )
    holes = [one for one in found if one.kind is FindingKind.BOUNDARY and _key(one) not in usual]
    assert holes
    assert {one.example["usia"] for one in holes} == {18}
    assert any("PMKS-09" in rules and "PMKS-05" in rules for rules in (one.rules for one in holes))


def test_a_gate_drawn_too_tight_shows_in_what_the_type_does_not_answer(
    files: dict[str, str],
) -> None:
    found = _planted(
        files, "pmks/08", "{usia: minimal parameter usia_lansia}", "{usia: minimal 65}"
    )
    ages = [
        one.example["usia"]
        for one in found
        if one.kind is FindingKind.OUTSIDE and one.rules[0] == "PMKS-08"
    ]
    assert ages == [64]


def test_a_variant_that_was_taken_out_is_missed(files: dict[str, str]) -> None:
    """Without the rule for old people who need help every day, nobody uses that answer."""
    (path,) = [one for one in files if one.startswith("pmks/08")]
    before, _, rest = files[path].partition("  - id: PMKS-08-V3\n")
    _, _, after = rest.partition("  - id: PMKS-08-V4\n")
    text = f"{before}  - id: PMKS-08-V4\n{after}"
    found = analyse(load_texts({**files, path: text}), DAY)
    missed = [one for one in found if one.kind is FindingKind.UNUSED_OPTION]
    assert {"pmks": frozenset({"PMKS-08"}), "adl": "dibantu"} in [one.example for one in missed]


def test_planted_rules_are_each_found_for_what_they_are(
    files: dict[str, str], usual: set[tuple[FindingKind, tuple[str, ...], str]]
) -> None:
    """One pack with many mistakes: none hides another."""
    (needs,) = [one for one in files if one.startswith("kebutuhan")]
    (derived,) = [one for one in files if one.startswith("turunan")]
    service = "pemeriksaan_kesehatan"
    planted = {
        **files,
        needs: files[needs]
        + rule("KEB-90", "{usia: kurang dari 18, lansia: ya}", to="PUSKESMAS", service=service)
        + rule("KEB-91", "{sakit: ya, desil: 1 sampai 3}", "P3", "PKH_SDM", "pendampingan_pkh")
        + rule("KEB-92", "{desil: [1, 2, 3], sakit: ya}", "P3", "PKH_SDM", "pendampingan_pkh")
        + rule("KEB-93", "{krisis_pangan: ya}", "P3", "LBH", "bantuan_hukum")
        + rule("KEB-94", "{krisis_pangan: ya}", "P1", "LBH", "bantuan_hukum")
        + rule("KEB-95", "{desil: maksimal 4, yatim: ya}", "P4", "BULOG", "bantuan_pangan")
        + rule("KEB-96", "{desil: minimal 6, yatim: ya}", "P4", "BULOG", "bantuan_pangan"),
        derived: files[derived] + concluding("TUR-90", "{yatim: ya}", "{sehat: ya}"),
    }
    words = load_texts(files)
    for text, known in (("PKH_SDM", words.partner_types), ("LBH", words.partner_types)):
        if text not in known:
            planted[needs] = planted[needs].replace(text, "DINSOS_KAB")
    planted[needs] = planted[needs].replace("mitra: BULOG", "mitra: BAZNAS")
    planted[needs] = planted[needs].replace("layanan: pendampingan_pkh", "layanan: rumah_aman")
    fresh = {
        (one.kind, frozenset(one.rules))
        for one in analyse(load_texts(planted), DAY)
        if _key(one) not in usual
    }
    assert (FindingKind.DEAD, frozenset({"KEB-90"})) in fresh
    assert (FindingKind.DUPLICATE, frozenset({"KEB-91", "KEB-92"})) in fresh
    assert (FindingKind.CONTRADICTION, frozenset({"KEB-93", "KEB-94"})) in fresh
    assert (FindingKind.BOUNDARY, frozenset({"KEB-95", "KEB-96"})) in fresh
    assert (FindingKind.CONTRADICTION, frozenset({"TUR-05", "TUR-90"})) in fresh
