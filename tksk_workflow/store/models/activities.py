"""Tables of what a TKSK does beside cases: activities and programmes (Pasal 5 to 8)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tksk_workflow.store.base import Base, partial_index

_COUNTS = "status != 'salah_catat'"


class Activity(Base):
    """One entry of the log of activities: a plan, and what became of it."""

    __tablename__ = "activity"
    __table_args__ = (
        # The same entry twice is a slip, not a second activity.
        partial_index(
            "uq_activity_entry",
            "worker",
            "day",
            "area",
            "function",
            "topic",
            unique=True,
            where=_COUNTS,
        ),
        CheckConstraint("participants >= 0", name="participants"),
        Index("ix_activity_area_day", "area", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    function: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    forms: Mapped[list[Any]]
    counterparts: Mapped[list[Any]]
    fields: Mapped[list[Any]]
    direct: Mapped[bool | None]
    attended: Mapped[bool | None]
    area: Mapped[str] = mapped_column(String(13))
    day: Mapped[date]
    worker: Mapped[str] = mapped_column(String(60))
    topic: Mapped[str] = mapped_column(String(200))
    venue: Mapped[str | None] = mapped_column(String(120))
    participants: Mapped[int | None]
    obstacle: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(String(1000))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def code(self) -> str:
        """The name that people use: ``G-000123``."""
        return f"G-{self.id:06d}"


class Programme(Base):
    """A programme that a TKSK accompanies; once ended, it is evaluated and reported (S29)."""

    __tablename__ = "programme"
    __table_args__ = (Index("ix_programme_backlog", "reported_on", "ended_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    area: Mapped[str] = mapped_column(String(13), index=True)
    worker: Mapped[str] = mapped_column(String(60))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    evaluated_on: Mapped[date | None]
    result: Mapped[str | None] = mapped_column(String(1000))
    improvements: Mapped[str | None] = mapped_column(String(1000))
    reported_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def code(self) -> str:
        """The name that people use: ``P-000123``."""
        return f"P-{self.id:06d}"
