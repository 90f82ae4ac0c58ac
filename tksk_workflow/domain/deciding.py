"""From facts to a decision: chain the rules, keep all matches, resolve the conflicts.

The order is that of DOMAIN 5.6. All matching rules add their referrals; only the
conflicting fields are resolved: the highest urgency wins, closed beats open, a hold
always wins, and what holds never touches P0 (nor, for papers and stale data, P1).

Which conditions are met is asked of a `Matcher`. The three-valued `Evaluator` here
is the reference; the inference engine must give the same set (see ADR 0013).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from tksk_workflow.domain.conditions import Facts, Value
from tksk_workflow.domain.decision import (
    Decision,
    DerivedFact,
    TraceEntry,
)
from tksk_workflow.domain.guards import DecisionGuards, GuardVerdict
from tksk_workflow.domain.holding import Holding, hold_everything
from tksk_workflow.domain.proposing import Proposing
from tksk_workflow.domain.questions import Asking
from tksk_workflow.domain.readings import RuleReader, RuleReading, read_rule
from tksk_workflow.domain.rulepack import (
    Conclusion,
    GuardAction,
    Rule,
    RulePack,
)
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.urgency import Urgency


class Matcher(Protocol):
    """Says which of a pack's conditions are met. Implementations are bound to a pack."""

    def matching(self, facts: Facts) -> frozenset[str]:
        """Return the keys (see `units_of`) whose condition is certainly met."""
        ...


class Evaluator:
    """The reference matcher: evaluates each condition of a pack, and says why.

    What it has evaluated it remembers by the facts that were looked at.
    """

    def __init__(self, pack: RulePack) -> None:
        """Take a pack whose parameters are resolved (see `rulebook.binding`)."""
        self.guards = DecisionGuards(pack)
        self.holding = Holding(pack, self.guards)
        self.proposing = Proposing(pack)
        self.asking = Asking(pack)
        self._reader = RuleReader(pack)

    def matching(self, facts: Facts) -> frozenset[str]:
        """Return the keys (see `units_of`) whose condition is certainly met."""
        return met(self.readings(facts))

    def readings(self, facts: Facts) -> list[RuleReading]:
        """Read the rules in the pack's order; a rule that is left out says "no"."""
        return self._reader.readings(facts)


def met(readings: Iterable[RuleReading]) -> frozenset[str]:
    """Return the keys of all units that are met."""
    return frozenset[str]().union(*[reading.met for reading in readings if reading.met])


@dataclass(frozen=True, slots=True)
class Chained:
    """The facts after all conclusions were drawn, and what fired.

    Attributes:
        readings: what the reference makes of the rules at the end.
        agreed: the reference found the same units met, each time.
    """

    facts: Mapping[str, Value]
    fired: frozenset[str]
    derived: tuple[DerivedFact, ...]
    readings: list[RuleReading]
    agreed: bool


def decide(
    case_id: str,
    facts: Facts,
    pack: RulePack,
    today: date,
    matcher: Matcher,
    *,
    evaluator: Evaluator | None = None,
) -> Decision:
    """Apply a pack to the facts of one case.

    Args:
        case_id: opaque id; never a NIK or a name.
        facts: checked facts, computed ones included. What is absent has not been asked.
        pack: the rules, with parameters resolved for ``today``.
        today: the day of the decision.
        matcher: answers which conditions are met.
        evaluator: the reference for this pack, kept from one case to the next; made for
            this call when there is none. It gives the reasons, and checks the matcher:
            when the two disagree nothing goes to a partner. Every referral is held and
            the case goes to the coordinator's queue.
    """
    reference = evaluator or Evaluator(pack)
    chained = chain(facts, pack, matcher, reference)
    readings = chained.readings if chained.agreed else _disputed(chained, pack)
    told = [reading for reading in readings if reading.entry is not None]
    fired = [reading.rule for reading in told if reading.rule.id in chained.fired]
    closed = _is_closed(chained.facts, pack)
    case_facts: dict[str, Value] = {**chained.facts, "kasus_tertutup": closed}

    case_verdicts = reference.guards.about_case(case_facts)
    replaced = _replacements(fired, case_verdicts, pack.rules_by_id)
    lowered = _lowered_bases(fired, chained.fired, replaced)
    kept = [rule for rule in fired if rule.id not in replaced]
    proposals = reference.proposing.proposals(kept, chained.fired, lowered, case_facts, closed)
    held, holds, notices = reference.holding.apply(proposals, case_facts, case_verdicts)
    if not chained.agreed:
        held, holds = hold_everything(held, holds)
    count_verdicts = reference.guards.about_case({**case_facts, "jumlah_rujukan": len(held)})
    manual = (
        not held
        or not chained.agreed
        or any(found.guard.action is GuardAction.QUEUE_MANUALLY for found in count_verdicts)
    )
    return Decision(
        case_id=case_id,
        pack_name=pack.name,
        pack_hash=pack.content_hash,
        decided_on=today,
        referrals=tuple(held),
        derived=chained.derived,
        questions=reference.asking.ranked(
            [reading.stakes for reading in told if reading.rule.id not in replaced]
        ),
        holds=holds,
        notices=notices,
        closed=closed,
        manual=manual,
        trace=tuple(_trace(told, replaced)),
        pack_version=pack.version,
    )


