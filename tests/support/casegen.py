"""Random but telling cases for a pack: near every bound, with and without answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

from tksk_workflow.domain.conditions import (
    Compare,
    Empty,
    Equals,
    Has,
    Known,
    Leaf,
    Order,
    Value,
    leaves_of,
)
from tksk_workflow.domain.readings import units_of
from tksk_workflow.domain.rulepack import FactKind, RulePack
from tksk_workflow.rulebook.engine.normal_form import Conjunction, SignedLeaf, disjuncts


class CaseGenerator:
    """Makes cases for a pack that is bound to a day; the same seed, the same cases.

    Three cases in four start from one way to satisfy one of the pack's conditions, with
    numbers and dates on the edge; all are filled up with answers that the pack's
    conditions can tell apart, and perhaps one answer of the start is spoilt.
    """

    def __init__(self, pack: RulePack, seed: int) -> None:
        self._random = Random(seed)
        conditions = [*units_of(pack).values(), *(guard.condition for guard in pack.guards)]
        leaves = frozenset[Leaf]().union(*map(leaves_of, conditions))
        self._choices = _telling_values(pack, leaves)
        self._sets = _set_members(pack, leaves)
        self._ways = [
            way for condition in conditions for way in sorted(disjuncts(condition), key=repr)
        ]

    def cases(self, count: int) -> Iterator[dict[str, Value]]:
        """Yield that many cases."""
        for _ in range(count):
            yield self._case()

    def _case(self) -> dict[str, Value]:
        roll = self._random
        start = self._ways and roll.random() < 0.75
        wanted = self._satisfying(roll.choice(self._ways)) if start else {}
        if wanted and roll.random() < 0.2:
            wanted.pop(roll.choice(sorted(wanted)))
        density = roll.choice((0.0, 0.05, 0.2, 0.6))
        for fact, values in self._choices.items():
            if fact not in wanted and roll.random() < density:
                wanted[fact] = roll.choice(values)
        for fact, members in self._sets.items():
            present = wanted.get(fact)
            if present is None and roll.random() < max(density, 0.1):
                present = frozenset()
            if isinstance(present, frozenset):
                few = roll.sample(members, min(len(members), roll.choice((0, 0, 1, 1, 2, 4))))
                wanted[fact] = present | frozenset(few)
        return {fact: value for fact, value in wanted.items() if value is not None}

    def _satisfying(self, way: Conjunction) -> dict[str, Value | None]:
        """Answer the facts so that the parts of the way are satisfied, on the edge."""
        facts: dict[str, Value | None] = {}
        for part in sorted(way, key=repr):
            self._satisfy(part, facts)
        return facts

    def _satisfy(self, part: SignedLeaf, facts: dict[str, Value | None]) -> None:
        leaf, fact = part.leaf, part.leaf.fact
        if isinstance(leaf, Known) and not part.wanted:
            facts[fact] = None
        elif part.unknown_too and self._random.random() < 0.5:
            facts.setdefault(fact, None)
        elif isinstance(leaf, Has):
            present = facts.get(fact) or frozenset()
            assert isinstance(present, frozenset)
            facts[fact] = present | {leaf.member} if part.wanted else present - {leaf.member}
        elif isinstance(leaf, Compare):
            facts[fact] = _edge(leaf, part.wanted)
        elif isinstance(leaf, Equals):
            others = [v for v in self._choices[fact] if (v == leaf.value) is part.wanted]
            facts[fact] = self._random.choice(others or [leaf.value])
        elif fact not in facts and fact in self._sets:
            facts[fact] = frozenset()
        elif fact not in facts and fact in self._choices:
            facts[fact] = self._random.choice(self._choices[fact])


def _edge(leaf: Compare, wanted: bool) -> int | date:
    """The outermost value that still gives the wanted answer."""
    assert isinstance(leaf.bound, int | date)
    inside = {Order.LESS: -1, Order.AT_MOST: 0, Order.AT_LEAST: 0, Order.MORE: 1}[leaf.order]
    outside = {Order.LESS: 0, Order.AT_MOST: 1, Order.AT_LEAST: -1, Order.MORE: 0}[leaf.order]
    return _moved(leaf.bound, inside if wanted else outside)


def _moved(value: int | date, by: int) -> int | date:
    return value + by if isinstance(value, int) else value + timedelta(days=by)


def _telling_values(pack: RulePack, leaves: Iterable[Leaf]) -> dict[str, list[Value]]:
    """For each fact but sets: the values on both sides of all its comparisons."""
    found: dict[str, set[Value]] = {}
    for leaf in leaves:
        match leaf:
            case Compare(fact, _, bound):
                assert isinstance(bound, int | date)
                found.setdefault(fact, set()).update(_moved(bound, by) for by in (-1, 0, 1))
            case Equals(fact, bool()):
                found.setdefault(fact, set()).update((True, False))
            case Equals(fact, int() as value):
                found.setdefault(fact, set()).update((value - 1, value, value + 1))
            case Equals(fact, value):
                found.setdefault(fact, set()).add(value)
                definition = pack.facts.get(fact)
                options = definition.options if definition else ()
                found[fact].update(options or ("lain",))
            case Known(fact) if fact in pack.facts:
                kind = pack.facts[fact].kind
                if kind is FactKind.YES_NO:
                    found.setdefault(fact, set()).update((True, False))
                elif kind is FactKind.TEXT:
                    found.setdefault(fact, set()).add("lain")
                elif kind is FactKind.NUMBER:
                    found.setdefault(fact, set()).add(pack.facts[fact].low or 0)
                elif kind is FactKind.DATE:
                    found.setdefault(fact, set()).add(pack.in_force_from)
                elif kind is FactKind.CHOICE:
                    found.setdefault(fact, set()).update(pack.facts[fact].options)
    return {fact: sorted(found[fact], key=repr) for fact in sorted(found)}


def _set_members(pack: RulePack, leaves: Iterable[Leaf]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for leaf in leaves:
        if isinstance(leaf, Has):
            found.setdefault(leaf.fact, {"lain"}).add(leaf.member)
        elif isinstance(leaf, Empty) or (
            leaf.fact in pack.facts and pack.facts[leaf.fact].kind is FactKind.SET
        ):
            found.setdefault(leaf.fact, {"lain"})
    return {fact: sorted(found[fact]) for fact in sorted(found)}
