"""`rekonsiliasi-pusat`: results from the centre against what was proposed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def reconciliation_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Compare at most ``limit`` results."""
    from tksk_workflow.services.welfare_data.reconciliation import reconcile

    with application() as app:
        return as_result(reconcile(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("rekonsiliasi-pusat")
def reconciliation(as_of: str) -> dict[str, int]:
    """Record and follow what differs."""
    return sweep("rekonsiliasi-pusat", as_of, reconciliation_batch)
