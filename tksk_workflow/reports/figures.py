"""Numbers about a caseload, read from the record in a few grouped queries.

Every figure counts; none names a person. PMKS types that are handled closed are
counted together, so that no cell of a table can give somebody away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, Status
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.store.models import (
    Case,
    CaseDetail,
    Escalation,
    PartnerRecord,
    Receipt,
    Referral,
    Verification,
    Visit,
)

CLOSED_TYPES = "tertutup"
_TAKEN_BACK = frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR})
STAGES = ("teridentifikasi", "dikunjungi", "diverifikasi", "terkirim", "dikonfirmasi", "ditutup")


@dataclass(frozen=True, slots=True)
class UrgencyRow:
    """What became of the referrals of one urgency class."""

    urgency: str
    referrals: int
    sent: int
    late_sending: int
    confirmed: int
    held: int
    median_days: float | None


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """What became of the referrals that were sent to one partner.

    Attributes:
        refused: refused by the partner, or help that failed to arrive.
        silent: taken back because the partner kept silent.
        withdrawn: taken back for another reason, or a mistake.
    """

    code: str
    name: str
    capacity: int | None
    open: int
    queued: int
    completed: int
    refused: int
    silent: int
    withdrawn: int

    @property
    def total(self) -> int:
        """Every referral that ever went to this partner."""
        ended = self.completed + self.refused + self.silent + self.withdrawn
        return self.open + self.queued + ended


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the summary and the page show.

    Attributes:
        stages: for each stage the days on which cases reached it first.
        days_to_confirmation: calendar days from sending to receipt, by urgency.
        by_village: cases by village name and PMKS type; closed types, and all types of
            a case that is handled closed, count together as one.
        holds: open referrals that are held, by guard id.
    """

    cases: int
    closed_cases: int
    case_statuses: Mapping[str, int]
    stages: Mapping[str, list[date]]
    urgencies: list[UrgencyRow]
    days_to_confirmation: Mapping[str, list[float]]
    partners: list[PartnerRow]
    by_village: Mapping[str, Mapping[str, int]]
    escalations: Mapping[str, int]
    open_escalations: int
    holds: Mapping[str, int]
    wrong_person: int


def gather(
    session: Session, pack: RulePack, village_names: Mapping[str, str], zone: tzinfo
) -> Figures:
    """Read all figures.

    Args:
        session: a session on the record.
        pack: tells which PMKS types are handled closed.
        village_names: region code to name; a code without a name shows itself.
        zone: the clock by which days begin.
    """
    referrals = list(session.scalars(select(Referral)))
    receipts = list(session.scalars(select(Receipt)))
    statuses = Counter(session.scalars(select(Case.status)))
    escalations = list(session.scalars(select(Escalation)))
    held = [r for r in referrals if r.status == Status.DRAFT and r.held_by]
    return Figures(
        cases=sum(statuses.values()),
        closed_cases=session.scalar(
            select(func.count()).select_from(Case).where(Case.closed_handling)
        )
        or 0,
        case_statuses=dict(statuses.most_common()),
        stages=_stages(session, referrals, receipts, zone),
        urgencies=_by_urgency(referrals, receipts),
        days_to_confirmation=_days_to_confirmation(referrals, receipts),
        partners=_by_partner(session, referrals),
        by_village=_by_village(session, pack, village_names),
        escalations=dict(Counter(found.level for found in escalations).most_common()),
        open_escalations=sum(1 for found in escalations if found.resolved_at is None),
        holds=dict(Counter(guard for r in held for guard in r.held_by).most_common()),
        wrong_person=sum(1 for receipt in receipts if not receipt.right_person),
    )


def _first(pairs: Iterable[tuple[int, datetime]], zone: tzinfo) -> list[date]:
    """Return the local day of the earliest moment of each case."""
    earliest: dict[int, datetime] = {}
    for case_id, moment in pairs:
        if case_id not in earliest or moment < earliest[case_id]:
            earliest[case_id] = moment
    return sorted(moment.astimezone(zone).date() for moment in earliest.values())


