"""The log of activities: coordination, facilitation, administration (Pasal 5 to 8).

A plan is entered before, an execution after; what did not take place says why. Free text
(topic, note) stays in the record and never goes into the audit log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.activity import (
    ActivityContent,
    ActivityKind,
    ActivityStatus,
    Counterpart,
    Function,
    GuidanceField,
    flaws,
)
from tksk_workflow.domain.month import Month
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.access import OwnArea, areas_of, require_own_area
from tksk_workflow.services.activities.new_activity import (
    NewActivity,
    as_problems,
    outcome_problems,
    require_usable,
    text_or_none,
)
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.transaction import reading, transaction
from tksk_workflow.store.models.activities import Activity
from tksk_workflow.store.unit_of_work import UnitOfWork
from tksk_workflow.store.workers import NOBODY

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

ENTITY = "kegiatan"
_KEEPERS = (Role.TKSK, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class ActivityView:
    """One entry of the log, for people."""

    activity: str
    function: Function
    kind: ActivityKind
    status: ActivityStatus
    day: date
    area: str
    worker: str
    topic: str
    forms: tuple[str, ...]
    counterparts: tuple[str, ...]
    fields: tuple[str, ...]
    direct: bool | None
    attended: bool | None
    venue: str | None
    participants: int | None
    obstacle: str | None
    note: str | None


def record_activity(
    app: Application, actor: Actor, new: NewActivity, now: datetime
) -> ActivityView:
    """Enter an activity; a day to come makes it a plan.

    Raises:
        InvalidInput: something is missing or does not fit; all of it is listed.
        Conflict: the same is entered already.
        Refused: a TKSK outside of their own kecamatan (PGR-19).
        NotPermitted: the role keeps no log.
    """
    _require_keeper(actor)
    with transaction(app) as uow:
        desk = Desk(app, uow, now)
        planned = new.day > desk.today_in(new.area)
        require_usable(new, held=not planned)
        require_own_area(uow, actor, new.area, ENTITY)
        worker = desk.worker_of(new.area, actor)
        if worker.startswith(NOBODY):
            raise Conflict(
                "kecamatan ini belum punya TKSK", "tugaskan TKSK atau penggantinya dahulu"
            )
        status = ActivityStatus.PLANNED if planned else ActivityStatus.HELD
        row = _row(new, worker, status, actor, now)
        known = uow.activities.same_entry(row)
        if known is not None:
            raise Conflict(f"kegiatan ini sudah tercatat sebagai {known.code}")
        _note(uow, uow.activities.add(row), "catat", actor, now)
        return view_of(row)


def complete_activity(
    app: Application,
    actor: Actor,
    activity: str | int,
    now: datetime,
    *,
    day: date | None = None,
    participants: int | None = None,
    attended: bool | None = None,
    obstacle: str | None = None,
) -> ActivityView:
    """Say that a planned activity has taken place.

    Args:
        app: as everywhere.
        actor: as everywhere.
        activity: its code.
        now: as everywhere.
        day: when it really was; None: as planned.
        participants: how many came.
        attended: whether the TKSK was there; for coaching.
        obstacle: what stood in the way.

    Raises:
        InvalidInput: the day is still to come, or a coaching does not say who was there.
        Conflict: it is not a plan any more.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    _require_keeper(actor)
    with transaction(app) as uow:
        found = _planned(uow, actor, activity)
        today = Desk(app, uow, now).today_in(found.area)
        found.day = day or found.day
        problems = []
        if found.day > today:
            problems.append(InputProblem("tanggal", "masih akan datang", "isi tanggal sebenarnya"))
        if attended is not None:
            found.attended = attended
        problems += outcome_problems(participants, attended, obstacle)
        problems += as_problems(flaws(_content(found)))
        if problems:
            raise InvalidInput(problems)
        found.status = ActivityStatus.HELD.value
        found.participants = found.participants if participants is None else participants
        found.obstacle = text_or_none(obstacle) or found.obstacle
        _note(uow, found, "laksanakan", actor, now)
        return view_of(found)


