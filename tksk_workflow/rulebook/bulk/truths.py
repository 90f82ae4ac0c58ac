"""Three-valued conditions for a whole block of cases at once.

One bit per case: a set of cases is an array of bytes, eight cases in each. A condition
has two such sets, the cases for which it is certainly met and those for which it
certainly is not; whoever is in neither has not been asked. ``All`` and ``Any`` become
"and" and "or", ``Not`` swaps the two sets, exactly as in `domain.conditions.evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tksk_workflow.domain.conditions import (
    All,
    Any,
    Condition,
    Empty,
    Has,
    Known,
    Leaf,
    Not,
    Possibly,
    Value,
)
from tksk_workflow.rulebook.bulk.population import Column, Population
from tksk_workflow.rulebook.engine.leaves import predicate

Cases = NDArray[np.uint8]
"""A set of cases; bits beyond the last case are 0."""

Truths = tuple[Cases, Cases]
"""The cases for which a condition is certainly met, and certainly not met."""


class FactOfCases(Protocol):
    """What a block of cases says about one fact."""

    def known(self) -> Cases:
        """Return the cases that somebody has asked."""
        ...

    def holds(self, leaf: Leaf) -> Cases:
        """Return the cases that are known to satisfy a comparison with this fact."""
        ...


class Stated:
    """A fact as a column of answers, to which conclusions may be added."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._concluded: list[tuple[Value, Cases]] = []
        self._known: Cases | None = None
        self._holds: dict[Leaf, Cases] = {}

    def known(self) -> Cases:
        """Return the cases with an answer; found out when first asked, most facts never are."""
        if self._known is None:
            self._known = self._column.known()
        return self._known

    def holds(self, leaf: Leaf) -> Cases:
        """Compare once per distinct value, and once per conclusion."""
        if leaf not in self._holds:
            satisfied = predicate(leaf)
            found = self._column.cases_with(map(satisfied, self._column.values))
            for value, cases in self._concluded:
                found = _with_conclusion(found, leaf, value, cases)
            self._holds[leaf] = found
        return self._holds[leaf]

    def conclude(self, value: Value, cases: Cases) -> None:
        """Let these cases have this value, or these members beside those that they have."""
        self._concluded.append((value, cases))
        self._known = self.known() | cases
        for leaf, found in self._holds.items():
            self._holds[leaf] = _with_conclusion(found, leaf, value, cases)


def _with_conclusion(found: Cases, leaf: Leaf, value: Value, cases: Cases) -> Cases:
    if isinstance(leaf, Empty):
        return found & ~cases  # what is concluded about a set are members
    return found | cases if predicate(leaf)(value) else found


class YesNo:
    """A yes/no fact that was worked out from others."""

    def __init__(self, yes: Cases, known: Cases) -> None:
        self._yes, self._known = yes, known

    def known(self) -> Cases:
        """Return the cases for which it could be worked out."""
        return self._known

    def holds(self, leaf: Leaf) -> Cases:
        """Return the cases with an answer that satisfies."""
        satisfied = predicate(leaf)
        yes = self._yes if satisfied(True) else np.zeros_like(self._yes)
        return yes | (self._known ^ self._yes) if satisfied(False) else yes


class Same:
    """A fact that is the same for all cases."""

    def __init__(self, value: Value, everybody: Cases) -> None:
        self._value, self._everybody = value, everybody

    def known(self) -> Cases:
        """Return all cases."""
        return self._everybody

    def holds(self, leaf: Leaf) -> Cases:
        """Return all cases or none."""
        holds = predicate(leaf)(self._value)
        return self._everybody if holds else np.zeros_like(self._everybody)


