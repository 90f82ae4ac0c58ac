"""`perjanjian`: agreements with partners that are about to end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def agreement_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Tell the coordinator of at most ``limit`` agreements, each once."""
    from tksk_workflow.services.partners.agreements import warn_of_ending

    with application() as app:
        return as_result(warn_of_ending(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("perjanjian")
def agreements(as_of: str) -> dict[str, int]:
    """Warn before agreements end."""
    return sweep("perjanjian", as_of, agreement_batch)
