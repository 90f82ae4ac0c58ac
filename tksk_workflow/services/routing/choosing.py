"""Choosing a partner for a need: the domain's order, then the pack's guards (PGR-13)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tksk_workflow.domain.conditions import Facts, Value
from tksk_workflow.domain.decision import ReferralProposal
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.rulepack import GuardAction, GuardStage
from tksk_workflow.domain.selection import Candidate, Selection, select
from tksk_workflow.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Choice:
    """The partner that is asked, and whom to ask next."""

    selection: Selection
    candidate: Candidate | None
    fallbacks: tuple[str, ...]

    @property
    def code(self) -> str | None:
        """The code of the partner, or None when nobody can serve."""
        return None if self.candidate is None else self.candidate.partner.code


def choose(
    desk: Desk,
    proposal: ReferralProposal,
    facts: Facts,
    village: str,
    tried: Collection[str],
) -> Choice:
    """Choose a partner; those that a guard of the pack forbids are passed over."""
    selection = select(
        proposal,
        facts,
        village,
        desk.of_types((proposal.partner_type, *proposal.alternatives)),
        desk.loads,
        desk.today,
        partner_types=desk.pack.partner_types,
        exclude=tried,
    )
    allowed = [
        candidate for candidate in selection.considered if may_be_chosen(desk, candidate.partner)
    ]
    return Choice(
        selection,
        allowed[0] if allowed else None,
        tuple(candidate.partner.code for candidate in allowed[1:]),
    )


def may_be_chosen(desk: Desk, partner: Partner) -> bool:
    """Ask the guards of partner choice about one partner (PGR-13: companies need an MoU)."""
    kind = desk.pack.partner_types.get(partner.type)
    facts: dict[str, Value] = {
        "mitra_perusahaan": kind is not None and kind.company,
        "mou_aktif": has_agreement(partner, desk.today),
    }
    return not any(
        verdict.guard.action in (GuardAction.REFUSE, GuardAction.HOLD)
        for verdict in desk.guards(GuardStage.SELECT_PARTNER, facts)
    )


def has_agreement(partner: Partner, day: date) -> bool:
    """Say whether the partner has an agreement that is in force on a day."""
    since, until = partner.agreement_from, partner.agreement_until
    return since is not None and since <= day and (until is None or day <= until)
