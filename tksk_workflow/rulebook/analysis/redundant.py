"""Rules that add nothing: whenever they apply, others already give the same.

A rule adds a referral to a partner type for a service, or a concluded fact. It is
redundant when for each of these, whenever the rule applies, another rule gives the same
at the same urgency or a more pressing one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tksk_workflow.domain.conditions import All, Condition, Facts, facts_of
from tksk_workflow.domain.rulepack import GuardAction, Rule
from tksk_workflow.rulebook.analysis.findings import Finding, FindingKind, Level
from tksk_workflow.rulebook.analysis.prover import Prover

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a rule gives.

    Attributes:
        most, least: the most and the least pressing rank that it can have.
    """

    rule: Rule
    key: _Key
    condition: Condition
    most: int
    least: int


def effects_of(rule: Rule, lowered_to: int | None = None) -> list[Effect]:
    """Return what a rule gives, each with the whole condition for it.

    Args:
        rule: the rule.
        lowered_to: rank to which a variant may lower this base rule.
    """
    rank = 0 if rule.urgency is None else rule.urgency.rank
    most = min([rank, *(change.urgency.rank for change in rule.raises)])
    least = rank if lowered_to is None else max(rank, lowered_to)
    found = [
        Effect(
            rule,
            ("rujuk", order.partner_type, order.service),
            All((rule.condition, order.condition)) if facts_of(order.condition) else rule.condition,
            most,
            least,
        )
        for order in rule.orders
    ]
    for conclusion in rule.conclusions:
        values = (
            sorted(conclusion.value)
            if isinstance(conclusion.value, frozenset)
            else [str(conclusion.value)]
        )
        found += [
            Effect(rule, ("simpulkan", conclusion.fact, value), rule.condition, 0, 0)
            for value in values
        ]
    return found


def redundant_rules(prover: Prover, alive: Sequence[Rule]) -> Iterator[Finding]:
    """Find duplicates and rules in the shadow of others."""
    lowered = {
        rule.pmks: rule.lowers_base.urgency.rank
        for rule in alive
        if rule.lowers_base is not None and rule.pmks is not None
    }
    effects = {
        rule.id: effects_of(rule, lowered.get(rule.pmks) if rule.pmks else None) for rule in alive
    }
    givers: dict[_Key, list[Effect]] = defaultdict(list)
    for found in effects.values():
        for effect in found:
            givers[effect.key].append(effect)
    unreliable = _replaced(prover)
    twins: set[frozenset[str]] = set()
    for rule in alive:
        witness = prover.witness(rule)
        if witness is None or not effects[rule.id] or rule.replaces or rule.lowers_base:
            continue
        by = _covered_by(prover, effects[rule.id], givers, unreliable, witness)
        if by is None:
            continue
        for finding in _findings(prover, rule, by, effects, witness):
            pair = frozenset(finding.rules)
            if pair not in twins:
                yield finding
            if finding.kind is FindingKind.DUPLICATE:
                twins.add(pair)


def _covered_by(
    prover: Prover,
    effects: Sequence[Effect],
    givers: Mapping[_Key, Sequence[Effect]],
    unreliable: Collection[str],
    witness: Facts,
) -> list[Rule] | None:
    """Return the rules that give all effects whenever the rule applies, or None."""
    by: dict[str, Rule] = {}
    for effect in effects:
        others = [
            other
            for other in givers[effect.key]
            if other.rule.id != effect.rule.id
            and other.least <= effect.most
            and other.rule.id not in unreliable
        ]
        case = witness
        if effect.condition is not effect.rule.condition:
            found = prover.find(met=[effect.condition])
            if found is None:
                continue
            case = found
        alone = next(
            (one for one in others if prover.implies(effect.condition, [one.condition], case)), None
        )
        if alone is not None:
            by[alone.rule.id] = alone.rule
        elif prover.implies(effect.condition, [one.condition for one in others], case):
            by.update({one.rule.id: one.rule for one in others})
        else:
            return None
    return list(by.values())


def _findings(
    prover: Prover,
    rule: Rule,
    by: Sequence[Rule],
    effects: Mapping[str, list[Effect]],
    witness: Facts,
) -> Iterator[Finding]:
    names = [other.id for other in by]
    example = dict(witness)
    for other in by:
        if _same(prover, rule, other, effects):
            yield Finding(
                FindingKind.DUPLICATE,
                Level.PROBLEM,
                (rule.id, other.id),
                f"{rule.id} dan {other.id} berlaku pada keadaan yang sama dan menghasilkan "
                "hal yang sama; hapus salah satu.",
                example,
            )
            return
    yield Finding(
        FindingKind.SHADOWED,
        Level.CHECK,
        (rule.id, *names),
        f"Setiap kali {rule.id} berlaku, {' atau '.join(names)} sudah memberi hasil yang sama "
        "dengan urgensi yang sama atau lebih tinggi.",
        example,
    )


def _same(prover: Prover, rule: Rule, other: Rule, effects: Mapping[str, list[Effect]]) -> bool:
    mine = {(found.key, found.most, found.least) for found in effects[rule.id]}
    theirs = {(found.key, found.most, found.least) for found in effects[other.id]}
    witness = prover.witness(other)
    return (
        mine == theirs
        and witness is not None
        and prover.implies(other.condition, [rule.condition], witness)
        and prover.implies(rule.condition, [other.condition], prover.witness(rule) or {})
    )


def _replaced(prover: Prover) -> set[str]:
    """Rules whose referrals something else may take away."""
    by_rules = {target for rule in prover.pack.rules for target in rule.replaces}
    by_guards = {
        target
        for guard in prover.pack.guards
        if guard.action is GuardAction.REPLACE
        for target in guard.details
    }
    return by_rules | by_guards
