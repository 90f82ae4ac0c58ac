"""Giving the referrals of very many cases to partners, one after the other.

The choice is that of `domain.selection.select`, without its explanation. Who can serve at
all depends on few features of a client, so it is found out once per combination; only how
full and busy the partners are changes from one referral to the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from tksk_workflow.domain.admission import PAPERS_MAY_FOLLOW, obstacle
from tksk_workflow.domain.conditions import Facts, Value
from tksk_workflow.domain.decision import ReferralProposal
from tksk_workflow.domain.partner import Partner, PartnerLoad
from tksk_workflow.domain.rulepack import PartnerType
from tksk_workflow.domain.selection import Nearness, busyness, is_full, nearness

AGE, SEX, PAPERS = ADMISSION_FACTS = ("usia", "jenis_kelamin", "dokumen")
MOST_KEPT = 100_000
"""Bounds the memory of who can serve whom."""

_Features = tuple[tuple[str, ...], str, bool, str, tuple[Value | None, ...]]
_IDLE = PartnerLoad()


class Placing:
    """Chooses partners and remembers how full they have become.

    Attributes:
        given: how many referrals each partner got.
        without_partner: how many found nobody who can serve.
    """

    def __init__(
        self,
        directory: Sequence[Partner],
        loads: Mapping[str, PartnerLoad],
        partner_types: Mapping[str, PartnerType],
        today: date,
    ) -> None:
        """Start with the loads that partners have already."""
        self.given: Counter[str] = Counter()
        self.without_partner = 0
        self._loads = dict(loads)
        self._partner_types = partner_types
        self._today = today
        self._by_type: dict[str, list[Partner]] = {}
        for partner in directory:
            self._by_type.setdefault(partner.type, []).append(partner)
        self._able: dict[_Features, list[list[Partner]]] = {}
        self._looked_at: dict[tuple[str, ...], tuple[str, ...]] = {}

    def place(self, proposal: ReferralProposal, facts: Facts, village: str) -> str | None:
        """Choose a partner for one referral; returns its code, or None when nobody can serve.

        Raises:
            InvalidArea: the village is not a region code.
        """
        able = self._who_can_serve(proposal, facts, village)
        if not able:
            self.without_partner += 1
            return None
        chosen = self._least_busy(
            next((free for near in able if (free := self._free(near))), able[0])
        )
        load = self._loads.get(chosen.code, _IDLE)
        self._loads[chosen.code] = PartnerLoad(load.open_referrals + 1, load.queued)
        self.given[chosen.code] += 1
        return chosen.code

    def _free(self, partners: list[Partner]) -> list[Partner]:
        return [
            partner
            for partner in partners
            if not is_full(partner, self._loads.get(partner.code, _IDLE))
        ]

    def _least_busy(self, partners: list[Partner]) -> Partner:
        if len(partners) == 1:
            return partners[0]
        return min(
            partners,
            key=lambda one: (busyness(one, self._loads.get(one.code, _IDLE)), one.code),
        )

    def _who_can_serve(
        self, proposal: ReferralProposal, facts: Facts, village: str
    ) -> list[list[Partner]]:
        """Partners that can serve, in groups of equally near ones, the nearest first."""
        wanted = (proposal.partner_type, *proposal.alternatives)
        looked_at = self._looked_at.get(wanted)
        if looked_at is None:
            looked_at = self._looked_at[wanted] = self._facts_looked_at(wanted)
        features = (
            wanted,
            proposal.service,
            proposal.urgency in PAPERS_MAY_FOLLOW,
            village,
            tuple(map(facts.get, looked_at)),
        )
        if features not in self._able:
            if len(self._able) >= MOST_KEPT:
                self._able.clear()
            self._able[features] = self._found_out(wanted, proposal, facts, village)
        return self._able[features]

    def _found_out(
        self, wanted: tuple[str, ...], proposal: ReferralProposal, facts: Facts, village: str
    ) -> list[list[Partner]]:
        groups: dict[Nearness, list[Partner]] = {}
        for kind in dict.fromkeys(wanted):
            for partner in self._by_type.get(kind, ()):
                kind_of = self._partner_types[kind]
                if obstacle(partner, kind_of, proposal, facts, village, self._today) is None:
                    groups.setdefault(nearness(partner, wanted, village), []).append(partner)
        return [groups[near] for near in sorted(groups)]

    def _facts_looked_at(self, wanted: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            sorted(
                {
                    fact
                    for kind in wanted
                    for partner in self._by_type.get(kind, ())
                    for fact in _looked_at(partner)
                }
            )
        )


def _looked_at(partner: Partner) -> Iterator[str]:
    """The facts of a client that a partner's admission window looks at."""
    window = partner.admission
    if window.min_age is not None or window.max_age is not None:
        yield AGE
    if window.sex is not None:
        yield SEX
    if window.documents:
        yield PAPERS
