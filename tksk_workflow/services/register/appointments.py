"""The register of TKSK: appointing, standing in, ending (Pasal 4, Pasal 9, S22, S23).

Whoever looks after a kecamatan takes its open cases and follow-ups over; nothing stays
with somebody who has left. Pay plays no part (Pasal 4 ayat (2)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tksk_workflow.domain.appointment import Candidate, shortcomings
from tksk_workflow.domain.areas import AreaLevel, enclosing
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.access import require_own_area
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput
from tksk_workflow.services.regions import name_of
from tksk_workflow.services.register.entries import (
    ENTITY,
    age_limits,
    date_problems,
    place_problems,
    record_of,
    require_keeper,
)
from tksk_workflow.services.register.taking_over import take_over
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.models import Substitution, Worker
from tksk_workflow.store.unit_of_work import UnitOfWork
from tksk_workflow.store.workers import NOBODY

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

ASSIGNED = "penugasan_tksk"
APPOINT = "angkat"
VACANT = "kecamatan_kosong"
_REPLACED = "TKSK definitif sudah ditugaskan"


class Standing(StrEnum):
    """How somebody looks after a kecamatan."""

    OWN = "definitif"
    ACTING = "plt"
    NEIGHBOUR = "tksk_tetangga"


@dataclass(frozen=True, slots=True)
class Assigned:
    """The answer of every change of who looks after a kecamatan.

    Attributes:
        worker: who does from now on; None is a vacancy.
        cases: how many open cases went along.
        changed: False when it was so already (`typed_again`).
    """

    area: str
    worker: str | None
    standing: Standing | None
    cases: int
    changed: bool = True


def appoint(
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
) -> Assigned:
    """Make somebody the TKSK of a kecamatan; a substitute goes.

    Raises:
        InvalidInput: a requirement of Pasal 9 is not met, or something entered cannot be
            used; every reason is listed.
        Conflict: the kecamatan has a TKSK (S23), or the code is taken.
        NotPermitted: only the coordinator keeps the register.
    """
    require_keeper(actor)
    with transaction(app) as uow:
        uow.workers.change_register()
        desk = Desk(app, uow, now)
        today = desk.today_in(area)
        first = since or today
        limits = age_limits(desk)
        problems = [*place_problems(code, area), *date_problems(first, today)]
        problems += [
            InputProblem(found.requirement.value, found.reason, "Permensos 28/2018 Pasal 9")
            for found in shortcomings(candidate, first, limits)
        ]
        if problems:
            raise InvalidInput(problems)
        require_own_area(uow, actor, area, "penugasan")
        present = uow.workers.active_tksk(area)
        if present is not None and not present.acting:
            raise Conflict(
                f"{_place(area)} sudah punya TKSK aktif: {present.code}",
                "satu TKSK per kecamatan; akhiri dahulu penugasannya",
            )
        _end_substitution(uow, area, first)
        worker = _post(uow, code, area)
        worker.active, worker.acting, worker.area = True, False, area
        worker.since, worker.until, worker.end_reason = first, None, None
        worker.birth_date = candidate.birth_date
        worker.qualifications = record_of(candidate, limits)
        worker.decree = (decree or "").strip() or None
        worker.honorarium = honorarium
        return _assign(desk, actor, APPOINT, worker.code, area, Standing.OWN, first)


def substitute(
    app: Application,
    actor: Actor,
    code: str,
    area: str,
    reason: str,
    now: datetime,
    *,
    since: date | None = None,
) -> Assigned:
    """Let somebody look after a kecamatan that has no TKSK.

    A TKSK of another kecamatan of the same regency stands in beside their own work;
    anybody else becomes acting TKSK (Plt). Pasal 9 is not asked: nobody becomes TKSK.

    Raises:
        InvalidInput: something entered cannot be used; all of it is listed.
        Conflict: the kecamatan is looked after already, or the code is taken.
        NotPermitted: only the coordinator keeps the register.
    """
    require_keeper(actor)
    with transaction(app) as uow:
        uow.workers.change_register()
        desk = Desk(app, uow, now)
        today = desk.today_in(area)
        first = since or today
        problems = [*place_problems(code, area), *date_problems(first, today)]
        if not reason.strip():
            problems.append(InputProblem("alasan", "belum diisi", "contoh: menunggu SK"))
        if problems:
            raise InvalidInput(problems)
        require_own_area(uow, actor, area, "penugasan")
        holder = uow.workers.holder_of(area)
        if holder is not None:
            raise Conflict(
                f"{_place(area)} sudah ditangani {holder.code}", "akhiri dahulu penugasannya"
            )
        known = uow.workers.claim(code)
        neighbour = known is not None and known.active and known.role == Role.TKSK.value
        if known is not None and neighbour:
            _require_same_regency(known, area)
        else:
            worker = _post(uow, code, area)
            worker.active, worker.acting, worker.area = True, True, area
            worker.since, worker.until, worker.end_reason = first, None, None
        uow.flush()
        standing = Standing.NEIGHBOUR if neighbour else Standing.ACTING
        uow.workers.add_substitution(
            Substitution(
                area=area, worker=code, kind=standing.value, since=first, reason=reason.strip()
            )
        )
        return _assign(desk, actor, "gantikan", code, area, standing, first)


def end_assignment(
    app: Application,
    actor: Actor,
    code: str,
    reason: str,
    now: datetime,
    *,
    day: date | None = None,
    area: str | None = None,
) -> list[Assigned]:
    """End an assignment; the kecamatan is vacant until somebody stands in.

    Args:
        app: as everywhere.
        actor: as everywhere.
        code: whose assignment.
        reason: why; the reasons for dismissal are not part of the text that was seen, so
            that any is taken.
        now: as everywhere.
        day: the last day; None: today.
        area: only the standing-in in this kecamatan; None: everything the person has.

    Raises:
        InvalidInput: the reason is missing, or the day cannot be.
        Conflict: there is no such assignment.
        NotFound: there is no such person.
        NotPermitted: only the coordinator keeps the register.
    """
    require_keeper(actor)
    with transaction(app) as uow:
        uow.workers.change_register()
        desk = Desk(app, uow, now)
        worker = uow.workers.get(code)
        today = desk.today_in(worker.area)
        last = day or today
        require_own_area(uow, actor, area or worker.area, "penugasan")
        own = worker.active and area in (None, worker.area)
        standing_in = [
            one
            for one in uow.workers.substitutions(worker=code)
            if area in (None, one.area) or (own and one.area == worker.area)
        ]
        if not own and not standing_in:
            raise Conflict(f"{code} tidak sedang bertugas" + (f" di {area}" if area else ""))
        problems = list(date_problems(last, today))
        if not reason.strip():
            problems.append(InputProblem("alasan", "belum diisi", "contoh: mengundurkan diri"))
        if own and last < worker.since:
            problems.append(InputProblem("tanggal", "sebelum penugasannya mulai"))
        if problems:
            raise InvalidInput(problems)
        left = {one.area for one in standing_in}
        for one in standing_in:
            one.until = max(last, one.since)
        if own:
            left.add(worker.area)
            worker.active, worker.until, worker.end_reason = False, last, reason.strip()
        uow.flush()
        return [_vacate(desk, actor, code, place, last) for place in sorted(left)]


def _place(area: str) -> str:
    return f"Kecamatan {name_of(area) or area}"


def _post(uow: UnitOfWork, code: str, area: str) -> Worker:
    """Return the row of somebody who is to work in a kecamatan, new or used before."""
    known = uow.workers.claim(code)
    if known is None:
        return uow.workers.add(Worker(code=code, role=Role.TKSK.value, area=area))
    if known.role != Role.TKSK.value:
        raise Conflict(f"kode {code} sudah dipakai {known.role}", "pakai kode lain")
    if known.active and not (known.acting and known.area == area):
        raise Conflict(
            f"{code} masih bertugas di {_place(known.area)}", "akhiri dahulu, atau pakai kode lain"
        )
    return known


def _require_same_regency(worker: Worker, area: str) -> None:
    one, two = (enclosing(code, AreaLevel.REGENCY) for code in (worker.area, area))
    if one != two:
        raise InvalidInput(
            [InputProblem("kode", "TKSK tetangga harus dari kabupaten/kota yang sama")]
        )


def _end_substitution(uow: UnitOfWork, area: str, day: date) -> None:
    """Let a substitute go because the kecamatan has a TKSK of its own again."""
    found = uow.workers.substitution_of(area)
    if found is None:
        return
    found.until = max(day, found.since)
    if found.kind == Standing.ACTING.value:
        acting = uow.workers.get(found.worker)
        acting.active, acting.until, acting.end_reason = False, found.until, _REPLACED
    # Before somebody else becomes active there (S23).
    uow.flush()


def _assign(
    desk: Desk, actor: Actor, action: str, code: str, area: str, standing: Standing, since: date
) -> Assigned:
    uow = desk.uow
    uow.flush()
    cases = take_over(desk, actor, area, code)
    data = {"wilayah": area, "cara": standing.value, "sejak": since, "kasus": cases}
    uow.audit.record(actor.name, action, ENTITY, code, data, desk.now)
    payload = {"petugas": code, "cara": standing.value, "sejak": since.isoformat()}
    key = f"{ASSIGNED}:{area}:{code}:{standing.value}:{desk.now.isoformat()}"
    # The kecamatan is told with whom it coordinates (Pasal 4 ayat (4), S05).
    uow.outbox.put(key, ASSIGNED, f"kasi_kesos/{area}", payload, desk.now)
    return Assigned(area, code, standing, cases)


def _vacate(desk: Desk, actor: Actor, code: str, area: str, last: date) -> Assigned:
    uow = desk.uow
    cases = take_over(desk, actor, area, f"{NOBODY}-{area}")
    data = {"wilayah": area, "sampai": last, "kasus": cases}
    uow.audit.record(actor.name, "akhiri", ENTITY, code, data, desk.now)
    payload = {"wilayah": area, "kasus_terbuka": cases}
    key = f"{VACANT}:{area}:{desk.now.isoformat()}"
    uow.outbox.put(key, VACANT, Role.COORDINATOR.value, payload, desk.now)
    return Assigned(area, None, None, cases)
