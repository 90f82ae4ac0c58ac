from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tksk_workflow.domain.conditions import (
    ALWAYS,
    All,
    Any,
    Compare,
    Empty,
    Equals,
    Has,
    Known,
    Not,
    Order,
    Parameter,
    Possibly,
    evaluate,
    facts_of,
    leaves_of,
    open_questions,
    resolved,
)
from tksk_workflow.domain.truth import Truth

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
DAY = date(2026, 10, 17)


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        (Equals("sakit", True), {"sakit": True}, YES),
        (Equals("sakit", True), {"sakit": False}, NO),
        (Equals("sakit", False), {"sakit": False}, YES),
        (Equals("sakit", True), {}, UNKNOWN),
        (Equals("adl", "mandiri"), {"adl": "dibantu"}, NO),
        (Compare("usia", Order.AT_LEAST, 60), {"usia": 60}, YES),
        (Compare("usia", Order.AT_LEAST, 60), {"usia": 59}, NO),
        (Compare("usia", Order.MORE, 60), {"usia": 60}, NO),
        (Compare("usia", Order.LESS, 18), {"usia": 18}, NO),
        (Compare("usia", Order.LESS, 18), {"usia": 17}, YES),
        (Compare("usia", Order.AT_MOST, 17), {"usia": 17}, YES),
        (Compare("usia", Order.AT_MOST, 17), {}, UNKNOWN),
        (Compare("diperbarui", Order.LESS, DAY), {"diperbarui": date(2026, 10, 16)}, YES),
        (Compare("diperbarui", Order.LESS, DAY), {"diperbarui": DAY}, NO),
        (Has("pmks", "PMKS-08"), {"pmks": frozenset({"PMKS-08", "PMKS-09"})}, YES),
        (Has("pmks", "PMKS-08"), {"pmks": frozenset()}, NO),
        (Has("pmks", "PMKS-08"), {}, UNKNOWN),
        (Empty("dokumen"), {"dokumen": frozenset()}, YES),
        (Empty("dokumen"), {"dokumen": frozenset({"KTP"})}, NO),
        (Empty("dokumen"), {}, UNKNOWN),
        (Known("usia"), {"usia": 0}, YES),
        (Known("usia"), {}, NO),
        (Not(Known("usia")), {}, YES),
        (Possibly(Equals("sakit", True)), {}, YES),
        (Possibly(Equals("sakit", True)), {"sakit": False}, NO),
        (Not(Equals("sakit", True)), {}, UNKNOWN),
        (ALWAYS, {}, YES),
        (Any(()), {}, NO),
    ],
)
def test_a_condition_answers_yes_no_or_not_asked_yet(condition, facts, expected):
    assert evaluate(condition, facts) is expected


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        (Equals("x", 1), True),
        (Equals("x", True), 1),
        (Equals("x", "ya"), True),
        (Compare("x", Order.LESS, 5), True),
        (Compare("x", Order.LESS, 5), "4"),
        (Compare("x", Order.LESS, 5), DAY),
        (Compare("x", Order.LESS, DAY), 5),
        (Compare("x", Order.LESS, Parameter("batas")), 5),
        (Has("x", "a"), "a"),
        (Empty("x"), ""),
    ],
)
def test_a_fact_of_the_wrong_type_is_an_error_and_not_a_no(condition, value):
    with pytest.raises(TypeError):
        evaluate(condition, {"x": value})


def test_parameters_are_replaced_wherever_they_stand():
    bound = Compare("usia", Order.AT_LEAST, Parameter("usia_lansia"))
    tree = All((Any((bound, Equals("a", True))), Not(Possibly(bound))))
    number = Compare("usia", Order.AT_LEAST, 60)
    expected = All((Any((number, Equals("a", True))), Not(Possibly(number))))
    assert resolved(tree, {"usia_lansia": 60}) == expected


def test_a_parameter_without_a_value_is_named():
    with pytest.raises(KeyError, match="usia_lansia"):
        resolved(Compare("usia", Order.AT_LEAST, Parameter("usia_lansia")), {})


