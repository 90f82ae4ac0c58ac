"""`cek-balasan`: partners that did not answer in time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def answers_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Treat at most ``limit`` overdue answers: remind, go to the next partner, escalate."""
    from tksk_workflow.services.silence import check_answers as check

    with application() as app:
        return as_result(check(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("cek-balasan")
def check_answers(as_of: str) -> dict[str, int]:
    """Go through all overdue answers, each step at most once per referral."""
    return sweep("cek-balasan", as_of, answers_batch)
