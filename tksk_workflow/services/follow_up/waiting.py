"""Waits that lasted too long before or after a partner's yes.

A draft waits for the recommendation of the Dinas Sosial; a client waits in a queue until
the day that the partner named. Both have an end, and somebody hears when it has passed.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import Counts
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.isolation import work_on_claimed
from tksk_workflow.services.lifecycle.moves import note_referral
from tksk_workflow.services.lifecycle.settling import RECOMMENDATION, TURN_PASSED, Level
from tksk_workflow.services.referrals.dispatch import on_each
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
    return work_on_claimed(
        app,
        now,
        limit,
        lambda uow, most, skipping: uow.due.recommendations_overdue(now, most, skipping=skipping),
        on_each(app, now, _remind),
    )


def _remind(desk: Desk, draft: Referral, case: Case) -> str:
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
    return "rekomendasi_diingatkan"


def check_turns(app: Application, now: datetime, limit: int) -> Counts:
    """Tell the TKSK of a batch of clients whose turn has passed and who still wait."""
    return work_on_claimed(
        app,
        now,
        limit,
        lambda uow, most, skipping: uow.due.turns_passed(now, app.zone, most, skipping=skipping),
        on_each(app, now, _tell),
    )


def _tell(desk: Desk, referral: Referral, case: Case) -> str:
    referral.queue_until_told = referral.queue_until
    key = f"{TURN_PASSED}:{referral.code}"
    escalate(desk, key, Level.TKSK, _TURN_PASSED, case, referral=referral, again=True)
    data = {"sampai": referral.queue_until}
    note_referral(desk.uow, referral, TURN_PASSED, SYSTEM, desk.now, data=data)
    return TURN_PASSED
