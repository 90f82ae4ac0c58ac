"""Planted mistakes are found, each with a smallest case that really shows it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.unit.rulebook.sound_pack import (
    CHILD,
    DAY,
    applying,
    concluding,
    needs,
    of_kind,
    refused,
    rule,
    sound,
    type_file,
)
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.analysis import Finding, FindingKind, Level, analyse


def _only(pack: RulePack, kind: FindingKind) -> Finding:
    found = of_kind(pack, kind)
    assert len(found) == 1, [one.message for one in found]
    return found[0]


def test_a_sound_pack_raises_no_alarm() -> None:
    assert [one for one in analyse(sound(), DAY) if one.level is not Level.NOTE] == []


# ------------------------------------------------------------------------------ dead rules


@pytest.mark.parametrize(
    "condition",
    [
        "{usia: [kurang dari 18], bukan: {usia: maksimal 30}}",
        "{semua: [{usia: minimal 60}, {usia: kurang dari 18}]}",
        "{adl: mandiri, bukan: {adl: bukan dibantu}}",
        "{sakit: ya, bukan: {sakit: sudah ditanya}}",
        "{disabilitas: fisik, bukan: {disabilitas: {semua: [fisik]}}}",
        "{dokumen: kosong, bukan: {dokumen: {tanpa: [KTP]}}}",
        "{semua: [{pekerjaan: nelayan}, {pekerjaan: petani}]}",
        "{semua: [{pembaruan_terakhir: sejak 2026-10-18}, {pembaruan_terakhir: sebelum 2026-10-18}]}",
    ],
)
def test_a_rule_that_no_case_can_meet_is_dead(condition: str) -> None:
    finding = _only(needs(rule("KEB-01", condition)), FindingKind.DEAD)
    assert finding.rules == ("KEB-01",)
    assert finding.level is Level.PROBLEM
    assert finding.example == {}


@pytest.mark.parametrize(
    "condition",
    [
        "{semua: [{adl: bukan mandiri}, {adl: bukan dibantu}]}",
        "{semua: [{jenis_kelamin: bukan L}, {jenis_kelamin: bukan P}]}",
        "{usia: lebih dari 119, bukan: {usia: 120}}",
    ],
)
def test_the_vocabulary_is_part_of_the_proof(condition: str) -> None:
    """Dead only because there is no third option, and nobody older than the range."""
    assert _only(needs(rule("KEB-01", condition)), FindingKind.DEAD).rules == ("KEB-01",)


@pytest.mark.parametrize(
    "condition",
    [
        "{lansia: tidak, usia: minimal 60}",
        "{umur_data_hari: lebih dari 31, semua: [{pembaruan_terakhir: sejak 2026-11-01}, {pembaruan_terakhir: sebelum 2026-11-26}]}",
        "{bulan_sejak_bebas: minimal 12, semua: [{tanggal_bebas: sejak 2026-01-01}, {tanggal_bebas: sebelum 2026-11-26}]}",
    ],
)
def test_computed_facts_agree_with_what_they_are_computed_from(condition: str) -> None:
    assert _only(needs(rule("KEB-01", condition)), FindingKind.DEAD).rules == ("KEB-01",)


@pytest.mark.parametrize(
    "condition",
    [
        "{lansia: ya, usia: minimal 60}",
        "{umur_data_hari: lebih dari 31, pembaruan_terakhir: sebelum 2026-11-01}",
        "{umur_data_hari: 24, pembaruan_terakhir: sejak 2026-11-01}",
        "{bulan_sejak_bebas: minimal 12, tanggal_bebas: sejak 2025-11-25}",
        "{bulan_sejak_bebas: maksimal 11, tanggal_bebas: sebelum 2025-11-27}",
        "{usia: 0, tanggal_lahir: sejak 2026-11-25}",
        "{usia: belum ditanya, lansia: ya}",
        "{tanggal_lahir: sudah ditanya, usia: minimal 60}",
        "{desil: maksimal -3}",
        "{pekerjaan: bukan nelayan}",
    ],
)
def test_a_rule_that_some_case_meets_is_not_dead(condition: str) -> None:
    pack = needs(rule("KEB-01", condition))
    assert of_kind(pack, FindingKind.DEAD) == []


def test_a_rule_that_waits_for_an_unasked_answer_is_dead_when_another_concludes_it() -> None:
    pack = needs(rule("KEB-01", "{adl: dibantu, ditolong: belum ditanya}"))
    assert _only(pack, FindingKind.DEAD).rules == ("KEB-01",)
    assert (
        of_kind(needs(rule("KEB-01", "{adl: mandiri, ditolong: belum ditanya}")), FindingKind.DEAD)
        == []
    )


def test_a_dead_rule_behind_its_gate_is_found() -> None:
    elderly = type_file(
        "PMKS-08",
        "{usia: minimal parameter usia_lansia}",
        rule("PMKS-08", "{lapar: ya}"),
        rule("PMKS-08-V1", "{usia: kurang dari 60, lapar: ya}", "P3", "RSUD"),
    )
    assert _only(sound(elderly=elderly), FindingKind.DEAD).rules == ("PMKS-08-V1",)


def test_a_branch_that_never_holds_is_found_though_the_rule_lives() -> None:
    pack = needs(rule("KEB-01", "{usia: minimal 60, salah_satu: [sakit, {usia: maksimal 17}]}"))
    finding = _only(pack, FindingKind.DEAD)
    assert "usia: maksimal 17" in finding.message
    assert applying(pack, finding.example) >= {"KEB-01"}


def test_an_urgency_that_never_rises_is_found() -> None:
    pack = needs(
        rule("KEB-01", "{sakit: ya}", more="      naik: [{ke: P0, jika: {sakit: tidak}}]\n")
    )
    finding = _only(pack, FindingKind.DEAD)
    assert "naik" in finding.message
    assert finding.rules == ("KEB-01",)


def test_a_guard_that_never_applies_is_found() -> None:
    guards = """\
