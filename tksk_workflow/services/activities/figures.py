"""What a TKSK did in a month, in figures: for the monthly report (Pasal 8, S12, S29, S31)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tksk_workflow.domain.activity import ActivityKind, ActivityStatus, Function
from tksk_workflow.domain.areas import AreaLevel, level_of
from tksk_workflow.domain.month import Month
from tksk_workflow.services.activities.log import ActivityView, view_of
from tksk_workflow.services.activities.programmes import ProgrammeStatus, ProgrammeView
from tksk_workflow.services.activities.programmes import view_of as programme_view
from tksk_workflow.services.transaction import reading

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


@dataclass(frozen=True, slots=True)
class FunctionFigures:
    """One function of Pasal 5 in a month: how much was planned, held, and not held."""

    planned: int = 0
    held: int = 0
    not_held: int = 0


@dataclass(frozen=True, slots=True)
class ActivityFigures:
    """A month in a kecamatan (or wider area). Names nobody.

    Attributes:
        functions: an entry for each of the three functions, zeros included. ``planned``
            are plans whose day has not been answered for.
        forms: how often each form of Pasal 6(2), 7(2) and 8(2) was used in what was held.
        outreach: penyuluhan that took place.
        outreach_areas: codes of the villages (or the kecamatan) where it did.
        outreach_participants: how many people came, where that was counted.
        coaching_attended, coaching_missed: pembinaan with and without the TKSK.
        obstacles: what stood in the way, each wording with its count, most frequent first.
        evaluations_open: programmes ended by the end of the month whose evaluation was not
            with the Dinas Sosial by then.
        evaluations_reported: programmes whose evaluation was reported in the month.
        activities: every entry of the month, by day.
    """

    month: str
    area: str | None
    functions: Mapping[Function, FunctionFigures]
    forms: Mapping[str, int]
    outreach: int
    outreach_areas: tuple[str, ...]
    outreach_participants: int
    coaching_attended: int
    coaching_missed: int
    obstacles: tuple[tuple[str, int], ...]
    evaluations_open: tuple[ProgrammeView, ...]
    evaluations_reported: tuple[ProgrammeView, ...]
    activities: tuple[ActivityView, ...]

    @property
    def villages_reached(self) -> int:
        """In how many villages there was a penyuluhan."""
        return sum(level_of(code) is AreaLevel.VILLAGE for code in self.outreach_areas)


def activities_of(app: Application, month: Month, area: str | None = None) -> ActivityFigures:
    """Return the activities of a month in figures.

    Args:
        app: as everywhere.
        month: the month; one that is not over gives what is known so far.
        area: code of a kecamatan (or wider); None is everything.
    """
    with reading(app) as uow:
        rows = uow.activities.between(month.first, month.last, area=area)
        views = [view_of(row) for row in rows]
        programmes = [programme_view(row) for row in uow.programmes.listed(area=area)]
    return _figures(month, area, views, programmes)


def _figures(
    month: Month,
    area: str | None,
    views: Sequence[ActivityView],
    programmes: Sequence[ProgrammeView],
) -> ActivityFigures:
    held = [view for view in views if view.status is ActivityStatus.HELD]
    outreach = [view for view in held if view.kind is ActivityKind.OUTREACH]
    coaching = [view for view in held if view.kind is ActivityKind.COACHING]
    obstacles = Counter(view.obstacle for view in views if view.obstacle)
    forms = Counter(form for view in held for form in view.forms)
    return ActivityFigures(
        month=str(month),
        area=area,
        functions={function: _function(function, views) for function in Function},
        forms=dict(sorted(forms.items())),
        outreach=len(outreach),
        outreach_areas=tuple(sorted({view.area for view in outreach})),
        outreach_participants=sum(view.participants or 0 for view in outreach),
        coaching_attended=sum(bool(view.attended) for view in coaching),
        coaching_missed=sum(not view.attended for view in coaching),
        obstacles=tuple(sorted(obstacles.items(), key=lambda found: (-found[1], found[0]))),
        evaluations_open=tuple(one for one in programmes if _was_open(one, month.last)),
        evaluations_reported=tuple(
            one
            for one in programmes
            if one.status is ProgrammeStatus.REPORTED
            and one.reported_on is not None
            and one.reported_on in month
        ),
        activities=tuple(views),
    )


def _function(function: Function, views: Sequence[ActivityView]) -> FunctionFigures:
    found = Counter(view.status for view in views if view.function is function)
    return FunctionFigures(
        found[ActivityStatus.PLANNED], found[ActivityStatus.HELD], found[ActivityStatus.NOT_HELD]
    )


def _was_open(programme: ProgrammeView, day: date) -> bool:
    ended, reported = programme.ended_on, programme.reported_on
    return ended is not None and ended <= day and (reported is None or reported > day)
