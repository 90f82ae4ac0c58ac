"""How fast the three matchers are on the default pack. Compare within one run only."""

from datetime import date
from pathlib import Path

import pytest

from tests.support.casegen import CaseGenerator
from tksk_workflow.domain.deciding import Evaluator
from tksk_workflow.rulebook.binding import bind
from tksk_workflow.rulebook.bulk import BulkMatcher
from tksk_workflow.rulebook.inference import InferenceMatcher
from tksk_workflow.rulebook.loading import load_pack

pytestmark = pytest.mark.bench

CASES = 2_000


@pytest.fixture(scope="module")
def pack():
    return bind(load_pack(Path(__file__).parents[2] / "rules"), date(2026, 11, 25))


@pytest.fixture(scope="module")
def cases(pack):
    return list(CaseGenerator(pack, seed=3).cases(CASES))


@pytest.mark.benchmark(group=f"{CASES} cases, one by one")
def test_evaluator(benchmark, pack, cases):
    matcher = Evaluator(pack)
    answers = benchmark.pedantic(lambda: list(map(matcher.matching, cases)), rounds=5)
    assert any(answers)


@pytest.mark.benchmark(group=f"{CASES} cases, one by one")
def test_inference(benchmark, pack, cases):
    with InferenceMatcher(pack) as matcher:
        matcher.matching({})  # opens the sessions
        answers = benchmark.pedantic(lambda: list(map(matcher.matching, cases)), rounds=5)
    assert any(answers)


@pytest.mark.benchmark(group=f"{CASES} cases, one by one")
def test_bulk(benchmark, pack, cases):
    matcher = BulkMatcher(pack)
    answers = benchmark.pedantic(lambda: list(map(matcher.matching, cases)), rounds=5)
    assert any(answers)


@pytest.mark.benchmark(group=f"{CASES * 10} cases at once")
def test_bulk_over_a_population(benchmark, pack, cases):
    matcher = BulkMatcher(pack)
    answers = benchmark.pedantic(lambda: matcher.matching_many(cases * 10), rounds=5)
    assert any(answers)


@pytest.mark.benchmark(group="opening")
def test_compiling_and_opening_the_inference_engine(benchmark, pack):
    def open_and_close() -> None:
        with InferenceMatcher(pack) as matcher:
            matcher.matching({})

    benchmark.pedantic(open_and_close, rounds=10)
