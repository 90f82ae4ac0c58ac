"""How referrals end before help arrived: withdrawn by who sent them, or declared a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, Event, Status
from tksk_workflow.services.access import require_access
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.claiming import claim_referral
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import require_reason
from tksk_workflow.services.lifecycle.moves import ask_for_decision, move_referral
from tksk_workflow.services.referrals.next_partner import queue_if_without_help
from tksk_workflow.services.referrals.tiers import release_tiers, watch_open
from tksk_workflow.services.transaction import transaction

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


@dataclass(frozen=True, slots=True)
class ReferralEnded:
    """Where the referral and its case stand after one of the functions here.

    Attributes:
        changed: False when it stood there already (`typed_again`).
    """

    referral: str
    status: Status
    case_status: CaseStatus
    changed: bool = True


def void_referral(
    app: Application, actor: Actor, referral: str | int, reason: str, now: datetime
) -> ReferralEnded:
    """Declare a referral a mistake. A draft does not come back by itself.

    Raises:
        InvalidInput: the reason is missing.
        NotFound, NotPermitted, Refused, Conflict: as everywhere.
    """
    return _end(app, actor, referral, Event.VOID, BusinessStatus.MISTAKEN, reason, now)


def withdraw_referral(
    app: Application, actor: Actor, referral: str | int, reason: str, now: datetime
) -> ReferralEnded:
    """Take a sent referral back; its need is not asked for again by itself.

    Raises:
        InvalidInput: the reason is missing.
        NotFound, NotPermitted, Refused, Conflict: as everywhere.
    """
    return _end(app, actor, referral, Event.WITHDRAW, BusinessStatus.WITHDRAWN, reason, now)


def _end(
    app: Application,
    actor: Actor,
    referral: str | int,
    event: Event,
    business: BusinessStatus,
    reason: str,
    now: datetime,
) -> ReferralEnded:
    require_reason(reason)
    with transaction(app) as uow:
        found, case = claim_referral(uow, referral)
        require_access(uow, actor, case)
        was_sent = found.sent_at is not None
        move_referral(uow, found, event, actor, now, business=business, reason=reason.strip())
        desk = Desk(app, uow, now)
        release_tiers(desk, found, case)
        case.updated_at = now
        if event is Event.VOID and was_sent and CaseStatus(case.status).is_open:
            ask_for_decision(case, now)
        else:
            queue_if_without_help(desk, case)
            watch_open(desk, case)
        return ReferralEnded(found.code, Status(found.status), CaseStatus(case.status))
