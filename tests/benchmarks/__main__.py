"""`make bench`: the whole suite, its targets, and what it leaves in docs/benchmarks.

make bench                          everything, about 15 minutes
make bench ARGS=--full              the large sizes as well, some 100 minutes
make bench ARGS="--only decisions bulk"
make bench ARGS=--keep              write history and charts to docs/benchmarks
make month                          one in 200 of the country's TKSK through a month, 5 minutes
make month ARGS="--share 1 --minutes 60 --into FOLDER --keep"   as much of the country as
                                    fits into an hour, and the next time what is left
"""

from __future__ import annotations

import argparse
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from tests.benchmarks import (
    bulk,
    calls,
    decisions,
    history,
    lists,
    packs,
    page,
    reports,
    start_up,
    sweeps,
    workers,
)
from tests.benchmarks.measuring import Group
from tests.benchmarks.month.country import drawn
from tests.benchmarks.month.report import NAME as MONTH
from tests.benchmarks.month.report import as_group
from tests.benchmarks.month.run import live_the_month
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.loading import load_pack

QUICK_OPEN, FULL_OPEN = (10_000, 100_000), (10_000, 100_000, 1_000_000)
QUICK_ROWS, FULL_ROWS = 500, 100_000
QUICK_CASES, FULL_CASES = (100_000, 1_000_000), (1_000_000, 10_000_000)


def main() -> int:
    """Run the suite; the exit code says nothing about targets, the output does."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--full", action="store_true", help="large sizes as well")
    parser.add_argument("--keep", action="store_true", help="write to docs/benchmarks")
    parser.add_argument("--share", type=int, default=200, help="month: one regency in so many")
    parser.add_argument("--minutes", type=float, help="month: begin no regency that ends later")
    parser.add_argument("--templates", type=int, default=1, help="month: kecamatan to copy from")
    parser.add_argument("--processes", type=int, default=1, help="month: regencies at a time")
    parser.add_argument("--people", type=int, default=1, help="month: people act in one of so many")
    parser.add_argument(
        "--into", type=Path, help="month: folder of regencies already lived through"
    )
    parser.add_argument("--inside", metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("--only", nargs="+", choices=[*sorted(_suite(full=False)), MONTH])
    chosen = parser.parse_args()
    suite = _suite(full=chosen.full)
    if MONTH in (chosen.only or ()):
        suite[MONTH] = lambda: [_month(chosen)]
    if chosen.inside:
        (name,) = chosen.only
        Path(chosen.inside).write_bytes(pickle.dumps(suite[name]()))
        return 0
    about, measured = history.machine(), history.commit()
    print(", ".join(f"{key} {value}" for key, value in about.items()))
    groups: list[Group] = []
    for name in chosen.only or suite:
        start = time.perf_counter()
        found = _by_itself(name)
        groups += found
        for group in found:
            _say(group)
        print(f"  ({time.perf_counter() - start:.0f} s)", flush=True)
    targets = [target for group in groups for target in group.targets]
    print(f"\n{sum(target.met for target in targets)} of {len(targets)} targets met")
    for target in targets:
        print(f"  {'ok    ' if target.met else 'MISSED'} {target}")
    if chosen.keep:
        print(f"\nkept as {history.keep(groups, about, measured, full=chosen.full)}")
        page.renew()
    return 0


def _by_itself(name: str) -> list[Group]:
    """Measure a part of the suite in a process of its own, so that its memory can be told."""
    with NamedTemporaryFile() as file:
        arguments = [*sys.argv[1:], "--inside", file.name, "--only", name]
        process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks", *arguments])
        _, status, usage = os.wait4(process.pid, 0)
        if code := os.waitstatus_to_exitcode(status):
            sys.exit(code)
        groups: list[Group] = pickle.loads(Path(file.name).read_bytes())
    for group in groups:
        group.peak_mib = round(usage.ru_maxrss / 1024, 1)
    return groups


def _suite(*, full: bool) -> dict[str, Callable[[], list[Group]]]:
    pack = load_pack(default_pack_path())
    return {
        "start-up": lambda: [start_up.run()],
        "packs": lambda: [packs.run(pack), packs.partners(pack)],
        "decisions": lambda: [decisions.run(pack)],
        "bulk": lambda: [bulk.run(pack, FULL_CASES if full else QUICK_CASES)],
        "reports": lambda: [reports.run()],
        "sweeps": lambda: sweeps.sweeps(FULL_OPEN if full else QUICK_OPEN),
        # The two ends are enough: what lies between shows in the sweeps of every day.
        "rarer-sweeps": lambda: sweeps.rarer_sweeps(FULL_OPEN[::2] if full else QUICK_OPEN),
        "calls": calls.calls,
        "lists": lambda: lists.lists(FULL_ROWS if full else QUICK_ROWS),
        "workers": workers.workers,
    }


def _month(chosen: argparse.Namespace) -> Group:
    """Not a part of the suite unless it is asked for: it takes as long as one lets it."""
    found = live_the_month(
        drawn(chosen.share),
        chosen.share,
        templates=chosen.templates,
        minutes=chosen.minutes,
        say=lambda line: print(f"  {line}", flush=True),
        processes=chosen.processes,
        people=chosen.people,
        kept=chosen.into,
    )
    return as_group(found)


def _say(group: Group) -> None:
    memory = f" (at most {group.peak_mib:,.0f} MiB)" if group.peak_mib else ""
    print(f"\n{group.title}{memory}")
    for one in group.figures:
        memory = f", {one.peak_mib:,.0f} MiB" if one.peak_mib else ""
        note = f", {one.note}" if one.note else ""
        print(
            f"  {one.name:64} {1000 * one.seconds / one.count:12.4f} ms/{one.unit}"
            f" {one.rate:12,.0f}/s{memory}{note}"
        )
    for target in group.targets:
        print(f"  → {target}")


if __name__ == "__main__":
    sys.exit(main())
