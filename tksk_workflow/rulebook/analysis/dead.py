"""Rules, parts of rules and guards that no case can ever meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tksk_workflow.domain.conditions import (
    All,
    Compare,
    Condition,
    Equals,
    Has,
    Value,
    facts_of,
)
from tksk_workflow.domain.conditions import Any as AnyOf
from tksk_workflow.domain.rulepack import GuardAction, Rule
from tksk_workflow.rulebook.analysis.findings import Finding, FindingKind, Level
from tksk_workflow.rulebook.analysis.prover import Prover
from tksk_workflow.rulebook.explaining.saying import say as in_words


def dead_rules(prover: Prover) -> Iterator[Finding]:
    """Find what never applies, and rules whose referrals are always replaced."""
    for rule in prover.pack.rules:
        if prover.witness(rule) is None:
            yield Finding(
                FindingKind.DEAD,
                Level.PROBLEM,
                (rule.id,),
                f"Tidak ada keadaan yang memenuhi {rule.id} ({rule.name}).",
            )
            continue
        yield from _dead_parts(prover, rule)
        yield from _always_replaced(prover, rule)
    for guard in prover.pack.guards:
        if facts_of(guard.condition) and prover.find(met=[guard.condition]) is None:
            yield Finding(
                FindingKind.DEAD,
                Level.PROBLEM,
                (guard.id,),
                f"Tidak ada keadaan yang memenuhi pagar {guard.id} ({guard.name}).",
            )


def _dead_parts(prover: Prover, rule: Rule) -> Iterator[Finding]:
    """Find inner conditions and branches that never hold when the rule applies."""
    for what, condition in _parts(rule):
        if _reachable(prover, rule, condition):
            continue
        yield Finding(
            FindingKind.DEAD,
            Level.PROBLEM,
            (rule.id,),
            f"Bagian {what} dari {rule.id} tidak pernah terpenuhi saat aturannya berlaku.",
            prover.witness(rule) or {},
            part=what,
        )


def _parts(rule: Rule) -> Iterator[tuple[str, Condition]]:
    for change in rule.raises:
        yield f"'naik' ke {change.urgency}", change.condition
    if rule.lowers_base:
        yield "'turunkan_dasar'", rule.lowers_base.condition
    for order in rule.orders:
        if facts_of(order.condition):
            yield f"'hanya_jika' untuk {order.partner_type}", order.condition
    for branch in _branches(rule.condition):
        yield f"'{in_words(branch)}'", branch


def _branches(condition: Condition) -> Iterator[Condition]:
    """Return the alternatives in the positive part of a condition."""
    match condition:
        case All(parts):
            for part in parts:
                yield from _branches(part)
        case AnyOf(parts):
            for part in parts:
                yield part
                yield from _branches(part)


def _reachable(prover: Prover, rule: Rule, part: Condition) -> bool:
    both = All((rule.condition, part))
    cases = [example.facts for example in rule.examples]
    cases += [{**(prover.witness(rule) or {}), **found} for found in _wishes(part)]
    return any(prover.holds(both, facts) for facts in cases) or prover.find(met=[both]) is not None


def _wishes(part: Condition) -> Iterator[dict[str, Value]]:
    """Guess what a case could say so that a simple condition holds."""
    match part:
        case Equals(fact, value):
            yield {fact: value}
        case Compare(fact, _, int() as bound):
            for number in (bound, bound - 1, bound + 1):
                yield {fact: number}
        case Has(fact, member):
            yield {fact: frozenset({member})}


def _always_replaced(prover: Prover, rule: Rule) -> Iterator[Finding]:
    """Find rules that another rule or guard replaces whenever they apply."""
    witness = prover.witness(rule)
    by = dict(_replacers(prover, rule.id))
    if witness is None or not rule.orders or not by:
        return
    if prover.implies(rule.condition, by.values(), witness):
        yield Finding(
            FindingKind.SHADOWED,
            Level.PROBLEM,
            (rule.id, *by),
            f"Setiap kali {rule.id} berlaku, {' atau '.join(by)} menggantikannya; "
            "rujukannya tidak pernah dibuat.",
            witness,
        )


def _replacers(prover: Prover, rule_id: str) -> Iterable[tuple[str, Condition]]:
    for other in prover.pack.rules:
        if rule_id in other.replaces:
            yield other.id, other.condition
    for guard in prover.pack.guards:
        if guard.action is GuardAction.REPLACE and rule_id in guard.details:
            yield guard.id, guard.condition
