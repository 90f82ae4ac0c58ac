"""The directory of partner institutions."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tksk_workflow.store.base import Base


class PartnerRecord(Base):
    """A partner institution of the directory."""

    __tablename__ = "partner"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    type: Mapped[str] = mapped_column(String(30), index=True)
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(12))
    areas: Mapped[list[Any]]
    services: Mapped[list[Any]]
    capacity: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)
    agreement_from: Mapped[date | None]
    agreement_until: Mapped[date | None]
    min_age: Mapped[int | None]
    max_age: Mapped[int | None]
    sex: Mapped[str | None] = mapped_column(String(1))
    required_documents: Mapped[list[Any]] = mapped_column(default=list)
    needs_recommendation: Mapped[bool] = mapped_column(default=False)
    ladder: Mapped[int] = mapped_column(default=0)
    contact: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
