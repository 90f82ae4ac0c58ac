"""What a decision is for an auditor: everything about it, and nobody's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FactTold:
    """A fact that was known, in the words of the vocabulary."""

    name: str
    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class SourceTold:
    """A source of a rule, and whether anybody has checked the quotation."""

    key: str
    checked: bool


@dataclass(frozen=True, slots=True)
class RuleTold:
    """A rule and what became of it.

    Attributes:
        outcome: ``ya`` it fired, ``belum diketahui`` it hangs on a question.
        replaced_by: the rule or guard that took its place.
    """

    rule: str
    name: str
    outcome: str
    basis: tuple[str, ...]
    sources: tuple[SourceTold, ...]
    facts: Mapping[str, Any]
    open_questions: tuple[str, ...]
    replaced_by: str | None


@dataclass(frozen=True, slots=True)
class GuardTold:
    """A guard that held something, or had something to say."""

    rule: str
    action: str
    reason: str
    referrals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalTold:
    """A referral that the rules asked for."""

    rule: str
    partner_type: str
    service: str
    urgency: str
    forms: tuple[str, ...]
    documents: tuple[str, ...]
    held_by: tuple[str, ...]
    authority: str


@dataclass(frozen=True, slots=True)
class PartnerTold:
    """An institution that was looked at: chosen, behind the chosen one, or unable."""

    partner: str
    chosen: bool
    reason: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class SelectionTold:
    """Where a referral that rests on this decision went, and why not elsewhere."""

    referral: str
    partner_type: str
    service: str
    status: str
    partners: tuple[PartnerTold, ...]


@dataclass(frozen=True, slots=True)
class StepTold:
    """Something that happened to the case or to one of its referrals."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditStory:
    """A decision for an auditor.

    Attributes:
        case_code, number: only for a coordinator, who must find the case to act.
        directory: content hash of the partner directory at the time.
        waits_for_answer: without a referral only because a rule hung on an answer.
    """

    decision: str
    case: str
    case_code: str | None
    number: int | None
    decided_at: datetime
    decided_on: date
    decided_by: str
    kecamatan: str
    pack_name: str
    pack_version: str
    pack: str
    directory: str
    closed: bool
    manual: bool
    waits_for_answer: bool
    facts: tuple[FactTold, ...]
    rules: tuple[RuleTold, ...]
    guards: tuple[GuardTold, ...]
    proposals: tuple[ProposalTold, ...]
    to_ask: tuple[str, ...]
    selections: tuple[SelectionTold, ...]
    steps: tuple[StepTold, ...]
