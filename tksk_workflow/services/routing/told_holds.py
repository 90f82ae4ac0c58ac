"""Why referrals are held, told so that somebody can act: which ones, for want of which papers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tksk_workflow.domain.conditions import facts_of
from tksk_workflow.domain.guards import RECOMMENDATION
from tksk_workflow.domain.referral import Status
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.services.routing.holds import PAPERS_RETURNED, reason_for
from tksk_workflow.store.models import Referral

_PAPERS_MISSING = "rujukan_dokumen_kurang"

Papers = Collection[str] | None
"""The codes of the papers that there are; None while nobody has said."""


@dataclass(frozen=True, slots=True)
class HoldTold:
    """What holds referrals.

    Attributes:
        referrals: the drafts that it holds now; what it does not hold may go out.
        missing_documents: names of the papers that they lack, if it is about papers.
    """

    rule: str
    reason: str
    referrals: tuple[str, ...]
    missing_documents: tuple[str, ...]


def holds_told(
    holds: Iterable[tuple[str, str]], current: Sequence[Referral], papers: Papers, pack: RulePack
) -> tuple[HoldTold, ...]:
    """Tell what a decision holds.

    Args:
        holds: each with its reason.
        current: the referrals of the case as they stand.
        papers: of the case.
        pack: the rules of the decision.
    """
    drafts = [one for one in current if one.status == Status.DRAFT.value]
    told = []
    for rule, reason in holds:
        held = [draft for draft in drafts if rule in draft.held_by]
        lacking = [name for draft in held for name in missing_papers(rule, draft, papers, pack)]
        codes = tuple(draft.code for draft in held)
        told.append(HoldTold(rule, reason, codes, tuple(dict.fromkeys(lacking))))
    return tuple(told)


def missing_papers(
    hold: str, referral: Referral, papers: Papers, pack: RulePack
) -> tuple[str, ...]:
    """Return the names of the papers for want of which something holds a referral."""
    if papers is None or not is_about_papers(hold, pack):
        return ()
    wanted = (str(code) for code in referral.documents if code != RECOMMENDATION)
    return tuple(pack.documents.get(code, code) for code in wanted if code not in papers)


def is_about_papers(hold: str, pack: RulePack) -> bool:
    """Say whether something holds because papers are missing."""
    return hold == PAPERS_RETURNED or any(
        guard.id == hold and _PAPERS_MISSING in facts_of(guard.condition) for guard in pack.guards
    )


def reasons_told(referral: Referral, papers: Papers, pack: RulePack) -> str:
    """Return in one sentence after the other why a referral is held."""
    return " ".join(
        _said(reason_for(str(hold), pack), missing_papers(str(hold), referral, papers, pack))
        for hold in referral.held_by
    )


def _said(reason: str, missing: Sequence[str]) -> str:
    return f"{reason} Kurang: {', '.join(missing)}." if missing else reason