def _stages(
    session: Session, referrals: list[Referral], receipts: list[Receipt], zone: tzinfo
) -> dict[str, list[date]]:
    case_of = {referral.id: referral.case_id for referral in referrals}
    opened = session.execute(select(Case.id, Case.opened_at))
    visited = session.execute(select(Visit.case_id, Visit.visited_at).where(Visit.done))
    verified = session.execute(
        select(Verification.case_id, Verification.verified_at).where(Verification.matches)
    )
    # A case that was cancelled or handed over has ended too, but nobody was helped.
    closed = session.execute(
        select(Case.id, Case.finished_at).where(Case.status == CaseStatus.CLOSED)
    )
    reached: dict[str, Iterable[tuple[int, datetime]]] = {
        "teridentifikasi": ((case_id, at) for case_id, at in opened),
        "dikunjungi": ((case_id, at) for case_id, at in visited),
        "diverifikasi": ((case_id, at) for case_id, at in verified),
        "terkirim": ((r.case_id, r.sent_at) for r in referrals if r.sent_at),
        "dikonfirmasi": (
            (case_of[found.referral_id], found.received_at)
            for found in receipts
            if found.right_person
        ),
        "ditutup": ((case_id, at) for case_id, at in closed if at is not None),
    }
    return {stage: _first(reached[stage], zone) for stage in STAGES}


def _days_to_confirmation(
    referrals: list[Referral], receipts: list[Receipt]
) -> dict[str, list[float]]:
    by_id = {referral.id: referral for referral in referrals}
    days: dict[str, list[float]] = {urgency.value: [] for urgency in Urgency}
    for receipt in receipts:
        referral = by_id[receipt.referral_id]
        if receipt.right_person and referral.sent_at:
            waited = (receipt.received_at - referral.sent_at).total_seconds() / 86_400
            days[referral.urgency].append(max(waited, 0.0))
    return days


def _by_urgency(referrals: list[Referral], receipts: list[Receipt]) -> list[UrgencyRow]:
    days = _days_to_confirmation(referrals, receipts)
    confirmed = {receipt.referral_id for receipt in receipts if receipt.right_person}
    rows = []
    for urgency in Urgency:
        of_class = [referral for referral in referrals if referral.urgency == urgency]
        waited = days[urgency.value]
        rows.append(
            UrgencyRow(
                urgency=urgency.value,
                referrals=len(of_class),
                sent=sum(1 for r in of_class if r.sent_at),
                late_sending=sum(1 for r in of_class if r.sent_at and r.sent_at > r.send_due_at),
                confirmed=sum(1 for r in of_class if r.id in confirmed),
                held=sum(1 for r in of_class if r.status == Status.DRAFT and r.held_by),
                median_days=median(waited) if waited else None,
            )
        )
    return rows


def _by_partner(session: Session, referrals: list[Referral]) -> list[PartnerRow]:
    partners = {p.code: p for p in session.scalars(select(PartnerRecord))}
    grouped: dict[str, list[Referral]] = defaultdict(list)
    for referral in referrals:
        if referral.partner_code and referral.sent_at:
            grouped[referral.partner_code].append(referral)
    rows = [
        PartnerRow(
            code=code,
            name=partners[code].name,
            capacity=partners[code].capacity,
            open=sum(
                1
                for r in found
                if Status(r.status).is_open and r.business_status != BusinessStatus.QUEUED
            ),
            queued=sum(1 for r in found if r.business_status == BusinessStatus.QUEUED),
            completed=sum(1 for r in found if r.status == Status.COMPLETED),
            refused=sum(1 for r in found if r.status in {Status.REJECTED, Status.FAILED}),
            silent=sum(1 for r in found if _was_silent(r)),
            withdrawn=sum(1 for r in found if r.status in _TAKEN_BACK and not _was_silent(r)),
        )
        for code, found in grouped.items()
    ]
    return sorted(rows, key=lambda row: (-row.total, row.code))


def _was_silent(referral: Referral) -> bool:
    return referral.status == Status.CANCELLED and referral.business_status == BusinessStatus.SILENT


def _by_village(
    session: Session, pack: RulePack, village_names: Mapping[str, str]
) -> dict[str, dict[str, int]]:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    rows = session.execute(
        select(Case.village, Case.closed_handling, CaseDetail.pmks).join(
            CaseDetail, CaseDetail.case_id == Case.id
        )
    )
    for village, closed_handling, types in rows:
        shown = shown_types(types, pack, closed_handling=closed_handling)
        table[village_names.get(village, village)].update(shown)
    return {village: dict(counts) for village, counts in sorted(table.items())}


def shown_types(types: Iterable[str], pack: RulePack, *, closed_handling: bool) -> set[str]:
    """Return the types of a case as a table may name them: the closed ones count together.

    Args:
        types: the PMKS types of one case.
        pack: says which types are handled closed (DOMAIN 5.4, PGR-06).
        closed_handling: the case is handled closed, whatever its types.
    """
    known = pack.pmks_types
    return {
        CLOSED_TYPES if closed_handling or (code in known and known[code].closed) else code
        for code in types
    }
