"""What another pack would do to the same cases. Nothing is written anywhere.

Both packs decide every case, and both sets of referrals are given to partners from the
same starting point, so that a difference is the pack's and not the queue's. A referral is
known by its partner type and service; what several rules ask for there is one referral,
as it is in the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import tee

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.decision import Decision
from tksk_workflow.domain.partner import Partner, PartnerLoad
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.router import Router
from tksk_workflow.rulebook.simulation.placing import Placing


class ChangeKind(StrEnum):
    """How a referral of a case would change."""

    ADDED = "ditambah"
    REMOVED = "dihapus"
    URGENCY = "urgensi"
    PARTNER = "mitra"
    HOLD = "penahanan"
    RULES = "aturan"


@dataclass(frozen=True, slots=True)
class CaseToReplay:
    """One case with its facts in the words of either pack.

    Attributes:
        hidden: a closed case; it counts, but its village and rules are not shown.
    """

    id: str
    before: Facts
    after: Facts
    village: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Replayed:
    """One referral that a pack asks for, and where it would go."""

    partner_type: str
    service: str
    urgency: Urgency
    rules: tuple[str, ...]
    held_by: tuple[str, ...]
    partner: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same referral under both packs."""
        return self.partner_type, self.service


@dataclass(frozen=True, slots=True)
class ReferralChange:
    """One referral before and after; None where there is none.

    Attributes:
        kinds: everything that is different.
    """

    kinds: tuple[ChangeKind, ...]
    before: Replayed | None
    after: Replayed | None


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What would be different for one case."""

    case: CaseToReplay
    closed: bool
    changes: tuple[ReferralChange, ...]
    manual: tuple[bool, bool]
    to_ask: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def differs(self) -> bool:
        """Anything at all is different."""
        return bool(self.changes) or len(set(self.manual)) > 1 or len(set(self.to_ask)) > 1


@dataclass(frozen=True, slots=True)
class PartnerUse:
    """How full one partner would be, with the referrals of other cases."""

    code: str
    type: str
    capacity: int | None
    elsewhere: int
    before: int
    after: int

    @property
    def fitted(self) -> bool:
        """Whether the capacity holds under the pack in force."""
        return self.capacity is None or self.elsewhere + self.before <= self.capacity

    @property
    def fits(self) -> bool:
        """Whether the capacity would hold."""
        return self.capacity is None or self.elsewhere + self.after <= self.capacity


@dataclass(slots=True)
class Simulation:
    """The answer: changed cases, and how full partners would be."""

    cases: int = 0
    changed: list[CaseChange] = field(default_factory=list)
    partners: list[PartnerUse] = field(default_factory=list)
    without_partner: tuple[int, int] = (0, 0)

    @property
    def only_asked(self) -> int:
        """In how many of the changed cases nothing but the questions differs."""
        return sum(not case.changes and len(set(case.manual)) == 1 for case in self.changed)

    def counts(self) -> dict[ChangeKind, int]:
        """Count the changes of each kind."""
        kinds = [kind for case in self.changed for one in case.changes for kind in one.kinds]
        return {kind: kinds.count(kind) for kind in ChangeKind}


class _Desk:
    """Gives the referrals of one pack to partners, one case after the other."""

    def __init__(
        self, router: Router, directory: Sequence[Partner], loads: Mapping[str, PartnerLoad]
    ) -> None:
        self.router = router
        self.placing = (
            Placing(directory, loads, router.pack.partner_types, router.day) if directory else None
        )

    def replay(
        self, decision: Decision, facts: Facts, village: str
    ) -> dict[tuple[str, str], Replayed]:
        known = self.router.complete(facts)
        found: dict[tuple[str, str], Replayed] = {}
        # Proposals come the most urgent first, so the first of a target sets the urgency.
        for proposal in decision.referrals:
            key = proposal.partner_type, proposal.service
            before = found.get(key)
            if before is not None:
                found[key] = replace(
                    before,
                    rules=tuple(sorted({*before.rules, proposal.rule})),
                    held_by=tuple(one for one in before.held_by if one in proposal.held_by),
                )
                continue
            partner = None
            if self.placing is not None and village:
                partner = self.placing.place(proposal, known, village)
            found[key] = Replayed(
                *key, proposal.urgency, (proposal.rule,), proposal.held_by, partner
            )
        return found

    @property
    def given(self) -> Mapping[str, int]:
        return self.placing.given if self.placing else {}

    @property
    def without_partner(self) -> int:
        return self.placing.without_partner if self.placing else 0


def simulate(
    cases: Iterable[CaseToReplay],
    before: Router,
    after: Router,
    directory: Sequence[Partner] = (),
    loads: Mapping[str, PartnerLoad] | None = None,
) -> Simulation:
    """Decide the cases under two packs and compare.

    Args:
        cases: the cases, in the order in which they take their places at partners.
        before: the pack in force, on a day.
        after: the other pack, on the same day.
        directory: the partners; without them only partner types are compared.
        loads: referrals of other cases that partners have already.
    """
    elsewhere = loads or {}
    old, new = _Desk(before, directory, elsewhere), _Desk(after, directory, elsewhere)
    result = Simulation()
    first, second, third = tee(cases, 3)
    decided = zip(
        first,
        before.decide_many((case.id, case.before) for case in second),
        after.decide_many((case.id, case.after) for case in third),
        strict=True,
    )
    for case, was, becomes in decided:
        result.cases += 1
        referrals_before = old.replay(was, case.before, case.village)
        referrals_after = new.replay(becomes, case.after, case.village)
        change = CaseChange(
            case=case,
            closed=was.closed or becomes.closed or case.hidden,
            changes=tuple(_changes(referrals_before, referrals_after)),
            manual=(was.manual, becomes.manual),
            to_ask=(was.to_ask, becomes.to_ask),
        )
        if change.differs:
            result.changed.append(change)
    result.without_partner = old.without_partner, new.without_partner
    result.partners = [
        PartnerUse(
            partner.code,
            partner.type,
            partner.capacity,
            elsewhere.get(partner.code, PartnerLoad()).open_referrals,
            old.given.get(partner.code, 0),
            new.given.get(partner.code, 0),
        )
        for partner in sorted(directory, key=lambda partner: partner.code)
        if partner.code in old.given or partner.code in new.given
    ]
    return result


def _changes(
    before: Mapping[tuple[str, str], Replayed], after: Mapping[tuple[str, str], Replayed]
) -> Iterable[ReferralChange]:
    for key in sorted({*before, *after}):
        was, becomes = before.get(key), after.get(key)
        kinds = tuple(_kinds(was, becomes))
        if kinds:
            yield ReferralChange(kinds, was, becomes)


def _kinds(was: Replayed | None, becomes: Replayed | None) -> Iterable[ChangeKind]:
    if was is None or becomes is None:
        yield ChangeKind.ADDED if was is None else ChangeKind.REMOVED
        return
    if was.urgency is not becomes.urgency:
        yield ChangeKind.URGENCY
    if was.partner != becomes.partner:
        yield ChangeKind.PARTNER
    if was.held_by != becomes.held_by:
        yield ChangeKind.HOLD
    if was.rules != becomes.rules:
        yield ChangeKind.RULES
