"""Lines of values, cut where the conditions of a pack change their mind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tksk_workflow.domain.conditions import Compare, Condition, Equals, Order, leaves_of, ordinal
from tksk_workflow.domain.rulepack import FactKind, RulePack

_FAR = 10**6


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values of one fact that no condition tells apart.

    Attributes:
        value: the one that stands for all; of joined stretches the one next to values
            that are answered, where a slip would be.
    """

    low: int
    high: int
    value: int | str | date
    text: str

    def __str__(self) -> str:
        """Say which values they are."""
        return self.text


def stretches(pack: RulePack, fact: str, conditions: Iterable[Condition]) -> list[Stretch]:
    """Cut the values of a fact: numbers and dates into ranges, a choice into its options."""
    definition = pack.facts[fact]
    if definition.kind is FactKind.CHOICE:
        return [
            Stretch(number, number, option, option)
            for number, option in enumerate(definition.options)
        ]
    days = definition.kind is FactKind.DATE
    first, last = definition.low or 0, definition.high
    if days:
        first, last = date.min.toordinal(), date.max.toordinal()
    starts = {first}
    for condition in conditions:
        for leaf in leaves_of(condition):
            if leaf.fact == fact:
                starts |= _starts(leaf)
    last = max(_FAR, *starts) if last is None else last
    lows = sorted(start for start in starts if first <= start <= last)
    highs = [*(start - 1 for start in lows[1:]), last]
    return [_stretch(low, high, days=days) for low, high in zip(lows, highs, strict=True)]


def _starts(leaf: object) -> set[int]:
    """The first values of new stretches at one comparison."""
    match leaf:
        case Compare(_, order, int() | date() as bound):
            value = ordinal(bound)
            return {value if order in {Order.LESS, Order.AT_LEAST} else value + 1}
        case Equals(_, int() as value):
            return {value, value + 1}
    return set()


def _stretch(low: int, high: int, *, days: bool, at: int | None = None) -> Stretch:
    value = low if at is None else at
    if days:
        first, last = date.fromordinal(low), date.fromordinal(high)
        words = f"{first}" if low == high else f"{first} sampai {last}"
        return Stretch(low, high, date.fromordinal(value), words)
    return Stretch(low, high, value, f"{low}" if low == high else f"{low} sampai {high}")


def joined(some: Sequence[Stretch], line: Sequence[Stretch]) -> list[Stretch]:
    """Put neighbours together; the value next to the rest of the line stands for them."""
    result: list[Stretch] = []
    for one in some:
        if isinstance(one.value, str) or not result or result[-1].high + 1 != one.low:
            result.append(one)
        else:
            last = result.pop()
            days = isinstance(one.value, date)
            result.append(_stretch(last.low, one.high, days=days))
    return [_at_the_edge(one, line) for one in result]


def _at_the_edge(one: Stretch, line: Sequence[Stretch]) -> Stretch:
    if isinstance(one.value, str):
        return one
    below_is_answered = one.low > line[0].low
    at = one.low if below_is_answered else one.high
    return _stretch(one.low, one.high, days=isinstance(one.value, date), at=at)
