"""From facts to a decision: chain the rules, keep all matches, resolve the conflicts.

The order is that of DOMAIN 5.6. All matching rules add their referrals; only the
conflicting fields are resolved: the highest urgency wins, closed beats open, a hold
always wins, and what holds never touches P0 (nor, for papers and stale data, P1).

Which conditions are met is asked of a `Matcher`. The three-valued `Evaluator` here
is the reference; the inference engine must give the same set (see ADR 0013).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Protocol

from tksk_workflow.domain.conditions import Condition, Facts, Value, evaluate, facts_of
from tksk_workflow.domain.decision import (
    Decision,
    DerivedFact,
    ReferralProposal,
    TraceEntry,
)
from tksk_workflow.domain.guards import DecisionGuards, GuardVerdict
from tksk_workflow.domain.holding import apply_guards, hold_everything, not_owned
from tksk_workflow.domain.questions import rank_questions
from tksk_workflow.domain.readings import RuleReader, RuleReading, read_rule
from tksk_workflow.domain.remembered import Remembered
from tksk_workflow.domain.rulepack import (
    Conclusion,
    GuardAction,
    ReferralOrder,
    Rule,
    RulePack,
)
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.urgency import Urgency, most_urgent


class Matcher(Protocol):
    """Says which of a pack's conditions are met. Implementations are bound to a pack."""

    def matching(self, facts: Facts) -> frozenset[str]:
        """Return the keys (see `units_of`) whose condition is certainly met."""
        ...


def units_of(pack: RulePack) -> dict[str, Condition]:
    """Name every condition of the pack's rules that has to be matched.

    A rule is one unit under its id; each further condition inside it (an urgency
    change, an order of its own) is a unit under ``id~kind~number``. Conditions of
    guards are not among them: they look at one referral at a time.
    """
    units: dict[str, Condition] = {}
    for rule in pack.rules:
        units[rule.id] = rule.condition
        for number, change in enumerate(rule.raises):
            units[f"{rule.id}~naik~{number}"] = change.condition
        if rule.lowers_base:
            units[f"{rule.id}~turun~0"] = rule.lowers_base.condition
        for number, order in enumerate(rule.orders):
            if facts_of(order.condition):
                units[f"{rule.id}~rujuk~{number}"] = order.condition
    return units


class Evaluator:
    """The reference matcher: evaluates each condition of a pack, and says why.

    What it has evaluated it remembers by the facts that were looked at.
    """

    def __init__(self, pack: RulePack) -> None:
        """Take a pack whose parameters are resolved (see `rulebook.binding`)."""
        self.guards = DecisionGuards(pack)
        self._reader = RuleReader(pack)
        whole = {rule.id for rule in pack.rules}
        self._inner = [
            (key, Remembered(facts_of(condition), partial(evaluate, condition)))
            for key, condition in units_of(pack).items()
            if key not in whole
        ]

    def matching(self, facts: Facts) -> frozenset[str]:
        """Return the keys (see `units_of`) whose condition is certainly met."""
        met = [reading.rule.id for reading in self.readings(facts) if reading.answer is Truth.YES]
        met += [key for key, answer in self._inner if answer(facts) is Truth.YES]
        return frozenset(met)

    def readings(self, facts: Facts) -> list[RuleReading]:
        """Read the rules in the pack's order; a rule that is left out says "no"."""
        return self._reader.readings(facts)


@dataclass(frozen=True, slots=True)
class Chained:
    """The facts after all conclusions were drawn, and what fired."""

    facts: Mapping[str, Value]
    fired: frozenset[str]
    derived: tuple[DerivedFact, ...]
    agreed: bool


def decide(
    case_id: str,
    facts: Facts,
    pack: RulePack,
    today: date,
    matcher: Matcher,
    *,
    cross_check: Matcher | None = None,
    evaluator: Evaluator | None = None,
) -> Decision:
    """Apply a pack to the facts of one case.

    Args:
        case_id: opaque id; never a NIK or a name.
        facts: checked facts, computed ones included. What is absent has not been asked.
        pack: the rules, with parameters resolved for ``today``.
        today: the day of the decision.
        matcher: answers which conditions are met.
        cross_check: a second matcher. When the two disagree nothing goes to a partner:
            every referral is held and the case goes to the coordinator's queue.
        evaluator: the reference for this pack, kept from one case to the next; it gives
            the reasons. Made for this call when there is none.
    """
    reference = evaluator or Evaluator(pack)
    chained = chain(facts, pack, matcher, cross_check)
    fired = [rule for rule in pack.rules if rule.id in chained.fired]
    closed = _is_closed(chained.facts, pack)
    case_facts: dict[str, Value] = {**chained.facts, "kasus_tertutup": closed}

    case_verdicts = reference.guards.about_case(case_facts)
    replaced = _replacements(fired, case_verdicts, pack.rules_by_id)
    lowered = _lowered_bases(fired, chained.fired, replaced)
    proposals = [
        proposal
        for rule in fired
        if rule.id not in replaced
        for proposal in _proposals(rule, chained.fired, lowered, case_facts, pack, closed)
    ]
    proposals.sort(key=lambda proposal: (proposal.urgency.rank, proposal.rule))

    readings = _readings(reference, chained, pack)
    held, holds, notices = apply_guards(
        proposals, case_facts, case_verdicts, pack, reference.guards
    )
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
        questions=rank_questions(
            pack,
            chained.facts,
            replaced,
            (stake for reading in readings for stake in reading.stakes),
        ),
        holds=holds,
        notices=notices,
        closed=closed,
        manual=manual,
        trace=_trace(readings, replaced),
        pack_version=pack.version,
    )


