"""The engines agree on the default pack: thousands of cases on the edge of every bound."""

from datetime import date
from pathlib import Path

import pytest

from tests.support.casegen import CaseGenerator
from tests.support.matching import met_at_once
from tksk_workflow.domain.deciding import Evaluator, decide
from tksk_workflow.domain.readings import units_of
from tksk_workflow.rulebook.binding import bind
from tksk_workflow.rulebook.bulk.decisions import decide_many
from tksk_workflow.rulebook.bulk.plan import BulkPlan
from tksk_workflow.rulebook.computed import complete
from tksk_workflow.rulebook.engine.inference import InferenceMatcher
from tksk_workflow.rulebook.loading import load_pack

TODAY = date(2026, 11, 25)
RULES = Path(__file__).parents[3] / "rules"


@pytest.fixture(scope="module")
def pack():
    return bind(load_pack(RULES), TODAY)


@pytest.mark.slow
def test_engines_agree_on_twenty_thousand_cases_and_every_unit_is_met_and_missed(pack):
    evaluator = Evaluator(pack)
    cases = list(CaseGenerator(pack, seed=1).cases(20_000))
    expected = [evaluator.matching(facts) for facts in cases]
    with InferenceMatcher(pack) as inference:
        assert [inference.matching(facts) for facts in cases] == expected
    assert met_at_once(pack, cases) == expected
    units = frozenset(units_of(pack))
    assert frozenset().union(*expected) == units
    assert frozenset.intersection(*expected) == frozenset()


def test_engines_lead_to_the_same_decisions(pack):
    evaluator, cases = Evaluator(pack), list(CaseGenerator(pack, seed=2).cases(120))
    at_once = decide_many(BulkPlan(pack, TODAY), evaluator, [("k", facts) for facts in cases])
    with InferenceMatcher(pack) as inference:
        for facts, found in zip(cases, at_once, strict=True):
            expected = decide("k", complete(facts, pack, TODAY), pack, TODAY, Evaluator(pack))
            assert found == expected
            checked = decide(
                "k", complete(facts, pack, TODAY), pack, TODAY, inference, evaluator=evaluator
            )
            assert checked == expected
