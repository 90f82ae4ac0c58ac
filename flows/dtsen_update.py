"""`pembaruan-dtsen`: refreshed deciles; who is on the other side of a cap is routed anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def dtsen_update_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Apply at most ``limit`` deciles."""
    from tksk_workflow.services.welfare_data.deciles import apply_deciles

    with application() as app:
        return as_result(apply_deciles(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("pembaruan-dtsen")
def dtsen_update(as_of: str) -> dict[str, int]:
    """Apply the deciles that came in."""
    return sweep("pembaruan-dtsen", as_of, dtsen_update_batch)
