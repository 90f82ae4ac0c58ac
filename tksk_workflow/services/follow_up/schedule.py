"""Follow-ups: the days on which somebody looks whether help arrived and life got better.

The days come from the urgency class (S11, Pasal 7 ayat (3)); what the contact found is the
matter of `contacts`.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tksk_workflow.domain.calendar import next_working_day
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import Counts, counted
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.transaction import batch
from tksk_workflow.store.models import Case, FollowUp, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

MESSAGE = "tindak_lanjut"
WATCH_AGAIN_DAYS = 30
"""Days until somebody looks again when no follow-up is left and help or its effect is missing."""


def announce_due(app: Application, now: datetime, limit: int) -> Counts:
    """Tell the workers what is due today, and mark what was missed; each once.

    What no longer matters, because the case or the referral has ended, is set aside.
    """
    tally: Counter[str] = Counter()
    day = now.astimezone(app.zone).date()
    with batch(app) as uow:
        due = uow.follow_ups.due(now, app.zone, limit)
        for item, matters in due:
            item.announced_at = now
            if not matters:
                tally["tidak_perlu_lagi"] += 1
                continue
            uow.outbox.put(
                f"{MESSAGE}:{item.id}",
                MESSAGE,
                f"tksk/{item.assigned_to}",
                {"rujukan": f"R-{item.referral_id:06d}", "tanggal": item.due_on.isoformat()},
                now,
            )
            tally["diumumkan"] += 1
        uow.flush()
        late = uow.follow_ups.late(now, app.zone, limit)
        for item, matters in late:
            item.late_at = now
            tally["terlambat" if matters else "tidak_perlu_lagi"] += 1
        if tally:
            uow.audit.record(SYSTEM.name, MESSAGE, "jadwal", day.isoformat(), dict(tally), now)
    return counted(tally, more=limit in (len(due), len(late)))


def watch_again(desk: Desk, found: Referral, case: Case) -> None:
    """Plan one more follow-up, because the last one is not to be the last."""
    known = desk.uow.follow_ups.of_referral(found.id)
    day = next_working_day(
        desk.today_in(case.village) + timedelta(days=WATCH_AGAIN_DAYS),
        desk.calendar_of(case.village),
    )
    desk.uow.follow_ups.add_all(
        [
            FollowUp(
                referral_id=found.id,
                number=max((item.number for item in known), default=0) + 1,
                due_on=day,
                assigned_to=case.worker,
            )
        ]
    )
    desk.uow.flush()
