"""Planted mistakes are found with a smallest case: gaps between rules, and bounds that do not meet."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.rulebook.sound_pack import (
    applying,
    needs,
    of_kind,
    only,
    refused,
    rule,
    sound,
    type_file,
)
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.analysis import Finding, FindingKind, Level

# ------------------------------------------------------------------------------------- gaps


def test_an_age_inside_the_gate_that_no_rule_answers_is_a_gap() -> None:
    child = type_file(
        "PMKS-02",
        "{usia: kurang dari 18}",
        rule("PMKS-02", "{usia: maksimal 11, lapar: ya}"),
        rule("PMKS-02-V1", "{usia: minimal 15, sakit: ya}", "P1", "PUSKESMAS", "berobat"),
    )
    pack = sound(child=child)
    finding = only(pack, FindingKind.GAP)
    assert "12 sampai 14" in finding.message
    assert finding.example == {"pmks": frozenset({"PMKS-02"}), "usia": 12}
    answers = {"lapar": True, "sakit": True}
    assert not applying(pack, {**finding.example, **answers}) & set(finding.rules)
    assert applying(pack, {**finding.example, **answers, "usia": 11}) & set(finding.rules)
    assert applying(pack, {**finding.example, **answers, "usia": 15}) & set(finding.rules)


def test_an_option_that_no_rule_answers_is_a_gap() -> None:
    elderly = type_file(
        "PMKS-08",
        "{usia: minimal parameter usia_lansia}",
        rule("PMKS-08", "{lapar: ya, adl: mandiri}"),
        rule("PMKS-08-V1", "{sakit: ya, adl: mandiri}", "P1", "PUSKESMAS", "berobat"),
    )
    pack = sound(elderly=elderly)
    finding = only(pack, FindingKind.GAP)
    assert finding.example == {"pmks": frozenset({"PMKS-08"}), "adl": "dibantu"}
    assert {"PMKS-08", "PMKS-08-V1"} <= refused(pack, finding.example)


def test_an_option_whose_rule_was_forgotten_is_shown_though_other_rules_may_answer() -> None:
    elderly = type_file(
        "PMKS-08",
        "{usia: minimal parameter usia_lansia}",
        rule("PMKS-08", "{lapar: ya}"),
        rule("PMKS-08-V1", "{sakit: ya, adl: mandiri}", "P1", "PUSKESMAS", "berobat"),
    )
    pack = sound(elderly=elderly)
    finding = only(pack, FindingKind.UNUSED_OPTION)
    assert finding.rules == ("PMKS-08-V1",)
    assert finding.example == {"pmks": frozenset({"PMKS-08"}), "adl": "dibantu"}
    assert "PMKS-08-V1" in refused(pack, finding.example)
    assert of_kind(pack, FindingKind.GAP) == []
    assert of_kind(sound(), FindingKind.UNUSED_OPTION) == []


def test_a_gap_that_two_facts_make_together_is_found() -> None:
    elderly = type_file(
        "PMKS-08",
        "{usia: minimal parameter usia_lansia}",
        rule("PMKS-08", "{usia: minimal 70, lapar: ya}"),
        rule("PMKS-08-V1", "{jenis_kelamin: P, lapar: ya}", "P1", "PUSKESMAS"),
    )
    pack = sound(elderly=elderly)
    finding = only(pack, FindingKind.GAP)
    assert finding.example == {"pmks": frozenset({"PMKS-08"}), "usia": 69, "jenis_kelamin": "L"}
    assert {"PMKS-08", "PMKS-08-V1"} <= refused(pack, finding.example)


def test_ages_outside_of_the_gate_are_told_apart_from_gaps() -> None:
    outside = of_kind(sound(), FindingKind.OUTSIDE)
    assert {(one.example["usia"], one.rules[0]) for one in outside} == {
        (18, "PMKS-02"),
        (59, "PMKS-08"),
        (17, "PMKS-09"),
        (60, "PMKS-09"),
    }
    assert {one.level for one in outside} == {Level.NOTE}


def test_a_type_whose_rules_are_all_dead_is_a_gap_of_its_own() -> None:
    child = type_file(
        "PMKS-02", "{usia: kurang dari 18}", rule("PMKS-02", "{usia: minimal 18, lapar: ya}")
    )
    pack = sound(child=child)
    finding = only(pack, FindingKind.GAP)
    assert finding.example == {"pmks": frozenset({"PMKS-02"})}
    assert "PMKS-02" in finding.message


def test_answers_after_which_every_rule_of_a_type_says_no_are_shown() -> None:
    pack = sound()
    shown = of_kind(pack, FindingKind.UNANSWERED)
    assert {one.rules[0] for one in shown} == {"PMKS-02", "PMKS-08", "PMKS-09"}
    for one in shown:
        assert set(one.rules) <= refused(pack, one.example)
        for fact in one.example:
            fewer = {name: value for name, value in one.example.items() if name != fact}
            assert fact in {"usia", "pmks"} or not set(one.rules) <= refused(pack, fewer)


def test_a_type_with_a_rule_that_always_answers_has_no_unanswered_case() -> None:
    child = type_file("PMKS-02", "{usia: kurang dari 18}", rule("PMKS-02", "{usia: minimal 0}"))
    assert "PMKS-02" not in {
        one.rules[0] for one in of_kind(sound(child=child), FindingKind.UNANSWERED)
    }


# ------------------------------------------------------------------------------- boundaries


def test_a_year_between_two_rules_of_a_type_is_a_hole() -> None:
    child = type_file(
        "PMKS-02",
        "{usia: kurang dari 18}",
        rule("PMKS-02", "{lapar: ya}"),
        rule("PMKS-02-V1", "{usia: maksimal 11, sakit: ya}", "P1", "PUSKESMAS", "berobat"),
        rule("PMKS-02-V2", "{usia: minimal 13, sakit: ya}", "P1", "RSUD", "berobat"),
    )
    # The base rule looks at the age through the gate, and could answer at twelve.
    finding = only(sound(child=child), FindingKind.BOUNDARY)
    assert finding.rules == ("PMKS-02-V1", "PMKS-02-V2")
    assert finding.example["usia"] == 12
    _assert_hole(sound(child=child), finding, "usia", below=11, above=13)


@pytest.mark.parametrize("adult", ["{usia: 19 sampai 59}", "{usia: lebih dari 18}"])
def test_a_year_between_two_types_is_a_hole(adult: str) -> None:
    pack = sound(adult=type_file("PMKS-09", adult, rule("PMKS-09", "{lapar: ya}")))
    finding = only(pack, FindingKind.BOUNDARY)
    assert finding.rules == ("PMKS-02", "PMKS-09")
    _assert_hole(pack, finding, "usia", below=17, above=19)


def test_a_day_between_two_rules_is_a_hole() -> None:
    pack = needs(
        rule("KEB-01", "{pembaruan_terakhir: sebelum 2026-10-17, lapar: ya}"),
        rule("KEB-02", "{pembaruan_terakhir: sejak 2026-10-18, lapar: ya}", to="RSUD"),
    )
    finding = only(pack, FindingKind.BOUNDARY)
    assert finding.example == {"pembaruan_terakhir": date(2026, 10, 17), "lapar": True}
    _assert_hole(
        pack, finding, "pembaruan_terakhir", below=date(2026, 10, 16), above=date(2026, 10, 18)
    )


def test_bounds_that_meet_leave_no_hole() -> None:
    pack = needs(
        rule("KEB-01", "{usia: kurang dari 40, lapar: ya}"),
        rule("KEB-02", "{usia: minimal 40, lapar: ya}", to="RSUD"),
    )
    assert of_kind(pack, FindingKind.BOUNDARY) == []


def test_a_third_rule_that_answers_in_between_closes_the_hole() -> None:
    pack = needs(
        rule("KEB-01", "{usia: maksimal 39, lapar: ya}"),
        rule("KEB-02", "{usia: minimal 41, lapar: ya}", to="RSUD"),
        rule("KEB-03", "{usia: 40, lapar: ya}", to="PUSKESMAS"),
    )
    assert of_kind(pack, FindingKind.BOUNDARY) == []


def test_rules_that_are_never_about_the_same_case_have_no_hole_between_them() -> None:
    pack = needs(
        rule("KEB-01", "{usia: maksimal 39, jenis_kelamin: P}"),
        rule("KEB-02", "{usia: minimal 41, jenis_kelamin: L}", to="RSUD"),
    )
    assert of_kind(pack, FindingKind.BOUNDARY) == []


def test_two_types_that_share_one_year_overlap() -> None:
    adult = type_file("PMKS-09", "{usia: 17 sampai 59}", rule("PMKS-09", "{lapar: ya}"))
    pack = sound(adult=adult)
    found = [one for one in of_kind(pack, FindingKind.OVERLAP) if one.level is Level.CHECK]
    assert {one.rules for one in found} == {("PMKS-02", "PMKS-09")}
    assert found[0].example["usia"] == 17
    assert applying(pack, found[0].example) >= set(found[0].rules)


def _assert_hole(
    pack: RulePack, finding: Finding, fact: str, *, below: int | date, above: int | date
) -> None:
    last, first = finding.rules
    assert not applying(pack, finding.example) & {last, first}
    assert last in applying(pack, {**finding.example, fact: below})
    assert first in applying(pack, {**finding.example, fact: above})
