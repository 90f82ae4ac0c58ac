"""Matching for whole populations: one boolean array per comparison instead of one answer.

Clients give the same few answers over and over. So each fact becomes a column of small
codes, a comparison is made once per distinct value, and looking the codes up spreads the
answers over the rows. Code 0 is "not asked".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class _Column:
    """The answers to one fact: who gave one, and which; each distinct answer has a code."""

    rows: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    codes: dict[Value, int] = field(default_factory=dict)

    def spread(self, length: int) -> NDArray[np.int32]:
        """Return the code of every row, 0 where nobody has asked."""
        codes = np.zeros(length, dtype=np.int32)
        codes[self.rows] = self.answers
        return codes


class Columns:
    """The facts of many cases, as coded columns."""

    def __init__(self, rows: Sequence[Facts], facts: set[str]) -> None:
        """Read these facts of all rows. A case has far fewer answers than there are facts."""
        self._length = len(rows)
        columns = {fact: _Column() for fact in facts}
        for number, row in enumerate(rows):
            for fact, value in row.items():
                column = columns.get(fact)
                if column is not None:
                    column.rows.append(number)
                    column.answers.append(column.codes.setdefault(value, len(column.codes) + 1))
        self._values = {fact: list(column.codes) for fact, column in columns.items()}
        self._codes = {fact: column.spread(len(rows)) for fact, column in columns.items()}
        self._answers: dict[SignedLeaf, Answers] = {}

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
