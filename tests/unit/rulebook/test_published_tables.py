"""Decision tables that others published, as packs of our language: every verdict is the same.

The packs under ``published`` were written from the published rules. What the tables say is
written once more here, row by row as their authors order it, and both are asked about every
combination of values on the bounds. `docs/tabel-keputusan.md` says how each construct of a
decision table is written in the language, and what cannot be.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.analysis import Level, analyse
from tksk_workflow.rulebook.examples import check_texts
from tksk_workflow.rulebook.router import ENGINES, Engine, Router

DAY = date(2026, 11, 26)
PUBLISHED = Path(__file__).parent / "published"
Facts = dict[str, Any]
_AROUND = ("paket.yaml", "mitra.yaml", "dokumen.yaml", "sumber.yaml", "urgensi.yaml")


def _pack(name: str) -> RulePack:
    files = {path.name: path.read_text("utf-8") for path in (PUBLISHED / name).glob("*.yaml")}
    pack, problems = check_texts({one: FILES[one] for one in _AROUND} | files, DAY)
    assert problems == []
    assert pack is not None
    return pack


def _services(pack: RulePack, engine: Engine, grid: list[Facts]) -> list[frozenset[str]]:
    with Router(pack, DAY, engine) as router:
        decisions = router.decide_many((str(n), facts) for n, facts in enumerate(grid))
        return [frozenset(one.service for one in found.referrals) for found in decisions]


def _grid(**values: tuple[Any, ...]) -> list[Facts]:
    return [dict(zip(values, row, strict=True)) for row in product(*values.values())]


def _around(*bounds: int) -> tuple[int, ...]:
    return tuple(sorted({bound + by for bound in bounds for by in (-1, 0, 1)}))


# ------------------------------------------------------- OMG DMN, the loan example of chapter 11


def _risk(existing: bool, application: int, credit: int) -> str:
    """The thirteen rows of "Post-bureau risk category"."""
    if existing:
        low, high = (580, 600) if application <= 100 else (590, 615)
    elif application > 130:
        return "VERY LOW"
    else:
        low, high = (590, 610) if application < 120 else (600, 625)
    return "HIGH" if credit < low else "MEDIUM" if credit <= high else "LOW"


def _routing(facts: Facts) -> frozenset[str]:
    """The rows of "Routing rules"; the first output in the order of priorities counts."""
    if not facts["mampu_bayar"] or facts["pailit"]:
        return frozenset({"tolak"})
    risk = _risk(facts["pelanggan_lama"], facts["skor_permohonan"], facts["skor_kredit"])
    return frozenset({"periksa" if risk == "HIGH" or facts["skor_kredit"] < 580 else "terima"})


LOANS = _grid(
    pelanggan_lama=(True, False),
    skor_permohonan=_around(100, 120, 130),
    skor_kredit=_around(580, 590, 600, 610, 615, 625),
    mampu_bayar=(True, False),
    pailit=(True, False),
)
_RISKS = {"HIGH": "tinggi", "MEDIUM": "sedang", "LOW": "rendah", "VERY LOW": "sangat_rendah"}


def test_every_score_gets_the_risk_category_of_the_published_table() -> None:
    with Router(_pack("kredit"), DAY) as router:
        for facts in LOANS:
            derived = {one.value for one in router.decide("k", facts).derived}
            known = facts["pelanggan_lama"], facts["skor_permohonan"], facts["skor_kredit"]
            assert derived == {_RISKS[_risk(*known)]}, facts


# ------------------------------------------- Decision Management Community, "Vacation days"


def _vacation(facts: Facts) -> frozenset[str]:
    age, served = facts["usia"], facts["masa_kerja"]
    five = age < 18 or age >= 60 or served >= 30
    days = {"hari_22": True, "tambah_5": five, "tambah_3": served >= 30 or age >= 60}
    days["tambah_2"] = not five and (15 <= served < 30 or age >= 45)
    return frozenset(name for name, given in days.items() if given)


EMPLOYEES = _grid(usia=tuple(range(15, 67)), masa_kerja=tuple(range(36)))


@pytest.mark.parametrize(
    ("age", "served", "days"),
    [
        (16, 1, 27),
        (25, 5, 22),
        (44, 20, 24),
        (44, 30, 30),
        (50, 20, 24),
        (50, 30, 30),
        (60, 20, 30),
    ],
)
def test_the_days_of_leave_add_up_to_what_others_computed(age: int, served: int, days: int) -> None:
    # The verdicts that the tests of the KIE project (Drools) publish for this problem.
    worth = {"hari_22": 22, "tambah_5": 5, "tambah_3": 3, "tambah_2": 2}
    (found,) = _services(_pack("cuti"), "evaluator", [{"usia": age, "masa_kerja": served}])
    assert sum(worth[one] for one in found) == days


# ------------------------------------------------- GoRules zen, graph "government-assistance"


def _programme(income: int, household: int, age: int) -> str:
    """The first table, in the order of its rows."""
    size = 0 if household <= 2 else 1 if household <= 4 else 2
    if age >= 18 and income <= (15_000, 30_000, 45_000)[size]:
        return "penuh"
    if age >= 18 and income <= (25_000, 50_000, 65_000)[size]:
        return "sebagian"
    return "remaja" if 16 <= age < 18 and income <= 25_000 else ""


def _assistance(facts: Facts) -> frozenset[str]:
    """The second table: special circumstances, the first that fits."""
    programme = _programme(facts["penghasilan"], facts["anggota_keluarga"], facts["usia"])
    disabled, veteran, carer = (facts[one] for one in ("disabilitas", "veteran", "pengasuh"))
    if programme:
        how = "ditingkatkan" if disabled or veteran else "pengasuh" if carer else "biasa"
        return frozenset({f"{programme}_{how}"})
    for special in ("disabilitas", "veteran", "pengasuh"):
        if facts[special]:
            return frozenset({f"khusus_{special}"})
    return frozenset()


APPLICANTS = _grid(
    penghasilan=_around(15_000, 25_000, 30_000, 45_000, 50_000, 65_000),
    anggota_keluarga=(1, 2, 3, 4, 5, 6),
    usia=(15, 16, 17, 18),
    disabilitas=(True, False),
    veteran=(True, False),
    pengasuh=(True, False),
)


def test_the_example_that_came_with_the_graph_has_its_published_verdict() -> None:
    facts = {"penghasilan": 28_000, "anggota_keluarga": 3, "usia": 35}
    special = {"disabilitas": True, "veteran": False, "pengasuh": False}
    found = _services(_pack("bantuan"), "evaluator", [facts | special])
    assert found == [{"penuh_ditingkatkan"}]


# ------------------------------------------------------------------------------ all of them

TABLES = {
    "kredit": (_routing, LOANS),
    "cuti": (_vacation, EMPLOYEES),
    "bantuan": (_assistance, APPLICANTS),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", TABLES)
def test_every_verdict_on_the_whole_grid_is_the_published_one(name: str, engine: Engine) -> None:
    expected, grid = TABLES[name]
    found = _services(_pack(name), engine, grid)
    differing = [
        (facts, one) for facts, one in zip(grid, found, strict=True) if one != expected(facts)
    ]
    assert differing[:3] == []
    assert len(set(found)) > 2


@pytest.mark.parametrize("name", TABLES)
def test_the_analysis_proves_that_no_row_of_a_published_table_is_wrong(name: str) -> None:
    assert [one.message for one in analyse(_pack(name), DAY) if one.level is Level.PROBLEM] == []


def test_the_page_about_decision_tables_names_each_pack_and_how_much_was_compared() -> None:
    page = (Path(__file__).parents[3] / "docs" / "tabel-keputusan.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .* \| ([\d.]+) gabungan \|$", page, flags=re.MULTILINE)
    assert {name: int(count.replace(".", "")) for name, count in rows} == {
        name: len(grid) for name, (_, grid) in TABLES.items()
    }
