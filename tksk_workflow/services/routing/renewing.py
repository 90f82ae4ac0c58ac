"""Cases that no rule fitted are asked about again when other rules count."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.services.counts import Counts, counted
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.moves import ask_for_decision
from tksk_workflow.services.transaction import batch
from tksk_workflow.store.models import Case, DecisionRecord
from tksk_workflow.store.querying import claimed

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


def renew_manual(app: Application, now: datetime, limit: int) -> Counts:
    """Mark a batch of cases in the manual queue that were never decided by today's rules.

    A coordinator who writes the rule that was missing does not have to look for the cases
    that it was missing for.
    """
    with batch(app) as uow:
        by_these_rules = (
            select(DecisionRecord.id)
            .where(
                DecisionRecord.case_id == Case.id,
                DecisionRecord.pack_hash == Desk(app, uow, now).pack.content_hash,
            )
            .exists()
        )
        query = (
            select(Case)
            .where(Case.status == CaseStatus.MANUAL.value, ~Case.needs_decision, ~by_these_rules)
            .order_by(Case.id)
            .limit(limit)
        )
        found = uow.session.scalars(claimed(query, Case)).all()
        for case in found:
            ask_for_decision(case, now)
    return counted(Counter(antrean_manual_dihitung_ulang=len(found)), more=len(found) == limit)