def chain(
    facts: Facts, pack: RulePack, matcher: Matcher, cross_check: Matcher | None = None
) -> Chained:
    """Match, add what the fired rules conclude, and match again until nothing is new."""
    known: dict[str, Value] = dict(facts)
    derived: list[DerivedFact] = []
    agreed = True
    while True:
        fired = matcher.matching(known)
        if cross_check is not None and cross_check.matching(known) != fired:
            agreed = False
        fresh = [
            found
            for rule in pack.concluding_rules
            if rule.id in fired
            for conclusion in rule.conclusions
            for found in _conclude(conclusion, rule.id, known)
        ]
        if not fresh:
            return Chained(known, fired, tuple(derived), agreed)
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


def _proposals(
    rule: Rule,
    keys: frozenset[str],
    lowered: Mapping[str, Urgency],
    facts: Facts,
    pack: RulePack,
    closed: bool,
) -> list[ReferralProposal]:
    if rule.urgency is None:
        return []
    urgency = rule.urgency
    for number, change in enumerate(rule.raises):
        if f"{rule.id}~naik~{number}" in keys:
            urgency = most_urgent(urgency, change.urgency)
    if rule.pmks is not None and rule.pmks in lowered and is_base(rule):
        # Lowering lowers: a base that is less pressing already stays as it is.
        urgency = max(urgency, lowered[rule.pmks], key=lambda found: found.rank)
    return [
        proposal_of(rule, order, urgency, facts, pack, closed)
        for number, order in enumerate(rule.orders)
        if not facts_of(order.condition) or f"{rule.id}~rujuk~{number}" in keys
    ]


def is_base(rule: Rule) -> bool:
    """Say whether a rule is the base of its PMKS type, not one of the variants."""
    return rule.pmks is not None and not rule.id.startswith(f"{rule.pmks}-V")


def proposal_of(
    rule: Rule,
    order: ReferralOrder,
    urgency: Urgency,
    facts: Facts,
    pack: RulePack,
    closed: bool,
) -> ReferralProposal:
    """Write out what one order of a rule asks for."""
    partner_type = pack.partner_types[order.partner_type]
    needs_recommendation = order.needs_recommendation or partner_type.needs_recommendation
    documents = list(rule.documents)
    if needs_recommendation and "REKOM_DINSOS" not in documents:
        documents.append("REKOM_DINSOS")
    return ReferralProposal(
        rule=rule.id,
        partner_type=order.partner_type,
        service=order.service,
        urgency=urgency,
        forms=rule.forms,
        documents=tuple(documents),
        documents_later=rule.documents_later,
        closed=closed,
        authority=partner_type.authority,
        alternatives=order.alternatives,
        supporting=order.supporting,
        after=order.after,
        needs_recommendation=needs_recommendation,
        missing_documents=not_owned(documents, facts),
        follow_up_days=rule.follow_up_days or pack.urgency_classes[urgency].follow_up_days,
    )


def _readings(evaluator: Evaluator, chained: Chained, pack: RulePack) -> list[RuleReading]:
    """Read the rules; what an engine says has fired is explained as fired, agreed or not."""
    readings = evaluator.readings(chained.facts)
    if chained.agreed:
        return readings
    found = {reading.rule.id: reading for reading in readings}
    return [
        read_rule(rule, pack, chained.facts, answer=Truth.YES)
        if rule.id in chained.fired
        else found.get(rule.id) or read_rule(rule, pack, chained.facts)
        for rule in pack.rules
    ]


def _trace(readings: list[RuleReading], replaced: Mapping[str, str]) -> tuple[TraceEntry, ...]:
    """Explain the rules that fired or are pending; a plain "no" is left out."""
    entries = (reading.entry for reading in readings)
    return tuple(
        replace(entry, replaced_by=replaced[entry.rule])
        if entry.rule in replaced and entry.outcome is Truth.YES
        else entry
        for entry in entries
        if entry is not None
    )
