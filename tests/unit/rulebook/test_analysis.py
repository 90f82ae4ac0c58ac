"""Planted mistakes are found with a smallest case: rules, branches and guards that never apply."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.unit.rulebook.sound_pack import (
    CHILD,
    DAY,
    applying,
    needs,
    of_kind,
    only,
    rule,
    sound,
    type_file,
)
from tksk_workflow.rulebook.analysis import FindingKind, Level, analyse


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
    finding = only(needs(rule("KEB-01", condition)), FindingKind.DEAD)
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
    assert only(needs(rule("KEB-01", condition)), FindingKind.DEAD).rules == ("KEB-01",)


@pytest.mark.parametrize(
    "condition",
    [
        "{lansia: tidak, usia: minimal 60}",
        "{umur_data_hari: lebih dari 31, semua: [{pembaruan_terakhir: sejak 2026-11-01}, {pembaruan_terakhir: sebelum 2026-11-26}]}",
        "{bulan_sejak_bebas: minimal 12, semua: [{tanggal_bebas: sejak 2026-01-01}, {tanggal_bebas: sebelum 2026-11-26}]}",
    ],
)
def test_computed_facts_agree_with_what_they_are_computed_from(condition: str) -> None:
    assert only(needs(rule("KEB-01", condition)), FindingKind.DEAD).rules == ("KEB-01",)


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
    assert only(pack, FindingKind.DEAD).rules == ("KEB-01",)
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
    assert only(sound(elderly=elderly), FindingKind.DEAD).rules == ("PMKS-08-V1",)


def test_a_branch_that_never_holds_is_found_though_the_rule_lives() -> None:
    pack = needs(rule("KEB-01", "{usia: minimal 60, salah_satu: [sakit, {usia: maksimal 17}]}"))
    finding = only(pack, FindingKind.DEAD)
    assert "usia: maksimal 17" in finding.message
    assert applying(pack, finding.example) >= {"KEB-01"}


def test_an_urgency_that_never_rises_is_found() -> None:
    pack = needs(
        rule("KEB-01", "{sakit: ya}", more="      naik: [{ke: P0, jika: {sakit: tidak}}]\n")
    )
    finding = only(pack, FindingKind.DEAD)
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
    assert only(sound(guards=guards), FindingKind.DEAD).rules == ("PGR-04",)


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
