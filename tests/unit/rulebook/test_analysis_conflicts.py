"""Planted mistakes are found with a smallest case: duplicates, shadows, contradictions."""

from __future__ import annotations

import pytest

from tests.unit.rulebook.sound_pack import (
    applying,
    concluding,
    needs,
    of_kind,
    only,
    rule,
    sound,
    type_file,
)
from tksk_workflow.rulebook.analysis import FindingKind, Level

# --------------------------------------------------------------- duplicates, shadows, conflicts


def test_two_rules_that_say_the_same_in_other_words_are_duplicates() -> None:
    pack = needs(
        rule("KEB-01", "{usia: minimal 60, sakit: ya}"),
        rule("KEB-02", "{sakit: ya, bukan: {usia: kurang dari 60}}"),
    )
    finding = only(pack, FindingKind.DUPLICATE)
    assert finding.rules == ("KEB-01", "KEB-02")
    assert finding.example == {"usia": 60, "sakit": True}
    assert applying(pack, finding.example) >= {"KEB-01", "KEB-02"}
    assert of_kind(pack, FindingKind.SHADOWED) == []


def test_two_derivations_of_one_fact_are_duplicates() -> None:
    derived = "berkas: turunan\naturan:\n"
    derived += concluding("TUR-01", "{adl: dibantu}", "{ditolong: ya}")
    derived += concluding("TUR-02", "{adl: bukan mandiri}", "{ditolong: ya}")
    assert only(sound(derived=derived), FindingKind.DUPLICATE).rules == ("TUR-01", "TUR-02")


def test_a_narrower_rule_with_the_same_result_is_shadowed() -> None:
    pack = needs(
        rule("KEB-01", "{sakit: ya, sendiri: ya}", "P3"),
        rule("KEB-02", "{salah_satu: [sakit, lapar]}", "P2"),
    )
    finding = only(pack, FindingKind.SHADOWED)
    assert finding.rules == ("KEB-01", "KEB-02")
    assert finding.example == {"sakit": True, "sendiri": True}
    assert applying(pack, finding.example) >= set(finding.rules)


def test_a_rule_can_be_shadowed_by_two_others_together() -> None:
    pack = needs(
        rule("KEB-01", "{usia: sudah ditanya, sakit: ya}"),
        rule("KEB-02", "{usia: kurang dari 30, sakit: ya}"),
        rule("KEB-03", "{usia: minimal 30, sakit: ya}"),
    )
    finding = next(one for one in of_kind(pack, FindingKind.SHADOWED) if one.rules[0] == "KEB-01")
    assert set(finding.rules) == {"KEB-01", "KEB-02", "KEB-03"}


@pytest.mark.parametrize(
    "narrow",
    [
        pytest.param(rule("KEB-01", "{sakit: ya, sendiri: ya}", "P1"), id="more urgent"),
        pytest.param(rule("KEB-01", "{sakit: ya, sendiri: ya}", to="RSUD"), id="other partner"),
        pytest.param(
            rule("KEB-01", "{sakit: ya}", more="      naik: [{ke: P0, jika: {lapar: ya}}]\n"),
            id="may rise",
        ),
        pytest.param(
            rule("KEB-01", "{sakit: ya}", more="      simpulkan: {lapar: ya}\n"), id="concludes"
        ),
        pytest.param(rule("KEB-01", "{sakit: belum ditanya, sendiri: ya}"), id="wider"),
    ],
)
def test_a_rule_that_adds_something_is_not_shadowed(narrow: str) -> None:
    pack = needs(narrow, rule("KEB-02", "{sakit: ya}", "P2"))
    shadowed = {one.rules[0] for one in of_kind(pack, FindingKind.SHADOWED)}
    assert "KEB-01" not in shadowed
    assert of_kind(pack, FindingKind.DUPLICATE) == []


def test_a_rule_that_is_always_replaced_never_gives_its_referral() -> None:
    pack = needs(
        rule("KEB-01", "{sakit: ya, sendiri: ya}"),
        rule("KEB-02", "{sakit: ya}", "P1", "RSUD", more="      gantikan: [KEB-01]\n"),
    )
    finding = only(pack, FindingKind.SHADOWED)
    assert finding.rules == ("KEB-01", "KEB-02")
    assert finding.level is Level.PROBLEM
    assert applying(pack, finding.example) >= {"KEB-01", "KEB-02"}