def cancel_activity(
    app: Application, actor: Actor, activity: str | int, obstacle: str, now: datetime
) -> ActivityView:
    """Say that a planned activity did not take place, and what stood in the way (S44).

    Raises:
        InvalidInput: the obstacle is missing.
        Conflict: it is not a plan any more.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    _require_keeper(actor)
    if not text_or_none(obstacle):
        raise InvalidInput([InputProblem("kendala", "kegiatan yang batal menyebut kendalanya")])
    with transaction(app) as uow:
        found = _planned(uow, actor, activity)
        found.status = ActivityStatus.NOT_HELD.value
        found.obstacle = text_or_none(obstacle)
        _note(uow, found, "batalkan", actor, now)
        return view_of(found)


def void_activity(
    app: Application, actor: Actor, activity: str | int, now: datetime
) -> ActivityView:
    """Take an entry out of the log that was made by mistake; the record keeps it.

    Raises:
        Conflict: it is taken out already.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    _require_keeper(actor)
    with transaction(app) as uow:
        found = uow.activities.claim(activity)
        require_own_area(uow, actor, found.area, ENTITY)
        if found.status == ActivityStatus.MISTAKEN.value:
            raise Conflict(f"{found.code} sudah dinyatakan salah catat")
        found.status = ActivityStatus.MISTAKEN.value
        _note(uow, found, "nyatakan_salah_catat", actor, now)
        return view_of(found)


def list_activities(
    app: Application, actor: Actor, month: Month, *, area: str | None = None
) -> list[ActivityView]:
    """Return the activities of a month, by day; without an area those of the actor's own."""
    with reading(app) as uow:
        own, wanted = OwnArea(uow, actor), areas_of(uow, actor, area)
        found = uow.activities.between(month.first, month.last, area=wanted)
        return [view_of(row) for row in found if area or row.area in own]


def view_of(row: Activity) -> ActivityView:
    """Return a row as people see it."""
    return ActivityView(
        activity=row.code,
        function=Function(row.function),
        kind=ActivityKind(row.kind),
        status=ActivityStatus(row.status),
        day=row.day,
        area=row.area,
        worker=row.worker,
        topic=row.topic,
        forms=tuple(row.forms),
        counterparts=tuple(row.counterparts),
        fields=tuple(row.fields),
        direct=row.direct,
        attended=row.attended,
        venue=row.venue,
        participants=row.participants,
        obstacle=row.obstacle,
        note=row.note,
    )


def _require_keeper(actor: Actor) -> None:
    if actor.role not in _KEEPERS:
        raise NotPermitted(f"peran '{actor.role.value}' tidak mencatat kegiatan TKSK")


def _planned(uow: UnitOfWork, actor: Actor, activity: str | int) -> Activity:
    found = uow.activities.claim(activity)
    require_own_area(uow, actor, found.area, ENTITY)
    if found.status != ActivityStatus.PLANNED.value:
        raise Conflict(f"{found.code} bukan rencana lagi: {found.status.replace('_', ' ')}")
    return found


def _content(row: Activity) -> ActivityContent:
    return ActivityContent(
        function=Function(row.function),
        kind=ActivityKind(row.kind),
        forms=tuple(row.forms),
        counterparts=tuple(Counterpart(one) for one in row.counterparts),
        fields=tuple(GuidanceField(one) for one in row.fields),
        direct=row.direct,
        attended=row.attended,
    )


def _row(
    new: NewActivity, worker: str, status: ActivityStatus, actor: Actor, now: datetime
) -> Activity:
    content = new.content
    return Activity(
        function=content.function.value,
        kind=content.kind.value,
        status=status.value,
        forms=list(dict.fromkeys(content.forms)),
        counterparts=[one.value for one in dict.fromkeys(content.counterparts)],
        fields=[one.value for one in dict.fromkeys(content.fields)],
        direct=content.direct,
        attended=content.attended,
        area=new.area,
        day=new.day,
        worker=worker,
        topic=new.topic.strip(),
        venue=text_or_none(new.venue),
        participants=new.participants,
        obstacle=text_or_none(new.obstacle),
        note=text_or_none(new.note),
        recorded_at=now,
        recorded_by=actor.name,
    )


def _note(uow: UnitOfWork, row: Activity, action: str, actor: Actor, now: datetime) -> None:
    data = {"fungsi": row.function, "jenis": row.kind, "status": row.status, "wilayah": row.area}
    uow.audit.record(actor.name, action, ENTITY, row.code, data, now)
