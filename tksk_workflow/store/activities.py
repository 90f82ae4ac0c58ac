"""Activities and programmes: what a TKSK does beside cases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tksk_workflow.domain.activity import ActivityKind, ActivityStatus
from tksk_workflow.store.models.activities import Activity, Programme
from tksk_workflow.store.querying import claimed_row, within

ACTIVITY, PROGRAMME = "kegiatan", "program"


class ActivityRepository:
    """Finds and adds activities."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, activity: Activity) -> Activity:
        """Add an activity and give it its number."""
        self._session.add(activity)
        self._session.flush()
        return activity

    def claim(self, reference: str | int) -> Activity:
        """Return an activity by code (``G-000012``), locked until the transaction ends.

        Raises:
            RecordNotFound: there is none.
        """
        return claimed_row(self._session, Activity, "G", ACTIVITY, reference)

    def same_entry(self, wanted: Activity) -> Activity | None:
        """Return the entry that says the same already: worker, day, area, function, topic."""
        return self._session.scalar(
            select(Activity).where(
                Activity.worker == wanted.worker,
                Activity.day == wanted.day,
                Activity.area == wanted.area,
                Activity.function == wanted.function,
                Activity.topic == wanted.topic,
                Activity.status != ActivityStatus.MISTAKEN.value,
            )
        )

    def between(
        self,
        first: date,
        last: date,
        *,
        area: str | Collection[str] | None = None,
        kind: ActivityKind | None = None,
    ) -> Sequence[Activity]:
        """Return the activities of some days in an area and inside it, by day.

        Entries made by mistake are left out.
        """
        query = select(Activity).where(
            Activity.day >= first,
            Activity.day <= last,
            Activity.status != ActivityStatus.MISTAKEN.value,
        )
        if area is not None:
            query = query.where(within(Activity.area, area))
        if kind is not None:
            query = query.where(Activity.kind == kind.value)
        return self._session.scalars(query.order_by(Activity.day, Activity.id)).all()


class ProgrammeRepository:
    """Finds and adds programmes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, programme: Programme) -> Programme:
        """Add a programme and give it its number."""
        self._session.add(programme)
        self._session.flush()
        return programme

    def claim(self, reference: str | int) -> Programme:
        """Return a programme by code (``P-000012``), locked until the transaction ends.

        Raises:
            RecordNotFound: there is none.
        """
        return claimed_row(self._session, Programme, "P", PROGRAMME, reference)

    def running(self, name: str, area: str) -> Programme | None:
        """Return the programme of this name that runs in an area."""
        return self._session.scalar(
            select(Programme).where(
                Programme.name == name, Programme.area == area, Programme.ended_on.is_(None)
            )
        )

    def listed(self, *, area: str | Collection[str] | None = None) -> Sequence[Programme]:
        """Return the programmes in an area and inside it, the oldest first."""
        query = select(Programme)
        if area is not None:
            query = query.where(within(Programme.area, area))
        return self._session.scalars(query.order_by(Programme.id)).all()

    def unreported(
        self, day: date, *, area: str | Collection[str] | None = None
    ) -> Sequence[Programme]:
        """Return the programmes that have ended by a day without a reported evaluation."""
        query = select(Programme).where(Programme.reported_on.is_(None), Programme.ended_on <= day)
        if area is not None:
            query = query.where(within(Programme.area, area))
        return self._session.scalars(query.order_by(Programme.ended_on, Programme.id)).all()
