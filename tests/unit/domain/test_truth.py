from itertools import product

import pytest

from tksk_workflow.domain.truth import Truth, all_of, any_of

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN

# Kleene's strong logic, written out from the textbook tables.
AND = {
    (YES, YES): YES, (YES, NO): NO, (YES, UNKNOWN): UNKNOWN,
    (NO, YES): NO, (NO, NO): NO, (NO, UNKNOWN): NO,
    (UNKNOWN, YES): UNKNOWN, (UNKNOWN, NO): NO, (UNKNOWN, UNKNOWN): UNKNOWN,
}  # fmt: skip
OR = {
    (YES, YES): YES, (YES, NO): YES, (YES, UNKNOWN): YES,
    (NO, YES): YES, (NO, NO): NO, (NO, UNKNOWN): UNKNOWN,
    (UNKNOWN, YES): YES, (UNKNOWN, NO): UNKNOWN, (UNKNOWN, UNKNOWN): UNKNOWN,
}  # fmt: skip


@pytest.mark.parametrize("pair", list(product(Truth, repeat=2)))
def test_all_of_follows_the_table(pair):
    assert all_of(pair) is AND[pair]


@pytest.mark.parametrize("pair", list(product(Truth, repeat=2)))
def test_any_of_follows_the_table(pair):
    assert any_of(pair) is OR[pair]


def test_negation_swaps_yes_and_no_and_keeps_unknown():
    assert [truth.negated() for truth in (YES, NO, UNKNOWN)] == [NO, YES, UNKNOWN]


def test_nothing_to_meet_is_met_and_nothing_to_choose_is_not():
    assert all_of([]) is YES
    assert any_of([]) is NO


@pytest.mark.parametrize("triple", list(product(Truth, repeat=3)))
def test_de_morgan_holds_for_three_answers(triple):
    assert all_of(triple).negated() is any_of(truth.negated() for truth in triple)
