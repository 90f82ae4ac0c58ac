"""Evaluator, inference engine and bulk plan give the same answers on generated packs."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.generated import FACTS, pack_of, rules
from tests.support.matching import met_at_once
from tksk_workflow.domain.deciding import Evaluator, decide
from tksk_workflow.rulebook.bulk.decisions import decide_many
from tksk_workflow.rulebook.bulk.plan import BulkPlan
from tksk_workflow.rulebook.engine.inference import InferenceMatcher

TODAY = date(2026, 3, 1)


@given(rules(), st.lists(FACTS, min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
def test_three_engines_find_the_same_conditions_met(pack_rules, population):
    pack = pack_of(pack_rules)
    expected = [Evaluator(pack).matching(facts) for facts in population]
    with InferenceMatcher(pack) as inference:
        assert [inference.matching(facts) for facts in population] == expected
    assert met_at_once(pack, population) == expected


@given(rules(), st.lists(FACTS, min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_three_engines_lead_to_the_same_decisions(pack_rules, population):
    pack = pack_of(pack_rules)
    at_once = decide_many(
        BulkPlan(pack, TODAY), Evaluator(pack), [("k", facts) for facts in population]
    )
    with InferenceMatcher(pack) as inference:
        for facts, found in zip(population, at_once, strict=True):
            expected = decide("k", facts, pack, TODAY, Evaluator(pack))
            assert found == expected
            checked = decide("k", facts, pack, TODAY, inference, evaluator=Evaluator(pack))
            assert checked == expected
