"""Lists of referrals: where each stands and until when; no rule, no type, no person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.referral import BusinessStatus, Role, Status
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.access import OwnArea, areas_of, own_code
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.disclosure import refuse_auditor
from tksk_workflow.services.errors import NotPermitted
from tksk_workflow.services.referrals.dispatch import NEUTRAL_SERVICE
from tksk_workflow.services.referrals.overdue import overdue_referrals
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.models import Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_PAGE = 500
_NO_REFERRALS = frozenset({Role.VILLAGE_HEAD, Role.NEIGHBOURHOOD, Role.VILLAGE_OPERATOR})
_OPEN_CASES_ONLY = frozenset({Role.COMPANION, Role.SUBDISTRICT})
_OF_AN_AREA = frozenset({Role.TKSK, Role.COMPANION, Role.SUBDISTRICT})


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One line of a list. The service of a closed case is not named.

    ``zone`` names the zone by whose hours the terms run: ``WIB``, ``WITA``, ``WIT``.
    """

    code: str
    case: str
    status: Status
    business_status: BusinessStatus
    urgency: Urgency
    partner: str | None
    service: str
    closed_handling: bool
    held_by: tuple[str, ...]
    sent_at: datetime | None
    answer_due_at: datetime | None
    overdue: bool
    zone: str


def list_referrals(
    app: Application,
    actor: Actor,
    now: datetime,
    *,
    statuses: Collection[Status] | None = None,
    partner: str | None = None,
    urgencies: Collection[Urgency] | None = None,
    case: str | None = None,
    only_overdue: bool = False,
    limit: int = 200,
) -> list[ReferralLine]:
    """List the referrals that concern the actor, the most pressing first.

    A partner sees what was sent to it and nothing else, drafts excluded.

    Raises:
        NotFound: the case does not exist.
        NotPermitted: the role has nothing to do with referrals.
    """
    refuse_auditor(actor)
    if actor.role in _NO_REFERRALS:
        raise NotPermitted(f"peran '{actor.role.value}' tidak melihat rujukan")
    wanted = [status for status in Status if status.is_open] if statuses is None else statuses
    with reading(app) as uow:
        if actor.role is Role.PARTNER:
            partner = own_code(uow, actor)
            wanted = [status for status in wanted if status is not Status.DRAFT]
        case_id = None if case is None else uow.cases.get(case).id
        late = overdue_referrals(app, uow, now)
        found = [
            referral
            for referral in _readable(uow, actor, wanted, partner, urgencies)
            if case_id is None or referral.case_id == case_id
            if not only_overdue or referral.id in late
        ]
        found.sort(key=lambda referral: (referral.urgency, referral.id))
        pack = app.pack_on(now.astimezone(app.zone).date(), uow)
        return [_line(app, pack, referral, late) for referral in found[:limit]]


def _readable(
    uow: UnitOfWork,
    actor: Actor,
    statuses: Collection[Status],
    partner: str | None,
    urgencies: Collection[Urgency] | None,
) -> list[Referral]:
    area = areas_of(uow, actor) if actor.role in _OF_AN_AREA else None
    found: list[Referral] = []
    own = OwnArea(uow, actor)
    after = 0
    while True:
        page = uow.referrals.listed(
            statuses=statuses,
            partner=partner,
            urgencies=urgencies,
            area=area,
            limit=_PAGE,
            after=after,
        )
        for referral in page:
            if actor.role in _OPEN_CASES_ONLY and referral.closed_handling:
                continue
            if actor.role in _OF_AN_AREA and referral.case.village not in own:
                continue
            found.append(referral)
        if len(page) < _PAGE:
            return found
        after = page[-1].id


def _line(
    app: Application, pack: RulePack, referral: Referral, late: Collection[int]
) -> ReferralLine:
    service = pack.services.get(referral.service, referral.service)
    return ReferralLine(
        code=referral.code,
        case=f"K-{referral.case_id:06d}",
        status=Status(referral.status),
        business_status=BusinessStatus(referral.business_status),
        urgency=Urgency(referral.urgency),
        partner=referral.partner_code,
        service=NEUTRAL_SERVICE if referral.closed_handling else service,
        closed_handling=referral.closed_handling,
        held_by=tuple(str(hold) for hold in referral.held_by),
        sent_at=referral.sent_at,
        answer_due_at=referral.answer_due_at,
        overdue=referral.id in late,
        zone=app.zone_name(referral.case.village),
    )
