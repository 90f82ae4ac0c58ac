"""Conditions over columns: which of many cases meet them."""

from datetime import date

import pytest

from tests.support.generated import rule_when
from tests.support.matching import met_at_once
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
    assert met_at_once(rule_when(*CONDITIONS), population) == expected


def test_an_empty_population_and_a_pack_without_rules_are_no_special_case():
    assert met_at_once(rule_when(*CONDITIONS), []) == []
    assert met_at_once(rule_when(), [{}, {"usia": 1}]) == [frozenset()] * 2


def test_numbers_beyond_64_bits_and_dates_are_compared_exactly():
    pack = rule_when(
        Compare("usia", Order.MORE, 2**63), Compare("lahir", Order.LESS, date(2000, 1, 1))
    )
    population = [{"usia": 2**63}, {"usia": 2**63 + 1}, {"lahir": date(1999, 12, 31)}]
    assert met_at_once(pack, population) == [set(), {"R0"}, {"R1"}]


@pytest.mark.parametrize("facts", [{"usia": "61"}, {"sakit": 1}, {"pmks": "PMKS-01"}])
def test_a_fact_of_the_wrong_type_is_an_error(facts):
    with pytest.raises(TypeError):
        met_at_once(rule_when(ONE, OLD, SICK), [{}, facts])


def test_a_pack_that_was_not_bound_to_a_day_is_refused():
    with pytest.raises(TypeError, match="usia_lansia"):
        met_at_once(
            rule_when(Compare("usia", Order.AT_LEAST, Parameter("usia_lansia"))), [{"usia": 1}]
        )