def test_facts_and_leaves_are_found_at_every_depth():
    tree = All((Any((Equals("a", True), Not(Equals("b", True)))), Possibly(Known("c"))))
    assert facts_of(tree) == {"a", "b", "c"}
    assert leaves_of(tree) == {Equals("a", True), Equals("b", True), Known("c")}


def test_a_question_whose_answer_cannot_matter_is_not_asked():
    either = Any((Equals("a", True), All((Equals("b", True), Equals("c", True)))))
    assert open_questions(either, {"b": False}) == {"a"}
    assert open_questions(either, {"b": True}) == {"a", "c"}
    assert open_questions(either, {"a": True}) == frozenset()


NAMES = ("a", "b", "c", "d", "e")


def trees(leaf, *, with_unknown_nodes=False):
    def grow(children):
        several = st.lists(children, min_size=1, max_size=3).map(tuple)
        kinds = [several.map(All), several.map(Any), children.map(Not)]
        if with_unknown_nodes:
            kinds.append(children.map(Possibly))
        return st.one_of(kinds)

    return st.recursive(leaf, grow, max_leaves=7)


PLAIN = st.sampled_from(NAMES).map(lambda name: Equals(name, True))
ANY_LEAF = PLAIN | st.sampled_from(NAMES).map(Known)
ANSWERS = st.dictionaries(st.sampled_from(NAMES), st.booleans())


@st.composite
def read_once_trees(draw):
    """Trees in which each fact stands once; there relevance is exact."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(2, len(NAMES)))]
    nodes = [Equals(name, draw(st.booleans())) for name in names]
    while len(nodes) > 1:
        pair = (nodes.pop(0), nodes.pop(0))
        node = draw(st.sampled_from((All, Any)))(pair)
        nodes.append(Not(node) if draw(st.booleans()) else node)
    return nodes[0]


def completions(facts, but=()):
    free = [name for name in NAMES if name not in facts and name not in but]
    for values in product((True, False), repeat=len(free)):
        yield {**facts, **dict(zip(free, values, strict=True))}


@given(trees(PLAIN), ANSWERS)
@settings(max_examples=150)
def test_a_definite_answer_survives_every_further_answer(tree, facts):
    answer = evaluate(tree, facts)
    later = {evaluate(tree, full) for full in completions(facts)}
    assert UNKNOWN not in later
    if answer is not UNKNOWN:
        assert later == {answer}


@given(trees(ANY_LEAF, with_unknown_nodes=True), ANSWERS)
@settings(max_examples=200)
def test_questions_are_open_exactly_while_the_answer_is_unknown(tree, facts):
    asked = open_questions(tree, facts)
    assert bool(asked) is (evaluate(tree, facts) is UNKNOWN)
    assert asked <= facts_of(tree) - facts.keys()


@given(trees(ANY_LEAF, with_unknown_nodes=True), ANSWERS, st.data())
@settings(max_examples=200)
def test_answering_every_open_question_settles_the_condition(tree, facts, data):
    answers = {
        name: data.draw(st.booleans(), label=name) for name in sorted(open_questions(tree, facts))
    }
    assert evaluate(tree, {**facts, **answers}) is not UNKNOWN


@given(trees(PLAIN), ANSWERS, st.booleans())
@settings(max_examples=150)
def test_an_answer_to_what_was_not_asked_settles_nothing(tree, facts, value):
    asked = open_questions(tree, facts)
    for name in set(NAMES) - facts.keys() - asked:
        assert open_questions(tree, {**facts, name: value}) == asked


@given(read_once_trees(), ANSWERS)
@settings(max_examples=150)
def test_each_open_question_can_turn_the_answer(tree, facts):
    for name in open_questions(tree, facts):
        assert any(
            evaluate(tree, {**rest, name: True}) is not evaluate(tree, {**rest, name: False})
            for rest in completions(facts, but=(name,))
        ), name
