"""Soak: the inference engine keeps its memory flat and stays in agreement.

``TKSK_SOAK_CASES`` sets the number of answers (default 100,000; a long run takes 1,000,000).
"""

import os
from datetime import date
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.support.casegen import CaseGenerator
from tksk_workflow.domain.deciding import Evaluator
from tksk_workflow.rulebook.binding import bind
from tksk_workflow.rulebook.engine.inference import InferenceMatcher
from tksk_workflow.rulebook.loading import load_pack

pytestmark = pytest.mark.bench

CASES = int(os.environ.get("TKSK_SOAK_CASES", "100000"))
RELOADS = 200
ALLOWED_MIB = 8


@pytest.fixture(scope="module")
def pack():
    return bind(load_pack(Path(__file__).parents[2] / "rules"), date(2026, 11, 25))


@pytest.fixture(scope="module")
def answered(pack):
    """Cases with the answers that they must get each time."""
    matcher = Evaluator(pack)
    cases = list(CaseGenerator(pack, seed=4).cases(2_000))
    return list(zip(cases, map(matcher.matching, cases), strict=True))


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def ask(matcher: InferenceMatcher, answered, count: int) -> int:
    return sum(
        matcher.matching(facts) != answer for facts, answer in islice(cycle(answered), count)
    )


def test_memory_stays_flat_and_no_answer_changes_over_many_cases(pack, answered):
    with InferenceMatcher(pack) as matcher:
        wrong = ask(matcher, answered, 5_000)
        before = resident_mib()
        wrong += ask(matcher, answered, CASES)
        grown = resident_mib() - before
    print(f"{CASES} cases: {grown:+.1f} MiB, {wrong} wrong")
    assert wrong == 0
    assert grown < ALLOWED_MIB


def test_memory_stays_flat_when_rules_are_reloaded_many_times(pack, answered):
    def reload_once() -> int:
        with InferenceMatcher(pack) as matcher:
            return ask(matcher, answered, 20)

    for _ in range(10):
        reload_once()
    before = resident_mib()
    wrong = sum(reload_once() for _ in range(RELOADS))
    grown = resident_mib() - before
    print(f"{RELOADS} reloads: {grown:+.1f} MiB, {wrong} wrong")
    assert wrong == 0
    assert grown < ALLOWED_MIB
