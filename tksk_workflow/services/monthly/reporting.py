"""The monthly report to the Dinas Sosial and the camat, and the social map (Pasal 8).

The same month of the same record gives the same files. Making a report is recorded;
making the same one again is not news.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from tksk_workflow.domain.areas import AreaLevel, covers_one, is_valid_area, level_of
from tksk_workflow.domain.month import Month
from tksk_workflow.domain.referral import Role
from tksk_workflow.reports.files import write_whole
from tksk_workflow.reports.monthly.document import ReportHead, report_document
from tksk_workflow.reports.monthly.figures import monthly_figures
from tksk_workflow.reports.monthly.section import Section
from tksk_workflow.reports.monthly.sections import report_sections
from tksk_workflow.reports.monthly.social_map import SocialMap, social_map
from tksk_workflow.reports.monthly.workbook import workbook
from tksk_workflow.services.access import areas_of, in_area, kecamatan_of
from tksk_workflow.services.activities.figures import activities_of
from tksk_workflow.services.activities.sections import activity_sections
from tksk_workflow.services.actors import SYSTEM, Actor
from tksk_workflow.services.counts import Counts, counted
from tksk_workflow.services.errors import InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.regions import name_of, parts_of, why_unknown
from tksk_workflow.services.transaction import batch, reading
from tksk_workflow.store.models import AuditEntry, Case, Worker
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

MESSAGE = "laporan_bulanan"
ENTITY = "laporan"
FOLDER = "laporan"
_READERS = frozenset(
    {Role.TKSK, Role.COORDINATOR, Role.DINSOS_VERIFIER, Role.SUBDISTRICT, Role.SYSTEM}
)
_REPORTS_PER_BATCH = 20
# As many kecamatan as a hint names.
_SHOWN = 5
_EXAMPLE = "contoh: --kecamatan 16.03.06"


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """A report in both forms, and its tables."""

    head: ReportHead
    sections: tuple[Section, ...]
    workbook: bytes
    document: bytes

    @property
    def stem(self) -> str:
        """Return the name of the files without their ending."""
        return f"laporan-{self.head.month}-{self.head.area}"

    @property
    def digest(self) -> str:
        """Return what identifies the content: hex."""
        return hashlib.sha256(self.workbook + self.document).hexdigest()


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a report, and whether anything in them is news."""

    files: tuple[Path, ...]
    news: bool


def monthly_report(
    app: Application, actor: Actor, month: Month, area: str | None, now: datetime
) -> MonthlyReport:
    """Make the report of a month.

    Args:
        app: as everywhere.
        actor: a TKSK reports their own kecamatan, the others any.
        month: a month that has begun; one that is not over gives what is known so far.
        area: code of the kecamatan; None is the actor's own.
        now: the present.

    Raises:
        InvalidInput: the area is no kecamatan, or the month lies ahead.
        NotPermitted: the role makes no reports, or not of this area.
    """
    with reading(app) as uow:
        code = _area(uow, actor, area)
        zone = app.zone_of(code)
        if month > Month.of(now.astimezone(zone).date()):
            raise InvalidInput([InputProblem("bulan", "bulan ini belum mulai", "pilih bulan lain")])
        end = datetime.combine(month.last + timedelta(days=1), time.min, tzinfo=zone)
        figures = monthly_figures(uow.session, code, month, zone)
        social = _social_map(app, uow, code, min(end, now))
        holder = uow.workers.holder_of(code)
        author = holder.code if holder is not None else "(kecamatan tanpa TKSK)"
    pack = app.pack
    head = ReportHead(month, code, name_of(code) or code, author, f"{pack.name} {pack.version}")
    urgencies = {urgency.value: found.label for urgency, found in pack.urgency_classes.items()}
    sections = (
        *report_sections(figures, urgencies),
        *activity_sections(activities_of(app, month, code)),
        *social.sections(),
        social.legend(),
    )
    return MonthlyReport(
        head,
        sections,
        workbook(head.title, sections),
        report_document(head, figures, sections),
    )


def write_monthly_report(
    app: Application, actor: Actor, month: Month, area: str | None, folder: Path, now: datetime
) -> Written:
    """Make the report of a month and write it as XLSX and PDF; each file whole or not at all.

    Raises:
        InvalidInput, NotPermitted: see `monthly_report`.
        OSError: the folder cannot be written.
    """
    report = monthly_report(app, actor, month, area, now)
    files = _write(report, folder)
    with batch(app) as uow:
        news = _record(uow, report, actor, now)
    return Written(files, news)


