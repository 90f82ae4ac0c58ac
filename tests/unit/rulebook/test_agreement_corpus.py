"""The corpus: 200 generated packs, 20,000 cases, one answer from three engines.

It is drawn without chance: the same code draws the same corpus (hypothesis also tries
constants of the modules that happen to be loaded). When two engines differ, it makes the
pack smaller until the difference cannot be told by less; `docs/engine.md` keeps what was found.
"""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.casegen import CaseGenerator
from tests.support.generated import whole_packs
from tests.support.matching import met_at_once
from tksk_workflow.domain.deciding import Evaluator, decide
from tksk_workflow.domain.readings import units_of
from tksk_workflow.rulebook.bulk.decisions import decide_many
from tksk_workflow.rulebook.bulk.plan import BulkPlan
from tksk_workflow.rulebook.computed import complete
from tksk_workflow.rulebook.engine.inference import InferenceMatcher

TODAY = date(2026, 3, 1)
PACKS, CASES, DECIDED = 200, 100, 10


def assert_engines_agree(pack, cases):
    evaluator = Evaluator(pack)
    known = [complete(facts, pack, TODAY) for facts in cases]
    expected = [evaluator.matching(facts) for facts in known]
    assert met_at_once(pack, known) == expected
    with InferenceMatcher(pack) as inference:
        assert [inference.matching(facts) for facts in known] == expected
        at_once = decide_many(
            BulkPlan(pack, TODAY), evaluator, [("k", facts) for facts in cases[:DECIDED]]
        )
        for facts, found in zip(known, at_once, strict=False):
            decision = decide("k", facts, pack, TODAY, evaluator)
            assert found == decision
            assert decide("k", facts, pack, TODAY, inference) == decision
    return expected


@pytest.mark.slow
def test_three_engines_agree_on_the_whole_corpus():
    sizes, told = [], Counter()

    @settings(
        max_examples=PACKS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(whole_packs(), st.integers(0, 2**32))
    def agree(pack, seed):
        cases = list(CaseGenerator(pack, seed).cases(CASES))
        expected = assert_engines_agree(pack, cases)
        sizes.append(len(cases))
        units = len(units_of(pack))
        for met in expected:
            told[True] += len(met)
            told[False] += units - len(met)

    agree()

    assert len(sizes) == PACKS
    assert sum(sizes) >= 20_000
    # Neither answer is rare: a matcher that always says yes, or no, would be found out.
    assert min(told.values()) > 0.2 * told.total()
