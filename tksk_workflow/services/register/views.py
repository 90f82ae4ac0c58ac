"""The register as people read it: who looks after which kecamatan, and what to watch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.appointment import years_over
from tksk_workflow.domain.areas import NATIONAL, AreaLevel, covers, enclosing
from tksk_workflow.domain.calendar import completed_years
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.access import areas_of, kecamatan_of
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import NotPermitted
from tksk_workflow.services.regions import kecamatan_in, name_of
from tksk_workflow.services.register.appointments import Standing
from tksk_workflow.services.register.entries import age_limits
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.models import Substitution, Worker

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

CAPACITY = "kapasitas_kasus_per_tksk"
COORDINATION_LEVELS = (AreaLevel.REGENCY, AreaLevel.PROVINCE, AreaLevel.NATIONAL)
"""The three levels that coordinate a TKSK, Pasal 4 ayat (3) (S04)."""

_READERS = frozenset(
    {Role.COORDINATOR, Role.TKSK, Role.DINSOS_VERIFIER, Role.SUBDISTRICT, Role.AUDITOR}
)


@dataclass(frozen=True, slots=True)
class PostLine:
    """One kecamatan of the register.

    Attributes:
        worker: who looks after it; None is a vacancy.
        cases: open cases there.
        vacant_since: last day of the last one, where it is known.
        warnings: what the coordinator should look at, in Indonesian.
    """

    area: str
    area_name: str | None
    worker: str | None
    standing: Standing | None
    since: date | None
    cases: int
    limit: int | None
    vacant_since: date | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkerView:
    """One TKSK in full.

    Attributes:
        qualifications: what was checked on appointment; None for a substitute.
        coordinators: codes by level of Pasal 4(3); an empty list where nobody is entered.
        substitutions: all kecamatan that were looked after in a vacancy.
        birth_date: left out of answers for programs.
    """

    worker: str
    area: str
    area_name: str | None
    active: bool
    standing: Standing
    since: date
    until: date | None
    end_reason: str | None
    decree: str | None
    honorarium: bool | None
    age: int | None
    qualifications: Mapping[str, Any] | None
    coordinators: Mapping[str, tuple[str, ...]]
    substitutions: tuple[Mapping[str, Any], ...]
    cases: int
    limit: int | None
    warnings: tuple[str, ...]
    birth_date: date | None = field(repr=False, default=None)


def list_posts(
    app: Application, actor: Actor, now: datetime, *, area: str | None = None
) -> list[PostLine]:
    """Return every kecamatan of an area with who looks after it, vacancies included.

    Without an area it is that of the actor's post; where that is unknown too, the
    kecamatan that the register or an open case names.

    Raises:
        NotPermitted: the role does not read the register.
    """
    _require_reader(actor)
    with reading(app) as uow:
        desk = Desk(app, uow, now)
        return posts_in(desk, areas_of(uow, actor, area))


def posts_in(desk: Desk, areas: tuple[str, ...]) -> list[PostLine]:
    """Return the register of some areas, by kecamatan, within a transaction."""
    uow = desk.uow
    cases: dict[str, int] = {}
    for village, number in uow.cases.open_per_village().items():
        place = kecamatan_of(village)
        cases[place] = cases.get(place, 0) + number
    workers = uow.workers.listed(role=Role.TKSK, only_active=False)
    substitutions = {one.area: one for one in uow.workers.substitutions()}
    known = {worker.area for worker in workers} | set(substitutions) | set(cases)
    places = {
        place
        for area in areas
        for place in kecamatan_in(area) or (one for one in known if covers(area, one))
    }
    active = {worker.area: worker for worker in workers if worker.active}
    left = _last_days(workers)
    return [
        _line(desk, place, active.get(place), substitutions.get(place), cases.get(place, 0), left)
        for place in sorted(places)
    ]


def show_worker(app: Application, actor: Actor, code: str, now: datetime) -> WorkerView:
    """Return one TKSK.

    Raises:
        NotFound: there is none of that code.
        NotPermitted: the role does not read the register.
    """
    _require_reader(actor)
    with reading(app) as uow:
        desk = Desk(app, uow, now)
        worker = uow.workers.get(code)
        return WorkerView(
            worker=worker.code,
            area=worker.area,
            area_name=name_of(worker.area),
            active=worker.active,
            standing=_own_standing(worker),
            since=worker.since,
            until=worker.until,
            end_reason=worker.end_reason,
            decree=worker.decree,
            honorarium=worker.honorarium,
            age=None
            if worker.birth_date is None
            else completed_years(worker.birth_date, desk.today_in(worker.area)),
            qualifications=worker.qualifications,
            coordinators=_coordinators(desk, worker.area),
            substitutions=tuple(
                {"area": one.area, "kind": one.kind, "since": one.since, "until": one.until}
                for one in uow.workers.substitutions(worker=code, only_open=False)
            ),
            cases=uow.cases.open_of_worker(code),
            limit=desk.parameter(CAPACITY),
            warnings=_warnings(desk, worker) if worker.active else (),
            birth_date=worker.birth_date,
        )


def _require_reader(actor: Actor) -> None:
    if actor.role not in _READERS:
        raise NotPermitted(f"peran '{actor.role.value}' tidak membaca daftar TKSK")


def _own_standing(worker: Worker) -> Standing:
    return Standing.ACTING if worker.acting else Standing.OWN


def _last_days(workers: Iterable[Worker]) -> dict[str, date]:
    left: dict[str, date] = {}
    for worker in workers:
        if worker.until is not None:
            left[worker.area] = max(worker.until, left.get(worker.area, worker.until))
    return left


def _line(
    desk: Desk,
    place: str,
    worker: Worker | None,
    substitution: Substitution | None,
    number: int,
    left: Mapping[str, date],
) -> PostLine:
    limit = desk.parameter(CAPACITY)
    if worker is not None:
        standing, since, code = _own_standing(worker), worker.since, worker.code
        warnings: tuple[str, ...] = _warnings(desk, worker)
    elif substitution is not None:
        standing, since, code = Standing.NEIGHBOUR, substitution.since, substitution.worker
        warnings = ()
    else:
        text = f"kosong; {number} kasus terbuka tanpa petugas" if number else "kosong"
        return PostLine(
            place, name_of(place), None, None, None, number, limit, left.get(place), (text,)
        )
    return PostLine(place, name_of(place), code, standing, since, number, limit, warnings=warnings)


def _warnings(desk: Desk, worker: Worker) -> tuple[str, ...]:
    """Say what the coordinator should look at; nothing of it ends an assignment."""
    if worker.acting or worker.birth_date is None:
        return ()
    limits = age_limits(desk)
    if years_over(worker.birth_date, desk.today_in(worker.area), limits) == 0:
        return ()
    age = completed_years(worker.birth_date, desk.today_in(worker.area))
    return (
        f"berusia {age} tahun, lewat batas pengangkatan {limits.oldest} tahun; "
        "peringatan saja, penugasan tetap berlaku",
    )


def _coordinators(desk: Desk, area: str) -> dict[str, tuple[str, ...]]:
    entered = desk.uow.workers.listed(role=Role.COORDINATOR)
    found = {}
    for level in COORDINATION_LEVELS:
        wanted = NATIONAL if level is AreaLevel.NATIONAL else enclosing(area, level)
        found[level.value] = tuple(one.code for one in entered if one.area == wanted)
    return found
