"""The bulk matcher: closures for one case, columns for a population."""

from datetime import date

import pytest

from tests.support.generated import rule_when
from tksk_workflow.domain.conditions import (
    ALWAYS,
    All,
    Any,
    Compare,
    Equals,
    Has,
    Known,
    Not,
    Order,
    Parameter,
    Possibly,
)
from tksk_workflow.rulebook import columns
from tksk_workflow.rulebook.bulk import BulkMatcher, types_needed
from tksk_workflow.rulebook.normal_form import signed

SICK = Equals("sakit", True)
OLD = Compare("usia", Order.AT_LEAST, 60)
ONE, TWO = Has("pmks", "PMKS-01"), Has("pmks", "PMKS-02")

CONDITIONS = (
    All((ONE, OLD)),
    Any((All((ONE, SICK)), All((TWO, OLD)))),
    Possibly(SICK),
    Not(Known("usia")),
    ALWAYS,
    Any(()),
)


def test_a_population_is_answered_row_by_row_in_its_order():
    population = [
        {},
        {"pmks": frozenset({"PMKS-01"}), "usia": 60},
        {"pmks": frozenset({"PMKS-01", "PMKS-02"}), "usia": 61, "sakit": True},
        {"pmks": frozenset({"PMKS-02"}), "sakit": False},
        {"pmks": frozenset(), "usia": 90},
    ]
    expected = [
        {"R2", "R3", "R4"},
        {"R0", "R2", "R4"},
        {"R0", "R1", "R2", "R4"},
        {"R3", "R4"},
        {"R2", "R4"},
    ]
    matcher = BulkMatcher(rule_when(*CONDITIONS))
    assert matcher.matching_many(population) == expected
    assert [matcher.matching(facts) for facts in population] == expected


def test_an_empty_population_and_a_pack_without_rules_are_no_special_case():
    assert BulkMatcher(rule_when(*CONDITIONS)).matching_many([]) == []
    assert BulkMatcher(rule_when()).matching_many([{}, {"usia": 1}]) == [frozenset()] * 2


def test_a_population_larger_than_one_batch_keeps_its_order(monkeypatch):
    monkeypatch.setattr(columns, "ROWS_AT_A_TIME", 3)
    population = [{"usia": 55 + number} for number in range(10)]
    answers = BulkMatcher(rule_when(OLD)).matching_many(population)
    assert answers == [frozenset()] * 5 + [{"R0"}] * 5


def test_numbers_beyond_64_bits_and_dates_are_compared_exactly():
    matcher = BulkMatcher(
        rule_when(
            Compare("usia", Order.MORE, 2**63),
            Compare("lahir", Order.LESS, date(2000, 1, 1)),
        )
    )
    population = [{"usia": 2**63}, {"usia": 2**63 + 1}, {"lahir": date(1999, 12, 31)}]
    assert matcher.matching_many(population) == [set(), {"R0"}, {"R1"}]


@pytest.mark.parametrize("facts", [{"usia": "61"}, {"sakit": 1}, {"pmks": "PMKS-01"}])
def test_a_fact_of_the_wrong_type_is_an_error(facts):
    matcher = BulkMatcher(rule_when(ONE, OLD, SICK))
    with pytest.raises(TypeError):
        matcher.matching(facts)
    with pytest.raises(TypeError):
        matcher.matching_many([{}, facts])


def test_a_pack_that_was_not_bound_to_a_day_is_refused():
    with pytest.raises(TypeError, match="usia_lansia"):
        BulkMatcher(rule_when(Compare("usia", Order.AT_LEAST, Parameter("usia_lansia"))))


@pytest.mark.parametrize(
    ("condition", "types"),
    [
        (All((ONE, SICK)), {"PMKS-01"}),
        (Any((All((ONE, SICK)), TWO)), {"PMKS-01", "PMKS-02"}),
        (Any((ONE, SICK)), None),
        (Not(ONE), None),
        (Possibly(ONE), None),
        (Not(Not(ONE)), {"PMKS-01"}),
        (Any(()), set()),
        (ALWAYS, None),
    ],
)
def test_units_are_indexed_under_the_types_that_they_cannot_do_without(condition, types):
    assert types_needed(signed(condition)) == types
