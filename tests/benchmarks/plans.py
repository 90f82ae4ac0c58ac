"""How the databases find what a sweep claims: their own plans, as text for the docs.

A plan is asked for what the sweep really sends, with its parameters, when the sweep has
something to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import event

from tests.benchmarks.letterbox import TakesNothing
from tksk_workflow.messaging.channel import ChannelKind
from tksk_workflow.services.application import Application
from tksk_workflow.services.counts import Counts
from tksk_workflow.services.follow_up.readiness import check_readiness
from tksk_workflow.services.follow_up.schedule import announce_due
from tksk_workflow.services.follow_up.silence import check_answers
from tksk_workflow.services.follow_up.waiting import check_recommendations, check_turns
from tksk_workflow.services.lifecycle.climbing import climb_overdue
from tksk_workflow.services.outbox.delivering import deliver_waiting
from tksk_workflow.services.referrals.dispatch import send_ready
from tksk_workflow.services.routing.deciding import route_waiting
from tksk_workflow.services.welfare_data.data_cycle import monthly_cycle

BATCH = 300
Sweep = Callable[[Application, datetime, int], Counts]
CLAIMING: dict[str, Sweep] = {
    "rutekan": route_waiting,
    "kirim": send_ready,
    "cek-balasan": check_answers,
    "cek-balasan, recommendations": check_recommendations,
    "cek-balasan, turns": check_turns,
    "cek-balasan, readiness": check_readiness,
    "cek-balasan, climbing": climb_overdue,
    "tindak-lanjut": announce_due,
    "kirim-pesan": lambda app, now, limit: deliver_waiting(
        app, now, limit, {ChannelKind.EMAIL: TakesNothing()}
    ),
    "siklus-data, the 17th": lambda app, now, limit: monthly_cycle(app, now.replace(day=17), limit),
}
_LARGE = "referral|follow_up|case_file|outbox|escalation"
_CLAIM = re.compile(rf"FROM (?:{_LARGE})\b.*\bLIMIT\b", re.DOTALL)


class _Stop(Exception):
    """Ends a sweep before it changes anything."""


def plans_of(app: Application, now: datetime) -> dict[str, str]:
    """Return the plan of the first claim of every sweep; nothing is changed.

    Args:
        app: the program on a full database with statistics.
        now: the moment of the sweep.
    """
    return {name: _plan(app, *_claim_of(app, now, work)) for name, work in CLAIMING.items()}


def _claim_of(app: Application, now: datetime, work: Sweep) -> tuple[str, Any]:
    """Return the first limited query of a sweep as it was sent, with its parameters."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, _many: Any) -> None:
        if _CLAIM.search(statement):
            asked.append((statement, parameters))
            raise _Stop

    event.listen(app.engine, "before_cursor_execute", note)
    try:
        work(app, now, BATCH)
    except _Stop:
        pass
    finally:
        event.remove(app.engine, "before_cursor_execute", note)
    return asked[0]


def _plan(app: Application, statement: str, parameters: Any) -> str:
    postgres = app.engine.dialect.name == "postgresql"
    explain = "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF)" if postgres else "EXPLAIN QUERY PLAN"
    with app.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
        connection.rollback()
    if postgres:
        return "\n".join(str(line) for (line,) in rows)
    return "\n".join(str(row[-1]) for row in rows)
