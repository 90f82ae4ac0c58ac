"""Tables of a case and its referrals.

Who somebody is (`Person`) and what is wrong (`CaseDetail`) are kept apart from the
case itself: lists, queues and schedules read `Case` and `Referral` only and never
see a category. Rows that two people may change at once carry ``version``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

# Whoever compares tables with models imports this module: it knows them all.
from tksk_workflow.store.activity_models import Activity, Programme
from tksk_workflow.store.base import Base
from tksk_workflow.store.currency_models import CentreResult, DecileReading

__all__ = [
    "Activity",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Case",
    "CaseDetail",
    "CaseOffer",
    "CentreResult",
    "DecileReading",
    "DecisionRecord",
    "Escalation",
    "FollowUp",
    "ImportedRow",
    "OutboxMessage",
    "PartnerRecord",
    "Person",
    "Programme",
    "Receipt",
    "Referral",
    "RulePackRecord",
    "Substitution",
    "Sweep",
    "Verification",
    "Visit",
    "Worker",
]


class Worker(Base):
    """Who holds which post where. One active TKSK per kecamatan (S23)."""

    __tablename__ = "worker"
    __table_args__ = (
        Index(
            "uq_worker_active_tksk",
            "area",
            unique=True,
            sqlite_where=text("active AND role = 'tksk'"),
            postgresql_where=text("active AND role = 'tksk'"),
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
        Index(
            "uq_substitution_open",
            "area",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
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
        Index(
            "uq_case_offer_current",
            "case_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
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
    __table_args__ = (Index("ix_case_file_waiting", "status", "needs_decision"),)

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
    """A date on which somebody checks whether help arrived (DOMAIN 6.3)."""

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("referral_id", "number"),
        Index("ix_follow_up_due", "done_at", "due_on"),
        # What a sweep has looked at leaves these: it never reads the backlog again.
        Index(
            "ix_follow_up_to_announce",
            "due_on",
            "id",
            sqlite_where=text("done_at IS NULL AND announced_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND announced_at IS NULL"),
        ),
        Index(
            "ix_follow_up_to_mark",
            "due_on",
            "id",
            sqlite_where=text("done_at IS NULL AND late_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND late_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    number: Mapped[int]
    due_on: Mapped[date]
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


class ContactPoint(Base):
    """Where somebody's messages go; the name is FHIR's. One way per recipient."""

    __tablename__ = "contact_point"

    recipient: Mapped[str] = mapped_column(String(80), primary_key=True)
    channel: Mapped[str] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(300))


class OutboxMessage(Base):
    """A message to be delivered at least once; the key makes it exactly once for the reader.

    Whoever delivers it claims it for a while (``claimed_until``), so that nothing is
    locked while a mail server thinks. A message that is given up has ``given_up_at``.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(
            "ix_outbox_due",
            "due_at",
            sqlite_where=text("delivered_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=text("delivered_at IS NULL AND given_up_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    delivered_by: Mapped[str | None] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    # When it may be tried (again); a new message at once.
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(60))
    given_up_at: Mapped[datetime | None]


class ImportedRow(Base):
    """A row of an import that is in; a second import of the same row changes nothing."""

    __tablename__ = "imported_row"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    imported_at: Mapped[datetime]


class Sweep(Base):
    """One run of a scheduled flow, in our own record: what was looked at and done."""

    __tablename__ = "sweep"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), index=True)
    as_of: Mapped[datetime]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class AuditEntry(Base):
    """One link of the append-only chain. Identity never stands in ``data``."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_entity", "entity", "entity_id"),
        CheckConstraint("number >= 1", name="number"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(60))
    entity: Mapped[str] = mapped_column(String(24))
    entity_id: Mapped[str] = mapped_column(String(60))
    data: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The end of the chain, in its only row: nobody can cut the tail off unseen.

    Whoever writes to the chain locks this row first.
    """

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
