"""One comparison, compiled: what all engines ask of a single known value.

The evaluator in `domain.conditions` walks the condition each time; the engines ask the
same few comparisons millions of times, so the comparison is taken apart once here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date

from tksk_workflow.domain.conditions import (
    Compare,
    Empty,
    Equals,
    Has,
    Known,
    Leaf,
    Order,
    Parameter,
    Value,
    ordinal,
)

Predicate = Callable[[Value], bool]

_COMPARISONS: dict[Order, Callable[[int, int], bool]] = {
    Order.LESS: operator.lt,
    Order.AT_MOST: operator.le,
    Order.AT_LEAST: operator.ge,
    Order.MORE: operator.gt,
}


def predicate(leaf: Leaf) -> Predicate:
    """Return a function that says whether the comparison holds for a known value.

    The function raises `TypeError` for a value that the comparison cannot take.

    Raises:
        TypeError: the bound is a `Parameter`: the pack was not bound to a day.
    """
    match leaf:
        case Equals():
            return _equals(leaf)
        case Compare(bound=Parameter(name)):
            raise TypeError(f"parameter {name} was not resolved for a date")
        case Compare(_, order, bound):
            assert not isinstance(bound, Parameter)
            return _compare(leaf.fact, _COMPARISONS[order], ordinal(bound))
        case Has(fact, member):
            return lambda value: member in members(fact, value)
        case Empty(fact):
            return lambda value: not members(fact, value)
        case Known():
            return lambda _: True


def _equals(leaf: Equals) -> Predicate:
    wanted, kind = leaf.value, type(leaf.value)

    def holds(value: Value) -> bool:
        if type(value) is not kind:
            raise unfit(leaf.fact, value)
        return value == wanted

    return holds


def _compare(fact: str, holds_for: Callable[[int, int], bool], bound: int) -> Predicate:
    def holds(value: Value) -> bool:
        return holds_for(number(fact, value), bound)

    return holds


def number(fact: str, value: Value) -> int:
    """Read a number or a date as an integer.

    Raises:
        TypeError: it is neither.
    """
    if type(value) is int:
        return value
    if isinstance(value, date):
        return value.toordinal()
    raise unfit(fact, value)


def members(fact: str, value: Value) -> frozenset[str]:
    """Read a set.

    Raises:
        TypeError: it is none.
    """
    if isinstance(value, frozenset):
        return value
    raise unfit(fact, value)


def unfit(fact: str, value: Value) -> TypeError:
    """Name the fact whose value has the wrong type, never the value itself."""
    return TypeError(f"fact {fact} is {type(value).__name__}")
