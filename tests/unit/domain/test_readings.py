"""What a rule makes of a case is the plain evaluation, remembered or not."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.generated import CONDITIONS, FACTS, TYPES, pack_of, rules
from tests.unit.domain.builders import pack, rule, yes
from tksk_workflow.domain import remembered
from tksk_workflow.domain.conditions import All, Any, Has, Not, evaluate
from tksk_workflow.domain.deciding import Evaluator
from tksk_workflow.domain.questions import Asking
from tksk_workflow.domain.readings import RuleReader, read_rule, types_wanted, units_of
from tksk_workflow.domain.remembered import Panel, Remembered
from tksk_workflow.domain.truth import Truth


@given(rules(), st.lists(FACTS, min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
def test_what_is_remembered_is_what_evaluation_says(pack_rules, population):
    the_pack = pack_of(pack_rules)
    kept = Evaluator(the_pack)
    for facts in population * 2:
        plain = {
            key
            for key, condition in units_of(the_pack).items()
            if evaluate(condition, facts) is Truth.YES
        }
        assert kept.matching(facts) == plain


@given(rules(), st.lists(FACTS, min_size=1, max_size=10))
@settings(max_examples=100, deadline=None)
def test_readings_are_those_of_every_rule_that_does_not_plainly_say_no(pack_rules, population):
    the_pack = pack_of(pack_rules)
    reader, asking = RuleReader(the_pack), Asking(the_pack)
    for facts in population * 2:
        each = [read_rule(rule, the_pack, facts) for rule in the_pack.rules]
        read = reader.readings(facts)
        assert [one for one in read if one.entry] == [one for one in each if one.entry]
        assert asking.ranked([one.stakes for one in read]) == Asking(the_pack).ranked(
            [one.stakes for one in each]
        )


@given(CONDITIONS, FACTS)
@settings(max_examples=500, deadline=None)
def test_without_any_of_the_wanted_types_the_answer_is_no(condition, facts):
    wanted = types_wanted(condition)
    if wanted is not None:
        lacking = facts | {"pmks": frozenset(TYPES) - wanted}
        assert evaluate(condition, lacking) is Truth.NO


def test_wanted_types_are_those_of_the_narrowest_part():
    one, two = Has("pmks", "PMKS-01"), Has("pmks", "PMKS-02")
    assert types_wanted(All((yes("a"), Any((one, two)), two))) == {"PMKS-02"}
    assert types_wanted(Any((one, yes("a")))) is None
    assert types_wanted(Any(())) is None
    assert types_wanted(Not(one)) is None


def test_a_rule_for_another_type_is_not_even_read():
    two = pack(rule("R", yes("a"), pmks="PMKS-06"), rule("S", yes("a"), pmks="PMKS-08"))
    found = RuleReader(two).readings({"pmks": frozenset({"PMKS-08"})})
    assert [one.rule.id for one in found] == ["S"]


def test_an_answer_is_worked_out_once_and_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(remembered, "MOST_KEPT", 3)
    asked = []
    square = Remembered(["n"], lambda facts: asked.append(facts["n"]) or facts["n"] ** 2)
    assert [square[n] for n in (1, 2, 1, 3, 4, 1)] == [1, 4, 1, 9, 16, 1]
    assert asked == [1, 2, 3, 4, 1]


def test_questions_of_a_panel_see_their_own_facts_and_not_those_that_nobody_has_given():
    panel = Panel(Remembered(names, dict) for names in (["b", "a"], ["c"], []))
    assert panel.answers(panel.row({"a": 1, "c": "x", "else": 2})) == [{"a": 1}, {"c": "x"}, {}]
    assert panel.answers(panel.row({})) == [{}, {}, {}]
