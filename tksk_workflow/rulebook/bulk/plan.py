"""Decisions for whole populations: columns of facts in, columns of decisions out.

The steps are those of `domain.deciding.decide`, each taken for all cases of a block at
once. A step gives sets of cases (see `truths`): those for which a rule fired, a referral
is asked for at some urgency, a guard holds it. Nothing is explained; who wants to know
why asks `decide` about the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from tksk_workflow.domain.conditions import Equals, Has
from tksk_workflow.domain.decision import DerivedFact, ReferralProposal
from tksk_workflow.domain.guards import looks_at_referral
from tksk_workflow.domain.proposing import is_base, proposal_of
from tksk_workflow.domain.questions import client_questions
from tksk_workflow.domain.readings import units_of
from tksk_workflow.domain.rulepack import (
    Guard,
    GuardAction,
    GuardStage,
    Rule,
    RulePack,
)
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.binding import bind
from tksk_workflow.rulebook.bulk.guards import ReferralGuards
from tksk_workflow.rulebook.bulk.population import Column, Population, smallest
from tksk_workflow.rulebook.bulk.truths import Block, Cases, Stated, YesNo, rows_of

CLOSED, COUNT, PMKS = "kasus_tertutup", "jumlah_rujukan", "pmks"


@dataclass(frozen=True, slots=True)
class BulkReferral:
    """One order of one rule at one urgency: the cases that it is proposed for.

    Attributes:
        proposal: what is proposed; whether it is closed and which papers are missing
            differs from case to case and is not told here.
        held: guard to the cases in which it holds this referral.
    """

    proposal: ReferralProposal
    cases: Cases
    held: Mapping[str, Cases]


@dataclass(frozen=True, slots=True)
class BlockDecisions:
    """What a pack decides for a block of cases.

    Attributes:
        size: how many cases.
        rounds: what fired in each round of concluding; the last one is complete.
        derived: what was concluded, in order.
        referrals: only those that are proposed for some case.
        to_ask: fact to the cases that should be asked; in no order of value, and empty
            unless it was wanted.
    """

    size: int
    rounds: tuple[Mapping[str, Cases], ...]
    derived: tuple[tuple[DerivedFact, Cases], ...]
    referrals: tuple[BulkReferral, ...]
    closed: Cases
    manual: Cases
    to_ask: Mapping[str, Cases]

    @property
    def fired(self) -> Mapping[str, Cases]:
        """The units of the pack (see `units_of`) and the cases that meet them."""
        return self.rounds[-1]


class BulkPlan:
    """A pack bound to a day, for deciding many cases at once."""

    def __init__(self, pack: RulePack, day: date) -> None:
        """Put the day's numbers into the pack and sort its guards.

        Raises:
            ParameterMissing: a rule needs a parameter without a value that day.
        """
        self.pack = bind(pack, day)
        self.day = day
        self._units = units_of(self.pack)
        asked = [guard for guard in self.pack.guards if guard.stage is GuardStage.DECISION]
        self._case_guards = [guard for guard in asked if not looks_at_referral(guard)]
        self._referral_guards = [guard for guard in asked if looks_at_referral(guard)]

    def decide(self, population: Population, *, questions: bool = False) -> BlockDecisions:
        """Decide all cases of a block; its size bounds the memory.

        Args:
            population: checked facts, process facts included.
            questions: find out as well what is still to be asked.

        Raises:
            TypeError: a fact has a type that a rule cannot compare.
        """
        block = Block.of(population.completed(self.pack, self.day))
        rounds, derived = self.chain(block)
        fired = rounds[-1]
        closed = self._closed(block)
        case = block.with_facts({CLOSED: YesNo(closed, block.everybody)})
        case_verdicts = [(guard, case.met(guard.condition)) for guard in self._case_guards]
        replaced = self._replaced(fired, case_verdicts, block.nobody)
        guards = ReferralGuards(self._referral_guards, case_verdicts, case, closed, self.pack)
        referrals = tuple(
            BulkReferral(proposal, cases, guards.holding(proposal, cases))
            for proposal, cases in self._proposed(fired, replaced)
        )
        return BlockDecisions(
            size=population.size,
            rounds=tuple(rounds),
            derived=tuple(derived),
            referrals=referrals,
            closed=closed,
            manual=self._manual(referrals, case),
            to_ask=self._questions(block, fired, replaced) if questions else {},
        )

    def chain(
        self, block: Block
    ) -> tuple[list[Mapping[str, Cases]], list[tuple[DerivedFact, Cases]]]:
        """Draw conclusions until nothing is new; only then match everything else.

        Args:
            block: facts, computed ones included; conclusions are added to it.

        Returns:
            What fired in each round, and what was concluded.
        """
        rounds: list[Mapping[str, Cases]] = []
        derived: list[tuple[DerivedFact, Cases]] = []
        while True:
            fired = {rule.id: block.met(rule.condition) for rule in self.pack.concluding_rules}
            rounds.append(fired)
            fresh = [
                (DerivedFact(conclusion.fact, value, rule.id), cases)
                for rule in self.pack.concluding_rules
                for conclusion in rule.conclusions
                for value, cases in block.conclude(
                    conclusion.fact, conclusion.value, fired[rule.id]
                )
            ]
            if not fresh:
                break
            derived += fresh
        everything = {key: block.met(condition) for key, condition in self._units.items()}
        return [{**everything, **fired} for fired in rounds], derived

    def _closed(self, block: Block) -> Cases:
        """Closed beats open, and the type alone closes a case, before any rule fires."""
        closed = block.met(Equals(CLOSED, True))
        for code, kind in self.pack.pmks_types.items():
            if kind.closed:
                closed = closed | block.met(Has(PMKS, code))
        return closed

    def _replaced(
        self,
        fired: Mapping[str, Cases],
        case_verdicts: list[tuple[Guard, Cases]],
        nobody: Cases,
    ) -> dict[str, Cases]:
        """For each rule the cases in which another one, or a guard, takes its place."""
        replaced = {rule.id: nobody for rule in self.pack.rules}
        takers = [(rule.replaces, fired[rule.id]) for rule in self.pack.rules]
        takers += [
            (guard.details, cases)
            for guard, cases in case_verdicts
            if guard.action is GuardAction.REPLACE
        ]
        for targets, cases in takers:
            for target in targets:
                if target in replaced:
                    replaced[target] = replaced[target] | cases
        return replaced

    def _proposed(
        self, fired: Mapping[str, Cases], replaced: Mapping[str, Cases]
    ) -> Iterator[tuple[ReferralProposal, Cases]]:
        lowered = self._lowered(fired, replaced)
        for rule in self.pack.rules:
            active = fired[rule.id] & ~replaced[rule.id]
            if rule.urgency is None or not active.any():
                continue
            for urgency, cases in self._urgencies(rule, active, fired, lowered).items():
                for number, order in enumerate(rule.orders):
                    wanted = cases & fired.get(f"{rule.id}~rujuk~{number}", cases)
                    if wanted.any():
                        yield proposal_of(rule, order, urgency, None, self.pack, False), wanted

    def _urgencies(
        self,
        rule: Rule,
        active: Cases,
        fired: Mapping[str, Cases],
        lowered: Mapping[str, Mapping[Urgency, Cases]],
    ) -> dict[Urgency, Cases]:
        """Split the cases of a rule by how pressing they are."""
        assert rule.urgency is not None
        at = {rule.urgency: active}
        for number, change in enumerate(rule.raises):
            _move(at, change.urgency, fired[f"{rule.id}~naik~{number}"], up=True)
        if rule.pmks is not None and is_base(rule):
            for urgency, cases in lowered.get(rule.pmks, {}).items():
                _move(at, urgency, cases, up=False)
        return at

    def _lowered(
        self, fired: Mapping[str, Cases], replaced: Mapping[str, Cases]
    ) -> dict[str, dict[Urgency, Cases]]:
        """For each type the cases whose base rule a variant lowers; the last variant counts."""
        lowered: dict[str, dict[Urgency, Cases]] = {}
        for rule in self.pack.rules:
            if rule.lowers_base is None or rule.pmks is None:
                continue
            cases = fired[rule.id] & ~replaced[rule.id] & fired[f"{rule.id}~turun~0"]
            of_type = lowered.setdefault(rule.pmks, {})
            for urgency, others in of_type.items():
                of_type[urgency] = others & ~cases
            urgency = rule.lowers_base.urgency
            of_type[urgency] = of_type[urgency] | cases if urgency in of_type else cases
        return lowered

    def _manual(self, referrals: tuple[BulkReferral, ...], case: Block) -> Cases:
        """The cases for the coordinator: without any referral, or sent there by a guard."""
        queueing = [
            guard for guard in self._case_guards if guard.action is GuardAction.QUEUE_MANUALLY
        ]
        counts = np.zeros(case.size, dtype=np.min_scalar_type(len(referrals) + 1))
        for referral in referrals:
            counts += rows_of(referral.cases, case.size)
        found = np.packbits(counts == 0)
        if queueing:
            values = tuple(range(int(counts.max(initial=0)) + 1))
            column = Column(smallest(counts + 1, values), values)
            counted = case.with_facts({COUNT: Stated(column)})
            for guard in queueing:
                found = found | counted.met(guard.condition)
        return found

    def _questions(
        self, block: Block, fired: Mapping[str, Cases], replaced: Mapping[str, Cases]
    ) -> dict[str, Cases]:
        """The unasked facts, each with the cases in which a rule waits for it."""
        to_ask: dict[str, Cases] = {}
        definitions = self.pack.facts
        for rule in self.pack.rules:
            waiting = block.everybody & ~replaced[rule.id]
            inner = [order.condition for order in rule.orders]
            inner += [change.condition for change in rule.raises]
            inner += [rule.lowers_base.condition] if rule.lowers_base else []
            asked = [(rule.condition, waiting & ~fired[rule.id])]
            asked += [(condition, waiting & fired[rule.id]) for condition in inner]
            for condition, among in asked:
                for unknown, cases in block.open_questions(condition, among):
                    for fact in client_questions([unknown], definitions):
                        unasked = cases & ~block.known(fact)
                        to_ask[fact] = to_ask[fact] | unasked if fact in to_ask else unasked
        return {fact: cases for fact, cases in to_ask.items() if cases.any()}


def _move(at: dict[Urgency, Cases], target: Urgency, cases: Cases, *, up: bool) -> None:
    """Move cases to a more pressing class, or to a less pressing one, never the other way."""
    for urgency in list(at):
        if urgency.rank > target.rank if up else urgency.rank < target.rank:
            moved = at[urgency] & cases
            at[urgency] = at[urgency] & ~cases
            at[target] = at[target] | moved if target in at else moved
