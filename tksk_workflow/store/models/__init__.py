"""All tables. Rows that two people may change at once carry ``version``.

Whoever compares tables with models imports this package: it knows them all.
"""

from tksk_workflow.store.base import Base
from tksk_workflow.store.models.activities import Activity, Programme
from tksk_workflow.store.models.cases import Case, CaseDetail, Person, Verification, Visit
from tksk_workflow.store.models.currency import CentreResult, DecileReading
from tksk_workflow.store.models.decisions import DecisionRecord, RulePackRecord, RulePublication
from tksk_workflow.store.models.journal import (
    AuditEntry,
    AuditHead,
    ContactPoint,
    ImportedRow,
    OutboxMessage,
    Sweep,
)
from tksk_workflow.store.models.partners import PartnerRecord
from tksk_workflow.store.models.referrals import (
    ContactAttempt,
    Escalation,
    FollowUp,
    Receipt,
    Referral,
)
from tksk_workflow.store.models.workers import CaseOffer, Substitution, Worker

__all__ = [
    "Activity",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Case",
    "CaseDetail",
    "CaseOffer",
    "CentreResult",
    "ContactAttempt",
    "ContactPoint",
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
    "RulePublication",
    "Substitution",
    "Sweep",
    "Verification",
    "Visit",
    "Worker",
]