def test_opposite_conclusions_contradict_and_the_case_leaves_the_fact_open() -> None:
    derived = "berkas: turunan\naturan:\n"
    derived += concluding("TUR-01", "{adl: dibantu}", "{ditolong: ya}")
    derived += concluding("TUR-02", "{sendiri: ya}", "{ditolong: tidak}")
    pack = sound(derived=derived)
    finding = only(pack, FindingKind.CONTRADICTION)
    assert finding.rules == ("TUR-01", "TUR-02")
    assert finding.example == {"adl": "dibantu", "sendiri": True}
    assert applying(pack, finding.example) >= {"TUR-01", "TUR-02"}


def test_conclusions_of_rules_that_never_meet_do_not_contradict() -> None:
    derived = "berkas: turunan\naturan:\n"
    derived += concluding("TUR-01", "{adl: dibantu}", "{ditolong: ya}")
    derived += concluding("TUR-02", "{adl: mandiri}", "{ditolong: tidak}")
    assert of_kind(sound(derived=derived), FindingKind.CONTRADICTION) == []


def test_one_condition_with_two_urgencies_is_a_problem_and_names_the_winner() -> None:
    pack = needs(rule("KEB-01", "{sakit: ya}", "P3"), rule("KEB-02", "{sakit: ya}", "P1"))
    contradictions = of_kind(pack, FindingKind.CONTRADICTION)
    shadows = of_kind(pack, FindingKind.SHADOWED)
    assert [one.rules for one in shadows] == [("KEB-01", "KEB-02")]
    assert [one.rules for one in contradictions] == [("KEB-01", "KEB-02")]
    assert contradictions[0].level is Level.PROBLEM
    assert "P1 dari KEB-02" in contradictions[0].message


def test_rules_that_can_meet_with_two_urgencies_are_noted_with_the_resolution() -> None:
    pack = needs(rule("KEB-01", "{sakit: ya}", "P3"), rule("KEB-02", "{lapar: ya}", "P1"))
    finding = only(pack, FindingKind.CONTRADICTION)
    assert finding.level is Level.NOTE
    assert finding.example == {"sakit": True, "lapar": True}
    assert "KEB-02 P1, KEB-01 P3" in finding.message


def test_rules_of_a_type_that_meet_with_two_urgencies_are_noted_in_pairs() -> None:
    child = type_file(
        "PMKS-02",
        "{usia: kurang dari 18}",
        rule("PMKS-02", "{lapar: ya}"),
        rule("PMKS-02-V1", "{lapar: ya, sakit: ya}", "P1"),
    )
    pack = sound(child=child)
    finding = only(pack, FindingKind.CONTRADICTION)
    assert finding.level is Level.NOTE
    assert finding.rules == ("PMKS-02", "PMKS-02-V1")
    assert "P1 dari PMKS-02-V1" in finding.message
    assert applying(pack, finding.example) >= set(finding.rules)


def test_types_that_meet_with_two_urgencies_are_noted_once_per_target() -> None:
    adult = type_file(
        "PMKS-09", "{usia: minimal 18}", rule("PMKS-09", "{lapar: ya}", "P4", service="permakanan")
    )
    pack = sound(adult=adult)
    finding = only(pack, FindingKind.CONTRADICTION)
    assert set(finding.rules) == {"PMKS-08", "PMKS-09"}
    assert applying(pack, finding.example) >= {"PMKS-08", "PMKS-09"}


def test_rules_that_replace_each_other_lose_both_referrals() -> None:
    pack = needs(
        rule("KEB-01", "{sakit: ya}", more="      gantikan: [KEB-02]\n"),
        rule("KEB-02", "{lapar: ya}", more="      gantikan: [KEB-01]\n"),
    )
    finding = only(pack, FindingKind.CONTRADICTION)
    assert finding.level is Level.PROBLEM
    assert applying(pack, finding.example) >= {"KEB-01", "KEB-02"}
