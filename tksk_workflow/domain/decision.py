"""What the rules say about one case, with the reasons.

A decision lists every matching rule's referrals, what was concluded on the way,
what must still be asked, and which guards hold what. It is pinned to the pack's
content hash and the date, so that the same facts give the same decision again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.pmks import Form
from tksk_workflow.domain.rulepack import GuardAction
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.urgency import Urgency


@dataclass(frozen=True, slots=True)
class ReferralProposal:
    """One referral that a rule asks for, before a concrete partner is chosen.

    Attributes:
        authority: who decides about the help; never the TKSK (PGR-02).
        after: the partner type of the tier before this one, if any.
        missing_documents: required papers that the case does not have; empty when
            nobody has said which papers there are.
        held_by: ids of the guards that keep it from being sent.
    """

    rule: str
    partner_type: str
    service: str
    urgency: Urgency
    forms: tuple[Form, ...]
    documents: tuple[str, ...]
    documents_later: tuple[str, ...]
    closed: bool
    authority: str
    alternatives: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    after: str | None = None
    needs_recommendation: bool = False
    missing_documents: tuple[str, ...] = ()
    follow_up_days: tuple[int, ...] = ()
    held_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DerivedFact:
    """A fact that a rule concluded; ``value`` is the member for a set fact."""

    fact: str
    value: Value
    rule: str


@dataclass(frozen=True, slots=True)
class Question:
    """An unasked fact, why it matters, and how pressing the best answer could be."""

    fact: str
    question: str
    urgency: Urgency | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """A guard that keeps referrals from being sent."""

    rule: str
    reason: str
    referrals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a guard said without holding anything: a warning, a flag, a release."""

    rule: str
    action: GuardAction
    reason: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TraceEntry:
    """One rule and what became of it.

    Attributes:
        outcome: yes (it fired), unknown (pending), or no.
        facts: the facts that its condition looked at, where known.
        open_questions: the unasked facts it hangs on.
        replaced_by: the rule that took its place, if any.
    """

    rule: str
    outcome: Truth
    facts: tuple[tuple[str, Value], ...]
    open_questions: tuple[str, ...] = ()
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a rule pack to one case on one day."""

    case_id: str
    pack_name: str
    pack_hash: str
    decided_on: date
    referrals: tuple[ReferralProposal, ...]
    derived: tuple[DerivedFact, ...]
    questions: tuple[Question, ...]
    holds: tuple[Hold, ...]
    notices: tuple[Notice, ...]
    closed: bool
    manual: bool
    trace: tuple[TraceEntry, ...]
    pack_version: str = ""

    @property
    def urgency(self) -> Urgency | None:
        """The most pressing urgency of the referrals, or None without any."""
        return min((r.urgency for r in self.referrals), key=lambda u: u.rank, default=None)

    @property
    def to_ask(self) -> tuple[str, ...]:
        """The unasked facts, the most valuable question first."""
        return tuple(question.fact for question in self.questions)
