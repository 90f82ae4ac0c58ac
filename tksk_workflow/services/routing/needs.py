"""Needs: the proposals of one partner type and service, put together.

What a case needs outlives a decision: a later decision that asks for the same need finds
the referral that is already there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from tksk_workflow.domain.decision import ReferralProposal
from tksk_workflow.domain.pmks import Form
from tksk_workflow.domain.referral import BusinessStatus, RefusalReason, Status
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.store.models import Case, Referral

NEEDS = "kebutuhan"
ALTERNATIVES = "alternatif"
REOPENED = "dibuka_kembali:"
AFRESH = "diminta_lagi:"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Need:
    """All proposals of one partner type and service; ``lead`` is the most pressing."""

    lead: ReferralProposal
    rules: tuple[str, ...]

    @property
    def key(self) -> str:
        """What makes it the same need in a later decision."""
        return need_key(self.lead.partner_type, self.lead.service)


def need_key(partner_type: str, service: str) -> str:
    """Name a need."""
    return f"{partner_type}:{service}"


def merged(proposals: Iterable[ReferralProposal]) -> list[Need]:
    """Put the proposals of one partner type and service together, the most pressing first.

    The most pressing one gives urgency and tier; documents, forms and alternatives add
    up. A hold of a less pressing proposal does not hold the more pressing one.
    """
    groups: dict[str, list[ReferralProposal]] = {}
    for proposal in sorted(proposals, key=lambda found: found.urgency.rank):
        key = need_key(proposal.partner_type, proposal.service)
        groups.setdefault(key, []).append(proposal)
    return [
        merge_needs([Need(proposal, (proposal.rule,)) for proposal in group])
        for group in groups.values()
    ]


def merge_needs(needs: Sequence[Need]) -> Need:
    """Make one need of several, the most pressing of which comes first."""
    leads = [need.lead for need in needs]
    lead = leads[0]
    equals = [found for found in leads if found.urgency is lead.urgency]
    return Need(
        replace(
            lead,
            forms=union(found.forms for found in leads),
            documents=union(found.documents for found in leads),
            documents_later=union(found.documents_later for found in leads),
            alternatives=union(found.alternatives for found in leads),
            supporting=union(found.supporting for found in leads),
            missing_documents=union(found.missing_documents for found in leads),
            needs_recommendation=any(found.needs_recommendation for found in leads),
            held_by=union(found.held_by for found in equals),
        ),
        union(need.rules for need in needs),
    )


def union(parts: Iterable[Iterable[T]]) -> tuple[T, ...]:
    """Return all items once, in the order in which they first come."""
    return tuple(dict.fromkeys(item for part in parts for item in part))


def needs_of(referral: Referral) -> frozenset[str]:
    """Return the keys of the needs that a referral serves."""
    kept = referral.selection.get(NEEDS)
    if isinstance(kept, list) and kept:
        return frozenset(str(key) for key in kept)
    return frozenset({need_key(referral.partner_type, referral.service)})


def proposal_of(referral: Referral, pack: RulePack) -> ReferralProposal:
    """Return what the rules asked for when this referral was made, as far as it is kept."""
    kind = pack.partner_types.get(referral.partner_type)
    return ReferralProposal(
        rule=referral.rule,
        partner_type=referral.partner_type,
        service=referral.service,
        urgency=Urgency(referral.urgency),
        forms=tuple(Form(form) for form in referral.forms),
        documents=tuple(referral.documents),
        documents_later=(),
        closed=referral.closed_handling,
        authority="" if kind is None else kind.authority,
        alternatives=tuple(referral.selection.get(ALTERNATIVES, ())),
        needs_recommendation=kind is not None and kind.needs_recommendation,
        follow_up_days=tuple(referral.follow_up_days),
        held_by=tuple(referral.held_by),
    )


def is_settled(referral: Referral, case: Case) -> bool:
    """Say whether the need was met, or somebody decided against it, since the case opened.

    Help that arrived is not asked for again, and what a person took back does not come
    back by itself, unless somebody asks for it afresh. Re-opening the case starts over.
    """
    if not _ended_after(referral, marked_at(case, REOPENED)):
        return False
    match Status(referral.status), BusinessStatus(referral.business_status):
        case Status.COMPLETED, _:
            return True
        case Status.CANCELLED, BusinessStatus.WITHDRAWN:
            return _ended_after(referral, marked_at(case, AFRESH))
        case Status.ENTERED_IN_ERROR, BusinessStatus.MISTAKEN | BusinessStatus.NOT_RECOMMENDED:
            return referral.sent_at is None and _ended_after(referral, marked_at(case, AFRESH))
    return False


def has_helped(referral: Referral, case: Case) -> bool:
    """Say whether help has arrived by this referral since the case was (re-)opened."""
    if referral.status != Status.COMPLETED.value or referral.finished_at is None:
        return False
    # Entered in the same moment as the re-opening it is meant for what comes after.
    return referral.finished_at.isoformat() >= marked_at(case, REOPENED)


def _ended_after(referral: Referral, mark: str) -> bool:
    return referral.finished_at is None or referral.finished_at.isoformat() > mark


def has_let_down(referral: Referral) -> bool:
    """Say whether the partner of this referral is not to be asked again for the need.

    Not so when it only wanted more papers, or when its help went to the wrong person.
    """
    match Status(referral.status):
        case Status.REJECTED:
            return referral.refusal_reason != RefusalReason.PAPERS_MISSING.value
        case Status.CANCELLED:
            return referral.business_status == BusinessStatus.SILENT.value
        case Status.FAILED:
            return referral.partner_code in referral.tried
    return False


def partners_tried(past: Iterable[Referral]) -> tuple[str, ...]:
    """Return the partners that let a need down, by the referrals that served it."""
    let_down = [referral for referral in past if has_let_down(referral)]
    return union(
        (*referral.tried, *([referral.partner_code] if referral.partner_code else []))
        for referral in let_down
    )


def marked_at(case: Case, mark: str) -> str:
    """Return when a case was last marked so (ISO 8601, UTC), or an empty string."""
    found = [str(flag) for flag in case.flags if str(flag).startswith(mark)]
    return max((flag.removeprefix(mark) for flag in found), default="")


def mark_now(case: Case, mark: str, now: datetime) -> None:
    """Mark a case: what ended until now no longer counts as before."""
    case.flags = [*case.flags, f"{mark}{now.astimezone(UTC).isoformat()}"]
