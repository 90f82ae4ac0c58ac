"""Matching for whole populations: one boolean array per comparison instead of one answer.

Clients give the same few answers over and over. So each fact becomes a column of small
codes, a comparison is made once per distinct value, and looking the codes up spreads the
answers over the rows. Code 0 is "not asked".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tksk_workflow.domain.conditions import Facts, Known, Value
from tksk_workflow.rulebook.leaves import predicate
from tksk_workflow.rulebook.normal_form import Both, Signed, SignedLeaf

ROWS_AT_A_TIME = 50_000
"""Bounds the memory: about one byte per row and distinct comparison."""

Answers = NDArray[np.bool_]


def matching_rows(units: Mapping[str, Signed], population: Sequence[Facts]) -> list[frozenset[str]]:
    """Return the keys of the units that each row satisfies.

    Raises:
        TypeError: a fact has a type that a rule cannot compare.
    """
    met: list[frozenset[str]] = []
    for start in range(0, len(population), ROWS_AT_A_TIME):
        met += _matching(units, population[start : start + ROWS_AT_A_TIME])
    return met


def _matching(units: Mapping[str, Signed], rows: Sequence[Facts]) -> list[frozenset[str]]:
    columns = Columns(rows, {fact for tree in units.values() for fact in _facts_of(tree)})
    keys = list(units)
    # Many cases satisfy the same units: pack a row's answers into bits and name them once.
    bits = np.packbits(
        np.array([columns.satisfying(units[key]) for key in keys], dtype=bool).reshape(
            len(keys), len(rows)
        ),
        axis=0,
    )
    sets: dict[bytes, frozenset[str]] = {}
    met = []
    for row in np.ascontiguousarray(bits.T):
        pattern = row.tobytes()
        if pattern not in sets:
            answers = np.unpackbits(row, count=len(keys))
            sets[pattern] = frozenset(keys[index] for index in np.flatnonzero(answers))
        met.append(sets[pattern])
    return met


class Columns:
    """The facts of many cases, as coded columns."""

    def __init__(self, rows: Sequence[Facts], facts: set[str]) -> None:
        self._length = len(rows)
        self._values: dict[str, dict[Value, int]] = {fact: {} for fact in facts}
        self._codes = {fact: self._coded(fact, rows) for fact in facts}
        self._answers: dict[SignedLeaf, Answers] = {}

    def _coded(self, fact: str, rows: Sequence[Facts]) -> NDArray[np.int32]:
        codes = self._values[fact]
        return np.fromiter(
            (
                0 if (value := row.get(fact)) is None else codes.setdefault(value, len(codes) + 1)
                for row in rows
            ),
            dtype=np.int32,
            count=len(rows),
        )

    def satisfying(self, tree: Signed) -> Answers:
        """Say for each row whether it satisfies the tree."""
        if isinstance(tree, SignedLeaf):
            if tree not in self._answers:
                self._answers[tree] = self._satisfying_leaf(tree)
            return self._answers[tree]
        result = np.full(self._length, isinstance(tree, Both))
        combine = np.logical_and if isinstance(tree, Both) else np.logical_or
        for part in tree.parts:
            combine(result, self.satisfying(part), out=result)
        return result

    def _satisfying_leaf(self, part: SignedLeaf) -> Answers:
        fact = part.leaf.fact
        unasked = not part.wanted if isinstance(part.leaf, Known) else part.unknown_too
        holds = predicate(part.leaf)
        table = [unasked, *(holds(value) is part.wanted for value in self._values[fact])]
        return np.array(table)[self._codes[fact]]


def _facts_of(tree: Signed) -> set[str]:
    if isinstance(tree, SignedLeaf):
        return {tree.leaf.fact}
    return {fact for part in tree.parts for fact in _facts_of(part)}
