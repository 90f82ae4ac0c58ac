"""`rutekan`: decide the cases that wait for a decision, the longest waiting first.

Emergencies do not wait for it: they are decided when what makes them so is entered.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def route_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Decide at most ``limit`` waiting cases."""
    from tksk_workflow.services.routing.deciding import route_waiting

    with application() as app:
        return as_result(route_waiting(app, datetime.fromisoformat(as_of), limit))


@batch
def renew_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Let at most ``limit`` cases of the manual queue wait for a decision by new rules."""
    from tksk_workflow.services.routing.renewing import renew_manual

    with application() as app:
        return as_result(renew_manual(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("rutekan")
def route_cases(as_of: str) -> dict[str, int]:
    """Decide every waiting case; drafts are opened, refreshed or voided."""
    return sweep("rutekan", as_of, renew_batch, route_batch)
