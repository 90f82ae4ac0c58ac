"""`kirim`: send the referrals that nothing holds any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def send_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Send at most ``limit`` referrals, P0 to P3; P4 leaves with the monthly cycle."""
    from tksk_workflow.services.referrals.dispatch import send_ready

    with application() as app:
        return as_result(send_ready(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("kirim")
def send_referrals(as_of: str) -> dict[str, int]:
    """Send everything that is ready; sets the partner's term and the follow-ups."""
    return sweep("kirim", as_of, send_batch)
