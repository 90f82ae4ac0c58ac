"""When terms would end: what the coordinator looks at after changing days or classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from tksk_workflow.domain.deadlines import due_at, follow_up_dates
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.urgency import Term, Urgency
from tksk_workflow.domain.zones import zone_of
from tksk_workflow.services.desk import CUTOFF_PARAMETER, USUAL_CUTOFF_DAY
from tksk_workflow.services.working_calendar import calendar_of


@dataclass(frozen=True, slots=True)
class ClassTerms:
    """When the terms of one class end.

    Attributes:
        recommendation: of the Dinas Sosial.
        escalation: of each level, should the matter be put before it at that moment.
    """

    urgency: Urgency
    label: str
    send: datetime
    recommendation: datetime
    answer: datetime
    escalation: datetime
    follow_ups: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of all classes in one place.

    Attributes:
        zone: ``WIB``, ``WITA``, ``WIT``, or the key of the office's own zone.
        estimated_years: years in which a term ends and whose holidays are estimates.
    """

    sent_at: datetime
    area: str
    zone: str
    classes: tuple[ClassTerms, ...]
    estimated_years: tuple[int, ...]


def preview(pack: RulePack, area: str, office: tzinfo, at: datetime | None = None) -> Terms:
    """Say when the terms of each class end for a referral sent at a moment.

    A moment without a zone is meant by the clocks of the area; ``office`` is the zone of
    areas whose province is not known.
    """
    named = zone_of(area)
    zone = office if named is None else named.offset
    start = datetime.now(UTC) if at is None else at
    start = start.replace(tzinfo=zone) if start.tzinfo is None else start.astimezone(zone)
    calendar = calendar_of(pack.calendar, area)
    parameter = pack.parameters.get(CUTOFF_PARAMETER)
    cutoff = (parameter.on(start.date()) if parameter else None) or USUAL_CUTOFF_DAY

    def ends(term: Term) -> datetime:
        return due_at(term, start, calendar, cutoff, zone=zone)

    classes = tuple(
        ClassTerms(
            urgency=urgency,
            label=found.label,
            send=ends(found.send_within),
            recommendation=ends(found.recommendation_term),
            answer=ends(found.answer_within),
            escalation=ends(found.escalation_term),
            follow_ups=follow_up_dates(start, found.follow_up_days, urgency, calendar, zone=zone),
        )
        for urgency, found in sorted(pack.urgency_classes.items())
    )
    years = {
        moment.year
        for line in classes
        for moment in (line.send, line.recommendation, line.answer, *line.follow_ups)
    }
    return Terms(
        sent_at=start,
        area=area,
        zone=str(office) if named is None else named.value,
        classes=classes,
        estimated_years=tuple(year for year in sorted(years) if calendar.is_estimated(year)),
    )
