"""What stands in a record, in a form in which two runs of the same work can be compared."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.models import (
    AuditEntry,
    Case,
    ContactAttempt,
    ContactPoint,
    Escalation,
    FollowUp,
    ImportedRow,
    OutboxMessage,
    PartnerRecord,
    Person,
    Receipt,
    Referral,
    RulePublication,
    Sweep,
    Verification,
    Visit,
)
from tksk_workflow.store.session import session_factory_for

DONE = {
    "orang": (Person.identity_key, Person.nik_status),
    "kasus": (Case.status, Case.village, Case.needs_decision, Case.functioning),
    "kunjungan": (Visit.visited_at, Visit.visitor, Visit.done),
    "verifikasi": (Verification.role, Verification.verifier, Verification.matches),
    "rujukan": (
        Referral.partner_code,
        Referral.service,
        Referral.status,
        Referral.business_status,
        Referral.attempt,
    ),
    "bukti": (Receipt.received_by, Receipt.right_person, Receipt.proof_reference),
    "upaya": (ContactAttempt.outcome, ContactAttempt.attempted_at),
    "pesan": (OutboxMessage.kind, OutboxMessage.recipient, OutboxMessage.created_at),
    "eskalasi": (Escalation.level,),
    "tindak lanjut": (FollowUp.due_on, FollowUp.done_at.is_(None)),
    "mitra": (PartnerRecord.code, PartnerRecord.version),
    "alamat": (ContactPoint.recipient, ContactPoint.address),
    "baris impor": (ImportedRow.digest,),
    "versi aturan": (RulePublication.number, RulePublication.content_hash),
    "jejak": (AuditEntry.actor, AuditEntry.action, AuditEntry.entity, AuditEntry.at),
}
"""Without numbers of rows: on PostgreSQL a rollback leaves a gap in them."""


@dataclass(frozen=True)
class Contents:
    """A record as it was read at one moment.

    Attributes:
        done: how often each thing stands there, by kind.
        problems: broken promises.
        unfinished: runs of flows without an end.
    """

    done: dict[str, Counter]
    problems: list[str]
    unfinished: int


def read(url):
    """Read a record and check its promises."""
    engine = create_engine_for(url)
    try:
        with session_factory_for(engine)() as session:
            return Contents(
                {
                    name: Counter(tuple(row) for row in session.execute(select(*columns)))
                    for name, columns in DONE.items()
                },
                check_invariants(session),
                session.scalar(select(func.count()).where(Sweep.finished_at.is_(None))),
            )
    finally:
        engine.dispose()
