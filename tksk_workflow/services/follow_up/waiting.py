"""Waits that lasted too long before or after a partner's yes.

A draft waits for the recommendation of the Dinas Sosial; a client waits in a queue until
the day that the partner named. Both have an end, and somebody hears when it has passed.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import Counts, counted
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.moves import note_referral
from tksk_workflow.services.lifecycle.settling import RECOMMENDATION, TURN_PASSED, Level
from tksk_workflow.services.referrals.dispatch import with_cases
from tksk_workflow.services.transaction import batch
from tksk_workflow.store.models import Case, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

REMINDER = "pengingat_rekomendasi"
_NO_RECOMMENDATION = "rekomendasi Dinas Sosial belum ada sampai tenggat"
_TURN_PASSED = "giliran yang dijanjikan mitra sudah lewat; tanyakan kepada mitra"


def check_recommendations(app: Application, now: datetime, limit: int) -> Counts:
    """Remind the Dinas Sosial of a batch of recommendations that are late.

    The first time the coordinator hears of it as well, from where the matter climbs to the
    head of the Dinas Sosial; after that the verifier is reminded each time a term passes.
    """
    tally: Counter[str] = Counter()
    with batch(app) as uow:
        overdue = uow.referrals.recommendations_overdue(now, limit)
        if overdue:
            desk = Desk(app, uow, now)
            for draft, case in with_cases(desk, overdue):
                _remind(desk, draft, case)
                tally["rekomendasi_diingatkan"] += 1
    return counted(tally, more=len(overdue) == limit and bool(tally))


def _remind(desk: Desk, draft: Referral, case: Case) -> None:
    missed = draft.recommendation_due_at
    term = desk.pack.urgency_classes[Urgency(draft.urgency)].recommendation_term
    draft.recommendation_due_at = desk.due(term, case.village)
    desk.uow.outbox.put(
        f"{REMINDER}:{draft.code}:{desk.now.isoformat()}",
        REMINDER,
        "dinsos_verifikator",
        {"rujukan": draft.code, "sebelum": draft.recommendation_due_at.isoformat()},
        desk.now,
    )
    escalate(
        desk,
        f"{RECOMMENDATION}:{draft.code}",
        Level.COORDINATOR,
        _NO_RECOMMENDATION,
        case,
        referral=draft,
    )
    note_referral(
        desk.uow, draft, "rekomendasi_terlambat", SYSTEM, desk.now, data={"tenggat": missed}
    )


def check_turns(app: Application, now: datetime, limit: int) -> Counts:
    """Tell the TKSK of a batch of clients whose turn has passed and who still wait."""
    tally: Counter[str] = Counter()
    with batch(app) as uow:
        passed = uow.referrals.turns_passed(now, app.zone, limit)
        if passed:
            desk = Desk(app, uow, now)
            for referral, case in with_cases(desk, passed):
                referral.queue_until_told = referral.queue_until
                key = f"{TURN_PASSED}:{referral.code}"
                escalate(desk, key, Level.TKSK, _TURN_PASSED, case, referral=referral, again=True)
                note_referral(
                    desk.uow,
                    referral,
                    TURN_PASSED,
                    SYSTEM,
                    now,
                    data={"sampai": referral.queue_until},
                )
                tally[TURN_PASSED] += 1
    return counted(tally, more=len(passed) == limit and bool(tally))
