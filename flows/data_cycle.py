"""`siklus-data`: the month of the welfare data, around the cut-off on the 17th."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def cycle_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Do at most ``limit`` rows of what is due on this day of the month."""
    from tksk_workflow.services.welfare_data.data_cycle import monthly_cycle

    with application() as app:
        return as_result(monthly_cycle(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("siklus-data")
def data_cycle(as_of: str) -> dict[str, int]:
    """Remind of stale data, send the bundles at the cut-off, freeze the day after."""
    return sweep("siklus-data", as_of, cycle_batch)
