"""Which proposals may go out: the decision guards, asked about each referral.

A hold always wins over sending, except where a guard releases: missing papers, a
missing NIK and stale data never hold what is most pressing (PGR-08).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.decision import Hold, Notice, ReferralProposal
from tksk_workflow.domain.guards import DecisionGuards, GuardVerdict, referral_facts
from tksk_workflow.domain.rulepack import GuardAction, RulePack

ENGINE_DISAGREES = "MESIN"
HOLDING = (GuardAction.HOLD, GuardAction.REFUSE)
_TOLD = (GuardAction.WARN, GuardAction.FLAG, GuardAction.RELEASE, GuardAction.REPLACE)


def not_owned(documents: Iterable[str], facts: Facts) -> tuple[str, ...]:
    """The papers that the case lacks; none while nobody has said what there is."""
    owned = facts.get("dokumen")
    if not isinstance(owned, frozenset):
        return ()
    return tuple(code for code in documents if code not in owned)


def apply_guards(
    proposals: list[ReferralProposal],
    case_facts: Facts,
    case_verdicts: list[GuardVerdict],
    pack: RulePack,
    guards: DecisionGuards,
) -> tuple[list[ReferralProposal], tuple[Hold, ...], tuple[Notice, ...]]:
    """Ask the decision guards about the case and about each referral."""
    held: list[ReferralProposal] = []
    by_guard: dict[str, tuple[str, list[str]]] = {}
    notices = [_notice(found) for found in case_verdicts if found.guard.action in _TOLD]
    case_holds = [found for found in case_verdicts if found.guard.action in HOLDING]
    for proposal in proposals:
        facts = {**case_facts, **referral_facts(proposal, case_facts, pack)}
        found = guards.about_referral(facts)
        released = {
            guard_id
            for verdict in (*found, *case_verdicts)
            if verdict.guard.action is GuardAction.RELEASE
            for guard_id in verdict.guard.details
        }
        holding = [
            verdict
            for verdict in (*case_holds, *found)
            if verdict.guard.action in HOLDING and verdict.guard.id not in released
        ]
        extra = tuple(
            document
            for verdict in found
            if verdict.guard.action is GuardAction.REQUIRE_DOCUMENTS
            for document in verdict.guard.details
            if document not in proposal.documents
        )
        held.append(
            replace(
                proposal,
                documents=proposal.documents + extra,
                missing_documents=proposal.missing_documents + not_owned(extra, case_facts),
                held_by=tuple(verdict.guard.id for verdict in holding),
            )
        )
        for verdict in holding:
            _, names = by_guard.setdefault(verdict.guard.id, (verdict.guard.reason, []))
            names.append(f"{proposal.rule}:{proposal.partner_type}")
        notices.extend(_notice(verdict) for verdict in found if verdict.guard.action in _TOLD)
    holds = tuple(Hold(rule, reason, tuple(names)) for rule, (reason, names) in by_guard.items())
    return held, holds, tuple(dict.fromkeys(notices))


def _notice(found: GuardVerdict) -> Notice:
    return Notice(found.guard.id, found.guard.action, found.guard.reason, found.guard.details)


def hold_everything(
    proposals: list[ReferralProposal], holds: tuple[Hold, ...]
) -> tuple[list[ReferralProposal], tuple[Hold, ...]]:
    """Let nothing go out when the two matchers do not agree (ADR 0013)."""
    reason = "Dua mesin aturan memberi jawaban berbeda; koordinator harus memeriksa."
    names = tuple(f"{proposal.rule}:{proposal.partner_type}" for proposal in proposals)
    held = [replace(p, held_by=(ENGINE_DISAGREES, *p.held_by)) for p in proposals]
    return held, (Hold(ENGINE_DISAGREES, reason, names), *holds)
