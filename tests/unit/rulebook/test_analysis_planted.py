"""Mistakes of the kinds that coordinators make, planted in the default pack one at a time.

Each is found as what it is, with a case that shows it; what the untouched pack is told
(`test_analysis_default_pack.py`) does not count as found.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pytest

from tests.unit.rulebook.sound_pack import applying, concluding, rule
from tksk_workflow.domain.conditions import Value
from tksk_workflow.rulebook.analysis import Finding, FindingKind, analyse
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.loading import load_texts, pack_files

DAY = date(2026, 11, 25)
Kind = FindingKind


class Planted(NamedTuple):
    """A mistake: in the file whose name begins so, the old text becomes the new one.

    Without an old text the new one is added at the end. ``shows`` are facts that the
    smallest case must have.
    """

    what: str
    kind: FindingKind
    rules: set[str]
    file: str
    old: str
    new: str
    shows: Mapping[str, Value] = {}


def adding(*texts: str) -> tuple[str, str, str]:
    return "kebutuhan", "", "".join(texts)


def need(rule_id: str, condition: str, urgency: str = "P3", **more: str) -> str:
    return rule(rule_id, condition, urgency, "LBH", "bantuan_hukum", **more)


AGES_06 = "usia: parameter usia_anak_min sampai kurang dari parameter usia_anak"
ROOF = "{rumah_tidak_layak_huni: ya}"

PLANTED = [
    # a year or a day is lost
    Planted("children begin at seven", Kind.BOUNDARY, {"PMKS-01", "PMKS-02"}, "pmks/02", AGES_06, AGES_06.replace("parameter usia_anak_min", "7"), {"usia": 6}),
    Planted("toddlers end at four", Kind.BOUNDARY, {"PMKS-01", "PMKS-02"}, "pmks/01", "usia: maksimal parameter usia_balita_maks", "usia: kurang dari parameter usia_balita_maks", {"usia": 5}),
    Planted("adults with disability begin at nineteen", Kind.BOUNDARY, {"PMKS-05", "PMKS-09"}, "pmks/09", "{usia: minimal parameter usia_anak}", "{usia: lebih dari parameter usia_anak}", {"usia": 18}),
    Planted("children with disability end at sixteen", Kind.BOUNDARY, {"PMKS-05", "PMKS-09"}, "pmks/05", "{usia: kurang dari parameter usia_anak}", "{usia: kurang dari 17}", {"usia": 17}),
    Planted("a cap moved alone", Kind.BOUNDARY, {"PMKS-01", "PMKS-02"}, "parameter", "{nilai: 5, berlaku_sejak: 2012-01-01, sumber: found:BULELENG}", "{nilai: 4, berlaku_sejak: 2012-01-01, sumber: found:BULELENG}", {"usia": 5}),
    Planted("old age begins after sixty", Kind.OUTSIDE, {"PMKS-08"}, "pmks/08", "usia: minimal parameter", "usia: lebih dari parameter", {"usia": 60}),
    Planted("decile five between two rules", Kind.BOUNDARY, {"KEB-91", "KEB-92"}, *adding(need("KEB-91", "{desil: maksimal 4, yatim: ya}"), need("KEB-92", "{desil: minimal 6, yatim: ya}")), {"desil": 5}),
    Planted("a day between two rules", Kind.BOUNDARY, {"KEB-91", "KEB-92"}, *adding(need("KEB-91", "{pembaruan_terakhir: sebelum 2026-10-17, yatim: ya}"), need("KEB-92", "{pembaruan_terakhir: sejak 2026-10-18, yatim: ya}")), {"pembaruan_terakhir": date(2026, 10, 17)}),
    Planted("the last day of an age of data", Kind.BOUNDARY, {"KEB-91", "KEB-92"}, *adding(need("KEB-91", "{umur_data_hari: kurang dari 31, yatim: ya}"), need("KEB-92", "{umur_data_hari: lebih dari 31, yatim: ya}")), {"yatim": True}),
    Planted("the twelfth month after release", Kind.BOUNDARY, {"KEB-91", "KEB-92"}, *adding(need("KEB-91", "{bulan_sejak_bebas: kurang dari 12, yatim: ya}"), need("KEB-92", "{bulan_sejak_bebas: lebih dari 12, yatim: ya}")), {"yatim": True}),
    # a year belongs to two
    Planted("eighteen belongs to children and adults", Kind.OVERLAP, {"PMKS-05", "PMKS-09"}, "pmks/05", "{usia: kurang dari parameter usia_anak}", "{usia: maksimal parameter usia_anak}", {"usia": 18}),
    # never
    Planted("an age against the gate of the type", Kind.DEAD, {"PMKS-08-V1"}, "pmks/08", "{sakit_berat: ya, tinggal_sendiri: ya}", "{sakit_berat: ya, usia: kurang dari 60}"),
    Planted("two answers to one choice", Kind.DEAD, {"PMKS-08-V3"}, "pmks/08", "{adl: dibantu, ada_keluarga: ya}", "{adl: dibantu, semua: [{adl: mandiri}]}"),
    Planted("a man in a type for women", Kind.DEAD, {"PMKS-23-V1"}, "pmks/23", "{kekerasan: ya}", "{kekerasan: ya, jenis_kelamin: L}"),
    Planted("old and of school age", Kind.DEAD, {"KEB-17"}, "kebutuhan", "{mencari_pekerjaan: ya}", "{usia: minimal 20, usia_sekolah: ya}"),
    Planted("old and not of age", Kind.DEAD, {"KEB-16"}, "kebutuhan", "{butuh_bantuan_hukum: ya}", "{usia: minimal 60, lansia: tidak}"),
    Planted("not asked and answered", Kind.DEAD, {"KEB-18"}, "kebutuhan", "{kehilangan_dokumen: ya}", "{kehilangan_dokumen: ya, bukan: {kehilangan_dokumen: sudah ditanya}}"),
    Planted("each option is excluded", Kind.DEAD, {"KEB-20"}, "kebutuhan", "{jenazah_terlantar: ya}", "{semua: [{adl: bukan mandiri}, {adl: bukan dibantu}]}"),
    Planted("a branch that never holds", Kind.DEAD, {"KEB-17"}, "kebutuhan", "{mencari_pekerjaan: ya}", "{usia: minimal 60, salah_satu: [mencari_pekerjaan, {usia: maksimal 17}]}"),
    Planted("an urgency that never rises", Kind.DEAD, {"KEB-02"}, "kebutuhan", "jika: {salah_satu: [gawat_darurat, penyakit_kronis_katastropik]}", "jika: {pbi_jk_nonaktif: tidak}"),
    Planted("a target that is never chosen", Kind.DEAD, {"KEB-07"}, "kebutuhan", "hanya_jika: {tidak_ada_pelatihan: ya}", "hanya_jika: {punya_keterampilan: tidak}"),
    # nobody answers
    Planted("nobody between thirty and forty", Kind.GAP, {"PMKS-13", "PMKS-13-V1"}, "pmks/13", "{anak_ikut_memulung: ya}", "{anak_ikut_memulung: ya, usia: minimal 40}", {"usia": 31}),
    Planted("a type with no rule that lives", Kind.GAP, set(), "pmks/13", "{anak_ikut_memulung: ya}", "{anak_ikut_memulung: ya, usia: kurang dari 18, lansia: ya}"),
    # twice, or for nothing
    Planted("the same rule in other words", Kind.DUPLICATE, {"KEB-91", "KEB-92"}, *adding(need("KEB-91", "{desil: 1 sampai 3, yatim: ya}"), need("KEB-92", "{desil: [1, 2, 3], yatim: ya}"))),
    Planted("the same conclusion twice", Kind.DUPLICATE, {"TUR-06", "TUR-90"}, "turunan", "", concluding("TUR-90", "{bukan: {sakit: tidak}, sakit: sudah ditanya}", "{sehat: tidak}")),
    Planted("a narrower rule with the same target", Kind.SHADOWED, {"KEB-91", "KEB-92"}, *adding(need("KEB-91", "{yatim: ya, piatu: ya}"), need("KEB-92", "{yatim: ya}", "P2"))),
    Planted("two rules cover a third", Kind.SHADOWED, {"KEB-91", "KEB-92", "KEB-93"}, *adding(need("KEB-91", "{usia: sudah ditanya, yatim: ya}"), need("KEB-92", "{usia: kurang dari 30, yatim: ya}"), need("KEB-93", "{usia: minimal 30, yatim: ya}"))),
    Planted("a rule that is always replaced", Kind.SHADOWED, {"KEB-06", "KEB-91"}, *adding(need("KEB-91", ROOF, more="      gantikan: [KEB-06]\n"))),
    # against each other
    Planted("one condition, two urgencies", Kind.CONTRADICTION, {"KEB-91", "KEB-92"}, *adding(need("KEB-91", "{yatim: ya}", "P4"), need("KEB-92", "{yatim: ya}", "P1"))),
    Planted("ill and well", Kind.CONTRADICTION, {"TUR-06", "TUR-90"}, "turunan", "", concluding("TUR-90", "{yatim: ya}", "{sehat: ya}")),
    Planted("two rules replace each other", Kind.CONTRADICTION, {"KEB-91", "KEB-92"}, *adding(need("KEB-91", "{yatim: ya}", more="      gantikan: [KEB-92]\n"), need("KEB-92", "{piatu: ya}", more="      gantikan: [KEB-91]\n"))),
]  # fmt: skip


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return pack_files(default_pack_path({}))


def _key(finding: Finding) -> tuple[FindingKind, tuple[str, ...], str]:
    return finding.kind, finding.rules, finding.message


@pytest.fixture(scope="module")
def usual(files: dict[str, str]) -> set[tuple[FindingKind, tuple[str, ...], str]]:
    return {_key(one) for one in analyse(load_texts(files), DAY)}


def planted_in(files: dict[str, str], mistake: Planted) -> dict[str, str]:
    (path,) = [one for one in files if one.startswith(mistake.file)]
    text = files[path]
    if mistake.old:
        assert mistake.old in text
        text = text.replace(mistake.old, mistake.new, 1)
    else:
        text += mistake.new
    if mistake.file == "pmks/13":
        head = "    jika:\n      tidak_ada_pekerjaan_tetap: ya\n"
        limit = "usia: maksimal 30" if mistake.shows else "usia: kurang dari 18\n      lansia: ya"
        assert head in text
        text = text.replace(head, f"{head}      {limit}\n", 1)
    return {**files, path: text}


@pytest.mark.slow
@pytest.mark.parametrize("mistake", PLANTED, ids=[one.what for one in PLANTED])
def test_a_planted_mistake_is_found_for_what_it_is(
    mistake: Planted, files: dict[str, str], usual: set[tuple[FindingKind, tuple[str, ...], str]]
) -> None:
    pack = load_texts(planted_in(files, mistake))

    fresh = [one for one in analyse(pack, DAY) if _key(one) not in usual]

    found = [
        one
        for one in fresh
        if one.kind is mistake.kind
        and mistake.rules <= set(one.rules)
        and mistake.shows.items() <= dict(one.example).items()
    ]
    assert found, [(one.kind.value, one.rules, dict(one.example)) for one in fresh]
    if mistake.kind in {Kind.DUPLICATE, Kind.SHADOWED, Kind.CONTRADICTION, Kind.OVERLAP}:
        # The case is no claim: in a real decision about it, rules that are named fire together.
        assert len(mistake.rules & applying(pack, found[0].example)) >= 2
