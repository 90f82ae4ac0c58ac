"""Decisions as JSON objects, in the keys that other programs rely on, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.decision import (
    Decision,
    DerivedFact,
    Hold,
    Notice,
    Question,
    ReferralProposal,
    TraceEntry,
)
from tksk_workflow.domain.pmks import Form
from tksk_workflow.domain.rulepack import GuardAction
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.urgency import Urgency

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def value_to_json(value: Value) -> bool | int | str | list[str]:
    """Return a fact's value for JSON: dates as ISO text, sets as sorted lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def value_from_json(value: Any) -> Value:
    """Undo `value_to_json`. Text that looks like an ISO date is a date."""
    if isinstance(value, list):
        return frozenset(value)
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return date.fromisoformat(value)
    found: Value = value
    return found


def decision_to_dict(decision: Decision) -> dict[str, Any]:
    """Return a decision as a JSON object."""
    return {
        "id": decision.case_id,
        "pack": decision.pack_hash,
        "pack_name": decision.pack_name,
        "pack_version": decision.pack_version,
        "date": decision.decided_on.isoformat(),
        "referrals": [_referral_to_dict(found) for found in decision.referrals],
        "derived": [
            {"fact": found.fact, "value": value_to_json(found.value), "rule": found.rule}
            for found in decision.derived
        ],
        "to_ask": list(decision.to_ask),
        "questions": [
            {
                "fact": found.fact,
                "question": found.question,
                "urgency": found.urgency.value if found.urgency else None,
                "rules": list(found.rules),
            }
            for found in decision.questions
        ],
        "holds": [
            {"rule": found.rule, "reason": found.reason, "referrals": list(found.referrals)}
            for found in decision.holds
        ],
        "notices": [
            {
                "rule": found.rule,
                "action": found.action.value,
                "reason": found.reason,
                "details": list(found.details),
            }
            for found in decision.notices
        ],
        "closed": decision.closed,
        "manual": decision.manual,
        "trace": [
            {
                "rule": found.rule,
                "outcome": found.outcome.value,
                "facts": {name: value_to_json(value) for name, value in found.facts},
                "open_questions": list(found.open_questions),
                "replaced_by": found.replaced_by,
            }
            for found in decision.trace
        ],
    }


def _referral_to_dict(found: ReferralProposal) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "partner_type": found.partner_type,
        "service": found.service,
        "urgency": found.urgency.value,
        "forms": [form.value for form in found.forms],
        "documents": list(found.documents),
        "documents_later": list(found.documents_later),
        "missing_documents": list(found.missing_documents),
        "closed": found.closed,
        "authority": found.authority,
        "alternatives": list(found.alternatives),
        "supporting": list(found.supporting),
        "after": found.after,
        "needs_recommendation": found.needs_recommendation,
        "follow_up_days": list(found.follow_up_days),
        "held_by": list(found.held_by),
    }


def decision_from_dict(data: Mapping[str, Any]) -> Decision:
    """Undo `decision_to_dict`, for replaying a recorded decision.

    Raises:
        KeyError, ValueError, TypeError: the object is not a recorded decision.
    """
    return Decision(
        case_id=data["id"],
        pack_name=data["pack_name"],
        pack_hash=data["pack"],
        pack_version=data["pack_version"],
        decided_on=date.fromisoformat(data["date"]),
        referrals=tuple(_referral_from_dict(found) for found in data["referrals"]),
        derived=tuple(
            DerivedFact(found["fact"], value_from_json(found["value"]), found["rule"])
            for found in data["derived"]
        ),
        questions=tuple(
            Question(
                found["fact"],
                found["question"],
                Urgency(found["urgency"]) if found["urgency"] else None,
                tuple(found["rules"]),
            )
            for found in data["questions"]
        ),
        holds=tuple(
            Hold(found["rule"], found["reason"], tuple(found["referrals"]))
            for found in data["holds"]
        ),
        notices=tuple(
            Notice(
                found["rule"],
                GuardAction(found["action"]),
                found["reason"],
                tuple(found["details"]),
            )
            for found in data["notices"]
        ),
        closed=data["closed"],
        manual=data["manual"],
        trace=tuple(
            TraceEntry(
                rule=found["rule"],
                outcome=Truth(found["outcome"]),
                facts=tuple(
                    (name, value_from_json(value)) for name, value in found["facts"].items()
                ),
                open_questions=tuple(found["open_questions"]),
                replaced_by=found["replaced_by"],
            )
            for found in data["trace"]
        ),
    )


def _referral_from_dict(found: Mapping[str, Any]) -> ReferralProposal:
    return ReferralProposal(
        rule=found["rule"],
        partner_type=found["partner_type"],
        service=found["service"],
        urgency=Urgency(found["urgency"]),
        forms=tuple(Form(form) for form in found["forms"]),
        documents=tuple(found["documents"]),
        documents_later=tuple(found["documents_later"]),
        missing_documents=tuple(found["missing_documents"]),
        closed=found["closed"],
        authority=found["authority"],
        alternatives=tuple(found["alternatives"]),
        supporting=tuple(found["supporting"]),
        after=found["after"],
        needs_recommendation=found["needs_recommendation"],
        follow_up_days=tuple(found["follow_up_days"]),
        held_by=tuple(found["held_by"]),
    )
