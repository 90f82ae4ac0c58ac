"""What was sent, ended or confirmed a moment ago, for whoever types the same command again.

These functions only read. The use cases themselves stay strict: a referral that has ended
does not end once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import Event, Status
from tksk_workflow.services.access import require_access
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.lifecycle.last_step import last_step
from tksk_workflow.services.lifecycle.moves import REFERRAL
from tksk_workflow.services.referrals.dispatch import Sent
from tksk_workflow.services.referrals.next_partner import serving_instead
from tksk_workflow.services.referrals.receipt import Confirmed
from tksk_workflow.services.referrals.withdrawing import ReferralEnded
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from datetime import datetime

    from tksk_workflow.services.application import Application


@dataclass(frozen=True, slots=True)
class ReceiptDetails:
    """What was entered with a proof of receipt; see `confirm_receipt`.

    Attributes:
        received_at: None when no moment was entered: then any counts as the same.
    """

    received_by: str
    right_person: bool
    method: str
    received_at: datetime | None
    proof_reference: str
    next_tier: bool | None


def sent_already(app: Application, actor: Actor, referral: str) -> Sent | None:
    """Return what was sent by this actor as the last thing about a referral; None if not.

    Raises:
        NotFound, NotPermitted, Refused: as everywhere.
    """
    with reading(app) as uow:
        found, case = _referral_of(uow, actor, referral)
        sent = last_step(uow, REFERRAL, found.code, Event.SEND, actor) is not None
        if not sent or found.partner_code is None or found.answer_due_at is None:
            return None
        due = found.answer_due_at.astimezone(app.zone_of(case.village))
        zone = app.zone_name(case.village)
        return Sent(found.code, found.partner_code, due, zone, changed=False)


def ended_already(
    app: Application, actor: Actor, referral: str, event: Event, reason: str
) -> ReferralEnded | None:
    """Return where a referral stands that this actor has just ended so; None if not.

    Raises:
        NotFound, NotPermitted, Refused: as everywhere.
    """
    with reading(app) as uow:
        found, case = _referral_of(uow, actor, referral)
        if last_step(uow, REFERRAL, found.code, event, actor) is None:
            return None
        if found.reason != reason.strip():
            return None
        return ReferralEnded(
            found.code, Status(found.status), CaseStatus(case.status), changed=False
        )


def confirmed_already(
    app: Application, actor: Actor, referral: str, entered: ReceiptDetails
) -> Confirmed | None:
    """Return what follows from a proof that this actor has just entered; None if none is.

    Raises:
        NotFound, NotPermitted, Refused: as everywhere.
    """
    with reading(app) as uow:
        found, _ = _referral_of(uow, actor, referral)
        event = Event.COMPLETE if entered.right_person else Event.FAIL
        if last_step(uow, REFERRAL, found.code, event, actor) is None:
            return None
        if not _is_recorded(uow, found, actor, entered):
            return None
        freed = tuple(one.code for one in uow.referrals.following(found.id))
        if entered.right_person and entered.next_tier is False and freed:
            return None
        successor = None if entered.right_person else serving_instead(uow, found)
        return Confirmed(
            found.code,
            Status(found.status),
            entered.right_person,
            freed if entered.right_person else (),
            None if successor is None else successor.code,
            changed=False,
        )


def _referral_of(uow: UnitOfWork, actor: Actor, reference: str) -> tuple[Referral, Case]:
    found = uow.referrals.get(reference)
    case = uow.cases.get(found.case_id)
    require_access(uow, actor, case)
    return found, case


def _is_recorded(uow: UnitOfWork, found: Referral, actor: Actor, entered: ReceiptDetails) -> bool:
    wanted = (
        entered.received_by.strip(),
        entered.right_person,
        entered.method.strip(),
        entered.proof_reference.strip(),
        actor.name,
    )
    return any(
        (one.received_by, one.right_person, one.method, one.proof_reference, one.confirmed_by)
        == wanted
        and entered.received_at in (None, one.received_at)
        for one in uow.referrals.receipts_of_case(found.case_id)
        if one.referral_id == found.id
    )
