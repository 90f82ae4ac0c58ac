"""The sweep over follow-ups: who is told that one is due, and of which is heard that it is late.

The days are those of `referrals.follow_up_days` (S11, Pasal 7 ayat (3)); what the contact
found is the matter of `contacts`. What is late is put before the TKSK, once for each referral,
and climbs from there (ADR 0017).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import Status
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import Counts, counted
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.escalation import SEVERAL, escalate
from tksk_workflow.services.lifecycle.settling import NOT_FOLLOWED, Level
from tksk_workflow.services.transaction import batch
from tksk_workflow.store.models import Case, FollowUp, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

MESSAGE = "tindak_lanjut"
_ONE_EACH = {MESSAGE: "tindak_lanjut_beberapa", **SEVERAL}
"""A worker hears once in the morning, of everything that is due."""
_NOT_MADE = "tindak lanjut belum dilakukan; hubungi atau kunjungi klien"


def announce_due(app: Application, now: datetime, limit: int) -> Counts:
    """Tell the workers what is due today, and mark what is late; each once.

    What no longer matters, because the case or the referral has ended, is set aside.
    """
    tally: Counter[str] = Counter()
    day = now.astimezone(app.zone).date()
    with batch(app) as uow, uow.outbox.one_each(_ONE_EACH):
        due = uow.follow_ups.due(now, app.zone, limit)
        for item, case_id in due:
            item.announced_at = now
            if case_id is None:
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
        tally.update(_mark_late(Desk(app, uow, now), late))
        if tally:
            uow.audit.record(SYSTEM.name, MESSAGE, "jadwal", day.isoformat(), dict(tally), now)
    return counted(tally, more=limit in (len(due), len(late)) and bool(tally))


def _mark_late(desk: Desk, late: Sequence[tuple[FollowUp, int | None]]) -> Counter[str]:
    """Mark what is late, and put it before the TKSK; what somebody works on waits a run."""
    tally: Counter[str] = Counter()
    cases = desk.claim_cases(case_id for _, case_id in late if case_id is not None)
    referrals = desk.uow.referrals.numbered(
        {item.referral_id for item, case_id in late if case_id in cases}
    )
    for item, case_id in late:
        if case_id is None:
            item.late_at = desk.now
            tally["tidak_perlu_lagi"] += 1
        elif case_id in cases:
            item.late_at = desk.now
            _tell_tksk(desk, referrals[item.referral_id], cases[case_id])
            tally["terlambat"] += 1
    return tally


def _tell_tksk(desk: Desk, found: Referral, case: Case) -> None:
    status = Status(found.status)
    if not CaseStatus(case.status).is_open or not (status.is_open or status is Status.COMPLETED):
        return  # it ended just now
    key = f"{NOT_FOLLOWED}:{found.code}"
    escalate(desk, key, Level.TKSK, _NOT_MADE, case, referral=found, again=True)
