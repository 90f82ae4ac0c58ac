"""Sweeps with 1,000 due rows among growing numbers of open referrals."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import text

from tests.benchmarks.letterbox import TakesEverything
from tests.benchmarks.measuring import Group, Measured, Target
from tests.benchmarks.plans import plans_of
from tests.benchmarks.worlds import BATCH, START, Databases, application
from tests.integration.services.world import COORDINATOR, PARTNERS, World
from tests.support.caseload_rows import multiply, run_at
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.postgres import running_postgres
from tksk_workflow.messaging.channel import ChannelKind
from tksk_workflow.services.application import Application
from tksk_workflow.services.counts import Counts
from tksk_workflow.services.follow_up.readiness import check_readiness
from tksk_workflow.services.follow_up.schedule import announce_due
from tksk_workflow.services.follow_up.silence import check_answers
from tksk_workflow.services.follow_up.waiting import check_recommendations, check_turns
from tksk_workflow.services.lifecycle.climbing import climb_overdue
from tksk_workflow.services.outbox.delivering import deliver_waiting
from tksk_workflow.services.outbox.desk import set_address
from tksk_workflow.services.referrals.dispatch import send_ready
from tksk_workflow.services.routing.deciding import route_waiting
from tksk_workflow.services.welfare_data.deciles import apply_deciles
from tksk_workflow.services.welfare_data.reconciliation import reconcile

DUE = 1_000
ROUNDS = 3


def sweeps(sizes: tuple[int, ...]) -> list[Group]:
    """Measure the sweeps of every day on both databases, among growing numbers of referrals."""
    return _on_both("sweeps", "Sweeps", SWEEPS, sizes)


def rarer_sweeps(sizes: tuple[int, ...]) -> list[Group]:
    """Measure the others in the same way."""
    return _on_both("rarer-sweeps", "Rarer sweeps", RARER_SWEEPS, sizes)


def _on_both(name: str, title: str, which: Sweeps, sizes: tuple[int, ...]) -> list[Group]:
    with TemporaryDirectory() as folder, running_postgres() as server:
        on_server = PostgresDatabases(server)
        groups = []
        for kind, databases in (
            ("SQLite", SqliteDatabases(Path(folder))),
            ("PostgreSQL", on_server),
        ):
            group = Group(
                f"{name}-{kind.lower()}",
                f"{title} on {kind}: {DUE:,} due among so many open referrals",
            )
            _sweeps(group, kind, which, databases, Path(folder), sizes)
            groups.append(group)
        on_server.close()
    return groups


Sweeps = dict[str, tuple[Callable[[Application, datetime, int], Counts], tuple[str, ...]]]

SWEEPS: Sweeps = {
    "follow-ups of the day": (announce_due, ()),
    "answers of partners": (check_answers, ()),
    "referrals that may leave": (
        send_ready,
        (
            "DELETE FROM outbox",
            "DELETE FROM escalation",
            "DELETE FROM follow_up WHERE referral_id > :last",
            "UPDATE referral SET status = 'draft', business_status = 'disiapkan',"
            " sent_at = NULL, answer_due_at = NULL WHERE id > :last",
        ),
    ),
    "messages to partners": (
        lambda app, now, limit: deliver_waiting(
            app, now, limit, {ChannelKind.EMAIL: TakesEverything()}
        ),
        ("DELETE FROM outbox WHERE kind <> 'rujukan_baru'",),
    ),
    "cases to decide": (
        route_waiting,
        (
            "UPDATE case_file SET needs_decision = :never",
            "UPDATE case_file SET needs_decision = :really"
            " WHERE id IN (SELECT case_id FROM referral WHERE id > :last)",
        ),
    ),
}
"""What is measured, and how 1,000 rows of the many are made due for it beforehand.

