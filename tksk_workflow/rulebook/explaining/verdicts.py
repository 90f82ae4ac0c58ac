"""Why each rule of a pack fired, waits, or does not apply to one case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tksk_workflow.domain.conditions import Facts, Value, evaluate, facts_of, open_questions
from tksk_workflow.domain.decision import Decision, DerivedFact
from tksk_workflow.domain.questions import client_questions
from tksk_workflow.domain.rulepack import Rule
from tksk_workflow.domain.truth import Truth
from tksk_workflow.rulebook.decisions_json import decision_to_dict, value_to_json
from tksk_workflow.rulebook.explaining.answering import QuestionEffects, effects_of_answers
from tksk_workflow.rulebook.explaining.saying import failing_parts, say
from tksk_workflow.rulebook.router import Router

_OUTCOMES = {Truth.YES: "cocok", Truth.NO: "tidak cocok", Truth.UNKNOWN: "perlu dilengkapi"}


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """One rule and the reason for its outcome.

    Attributes:
        facts: the facts that its condition looked at, where known.
        to_ask: what to ask a client so that a waiting rule is decided.
        failed: the conditions that do not hold, in words.
        replaced_by: the rule or guard that took its place.
    """

    rule: Rule
    outcome: Truth
    facts: dict[str, Value]
    to_ask: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision, every rule's part in it, and what each answer would change."""

    decision: Decision
    rules: tuple[RuleExplanation, ...]
    answers: tuple[QuestionEffects, ...] = ()

    def with_outcome(self, outcome: Truth) -> list[RuleExplanation]:
        """Return the rules with one outcome, in the pack's order."""
        return [found for found in self.rules if found.outcome is outcome]

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation as a JSON object."""
        return {
            "id": self.decision.case_id,
            "rules": [
                {
                    "rule": found.rule.id,
                    "name": found.rule.name,
                    "outcome": _OUTCOMES[found.outcome],
                    "facts": {name: value_to_json(value) for name, value in found.facts.items()},
                    "to_ask": list(found.to_ask),
                    "failed": list(found.failed),
                    "replaced_by": found.replaced_by,
                    "basis": list(found.rule.basis),
                    "sources": list(found.rule.sources),
                }
                for found in self.rules
            ],
            "answers": [found.as_dict() for found in self.answers],
            "decision": decision_to_dict(self.decision),
        }


def explain(router: Router, case_id: str, facts: Facts) -> Explanation:
    """Decide a case and explain every rule, with the facts that were derived on the way."""
    decision = router.decide(case_id, facts)
    known = _with_derived(router.complete(facts), decision.derived)
    replaced = {entry.rule: entry.replaced_by for entry in decision.trace}
    return Explanation(
        decision,
        tuple(_explained(rule, known, router, replaced.get(rule.id)) for rule in router.pack.rules),
        effects_of_answers(router, facts, decision),
    )


def _explained(
    rule: Rule, known: Facts, router: Router, replaced_by: str | None
) -> RuleExplanation:
    asked = client_questions(open_questions(rule.condition, known), router.pack.facts)
    position = {name: index for index, name in enumerate(router.pack.facts)}
    return RuleExplanation(
        rule=rule,
        outcome=evaluate(rule.condition, known),
        facts={name: known[name] for name in sorted(facts_of(rule.condition)) if name in known},
        to_ask=tuple(sorted(asked, key=lambda name: position[name])),
        failed=tuple(say(part) for part in failing_parts(rule.condition, known)),
        replaced_by=replaced_by,
    )


def _with_derived(facts: dict[str, Value], derived: Iterable[DerivedFact]) -> dict[str, Value]:
    """Add what the rules concluded; a member joins its set."""
    for found in derived:
        present = facts.get(found.fact)
        if isinstance(present, frozenset) and isinstance(found.value, str):
            facts[found.fact] = present | {found.value}
        elif isinstance(found.value, str):
            facts[found.fact] = frozenset({found.value})
        else:
            facts[found.fact] = found.value
    return facts
