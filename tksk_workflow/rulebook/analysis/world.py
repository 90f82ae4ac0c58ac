"""Which facts can stand together at the end of a decision.

When a decision has been made, every computed fact agrees with what it is computed from,
and whatever the fired rules conclude is there. Facts of which this is true are called
settled: deciding about them changes nothing. What is proved about a pack is proved about
settled facts, so that no proof rests on a case that cannot occur.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any as Term

import z3

from tksk_workflow.domain.calendar import completed_years
from tksk_workflow.domain.conditions import (
    Compare,
    Equals,
    Facts,
    Leaf,
    Value,
    facts_of,
    leaves_of,
)
from tksk_workflow.domain.deciding import Evaluator, chain
from tksk_workflow.domain.rulepack import Conclusion, Rule, RulePack
from tksk_workflow.rulebook.analysis.solver import Formulas
from tksk_workflow.rulebook.computed import (
    AGE,
    BIRTH_DATE,
    COMPUTED,
    RELEASED,
    UPDATED,
    Completion,
    previous_cutoff,
)


class World:
    """The settled facts of one pack on one day."""

    def __init__(self, pack: RulePack, day: date) -> None:
        """Take a pack that is bound to the day."""
        self.pack = pack
        self.day = day
        self.formulas = Formulas(pack)
        self._complete = Completion(pack, day)
        self._parameters = pack.parameter_values(day)
        self._concluding = replace(
            pack, rules=tuple(rule for rule in pack.rules if rule.conclusions)
        )
        self._evaluator = Evaluator(self._concluding)
        self._settled: dict[frozenset[tuple[str, Value]], Facts] = {}
        self._conclusions: dict[tuple[str, Conclusion], Term] = {}

    def settle(self, facts: Facts) -> Facts:
        """Return the facts as they are when everything is computed and concluded."""
        key = frozenset(facts.items())
        if key not in self._settled:
            known = self._complete(facts)
            self._settled[key] = chain(known, self._concluding, self._evaluator).facts
        return self._settled[key]

    def laws(self, facts: Iterable[str]) -> tuple[set[str], list[Term]]:
        """Return what ties these facts together, and all facts that it speaks of.

        A conclusion that none of the facts depends on is left out: adding it to a case
        cannot change what is asked about.
        """
        cone = set(facts)
        while True:
            bearing = [rule for rule in self._concluding.rules if _concludes_one_of(rule, cone)]
            wider = cone.union(*(facts_of(rule.condition) for rule in bearing))
            if BIRTH_DATE in cone and any(
                COMPUTED[one].base == AGE for one in cone & set(COMPUTED)
            ):
                # From the birth date follows the age, and from the age the rest.
                wider.add(AGE)
            if wider == cone:
                break
            cone = wider
        concluded = [
            self._concluded(rule, found)
            for rule in bearing
            for found in rule.conclusions
            if found.fact in cone
        ]
        return cone, [*concluded, *self._computed(cone)]

    def _concluded(self, rule: Rule, found: Conclusion) -> Term:
        key = rule.id, found
        if key not in self._conclusions:
            met = self.formulas.met(rule.condition)
            self._conclusions[key] = z3.Implies(met, self._present(found.fact, found.value))
        return self._conclusions[key]

    def _present(self, fact: str, value: Value) -> Term:
        known = self.formulas.known(fact)
        if not isinstance(value, frozenset):
            # What somebody stated is never overwritten, so only that it is known follows.
            return known
        return z3.And([known, *(self.formulas.member(fact, name) for name in sorted(value))])

    def _computed(self, cone: set[str]) -> list[Term]:
        laws = []
        for fact, rule in COMPUTED.items():
            needed = all(name in self._parameters for name in rule.parameters)
            if fact in cone and rule.base in cone and needed:
                laws.append(z3.Implies(self._computable(rule.base), self._agrees(fact)))
        if BIRTH_DATE in cone and AGE in cone:
            laws.append(z3.Implies(self._age_follows(), self.formulas.known(AGE)))
        return laws

    def _computable(self, base: str) -> Term:
        known = self.formulas.known(base)
        if base == AGE:
            return known
        return z3.And(known, self.formulas.value(base) <= self.day.toordinal())

    def _agrees(self, fact: str) -> Term:
        """Return the formula: the computed fact is what it would be computed to."""
        value, known = self.formulas.value(fact), self.formulas.known(fact)
        age, values = self.formulas.value, self._parameters
        match fact:
            case "lansia":
                return z3.And(known, value == (age(AGE) >= values["usia_lansia"]))
            case "anak":
                return z3.And(known, value == (age(AGE) < values["usia_anak"]))
            case "usia_sekolah":
                low, high = values["usia_sekolah_min"], values["usia_sekolah_maks"]
                return z3.And(known, value == z3.And(age(AGE) >= low, age(AGE) <= high))
            case "pembaruan_sebelum_cutoff":
                cutoff = previous_cutoff(values["tanggal_cutoff"], self.day).toordinal()
                return z3.And(known, value == (self.formulas.value(UPDATED) < cutoff))
            case "umur_data_hari":
                days = self.day.toordinal() - self.formulas.value(UPDATED)
                return z3.Implies(self._fits(fact, days), z3.And(known, value == days))
            case "bulan_sejak_bebas":
                return self._months_agree(fact)
        return z3.BoolVal(True)

    def _months_agree(self, fact: str) -> Term:
        """Months are not of one length; they are compared only where the pack compares them."""
        released, value = self.formulas.value(RELEASED), self.formulas.value(fact)
        definition = self.pack.facts[fact]
        steps = {step for bound in self._bounds(fact) for step in (bound, bound + 1)}
        agree = [
            (value >= step) == (released <= latest_start(step, self.day).toordinal())
            for step in sorted(steps)
        ]
        outside = []
        if definition.high is not None:
            too_long = latest_start(definition.high + 1, self.day).toordinal()
            outside.append(released <= too_long)
        if definition.low is not None:
            outside.append(released > latest_start(definition.low, self.day).toordinal())
        return z3.Or(*outside, z3.And(self.formulas.known(fact), *agree))

    def _bounds(self, fact: str) -> set[int]:
        conditions = [found.condition for found in self.pack.rules]
        conditions += [found.condition for found in self.pack.guards]
        bounds = set()
        for condition in conditions:
            for leaf in leaves_of(condition):
                bound = bound_of(leaf)
                if leaf.fact == fact and isinstance(bound, int):
                    bounds.add(bound)
        return bounds

    def _age_follows(self) -> Term:
        """Return the formula: an age can be computed from the birth date."""
        born = self.formulas.value(BIRTH_DATE)
        oldest = self.pack.facts[AGE].high
        parts = [self.formulas.known(BIRTH_DATE), born <= self.day.toordinal()]
        if oldest is not None:
            first = date(max(1, self.day.year - oldest - 1), 1, 1)
            while (completed_years(first, self.day) or 0) > oldest:
                first += timedelta(days=1)
            parts.append(born >= first.toordinal())
        return z3.And(parts)

    def _fits(self, fact: str, number: Term) -> Term:
        definition = self.pack.facts[fact]
        parts = []
        if definition.low is not None:
            parts.append(number >= definition.low)
        if definition.high is not None:
            parts.append(number <= definition.high)
        return z3.And(parts)


def latest_start(months: int, day: date) -> date:
    """Return the latest day from which so many full months have passed on ``day``.

    The counterpart of `completed_months`; before the first month it is ``day`` itself.
    """
    if months <= 0:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    last = monthrange(year, month + 1)[1]
    ends = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if ends else min(day.day, last))


def _concludes_one_of(rule: Rule, facts: set[str]) -> bool:
    return any(found.fact in facts for found in rule.conclusions)


def bound_of(leaf: Leaf) -> object:
    """Return what a comparison compares with; None when it compares with nothing."""
    match leaf:
        case Compare(_, _, bound):
            return bound
        case Equals(_, value):
            return value
    return None
