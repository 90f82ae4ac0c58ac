"""The figures on docs/benchmarks/national-month.md, written from the newest month that was kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.registry import FLOWS
from tests.benchmarks.month.country import TKSK_OF_THE_COUNTRY
from tests.benchmarks.month.report import draw_days
from tests.benchmarks.month.sweeps import RUNS_A_DAY, RUNS_HERE

REGENCIES = 514
_HOUR = 3_600


def renew(folder: Path, group: dict[str, Any], run: dict[str, Any]) -> None:
    """Write the block of figures and the chart of the days.

    Args:
        folder: docs/benchmarks.
        group: the month as the history has it.
        run: the run that it comes from.
    """
    page = folder / "national-month.md"
    block = "<!-- month -->\n" + "\n".join(_lines(group["details"], run)) + "\n<!-- /month -->"
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"<!-- month -->.*?<!-- /month -->", lambda _: block, text, flags=re.DOTALL)
    page.write_text(text, encoding="utf-8")
    draw_days(group["details"], folder / "charts" / "month-days.svg")


def _lines(found: dict[str, Any], run: dict[str, Any]) -> Iterator[str]:
    machine = run["machine"]
    scale = TKSK_OF_THE_COUNTRY / found["tksk"]
    yield (
        f"{run['date'][:10]}, {run['commit']}, {machine['processor']}, {machine['cores']} cores wanted by "
        f"others as well, load {machine['load_at_start']} at the start."
    )
    yield ""
    yield (
        f"**{found['regencies']} of {REGENCIES} regencies, {found['tksk']:,} of "
        f"{TKSK_OF_THE_COUNTRY:,} TKSK** (1/{scale:.0f} of the country), each regency in a database of "
        f"its own. At the beginning {found['stock_cases']:,} cases; at the end {found['cases']:,} cases, "
        f"{found['open_cases']:,} of them open, with {found['referrals']:,} referrals, "
        f"{found['open_referrals']:,} open, and {found['audit_entries']:,} entries in the audit chains. "
        f"People did {sum(found['acts'].values()):,} things. `check_invariants` found nothing before and "
        "after; no case was lost; a second run of every flow on the last evening did nothing."
    )
    yield ""
    yield "| flow | runs | with nothing to do | ms each | rows done | ms a row | seconds |"
    yield "|---|---|---|---|---|---|---|"
    for flow in FLOWS:
        spent = found["flows"][flow.name]
        busy = spent["seconds"] - spent["idle_seconds"]
        idle = (
            f"{1000 * spent['idle_seconds'] / spent['idle_runs']:.1f}"
            if spent["idle_runs"]
            else "–"
        )
        each = f"{1000 * busy / spent['rows']:.2f}" if spent["rows"] else "–"
        yield (
            f"| `{flow.name}` | {spent['runs']:,} | {spent['idle_runs']:,} | {idle} "
            f"| {spent['rows']:,} | {each} | {spent['seconds']:.1f} |"
        )
    yield ""
    acts = sum(found["acts"].values())
    yield (
        f"All flows together took {found['flow_seconds']:,.0f} s; what people did took "
        f"{found['people_seconds']:,.0f} s, {1000 * found['people_seconds'] / acts:.0f} ms an act, "
        "looking up whom to see included. The databases had "
        f"{found['database_mib']:,.0f} MiB at the end, {1024 * found['database_mib'] / found['cases']:.0f} "
        f"KiB a case with its history; the process held {found['peak_mib']:,.0f} MiB at most."
    )
    yield ""
    yield "![seconds by day](charts/month-days.svg)"
    yield ""
    yield "| day | rows of the flows | acts of people | seconds of the flows | the dearest flow |"
    yield "|---|---|---|---|---|"
    for day, one in found["days"].items():
        dearest = max(one["seconds"], key=lambda name: one["seconds"][name])
        yield (
            f"| {day} | {sum(one['rows'].values()):,} | {one['acts']:,} "
            f"| {sum(one['seconds'].values()):.1f} | `{dearest}` {one['seconds'][dearest]:.1f} s |"
        )
    yield ""
    yield from _whole_country(found, scale)


def _whole_country(found: dict[str, Any], scale: float) -> Iterator[str]:
    """Extrapolate: regencies share nothing, so that all are so many times as much."""
    more = {
        name: (often - RUNS_HERE) * found["idle_ms_of_hourly"].get(name, 0.0) / 1000
        for name, often in RUNS_A_DAY.items()
    }
    idle_day = sum(more.values()) * REGENCIES
    flows_day = found["flow_seconds"] * scale / len(found["days"])
    peak = max((sum(one["seconds"].values()), day) for day, one in found["days"].items())
    acts = sum(found["acts"].values()) * scale
    yield "For the whole country, in proportion, if one process did it all on this machine:"
    yield ""
    yield (
        f"- the flows as they ran here: {flows_day / _HOUR:.1f} hours a day on average, "
        f"{peak[0] * scale / _HOUR:.1f} hours on the dearest day (the {peak[1]}.);"
    )
    yield (
        "- the runs that were left out, because what is hourly or oftener ran twice a day, if all of "
        f"them found nothing: {idle_day / _HOUR:.1f} hours more a day;"
    )
    yield (
        f"- people: {acts:,.0f} acts in the month, "
        f"{found['people_seconds'] * scale / _HOUR:.0f} hours in the month;"
    )
    yield f"- storage: {found['database_mib'] * scale / 1024:,.0f} GiB after three months of history."
