"""`kirim-pesan`: hand the messages of the outbox over to mail servers and webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def messages_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Deliver at most ``limit`` messages that are due."""
    from tksk_workflow.services.outbox.delivering import deliver_waiting

    with application() as app:
        return as_result(deliver_waiting(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("kirim-pesan")
def deliver_messages(as_of: str) -> dict[str, int]:
    """Deliver what waits; what does not get through is tried again later."""
    return sweep("kirim-pesan", as_of, messages_batch, moving=True)
