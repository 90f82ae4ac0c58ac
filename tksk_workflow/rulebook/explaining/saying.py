"""Conditions in the words of the rule language, for explanations.

`phrase` writes one comparison exactly as a rule would, so that reading it again gives
the same comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from tksk_workflow.domain.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Empty,
    Equals,
    Facts,
    Has,
    Known,
    Leaf,
    Not,
    Order,
    Parameter,
    Possibly,
    Value,
    evaluate,
)
from tksk_workflow.domain.truth import Truth
from tksk_workflow.rulebook.reading.number_phrases import ORDERS
from tksk_workflow.rulebook.reading.phrases import ASKED, EMPTY, NOT, NOT_ASKED

_WORDS = {order: word for word, order in ORDERS.items()}
_DAY = timedelta(days=1)


def phrase(leaf: Leaf) -> str:
    """Write what stands beside the fact of one comparison."""
    match leaf:
        case Equals(_, bool() as value):
            return said_value(value)
        case Equals(_, value):
            return str(value)
        case Compare(_, order, date() as bound):
            # The language knows two ways to compare days; the other two are a day off.
            day = bound + _DAY if order in {Order.AT_MOST, Order.MORE} else bound
            return f"{'sebelum' if order in {Order.LESS, Order.AT_MOST} else 'sejak'} {day}"
        case Compare(_, order, Parameter(name)):
            return f"{_WORDS[order]} parameter {name}"
        case Compare(_, order, bound):
            return f"{_WORDS[order]} {bound}"
        case Has(_, member):
            return member
        case Empty():
            return EMPTY
        case Known():
            return ASKED


def say(condition: Condition) -> str:
    """Write a condition on one line."""
    match condition:
        case All(parts):
            return " dan ".join(_inner(part) for part in parts) or "selalu"
        case Any(parts):
            return " atau ".join(_inner(part) for part in parts) or "tidak pernah"
        case Not(Known(fact)):
            return f"{fact}: {NOT_ASKED}"
        case Not(Equals(fact, value)) if not isinstance(value, bool):
            return f"{fact}: {NOT} {value}"
        case Not(part):
            return f"{NOT} ({say(part)})"
        case Possibly(part):
            return f"{_inner(part)} (atau {NOT_ASKED})"
        case _:
            return f"{condition.fact}: {phrase(condition)}"


def _inner(condition: Condition) -> str:
    text = say(condition)
    return f"({text})" if isinstance(condition, All | Any) and len(condition.parts) > 1 else text


def said_value(value: Value) -> str:
    """Write a fact's value as a rule would."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or EMPTY
    return str(value)


def said_facts(facts: Mapping[str, Value]) -> str:
    """Write facts on one line."""
    return ", ".join(f"{name}: {said_value(value)}" for name, value in facts.items())


def failing_parts(condition: Condition, facts: Facts) -> tuple[Condition, ...]:
    """Return the parts that make a condition certainly false; empty when it is not."""
    if evaluate(condition, facts) is not Truth.NO:
        return ()
    match condition:
        case All(parts):
            return tuple(found for part in parts for found in failing_parts(part, facts))
        case Possibly(part):
            return failing_parts(part, facts)
        case _:
            return (condition,)