def due_reports(app: Application, now: datetime, limit: int) -> Counts:
    """Make last month's reports that are not made yet, and tell who receives them.

    Raises:
        DuplicateRecord: another run made the same report meanwhile; nothing of ours stays.
    """
    month = Month.of(now.astimezone(app.zone).date()).previous
    most = min(limit, _REPORTS_PER_BATCH)
    with reading(app) as uow:
        areas = _areas(uow)
        known = uow.outbox.known([_key(month, area) for area in areas])
    waiting = [area for area in areas if _key(month, area) not in known]
    tally: Counter[str] = Counter()
    for area in waiting[:most]:
        folder = app.settings.data_dir / FOLDER / str(month)
        report = monthly_report(app, SYSTEM, month, area, now)
        _write(report, folder)
        key, payload = _key(month, area), {"bulan": str(month), "wilayah": area}
        # One transaction, so that of two runs at once the slower one leaves no second entry.
        with batch(app) as uow:
            _record(uow, report, SYSTEM, now)
            uow.outbox.put(key, MESSAGE, "dinsos", payload, now)
            uow.outbox.put(f"{key}:camat", MESSAGE, f"kasi_kesos/{area}", payload, now)
        tally["laporan_dibuat"] += 1
    return counted(tally, more=len(waiting) > most)


def social_map_of(app: Application, actor: Actor, area: str | None, now: datetime) -> SocialMap:
    """Return the social map of a kecamatan as of now.

    Raises:
        InvalidInput: the area is no kecamatan.
        NotPermitted: the role does not see it, or not of this area.
    """
    with reading(app) as uow:
        return _social_map(app, uow, _area(uow, actor, area), now)


def _social_map(app: Application, uow: UnitOfWork, area: str, at: datetime) -> SocialMap:
    villages = {part: name_of(part) or part for part in parts_of(area)}
    return social_map(uow.session, app.pack, area, villages, at)


def _area(uow: UnitOfWork, actor: Actor, area: str | None) -> str:
    if actor.role not in _READERS:
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak membuat laporan", "minta TKSK atau koordinator"
        )
    code = area or _only_area(uow, actor)
    if not is_valid_area(code) or level_of(code) is not AreaLevel.SUBDISTRICT:
        raise InvalidInput([InputProblem("kecamatan", "bukan kode kecamatan", _EXAMPLE)])
    if area is not None and name_of(code) is None and code not in _areas(uow):
        # A village that the list does not have yet may have cases; then there is a report.
        raise InvalidInput([InputProblem("kecamatan", why_unknown(code), _EXAMPLE)])
    if actor.role is Role.TKSK and not in_area(uow, actor, code):
        raise NotPermitted("kecamatan ini bukan penugasan Anda", "pilih kecamatan Anda sendiri")
    return code


def _only_area(uow: UnitOfWork, actor: Actor) -> str:
    """Return the one kecamatan that the actor can mean without naming it.

    Raises:
        InvalidInput: there is none, or there are several; the hint names them.
    """
    own = areas_of(uow, actor)
    posts = {code for code in own if level_of(code) is AreaLevel.SUBDISTRICT}
    known = sorted(posts.union(code for code in _areas(uow) if covers_one(own, code)))
    if len(known) == 1:
        return known[0]
    raise InvalidInput([InputProblem("kecamatan", "belum dipilih", _choices(known))])


def _choices(known: list[str]) -> str:
    if not known:
        return _EXAMPLE
    more = " …" if len(known) > _SHOWN else ""
    return f"pilih dengan --kecamatan: {', '.join(known[:_SHOWN])}{more}"


def _areas(uow: UnitOfWork) -> list[str]:
    """Every kecamatan that has a TKSK or a case."""
    posts = uow.session.scalars(select(Worker.area).where(Worker.role == "tksk", Worker.active))
    villages = uow.session.scalars(select(Case.village).distinct())
    found = {*posts, *(kecamatan_of(village) for village in villages)}
    return sorted(code for code in found if level_of(code) is AreaLevel.SUBDISTRICT)


def _write(report: MonthlyReport, folder: Path) -> tuple[Path, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    files = (folder / f"{report.stem}.xlsx", folder / f"{report.stem}.pdf")
    for path, content in zip(files, (report.workbook, report.document), strict=True):
        write_whole(path, content)
    return files


def _record(uow: UnitOfWork, report: MonthlyReport, actor: Actor, now: datetime) -> bool:
    """Note that a report was made; the same content twice is no news."""
    number = f"{report.head.month}:{report.head.area}"
    query = select(AuditEntry.data).where(
        AuditEntry.entity == ENTITY, AuditEntry.entity_id == number
    )
    if any(data.get("sidik") == report.digest for data in uow.session.scalars(query)):
        return False
    uow.audit.record(actor.name, MESSAGE, ENTITY, number, {"sidik": report.digest}, now)
    return True


def _key(month: Month, area: str) -> str:
    return f"{MESSAGE}:{month}:{area}"
