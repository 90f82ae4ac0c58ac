"""The recommendation of the Dinas Sosial: given, or refused with a reason (PGR-11).

Only the Dinas Sosial may recommend (PGR-02). What it refuses is not asked for again by
itself; the coordinator looks for other help.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, Event, Role, Status
from tksk_workflow.domain.selection import RECOMMENDATION as PAPER
from tksk_workflow.services.access import require_access
from tksk_workflow.services.actors import SYSTEM, Actor
from tksk_workflow.services.claiming import claim_referral
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.facts.input import merge_facts
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.moves import move_referral, note_referral
from tksk_workflow.services.lifecycle.settling import Level
from tksk_workflow.services.referrals.next_partner import queue_if_without_help
from tksk_workflow.services.referrals.tiers import release_tiers, watch_open
from tksk_workflow.services.routing.deciding import decide_in
from tksk_workflow.services.routing.holds import RECOMMENDATION_GUARD
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.models import Case, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

RECOMMEND = "rekomendasi"
_REFUSED = "Dinas Sosial tidak memberi rekomendasi; cari bantuan lain"


@dataclass(frozen=True, slots=True)
class Recommended:
    """The answer of `recommend`: where the draft and its case stand now."""

    referral: str
    granted: bool
    status: Status
    business: BusinessStatus
    case_status: CaseStatus


def recommend(
    app: Application, actor: Actor, referral: str | int, granted: bool, note: str, now: datetime
) -> Recommended:
    """Give the recommendation that a draft waits for, or refuse it with a reason.

    Given: the paper is in the case, which is decided at once. Refused: the draft ends.

    Raises:
        NotPermitted: the role does not recommend.
        Conflict: the draft does not wait for a recommendation.
        InvalidInput: refused without a reason.
        NotFound, Refused: as everywhere.
    """
    if actor.role is not Role.DINSOS_VERIFIER:
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak memberi rekomendasi",
            "rekomendasi diberikan oleh dinsos_verifikator",
        )
    if not granted and not note.strip():
        raise InvalidInput([InputProblem("catatan", "sebutkan mengapa tidak direkomendasikan")])
    with transaction(app) as uow:
        draft, case = claim_referral(uow, referral)
        require_access(uow, actor, case)
        if RECOMMENDATION_GUARD not in draft.held_by or draft.status != Status.DRAFT.value:
            raise Conflict(f"{draft.code} tidak menunggu rekomendasi")
        desk = Desk(app, uow, now)
        outcome = "diberikan" if granted else "ditolak"
        note_referral(uow, draft, RECOMMEND, actor, now, data={"hasil": outcome})
        if granted:
            owned = list(case.detail.facts.get("dokumen") or [])
            merge_facts(desk, case, {"dokumen": sorted({*owned, PAPER})}, actor)
            decide_in(desk, case, SYSTEM)
        else:
            _refuse(desk, draft, case, note.strip())
        return Recommended(
            draft.code,
            granted,
            Status(draft.status),
            BusinessStatus(draft.business_status),
            CaseStatus(case.status),
        )


def _refuse(desk: Desk, draft: Referral, case: Case, reason: str) -> None:
    desk.take_place(draft.partner_code, -1)
    move_referral(
        desk.uow,
        draft,
        Event.VOID,
        SYSTEM,
        desk.now,
        business=BusinessStatus.NOT_RECOMMENDED,
        reason=reason,
    )
    key = f"tidak_direkomendasikan:{draft.code}"
    escalate(desk, key, Level.COORDINATOR, _REFUSED, case, referral=draft)
    release_tiers(desk, draft, case)
    queue_if_without_help(desk, case)
    watch_open(desk, case)
