"""Questions about a pack, answered with a proof or with a smallest example.

The solver is asked last. Most questions are settled by a case at hand: an example of the
pack itself, or the smallest case in which another rule applies. Every example that leaves
this module was evaluated with the domain's own conditions, on settled facts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any as Term

import z3

from tksk_workflow.domain.conditions import (
    Condition,
    Facts,
    Value,
    evaluate,
    facts_of,
    leaves_of,
)
from tksk_workflow.domain.rulepack import Rule, RulePack
from tksk_workflow.domain.truth import Truth
from tksk_workflow.rulebook.analysis.world import World, bound_of

Claim = Callable[[Facts], bool]


class ProofDisagrees(AssertionError):
    """The solver's example does not show what it should: a mistake of this program."""


class Prover:
    """Answers questions about the settled facts of one pack on one day."""

    def __init__(self, pack: RulePack, day: date) -> None:
        """Take a pack that is bound to the day."""
        self.pack = pack
        self.world = World(pack, day)
        self._witnesses: dict[str, dict[str, Value] | None] = {}

    # ------------------------------------------------------------------ with the solver

    def find(
        self,
        met: Iterable[Condition] = (),
        missed: Iterable[Condition] = (),
        refuted: Iterable[Condition] = (),
        more: Iterable[tuple[Collection[str], Term]] = (),
    ) -> dict[str, Value] | None:
        """Return settled facts, or None when it is proved that there are none.

        Args:
            met: conditions that certainly hold.
            missed: conditions that do not certainly hold: no, or not asked.
            refuted: conditions that certainly do not hold.
            more: further formulas, each with the facts that it speaks of.
        """
        formulas = self.world.formulas
        met, missed, refuted, more = list(met), list(missed), list(refuted), list(more)
        names = {name for found in (*met, *missed, *refuted) for name in facts_of(found)}
        names.update(name for found, _ in more for name in found)
        cone, laws = self.world.laws(names)
        solver = z3.Solver()
        solver.add(
            *formulas.domain(cone),
            *laws,
            *(formulas.met(found) for found in met),
            *(z3.Not(formulas.met(found)) for found in missed),
            *(formulas.refuted(found) for found in refuted),
            *(term for _, term in more),
        )
        if solver.check() == z3.unsat:
            return None
        found = formulas.facts(solver.model(), cone)
        settled = self.world.settle(found)
        holds = (
            all(evaluate(one, settled) is Truth.YES for one in met)
            and all(evaluate(one, settled) is not Truth.YES for one in missed)
            and all(evaluate(one, settled) is Truth.NO for one in refuted)
        )
        if not holds:
            raise ProofDisagrees
        return found

    # ------------------------------------------------------------------ with cases at hand

    def witness(self, rule: Rule) -> dict[str, Value] | None:
        """Return a smallest case in which a rule applies; None when it never can."""
        if rule.id not in self._witnesses:
            found = self._from_examples(rule) or self.find(met=[rule.condition])
            if found is not None:
                found = self.smallest(found, lambda facts: self.applies(rule, facts), [rule])
            self._witnesses[rule.id] = found
        return self._witnesses[rule.id]

    def applies(self, rule: Rule, facts: Facts) -> bool:
        """Say whether a rule applies to facts once they are settled."""
        return evaluate(rule.condition, self.world.settle(facts)) is Truth.YES

    def holds(self, condition: Condition, facts: Facts) -> bool:
        """Say whether a condition is met by facts once they are settled."""
        return evaluate(condition, self.world.settle(facts)) is Truth.YES

    def together(self, first: Rule, second: Rule) -> dict[str, Value] | None:
        """Return a smallest case in which both rules apply; None when there is none."""

        def both(facts: Facts) -> bool:
            settled = self.world.settle(facts)
            return all(evaluate(rule.condition, settled) is Truth.YES for rule in (first, second))

        one, other = self.witness(first), self.witness(second)
        if one is None or other is None:
            return None
        merged = _merged(one, other)
        if merged is None or not both(merged):
            merged = self.find(met=[first.condition, second.condition])
        return None if merged is None else self.smallest(merged, both, [first, second])

    def implies(self, inner: Condition, outer: Iterable[Condition], witness: Facts) -> bool:
        """Say whether whenever ``inner`` is met one of ``outer`` is.

        Args:
            inner: the condition that is met.
            outer: the conditions of which one has to be met.
            witness: a case that meets ``inner``; it often shows that the answer is no.
        """
        settled = self.world.settle(witness)
        found = list(outer)
        if not any(evaluate(condition, settled) is Truth.YES for condition in found):
            return False
        return self.find(met=[inner], missed=found) is None

    def smallest(
        self, facts: Facts, claim: Claim, about: Collection[Rule] = ()
    ) -> dict[str, Value]:
        """Shrink a case that shows something: leave out whatever it does not need.

        What is left cannot be made smaller by leaving out one more fact or member.
        Numbers move to the bounds that the rules mention.
        """
        kept = dict(facts)
        for fact in sorted(facts, key=lambda name: (name == "pmks", name)):
            without = {name: value for name, value in kept.items() if name != fact}
            if claim(without):
                kept = without
                continue
            kept = self._smaller_value(kept, fact, claim, about)
        return kept

    def _smaller_value(
        self, kept: dict[str, Value], fact: str, claim: Claim, about: Collection[Rule]
    ) -> dict[str, Value]:
        value = kept[fact]
        if isinstance(value, frozenset):
            own = {rule.pmks for rule in about}
            # The types that the case is about are kept in preference to what implies them.
            for member in sorted(value, key=lambda name: (name in own, name)):
                without = {**kept, fact: frozenset(value - {member})}
                if claim(without):
                    value, kept = frozenset(value - {member}), without
        elif isinstance(value, int) and not isinstance(value, bool):
            for number in self._plain_numbers(fact, about):
                if abs(number) < abs(value) and claim({**kept, fact: number}):
                    return {**kept, fact: number}
        return kept

    def _plain_numbers(self, fact: str, about: Collection[Rule]) -> list[int]:
        numbers = {0, self.pack.facts[fact].low or 0}
        for rule in about:
            for leaf in leaves_of(rule.condition):
                if leaf.fact != fact:
                    continue
                bound = bound_of(leaf)
                if isinstance(bound, int):
                    numbers |= {bound - 1, bound, bound + 1}
        return sorted(
            (number for number in numbers if _allowed(number, fact, self.pack)),
            key=lambda number: (abs(number), number),
        )

    def _from_examples(self, rule: Rule) -> dict[str, Value] | None:
        for example in rule.examples:
            if self.applies(rule, example.facts):
                return dict(example.facts)
        return None


def _allowed(number: int, fact: str, pack: RulePack) -> bool:
    definition = pack.facts[fact]
    return (definition.low is None or number >= definition.low) and (
        definition.high is None or number <= definition.high
    )


def _merged(one: Facts, other: Facts) -> dict[str, Value] | None:
    """Put two cases together; None when they say different things."""
    merged = dict(one)
    for fact, value in other.items():
        present = merged.get(fact, value)
        if isinstance(present, frozenset) and isinstance(value, frozenset):
            merged[fact] = present | value
        elif present != value:
            return None
        else:
            merged[fact] = value
    return merged
