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
    # The most frequent kinds first, without pattern matching: a decision asks this some
    # thousand times.
    if isinstance(condition, Equals | Has | Compare | Empty):
        value = facts.get(condition.fact)
        if value is None:
            return Truth.UNKNOWN
        return Truth.YES if _leaf_holds(condition, value) else Truth.NO
    if isinstance(condition, All):
        return _first_or_unknown(condition.parts, facts, Truth.NO, Truth.YES)
    if isinstance(condition, Any):
        return _first_or_unknown(condition.parts, facts, Truth.YES, Truth.NO)
    if isinstance(condition, Not):
        return evaluate(condition.part, facts).negated()
    if isinstance(condition, Possibly):
        return Truth.of(evaluate(condition.part, facts) is not Truth.NO)
    return Truth.of(condition.fact in facts)


def _first_or_unknown(
    parts: tuple[Condition, ...], facts: Facts, decisive: Truth, otherwise: Truth
) -> Truth:
    """Stop at the decisive answer; else unknown if any part is, else the other answer."""
    result = otherwise
    for part in parts:
        answer = evaluate(part, facts)
        if answer is decisive:
            return decisive
        if answer is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def _leaf_holds(leaf: Equals | Has | Compare | Empty, value: Value) -> bool:
    if isinstance(leaf, Equals):
        if type(leaf.value) is not type(value):
            raise _mistyped(leaf, value)
        return value == leaf.value
    if isinstance(leaf, Compare):
        bound = leaf.bound
        if isinstance(bound, Parameter):
            raise TypeError(f"parameter {bound.name} was not resolved for a date")
        if isinstance(value, date) and isinstance(bound, date):
            return leaf.order.holds(value.toordinal(), bound.toordinal())
        if isinstance(value, bool) or not isinstance(value, int) or isinstance(bound, date):
            raise _mistyped(leaf, value)
        return leaf.order.holds(value, bound)
    if not isinstance(value, frozenset):
        raise _mistyped(leaf, value)
    return leaf.member in value if isinstance(leaf, Has) else not value


def _mistyped(leaf: Equals | Has | Compare | Empty, value: Value) -> TypeError:
    """Say which fact has which type; never its value."""
    return TypeError(f"fact {leaf.fact} is {type(value).__name__}")


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
    truth, asked = _truth_and_questions(condition, facts)
    return asked if truth is Truth.UNKNOWN else frozenset()


def _truth_and_questions(condition: Condition, facts: Facts) -> tuple[Truth, frozenset[str]]:
    """Answer both in one walk over the tree."""
    if isinstance(condition, All | Any):
        answers = [_truth_and_questions(part, facts) for part in condition.parts]
        join = all_of if isinstance(condition, All) else any_of
        open_parts = (asked for answer, asked in answers if answer is Truth.UNKNOWN)
        return join(answer for answer, _ in answers), frozenset[str]().union(*open_parts)
    if isinstance(condition, Not):
        answer, asked = _truth_and_questions(condition.part, facts)
        return answer.negated(), asked
    if isinstance(condition, Known | Possibly):  # about the unknown itself: never pending
        return evaluate(condition, facts), frozenset()
    if condition.fact not in facts:
        return Truth.UNKNOWN, frozenset({condition.fact})
    return evaluate(condition, facts), frozenset()


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
