"""Whole, explained decisions for many cases, the matching done for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.deciding import Evaluator, decide
from tksk_workflow.domain.decision import Decision
from tksk_workflow.rulebook.bulk.plan import BulkPlan
from tksk_workflow.rulebook.bulk.population import Population
from tksk_workflow.rulebook.bulk.truths import Block, Cases
from tksk_workflow.rulebook.computed import Completion

CASES_AT_A_TIME = 8_192
"""Bounds the memory; decisions are objects, a few kilobytes each."""


def decide_many(
    plan: BulkPlan, evaluator: Evaluator, cases: Iterable[tuple[str, Facts]]
) -> Iterator[Decision]:
    """Decide cases in turn, each as `domain.deciding.decide` would.

    Args:
        plan: the pack on its day.
        evaluator: the reference for the same pack; it gives the reasons.
        cases: opaque ids and checked facts.

    Raises:
        TypeError: a fact has a type that a rule cannot compare.
    """
    complete = Completion(plan.pack, plan.day)
    waiting = iter(cases)
    while some := list(islice(waiting, CASES_AT_A_TIME)):
        known = [complete(facts) for _, facts in some]
        rounds, _ = plan.chain(Block.of(Population.of_facts(known)))
        fired = zip(*(units_met(units, len(some)) for units in rounds), strict=True)
        for (case_id, _), facts, answers in zip(some, known, fired, strict=True):
            yield decide(case_id, facts, plan.pack, plan.day, _Given(answers), evaluator=evaluator)


class _Given:
    """The answers of one case, round after round, found before."""

    def __init__(self, rounds: Iterable[frozenset[str]]) -> None:
        self._rounds = iter(rounds)

    def matching(self, facts: Facts) -> frozenset[str]:
        return next(self._rounds)


def units_met(units: Mapping[str, Cases], size: int) -> Sequence[frozenset[str]]:
    """Turn the cases of each unit into the units of each case."""
    keys = list(units)
    rows = np.packbits(
        np.array([np.unpackbits(units[key], count=size) for key in keys], dtype=np.uint8).reshape(
            len(keys), size
        ),
        axis=0,
    )
    # Many cases meet the same units: name them once per pattern of bits.
    named: dict[bytes, frozenset[str]] = {}
    found = []
    for row in np.ascontiguousarray(rows.T):
        pattern = row.tobytes()
        if pattern not in named:
            met = np.flatnonzero(np.unpackbits(row, count=len(keys)))
            named[pattern] = frozenset(keys[index] for index in met)
        found.append(named[pattern])
    return found
