"""From a partner type to one institution: who can serve, who is nearest, and why.

Partners that cannot serve are rejected, each with its reason. Those that can are put
in one order; the first is chosen and the rest are the fallbacks, in the order in which
they are tried (PGR-12). The order does not depend on that of the directory:

1. with room before full (scenario 35; nobody is turned away only because all are full);
2. the rule's own partner type before its alternatives;
3. nearest service area first, then village to national level (SPM: regency before
   province, PGR-11), then the ladder of a tiered health route;
4. least of its capacity used, shortest queue, fewest referrals, then code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tksk_workflow.domain.admission import Reason, obstacle, remarks
from tksk_workflow.domain.areas import AreaLevel, distance
from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.decision import ReferralProposal
from tksk_workflow.domain.papers import papers_of
from tksk_workflow.domain.partner import Partner, PartnerLoad
from tksk_workflow.domain.rulepack import PartnerType
from tksk_workflow.domain.urgency import Urgency

RECOMMENDATION = "REKOM_DINSOS"


class Rank(StrEnum):
    """Why a partner that could serve stands behind the one before it."""

    FULL = "penuh"
    OTHER_TYPE = "jenis_mitra_alternatif"
    FARTHER = "wilayah_lebih_luas"
    HIGHER_LEVEL = "tingkat_lebih_tinggi"
    LATER_TIER = "jenjang_lebih_tinggi"
    BUSIER = "lebih_sibuk"
    CODE = "urutan_kode"

    @property
    def label(self) -> str:
        """The sentence that a coordinator reads."""
        return _RANK_LABELS[self]


_RANK_LABELS = {
    Rank.FULL: "kapasitasnya sudah penuh",
    Rank.OTHER_TYPE: "jenis mitranya hanya alternatif menurut aturan",
    Rank.FARTHER: "wilayah layanannya lebih luas, bukan yang terdekat",
    Rank.HIGHER_LEVEL: "tingkat pemerintahannya lebih tinggi; layanan terdekat didahulukan",
    Rank.LATER_TIER: "berada di jenjang rujukan kesehatan yang lebih tinggi",
    Rank.BUSIER: "bebannya lebih besar",
    Rank.CODE: "setara; urutan kode menentukan",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partner that can serve, and what was weighed.

    Attributes:
        full: its capacity is used up.
        awaiting_recommendation: the Dinas Sosial has to recommend first.
        behind: why it stands behind the first; None for the first itself.
        remarks: in Indonesian, what could not be checked.
    """

    partner: Partner
    full: bool
    awaiting_recommendation: bool
    remarks: tuple[str, ...] = ()
    behind: Rank | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A partner of the right type that cannot serve, and why."""

    code: str
    reason: Reason
    explanation: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The choice of a partner with everything that explains it.

    Attributes:
        considered: the partners that can serve, the chosen one first.
        rejected: partners of a wanted type that cannot, by code.
    """

    considered: tuple[Candidate, ...]
    rejected: tuple[Rejection, ...]
    urgency: Urgency

    @property
    def chosen(self) -> Partner | None:
        """The partner that the referral goes to, or None when nobody can serve."""
        return self.considered[0].partner if self.considered else None

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """Codes of the partners to try next, in order."""
        return tuple(candidate.partner.code for candidate in self.considered[1:])

    @property
    def awaiting_recommendation(self) -> bool:
        """The chosen partner admits only whom the Dinas Sosial recommends (PGR-11)."""
        return bool(self.considered) and self.considered[0].awaiting_recommendation

    @property
    def queued(self) -> bool:
        """All are full, so the client waits in line; an emergency does not wait."""
        return bool(self.considered) and self.considered[0].full and self.urgency is not Urgency.P0

    def as_data(self) -> dict[str, object]:
        """Return plain lists and texts for the record: codes and reasons, no identity."""
        return {
            "chosen": self.chosen.code if self.chosen else None,
            "awaiting_recommendation": self.awaiting_recommendation,
            "queued": self.queued,
            "considered": [
                {
                    "code": found.partner.code,
                    "behind": found.behind,
                    "reason": found.behind.label if found.behind else "",
                    "remarks": list(found.remarks),
                }
                for found in self.considered
            ],
            "rejected": [
                {"code": lost.code, "reason": lost.reason, "explanation": lost.explanation}
                for lost in self.rejected
            ],
        }


