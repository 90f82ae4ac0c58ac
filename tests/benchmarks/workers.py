"""Several worker processes at once on one PostgreSQL server."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from tests.benchmarks.measuring import Group, Measured
from tests.benchmarks.worlds import START, application
from tests.integration.services.world import PARTNERS, World
from tests.support.databases import PostgresDatabases
from tests.support.postgres import running_postgres
from tksk_workflow.services.routing.deciding import route_waiting

WORKERS = (1, 2, 4)
CASES_TO_ROUTE = 240


def workers() -> list[Group]:
    """Measure several processes at once on one PostgreSQL server."""
    with TemporaryDirectory() as folder, running_postgres() as server:
        opened = PostgresDatabases(server)
        group = _workers(opened, Path(folder))
        opened.close()
    return [group]


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
            [sys.executable, "-m", "tests.benchmarks.workers", url, str(folder)],
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
