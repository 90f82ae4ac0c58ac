"""`cek-balasan`: what is overdue: answers, recommendations, turns, ready cases, open matters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.runtime import application
from flows.sweeping import as_result, batch, scheduled_flow, sweep


@batch
def answers_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Treat at most ``limit`` overdue answers: remind, go to the next partner, escalate."""
    from tksk_workflow.services.follow_up.silence import check_answers as check

    with application() as app:
        return as_result(check(app, datetime.fromisoformat(as_of), limit))


@batch
def recommendations_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Remind of at most ``limit`` recommendations of the Dinas Sosial that are late."""
    from tksk_workflow.services.follow_up.waiting import check_recommendations as check

    with application() as app:
        return as_result(check(app, datetime.fromisoformat(as_of), limit))


@batch
def turns_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Tell of at most ``limit`` clients whose turn in a queue has passed."""
    from tksk_workflow.services.follow_up.waiting import check_turns as check

    with application() as app:
        return as_result(check(app, datetime.fromisoformat(as_of), limit))


@batch
def readiness_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Tell of at most ``limit`` cases that still lack something at their deadline."""
    from tksk_workflow.services.follow_up.readiness import check_readiness as check

    with application() as app:
        return as_result(check(app, datetime.fromisoformat(as_of), limit))


@batch
def climbing_batch(as_of: str, limit: int) -> dict[str, Any]:
    """Take at most ``limit`` matters that their level let lie to the next level."""
    from tksk_workflow.services.lifecycle.climbing import climb_overdue as climb

    with application() as app:
        return as_result(climb(app, datetime.fromisoformat(as_of), limit))


@scheduled_flow("cek-balasan")
def check_answers(as_of: str) -> dict[str, int]:
    """Go through everything that is overdue, each step at most once."""
    return sweep(
        "cek-balasan",
        as_of,
        answers_batch,
        recommendations_batch,
        turns_batch,
        readiness_batch,
        climbing_batch,
    )
