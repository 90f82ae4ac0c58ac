"""The figures on docs/benchmarks/README.md, written from the newest run of each benchmark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.month import page as month_page
from tests.benchmarks.month import report as month

FOLDER = Path(__file__).parents[2] / "docs" / "benchmarks"
PAGE = FOLDER / "README.md"

REFERRALS_PER_CASE = 2.4
"""As the believable population of the benchmarks gets them."""
KB_PER_CASE = 20
"""Person, case, decision with its trace, referrals: 4 KB at the import, 15 KB at the routing."""


_CALL = ", against the SQL in it, time"


@dataclass(frozen=True)
class Place:
    """A size to plan for (DOMAIN 4.4: 2,000 to 2,700 PMKS per kecamatan)."""

    name: str
    cases: int
    databases: str


PLACES = (
    Place("kecamatan", 2_500, "one SQLite file"),
    Place("kabupaten", 60_000, "one PostgreSQL database"),
    Place("province", 1_000_000, "a database per kabupaten, one server"),
    Place("country", 14_000_000, "a database per kabupaten, a server per province"),
)


def renew() -> None:
    """Write the figures and the sizing table between their marks."""
    newest = _newest()
    text = PAGE.read_text(encoding="utf-8")
    for name, lines in (("figures", _figures(newest)), ("sizing", _sizing(newest))):
        block = f"<!-- {name} -->\n" + "\n".join(lines) + f"\n<!-- /{name} -->"
        text = re.sub(
            rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, b=block: b, text, flags=re.DOTALL
        )
    PAGE.write_text(text, encoding="utf-8")
    _write_plans(newest)
    if month.NAME in newest:
        month_page.renew(FOLDER, newest[month.NAME], newest[month.NAME]["run"])


_SWEEPS = {"PostgreSQL": "sweeps-postgresql", "SQLite": "sweeps-sqlite"}


def _write_plans(newest: dict[str, dict[str, Any]]) -> None:
    """Write the plans of the newest runs that have some; nothing when there are none."""
    lines = [
        "# How the databases find what a sweep claims",
        "",
        'Written by `make bench ARGS="--full --keep"` ([speed and size](README.md)): the plan of the first',
        "claim of every sweep, asked for with the parameters that the sweep sends, among so many open referrals",
        "of which 1,000 have an overdue answer and a follow-up due.",
    ]
    found = 0
    for kind, name in _SWEEPS.items():
        group = newest.get(name, {})
        details = group.get("details")
        if not details:
            continue
        found += 1
        run = group["run"]
        lines += ["", f"## {kind}, {details['open']:,} open referrals", ""]
        lines.append(f"{run['date'][:10]}, {run['commit']}.")
        for sweep, plan in details["plans"].items():
            lines += ["", f"### {kind}: {sweep}", "", "```", *plan.splitlines(), "```"]
    if found:
        (FOLDER / "plans.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _newest() -> dict[str, dict[str, Any]]:
    """The newest figures of each benchmark, with the run they come from."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((FOLDER / "history").glob("*.json")):
        run = json.loads(path.read_text(encoding="utf-8"))
        for name, group in run["groups"].items():
            found[name] = {**group, "run": run}
    return found


