"""Who works where, and who helps with whose case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tksk_workflow.store.base import Base, partial_index


class Worker(Base):
    """Who holds which post where. One active TKSK per kecamatan (S23)."""

    __tablename__ = "worker"
    __table_args__ = (
        partial_index(
            "uq_worker_active_tksk",
            "area",
            unique=True,
            where="active AND role = 'tksk'",
        ),
    )

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    role: Mapped[str] = mapped_column(String(24))
    area: Mapped[str] = mapped_column(String(13), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    acting: Mapped[bool] = mapped_column(default=False)
    since: Mapped[date]
    until: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(String(200))
    birth_date: Mapped[date | None]
    # What was checked on appointment (Pasal 9), and the age limits of that day.
    qualifications: Mapped[dict[str, Any] | None]
    decree: Mapped[str | None] = mapped_column(String(80))
    # Unknown unless somebody says so: the work is done "with or without pay" (S03).
    honorarium: Mapped[bool | None]


class Substitution(Base):
    """Who looks after a kecamatan while it has no TKSK of its own (SOP of 236 days)."""

    __tablename__ = "substitution"
    __table_args__ = (
        partial_index(
            "uq_substitution_open",
            "area",
            unique=True,
            where="until IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(String(13))
    worker: Mapped[str] = mapped_column(ForeignKey("worker.code"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(200))


class CaseOffer(Base):
    """A case offered to somebody who could help accompany it (PGR-16)."""

    __tablename__ = "case_offer"
    __table_args__ = (
        # One offer at a time, and one helper.
        partial_index(
            "uq_case_offer_current",
            "case_id",
            unique=True,
            where="ended_at IS NULL",
        ),
        Index("ix_case_offer_helper", "helper", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    helper: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(16))
    offered_at: Mapped[datetime]
    offered_by: Mapped[str] = mapped_column(String(80))
    accepted_at: Mapped[datetime | None]
    # Declined, taken back, or no longer needed.
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(200))
