"""Decisions, and the rules that they were made from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tksk_workflow.store.base import Base


class DecisionRecord(Base):
    """A decision with everything needed to take it again: facts, pack, day."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    decided_at: Mapped[datetime]
    decided_on: Mapped[date]
    decided_by: Mapped[str] = mapped_column(String(60))
    pack_hash: Mapped[str] = mapped_column(ForeignKey("rule_pack.content_hash"))
    directory_hash: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]


class RulePackRecord(Base):
    """The full text of every pack that was published or that a decision used; never changed."""

    __tablename__ = "rule_pack"

    content_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(20))
    files: Mapped[dict[str, Any]]
    stored_at: Mapped[datetime]


class RulePublication(Base):
    """A version of the rules: which pack counts from which day on, and who said so.

    Rows are added, never changed: a database trigger refuses it.
    """

    __tablename__ = "rule_publication"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        Index("ix_rule_publication_day", "in_force_from", "number"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content_hash: Mapped[str] = mapped_column(ForeignKey("rule_pack.content_hash"))
    in_force_from: Mapped[date]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(400))
    # The version whose content this one brings back. No foreign key: a row that must first
    # be written without it could not be completed later.
    returns_to: Mapped[int | None]

    pack: Mapped[RulePackRecord] = relationship()