def chain(
    facts: Facts, pack: RulePack, matcher: Matcher, reference: Evaluator | None = None
) -> Chained:
    """Match, add what the fired rules conclude, and match again until nothing is new.

    On the way only the rules that conclude something must be answered right; at the end
    every unit. Without a reference nothing is checked and nothing is read.
    """
    known: dict[str, Value] = dict(facts)
    derived: list[DerivedFact] = []
    readings: list[RuleReading] = []
    agreed = True
    while True:
        fired = matcher.matching(known)
        if reference is not None:
            readings = reference.readings(known)
        fresh = [
            found
            for rule in pack.concluding_rules
            if rule.id in fired
            for conclusion in rule.conclusions
            for found in _conclude(conclusion, rule.id, known)
        ]
        if reference is not None and (differing := met(readings) ^ fired):
            agreed = agreed and bool(fresh) and differing.isdisjoint(pack.concluding_ids)
        if not fresh:
            return Chained(known, fired, tuple(derived), readings, agreed)
        derived.extend(fresh)


def _conclude(
    conclusion: Conclusion, rule_id: str, known: dict[str, Value]
) -> Iterable[DerivedFact]:
    """Add one conclusion to ``known``. What somebody stated is never overwritten."""
    value = conclusion.value
    if isinstance(value, frozenset):
        present = known.get(conclusion.fact, frozenset())
        if not isinstance(present, frozenset):
            raise TypeError(f"fact {conclusion.fact} is {type(present).__name__}")
        fresh = sorted(value - present)
        if fresh:
            known[conclusion.fact] = present | value
        return [DerivedFact(conclusion.fact, member, rule_id) for member in fresh]
    if conclusion.fact in known:
        return []
    known[conclusion.fact] = value
    return [DerivedFact(conclusion.fact, value, rule_id)]


def _is_closed(facts: Facts, pack: RulePack) -> bool:
    """Closed beats open, and the type alone closes a case, before any rule fires."""
    types = facts.get("pmks", frozenset())
    assert isinstance(types, frozenset)
    by_type = any(code in pack.pmks_types and pack.pmks_types[code].closed for code in types)
    return by_type or facts.get("kasus_tertutup") is True


def _replacements(
    fired: list[Rule], case_verdicts: list[GuardVerdict], rules: Mapping[str, Rule]
) -> dict[str, str]:
    """Map each replaced rule to the rule or guard that took its place."""
    replaced: dict[str, str] = {}
    for rule in fired:
        for target in rule.replaces:
            replaced.setdefault(target, rule.id)
    for found in case_verdicts:
        if found.guard.action is GuardAction.REPLACE:
            for target in found.guard.details:
                replaced.setdefault(target, found.guard.id)
    return {target: by for target, by in replaced.items() if target in rules}


def _lowered_bases(
    fired: list[Rule], keys: frozenset[str], replaced: Mapping[str, str]
) -> dict[str, Urgency]:
    """Base rules whose urgency a variant lowers after a recorded safety assessment."""
    return {
        rule.pmks: rule.lowers_base.urgency
        for rule in fired
        if rule.lowers_base and rule.pmks
        if rule.id not in replaced and f"{rule.id}~turun~0" in keys
    }


def _disputed(chained: Chained, pack: RulePack) -> list[RuleReading]:
    """Read all rules; what the matcher says has fired is explained as fired."""
    found = {reading.rule.id: reading for reading in chained.readings}
    return [
        read_rule(rule, pack, chained.facts, answer=Truth.YES)
        if rule.id in chained.fired
        else found.get(rule.id) or read_rule(rule, pack, chained.facts)
        for rule in pack.rules
    ]


def _trace(told: Iterable[RuleReading], replaced: Mapping[str, str]) -> Iterator[TraceEntry]:
    """Explain the rules that fired or are pending; a plain "no" is left out."""
    for reading in told:
        entry = reading.entry
        assert entry is not None
        if entry.rule in replaced and entry.outcome is Truth.YES:
            entry = replace(entry, replaced_by=replaced[entry.rule])
        yield entry
