"""Which proposals may go out: the decision guards, asked about each referral.

A hold always wins over sending, except where a guard releases: missing papers, a
missing NIK and stale data never hold what is most pressing (PGR-08).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.decision import Hold, Notice, ReferralProposal
from tksk_workflow.domain.guards import DecisionGuards, GuardVerdict, referral_facts
from tksk_workflow.domain.papers import not_owned, papers_of
from tksk_workflow.domain.remembered import MOST_KEPT
from tksk_workflow.domain.rulepack import Guard, GuardAction, RulePack

ENGINE_DISAGREES = "MESIN"
HOLDING = (GuardAction.HOLD, GuardAction.REFUSE)
_TOLD = (GuardAction.WARN, GuardAction.FLAG, GuardAction.RELEASE, GuardAction.REPLACE)

Guarded = tuple[list[ReferralProposal], tuple[Hold, ...], tuple[Notice, ...]]


@dataclass(frozen=True, slots=True)
class _Effect:
    """What the guards that apply to a case and one of its referrals do together.

    Attributes:
        held_by: the guards that hold, those about the case first.
        documents: the papers that are asked for on top.
        notices: what those about the referral have to say.
    """

    held_by: tuple[str, ...]
    documents: tuple[str, ...]
    notices: tuple[Notice, ...]


class Holding:
    """Applies the guards' verdicts to the proposals of case after case."""

    def __init__(self, pack: RulePack, guards: DecisionGuards) -> None:
        """Take a pack and its decision guards."""
        self._pack = pack
        self._guards = guards
        self._by_id = {guard.id: guard for guard in pack.guards}
        # The same verdicts meet over and over, and so do they and a proposal.
        self._effect = lru_cache(MOST_KEPT)(self._joined)
        self._written = lru_cache(MOST_KEPT)(_written)

    def apply(
        self,
        proposals: list[ReferralProposal],
        case_facts: Facts,
        case_verdicts: list[GuardVerdict],
    ) -> Guarded:
        """Ask the guards about each referral; return what is held, why, and what was told.

        Args:
            proposals: what the rules ask for.
            case_facts: all facts of the case.
            case_verdicts: what the guards say about the case.
        """
        held: list[ReferralProposal] = []
        by_guard: dict[str, list[str]] = {}
        notices = [_notice(found.guard) for found in case_verdicts if found.guard.action in _TOLD]
        about_case = tuple([verdict.guard.id for verdict in case_verdicts])
        looked_at = self._guards.looked_at(case_facts)
        papers = papers_of(case_facts)
        for proposal in proposals:
            found = self._guards.about_referral(
                {**looked_at, **referral_facts(proposal, case_facts, self._pack)}
            )
            effect = self._effect(about_case, tuple([verdict.guard.id for verdict in found]))
            extra = tuple([one for one in effect.documents if one not in proposal.documents])
            missing = not_owned(extra, papers)
            held.append(self._written(proposal, extra, missing, effect.held_by))
            for guard in effect.held_by:
                by_guard.setdefault(guard, []).append(f"{proposal.rule}:{proposal.partner_type}")
            notices.extend(effect.notices)
        holds = tuple(
            Hold(guard, self._by_id[guard].reason, tuple(names))
            for guard, names in by_guard.items()
        )
        return held, holds, tuple(dict.fromkeys(notices))

    def _joined(self, about_case: tuple[str, ...], about_referral: tuple[str, ...]) -> _Effect:
        of_case = [self._by_id[guard] for guard in about_case]
        of_referral = [self._by_id[guard] for guard in about_referral]
        released = _details([*of_case, *of_referral], GuardAction.RELEASE)
        return _Effect(
            held_by=tuple(
                guard.id
                for guard in (*of_case, *of_referral)
                if guard.action in HOLDING and guard.id not in released
            ),
            documents=_details(of_referral, GuardAction.REQUIRE_DOCUMENTS),
            notices=tuple(_notice(guard) for guard in of_referral if guard.action in _TOLD),
        )


def _details(guards: Iterable[Guard], action: GuardAction) -> tuple[str, ...]:
    return tuple(one for guard in guards if guard.action is action for one in guard.details)


def _written(
    proposal: ReferralProposal,
    extra: tuple[str, ...],
    missing: tuple[str, ...],
    held_by: tuple[str, ...],
) -> ReferralProposal:
    """Write the verdicts into a proposal."""
    return replace(
        proposal,
        documents=proposal.documents + extra,
        missing_documents=proposal.missing_documents + missing,
        held_by=held_by,
    )


def _notice(guard: Guard) -> Notice:
    return Notice(guard.id, guard.action, guard.reason, guard.details)


def hold_everything(
    proposals: list[ReferralProposal], holds: tuple[Hold, ...]
) -> tuple[list[ReferralProposal], tuple[Hold, ...]]:
    """Let nothing go out when the two matchers do not agree (ADR 0013)."""
    reason = "Dua mesin aturan memberi jawaban berbeda; koordinator harus memeriksa."
    names = tuple(f"{proposal.rule}:{proposal.partner_type}" for proposal in proposals)
    held = [replace(p, held_by=(ENGINE_DISAGREES, *p.held_by)) for p in proposals]
    return held, (Hold(ENGINE_DISAGREES, reason, names), *holds)
