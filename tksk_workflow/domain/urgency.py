"""Urgency classes P0 to P4 and the terms that each sets (DOMAIN 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Urgency(StrEnum):
    """How pressing a referral is; P0 is the most pressing."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"

    @property
    def rank(self) -> int:
        """0 for P0 to 4 for P4."""
        return int(self.value[1])


def most_urgent(first: Urgency, second: Urgency) -> Urgency:
    """Return the more pressing of the two."""
    return min(first, second, key=lambda urgency: urgency.rank)


class TermUnit(StrEnum):
    """What a term is counted in."""

    HOURS = "jam"
    WORKING_DAYS = "hari kerja"
    NEXT_CUTOFF = "cutoff berikut"
    NEXT_PERIOD = "periode berikut"


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time such as 24 hours, 3 working days, or the next data cut-off.

    ``count`` is 0 for the two units that name a point of the monthly data cycle.
    """

    unit: TermUnit
    count: int = 0


@dataclass(frozen=True, slots=True)
class UrgencyClass:
    """What a class promises: when to send, when the partner answers, when to follow up.

    Attributes:
        send_within: from the decision to the moment the referral is sent.
        answer_within: from sending to the partner's answer.
        follow_up_days: calendar days after sending.
        recommend_within: from the moment a draft waits for the Dinas Sosial to its
            recommendation; without it as long as sending may take.
        escalate_within: how long each level has for a matter that was put before it;
            without it half of the partner's time to answer.
        papers_may_follow: missing papers do not hold the referral.
    """

    urgency: Urgency
    label: str
    send_within: Term
    answer_within: Term
    follow_up_days: tuple[int, ...]
    papers_may_follow: bool
    recommend_within: Term | None = None
    escalate_within: Term | None = None

    @property
    def recommendation_term(self) -> Term:
        """How long the Dinas Sosial has to recommend."""
        return self.recommend_within or self.send_within

    @property
    def escalation_term(self) -> Term:
        """How long a level has before the matter goes to the next one."""
        return self.escalate_within or half(self.answer_within)


def half(term: Term) -> Term:
    """Return half of a term, at least one unit; half of a whole data period is its cut-off."""
    if term.unit in (TermUnit.NEXT_PERIOD, TermUnit.NEXT_CUTOFF):
        return Term(TermUnit.NEXT_CUTOFF)
    return Term(term.unit, max(1, (term.count + 1) // 2))
