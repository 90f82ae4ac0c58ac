"""Programmes: what was carried out is evaluated and reported to the Dinas Sosial (S29, S88)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tksk_workflow.domain.referral import Role
from tksk_workflow.services.access import OwnArea, area_problems, areas_of, require_own_area
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.transaction import reading, transaction
from tksk_workflow.store.models.activities import Programme
from tksk_workflow.store.unit_of_work import UnitOfWork
from tksk_workflow.store.workers import NOBODY

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

ENTITY = "program"
_KEEPERS = (Role.TKSK, Role.COORDINATOR)


class ProgrammeStatus(StrEnum):
    """Where a programme stands."""

    RUNNING = "berjalan"
    TO_EVALUATE = "belum_dievaluasi"
    TO_REPORT = "belum_dilaporkan"
    REPORTED = "dilaporkan"


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme, for people."""

    programme: str
    name: str
    area: str
    worker: str
    status: ProgrammeStatus
    started_on: date
    ended_on: date | None
    evaluated_on: date | None
    result: str | None
    improvements: str | None
    reported_on: date | None


def add_programme(
    app: Application, actor: Actor, name: str, area: str, started_on: date | None, now: datetime
) -> ProgrammeView:
    """Enter a programme that begins in a kecamatan or village.

    Raises:
        InvalidInput: the name is missing, or the area is no kecamatan or village.
        Conflict: the same programme is running there, or the kecamatan has no TKSK.
        NotPermitted, Refused: as everywhere.
    """
    _require_keeper(actor)
    problems = []
    if not name.strip():
        problems.append(InputProblem("program", "namanya belum diisi"))
    problems += area_problems(area)
    if problems:
        raise InvalidInput(problems)
    with transaction(app) as uow:
        desk = Desk(app, uow, now)
        require_own_area(uow, actor, area, ENTITY)
        known = uow.programmes.running(name.strip(), area)
        if known is not None:
            raise Conflict(f"program ini sudah berjalan di sana sebagai {known.code}")
        worker = desk.worker_of(area, actor)
        if worker.startswith(NOBODY):
            raise Conflict(
                "kecamatan ini belum punya TKSK", "tugaskan TKSK atau penggantinya dahulu"
            )
        row = uow.programmes.add(
            Programme(
                name=name.strip(),
                area=area,
                worker=worker,
                started_on=started_on or desk.today_in(area),
            )
        )
        _note(uow, row, "mulai", actor, now)
        return view_of(row)


def end_programme(
    app: Application, actor: Actor, programme: str | int, day: date | None, now: datetime
) -> ProgrammeView:
    """Say that a programme has ended; from then on its evaluation is owed.

    Raises:
        InvalidInput: it would end before it began, or in the future.
        Conflict: it has ended already.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    with transaction(app) as uow:
        found = _claimed(uow, actor, programme)
        if found.ended_on is not None:
            raise Conflict(f"{found.code} sudah berakhir {found.ended_on:%d-%m-%Y}")
        today = Desk(app, uow, now).today_in(found.area)
        ended = day or today
        if not found.started_on <= ended <= today:
            raise InvalidInput(
                [InputProblem("tanggal", "antara tanggal mulai program dan hari ini")]
            )
        found.ended_on = ended
        _note(uow, found, "akhiri", actor, now)
        return view_of(found)


def evaluate_programme(
    app: Application,
    actor: Actor,
    programme: str | int,
    result: str,
    improvements: str,
    now: datetime,
) -> ProgrammeView:
    """Take down what a programme achieved and what should be better next time (S88).

    Raises:
        InvalidInput: one of the two is missing.
        Conflict: the programme is still running, or its evaluation is reported.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    fields = (("hasil", result), ("perbaikan", improvements))
    problems = [InputProblem(name, "belum diisi") for name, text in fields if not text.strip()]
    if problems:
        raise InvalidInput(problems)
    with transaction(app) as uow:
        found = _claimed(uow, actor, programme)
        if found.ended_on is None:
            raise Conflict(f"{found.code} masih berjalan", "akhiri dahulu, lalu evaluasi")
        if found.reported_on is not None:
            raise Conflict(f"evaluasi {found.code} sudah dilaporkan")
        found.evaluated_on = Desk(app, uow, now).today_in(found.area)
        found.result, found.improvements = result.strip(), improvements.strip()
        _note(uow, found, "evaluasi", actor, now)
        return view_of(found)


def report_programme(
    app: Application, actor: Actor, programme: str | int, now: datetime
) -> ProgrammeView:
    """Say that the evaluation went to the Dinas Sosial.

    Raises:
        Conflict: there is no evaluation yet, or it is reported already.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    with transaction(app) as uow:
        found = _claimed(uow, actor, programme)
        if found.evaluated_on is None:
            raise Conflict(f"{found.code} belum dievaluasi", "isi hasil dan perbaikannya dahulu")
        if found.reported_on is not None:
            raise Conflict(f"evaluasi {found.code} sudah dilaporkan")
        found.reported_on = Desk(app, uow, now).today_in(found.area)
        _note(uow, found, "laporkan", actor, now)
        payload = {"program": found.code, "wilayah": found.area}
        key = f"evaluasi_program:{found.code}"
        uow.outbox.put(key, "evaluasi_program", "dinsos", payload, now)
        return view_of(found)


def list_programmes(
    app: Application, actor: Actor, *, area: str | None = None
) -> list[ProgrammeView]:
    """Return the programmes of an area; without one those of the actor's own."""
    with reading(app) as uow:
        own = OwnArea(uow, actor)
        found = uow.programmes.listed(area=areas_of(uow, actor, area))
        return [view_of(row) for row in found if area or row.area in own]


def view_of(row: Programme) -> ProgrammeView:
    """Return a row as people see it."""
    return ProgrammeView(
        row.code,
        row.name,
        row.area,
        row.worker,
        status_of(row),
        row.started_on,
        row.ended_on,
        row.evaluated_on,
        row.result,
        row.improvements,
        row.reported_on,
    )


def status_of(row: Programme) -> ProgrammeStatus:
    """Say where a programme stands."""
    if row.reported_on is not None:
        return ProgrammeStatus.REPORTED
    if row.evaluated_on is not None:
        return ProgrammeStatus.TO_REPORT
    return ProgrammeStatus.RUNNING if row.ended_on is None else ProgrammeStatus.TO_EVALUATE


def _require_keeper(actor: Actor) -> None:
    if actor.role not in _KEEPERS:
        raise NotPermitted(f"peran '{actor.role.value}' tidak mencatat program TKSK")


def _claimed(uow: UnitOfWork, actor: Actor, programme: str | int) -> Programme:
    _require_keeper(actor)
    found = uow.programmes.claim(programme)
    require_own_area(uow, actor, found.area, ENTITY)
    return found


def _note(uow: UnitOfWork, row: Programme, action: str, actor: Actor, now: datetime) -> None:
    data = {"keadaan": status_of(row).value, "wilayah": row.area}
    uow.audit.record(actor.name, action, ENTITY, row.code, data, now)
