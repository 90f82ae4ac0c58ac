"""The guards that look at one referral, for all cases of a block at once.

Referrals have few features that a guard can see, so a guard is asked once per combination
of the features that it looks at, not once per referral.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from tksk_workflow.domain.conditions import Has, facts_of
from tksk_workflow.domain.decision import ReferralProposal
from tksk_workflow.domain.guards import RECOMMENDATION, papers_to_bring, referral_facts
from tksk_workflow.domain.holding import HOLDING
from tksk_workflow.domain.rulepack import Guard, GuardAction, RulePack
from tksk_workflow.rulebook.bulk.truths import Block, Cases, FactOfCases, Same, YesNo

CLOSED, MISSING, RECOMMENDED = (
    "rujukan_tertutup",
    "rujukan_dokumen_kurang",
    "rujukan_rekomendasi_ada",
)
PAPERS = "dokumen"


class ReferralGuards:
    """Asks the guards of a pack about one referral after the other."""

    def __init__(
        self,
        guards: Sequence[Guard],
        case_verdicts: Sequence[tuple[Guard, Cases]],
        case: Block,
        closed: Cases,
        pack: RulePack,
    ) -> None:
        """Take the guards about referrals, and what those about the case have said."""
        self._guards = [(guard, sorted(facts_of(guard.condition))) for guard in guards]
        self._case_verdicts = case_verdicts
        self._case = case
        self._closed = closed
        self._pack = pack
        self._asked: dict[tuple[Hashable, ...], Cases] = {}

    def holding(self, proposal: ReferralProposal, cases: Cases) -> dict[str, Cases]:
        """Return the guards that hold a proposal, each with the cases in which it does.

        Args:
            proposal: what is proposed; ``closed`` and ``missing_documents`` differ from
                case to case and are not looked at.
            cases: the cases it is proposed for.
        """
        verdicts = [*self._case_verdicts, *self._about(proposal)]
        holding = {guard.id: cases & met for guard, met in verdicts if guard.action in HOLDING}
        for guard, met in verdicts:
            if guard.action is GuardAction.RELEASE:
                for released in guard.details:
                    if released in holding:
                        holding[released] = holding[released] & ~met
        return {guard: held for guard, held in holding.items() if held.any()}

    def _about(self, proposal: ReferralProposal) -> list[tuple[Guard, Cases]]:
        features: dict[str, Hashable] = {
            **referral_facts(proposal, {}, self._pack),
            CLOSED: None,  # the same for all referrals of a case
            MISSING: papers_to_bring(proposal),
        }
        verdicts = []
        for guard, names in self._guards:
            key = (guard.id, *(features.get(name) for name in names))
            if key not in self._asked:
                self._asked[key] = self._seen(proposal, names).met(guard.condition)
            verdicts.append((guard, self._asked[key]))
        return verdicts

    def _seen(self, proposal: ReferralProposal, names: Sequence[str]) -> Block:
        """Add what a guard sees of a referral to what it sees of the cases."""
        case = self._case
        seen: dict[str, FactOfCases] = {
            name: Same(value, case.everybody)
            for name, value in referral_facts(proposal, {}, self._pack).items()
        }
        seen[CLOSED] = YesNo(self._closed, case.everybody)
        asked = case.known(PAPERS)
        complete = asked
        for paper in papers_to_bring(proposal):
            complete = complete & case.met(Has(PAPERS, paper))
        seen[MISSING] = YesNo(asked ^ complete, asked)
        seen[RECOMMENDED] = YesNo(case.met(Has(PAPERS, RECOMMENDATION)), asked)
        return case.with_facts({name: fact for name, fact in seen.items() if name in names})
