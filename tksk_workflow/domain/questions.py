"""Which unasked question to put first.

A question is worth most when the answer could open the most pressing referral;
among equals, when more rules hang on it. Only facts that a client can tell are
asked: what the workflow computes or knows is never put to anybody.
"""

from __future__ import annotations

from collections.abc import Collection

from tksk_workflow.domain.conditions import Facts, open_questions
from tksk_workflow.domain.decision import Question
from tksk_workflow.domain.rulepack import FactOrigin, Rule, RulePack
from tksk_workflow.domain.urgency import Urgency

_LEAST = len(Urgency)


def rank_questions(
    pack: RulePack, facts: Facts, replaced: Collection[str] = ()
) -> tuple[Question, ...]:
    """List what is still to be asked, the most valuable question first."""
    waiting: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        if rule.id in replaced:
            continue
        for fact in open_questions(rule.condition, facts):
            definition = pack.facts.get(fact)
            if definition is not None and definition.origin is FactOrigin.CLIENT:
                waiting.setdefault(fact, []).append(rule)
    position = {name: index for index, name in enumerate(pack.facts)}
    ordered = sorted(
        waiting.items(),
        key=lambda item: (
            _best_rank(item[1]),
            _is_need(item[1]),
            -len(item[1]),
            position[item[0]],
        ),
    )
    return tuple(
        Question(
            fact=fact,
            question=pack.facts[fact].question or pack.facts[fact].label,
            urgency=_best(rules),
            rules=tuple(rule.id for rule in rules),
        )
        for fact, rules in ordered
    )


def _best(rules: list[Rule]) -> Urgency | None:
    found = [rule.urgency for rule in rules if rule.urgency is not None]
    return min(found, key=lambda urgency: urgency.rank, default=None)


def _best_rank(rules: list[Rule]) -> int:
    best = _best(rules)
    return _LEAST if best is None else best.rank


def _is_need(rules: list[Rule]) -> bool:
    """Questions of the person's own type come before those about any need."""
    return all(rule.pmks is None for rule in rules)