def _figures(newest: dict[str, dict[str, Any]]) -> Iterator[str]:
    everything = [target for group in newest.values() for target in group["targets"]]
    targets = [target for target in everything if _CALL not in target["name"]]
    met = sum(target["met"] for target in targets)
    yield f"{met} of {len(targets)} targets are met. Those that are not, and by how much:"
    yield ""
    yield "| target | measured | wanted |"
    yield "|---|---|---|"
    for target in targets:
        if not target["met"]:
            sign = "at most" if target["at_most"] else "at least"
            yield (
                f"| {target['name']} | {target['value']:.2f}{target['unit']} "
                f"| {sign} {target['limit']:g}{target['unit']} |"
            )
    yield from _calls([target for target in everything if _CALL in target["name"]])
    for name, group in newest.items():
        run = group["run"]
        machine = run["machine"]
        yield ""
        yield f"### {group['title']}"
        yield ""
        yield (
            f"{run['date'][:10]}, {run['commit']}, {machine['processor']}, {machine['cores']} cores, "
            f"load {machine['load_at_start']} at the start{_memory(group)}. [Chart](charts/{name}.svg)"
        )
        yield ""
        yield "| what | ms each | a second |"
        yield "|---|---|---|"
        for one in group["figures"]:
            each = one["seconds"] / one["count"]
            memory = f", {one['peak_mib']:,.0f} MiB" if one["peak_mib"] else ""
            note = f" ({one['note']})" if one.get("note") else ""
            yield f"| {one['name']}{memory}{note} | {each * 1000:.4g} | {1 / each:,.4g} |"
        kept = [target for target in group["targets"] if target["met"]]
        if kept:
            yield ""
            said = (f"{one['name']} {one['value']:.2f}{one['unit']}" for one in kept)
            yield "Targets met: " + "; ".join(said) + "."


def _calls(targets: list[dict[str, Any]]) -> Iterator[str]:
    """Sum up one target of many calls per database; what each takes stands in its table."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for target in targets:
        by_kind.setdefault(target["name"].partition(":")[0], []).append(target)
    for kind, found in by_kind.items():
        times = sorted(target["value"] for target in found)
        met = sum(target["met"] for target in found)
        yield (
            f"| {kind}: service calls against the SQL in them, time; {met} of {len(found)} met "
            f"| {times[0]:.2f}× to {times[-1]:.2f}×, median {median(times):.2f}× "
            f"| at most {found[0]['limit']:g}× |"
        )


def _memory(group: dict[str, Any]) -> str:
    peak = group.get("peak_mib")
    return f", at most {peak:,.0f} MiB of memory" if peak else ""


_NEEDED = ("lists-postgresql", "calls-postgresql", "sweeps-postgresql", "bulk", "partners")


_DUE_ROWS = ("follow-ups", "answers")
"""Sweeps over rows that come due by themselves; deciding and sending are counted apart."""


def _sizing(newest: dict[str, dict[str, Any]]) -> Iterator[str]:
    if missing := [name for name in _NEEDED if name not in newest]:
        yield f"Not measured yet: {', '.join(missing)}."
        return
    take = _each(newest, "lists-postgresql", "import") + _each(newest, "lists-postgresql", "route")
    call = max(one["seconds"] / one["count"] for one in newest["calls-postgresql"]["figures"])
    due = max(
        one["seconds"] / one["count"]
        for one in newest["sweeps-postgresql"]["figures"]
        if one["name"].startswith(_DUE_ROWS)
    )
    what_if = _each(newest, "bulk", "tksk rules what-if")
    place = _each(newest, "partners", "the same partner in bulk")
    yield (
        f"Measured on PostgreSQL: import and route {take * 1000:.1f} ms a case, the dearest service "
        f"call {call * 1000:.1f} ms, the dearest due row {due * 1000:.2f} ms; a what-if "
        f"{what_if * 1e6:.1f} µs a case and {place * 1e6:.1f} µs a referral that takes a place."
    )
    yield ""
    yield "| | PMKS | record | processor time a day | what-if | with partners | storage |"
    yield "|---|---|---|---|---|---|---|"
    for place_of in PLACES:
        n = place_of.cases
        # A month renews every case once; each case has one action and two due rows in it.
        daily = n / 30 * (take + call + 2 * due)
        counted = n * what_if
        placed = counted + n * REFERRALS_PER_CASE * place
        yield (
            f"| {place_of.name} | {n:,} | {place_of.databases} | {_time(daily)} "
            f"| {_time(counted)} | {_time(placed)} | {n * KB_PER_CASE / 1e6:,.3g} GB |"
        )


def _each(newest: dict[str, dict[str, Any]], group: str, name: str) -> float:
    found = [one for one in newest[group]["figures"] if one["name"].startswith(name)]
    return min(one["seconds"] / one["count"] for one in found)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.2g} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


if __name__ == "__main__":
    renew()
