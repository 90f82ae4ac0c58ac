"""Which rules count on which day: the versions that coordinators have published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, joinedload

from tksk_workflow.store.errors import RecordNotFound
from tksk_workflow.store.models import RulePublication
from tksk_workflow.store.querying import require_id

PUBLICATION = "versi_aturan"
PUBLISH = "terbitkan_aturan"
"""How the audit log calls a version, and what is done with it."""


class PublicationRepository:
    """Adds versions and never changes one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def hold(self) -> None:
        """Make others who publish wait until this transaction is over; readers go on.

        SQLite holds the write lock since the transaction began.
        """
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("LOCK TABLE rule_publication IN SHARE ROW EXCLUSIVE MODE"))

    def add(
        self,
        content_hash: str,
        in_force_from: date,
        by: str,
        reason: str,
        at: datetime,
        *,
        returns_to: int | None = None,
    ) -> RulePublication:
        """Add the next version; call `hold` first, so that no number is given twice."""
        newest = self._session.scalar(select(func.max(RulePublication.number)))
        found = RulePublication(
            number=(newest or 0) + 1,
            content_hash=content_hash,
            in_force_from=in_force_from,
            published_at=at,
            published_by=by,
            reason=reason,
            returns_to=returns_to,
        )
        self._session.add(found)
        return found

    def in_force_on(self, day: date) -> RulePublication | None:
        """Return the version that counts on a day; None before the first one.

        The latest day of coming into force wins, and of one day the version published last.
        """
        query = (
            select(RulePublication)
            .where(RulePublication.in_force_from <= day)
            .order_by(RulePublication.in_force_from.desc(), RulePublication.number.desc())
            .limit(1)
        )
        return self._session.scalar(query)

    def after(self, day: date) -> Sequence[RulePublication]:
        """Return the versions that come into force after a day, by that day."""
        query = (
            select(RulePublication)
            .where(RulePublication.in_force_from > day)
            .order_by(RulePublication.in_force_from, RulePublication.number)
        )
        return self._session.scalars(query).all()

    def get(self, number: int) -> RulePublication:
        """Return a version.

        Raises:
            RecordNotFound: there is none of that number.
        """
        require_id(number, "versi aturan")
        found = self._session.get(RulePublication, number)
        if found is None:
            raise RecordNotFound("versi aturan", number)
        return found

    def all(self) -> Sequence[RulePublication]:
        """Return all versions with their packs, oldest first."""
        query = (
            select(RulePublication)
            .options(joinedload(RulePublication.pack))
            .order_by(RulePublication.number)
        )
        return self._session.scalars(query).all()
