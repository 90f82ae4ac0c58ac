"""Partners that do not answer: a reminder, then the next partner, then somebody higher up.

With nobody else to ask the referral stays with the partner, who may still answer, and the
matter climbs one level each time another term passes: TKSK, coordinator, Dinas Sosial;
each once. An emergency reaches the coordinator at once (scenario 36).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.referral import BusinessStatus, Event
from tksk_workflow.domain.urgency import Urgency, half
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import Counts
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.isolation import work_on_claimed
from tksk_workflow.services.lifecycle.moves import move_referral, note_referral
from tksk_workflow.services.lifecycle.partner_messages import REMINDER, key_of_reminder
from tksk_workflow.services.lifecycle.settling import SILENCE, Level, level_key
from tksk_workflow.services.referrals.dispatch import with_cases
from tksk_workflow.services.referrals.next_partner import (
    NEXT_PARTNER,
    continues_with,
    find_next,
    go_on_with,
)
from tksk_workflow.services.referrals.refusals import ANSWER_LATE
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

STILL_SILENT = "tetap_tanpa_jawaban"
_SILENT = "mitra tidak menjawab sampai tenggat"


def check_answers(app: Application, now: datetime, limit: int) -> Counts:
    """Look at a batch of referrals whose partner has not answered in time."""

    def work(uow: UnitOfWork, overdue: Sequence[Referral]) -> Counter[str]:
        desk = Desk(app, uow, now)
        reached = uow.escalations.known(
            [key for referral in overdue for key in _keys(referral).values()]
        )
        return Counter(
            _act(desk, referral, case, reached) for referral, case in with_cases(desk, overdue)
        )

    return work_on_claimed(
        app,
        now,
        limit,
        lambda uow, most, skipping: uow.due.answers_overdue(now, most, skipping=skipping),
        work,
    )


def _keys(referral: Referral) -> dict[Level, str]:
    """Under which key each level hears of a silence."""
    return {level: level_key(f"{SILENCE}:{referral.code}", level) for level in Level}


def _act(desk: Desk, referral: Referral, case: Case, reached: frozenset[str]) -> str:
    if referral.reminded_at is None:
        _remind(desk, referral, case)
        return "mitra_diingatkan"
    consequences = continues_with(desk, ANSWER_LATE)
    code = find_next(desk, referral, case) if NEXT_PARTNER in consequences else None
    if code is None:
        return _climb(desk, referral, case, reached)
    move_referral(
        desk.uow,
        referral,
        Event.WITHDRAW,
        SYSTEM,
        desk.now,
        business=BusinessStatus.SILENT,
        reason=_SILENT,
    )
    desk.take_place(referral.partner_code, -1)
    go_on_with(desk, referral, case, code)
    return "dialihkan_ke_mitra_lain"


def _remind(desk: Desk, referral: Referral, case: Case) -> None:
    """Remind the partner once; half of the usual term is left."""
    referral.reminded_at = desk.now
    terms = desk.pack.urgency_classes[Urgency(referral.urgency)]
    referral.answer_due_at = desk.due(half(terms.answer_within), case.village)
    desk.uow.outbox.put(
        key_of_reminder(referral),
        REMINDER,
        f"mitra/{referral.partner_code}",
        {"rujukan": referral.code, "jawab_sebelum": referral.answer_due_at.isoformat()},
        desk.now,
    )
    note_referral(
        desk.uow,
        referral,
        "ingatkan",
        SYSTEM,
        desk.now,
        business=BusinessStatus.REMINDED,
        data={"jawab_sebelum": referral.answer_due_at},
    )


def _climb(desk: Desk, referral: Referral, case: Case, reached: frozenset[str]) -> str:
    """Bring the silence before the next level, and give another term."""
    terms = desk.pack.urgency_classes[Urgency(referral.urgency)]
    urgent = referral.urgency == Urgency.P0.value
    for level, key in _keys(referral).items():
        if key in reached:
            continue
        # It climbs here, with the partner's own term, and not with the other matters.
        escalate(desk, key, level, _SILENT, case, referral=referral, climbs=False)
        # An emergency does not wait at the TKSK, who can only ask the coordinator.
        if not (urgent and level is Level.TKSK):
            referral.answer_due_at = desk.due(terms.escalation_term, case.village)
            return f"dieskalasi_ke_{level.value}"
    referral.answer_due_at = desk.due(terms.answer_within, case.village)
    data = {"jawab_sebelum": referral.answer_due_at}
    note_referral(desk.uow, referral, STILL_SILENT, SYSTEM, desk.now, data=data)
    return STILL_SILENT
