"""Negation normal form and conjunctions say the same as the three-valued evaluator."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.generated import CONDITIONS, FACTS
from tksk_workflow.domain.conditions import (
    ALWAYS,
    All,
    Any,
    Compare,
    Empty,
    Equals,
    Facts,
    Has,
    Known,
    Not,
    Order,
    Possibly,
    evaluate,
)
from tksk_workflow.domain.truth import Truth
from tksk_workflow.rulebook.engine.normal_form import (
    Both,
    Signed,
    SignedLeaf,
    TooComplex,
    disjuncts,
    signed,
)

SICK = Equals("sakit", True)
OLD = Compare("usia", Order.AT_LEAST, 60)


def satisfied(part: SignedLeaf, facts: Facts) -> bool:
    answer = evaluate(part.leaf, facts)
    return answer is Truth.of(part.wanted) or (part.unknown_too and answer is Truth.UNKNOWN)


def tree_satisfied(tree: Signed, facts: Facts) -> bool:
    if isinstance(tree, SignedLeaf):
        return satisfied(tree, facts)
    join = all if isinstance(tree, Both) else any
    return join(tree_satisfied(part, facts) for part in tree.parts)


@given(CONDITIONS, st.lists(FACTS, min_size=1, max_size=10))
@settings(max_examples=400)
def test_both_forms_are_satisfied_exactly_when_the_condition_says_yes(condition, population):
    tree, conjunctions = signed(condition), disjuncts(condition)
    for facts in population:
        yes = evaluate(condition, facts) is Truth.YES
        assert tree_satisfied(tree, facts) is yes
        assert any(all(satisfied(part, facts) for part in c) for c in conjunctions) is yes


@given(CONDITIONS)
@settings(max_examples=200)
def test_no_conjunction_covers_another(condition):
    found = disjuncts(condition)
    assert not any(a < b for a in found for b in found)


def test_always_is_one_empty_conjunction_and_never_is_none():
    assert disjuncts(ALWAYS) == {frozenset()}
    assert disjuncts(Any(())) == frozenset()


def test_possibly_lets_the_unknown_pass_and_its_negation_does_not():
    assert disjuncts(Possibly(SICK)) == {frozenset({SignedLeaf(SICK, True, unknown_too=True)})}
    assert disjuncts(Not(Possibly(SICK))) == {frozenset({SignedLeaf(SICK, False)})}
    assert disjuncts(Possibly(Not(SICK))) == {
        frozenset({SignedLeaf(SICK, False, unknown_too=True)})
    }


def test_known_stays_two_valued_inside_possibly():
    assert disjuncts(Possibly(Not(Known("usia")))) == {
        frozenset({SignedLeaf(Known("usia"), False)})
    }


@pytest.mark.parametrize(
    "condition",
    [
        All((SICK, Not(SICK))),
        All((SICK, Not(Known("sakit")))),
        All((Has("pmks", "PMKS-01"), Not(Known("pmks")))),
        All((Possibly(SICK), Possibly(Not(SICK)), Known("sakit"))),
        All((Known("usia"), Not(Known("usia")))),
    ],
)
def test_a_contradiction_is_dropped(condition):
    assert disjuncts(condition) == frozenset()


def test_what_only_the_unknown_satisfies_is_kept():
    assert len(disjuncts(All((Possibly(SICK), Possibly(Not(SICK)))))) == 1


def test_a_stronger_conjunction_is_absorbed():
    assert disjuncts(Any((SICK, All((SICK, OLD))))) == disjuncts(SICK)
    assert disjuncts(Any((SICK, Possibly(SICK)))) == disjuncts(Possibly(SICK))
    assert disjuncts(All((SICK, Possibly(SICK)))) == disjuncts(SICK)


def test_a_condition_that_multiplies_out_too_far_is_named():
    pairs = All(tuple(Any((Has("a", str(n)), Has("b", str(n)))) for n in range(10)))
    with pytest.raises(TooComplex, match=r"Syarat PMKS-08 terlalu rumit: lebih dari 512"):
        disjuncts(pairs, unit="PMKS-08")
    assert len(disjuncts(pairs, limit=1024)) == 1024


def test_the_bound_counts_what_arises_on_the_way_only_after_absorption():
    same = All(tuple(Any((SICK, OLD, Empty("pmks"))) for _ in range(30)))
    assert len(disjuncts(same)) == 3
