"""What each answer to an open question would change in a decision.

Every answer that some rule tells apart is tried: yes and no, each option, each member of
a set that a condition names, and one value from each range of numbers or days between
the bounds of the rules. Answers that lead to the same are told together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tksk_workflow.domain.conditions import Condition, Facts, Has, Value, leaves_of
from tksk_workflow.domain.decision import Decision, Question
from tksk_workflow.domain.rulepack import FactKind, Guard, Rule, RulePack
from tksk_workflow.rulebook.binding import conditions_of
from tksk_workflow.rulebook.explaining.stretches import stretches
from tksk_workflow.rulebook.reading.phrases import EMPTY
from tksk_workflow.rulebook.router import Router
from tksk_workflow.rulebook.simulation.comparing import (
    CaseChange,
    CaseToReplay,
    ChangeKind,
    ReferralChange,
    Replayed,
    simulate,
)

_YES_NO: tuple[tuple[str, Value], ...] = (("ya", True), ("tidak", False))


@dataclass(frozen=True, slots=True)
class Effect:
    """What some answers to one question would change.

    Attributes:
        answers: the answers, in words of the rule language.
        changes: referrals that would be added, removed, more or less pressing, or held.
        closed: the case would be handled closed from then on.
        manual: the coordinator's queue before and after, where the two differ.
    """

    answers: tuple[str, ...]
    changes: tuple[ReferralChange, ...] = ()
    closed: bool = False
    manual: tuple[bool, bool] | None = None

    @property
    def is_none(self) -> bool:
        """Nothing would change."""
        return not (self.changes or self.closed or self.manual)


@dataclass(frozen=True, slots=True)
class QuestionEffects:
    """An open question with what its answers would change."""

    question: Question
    effects: tuple[Effect, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {
            "fact": self.question.fact,
            "question": self.question.question,
            "urgency": self.question.urgency.value if self.question.urgency else None,
            "effects": [_as_dict(effect) for effect in self.effects],
        }


def effects_of_answers(
    router: Router, facts: Facts, decision: Decision, most: int | None = None
) -> tuple[QuestionEffects, ...]:
    """Try the answers to the open questions of a decision, the most valuable question first.

    Args:
        router: the rules that made the decision.
        facts: the facts that it was made from, as they were stated.
        decision: what was decided.
        most: try no more questions than this.
    """
    pack = router.pack
    items: tuple[Rule | Guard, ...] = (*pack.rules, *pack.guards)
    conditions = [condition for item in items for condition in conditions_of(item, pack)]
    return tuple(
        QuestionEffects(question, tuple(_effects(router, facts, decision, question, conditions)))
        for question in decision.questions[:most]
    )


def said_change(change: ReferralChange, pack: RulePack) -> str:
    """Say a changed referral in words that a TKSK reads."""
    was, becomes = change.before, change.after
    if was is None:
        assert becomes is not None
        return f"tambah {_said(becomes, pack)}"
    if becomes is None:
        return f"hapus {_said(was, pack)}"
    target = _said(becomes, pack)
    if ChangeKind.URGENCY in change.kinds:
        return f"{target}, semula {was.urgency}"
    if ChangeKind.HOLD in change.kinds:
        return f"{target} {'tertahan' if becomes.held_by else 'tidak lagi tertahan'}"
    return f"{target} menurut {', '.join(becomes.rules)}"


def _said(referral: Replayed, pack: RulePack) -> str:
    partner = pack.partner_types[referral.partner_type].name
    service = pack.services.get(referral.service, referral.service)
    return f"{partner}: {service} ({referral.urgency})"


def _effects(
    router: Router,
    facts: Facts,
    decision: Decision,
    question: Question,
    conditions: Sequence[Condition],
) -> Iterator[Effect]:
    answers = list(_answers(router.pack, question.fact, conditions))
    replayed = [
        CaseToReplay(str(number), facts, {**facts, question.fact: value})
        for number, (_, value) in enumerate(answers)
    ]
    changed = {change.case.id: change for change in simulate(replayed, router, router).changed}
    grouped: dict[Effect, list[str]] = {}
    for number, (words, _) in enumerate(answers):
        effect = _effect(changed.get(str(number)), decision)
        grouped.setdefault(effect, []).append(words)
    for effect, alike in grouped.items():
        yield Effect(tuple(alike), effect.changes, effect.closed, effect.manual)


def _effect(change: CaseChange | None, decision: Decision) -> Effect:
    if change is None:
        return Effect(())
    return Effect(
        (),
        changes=change.changes,
        closed=change.closed and not decision.closed,
        manual=change.manual if change.manual[0] is not change.manual[1] else None,
    )


def _answers(
    pack: RulePack, fact: str, conditions: Sequence[Condition]
) -> Iterator[tuple[str, Value]]:
    """Yield the answers that some condition tells apart, with their words."""
    match pack.facts[fact].kind:
        case FactKind.YES_NO:
            yield from _YES_NO
        case FactKind.SET:
            members = {
                leaf.member
                for condition in conditions
                for leaf in leaves_of(condition)
                if isinstance(leaf, Has) and leaf.fact == fact
            }
            yield from ((member, frozenset({member})) for member in sorted(members))
            yield EMPTY, frozenset()
        case FactKind.NUMBER | FactKind.DATE | FactKind.CHOICE:
            yield from ((str(one), one.value) for one in stretches(pack, fact, conditions))


def _as_dict(effect: Effect) -> dict[str, Any]:
    def referral(found: Replayed | None) -> dict[str, Any] | None:
        if found is None:
            return None
        return {
            "partner_type": found.partner_type,
            "service": found.service,
            "urgency": found.urgency.value,
            "rules": list(found.rules),
            "held_by": list(found.held_by),
        }

    return {
        "answers": list(effect.answers),
        "changes": [
            {
                "kinds": [kind.value for kind in change.kinds],
                "before": referral(change.before),
                "after": referral(change.after),
            }
            for change in effect.changes
        ],
        "closed": effect.closed,
        "manual": None if effect.manual is None else effect.manual[1],
    }
