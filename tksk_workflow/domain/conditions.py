"""Conditions that a rule places on the facts of a case.

A condition is a small tree. Evaluation is three-valued: a comparison with a fact
that nobody has asked about is UNKNOWN, and the rule that hangs on it is pending.
`Known` and `Possibly` are the two nodes that look at the unknown itself; both
always answer yes or no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from tksk_workflow.domain.truth import Truth, all_of, any_of

Value = bool | int | str | date | frozenset[str]
Facts = Mapping[str, Value]


class Order(Enum):
    """A comparison of numbers or dates."""

    LESS = "<"
    AT_MOST = "<="
    AT_LEAST = ">="
    MORE = ">"

    def holds(self, left: int, right: int) -> bool:
        """Compare two ordinals."""
        match self:
            case Order.LESS:
                return left < right
            case Order.AT_MOST:
                return left <= right
            case Order.AT_LEAST:
                return left >= right
            case Order.MORE:
                return left > right


@dataclass(frozen=True, slots=True)
class Parameter:
    """A bound that changes by decree; resolved for a date before evaluation."""

    name: str


@dataclass(frozen=True, slots=True)
class Equals:
    """A yes/no fact, a choice or a number equals one value."""

    fact: str
    value: bool | int | str


@dataclass(frozen=True, slots=True)
class Compare:
    """A number or a date lies on one side of a bound."""

    fact: str
    order: Order
    bound: int | date | Parameter


@dataclass(frozen=True, slots=True)
class Has:
    """A set-valued fact contains a member."""

    fact: str
    member: str


@dataclass(frozen=True, slots=True)
class Empty:
    """A set-valued fact is known and has no member."""

    fact: str


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody has given this fact. Never UNKNOWN itself."""

    fact: str


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds. Without parts: always."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds. Without parts: never."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold; unknown stays unknown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Possibly:
    """The part is not ruled out: yes or not asked yet. Never UNKNOWN itself."""

    part: Condition


Leaf = Equals | Compare | Has | Empty | Known
Condition = Equals | Compare | Has | Empty | Known | All | Any | Not | Possibly

ALWAYS = All(())


def ordinal(value: int | date) -> int:
    """Put numbers and dates on one line, so that both compare as integers."""
    return value.toordinal() if isinstance(value, date) else value


def evaluate(condition: Condition, facts: Facts) -> Truth:
    """Say whether the condition holds for these facts.

    Raises:
        TypeError: a fact has a type that the condition cannot compare, or a bound
            is still a `Parameter`. Facts are type-checked before they come here.
    """
    match condition:
        case All(parts):
            return all_of(evaluate(part, facts) for part in parts)
        case Any(parts):
            return any_of(evaluate(part, facts) for part in parts)
        case Not(part):
            return evaluate(part, facts).negated()
        case Possibly(part):
            return Truth.of(evaluate(part, facts) is not Truth.NO)
        case Known(fact):
            return Truth.of(fact in facts)
    if condition.fact not in facts:
        return Truth.UNKNOWN
    return Truth.of(_leaf_holds(condition, facts[condition.fact]))


def _leaf_holds(leaf: Equals | Compare | Has | Empty, value: Value) -> bool:
    match leaf:
        case Equals(_, wanted):
            if type(wanted) is not type(value):
                raise TypeError(f"fact {leaf.fact} is {type(value).__name__}")
            return value == wanted
        case Compare(_, order, bound):
            if isinstance(value, bool) or not isinstance(value, int | date):
                raise TypeError(f"fact {leaf.fact} is {type(value).__name__}")
            if isinstance(bound, Parameter):
                raise TypeError(f"parameter {bound.name} was not resolved for a date")
            if isinstance(value, date) is not isinstance(bound, date):
                raise TypeError(f"fact {leaf.fact} is {type(value).__name__}")
            return order.holds(ordinal(value), ordinal(bound))
        case Has(_, member):
            if not isinstance(value, frozenset):
                raise TypeError(f"fact {leaf.fact} is {type(value).__name__}")
            return member in value
        case Empty(_):
            if not isinstance(value, frozenset):
                raise TypeError(f"fact {leaf.fact} is {type(value).__name__}")
            return not value


def facts_of(condition: Condition) -> frozenset[str]:
    """Name every fact that the condition mentions."""
    match condition:
        case All(parts) | Any(parts):
            return frozenset[str]().union(*(facts_of(part) for part in parts))
        case Not(part) | Possibly(part):
            return facts_of(part)
        case _:
            return frozenset({condition.fact})


def open_questions(condition: Condition, facts: Facts) -> frozenset[str]:
    """Name the unasked facts on which a pending condition hangs.

    Branches that are already decided are left out: nobody is asked a question
    whose answer cannot change the outcome. Empty when the answer is yes or no.
    """
    if evaluate(condition, facts) is not Truth.UNKNOWN:
        return frozenset()
    match condition:
        case All(parts) | Any(parts):
            return frozenset[str]().union(*(open_questions(part, facts) for part in parts))
        case Not(part) | Possibly(part):
            return open_questions(part, facts)
        case _:
            return frozenset({condition.fact})


def leaves_of(condition: Condition) -> frozenset[Leaf]:
    """Collect the comparisons at the tips of the tree."""
    match condition:
        case All(parts) | Any(parts):
            return frozenset[Leaf]().union(*(leaves_of(part) for part in parts))
        case Not(part) | Possibly(part):
            return leaves_of(part)
        case _:
            return frozenset({condition})


def resolved(condition: Condition, values: Mapping[str, int]) -> Condition:
    """Replace every `Parameter` bound by its value.

    Raises:
        KeyError: a parameter has no value on the date in question.
    """
    match condition:
        case All(parts):
            return All(tuple(resolved(part, values) for part in parts))
        case Any(parts):
            return Any(tuple(resolved(part, values) for part in parts))
        case Not(part):
            return Not(resolved(part, values))
        case Possibly(part):
            return Possibly(resolved(part, values))
        case Compare(fact, order, Parameter(name)):
            return Compare(fact, order, values[name])
        case _:
            return condition
