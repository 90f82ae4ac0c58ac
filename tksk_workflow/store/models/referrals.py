"""A referral on its way: follow-ups, contacts, receipts, and what a higher level must look at."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tksk_workflow.store.base import Base, partial_index

if TYPE_CHECKING:
    from tksk_workflow.store.models.cases import Case
    from tksk_workflow.store.models.partners import PartnerRecord


class Referral(Base):
    """One referral to one partner for one service.

    ``open_key`` is person, partner and service while the referral is open and NULL
    afterwards: its uniqueness is what forbids a double referral (S70, PGR-10).
    """

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("open_key"),
        UniqueConstraint(
            "case_id",
            "decision_id",
            "rule",
            "partner_type",
            "service",
            "attempt",
            name="uq_referral_attempt",
        ),
        CheckConstraint("queue_position >= 1", name="queue_position"),
        Index("ix_referral_send", "status", "send_due_at"),
        Index("ix_referral_answer", "status", "answer_due_at"),
        Index("ix_referral_partner_status", "partner_code", "status"),
        Index("ix_referral_recommendation", "business_status", "recommendation_due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    # Every rule that asked for this referral, the most pressing first; `rule` is that one.
    rule: Mapped[str] = mapped_column(String(40))
    rules: Mapped[list[Any]]
    partner_type: Mapped[str] = mapped_column(String(30))
    service: Mapped[str] = mapped_column(String(60))
    partner_code: Mapped[str | None] = mapped_column(ForeignKey("partner.code"))
    # Codes to try next, in order, and codes already tried.
    fallbacks: Mapped[list[Any]] = mapped_column(default=list)
    tried: Mapped[list[Any]] = mapped_column(default=list)
    selection: Mapped[dict[str, Any]] = mapped_column(default=dict)
    urgency: Mapped[str] = mapped_column(String(2))
    status: Mapped[str] = mapped_column(String(20))
    business_status: Mapped[str] = mapped_column(String(40))
    closed_handling: Mapped[bool]
    forms: Mapped[list[Any]]
    documents: Mapped[list[Any]]
    held_by: Mapped[list[Any]] = mapped_column(default=list)
    after_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"))
    attempt: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"))
    created_at: Mapped[datetime]
    send_due_at: Mapped[datetime]
    # Until when the Dinas Sosial gives the recommendation that a draft waits for.
    recommendation_due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    refusal_reason: Mapped[str | None] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(String(400))
    queue_position: Mapped[int | None]
    queue_until: Mapped[date | None]
    # The turn that was promised when somebody was told that it has passed.
    queue_until_told: Mapped[date | None]
    delivered_at: Mapped[datetime | None]
    delivery_note: Mapped[str | None] = mapped_column(String(400))
    finished_at: Mapped[datetime | None]
    open_key: Mapped[str | None] = mapped_column(String(200))
    follow_up_days: Mapped[list[Any]]
    version: Mapped[int] = mapped_column(default=1)

    case: Mapped[Case] = relationship(back_populates="referrals")
    partner: Mapped[PartnerRecord | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def code(self) -> str:
        """The opaque name that people use: ``R-000123``."""
        return f"R-{self.id:06d}"


class FollowUp(Base):
    """A date on which somebody checks whether help arrived (DOMAIN 6.3).

    ``late_after`` is the last day on which it is not late; ``late_at`` the moment at which
    a sweep has found it late.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("referral_id", "number"),
        Index("ix_follow_up_due", "done_at", "due_on"),
        # What a sweep has looked at leaves these: it never reads the backlog again.
        partial_index(
            "ix_follow_up_to_announce",
            "due_on",
            "id",
            where="done_at IS NULL AND announced_at IS NULL",
        ),
        partial_index(
            "ix_follow_up_to_mark",
            "late_after",
            "id",
            where="done_at IS NULL AND late_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    number: Mapped[int]
    due_on: Mapped[date]
    late_after: Mapped[date]
    assigned_to: Mapped[str] = mapped_column(String(60))
    announced_at: Mapped[datetime | None]
    late_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(String(400))


class ContactAttempt(Base):
    """Somebody tried to see or call the client: who, how, when, and what came of it."""

    __tablename__ = "contact_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    attempted_at: Mapped[datetime]
    contacted_by: Mapped[str] = mapped_column(String(60))
    method: Mapped[str] = mapped_column(String(24))
    outcome: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(String(400))


class Receipt(Base):
    """Proof that help reached somebody, and whether it was the right person (S61)."""

    __tablename__ = "receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    received_by: Mapped[str] = mapped_column(String(40))
    right_person: Mapped[bool]
    method: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime]
    proof_reference: Mapped[str] = mapped_column(String(200))
    confirmed_by: Mapped[str] = mapped_column(String(60))


class Escalation(Base):
    """Something that a higher level must look at; one open entry per subject, kind and level.

    ``climbs``: when ``due_at`` is over without an end the matter goes to the next level.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_escalation_due", "climbs", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"))
    level: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    climbs: Mapped[bool] = mapped_column(default=False, server_default=false())
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None] = mapped_column(String(200))
