"""Cases that are not ready in time: never visited, not verified, without answers or papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import Counts
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.isolation import work_on_claimed
from tksk_workflow.services.lifecycle.moves import note_case
from tksk_workflow.services.lifecycle.settling import MISMATCH, Level, is_open
from tksk_workflow.services.routing.readiness import (
    by_when,
    held_for_people,
    lacks_a_decision,
    next_moment,
    watch,
)
from tksk_workflow.store.escalations import NOT_READY
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_TEXT = (
    "rujukan belum dapat dikirim sampai tenggat; "
    "lengkapi kunjungan, verifikasi, jawaban atau berkas yang kurang"
)
_LOOKED_AT = "siap_diperiksa"


def check_readiness(app: Application, now: datetime, limit: int) -> Counts:
    """Put a batch of cases that still lack something before the TKSK, each as one matter."""

    def work(uow: UnitOfWork, cases: Sequence[Case]) -> Counter[str]:
        desk = Desk(app, uow, now)
        open_ = uow.referrals.open_of_cases([case.id for case in cases])
        return Counter(_look_at(desk, case, open_[case.id]) for case in cases)

    return work_on_claimed(
        app,
        now,
        limit,
        lambda uow, most, skipping: uow.cases.to_be_ready(now, most, skipping=skipping),
        work,
    )


def _look_at(desk: Desk, case: Case, referrals: Sequence[Referral]) -> str:
    missed = case.ready_by
    returned = CaseStatus(case.status) is CaseStatus.RETURNED
    if returned and is_open(desk.uow, f"{MISMATCH}:{case.code}"):
        # Whoever sent it back for correction has put that before the TKSK.
        case.ready_by = by_when(desk, case.village)
        return _LOOKED_AT
    held = held_for_people(desk.uow, referrals)
    if not (held or lacks_a_decision(desk, case, referrals)):
        watch(desk, case, referrals)
        return _LOOKED_AT
    case.ready_by = next_moment(held, desk.now)
    if not escalate(desk, f"{NOT_READY}:{case.code}", Level.TKSK, _TEXT, case, again=True):
        return _LOOKED_AT
    note_case(desk.uow, case, NOT_READY, SYSTEM, desk.now, {"tenggat": missed})
    return NOT_READY
