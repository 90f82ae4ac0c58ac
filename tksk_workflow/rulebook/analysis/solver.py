"""Conditions as formulas of a solver, so that properties of a pack can be proved.

Each fact becomes a variable over the values that the vocabulary allows, and a flag
that says whether it has been asked. A condition becomes two formulas: when it is
certainly met, and when it is certainly not. What the solver finds is an example: facts
in the form of ``tksk rules decide``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any as Term

import z3

from tksk_workflow.domain.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Empty,
    Equals,
    Has,
    Known,
    Not,
    Order,
    Parameter,
    Possibly,
    Value,
    leaves_of,
    ordinal,
)
from tksk_workflow.domain.rulepack import FactDefinition, FactKind, RulePack

_FIRST_DAY = date.min.toordinal()
_LAST_DAY = date.max.toordinal()
_LARGEST = 10**9
_SOME_OTHER_TEXT = "lainnya"


class Formulas:
    """Turns conditions of one pack (bound to a day) into formulas."""

    def __init__(self, pack: RulePack) -> None:
        """Start without variables; each is made when a condition first needs it."""
        self._pack = pack
        self._members = _all_members(pack)
        self._texts: dict[str, list[str]] = {}
        self._values: dict[str, Term] = {}
        self._translated: dict[tuple[int, bool], tuple[Condition, Term]] = {}

    def known(self, fact: str) -> Term:
        """Return the flag: somebody has given this fact."""
        return z3.Bool(f"?{fact}")

    def value(self, fact: str) -> Term:
        """Return the variable of a fact that is not a set."""
        if fact not in self._values:
            kind = self._pack.facts[fact].kind
            self._values[fact] = z3.Bool(fact) if kind is FactKind.YES_NO else z3.Int(fact)
        return self._values[fact]

    def member(self, fact: str, name: str) -> Term:
        """Return the variable: the set contains this member."""
        return z3.Bool(f"{fact}={name}")

    def domain(self, facts: Iterable[str]) -> list[Term]:
        """Return what the vocabulary says about the values of these facts."""
        found = []
        for fact in sorted(facts):
            definition = self._pack.facts[fact]
            if definition.kind in {FactKind.YES_NO, FactKind.SET}:
                continue
            low, high = self._bounds(definition)
            found.append(z3.And(self.value(fact) >= low, self.value(fact) <= high))
        return found

    def met(self, condition: Condition) -> Term:
        """Return the formula: the condition is certainly met."""
        return self._sided(condition, wanted=True)

    def refuted(self, condition: Condition) -> Term:
        """Return the formula: the condition is certainly not met."""
        return self._sided(condition, wanted=False)

    def _sided(self, condition: Condition, *, wanted: bool) -> Term:
        key = (id(condition), wanted)
        if key not in self._translated:
            # The condition is kept beside its formula, so that its id stays its own.
            self._translated[key] = condition, self._translate(condition, wanted=wanted)
        return self._translated[key][1]

    def _translate(self, condition: Condition, *, wanted: bool) -> Term:
        match condition:
            case All(parts):
                join = z3.And if wanted else z3.Or
                return join([self._sided(part, wanted=wanted) for part in parts])
            case Any(parts):
                join = z3.Or if wanted else z3.And
                return join([self._sided(part, wanted=wanted) for part in parts])
            case Not(part):
                return self._sided(part, wanted=not wanted)
            case Possibly(part):
                refuted = self._sided(part, wanted=False)
                return z3.Not(refuted) if wanted else refuted
            case Known(fact):
                return self.known(fact) if wanted else z3.Not(self.known(fact))
        holds = self._leaf(condition)
        return z3.And(self.known(condition.fact), holds if wanted else z3.Not(holds))

    def _leaf(self, leaf: Equals | Compare | Has | Empty) -> Term:
        match leaf:
            case Equals(fact, bool(value)):
                return self.value(fact) == value
            case Equals(fact, value):
                return self.value(fact) == self.number_of(fact, value)
            case Compare(fact, order, bound):
                if isinstance(bound, Parameter):
                    raise TypeError(f"parameter {bound.name} was not resolved for a date")
                return _compare(self.value(fact), order, ordinal(bound))
            case Has(fact, member):
                return self.member(fact, member)
            case Empty(fact):
                members = self._members.get(fact, ())
                return z3.Not(z3.Or([self.member(fact, name) for name in members]))

    def number_of(self, fact: str, value: Value) -> int:
        """Return the number that stands for a value; 0 or 1 for yes and no.

        A choice is its place in the vocabulary, a date its ordinal; a text gets a number
        of its own when it first occurs.
        """
        if isinstance(value, int):
            return int(value)
        if isinstance(value, date):
            return value.toordinal()
        if not isinstance(value, str):
            raise TypeError(f"fact {fact} is a set")
        definition = self._pack.facts[fact]
        if definition.kind is FactKind.CHOICE:
            # What the vocabulary does not know can never be the answer.
            return definition.options.index(value) if value in definition.options else -1
        texts = self._texts.setdefault(fact, [])
        if value not in texts:
            texts.append(value)
        return texts.index(value)

    def facts(self, model: z3.ModelRef, names: Iterable[str]) -> dict[str, Value]:
        """Return those of the named facts that a model marks as known."""
        found: dict[str, Value] = {}
        for fact in sorted(names):
            if not z3.is_true(model.eval(self.known(fact))):
                continue
            definition = self._pack.facts[fact]
            if definition.kind is FactKind.SET:
                found[fact] = frozenset(
                    name
                    for name in self._members.get(fact, ())
                    if z3.is_true(model.eval(self.member(fact, name)))
                )
            elif definition.kind is FactKind.YES_NO:
                found[fact] = z3.is_true(model.eval(self.value(fact)))
            else:
                number = model.eval(self.value(fact), model_completion=True)
                found[fact] = self._value(definition, int(number.as_long()))
        return found

    def _value(self, definition: FactDefinition, number: int) -> Value:
        match definition.kind:
            case FactKind.CHOICE:
                return definition.options[number]
            case FactKind.DATE:
                return date.fromordinal(number)
            case FactKind.TEXT:
                texts = self._texts.get(definition.name, ())
                return texts[number] if number < len(texts) else _SOME_OTHER_TEXT
        return number

    def _bounds(self, definition: FactDefinition) -> tuple[int, int]:
        match definition.kind:
            case FactKind.CHOICE:
                return 0, len(definition.options) - 1
            case FactKind.DATE:
                return _FIRST_DAY, _LAST_DAY
            case FactKind.TEXT:
                return 0, _LARGEST
        low, high = definition.low, definition.high
        return -_LARGEST if low is None else low, _LARGEST if high is None else high


def _all_members(pack: RulePack) -> dict[str, tuple[str, ...]]:
    """The members of each set: those of the vocabulary, and those that rules name."""
    members = {
        name: dict.fromkeys(found.options)
        for name, found in pack.facts.items()
        if found.kind is FactKind.SET
    }
    conditions = [found.condition for found in pack.rules]
    conditions += [found.condition for found in pack.guards]
    for condition in conditions:
        for leaf in leaves_of(condition):
            if isinstance(leaf, Has):
                members[leaf.fact][leaf.member] = None
    for rule in pack.rules:
        for conclusion in rule.conclusions:
            if isinstance(conclusion.value, frozenset):
                members[conclusion.fact].update(dict.fromkeys(sorted(conclusion.value)))
    return {fact: tuple(found) for fact, found in members.items()}


def _compare(variable: Term, order: Order, bound: int) -> Term:
    match order:
        case Order.LESS:
            return variable < bound
        case Order.AT_MOST:
            return variable <= bound
        case Order.AT_LEAST:
            return variable >= bound
        case Order.MORE:
            return variable > bound
