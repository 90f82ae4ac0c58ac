"""A case: who somebody is, what is wrong, and what was found at their home.

Who somebody is (`Person`) and what is wrong (`CaseDetail`) are kept apart from the
case itself: lists, queues and schedules read `Case` and `Referral` only and never
see a category.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tksk_workflow.store.base import Base, partial_index

if TYPE_CHECKING:
    from tksk_workflow.store.models.referrals import Referral


class Person(Base):
    """The person, family or community of a case. The only table with identity."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200))
    nik: Mapped[str | None] = mapped_column(String(16), index=True)
    nik_status: Mapped[str] = mapped_column(String(16))
    family_card: Mapped[str | None] = mapped_column(String(16))
    birth_date: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(1))
    # What identifies the same person in two imports: the NIK when it is usable,
    # else a keyed digest of name, birth date and village. Carries the uniqueness.
    identity_key: Mapped[str] = mapped_column(String(80), unique=True)


class Case(Base):
    """One person's or family's case, from identification to closure."""

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_waiting", "status", "needs_decision"),
        partial_index("ix_case_file_ready_by", "ready_by", "id", where="ready_by IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[str] = mapped_column(String(24))
    village: Mapped[str] = mapped_column(String(13), index=True)
    worker: Mapped[str] = mapped_column(String(60), index=True)
    channel: Mapped[str] = mapped_column(String(24))
    urgency: Mapped[str | None] = mapped_column(String(2))
    closed_handling: Mapped[bool] = mapped_column(default=False)
    needs_decision: Mapped[bool] = mapped_column(default=True)
    opened_at: Mapped[datetime]
    # The last time that something was learnt or asked for; `overlooked` relies on it.
    updated_at: Mapped[datetime]
    data_updated_on: Mapped[date | None]
    # From when on somebody hears that it is not ready; None: nothing lacks, or it was told.
    ready_by: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    functioning: Mapped[str | None] = mapped_column(String(12))
    functioning_note: Mapped[str | None] = mapped_column(String(400))
    finish_reason: Mapped[str | None] = mapped_column(String(200))
    handed_to: Mapped[str | None] = mapped_column(String(60))
    # Who found or had the case before it went to another kecamatan, and hears how it ends.
    home_worker: Mapped[str | None] = mapped_column(String(60))
    flags: Mapped[list[Any]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()
    detail: Mapped[CaseDetail] = relationship(back_populates="case", uselist=False)
    referrals: Mapped[list[Referral]] = relationship(back_populates="case", order_by="Referral.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def code(self) -> str:
        """The opaque name that people use: ``K-000123``."""
        return f"K-{self.id:06d}"


class CaseDetail(Base):
    """What is sensitive about a case: its PMKS types and the facts (UU 27/2022)."""

    __tablename__ = "case_detail"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    pmks: Mapped[list[Any]]
    facts: Mapped[dict[str, Any]]

    case: Mapped[Case] = relationship(back_populates="detail")


class Visit(Base):
    """A home visit, or the reason why it did not happen (S44, S54)."""

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    visited_at: Mapped[datetime]
    visitor: Mapped[str] = mapped_column(String(60))
    done: Mapped[bool]
    obstacle: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(String(1000))


class Verification(Base):
    """Somebody confirms the data: village head and RT/RW, or a closed verifier."""

    __tablename__ = "verification"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    role: Mapped[str] = mapped_column(String(24))
    verifier: Mapped[str] = mapped_column(String(60))
    verified_at: Mapped[datetime]
    matches: Mapped[bool]
    note: Mapped[str | None] = mapped_column(String(400))
