"""`putaran-bulanan`: what is missing of a month's activities, and the recap for the kecamatan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def round_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Send at most ``limit`` messages; each once per month and matter."""
    from tksk_workflow.services.monthly.round import monthly_round as make_round

    with application() as app:
        return as_result(make_round(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("putaran-bulanan")
def monthly_round(as_of: str) -> dict[str, int]:
    """Tell coordinator, TKSK and kecamatan what the month was like."""
    return sweep("putaran-bulanan", as_of, round_batch)
