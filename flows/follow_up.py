"""`tindak-lanjut`: the daily round of follow-ups, every working day at 07:00."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def follow_up_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Announce at most ``limit`` due follow-ups and mark the late ones."""
    from tksk_workflow.services.follow_up.schedule import announce_due

    with application() as app:
        return as_result(announce_due(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("tindak-lanjut")
def follow_up(as_of: str) -> dict[str, int]:
    """Put what is due on the work lists."""
    return sweep("tindak-lanjut", as_of, follow_up_batch)
