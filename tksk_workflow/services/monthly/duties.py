"""What is owed every month, and what of it is missing (S29, S31, S72).

A penyuluhan per kecamatan or per village, as the pack says; the TKSK's presence at a
pembinaan; the evaluation of every programme that has ended. What is missing follows from
the log each time somebody looks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tksk_workflow.domain.activity import ActivityKind, ActivityStatus
from tksk_workflow.domain.areas import covers_one
from tksk_workflow.domain.month import Month
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.access import areas_of, kecamatan_of
from tksk_workflow.services.activities.programmes import ProgrammeStatus, status_of
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.regions import name_of, parts_of
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.models import Activity

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

OUTREACH_LEAST = "frekuensi_penyuluhan"
OUTREACH_PER_VILLAGE = "penyuluhan_per_desa"
COACHING_LEAST = "frekuensi_pembinaan"
REMINDER_DAY, USUAL_REMINDER_DAY = "tanggal_ingatkan_kegiatan", 25


class Duty(StrEnum):
    """What is owed."""

    OUTREACH = "penyuluhan"
    COACHING = "pembinaan"
    EVALUATION = "evaluasi"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing.

    Attributes:
        kecamatan: where the TKSK works who owes it.
        place: the kecamatan or village that it is owed to.
        subject: code of the programme, for an evaluation.
        count, least: how many there were, and how many there should have been.
        since: from when it has been owed.
    """

    duty: Duty
    kecamatan: str
    place: str
    worker: str
    count: int
    least: int
    since: date
    subject: str | None = None

    @property
    def text(self) -> str:
        """Say it in Indonesian."""
        name = name_of(self.place) or self.place
        if self.duty is Duty.EVALUATION:
            return f"evaluasi program {self.subject} belum dilaporkan ke Dinas Sosial"
        if self.duty is Duty.COACHING:
            return f"kehadiran pembinaan {self.worker} tercatat {self.count} dari {self.least} kali"
        return f"penyuluhan di {name} terlaksana {self.count} dari {self.least} kali"


def list_missing(
    app: Application, actor: Actor, month: Month, now: datetime, *, area: str | None = None
) -> list[Missing]:
    """Return what is missing in a month; without an area in the actor's own.

    A month that is not over shows what is missing so far.
    """
    with reading(app) as uow:
        found = missing_in(Desk(app, uow, now), month, areas_of(uow, actor, area))
    if actor.role is not Role.TKSK:
        return found
    # Who looked after a kecamatan in the month may have been somebody else.
    return [one for one in found if one.worker == actor.user]


def missing_in(desk: Desk, month: Month, areas: tuple[str, ...]) -> list[Missing]:
    """Return what is missing in a month of some areas.

    Whoever did not serve the whole month owes nothing for it; a programme is owed its
    evaluation from the day on which it ended.
    """
    if month.first > desk.today:
        return []
    workers = desk.uow.workers
    posts = [(one.area, one.code) for one in workers.tksk_during(month.first, month.last)]
    # A neighbour who stood in owes that kecamatan its penyuluhan, and goes to one pembinaan.
    neighbours = [
        (one.area, one.worker) for one in workers.neighbours_during(month.first, month.last)
    ]
    posts, neighbours = (_inside(found, areas) for found in (posts, neighbours))
    held = [
        row
        for row in desk.uow.activities.between(month.first, month.last, area=areas)
        if row.status == ActivityStatus.HELD.value
    ]
    return [
        *_outreach(desk, month, [*posts, *neighbours], held),
        *_coaching(desk, month, posts, held),
        *_evaluations(desk, month, areas),
    ]


def _inside(posts: list[tuple[str, str]], areas: tuple[str, ...]) -> list[tuple[str, str]]:
    return [post for post in posts if covers_one(areas, post[0])]


def _outreach(
    desk: Desk, month: Month, posts: list[tuple[str, str]], held: list[Activity]
) -> Iterator[Missing]:
    least = desk.parameter(OUTREACH_LEAST) or 0
    per_village = bool(desk.parameter(OUTREACH_PER_VILLAGE))
    rows = [row for row in held if row.kind == ActivityKind.OUTREACH.value]
    counts = Counter(row.area if per_village else kecamatan_of(row.area) for row in rows)
    for kecamatan, worker in posts:
        for place in parts_of(kecamatan) if per_village else (kecamatan,):
            if counts[place] < least:
                yield Missing(
                    Duty.OUTREACH, kecamatan, place, worker, counts[place], least, month.first
                )


def _coaching(
    desk: Desk, month: Month, posts: list[tuple[str, str]], held: list[Activity]
) -> Iterator[Missing]:
    """Ask for the record of presence or absence; an absence with its reason is an answer."""
    least = desk.parameter(COACHING_LEAST) or 0
    counts = Counter(row.worker for row in held if row.kind == ActivityKind.COACHING.value)
    for kecamatan, worker in posts:
        if counts[worker] < least:
            yield Missing(
                Duty.COACHING, kecamatan, kecamatan, worker, counts[worker], least, month.first
            )


def _evaluations(desk: Desk, month: Month, areas: tuple[str, ...]) -> Iterator[Missing]:
    until = min(month.last, desk.today)
    for row in desk.uow.programmes.unreported(until, area=areas):
        assert row.ended_on is not None
        evaluated = status_of(row) is ProgrammeStatus.TO_REPORT
        yield Missing(
            Duty.EVALUATION,
            kecamatan_of(row.area),
            row.area,
            row.worker,
            int(evaluated),
            1,
            row.ended_on,
            row.code,
        )
