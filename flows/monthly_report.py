"""`laporan-bulanan`: last month's reports to the Dinas Sosial and the camat."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def reports_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Make some of the reports that are not made yet."""
    from tksk_workflow.services.monthly.reporting import due_reports

    with application() as app:
        return as_result(due_reports(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("laporan-bulanan")
def monthly_report(as_of: str) -> dict[str, int]:
    """Make the report of every kecamatan for the month that is over, each once."""
    return sweep("laporan-bulanan", as_of, reports_batch)
