"""Service calls and sweeps on SQLite and PostgreSQL, and several worker processes at once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.engine.cursor import CursorFetchStrategy

from tests.benchmarks.measuring import Group, Measured, Target
from tests.benchmarks.plans import plans_of
from tests.integration.services.world import COORDINATOR, PARTNERS, TKSK, World, mitra
from tests.support.caseload_rows import multiply, run_at
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.postgres import running_postgres
from tksk_workflow.config import Settings, default_rules_dir
from tksk_workflow.demo.caseload import build_caseload
from tksk_workflow.demo.csv_files import cases_as_csv
from tksk_workflow.domain.referral import RefusalReason
from tksk_workflow.messaging.channel import DELIVERED, Attempt, ChannelKind
from tksk_workflow.reports.figures import gather
from tksk_workflow.services.answers import accept, queue, refuse, report_delivery
from tksk_workflow.services.application import Application, open_application
from tksk_workflow.services.case_list import list_cases
from tksk_workflow.services.case_story import case_story
from tksk_workflow.services.closing import cancel_case, reopen_case
from tksk_workflow.services.contacts import ContactOutcome, record_contact
from tksk_workflow.services.counts import Counts
from tksk_workflow.services.deciles import apply_deciles
from tksk_workflow.services.delivering import deliver_waiting
from tksk_workflow.services.dispatch import send_ready
from tksk_workflow.services.escalation import climb_overdue
from tksk_workflow.services.follow_up import announce_due
from tksk_workflow.services.importing.cases import import_cases
from tksk_workflow.services.intake import register_case, update_facts
from tksk_workflow.services.outbox_desk import set_address
from tksk_workflow.services.reconciliation import reconcile
from tksk_workflow.services.referral_list import list_referrals
from tksk_workflow.services.routing import decide_case, route_waiting
from tksk_workflow.services.silence import check_answers
from tksk_workflow.services.waiting import check_recommendations, check_turns
from tksk_workflow.services.worklist import worklist

Databases = SqliteDatabases | PostgresDatabases
START = datetime(2026, 9, 7, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
BATCH = 300
DUE = 1_000
ROUNDS = 3
CALLS = 30
WORKERS = (1, 2, 4)
CASES_TO_ROUTE = 240
ROWS_OF_A_FILE = 20_000  # a list may have 10 MB
MOST_ROUTED = 10_000
"""Of what a list brought so many cases are routed: each takes as long as the next."""


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


def calls() -> list[Group]:
    """Measure each service call on both databases."""
    return [_calls(kind, world) for kind, world, _ in _worlds()]


def lists(rows: int) -> list[Group]:
    """Measure the import of so many rows, and what follows from it, on both databases."""
    return [_lists(kind, world, folder, rows) for kind, world, folder in _worlds()]


def workers() -> list[Group]:
    """Measure several processes at once on one PostgreSQL server."""
    with TemporaryDirectory() as folder, running_postgres() as server:
        opened = PostgresDatabases(server)
        group = _workers(opened, Path(folder))
        opened.close()
    return [group]


def _worlds() -> Iterator[tuple[str, World, Path]]:
    """A furnished database of each kind, one after the other, with a folder beside it."""
    with TemporaryDirectory() as name, running_postgres() as server:
        folder = Path(name)
        on_server = PostgresDatabases(server)
        for kind, opened in (("SQLite", SqliteDatabases(folder)), ("PostgreSQL", on_server)):
            with opened.migrated() as url, application(url, folder) as app:
                world = World(app, START)
                world.furnish(PARTNERS)
                yield kind, world, folder
        on_server.close()


@contextmanager
def application(url: str, folder: Path) -> Iterator[Application]:
    """Open the program on a database that is migrated already."""
    app = open_application(settings(url, folder), migrate=False)
    try:
        yield app
    finally:
        app.engine.dispose()


def settings(url: str, folder: Path) -> Settings:
    """Settings as in operation: SQLite waits for the disk at every commit."""
    return Settings(
        database_url=url,
        data_dir=folder,
        rules_dir=default_rules_dir(),
        zone=ZoneInfo("Asia/Jakarta"),
        identity_secret=b"rahasia untuk pengukuran saja",
    )


# ------------------------------------------------------------------------ single service calls


def _calls(kind: str, world: World) -> Group:
    """Each call is timed whole, and inside it the time that the driver spends on its SQL."""
    group = Group(f"calls-{kind.lower()}", f"Service calls on {kind}")
    driver = _DriverTime(world.app)
    timed: dict[str, list[tuple[float, float]]] = {}

    def call(name: str, work: Callable[..., Any], *arguments: object) -> Any:
        driver.seconds = 0.0
        start = time.perf_counter()
        result = work(*arguments)
        timed.setdefault(name, []).append((time.perf_counter() - start, driver.seconds))
        return result

    app, now = world.app, world.now
    for _ in range(CALLS):
        case = call("register a case", register_case, app, TKSK, world.person(), now).case
        call("record a visit", world.visit, case)
        call("verify (two people)", world.verify_in_village, case)
        call("decide a case", decide_case, app, TKSK, case, now)
        call("send its referrals", world.send, 1)
        sent = next(one for one in world.referrals(case) if one.status == "requested")
        partner = mitra(sent.partner_code)
        call("accept a referral", accept, app, partner, sent.code, now)
        call("report a delivery", report_delivery, app, partner, sent.code, "sudah", now)
        waits = ContactOutcome.STILL_WAITING
        call("record a contact", record_contact, app, TKSK, sent.code, waits, "", now)
        call("confirm the receipt", world.confirm, sent.code)
        call("record the outcome", world.outcome, case)
        call("close a case", world.close, case)
        call("reopen a case", reopen_case, app, TKSK, case, "memburuk lagi", now)
        call("change the facts", update_facts, app, TKSK, case, {"desil": 2}, now)
        call("cancel a case", cancel_case, app, TKSK, case, "pindah", now)
        other = world.sent_case()
        first = next(one for one in world.referrals(other) if one.status == "requested")
        full = (RefusalReason.FULL, "", now)
        call("refuse a referral", refuse, app, mitra(first.partner_code), first.code, *full)
        second = next(one for one in world.referrals(other) if one.status == "requested")
        later = now.date() + timedelta(days=7)
        call("queue", queue, app, mitra(second.partner_code), second.code, None, later, now)
        call("read the work list", worklist, app, TKSK, now)
        call("list the cases", list_cases, app, COORDINATOR, now)
        call("list the referrals", list_referrals, app, COORDINATOR, now)
        call("show a case", case_story, app, TKSK, other)
    for name, found in timed.items():
        warm = found[CALLS // 6 :]
        group.figures.append(
            Measured(
                name,
                median(whole for whole, _ in warm),
                1,
                "call",
                tuple(whole for whole, _ in warm),
                note=f"SQL {median(sql for _, sql in warm) * 1000:.2f} ms",
            )
        )
        group.targets.append(
            Target(
                f"{kind}: {name}, against the SQL in it, time",
                median(whole / sql for whole, sql in warm),
                2,
            )
        )
    driver.stop()
    return group


class _DriverTime:
    """Adds up the time inside the database driver: statements, rows, commits.

    SQLite finds most rows only when they are fetched, so fetching counts as well.
    """

    def __init__(self, app: Application) -> None:
        self.seconds = 0.0
        dialect = ("do_execute", "do_executemany", "do_commit", "do_begin", "do_rollback")
        watched: list[tuple[Any, str]] = [(app.engine.dialect, name) for name in dialect]
        watched += [(CursorFetchStrategy, name) for name in ("fetchone", "fetchall")]
        self._before = [(owner, name, getattr(owner, name)) for owner, name in watched]
        for owner, name, work in self._before:
            setattr(owner, name, self._timed(work))

    def _timed(self, work: Callable[..., object]) -> Callable[..., object]:
        def timed(*arguments: object, **named: object) -> object:
            start = time.perf_counter()
            try:
                return work(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - start

        return timed

    def stop(self) -> None:
        """Let the driver alone again."""
        for owner, name, work in self._before:
            setattr(owner, name, work)


# ---------------------------------------------------------------------------------- sweeps

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


class TakesEverything:
    """A mail server that takes every letter at once."""

    def send(self, address: str, letter: object) -> Attempt:
        """Take it."""
        return DELIVERED

    def __enter__(self) -> TakesEverything:
        return self

    def __exit__(self, *_: object) -> None:
        return None


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


def _routed(world: World) -> int:
    """Route the cases that wait, or enough of them; returns how many were decided."""
    done = 0
    while True:
        counts = route_waiting(world.app, world.now, BATCH)
        done += counts.counts.get("kasus_diputuskan", 0)
        if not counts.more or done >= MOST_ROUTED:
            return done


# ------------------------------------------------------------------------ lists and figures


def _lists(kind: str, world: World, folder: Path, rows: int) -> Group:
    """Import lists, route what they brought, gather the figures of a report."""
    group = Group(f"lists-{kind.lower()}", f"Lists and figures on {kind}")
    cases = 0
    seconds = 0.0
    while cases < rows:
        size = min(ROWS_OF_A_FILE, rows - cases)
        path = folder / f"{kind}-{cases}.csv"
        path.write_text(cases_as_csv(build_caseload(cases + 1, size)[:size]), encoding="utf-8")
        start = time.perf_counter()
        found = import_cases(world.app, TKSK, path, world.now)
        seconds += time.perf_counter() - start
        assert found.created > size // 2, found.problems[:3]
        cases += size
    group.figures.append(Measured(f"import a list of {rows:,} rows", seconds, rows, "row"))
    start = time.perf_counter()
    routed = _routed(world)
    seconds = time.perf_counter() - start
    group.figures.append(
        Measured(f"route what it brought, {routed:,} cases", seconds, routed, "case")
    )
    start = time.perf_counter()
    with world.app.session_factory() as session:
        figures = gather(session, world.app.pack, {}, world.app.zone)
    seconds = time.perf_counter() - start
    group.figures.append(
        Measured(f"figures of a report, {figures.cases:,} cases", seconds, figures.cases, "case")
    )
    return group


# ------------------------------------------------------------------------- several workers


def _workers(databases: PostgresDatabases, folder: Path) -> Group:
    """Processes that route cases, on one database together or each on that of its shard."""
    group = Group(
        "workers-postgresql", "Worker processes that route cases on one PostgreSQL server"
    )
    for name, sharded in (("one database", False), ("a database per shard", True)):
        for workers in WORKERS:
            with ExitStack() as opened:
                shards = workers if sharded else 1
                urls = [opened.enter_context(databases.migrated()) for _ in range(shards)]
                for url in urls:
                    _register(url, folder, CASES_TO_ROUTE // shards)
                seconds = _routed_by([urls[number % shards] for number in range(workers)], folder)
                for url in urls:
                    _require_all_routed_once(url, folder)
            group.figures.append(
                Measured(f"{workers} worker processes, {name}", seconds, CASES_TO_ROUTE, "case")
            )
    return group


def _register(url: str, folder: Path, cases: int) -> None:
    with application(url, folder) as app:
        world = World(app, START)
        world.furnish(PARTNERS)
        for _ in range(cases):
            world.register()


def _require_all_routed_once(url: str, folder: Path) -> None:
    with application(url, folder) as app, app.engine.connect() as connection:
        waiting = connection.scalar(text("SELECT count(*) FROM case_file WHERE needs_decision"))
        twice = connection.scalar(text("SELECT count(*) - count(DISTINCT case_id) FROM decision"))
    assert (waiting, twice) == (0, 0), "a case was left out or decided twice"


def _routed_by(urls: list[str], folder: Path) -> float:
    """Start a process per address, let them get ready, then measure from the starting shot."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.database", url, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for url in urls
    ]
    for one in processes:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    start = time.perf_counter()
    for one in processes:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in processes:
        assert one.wait() == 0
    return time.perf_counter() - start


def main() -> None:
    """Be one worker: route batches until nothing waits."""
    with application(sys.argv[1], Path(sys.argv[2])) as app:
        app.router_for(START.date()).decide("k", {})
        print("ready", flush=True)
        sys.stdin.readline()
        while True:
            counts = route_waiting(app, START, 50)
            if not counts.more and not counts.counts:
                return


if __name__ == "__main__":
    main()
