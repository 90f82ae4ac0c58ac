"""Lists of cases: codes, places and terms, nothing about the person or the problem."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tksk_workflow.domain.areas import InvalidArea, level_of
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import Role
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.access import OwnArea, areas_of
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.disclosure import refuse_auditor
from tksk_workflow.services.errors import InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.referrals.overdue import overdue_referrals
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.referrals import OPEN_STATUSES
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_PAGE = 500
_SEES_CLOSED = frozenset(
    {
        Role.TKSK,
        Role.COORDINATOR,
        Role.DINSOS_VERIFIER,
        Role.SOCIAL_WORKER,
        Role.UPTD_PPA,
        Role.HEALTH_FACILITY,
        Role.SYSTEM,
    }
)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a list."""

    code: str
    status: CaseStatus
    urgency: Urgency | None
    village: str
    worker: str
    closed_handling: bool
    needs_decision: bool
    opened_at: datetime
    open_referrals: int
    overdue: int


def list_cases(
    app: Application,
    actor: Actor,
    now: datetime,
    *,
    statuses: Collection[CaseStatus] | None = None,
    village: str | None = None,
    urgencies: Collection[Urgency] | None = None,
    only_overdue: bool = False,
    limit: int = 200,
) -> list[CaseLine]:
    """List the cases that the actor may open, the most pressing first.

    Args:
        app: as everywhere.
        actor: as everywhere.
        now: what is late, is late at this moment.
        statuses: of these only; None: all that are open.
        village: a region code; cases inside it.
        urgencies: of these only.
        only_overdue: only cases with something late.
        limit: at most so many lines.

    Raises:
        NotPermitted: partners have referrals, not cases; auditors have decisions.
        InvalidInput: the village is no region code.
    """
    if actor.role is Role.PARTNER:
        raise NotPermitted("mitra tidak dapat membuka kasus", "pakai 'tksk referral list'")
    refuse_auditor(actor)
    _check_area(village)
    wanted = [status for status in CaseStatus if status.is_open] if statuses is None else statuses
    with reading(app) as uow:
        late = _late_per_case(app, uow, now)
        chosen = [
            case
            for case in _readable(uow, actor, wanted, village)
            if urgencies is None
            or (case.urgency is not None and Urgency(case.urgency) in urgencies)
            if not only_overdue or case.id in late
        ]
        chosen.sort(key=lambda case: (case.urgency or "P9", case.id))
        chosen = chosen[:limit]
        referrals = _open_referrals(uow, [case.id for case in chosen])
        return [_line(case, referrals.get(case.id, 0), late.get(case.id, 0)) for case in chosen]


def _check_area(village: str | None) -> None:
    if village is None:
        return
    try:
        level_of(village)
    except InvalidArea as error:
        raise InvalidInput([InputProblem("desa", str(error))]) from None


def _readable(
    uow: UnitOfWork, actor: Actor, statuses: Collection[CaseStatus], village: str | None
) -> list[Case]:
    """Return the cases of the area that the actor may open, page by page."""
    found: list[Case] = []
    own = OwnArea(uow, actor)
    everywhere = actor.role in _SEES_CLOSED and actor.role is not Role.TKSK
    area = areas_of(uow, actor, village)
    sees_closed = actor.role in _SEES_CLOSED
    after = 0
    while True:
        page = uow.cases.listed(statuses=statuses, area=area, limit=_PAGE, after=after)
        for case in page:
            mine = everywhere or case.village in own
            if mine and (sees_closed or not case.closed_handling):
                found.append(case)
        if len(page) < _PAGE:
            return found
        after = page[-1].id


def _late_per_case(app: Application, uow: UnitOfWork, now: datetime) -> dict[int, int]:
    late: dict[int, int] = {}
    for case_id in overdue_referrals(app, uow, now).values():
        late[case_id] = late.get(case_id, 0) + 1
    return late


def _open_referrals(uow: UnitOfWork, case_ids: Collection[int]) -> dict[int, int]:
    query = (
        select(Referral.case_id, func.count())
        .where(Referral.case_id.in_(case_ids), Referral.status.in_(OPEN_STATUSES))
        .group_by(Referral.case_id)
    )
    return dict(uow.session.execute(query).all())


def _line(case: Case, referrals: int, late: int) -> CaseLine:
    return CaseLine(
        code=case.code,
        status=CaseStatus(case.status),
        urgency=None if case.urgency is None else Urgency(case.urgency),
        village=case.village,
        worker=case.worker,
        closed_handling=case.closed_handling,
        needs_decision=case.needs_decision,
        opened_at=case.opened_at,
        open_referrals=referrals,
        overdue=late,
    )
