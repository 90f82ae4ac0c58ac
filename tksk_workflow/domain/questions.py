"""Which unasked question to put first.

A question is worth most when the answer could open the most pressing referral;
among equals, when more rules hang on it. Only facts that a client can tell are
asked: what the workflow computes or knows is never put to anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tksk_workflow.domain.conditions import Condition, Facts, evaluate, open_questions
from tksk_workflow.domain.decision import Question
from tksk_workflow.domain.rulepack import FactDefinition, FactOrigin, Rule, RulePack
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.urgency import Urgency

_LEAST = len(Urgency)


def rank_questions(
    pack: RulePack,
    facts: Facts,
    replaced: Collection[str] = (),
    answers: Mapping[str, Truth] | None = None,
) -> tuple[Question, ...]:
    """List what is still to be asked, the most valuable question first.

    Args:
        pack: the rules, bound to a day.
        facts: what is known.
        replaced: rules that another one has taken the place of; nobody asks for them.
        answers: each rule's answer to these facts, where the caller has it already.
    """
    waiting: dict[str, dict[str, _Stake]] = {}
    for rule in pack.rules:
        if rule.id in replaced:
            continue
        answer = answers[rule.id] if answers else evaluate(rule.condition, facts)
        for condition, stake in _undecided(rule, answer):
            for fact in client_questions(open_questions(condition, facts), pack.facts):
                if fact not in facts:
                    stakes = waiting.setdefault(fact, {})
                    stakes[rule.id] = min(stake, stakes.get(rule.id, stake), key=_rank)
    position = {name: index for index, name in enumerate(pack.facts)}
    ordered = sorted(
        waiting.items(),
        key=lambda item: (
            min(_rank(stake) for stake in item[1].values()),
            all(stake.rule.pmks is None for stake in item[1].values()),
            -len(item[1]),
            position[item[0]],
        ),
    )
    return tuple(
        Question(
            fact=fact,
            question=pack.facts[fact].question or pack.facts[fact].label,
            urgency=min(stakes.values(), key=_rank).urgency,
            rules=tuple(stakes),
        )
        for fact, stakes in ordered
    )


def client_questions(
    unknown: Iterable[str], definitions: Mapping[str, FactDefinition]
) -> frozenset[str]:
    """Turn unknown facts into what can be put to a client.

    A computed fact is asked as the fact it follows from; what only the workflow knows is
    left out.
    """
    found = (definitions[fact] for fact in unknown if fact in definitions)
    asked = (definitions.get(fact.asked_as, fact) for fact in found)
    return frozenset(fact.name for fact in asked if fact.origin is FactOrigin.CLIENT)


@dataclass(frozen=True, slots=True)
class _Stake:
    """What the best answer could bring about: a rule, and how pressing that is."""

    rule: Rule
    urgency: Urgency | None


def _rank(stake: _Stake) -> int:
    return _LEAST if stake.urgency is None else stake.urgency.rank


def _undecided(rule: Rule, answer: Truth) -> Iterator[tuple[Condition, _Stake]]:
    """The conditions of a rule that an answer could still turn, with what hangs on them.

    Once the rule applies, the conditions inside it count as well: an order that opens
    only when somebody lives alone must not stay shut because nobody asked.
    """
    if answer is Truth.UNKNOWN:
        yield rule.condition, _Stake(rule, rule.urgency)
    if answer is not Truth.YES:
        return
    for order in rule.orders:
        yield order.condition, _Stake(rule, rule.urgency)
    for change in rule.raises:
        yield change.condition, _Stake(rule, change.urgency)
    if rule.lowers_base is not None:
        yield rule.lowers_base.condition, _Stake(rule, rule.lowers_base.urgency)
