"""Tables about how current the data are: deciles as they came, results from the centre."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tksk_workflow.store.base import Base


class DecileReading(Base):
    """The decile of a case in one quarter of DTSEN, and whether it has been applied."""

    __tablename__ = "decile_reading"
    __table_args__ = (
        UniqueConstraint("case_id", "period"),
        CheckConstraint("decile BETWEEN 0 AND 10", name="decile"),
        Index("ix_decile_reading_waiting", "applied_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    period: Mapped[str] = mapped_column(String(8))
    decile: Mapped[int]
    # Programmes that the list says are received; None when it does not say.
    received: Mapped[list[Any] | None]
    imported_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    decile_before: Mapped[int | None]


class CentreResult(Base):
    """What the centre said, or did not say, about a proposal of one period (S38)."""

    __tablename__ = "centre_result"
    __table_args__ = (
        UniqueConstraint("case_id", "period", "service"),
        Index("ix_centre_result_open", "settled_at", "verdict"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    period: Mapped[str] = mapped_column(String(7))
    service: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[str | None] = mapped_column(String(200))
    imported_at: Mapped[datetime]
    # Compared by the flow; empty until then.
    verdict: Mapped[str | None] = mapped_column(String(16))
    compared_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(String(80))
    settlement: Mapped[str | None] = mapped_column(String(200))

    @property
    def code(self) -> str:
        """The name that people use: ``H-000123``."""
        return f"H-{self.id:06d}"