class Block:
    """What a block of cases says, and which conditions are met there."""

    def __init__(self, size: int, facts: Mapping[str, FactOfCases], everybody: Cases) -> None:
        """Take what is said about each fact; about others nobody was asked."""
        self.size = size
        self._facts = dict(facts)
        self._truths: dict[int, tuple[Condition, Truths]] = {}
        self._leaves: dict[Leaf, Truths] = {}
        self.everybody = everybody
        self.nobody: Cases = np.zeros_like(everybody)

    @classmethod
    def of(cls, population: Population) -> Block:
        """Take the columns of a population."""
        facts = {name: Stated(column) for name, column in population.columns.items()}
        return cls(population.size, facts, np.packbits(np.ones(population.size, np.bool_)))

    def with_facts(self, facts: Mapping[str, FactOfCases]) -> Block:
        """Return the block with facts added or put in the place of others."""
        return Block(self.size, {**self._facts, **facts}, self.everybody)

    def known(self, fact: str) -> Cases:
        """Return the cases that somebody has asked about a fact."""
        return self._facts[fact].known() if fact in self._facts else self.nobody

    def met(self, condition: Condition) -> Cases:
        """Return the cases for which a condition is certainly met."""
        return self.truths(condition)[0]

    def truths(self, condition: Condition) -> Truths:
        """Return the cases for which a condition is certainly met, and certainly not met."""
        # By identity: conditions are trees, and finding the hash of one means walking it.
        kept = self._truths.get(id(condition))
        if kept is None:
            kept = self._truths[id(condition)] = condition, self._worked_out(condition)
        return kept[1]

    def _worked_out(self, condition: Condition) -> Truths:
        match condition:
            case All(parts):
                return self._every(parts)
            case Any(parts):
                return self._some(parts)
            case Not(part):
                yes, no = self.truths(part)
                return no, yes
            case Possibly(part):
                _, no = self.truths(part)
                return self.everybody ^ no, no
            case Known(fact):
                known = self.known(fact)
                return known, self.everybody ^ known
            case _:
                return self._compared(condition)

    def _every(self, parts: Iterable[Condition]) -> Truths:
        met, unmet = self.everybody, self.nobody
        for part in parts:
            yes, no = self.truths(part)
            met, unmet = met & yes, unmet | no
        return met, unmet

    def _some(self, parts: Iterable[Condition]) -> Truths:
        met, unmet = self.nobody, self.everybody
        for part in parts:
            yes, no = self.truths(part)
            met, unmet = met | yes, unmet & no
        return met, unmet

    def _compared(self, leaf: Leaf) -> Truths:
        # The same comparison stands in many conditions.
        kept = self._leaves.get(leaf)
        if kept is None:
            kept = self._leaves[leaf] = self._looked_up(leaf)
        return kept

    def _looked_up(self, leaf: Leaf) -> Truths:
        fact = self._facts.get(leaf.fact)
        if fact is None:
            return self.nobody, self.nobody
        yes = fact.holds(leaf)
        return yes, fact.known() & ~yes

    def conclude(self, fact: str, value: Value, cases: Cases) -> list[tuple[Value, Cases]]:
        """Let cases draw a conclusion; what somebody stated is never overwritten.

        Returns:
            What is new, and for whom: the value, or each member of a set.
        """
        stated = self._facts.get(fact)
        if stated is None:
            stated = self._facts[fact] = Stated(Column(np.zeros(self.size, np.uint8), ()))
        assert isinstance(stated, Stated)
        fresh: list[tuple[Value, Value, Cases]]
        if isinstance(value, frozenset):
            fresh = [
                (member, frozenset({member}), cases & ~stated.holds(Has(fact, member)))
                for member in sorted(value)
            ]
        else:
            fresh = [(value, value, cases & ~stated.known())]
        found: list[tuple[Value, Cases]] = []
        for told, added, who in fresh:
            if who.any():
                stated.conclude(added, who)
                found.append((told, who))
        if found:
            self._truths.clear()
            self._leaves.clear()
        return found

    def open_questions(self, condition: Condition, among: Cases) -> Iterator[tuple[str, Cases]]:
        """Yield the unasked facts on which a condition hangs, with the cases that they hold up.

        As `domain.conditions.open_questions`: branches that are decided ask nothing.
        """
        if isinstance(condition, Known | Possibly):
            return
        yes, no = self.truths(condition)
        pending = among & ~(yes | no)
        if not pending.any():
            return
        if isinstance(condition, All | Any):
            for part in condition.parts:
                yield from self.open_questions(part, pending)
        elif isinstance(condition, Not):
            yield from self.open_questions(condition.part, pending)
        else:
            yield condition.fact, pending


def rows_of(cases: Cases, size: int) -> NDArray[np.bool_]:
    """Turn a set of cases into one answer per case."""
    return np.unpackbits(cases, count=size).view(np.bool_)
