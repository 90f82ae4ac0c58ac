"""Counting over files gives what deciding one case after the other gives."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.population import TODAY, stated_cases
from tests.unit.domain.builders import PARTNER_TYPES, pack, partner, rule, yes
from tksk_workflow.domain.areas import AreaLevel
from tksk_workflow.domain.deciding import Evaluator, decide
from tksk_workflow.domain.partner import AdmissionWindow, PartnerLoad
from tksk_workflow.domain.rulepack import ReferralOrder
from tksk_workflow.domain.selection import select
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.bulk import case_files
from tksk_workflow.rulebook.bulk.case_files import CaseFileError, read_blocks
from tksk_workflow.rulebook.facts import read_facts
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.rulebook.router import Router
from tksk_workflow.rulebook.simulation.as_json import HIDDEN
from tksk_workflow.rulebook.simulation.comparing import CaseToReplay, simulate
from tksk_workflow.rulebook.simulation.placing import Placing
from tksk_workflow.rulebook.simulation.what_if import what_if

CASES = list(stated_cases(400, seed=9))
DIRECTORY = (
    partner("DINSOS-1", capacity=20),
    partner("DINSOS-2", areas=("16.03", "16.03.06"), capacity=15),
    partner("DUKCAPIL-1", type="DUKCAPIL", areas=("16.03.01",)),
    partner("LKSA-1", type="LKSA", admission=AdmissionWindow(max_age=12, documents=("KK",))),
)


@pytest.fixture(scope="module")
def rules():
    return load_pack(Path(__file__).parents[3] / "rules")


def _written(path, cases=CASES):
    """The cases as a table: lists as text in CSV, as lists in Parquet."""
    names = sorted({name for case in cases for name in case})
    text = path.suffix == ".csv"
    frame = pl.DataFrame(
        {name: [_cell(case.get(name), text) for case in cases] for name in names},
        strict=False,
    )
    if text:
        frame.write_csv(path)
    else:
        frame = frame.with_columns(pl.col("pembaruan_terakhir").str.to_date())
        frame.write_parquet(path)
    return path


def _cell(value, text):
    if text and isinstance(value, list):
        return "|".join(value) or "-"
    if text and isinstance(value, bool):
        return "ya" if value else "tidak"
    return value


def _counted_one_by_one(rules, level):
    """Referrals per area, target and urgency, by the reference and one case at a time."""
    counts, held = Counter(), Counter()
    with Router(rules, TODAY, "evaluator") as router:
        for stated in CASES:
            facts, _ = read_facts(stated, rules)
            decision = router.decide("k", facts)
            area = HIDDEN if decision.closed else ".".join(facts["wilayah"].split(".")[:level])
            guards = {}
            for found in decision.referrals:
                key = found.partner_type, found.service
                if key in guards:
                    guards[key] &= set(found.held_by)
                    continue
                guards[key] = set(found.held_by)
                counts[area, *key, found.urgency] += 1
            for found in {
                (r.partner_type, r.service): r for r in reversed(decision.referrals)
            }.values():
                if guards[found.partner_type, found.service]:
                    held[area, found.partner_type, found.service, found.urgency] += 1
    return counts, held


def _plain(counter):
    return {(c.area, c.partner_type, c.service, c.urgency): n for c, n in counter.items() if n}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_counts_what_single_decisions_add_up_to(rules, tmp_path, kind, monkeypatch):
    monkeypatch.setattr(case_files, "CASES_AT_A_TIME", 150)
    path = _written(tmp_path / f"kasus.{kind}")
    tally = what_if([path], rules, TODAY, AreaLevel.SUBDISTRICT).tally
    counts, held = _counted_one_by_one(rules, 3)
    assert tally.cases == len(CASES)
    assert _plain(tally.referrals) == dict(counts)
    assert _plain(tally.held) == dict(held)


def test_several_files_and_processes_count_the_same_as_one(rules, tmp_path):
    whole = _written(tmp_path / "semua.parquet")
    parts = [_written(tmp_path / f"{n}.parquet", CASES[n::2]) for n in (0, 1)]
    one = what_if([whole], rules, TODAY, AreaLevel.VILLAGE).tally
    two = what_if(parts, rules, TODAY, AreaLevel.VILLAGE, workers=2).tally
    assert (one.cases, one.manual, one.closed) == (two.cases, two.manual, two.closed)
    assert (one.referrals, one.asked) == (two.referrals, two.asked)


def test_partners_fill_up_as_when_cases_are_replayed_one_by_one(rules, tmp_path):
    path = _written(tmp_path / "kasus.csv")
    found = what_if([path], rules, TODAY, AreaLevel.REGENCY, DIRECTORY)
    cases = []
    for stated in CASES:
        facts, _ = read_facts(stated, rules)
        cases.append(CaseToReplay(stated["id"], facts, facts, stated["wilayah"]))
    with Router(rules, TODAY, "bulk") as router:
        replayed = simulate(cases, router, router, DIRECTORY)
    assert {one.code: one.after for one in found.partners} == {
        one.code: one.after for one in replayed.partners
    }
    assert found.without_partner == replayed.without_partner[1]
    assert any(not one.fits for one in found.partners)


VILLAGES = st.sampled_from(["16.03.06.2023", "16.03.01.2001", "16.04.01.2001"])
PARTNERS = st.builds(
    partner,
    st.sampled_from([f"M-{number}" for number in range(8)]),
    type=st.sampled_from(["DINSOS_KAB", "RSUD", "CSR"]),
    areas=st.lists(st.sampled_from(["16", "16.03", "16.03.06", "16.04", ""]), min_size=1).map(
        tuple
    ),
    level=st.sampled_from(["kabupaten", "kecamatan", "provinsi"]),
    capacity=st.none() | st.integers(0, 3),
    ladder=st.integers(0, 2),
    agreement_from=st.none() | st.just(date(2020, 1, 1)),
    admission=st.builds(
        AdmissionWindow,
        min_age=st.none() | st.just(18),
        sex=st.none() | st.just("P"),
        documents=st.sampled_from([(), ("KTP",)]),
    ),
)
CLIENTS = st.fixed_dictionaries(
    {},
    optional={
        "usia": st.sampled_from([10, 17, 18, 60]),
        "jenis_kelamin": st.sampled_from("LP"),
        "dokumen": st.frozensets(st.sampled_from(["KTP", "KK"])),
    },
)


@given(
    st.lists(PARTNERS, max_size=8, unique_by=lambda one: one.code),
    st.lists(st.tuples(CLIENTS, VILLAGES, st.sampled_from(Urgency)), min_size=1, max_size=25),
    st.dictionaries(
        st.sampled_from([f"M-{number}" for number in range(8)]),
        st.builds(PartnerLoad, st.integers(0, 3), st.integers(0, 2)),
    ),
)
@settings(max_examples=200, deadline=None)
def test_placing_chooses_whom_selection_would_choose(directory, clients, loads):
    order = ReferralOrder("DINSOS_KAB", "layanan", alternatives=("CSR", "RSUD"))
    the_pack = pack(rule("R", yes("a"), to=(order,)))
    (template,) = decide("k", {"a": True}, the_pack, TODAY, Evaluator(the_pack)).referrals
    placing = Placing(directory, loads, PARTNER_TYPES, TODAY)
    now = dict(loads)
    for facts, village, urgency in clients:
        proposal = replace(template, urgency=urgency)
        chosen = select(
            proposal, facts, village, directory, now, TODAY, partner_types=PARTNER_TYPES
        ).chosen
        assert placing.place(proposal, facts, village) == (chosen.code if chosen else None)
        if chosen:
            load = now.get(chosen.code, PartnerLoad())
            now[chosen.code] = PartnerLoad(load.open_referrals + 1, load.queued)


def _problems(path, rules):
    with pytest.raises(CaseFileError) as found:
        list(read_blocks(path, rules))
    return found.value.problems


def test_every_wrong_cell_is_told_once_with_its_first_case(rules, tmp_path):
    path = tmp_path / "salah.csv"
    path.write_text("id;pmks;usia\n1;PMKS-08;71\n2;PMKS-88;71\n3;PMKS-88;tua\n", encoding="utf-8")
    wrong = [(one.row, one.rows, one.problem.field) for one in _problems(path, rules)]
    assert wrong == [(2, 2, "pmks"), (3, 1, "usia")]


def test_unknown_and_doubled_headings_are_told(rules, tmp_path):
    path = tmp_path / "salah.csv"
    path.write_text("id,nik,usai,usia,USIA \n1,x,1,2,3\n", encoding="utf-8")
    assert [one.problem.code for one in _problems(path, rules)] == ["fakta-tak-dikenal", "ganda"]


def test_identity_columns_are_not_read(rules, tmp_path):
    path = tmp_path / "kasus.csv"
    path.write_text("id,nik,nama,usia\n1,9903060000000001,Warga,71\n", encoding="utf-8")
    (block,) = read_blocks(path, rules)
    assert set(block.columns) == {"usia"}


def test_what_is_no_table_is_refused(rules, tmp_path):
    path = tmp_path / "rusak.parquet"
    path.write_bytes(b"bukan parquet")
    assert [one.problem.code for one in _problems(path, rules)] == ["berkas"]
    with pytest.raises(CaseFileError):
        case_files.case_files(tmp_path / "tidak-ada.csv")
