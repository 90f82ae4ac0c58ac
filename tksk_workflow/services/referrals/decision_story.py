"""A recorded decision for readers: which rules fired on what, what holds, what to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.waiting import record_waits_for_answer
from tksk_workflow.services.routing.told_holds import HoldTold, Papers, holds_told
from tksk_workflow.store.models import DecisionRecord, Referral


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """Something to ask next."""

    fact: str
    question: str
    urgency: str | None


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule that fired, and on what."""

    rule: str
    name: str
    basis: tuple[str, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """The decision in force.

    Attributes:
        manual: no rule has led to a referral, or the engines disagree; the case stands in
            the coordinator's queue only if its status says so.
        waits_for_answer: there is no referral yet because a rule hangs on an answer.
    """

    number: int
    decided_at: datetime
    decided_by: str
    pack: str
    manual: bool
    waits_for_answer: bool
    rules: tuple[RuleShown, ...]
    holds: tuple[HoldTold, ...]
    to_ask: tuple[QuestionShown, ...]


def decision_shown(
    pack: RulePack, record: DecisionRecord, referrals: Sequence[Referral], papers: Papers
) -> DecisionShown:
    """Return a recorded decision with the names and sources of the rules of its pack.

    Args:
        pack: the rules that made it.
        record: the decision in force.
        referrals: of the case, as they stand now.
        papers: of the case.
    """
    known = {rule.id: rule for rule in pack.rules}
    result = record.result
    rules = []
    for entry in result["trace"]:
        if entry["outcome"] != Truth.YES.value or entry["replaced_by"]:
            continue
        rule = known.get(entry["rule"])
        rules.append(
            RuleShown(
                rule=entry["rule"],
                name=rule.name if rule else entry["rule"],
                basis=rule.basis if rule else (),
                facts=entry["facts"],
            )
        )
    return DecisionShown(
        number=record.id,
        decided_at=record.decided_at,
        decided_by=record.decided_by,
        pack=record.pack_hash,
        manual=bool(result["manual"]),
        waits_for_answer=record_waits_for_answer(result, pack),
        rules=tuple(rules),
        holds=holds_told(
            ((hold["rule"], hold["reason"]) for hold in result["holds"]), referrals, papers, pack
        ),
        to_ask=tuple(
            QuestionShown(found["fact"], found["question"], found["urgency"])
            for found in result["questions"]
        ),
    )