The messages that are delivered are those of the referrals that have just left.
"""

RARER_SWEEPS: Sweeps = {
    "matters that climb": (
        climb_overdue,
        (
            "INSERT INTO escalation"
            " (key, case_id, referral_id, level, reason, opened_at, due_at, climbs)"
            " SELECT 'uji:' || id || '\\:tksk', case_id, id, 'tksk', 'uji', :past, :past, :really"
            " FROM referral WHERE id > :last",
        ),
    ),
    "cases that are not ready": (
        check_readiness,
        (
            "UPDATE referral SET status = 'draft', business_status = 'tertahan',"
            " held_by = '[\"PGR-04\"]' WHERE id > :last",
            "UPDATE case_file SET ready_by = :past"
            " WHERE id IN (SELECT case_id FROM referral WHERE id > :last)",
        ),
    ),
    "late recommendations": (
        check_recommendations,
        (
            "UPDATE referral SET status = 'draft', recommendation_due_at = :past,"
            " business_status = 'menunggu_rekomendasi_dinsos' WHERE id > :last",
        ),
    ),
    "turns that have passed": (
        check_turns,
        (
            "UPDATE referral SET status = 'on-hold', business_status = 'antre',"
            " queue_until = :yesterday WHERE id > :last",
        ),
    ),
    "deciles that came in": (
        apply_deciles,
        (
            "INSERT INTO decile_reading (case_id, period, decile, imported_at)"
            " SELECT case_id, '2026-T3', 3, :past FROM referral WHERE id > :last",
        ),
    ),
    "results of the centre": (
        reconcile,
        (
            "INSERT INTO centre_result (case_id, period, service, outcome, imported_at)"
            " SELECT case_id, '2026-08', 'uji', 'diterima', :past FROM referral WHERE id > :last",
        ),
    ),
}
"""What else comes due, in the same form."""


def _sweeps(
    group: Group,
    kind: str,
    which: Sweeps,
    databases: Databases,
    folder: Path,
    sizes: tuple[int, ...],
) -> None:
    """One database per size; the sizes take turns, so that noise hits them alike."""
    with ExitStack() as opened:
        worlds = {size: _full(opened, databases, folder, size) for size in sizes}
        seconds: dict[tuple[str, int], list[float]] = {}
        for turn in range(ROUNDS + 1):
            for size, (world, template) in worlds.items():
                with world.app.engine.begin() as connection:
                    multiply(connection, template, DUE, DUE, world.now)
                for name, (work, preparing) in which.items():
                    _make_due(world, preparing)
                    start = time.perf_counter()
                    assert _swept(work, world) == DUE, name
                    if turn:
                        taken = time.perf_counter() - start
                        seconds.setdefault((name, size), []).append(taken)
        if which is SWEEPS:
            world, template = worlds[sizes[-1]]
            with world.app.engine.begin() as connection:
                multiply(connection, template, DUE, DUE, world.now)
            group.details = {"open": sizes[-1], "plans": plans_of(world.app, world.now)}
    for (name, size), found in sorted(seconds.items()):
        group.figures.append(
            Measured(f"{name}, {size:,} open", median(found), DUE, "due row", tuple(found))
        )
    few, many = sizes[0], sizes[-1]
    for name in which:
        pairs = zip(seconds[name, many], seconds[name, few], strict=True)
        group.targets.append(
            Target(
                f"{kind}: {name}, {many:,} open against {few:,}, time",
                median(one / other for one, other in pairs),
                1.5,
            )
        )


def _make_due(world: World, statements: tuple[str, ...]) -> None:
    """Let the last 1,000 referrals, which are not due for anything, wait for a sweep."""
    with world.app.engine.begin() as connection:
        last = connection.scalar(text("SELECT max(id) FROM referral")) - DUE
        for statement in statements:
            run_at(connection, statement, world.now, last=last, really=True, never=False)


def _full(opened: ExitStack, databases: Databases, folder: Path, size: int) -> tuple[World, int]:
    """A database with so many open referrals, and one of them for making more."""
    url = opened.enter_context(databases.migrated())
    world = World(opened.enter_context(application(url, folder)), START)
    world.furnish(PARTNERS)
    template = world.referrals(world.sent_case())[0].id
    address = "mitra@contoh.example"
    set_address(world.app, COORDINATOR, "mitra/DINSOS-A", ChannelKind.EMAIL, address, world.now)
    with world.app.engine.begin() as connection:
        multiply(connection, template, size, 0, world.now)
    with world.app.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    return world, template


def _swept(work: Callable[[Application, datetime, int], Counts], world: World) -> int:
    """Run batches until nothing is left, as a flow does."""
    done = 0
    while True:
        counts = work(world.app, world.now, BATCH)
        done += max(counts.counts.values(), default=0)
        if not counts.more:
            return done
