"""Steps that wait for the one before them, and go on when it is over (KEB-04)."""

from __future__ import annotations

from tksk_workflow.domain.referral import Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.moves import note_referral
from tksk_workflow.services.routing.holds import business_of_draft
from tksk_workflow.services.routing.readiness import watch
from tksk_workflow.store.models import Case, Referral

TIER_OPENED = "tahap_dibuka"


def open_tier(desk: Desk, waiting: Referral, before: Referral, case: Case) -> None:
    """Let a draft go on whose step before has ended: its time to send begins now."""
    waiting.send_due_at = desk.send_due(Urgency(waiting.urgency), case.village)
    note_referral(
        desk.uow,
        waiting,
        TIER_OPENED,
        SYSTEM,
        desk.now,
        business=business_of_draft(waiting.held_by),
        data={"setelah": before.code, "kirim_sebelum": waiting.send_due_at},
    )


def release_tiers(desk: Desk, ended: Referral, case: Case) -> None:
    """Let later tiers go when the one before them has ended without anybody in its place.

    For what the case waits then is for the caller to see (`watch_open`).
    """
    for waiting in desk.uow.referrals.following(ended.id):
        if waiting.status == Status.DRAFT.value:
            waiting.after_id = None
            open_tier(desk, waiting, ended, case)


def watch_open(desk: Desk, case: Case) -> None:
    """See anew for what a case waits, after its referrals have changed without a decision."""
    desk.uow.flush()
    watch(desk, case, desk.uow.referrals.open_of_case(case.id))
