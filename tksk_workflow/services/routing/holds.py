"""What keeps a draft from being sent, and how that reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.decision import ReferralProposal
from tksk_workflow.domain.holding import ENGINE_DISAGREES
from tksk_workflow.domain.papers import papers_of
from tksk_workflow.domain.referral import BusinessStatus
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.selection import Candidate
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.store.models import Referral

if TYPE_CHECKING:
    from tksk_workflow.services.desk import Desk

RECOMMENDATION_GUARD = "PGR-11"
PAPERS_RETURNED = "DIKEMBALIKAN_MITRA"
"""Holds a draft that a partner gave back because papers are missing."""

PARTNER_GONE = "MITRA_TIDAK_AKTIF"
"""Holds a draft whose partner left the directory, or lost its MoU, before it was sent."""

PAPERS_THEN = "berkas_saat_dikembalikan"
_OWN_REASONS = {
    ENGINE_DISAGREES: "Dua mesin aturan memberi jawaban berbeda; koordinator harus memeriksa.",
    PAPERS_RETURNED: "Mitra mengembalikan rujukan karena berkas kurang; lengkapi berkasnya.",
    PARTNER_GONE: "Mitra sedang tidak aktif atau tanpa MoU; mitra lain akan dicari.",
    RECOMMENDATION_GUARD: "Mitra ini hanya menerima dengan rekomendasi Dinas Sosial.",
}


@dataclass(frozen=True, slots=True)
class DraftHolds:
    """Who holds a draft, and what must be remembered to know when to let go."""

    held_by: tuple[str, ...]
    remembered: Mapping[str, Any]


def holds_of_draft(
    proposal: ReferralProposal,
    candidate: Candidate | None,
    before: Referral | None,
    facts: Facts,
) -> DraftHolds:
    """Return what holds a draft.

    Beside the guards: a partner that admits only with a recommendation (never holds P0),
    and a partner that gave the referral back for its papers, until there are other ones.

    Args:
        proposal: with the guards that hold it.
        candidate: the chosen partner, if any.
        before: the draft as it is, or the referral that it follows.
        facts: of the case.
    """
    held = list(proposal.held_by)
    if (
        candidate is not None
        and candidate.awaiting_recommendation
        and proposal.urgency is not Urgency.P0
        and RECOMMENDATION_GUARD not in held
    ):
        held.append(RECOMMENDATION_GUARD)
    remembered: dict[str, Any] = {}
    papers = sorted_papers(facts)
    if before is not None and before.partner_code == (candidate and candidate.partner.code):
        returned = before.selection.get(PAPERS_THEN)
        if returned is not None and returned == papers:
            held.append(PAPERS_RETURNED)
            remembered[PAPERS_THEN] = papers
    return DraftHolds(tuple(held), remembered)


def sorted_papers(facts: Facts) -> list[str]:
    """Return the papers that there are, in a fixed order."""
    return sorted(papers_of(facts) or ())


def business_of_draft(held_by: Collection[str]) -> BusinessStatus:
    """Say where a draft stands, from what holds it."""
    if PAPERS_RETURNED in held_by:
        return BusinessStatus.RETURNED
    if RECOMMENDATION_GUARD in held_by:
        return BusinessStatus.AWAITING_RECOMMENDATION
    return BusinessStatus.HELD if held_by else BusinessStatus.PREPARED


def recommendation_due(
    desk: Desk,
    held_by: Collection[str],
    urgency: Urgency,
    village: str,
    before: Referral | None = None,
) -> datetime | None:
    """Return until when the Dinas Sosial recommends; None where nothing waits for that.

    A draft that was waiting already keeps its time, unless it has become more pressing.
    """
    # As long as something else is missing the Dinas Sosial has nothing to judge.
    if set(held_by) != {RECOMMENDATION_GUARD}:
        return None
    due = desk.due(desk.pack.urgency_classes[urgency].recommendation_term, village)
    if before is not None and before.recommendation_due_at is not None:
        return min(due, before.recommendation_due_at)
    return due


def reason_for(hold: str, pack: RulePack) -> str:
    """Return the sentence that says why a hold holds."""
    for guard in pack.guards:
        if guard.id == hold:
            return guard.reason
    return _OWN_REASONS.get(hold, hold)
