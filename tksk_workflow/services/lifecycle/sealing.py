"""What goes into the audit entry of a row so that a later change of the row is found."""

from __future__ import annotations

from typing import Any

from tksk_workflow.services.desk import Desk
from tksk_workflow.store.models import (
    ContactAttempt,
    DecisionRecord,
    Receipt,
    Verification,
    Visit,
)
from tksk_workflow.store.seals import SEAL, seal_of


def sealed(
    desk: Desk, row: DecisionRecord | Receipt | Visit | Verification | ContactAttempt
) -> dict[str, Any]:
    """Return the seal of a row that was just added, as data for its entry."""
    desk.uow.flush()
    return {SEAL: seal_of(row, desk.app.settings.identity_secret)}
