"""The referrals that the rules which fired ask for, each written out.

A rule's orders become proposals; of what several rules say about one referral only the
urgency is resolved: the most pressing wins, except that a recorded safety assessment may
lower the base of a PMKS type.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from tksk_workflow.domain.conditions import Facts, facts_of
from tksk_workflow.domain.decision import ReferralProposal
from tksk_workflow.domain.guards import RECOMMENDATION
from tksk_workflow.domain.papers import Owned, not_owned, papers_of
from tksk_workflow.domain.remembered import MOST_KEPT
from tksk_workflow.domain.rulepack import ReferralOrder, Rule, RulePack
from tksk_workflow.domain.urgency import Urgency, most_urgent


class Proposing:
    """Writes the proposals of case after case, for one pack."""

    def __init__(self, pack: RulePack) -> None:
        """Take a pack; what it asks for is prepared once."""
        self._pack = pack
        self._raises = {
            rule.id: [
                (f"{rule.id}~naik~{number}", change.urgency)
                for number, change in enumerate(rule.raises)
            ]
            for rule in pack.rules
        }
        # An order without a condition of its own follows from its rule.
        self._orders = {
            rule.id: [
                (f"{rule.id}~rujuk~{number}" if facts_of(order.condition) else rule.id, number)
                for number, order in enumerate(rule.orders)
            ]
            for rule in pack.rules
        }
        # The same proposal is written for many cases.
        self._proposal = lru_cache(MOST_KEPT)(self._written)

    def proposals(
        self,
        fired: Iterable[Rule],
        keys: Collection[str],
        lowered: Mapping[str, Urgency],
        facts: Facts,
        closed: bool,
    ) -> list[ReferralProposal]:
        """Return what the rules ask for, the most pressing first, then by rule.

        Args:
            fired: the rules that count.
            keys: the units (see `units_of`) that are met.
            lowered: for a PMKS type, the urgency to which its base is lowered.
            facts: the facts of the case.
            closed: the case is handled closed.
        """
        papers = papers_of(facts)
        found = [
            self._proposal(rule.id, number, self._urgency(rule, keys, lowered), papers, closed)
            for rule in fired
            if rule.urgency is not None
            for key, number in self._orders[rule.id]
            if key in keys
        ]
        found.sort(key=lambda proposal: (proposal.urgency.rank, proposal.rule))
        return found

    def _urgency(
        self, rule: Rule, keys: Collection[str], lowered: Mapping[str, Urgency]
    ) -> Urgency:
        urgency = rule.urgency
        assert urgency is not None
        for key, higher in self._raises[rule.id]:
            if key in keys:
                urgency = most_urgent(urgency, higher)
        if rule.pmks is not None and rule.pmks in lowered and is_base(rule):
            # Lowering lowers: a base that is less pressing already stays as it is.
            urgency = max(urgency, lowered[rule.pmks], key=lambda found: found.rank)
        return urgency

    def _written(
        self, rule_id: str, number: int, urgency: Urgency, owned: Owned, closed: bool
    ) -> ReferralProposal:
        rule = self._pack.rules_by_id[rule_id]
        return proposal_of(rule, rule.orders[number], urgency, owned, self._pack, closed)


def is_base(rule: Rule) -> bool:
    """Say whether a rule is the base of its PMKS type, not one of the variants."""
    return rule.pmks is not None and not rule.id.startswith(f"{rule.pmks}-V")


def proposal_of(
    rule: Rule,
    order: ReferralOrder,
    urgency: Urgency,
    owned: Owned,
    pack: RulePack,
    closed: bool,
) -> ReferralProposal:
    """Write out what one order of a rule asks for."""
    partner_type = pack.partner_types[order.partner_type]
    needs_recommendation = order.needs_recommendation or partner_type.needs_recommendation
    documents = list(rule.documents)
    if needs_recommendation and RECOMMENDATION not in documents:
        documents.append(RECOMMENDATION)
    return ReferralProposal(
        rule=rule.id,
        partner_type=order.partner_type,
        service=order.service,
        urgency=urgency,
        forms=rule.forms,
        documents=tuple(documents),
        documents_later=rule.documents_later,
        closed=closed,
        authority=partner_type.authority,
        alternatives=order.alternatives,
        supporting=order.supporting,
        after=order.after,
        needs_recommendation=needs_recommendation,
        missing_documents=not_owned(documents, owned),
        follow_up_days=rule.follow_up_days or pack.urgency_classes[urgency].follow_up_days,
    )
