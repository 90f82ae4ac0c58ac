"""Who was appointed a moment ago, for whoever types the same command again; reads only."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.appointment import Candidate
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.last_step import last_step
from tksk_workflow.services.register.appointments import APPOINT, Assigned, Standing
from tksk_workflow.services.register.entries import ENTITY, age_limits, record_of, require_keeper
from tksk_workflow.services.transaction import reading

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


def appointed_already(
    app: Application,
    actor: Actor,
    code: str,
    area: str,
    candidate: Candidate,
    now: datetime,
    *,
    since: date | None = None,
    decree: str | None = None,
    honorarium: bool | None = None,
) -> Assigned | None:
    """Return an appointment that this actor has just made with the same details; None if not.

    Raises:
        NotPermitted: only the coordinator keeps the register.
    """
    require_keeper(actor)
    with reading(app) as uow:
        desk = Desk(app, uow, now)
        entry = last_step(uow, ENTITY, code, APPOINT, actor)
        worker = uow.workers.find(code)
        if entry is None or worker is None or not worker.active:
            return None
        entered = (
            area,
            since or desk.today_in(area),
            candidate.birth_date,
            record_of(candidate, age_limits(desk)),
            (decree or "").strip() or None,
            honorarium,
        )
        recorded = (
            worker.area,
            worker.since,
            worker.birth_date,
            worker.qualifications,
            worker.decree,
            worker.honorarium,
        )
        if entered != recorded:
            return None
        return Assigned(area, code, Standing.OWN, int(entry["kasus"]), changed=False)