def select(
    proposal: ReferralProposal,
    facts: Facts,
    village: str,
    directory: Sequence[Partner],
    loads: Mapping[str, PartnerLoad],
    today: date,
    *,
    partner_types: Mapping[str, PartnerType],
    exclude: Collection[str] = (),
) -> Selection:
    """Choose a partner for one proposed referral.

    Args:
        proposal: what the rules ask for: partner type, alternatives, service, urgency.
        facts: the checked facts of the case; what is absent has not been asked and
            excludes nobody.
        village: region code of the client's village.
        directory: all partners.
        loads: how busy they are, by partner code; absent means idle.
        today: the day on which agreements must be in force.
        partner_types: the types of the rule pack; they say who is a company (PGR-13)
            and who needs a recommendation.
        exclude: codes of partners that have refused or kept silent.

    Raises:
        InvalidArea: the village is not a region code.
        KeyError: a partner of a wanted type, but the pack does not know the type.
    """
    wanted = tuple(dict.fromkeys((proposal.partner_type, *proposal.alternatives)))
    rejected: list[Rejection] = []
    ranked: list[tuple[_Key, Candidate]] = []
    for partner in directory:
        if partner.type not in wanted:
            continue
        kind = partner_types[partner.type]
        lost = obstacle(partner, kind, proposal, facts, village, today, exclude)
        if lost is not None:
            rejected.append(Rejection(partner.code, *lost))
            continue
        load = loads.get(partner.code, PartnerLoad())
        candidate = Candidate(
            partner=partner,
            full=is_full(partner, load),
            awaiting_recommendation=_awaits(partner, kind, proposal, facts),
            remarks=remarks(partner, proposal, facts),
        )
        ranked.append((_key(candidate, wanted, village, load), candidate))
    ranked.sort(key=lambda entry: entry[0])
    return Selection(
        considered=tuple(
            replace(candidate, behind=_difference(ranked[0][0], key)) for key, candidate in ranked
        ),
        rejected=tuple(sorted(rejected, key=lambda lost: lost.code)),
        urgency=proposal.urgency,
    )


Nearness = tuple[int, int, int, int]
Busyness = tuple[Fraction, int, int]
_Key = tuple[bool, int, int, int, int, Busyness, str]


def is_full(partner: Partner, load: PartnerLoad) -> bool:
    """Say whether the capacity of a partner is used up."""
    return partner.capacity is not None and load.open_referrals >= partner.capacity


def nearness(partner: Partner, wanted: Sequence[str], village: str) -> Nearness:
    """The parts of the order that do not change while partners fill up: 2 and 3."""
    near = (distance(area, village) for area in partner.areas)
    return (
        wanted.index(partner.type),
        min(found for found in near if found is not None),
        AreaLevel(partner.level).rank,
        # Without a place on the ladder it is a first step.
        max(partner.ladder, 1),
    )


def busyness(partner: Partner, load: PartnerLoad) -> Busyness:
    """How busy a partner is, for the order among equally near ones: 4, without the code."""
    used = Fraction(load.open_referrals, partner.capacity) if partner.capacity else Fraction(0)
    return used, load.queued, load.open_referrals


def _key(candidate: Candidate, wanted: Sequence[str], village: str, load: PartnerLoad) -> _Key:
    """The order of the module's docstring; its parts are in the order of `Rank`."""
    partner = candidate.partner
    near = nearness(partner, wanted, village)
    return (candidate.full, *near, busyness(partner, load), partner.code)


def _difference(first: _Key, other: _Key) -> Rank | None:
    """Name the first part in which a partner falls behind."""
    for rank, mine, theirs in zip(Rank, other, first, strict=True):
        if mine != theirs:
            return rank
    return None


def _awaits(partner: Partner, kind: PartnerType, proposal: ReferralProposal, facts: Facts) -> bool:
    needed = (
        proposal.needs_recommendation
        or kind.needs_recommendation
        or partner.admission.needs_recommendation
        or RECOMMENDATION in partner.admission.documents
    )
    return needed and RECOMMENDATION not in (papers_of(facts) or ())


def directory_hash(partners: Iterable[Partner]) -> str:
    """Return the SHA-256 (hex) of a directory, the same in whatever order it comes.

    Decisions record it, so that a replay knows whether the directory has changed.
    """
    entries = []
    for partner in sorted(partners, key=lambda partner: partner.code):
        entry = asdict(partner)
        entry["areas"] = sorted(partner.areas)
        entry["services"] = sorted(partner.services)
        entry["admission"]["documents"] = sorted(partner.admission.documents)
        entries.append(entry)
    text = json.dumps(
        entries, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=date.isoformat
    )
    return hashlib.sha256(text.encode()).hexdigest()
