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
    tksk, scale = found["tksk"], TKSK_OF_THE_COUNTRY / found["tksk"]
    yield (
        f"{run['date'][:10]}, {' and '.join(found['commits'])}, {machine['processor']}, "
        f"{machine['cores']} cores with the server on them as well, {found['processes']} regencies at "
        f"a time, load {machine['load_at_start']} at the start."
    )
    yield ""
    part = "the whole country" if scale == 1 else f"{100 / scale:.1f} % of the country"
    yield (
        f"**{found['regencies']} of {REGENCIES} regencies, {tksk:,} of {TKSK_OF_THE_COUNTRY:,} TKSK** "
        f"({part}), each regency in a database of its own. At the beginning "
        f"{found['stock_cases']:,} cases; at the end {found['cases']:,} cases, {found['open_cases']:,} of "
        f"them open, with {found['referrals']:,} referrals, {found['open_referrals']:,} open, and "
        f"{found['audit_entries']:,} entries in the audit chains. `check_invariants` found nothing at the "
        "end; no case was lost; a second run of every flow on the last evening did nothing."
    )
    yield ""
    yield from _who_worked(found)
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
            f"| {spent['rows']:,} | {each} | {spent['seconds']:,.1f} |"
        )
    yield ""
    yield (
        f"All flows together took {found['flow_seconds']:,.0f} s. The databases had "
        f"{found['database_mib']:,.0f} MiB at the end, "
        f"{1024 * found['database_mib'] / found['cases']:.0f} KiB a case with its history; a process held "
        f"{found['peak_mib']:,.0f} MiB at most."
    )
    yield ""
    yield "![seconds by day](charts/month-days.svg)"
    yield ""
    yield "| day | rows of the flows | acts, people on lists | seconds of the flows | the dearest flow |"
    yield "|---|---|---|---|---|"
    for day, one in found["days"].items():
        dearest = max(one["seconds"], key=lambda name: one["seconds"][name])
        yield (
            f"| {day} | {sum(one['rows'].values()):,} | {one['acts']:,} "
            f"| {sum(one['seconds'].values()):,.1f} | `{dearest}` {one['seconds'][dearest]:,.1f} s |"
        )
    yield ""
    yield from _whole_country(found, scale)


def _who_worked(found: dict[str, Any]) -> Iterator[str]:
    """Tell apart the regencies in which people acted and those that only the flows touched."""
    worked, others = found["working_tksk"], found["tksk"] - found["working_tksk"]
    flows_where_worked = found["working_flow_seconds"]
    if worked:
        acts = sum(found["acts"].values())
        yield (
            f"In {found['working_regencies']} of the regencies, with {worked:,} TKSK, people and partners "
            f"acted: {acts:,} times, {1000 * found['people_seconds'] / acts:.0f} ms an act, looking up "
            "whom to see included. The flows there took "
            f"{flows_where_worked / worked:.2f} s per TKSK and month."
        )
    if others:
        yield (
            f"In the others, with {others:,} TKSK, nobody visited, verified or confirmed and no partner "
            f"answered; only the lists of the week came in, with {found['listed']:,} people in "
            f"{found['listing_seconds']:,.0f} s. There every silence runs its course: reminder, next "
            "partner, escalation. The flows took "
            f"{(found['flow_seconds'] - flows_where_worked) / others:.2f} s per TKSK and month."
        )


def _whole_country(found: dict[str, Any], scale: float) -> Iterator[str]:
    """Extrapolate what was left out: regencies share nothing, so that all are so many times more."""
    more = {
        name: (often - RUNS_HERE) * found["idle_ms_of_hourly"].get(name, 0.0) / 1000
        for name, often in RUNS_A_DAY.items()
    }
    idle_day = sum(more.values()) * REGENCIES
    flows_day = found["flow_seconds"] * scale / len(found["days"])
    peak = max((sum(one["seconds"].values()), day) for day, one in found["days"].items())
    proportion = "" if scale == 1 else ", in proportion"
    yield f"For the whole country{proportion}, if one process did it all on this machine:"
    yield ""
    yield (
        f"- the flows as they ran here: {flows_day * 60 / _HOUR:.0f} minutes a day on average, "
        f"{peak[0] * scale * 60 / _HOUR:.0f} minutes on the dearest day (the {peak[1]}.);"
    )
    yield (
        "- the runs that were left out, because what is hourly or oftener ran twice a day, if all of "
        f"them found nothing: {idle_day * 60 / _HOUR:.0f} minutes more a day;"
    )
    if found["working_tksk"]:
        people = TKSK_OF_THE_COUNTRY / found["working_tksk"]
        acts = sum(found["acts"].values()) * people
        yield (
            f"- people: {acts:,.0f} acts in the month, in proportion, "
            f"{found['people_seconds'] * people / _HOUR:.0f} hours in the month;"
        )
    yield f"- storage: {found['database_mib'] * scale / 1024:,.0f} GiB after three months of history."
