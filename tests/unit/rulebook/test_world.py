"""Settled facts: what the solver believes about computed facts is what the program computes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.rulebook.sound_pack import DAY, sound
from tksk_workflow.domain.conditions import (
    All,
    Compare,
    Condition,
    Equals,
    Known,
    Not,
    Order,
    Value,
    evaluate,
)
from tksk_workflow.domain.rulepack import Rule, RuleKind
from tksk_workflow.domain.truth import Truth
from tksk_workflow.rulebook.analysis.prover import Prover
from tksk_workflow.rulebook.analysis.world import World, latest_start
from tksk_workflow.rulebook.binding import bind
from tksk_workflow.rulebook.computed import completed_months

PACK = bind(sound(), DAY)
# Around the day, around a year before it, and around the birthdays of the limits of age.
DAYS = st.one_of(
    *(
        st.dates(centre - timedelta(days=3), centre + timedelta(days=3))
        for centre in (DAY, date(2025, 11, 25), date(1966, 11, 25), date(1905, 11, 25))
    )
)
NUMBERS = st.sampled_from([0, 11, 12, 13, 59, 60, 61, 120])
CASES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "usia": NUMBERS,
        "lansia": st.booleans(),
        "tanggal_lahir": DAYS,
        "tanggal_bebas": DAYS,
        "bulan_sejak_bebas": NUMBERS,
        "pembaruan_terakhir": DAYS,
        "umur_data_hari": NUMBERS,
        "adl": st.sampled_from(["mandiri", "dibantu"]),
        "ditolong": st.booleans(),
    },
)
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        Compare,
        st.sampled_from(["usia", "bulan_sejak_bebas", "umur_data_hari"]),
        st.sampled_from(Order),
        NUMBERS,
    ),
    st.builds(
        Compare,
        st.sampled_from(["tanggal_lahir", "tanggal_bebas", "pembaruan_terakhir"]),
        st.sampled_from(Order),
        DAYS,
    ),
    st.builds(Equals, st.sampled_from(["lansia", "ditolong"]), st.booleans()),
    st.builds(Equals, st.just("adl"), st.sampled_from(["mandiri", "dibantu"])),
    st.builds(Known, st.sampled_from(["usia", "lansia", "ditolong", "bulan_sejak_bebas"])),
)
CONDITIONS = st.lists(st.one_of(LEAVES, st.builds(Not, LEAVES)), min_size=1, max_size=4).map(
    lambda parts: All(tuple(parts))
)


@given(CONDITIONS, CASES)
@example(All((Equals("lansia", False), Compare("tanggal_lahir", Order.AT_LEAST, DAY))), {})
@settings(max_examples=150, deadline=None)
def test_what_a_settled_case_shows_is_never_proved_impossible(
    condition: All, case: dict[str, Value]
) -> None:
    """And whatever the prover finds holds when it is computed: it checks that itself."""
    rule = Rule(id="KEB-99", name="uji", kind=RuleKind.NEED, condition=condition)
    prover = Prover(replace(PACK, rules=(*PACK.rules, rule)), DAY)
    found = prover.find(met=[condition])
    if evaluate(condition, prover.world.settle(case)) is Truth.YES:
        assert found is not None


@given(CASES)
@settings(max_examples=100, deadline=None)
def test_settling_twice_changes_nothing(case: dict[str, Value]) -> None:
    world = World(PACK, DAY)
    settled = world.settle(case)
    assert world.settle(settled) == settled


@given(st.integers(1, 1300), st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_the_latest_start_is_the_last_day_with_so_many_months(months: int, day: date) -> None:
    start = latest_start(months, day)
    assert (completed_months(start, day) or 0) >= months
    assert (completed_months(start + timedelta(days=1), day) or 0) < months
