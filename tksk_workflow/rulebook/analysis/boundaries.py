"""Single values, or a few, left out between two bounds: a gap of a day or of a year.

``maksimal 59`` beside ``minimal 61`` leaves 60 to nobody. Such a hole is reported when
one and the same case, apart from this value, is answered on both sides of it and by
nobody in between. The counterpart, two rules that meet in one value only, is an overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from tksk_workflow.domain.conditions import (
    ALWAYS,
    All,
    Any,
    Compare,
    Condition,
    Equals,
    Facts,
    Has,
    Known,
    Not,
    Order,
    Possibly,
    Value,
    evaluate,
    facts_of,
    leaves_of,
    ordinal,
)
from tksk_workflow.domain.rulepack import FactKind, Rule
from tksk_workflow.domain.truth import Truth
from tksk_workflow.rulebook.analysis.findings import Finding, FindingKind, Level
from tksk_workflow.rulebook.analysis.prover import Prover
from tksk_workflow.rulebook.reading.rules import PMKS_FACT


@dataclass(frozen=True, slots=True)
class _Bound:
    """The last value up to which, or the first from which, a rule applies."""

    rule: Rule
    value: int


def open_boundaries(prover: Prover, alive: Sequence[Rule]) -> Iterator[Finding]:
    """Find holes and single-value overlaps between the bounds of rules."""
    for fact in _ordered_facts(prover):
        upper, lower = _bounds(alive, fact)
        seen: set[tuple[int, int, str]] = set()
        # What is about one matter comes first: of many pairs of types one is reported.
        pairs = sorted(product(upper, lower), key=lambda pair: -_in_common(pair[0], pair[1], fact))
        for last, first in pairs:
            matter = first.rule.pmks or f"{last.rule.id} {first.rule.id}"
            key = (last.value, first.value, matter)
            if key in seen or not _may_hand_over(last, first, fact):
                continue
            width = first.value - last.value - 1
            if width == -1 and last.rule.pmks != first.rule.pmks:
                found = _overlap(prover, fact, last, first)
            elif width >= 1 and _is_next(last, first, upper, lower):
                found = _hole(prover, alive, fact, last, first)
            else:
                continue
            if found is not None:
                seen.add(key)
                yield found


def _ordered_facts(prover: Prover) -> list[str]:
    return [
        name
        for name, found in prover.pack.facts.items()
        if found.kind in {FactKind.NUMBER, FactKind.DATE}
    ]


def _bounds(rules: Sequence[Rule], fact: str) -> tuple[list[_Bound], list[_Bound]]:
    upper: dict[tuple[str, int], _Bound] = {}
    lower: dict[tuple[str, int], _Bound] = {}
    for rule in rules:
        for leaf in leaves_of(rule.condition):
            if leaf.fact != fact:
                continue
            last, first = _sides(leaf)
            if last is not None:
                upper[rule.id, last] = _Bound(rule, last)
            if first is not None:
                lower[rule.id, first] = _Bound(rule, first)
    return list(upper.values()), list(lower.values())


def _sides(leaf: object) -> tuple[int | None, int | None]:
    match leaf:
        case Compare(_, order, int() | date() as bound):
            value = ordinal(bound)
            match order:
                case Order.AT_MOST:
                    return value, None
                case Order.LESS:
                    return value - 1, None
                case Order.AT_LEAST:
                    return None, value
                case Order.MORE:
                    return None, value + 1
        case Equals(_, int() as value):
            return value, value
    return None, None


def _may_hand_over(last: _Bound, first: _Bound, fact: str) -> bool:
    """Types may hand over to each other; two needs only when they are about one matter."""
    if last.rule.pmks is not None and first.rule.pmks is not None:
        return True
    return last.rule.kind is first.rule.kind and _about_one_matter(last, first, fact)


def _about_one_matter(last: _Bound, first: _Bound, fact: str) -> bool:
    return _in_common(last, first, fact) > 0 or bool(_targets(last.rule) & _targets(first.rule))


def _in_common(last: _Bound, first: _Bound, fact: str) -> int:
    """Count the facts, beside the one in question, that both rules look at."""
    looked_at = facts_of(last.rule.condition) & facts_of(first.rule.condition)
    return len(looked_at - {fact, PMKS_FACT})


def _targets(rule: Rule) -> set[tuple[str, str]]:
    return {(order.partner_type, order.service) for order in rule.orders}


def _is_next(last: _Bound, first: _Bound, upper: list[_Bound], lower: list[_Bound]) -> bool:
    """Say whether the values in between are all alike, so that one stands for all."""
    types = {last.rule.pmks, first.rule.pmks}
    if first.value - last.value == 2:
        return True
    # Except inside one type, bounds that lie further apart are two different matters.
    inside_one_type = len(types) == 1 and None not in types
    if not inside_one_type:
        return False
    between = range(last.value + 1, first.value)
    return not any(one.value in between and one.rule.pmks in types for one in (*upper, *lower))


def _hole(
    prover: Prover, alive: Sequence[Rule], fact: str, last: _Bound, first: _Bound
) -> Finding | None:
    types = {last.rule.pmks, first.rule.pmks}
    value = last.value + 1
    group = [
        rule
        for rule in alive
        if rule.pmks in types and any(leaf.fact == fact for leaf in leaves_of(rule.condition))
    ]
    below, inside, above = (
        _settled_at(prover, fact, number) for number in (last.value, value, first.value)
    )
    found = prover.find(
        met=[at(last.rule.condition, below), at(first.rule.condition, above)],
        missed=[at(rule.condition, inside) for rule in group],
    )
    if found is None:
        return None

    def shows(facts: Facts) -> bool:
        rest = {name: one for name, one in facts.items() if name != fact}
        return (
            facts.get(fact) == example[fact]
            and prover.applies(last.rule, {**rest, **_given(prover, fact, last.value)})
            and prover.applies(first.rule, {**rest, **_given(prover, fact, first.value)})
            and not any(prover.applies(rule, facts) for rule in group)
        )

    example = {**found, **_given(prover, fact, value)}
    if not shows(example):
        return None
    shown = _text(prover, fact, value)
    if first.value - last.value > 2:
        shown += f" sampai {_text(prover, fact, first.value - 1)}"
    return Finding(
        FindingKind.BOUNDARY,
        Level.PROBLEM,
        tuple(dict.fromkeys((last.rule.id, first.rule.id))),
        f"{prover.pack.facts[fact].label} {shown}: {last.rule.id} berlaku sampai "
        f"{_text(prover, fact, last.value)} dan {first.rule.id} mulai "
        f"{_text(prover, fact, first.value)}; di antaranya tidak ada yang berlaku.",
        prover.smallest(example, shows, [last.rule, first.rule]),
    )


def _overlap(prover: Prover, fact: str, last: _Bound, first: _Bound) -> Finding | None:
    """Find two types that hand over to each other, and both count the value between them."""
    rest = [last.rule.condition, first.rule.condition]
    elsewhere = Any(
        (
            Compare(fact, Order.LESS, _bound(prover, fact, last.value)),
            Compare(fact, Order.MORE, _bound(prover, fact, last.value)),
            Not(Known(fact)),
        )
    )
    if prover.find(met=[*rest, elsewhere]) is not None:
        return None
    example = prover.together(last.rule, first.rule)
    if example is None:
        return None
    shown = _text(prover, fact, last.value)
    return Finding(
        FindingKind.OVERLAP,
        Level.CHECK,
        (last.rule.id, first.rule.id),
        f"{prover.pack.facts[fact].label} {shown} termasuk {last.rule.id} dan {first.rule.id}; "
        "di nilai lain keduanya tidak pernah berlaku bersama.",
        example,
    )


def _given(prover: Prover, fact: str, number: int) -> dict[str, Value]:
    if prover.pack.facts[fact].kind is FactKind.DATE:
        return {fact: date.fromordinal(number)}
    return {fact: number}


def _bound(prover: Prover, fact: str, number: int) -> int | date:
    return date.fromordinal(number) if prover.pack.facts[fact].kind is FactKind.DATE else number


def _text(prover: Prover, fact: str, number: int) -> str:
    return str(_bound(prover, fact, number))


def _settled_at(prover: Prover, fact: str, number: int) -> Facts:
    """Return the value with everything that is computed from it alone."""
    return prover.world.settle(_given(prover, fact, number))


def at(condition: Condition, values: Mapping[str, Value]) -> Condition:
    """Return what is left of a condition when some facts have these values."""
    match condition:
        case All(parts):
            return All(tuple(at(part, values) for part in parts))
        case Any(parts):
            return Any(tuple(at(part, values) for part in parts))
        case Not(part):
            return Not(at(part, values))
        case Possibly(part):
            return Possibly(at(part, values))
        case Has(fact, _) if fact in values:
            return condition
    if condition.fact not in values:
        return condition
    return ALWAYS if evaluate(condition, values) is Truth.YES else Any(())
