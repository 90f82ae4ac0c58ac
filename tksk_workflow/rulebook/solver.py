"""Conditions as formulas of a solver, so that properties of a pack can be proved.

Each fact becomes a variable over the values that the vocabulary allows, and a flag
that says whether it has been asked. A condition becomes two formulas: when it is
certainly met, and when it is certainly not. What the solver finds is an example: facts
in the form of ``tksk rules decide``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from tksk_workflow.domain.rulepack import FactDefinition, FactKind, FactOrigin, RulePack

_FIRST_DAY = date(1900, 1, 1).toordinal()
_LAST_DAY = date(2100, 12, 31).toordinal()
_LARGEST = 10**6


class Formulas:
    """Turns the conditions of one pack (bound to a day) into formulas."""

    def __init__(self, pack: RulePack) -> None:
        """Prepare one variable per fact, lazily."""
        self._pack = pack
        self._known: dict[str, Term] = {}
        self._values: dict[str, Term] = {}
        self._members: dict[tuple[str, str], Term] = {}
        self.domain: list[Term] = []

    def known(self, fact: str) -> Term:
        """Return the flag: somebody has given this fact."""
        if fact not in self._known:
            self._known[fact] = z3.Bool(f"?{fact}")
        return self._known[fact]

    def value(self, fact: str) -> Term:
        """Return the variable of a fact that is not a set."""
        if fact not in self._values:
            definition = self._pack.facts[fact]
            if definition.kind is FactKind.YES_NO:
                self._values[fact] = z3.Bool(fact)
            else:
                variable = z3.Int(fact)
                self._values[fact] = variable
                low, high = _bounds(definition)
                self.domain.append(z3.And(variable >= low, variable <= high))
        return self._values[fact]

    def member(self, fact: str, name: str) -> Term:
        """Return the variable: the set contains this member."""
        key = (fact, name)
        if key not in self._members:
            self._members[key] = z3.Bool(f"{fact}={name}")
        return self._members[key]

    def met(self, condition: Condition) -> Term:
        """Return the formula: the condition is certainly met."""
        return self._sided(condition, wanted=True)

    def refuted(self, condition: Condition) -> Term:
        """Return the formula: the condition is certainly not met."""
        return self._sided(condition, wanted=False)

    def _sided(self, condition: Condition, *, wanted: bool) -> Term:
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
                return self.value(fact) == self._number(fact, value)
            case Compare(fact, order, bound):
                if isinstance(bound, Parameter):
                    raise TypeError(f"parameter {bound.name} was not resolved for a date")
                return _compare(self.value(fact), order, ordinal(bound))
            case Has(fact, member):
                return self.member(fact, member)
            case Empty(fact):
                names = self._pack.facts[fact].options
                return z3.Not(z3.Or([self.member(fact, name) for name in names]))

    def _number(self, fact: str, value: int | str) -> int:
        """Number a choice by its place in the vocabulary; a text by a number of its own."""
        if isinstance(value, int):
            return value
        options = self._pack.facts[fact].options
        return options.index(value) if value in options else _LARGEST - 1

    def everything_asked(self, conditions: Iterable[Condition]) -> list[Term]:
        """Return the constraints: every client fact in these conditions is known."""
        facts = {leaf.fact for condition in conditions for leaf in leaves_of(condition)}
        return [
            self.known(fact)
            for fact in sorted(facts)
            if self._pack.facts[fact].origin in {FactOrigin.CLIENT, FactOrigin.COMPUTED}
        ]

    def example(self, constraints: Iterable[Term]) -> dict[str, Value] | None:
        """Return facts that satisfy all constraints, or None when there are none.

        Of a satisfying assignment only the facts that are marked as known are given.
        """
        wanted = list(constraints)  # building them may add to the domain
        solver = z3.Solver()
        solver.add(*self.domain, *wanted)
        if solver.check() != z3.sat:
            return None
        return self._facts(solver.model())

    def _facts(self, model: z3.ModelRef) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for fact in sorted({*self._values, *(name for name, _ in self._members)}):
            if not z3.is_true(model.eval(self.known(fact), model_completion=True)):
                continue
            definition = self._pack.facts[fact]
            if definition.kind is FactKind.SET:
                found[fact] = frozenset(
                    name
                    for (of, name), variable in self._members.items()
                    if of == fact and z3.is_true(model.eval(variable, model_completion=True))
                )
                continue
            value = model.eval(self._values[fact], model_completion=True)
            found[fact] = _value(definition, value)
        return found


def _value(definition: FactDefinition, value: Term) -> Value:
    match definition.kind:
        case FactKind.YES_NO:
            return bool(z3.is_true(value))
        case FactKind.CHOICE:
            return definition.options[int(value.as_long())]
        case FactKind.DATE:
            return date.fromordinal(int(value.as_long()))
        case _:
            return int(value.as_long())


def _bounds(definition: FactDefinition) -> tuple[int, int]:
    if definition.kind is FactKind.CHOICE:
        return 0, max(len(definition.options) - 1, 0)
    if definition.kind is FactKind.DATE:
        return _FIRST_DAY, _LAST_DAY
    low = 0 if definition.low is None else definition.low
    return low, _LARGEST if definition.high is None else definition.high


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


def smallest(
    formulas: Formulas, constraints: list[Term], facts: Mapping[str, Value]
) -> dict[str, Value]:
    """Shrink an example: leave out every fact that is not needed, one after the other."""
    kept = dict(facts)
    for fact in sorted(facts):
        without = [z3.Not(formulas.known(name)) for name in facts if name not in kept]
        tried = formulas.example([*constraints, *without, z3.Not(formulas.known(fact))])
        if tried is not None:
            kept = {name: value for name, value in tried.items() if name in kept}
            kept.pop(fact, None)
    return kept
