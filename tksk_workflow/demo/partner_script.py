"""The partners' working day: each answers and serves what was sent to it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tksk_workflow.demo.partner_behaviour import (
    Move,
    Plan,
    Seen,
    next_move,
    plan_for,
    queue_place,
)
from tksk_workflow.domain.referral import BusinessStatus, RefusalReason, Role, Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.referrals import answers
from tksk_workflow.store.models import Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_NOTES = {
    RefusalReason.FULL: "tempat penuh sampai bulan depan",
    RefusalReason.PAPERS_MISSING: "berkas belum lengkap",
    RefusalReason.NOT_ELIGIBLE: "tidak memenuhi syarat penerimaan kami",
    RefusalReason.OTHER: "petugas sedang tidak tersedia",
}
_WITH_PARTNER = (Status.REQUESTED, Status.ACCEPTED, Status.ON_HOLD, Status.IN_PROGRESS)
_PAGE = 500


class PartnerScript:
    """All partners, each acting as itself."""

    def __init__(self, app: Application, seed: int) -> None:
        self._app = app
        self._seed = seed

    def plan(self, code: str, urgency: Urgency) -> Plan:
        """Return what the partner will do with a referral."""
        return plan_for(self._seed, code, urgency)

    def work(self, now: datetime) -> Counter[str]:
        """Let every partner do what its plans say for today; returns counts of moves."""
        today = now.astimezone(self._app.zone).date()
        done: Counter[str] = Counter()
        for seen in self._in_hand():
            plan = self.plan(seen.code, seen.urgency)
            move = next_move(plan, seen, today)
            if move is not None:
                self._make(move, plan, seen, today, now)
                done[f"mitra_{move.value}"] += 1
        return done

    def _in_hand(self) -> list[Seen]:
        found: list[Seen] = []
        last = 0
        with UnitOfWork(self._app.session_factory, read_only=True) as uow:
            while page := uow.referrals.listed(statuses=_WITH_PARTNER, limit=_PAGE, after=last):
                last = page[-1].id
                found += [self._see(referral) for referral in page]
        return found

    def _see(self, referral: Referral) -> Seen:
        return Seen(
            code=referral.code,
            partner=referral.partner_code or "",
            urgency=Urgency(referral.urgency),
            status=Status(referral.status),
            business_status=BusinessStatus(referral.business_status),
            sent_on=self._day(referral.sent_at) or date.min,
            answered_on=self._day(referral.answered_at),
            queue_position=referral.queue_position,
        )

    def _day(self, moment: datetime | None) -> date | None:
        return None if moment is None else moment.astimezone(self._app.zone).date()

    def _make(self, move: Move, plan: Plan, seen: Seen, today: date, now: datetime) -> None:
        app, code = self._app, seen.code
        partner = Actor(Role.PARTNER, seen.partner)
        match move:
            case Move.ACCEPT:
                answers.accept(app, partner, code, now)
            case Move.REFUSE:
                reason = plan.refusal or RefusalReason.OTHER
                answers.refuse(app, partner, code, reason, _NOTES[reason], now)
            case Move.QUEUE:
                until = today + timedelta(days=plan.queue_days)
                answers.queue(app, partner, code, queue_place(plan, seen, today), until, now)
            case Move.START:
                answers.start(app, partner, code, now)
            case Move.RESUME:
                answers.resume(app, partner, code, now)
            case Move.DELIVER:
                answers.report_delivery(app, partner, code, "layanan telah diberikan", now)
            case Move.FAIL:
                answers.fail(app, partner, code, "klien tidak dapat dilayani", now)