berkas: pagar
pagar:
  - id: PGR-04
    nama: Kunjungan
    tahap: keputusan
    sumber: [umum]
    jika: {semua: [{rujukan_urgensi: P0}, {rujukan_urgensi: P1}]}
    maka: {tindakan: tahan, alasan: Belum dikunjungi.}
    contoh:
      - {nama: a, fakta: {}, hasil: berlaku}
      - {nama: b, fakta: {}, hasil: tidak berlaku}
"""
    assert _only(sound(guards=guards), FindingKind.DEAD).rules == ("PGR-04",)


# ------------------------------------------------------------------------------------- gaps


def test_an_age_inside_the_gate_that_no_rule_answers_is_a_gap() -> None:
    child = type_file(
        "PMKS-02",
        "{usia: kurang dari 18}",
        rule("PMKS-02", "{usia: maksimal 11, lapar: ya}"),
        rule("PMKS-02-V1", "{usia: minimal 15, sakit: ya}", "P1", "PUSKESMAS", "berobat"),
    )
    pack = sound(child=child)
    finding = _only(pack, FindingKind.GAP)
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
    finding = _only(pack, FindingKind.GAP)
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
    finding = _only(pack, FindingKind.UNUSED_OPTION)
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
    finding = _only(pack, FindingKind.GAP)
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
    finding = _only(pack, FindingKind.GAP)
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
    finding = _only(sound(child=child), FindingKind.BOUNDARY)
    assert finding.rules == ("PMKS-02-V1", "PMKS-02-V2")
    assert finding.example["usia"] == 12
    _assert_hole(sound(child=child), finding, "usia", below=11, above=13)


@pytest.mark.parametrize("adult", ["{usia: 19 sampai 59}", "{usia: lebih dari 18}"])
def test_a_year_between_two_types_is_a_hole(adult: str) -> None:
    pack = sound(adult=type_file("PMKS-09", adult, rule("PMKS-09", "{lapar: ya}")))
    finding = _only(pack, FindingKind.BOUNDARY)
    assert finding.rules == ("PMKS-02", "PMKS-09")
    _assert_hole(pack, finding, "usia", below=17, above=19)


def test_a_day_between_two_rules_is_a_hole() -> None:
    pack = needs(
        rule("KEB-01", "{pembaruan_terakhir: sebelum 2026-10-17, lapar: ya}"),
        rule("KEB-02", "{pembaruan_terakhir: sejak 2026-10-18, lapar: ya}", to="RSUD"),
    )
    finding = _only(pack, FindingKind.BOUNDARY)
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


# --------------------------------------------------------------- duplicates, shadows, conflicts


def test_two_rules_that_say_the_same_in_other_words_are_duplicates() -> None:
    pack = needs(
        rule("KEB-01", "{usia: minimal 60, sakit: ya}"),
        rule("KEB-02", "{sakit: ya, bukan: {usia: kurang dari 60}}"),
    )
    finding = _only(pack, FindingKind.DUPLICATE)
    assert finding.rules == ("KEB-01", "KEB-02")
    assert finding.example == {"usia": 60, "sakit": True}
    assert applying(pack, finding.example) >= {"KEB-01", "KEB-02"}
    assert of_kind(pack, FindingKind.SHADOWED) == []


def test_two_derivations_of_one_fact_are_duplicates() -> None:
    derived = "berkas: turunan\naturan:\n"
    derived += concluding("TUR-01", "{adl: dibantu}", "{ditolong: ya}")
    derived += concluding("TUR-02", "{adl: bukan mandiri}", "{ditolong: ya}")
    assert _only(sound(derived=derived), FindingKind.DUPLICATE).rules == ("TUR-01", "TUR-02")


def test_a_narrower_rule_with_the_same_result_is_shadowed() -> None:
    pack = needs(
        rule("KEB-01", "{sakit: ya, sendiri: ya}", "P3"),
        rule("KEB-02", "{salah_satu: [sakit, lapar]}", "P2"),
    )
    finding = _only(pack, FindingKind.SHADOWED)
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
    finding = _only(pack, FindingKind.SHADOWED)
    assert finding.rules == ("KEB-01", "KEB-02")
    assert finding.level is Level.PROBLEM
    assert applying(pack, finding.example) >= {"KEB-01", "KEB-02"}


def test_opposite_conclusions_contradict_and_the_case_leaves_the_fact_open() -> None:
    derived = "berkas: turunan\naturan:\n"
    derived += concluding("TUR-01", "{adl: dibantu}", "{ditolong: ya}")
    derived += concluding("TUR-02", "{sendiri: ya}", "{ditolong: tidak}")
    pack = sound(derived=derived)
    finding = _only(pack, FindingKind.CONTRADICTION)
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
    finding = _only(pack, FindingKind.CONTRADICTION)
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
    finding = _only(pack, FindingKind.CONTRADICTION)
    assert finding.level is Level.NOTE
    assert finding.rules == ("PMKS-02", "PMKS-02-V1")
    assert "P1 dari PMKS-02-V1" in finding.message
    assert applying(pack, finding.example) >= set(finding.rules)


def test_types_that_meet_with_two_urgencies_are_noted_once_per_target() -> None:
    adult = type_file(
        "PMKS-09", "{usia: minimal 18}", rule("PMKS-09", "{lapar: ya}", "P4", service="permakanan")
    )
    pack = sound(adult=adult)
    finding = _only(pack, FindingKind.CONTRADICTION)
    assert set(finding.rules) == {"PMKS-08", "PMKS-09"}
    assert applying(pack, finding.example) >= {"PMKS-08", "PMKS-09"}


def test_rules_that_replace_each_other_lose_both_referrals() -> None:
    pack = needs(
        rule("KEB-01", "{sakit: ya}", more="      gantikan: [KEB-02]\n"),
        rule("KEB-02", "{lapar: ya}", more="      gantikan: [KEB-01]\n"),
    )
    finding = _only(pack, FindingKind.CONTRADICTION)
    assert finding.level is Level.PROBLEM
    assert applying(pack, finding.example) >= {"KEB-01", "KEB-02"}


# ----------------------------------------------------------------------------------- smallest


def test_no_fact_of_an_example_can_be_left_out() -> None:
    pack = sound(child=CHILD.replace("{lapar: ya}", "{lapar: ya, salah_satu: [sakit, sendiri]}"))
    for finding in analyse(pack, DAY):
        if finding.kind not in {FindingKind.CONTRADICTION, FindingKind.OVERLAP}:
            continue
        assert applying(pack, finding.example) >= set(finding.rules)
        for fact in finding.example:
            fewer = {name: one for name, one in finding.example.items() if name != fact}
            assert not applying(pack, fewer) >= set(finding.rules)


def test_findings_do_not_depend_on_the_order_of_the_rules() -> None:
    texts = [
        rule("KEB-01", "{sakit: ya, sendiri: ya}", "P3"),
        rule("KEB-02", "{sakit: ya}", "P2"),
        rule("KEB-03", "{lapar: ya}", "P1"),
    ]
    found = [
        {(one.kind, frozenset(one.rules)) for one in analyse(needs(*order), DAY)}
        for order in (texts, texts[::-1])
    ]
    assert found[0] == found[1]


def test_the_parameters_of_the_day_decide_where_a_boundary_lies() -> None:
    pack = sound(adult=type_file("PMKS-09", "{usia: 18 sampai 59}", rule("PMKS-09", "{lapar: ya}")))
    later = date(2030, 1, 1)
    outside = {
        one.example["usia"]
        for one in analyse(pack, later)
        if one.kind is FindingKind.OUTSIDE and one.rules[0] == "PMKS-08"
    }
    assert outside == {64}
    assert later - DAY > timedelta(0)
