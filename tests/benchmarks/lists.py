"""The import of long lists, and what follows from it."""

from __future__ import annotations

import time
from pathlib import Path

from tests.benchmarks.measuring import Group, Measured
from tests.benchmarks.worlds import BATCH, worlds
from tests.integration.services.world import TKSK, World
from tksk_workflow.demo.caseload import build_caseload
from tksk_workflow.demo.csv_files import cases_as_csv
from tksk_workflow.reports.figures import gather
from tksk_workflow.services.importing.cases import import_cases
from tksk_workflow.services.routing.deciding import route_waiting

ROWS_OF_A_FILE = 20_000  # a list may have 10 MB
MOST_ROUTED = 10_000
"""Of what a list brought so many cases are routed: each takes as long as the next."""


def lists(rows: int) -> list[Group]:
    """Measure the import of so many rows, and what follows from it, on both databases."""
    return [_lists(kind, world, folder, rows) for kind, world, folder in worlds()]


def _routed(world: World) -> int:
    """Route the cases that wait, or enough of them; returns how many were decided."""
    done = 0
    while True:
        counts = route_waiting(world.app, world.now, BATCH)
        done += counts.counts.get("kasus_diputuskan", 0)
        if not counts.more or done >= MOST_ROUTED:
            return done


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
