"""What happened in a month in one area, in counts; the same at every later reading.

Everything is counted by the moments that the record keeps, never by today's state, so
that the report of a month that is over stays what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.month import Month
from tksk_workflow.domain.referral import Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.store.models import (
    Case,
    Escalation,
    FollowUp,
    PartnerRecord,
    Receipt,
    Referral,
    Verification,
    Visit,
)

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class UrgencyLine:
    """Referrals of one urgency class in the month."""

    urgency: str
    prepared: int
    sent: int
    sent_late: int
    answered_late: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """What one partner did in the month."""

    name: str
    received: int
    accepted: int
    refused: int
    completed: int


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """A month in an area.

    Attributes:
        cases: opened, closed, given up in the month, and open at its end.
        visits, verifications: by what became of them.
        obstacles: why visits did not take place, the most frequent first.
        refusals: why partners refused, the most frequent first.
        outcomes: change in social functioning of the cases closed in the month.
        follow_ups: due, done, done late, and not done by the end of the month.
        ended: referrals by how they ended in the month.
        receipts: confirmed for the right person, and for somebody else.
        escalations: brought up in the month, by level.
        plan: what waits for the month after.
    """

    month: Month
    cases: dict[str, int]
    visits: dict[str, int]
    verifications: dict[str, int]
    obstacles: list[tuple[str, int]]
    refusals: list[tuple[str, int]]
    outcomes: dict[str, int]
    follow_ups: dict[str, int]
    ended: dict[str, int]
    receipts: dict[str, int]
    escalations: dict[str, int]
    urgencies: list[UrgencyLine]
    partners: list[PartnerLine]
    plan: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Reader:
    """The rows of an area, and the month by the clock of the office."""

    month: Month
    zone: tzinfo
    cases: Sequence[Case]
    referrals: Sequence[Referral]

    @property
    def end(self) -> datetime:
        """The first moment after the month."""
        return datetime.combine(self.month.last + timedelta(days=1), time.min, tzinfo=self.zone)

    def within(self, moment: datetime | None) -> bool:
        """Say whether something happened in the month."""
        return moment is not None and moment.astimezone(self.zone).date() in self.month

    def until_end(self, moment: datetime | None) -> bool:
        """Say whether something had happened when the month was over."""
        return moment is not None and moment < self.end

    def count(self, moment: Callable[[Referral], datetime | None]) -> int:
        """Count the referrals to which something happened in the month."""
        return sum(self.within(moment(referral)) for referral in self.referrals)


def monthly_figures(session: Session, area: str, month: Month, zone: tzinfo) -> MonthlyFigures:
    """Count a month in an area.

    Args:
        session: a session on the record.
        area: code of a kecamatan or wider.
        month: a month that has begun.
        zone: the clock of the office.
    """
    own = Case.village.startswith(f"{area}.")
    cases = session.scalars(select(Case).where(own)).all()
    referrals = session.scalars(select(Referral).join(Referral.case).where(own)).all()
    reader = _Reader(month, zone, cases, referrals)
    visits = session.scalars(select(Visit).join(Case, Visit.case_id == Case.id).where(own)).all()
    return MonthlyFigures(
        month=month,
        cases=_cases(reader),
        visits={
            "terlaksana": sum(visit.done and reader.within(visit.visited_at) for visit in visits),
            "tertunda": sum(not visit.done and reader.within(visit.visited_at) for visit in visits),
        },
        verifications=_verifications(session, reader, own),
        obstacles=Counter(
            visit.obstacle or "tidak disebutkan"
            for visit in visits
            if not visit.done and reader.within(visit.visited_at)
        ).most_common(),
        refusals=Counter(
            (referral.refusal_reason or "lainnya").replace("_", " ")
            for referral in referrals
            if referral.status == Status.REJECTED and reader.within(referral.answered_at)
        ).most_common(),
        outcomes=dict(
            Counter(
                case.functioning or "tidak diisi"
                for case in cases
                if case.status == CaseStatus.CLOSED and reader.within(case.finished_at)
            ).most_common()
        ),
        follow_ups=_follow_ups(session, reader, own),
        ended=dict(
            Counter(
                Status(referral.status).label
                for referral in referrals
                if reader.within(referral.finished_at)
            ).most_common()
        ),
        receipts=_receipts(session, reader, own),
        escalations=_escalations(session, reader, own),
        urgencies=_urgencies(session, reader, own),
        partners=_partners(session, reader),
        plan=_plan(session, reader, own, visits),
    )


def _cases(reader: _Reader) -> dict[str, int]:
    closed = [case for case in reader.cases if case.status == CaseStatus.CLOSED]
    others = [case for case in reader.cases if case.status != CaseStatus.CLOSED]
    return {
        "dibuka": sum(reader.within(case.opened_at) for case in reader.cases),
        "ditutup dengan hasil": sum(reader.within(case.finished_at) for case in closed),
        "berakhir tanpa hasil": sum(reader.within(case.finished_at) for case in others),
        "masih terbuka pada akhir bulan": sum(
            reader.until_end(case.opened_at) and not reader.until_end(case.finished_at)
            for case in reader.cases
        ),
    }


def _verifications(session: Session, reader: _Reader, own: ColumnElement[bool]) -> dict[str, int]:
    query = select(Verification.matches, Verification.verified_at).join(
        Case, Verification.case_id == Case.id
    )
    found = Counter(
        "data sesuai" if matches else "data tidak sesuai"
        for matches, at in session.execute(query.where(own))
        if reader.within(at)
    )
    return {name: found[name] for name in ("data sesuai", "data tidak sesuai")}


def _follow_ups(session: Session, reader: _Reader, own: ColumnElement[bool]) -> dict[str, int]:
    query = (
        select(FollowUp.due_on, FollowUp.done_at)
        .join(Referral, FollowUp.referral_id == Referral.id)
        .join(Case, Referral.case_id == Case.id)
        .where(own)
    )
    found: Counter[str] = Counter()
    for due_on, done_at in session.execute(query):
        if due_on not in reader.month:
            continue
        found["jatuh tempo"] += 1
        if done_at is None or not reader.until_end(done_at):
            found["belum dilakukan pada akhir bulan"] += 1
        elif done_at.astimezone(reader.zone).date() > due_on:
            found["dilakukan terlambat"] += 1
        else:
            found["dilakukan tepat waktu"] += 1
    names = (
        "jatuh tempo",
        "dilakukan tepat waktu",
        "dilakukan terlambat",
        "belum dilakukan pada akhir bulan",
    )
    return {name: found[name] for name in names}


def _receipts(session: Session, reader: _Reader, own: ColumnElement[bool]) -> dict[str, int]:
    query = (
        select(Receipt.right_person, Receipt.received_at)
        .join(Referral, Receipt.referral_id == Referral.id)
        .join(Case, Referral.case_id == Case.id)
        .where(own)
    )
    found = Counter(right for right, at in session.execute(query) if reader.within(at))
    return {"diterima orang yang tepat": found[True], "diterima orang lain": found[False]}


def _escalations(session: Session, reader: _Reader, own: ColumnElement[bool]) -> dict[str, int]:
    query = select(Escalation.level, Escalation.opened_at).join(Case, Escalation.case_id == Case.id)
    found = Counter(level for level, at in session.execute(query.where(own)) if reader.within(at))
    return dict(sorted(found.items()))


def _urgencies(session: Session, reader: _Reader, own: ColumnElement[bool]) -> list[UrgencyLine]:
    query = (
        select(Receipt.referral_id, Receipt.received_at)
        .join(Referral, Receipt.referral_id == Referral.id)
        .join(Case, Referral.case_id == Case.id)
        .where(own, Receipt.right_person)
    )
    confirmed = {number for number, at in session.execute(query) if reader.within(at)}
    lines = []
    for urgency in Urgency:
        found = [one for one in reader.referrals if one.urgency == urgency.value]
        lines.append(
            UrgencyLine(
                urgency=urgency.value,
                prepared=sum(reader.within(one.created_at) for one in found),
                sent=sum(reader.within(one.sent_at) for one in found),
                sent_late=sum(
                    reader.within(one.sent_at) and (one.sent_at or _LONG_AGO) > one.send_due_at
                    for one in found
                ),
                answered_late=sum(
                    reader.within(one.answered_at)
                    and one.answer_due_at is not None
                    and (one.answered_at or _LONG_AGO) > one.answer_due_at
                    for one in found
                ),
                confirmed=sum(one.id in confirmed for one in found),
            )
        )
    return lines


def _partners(session: Session, reader: _Reader) -> list[PartnerLine]:
    names = dict(session.execute(_PARTNERS).all())
    lines = []
    for code in sorted({one.partner_code for one in reader.referrals if one.partner_code}):
        found = [one for one in reader.referrals if one.partner_code == code]
        answered = [one for one in found if reader.within(one.answered_at)]
        refused = sum(one.status == Status.REJECTED for one in answered)
        line = PartnerLine(
            name=names.get(code, code),
            received=sum(reader.within(one.sent_at) for one in found),
            accepted=len(answered) - refused,
            refused=refused,
            completed=sum(
                one.status == Status.COMPLETED and reader.within(one.finished_at) for one in found
            ),
        )
        if line.received or answered or line.completed:
            lines.append(line)
    return sorted(lines, key=lambda line: (-line.received, line.name))


_PARTNERS = select(PartnerRecord.code, PartnerRecord.name)


def _plan(
    session: Session, reader: _Reader, own: ColumnElement[bool], visits: Sequence[Visit]
) -> dict[str, int]:
    seen = {visit.case_id for visit in visits if visit.done and reader.until_end(visit.visited_at)}
    still_open = [
        case
        for case in reader.cases
        if reader.until_end(case.opened_at) and not reader.until_end(case.finished_at)
    ]
    waiting = [
        one
        for one in reader.referrals
        if reader.until_end(one.created_at)
        and not reader.until_end(one.sent_at)
        and not reader.until_end(one.finished_at)
    ]
    due = (
        select(FollowUp.due_on)
        .join(Referral, FollowUp.referral_id == Referral.id)
        .join(Case, Referral.case_id == Case.id)
        .where(own)
    )
    coming = Month.of(reader.month.last + timedelta(days=1))
    return {
        "kasus yang belum dikunjungi": sum(case.id not in seen for case in still_open),
        "rujukan yang belum dikirim": len(waiting),
        "tindak lanjut yang jatuh tempo": sum(day in coming for day in session.scalars(due)),
    }
