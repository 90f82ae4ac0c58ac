"""No due row stays unseen for more than one sweep.

Every row that waits for a scheduled flow is due at a moment. A finished run of that flow
which began after the row had become what it is, and which worked as of a later moment than
the due one, must have left something on it: a new status, a new term, a mark. One run may
pass a row by, because somebody else held it just then; two in a row may not. Runs that
overlap may each pass by what the other one holds: of those only one counts.

What counts as "after" is read from moments in the rows themselves, so this leans to
silence: a row that was touched since the older of the two runs is judged by later runs,
and so is everything when a clock went back (`_reach`). Rows that a run rightly leaves (a
hold, a step before, no address, a closed way) do not count as due.

Flows that have no due rows, because they work from dates (reports, monthly round,
agreements), are watched by `tksk flow health` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from tksk_workflow.domain.referral import BusinessStatus, Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.domain.zones import Zone
from tksk_workflow.store.cases import OPEN_STATUSES as OPEN_CASES
from tksk_workflow.store.models import (
    AuditEntry,
    Case,
    CentreResult,
    ContactPoint,
    DecileReading,
    Escalation,
    FollowUp,
    OutboxMessage,
    Referral,
    Sweep,
)
from tksk_workflow.store.querying import list_length
from tksk_workflow.store.referrals import OPEN_STATUSES

ROUTE, SEND, ANSWERS, FOLLOW_UP = "rutekan", "kirim", "cek-balasan", "tindak-lanjut"
DELIVER, CYCLE, DECILES, RESULTS = (
    "kirim-pesan",
    "siklus-data",
    "pembaruan-dtsen",
    "rekonsiliasi-pusat",
)
FREEZE = "pindah_ke_periode_berikut"
"""What a run of the data cycle counts on the day on which it moves proposals on."""

_ENOUGH = 2
_LOOKED_AT = 50
"""No more runs than these overlap with one."""
_TWO_MONTHS_OF_CYCLES = 2 * 31 * 24


@dataclass(frozen=True, slots=True)
class _Reach:
    """What the last two finished runs of a flow must both have seen.

    Attributes:
        as_of: whatever was due by then.
        since: and was as it is now at that time.
    """

    as_of: datetime
    since: datetime

    @property
    def day(self) -> date:
        """The day where it is earliest: what is due on it is due everywhere."""
        return self.as_of.astimezone(Zone.WIB.offset).date()


@dataclass(frozen=True, slots=True)
class _Duty:
    """One kind of due rows: who sees to them, how they are found, how they are named."""

    flow: str
    name: str
    what: str
    due: Callable[[_Reach], Select[*tuple[Any, ...]]]


def overlooked(session: Session) -> Iterator[str]:
    """Name in Indonesian every due row that the last two runs of its flow left as it was."""
    reaches = {
        flow: _reach(session, _two_in_a_row(session, flow))
        for flow in {duty.flow for duty in _DUTIES}
    }
    for duty in _DUTIES:
        reach = reaches[duty.flow]
        if reach is not None:
            for values in session.execute(duty.due(reach)):
                yield _line(duty.name.format(*values), duty.what, duty.flow)
    yield from _frozen(session)
    yield from _messages(session)


def _line(row: str, what: str, flow: str) -> str:
    return f"{row}: {what}, tetapi dua giliran '{flow}' melewatkannya"


def _last_runs(session: Session, flow: str, limit: int = _ENOUGH) -> list[Sweep]:
    query = select(Sweep).where(Sweep.name == flow, Sweep.finished_at.is_not(None))
    return list(session.scalars(query.order_by(Sweep.id.desc()).limit(limit)))


def _two_in_a_row(session: Session, flow: str) -> list[Sweep]:
    """Return the last finished run of a flow, and the last one that had ended when it began."""
    runs = _last_runs(session, flow, _LOOKED_AT)
    if not runs:
        return []
    last, *earlier = runs
    before = (
        one for one in earlier if one.finished_at is not None and one.finished_at <= last.started_at
    )
    return [last, *islice(before, 1)]


def _reach(session: Session, runs: list[Sweep]) -> _Reach | None:
    """Return what two runs must have seen; None where there are not two.

    A run that began later, of any flow, at an earlier time shows that the clock went back
    in between: moments from before that say nothing about what came first.
    """
    if len(runs) < _ENOUGH:
        return None
    as_of, began = session.execute(
        select(func.min(Sweep.as_of), func.min(Sweep.started_at)).where(
            Sweep.id >= min(run.id for run in runs)
        )
    ).one()
    return _Reach(as_of, min(as_of, began))


def _before(reach: _Reach, *moments: Any) -> ColumnElement[bool]:
    """Nothing of this happened after the runs had begun; what never happened did not either."""
    return and_(*(or_(moment.is_(None), moment <= reach.since) for moment in moments))


def _cases_to_decide(reach: _Reach) -> Select[*tuple[Any, ...]]:
    return (
        select(Case.id)
        .where(
            Case.status.in_(OPEN_CASES),
            Case.needs_decision,
            _before(reach, Case.opened_at, Case.updated_at),
        )
        .order_by(Case.id)
    )


def _cases_to_be_ready(reach: _Reach) -> Select[*tuple[Any, ...]]:
    return (
        select(Case.id)
        .where(
            Case.ready_by <= reach.as_of,
            Case.status.in_(OPEN_CASES),
            _before(reach, Case.opened_at, Case.updated_at),
        )
        .order_by(Case.id)
    )


def _drafts_to_send(reach: _Reach) -> Select[*tuple[Any, ...]]:
    """Scheduled proposals (P4) leave with the data cycle, all others as soon as they may."""
    first = aliased(Referral)
    return (
        select(Referral.id)
        .join(Case, Referral.case_id == Case.id)
        .outerjoin(first, Referral.after_id == first.id)
        .where(
            Referral.status == Status.DRAFT.value,
            Referral.urgency != Urgency.P4.value,
            Referral.partner_code.is_not(None),
            list_length(Referral.held_by) == 0,
            or_(Referral.after_id.is_(None), first.status == Status.COMPLETED.value),
            _before(reach, Referral.created_at, Case.updated_at, first.finished_at),
        )
        .order_by(Referral.id)
    )


def _answers(reach: _Reach) -> Select[*tuple[Any, ...]]:
    return (
        select(Referral.id)
        .where(
            Referral.status == Status.REQUESTED.value,
            Referral.answer_due_at <= reach.as_of,
            _before(reach, Referral.sent_at, Referral.reminded_at),
        )
        .order_by(Referral.id)
    )


def _recommendations(reach: _Reach) -> Select[*tuple[Any, ...]]:
    return (
        select(Referral.id)
        .join(Case, Referral.case_id == Case.id)
        .where(
            Referral.status == Status.DRAFT.value,
            Referral.business_status == BusinessStatus.AWAITING_RECOMMENDATION.value,
            Referral.recommendation_due_at <= reach.as_of,
            _before(reach, Referral.created_at, Case.updated_at),
        )
        .order_by(Referral.id)
    )


def _turns(reach: _Reach) -> Select[*tuple[Any, ...]]:
    told = Referral.queue_until_told
    return (
        select(Referral.id)
        .where(
            Referral.status == Status.ON_HOLD.value,
            Referral.queue_until < reach.day,
            or_(told.is_(None), told != Referral.queue_until),
            _before(reach, Referral.sent_at, Referral.answered_at),
        )
        .order_by(Referral.id)
    )


def _matters(reach: _Reach) -> Select[*tuple[Any, ...]]:
    return (
        select(Escalation.id)
        .where(
            Escalation.climbs,
            Escalation.due_at <= reach.as_of,
            Escalation.resolved_at.is_(None),
            _before(reach, Escalation.opened_at),
        )
        .order_by(Escalation.id)
    )


def _follow_ups(reach: _Reach, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(FollowUp.referral_id, FollowUp.number)
        .join(Referral, FollowUp.referral_id == Referral.id)
        .join(Case, Referral.case_id == Case.id)
        .where(
            FollowUp.done_at.is_(None),
            *conditions,
            Referral.status.in_((*OPEN_STATUSES, Status.COMPLETED.value)),
            Case.status.in_(OPEN_CASES),
            _before(reach, Referral.sent_at, Case.updated_at),
        )
        .order_by(FollowUp.referral_id, FollowUp.number)
    )


def _to_announce(reach: _Reach) -> Select[*tuple[Any, ...]]:
    return _follow_ups(reach, FollowUp.due_on <= reach.day, FollowUp.announced_at.is_(None))


def _to_mark_late(reach: _Reach) -> Select[*tuple[Any, ...]]:
    return _follow_ups(reach, FollowUp.late_after < reach.day, FollowUp.late_at.is_(None))


def _deciles(reach: _Reach) -> Select[*tuple[Any, ...]]:
    return (
        select(DecileReading.case_id, DecileReading.period)
        .where(DecileReading.applied_at.is_(None), _before(reach, DecileReading.imported_at))
        .order_by(DecileReading.id)
    )


def _results(reach: _Reach) -> Select[*tuple[Any, ...]]:
    return (
        select(CentreResult.id)
        .where(CentreResult.compared_at.is_(None), _before(reach, CentreResult.imported_at))
        .order_by(CentreResult.id)
    )


_REFERRAL, _CASE = "rujukan R-{:06d}", "kasus K-{:06d}"
_FOLLOW_UP = "rujukan R-{:06d}, tindak lanjut ke-{}"

_DUTIES = (
    _Duty(ROUTE, _CASE, "menunggu keputusan", _cases_to_decide),
    _Duty(SEND, _REFERRAL, "siap dikirim", _drafts_to_send),
    _Duty(ANSWERS, _REFERRAL, "tenggat jawaban mitra sudah lewat", _answers),
    _Duty(ANSWERS, _REFERRAL, "tenggat rekomendasi sudah lewat", _recommendations),
    _Duty(ANSWERS, _REFERRAL, "giliran antrean sudah lewat", _turns),
    _Duty(ANSWERS, _CASE, "tenggat kesiapannya sudah lewat", _cases_to_be_ready),
    _Duty(ANSWERS, "eskalasi E-{}", "tenggat tingkatnya sudah lewat", _matters),
    _Duty(FOLLOW_UP, _FOLLOW_UP, "sudah waktunya dan belum diumumkan", _to_announce),
    _Duty(FOLLOW_UP, _FOLLOW_UP, "terlambat dan belum ditandai", _to_mark_late),
    _Duty(DECILES, "kasus K-{:06d}, desil {}", "belum diterapkan", _deciles),
    _Duty(RESULTS, "hasil pusat H-{:06d}", "belum dibandingkan", _results),
)


def _frozen(session: Session) -> Iterator[str]:
    """A run that moves proposals to the next period moves all; on which day, the rules say.

    Only runs that moved something show that it was such a day.
    """
    runs = [
        run for run in _last_runs(session, CYCLE, _TWO_MONTHS_OF_CYCLES) if FREEZE in run.counts
    ]
    reach = _reach(session, runs[:_ENOUGH])
    if reach is None:
        return
    left = select(Referral.id).where(
        Referral.status == Status.DRAFT.value,
        Referral.urgency == Urgency.P4.value,
        Referral.send_due_at <= reach.as_of,
        _before(reach, Referral.created_at),
    )
    for number in session.scalars(left.order_by(Referral.id)):
        yield _line(_REFERRAL.format(number), "usulan lewat cut-off dan belum dipindahkan", CYCLE)


def _messages(session: Session) -> Iterator[str]:
    """Messages leave in the order in which they are due: nobody may be passed over.

    Whether a way was open to a run shows in what it delivered on it.
    """
    runs = _last_runs(session, DELIVER)
    reach = _reach(session, runs)
    if reach is None:
        return
    waiting = session.execute(
        select(OutboxMessage.id, OutboxMessage.due_at, ContactPoint.channel, ContactPoint.recipient)
        .join(ContactPoint, ContactPoint.recipient == OutboxMessage.recipient)
        .where(
            OutboxMessage.delivered_at.is_(None),
            OutboxMessage.given_up_at.is_(None),
            OutboxMessage.due_at <= reach.as_of,
            _before(reach, OutboxMessage.created_at, OutboxMessage.claimed_until),
        )
        .order_by(OutboxMessage.id)
    ).all()
    if not waiting:
        return
    passed = [_latest_delivered(session, run.as_of) for run in runs]
    new_addresses = set(
        session.scalars(
            select(AuditEntry.entity_id).where(
                AuditEntry.entity == "kontak", AuditEntry.at > reach.since
            )
        )
    )
    for number, due, channel, recipient in waiting:
        overtaken = all(channel in latest and due < latest[channel] for latest in passed)
        if overtaken and recipient not in new_addresses:
            yield _line(f"pesan {number}", "sudah waktunya dikirim", DELIVER)


def _latest_delivered(session: Session, as_of: datetime) -> dict[str, datetime]:
    """Return how far down the row of waiting messages a run came, on each way."""
    query = (
        select(OutboxMessage.delivered_by, func.max(OutboxMessage.due_at))
        .where(OutboxMessage.delivered_at == as_of)
        .group_by(OutboxMessage.delivered_by)
    )
    return {str(channel): latest for channel, latest in session.execute(query)}
