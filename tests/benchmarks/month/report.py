"""The month as a group of the suite: figures per flow, totals, and a chart of its days."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

from flows.registry import FLOWS
from tests.benchmarks.measuring import Group, Measured
from tests.benchmarks.month.country import TKSK_OF_THE_COUNTRY
from tests.benchmarks.month.run import Month
from tests.benchmarks.month.sweeps import RUNS_A_DAY

NAME = "month"


def as_group(month: Month) -> Group:
    """Return what the history keeps of a month."""
    tksk = month.tksk
    group = Group(
        NAME,
        f"A month of {tksk:,} TKSK on PostgreSQL, "
        f"1/{TKSK_OF_THE_COUNTRY / tksk:.0f} of the country",
    )
    for flow in FLOWS:
        spent = month.of_flow(flow.name)
        busy, rows = spent.seconds - spent.idle_seconds, spent.rows
        note = f"{spent.runs:,} runs"
        if spent.idle_runs:
            note += f", one with nothing to do {1000 * spent.idle_seconds / spent.idle_runs:.1f} ms"
        if rows:
            group.figures.append(Measured(flow.name, busy, rows, "row", note=note))
        else:
            runs = spent.idle_runs
            group.figures.append(
                Measured(flow.name, spent.idle_seconds, runs, "idle run", note=note)
            )
    people = month.of_people()
    if people.acts:
        group.figures.append(
            Measured("what people do, with looking it up", people.seconds, people.acts, "act")
        )
    group.details = _details(month)
    return group


def _details(month: Month) -> dict[str, Any]:
    """Return the totals, and what every day took."""
    people = month.of_people()
    all_flows = [month.of_flow(flow.name) for flow in FLOWS]
    listed = month.of_people(worked=False)
    working = [one for one in month.regencies if one.worked]
    return {
        "share": month.share,
        "regencies": len(month.regencies),
        "left_out": month.left_out,
        "processes": month.processes,
        "commits": sorted({one.commit for one in month.regencies}),
        "tksk": month.tksk,
        "lived": sorted(one.code for one in month.regencies),
        "working_regencies": len(working),
        "working_tksk": sum(one.tksk for one in working),
        "working_flow_seconds": round(
            sum(month.of_flow(flow.name, worked=True).seconds for flow in FLOWS), 2
        ),
        "month_seconds": round(sum(one.seconds for one in month.regencies), 2),
        "around_seconds": round(sum(one.around for one in month.regencies), 2),
        "listed": listed.counts["kasus_baru"],
        "listing_seconds": round(listed.seconds, 2),
        "stock_cases": sum(one.stock for one in month.regencies),
        "cases": sum(one.cases[0] for one in month.regencies),
        "open_cases": sum(one.cases[1] for one in month.regencies),
        "referrals": sum(one.referrals[0] for one in month.regencies),
        "open_referrals": sum(one.referrals[1] for one in month.regencies),
        "audit_entries": sum(one.audit for one in month.regencies),
        "database_mib": round(sum(one.mib for one in month.regencies), 1),
        "peak_mib": round(month.peak_mib, 1),
        "flow_seconds": round(sum(one.seconds for one in all_flows), 2),
        "people_seconds": round(people.seconds, 2),
        "acts": dict(sorted(people.counts.items())),
        "idle_ms_of_hourly": {
            name: round(1000 * spent.idle_seconds / spent.idle_runs, 2)
            for name in RUNS_A_DAY
            if (spent := month.of_flow(name)).idle_runs
        },
        "flows": {
            flow.name: {
                "runs": spent.runs,
                "rows": spent.rows,
                "seconds": round(spent.seconds, 3),
                "idle_runs": spent.idle_runs,
                "idle_seconds": round(spent.idle_seconds, 3),
                "counts": {key: value for key, value in sorted(spent.counts.items()) if value},
            }
            for flow, spent in zip(FLOWS, all_flows, strict=True)
        },
        "days": _days(month),
    }


def _days(month: Month) -> dict[int, dict[str, Any]]:
    """Return seconds and rows of each flow, and of people, by day."""
    seconds: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    rows: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    acts: dict[int, tuple[int, float]] = {}
    for one in month.regencies:
        for (day, name), spent in one.flows.items():
            seconds[day][name] += spent.seconds
            rows[day][name] += spent.rows
        for day, done in one.people.items():
            before = acts.get(day, (0, 0.0))
            acts[day] = before[0] + done.acts, before[1] + done.seconds
    return {
        day: {
            "seconds": {name: round(found, 3) for name, found in seconds[day].items()},
            "rows": dict(rows[day]),
            "acts": acts.get(day, (0, 0.0))[0],
            "people_seconds": round(acts.get(day, (0, 0.0))[1], 2),
        }
        for day in sorted(seconds)
    }


def draw_days(details: dict[str, Any], path: Path) -> None:
    """Draw the seconds of the flows of each day, one above the other."""
    mpl.rcParams["svg.hashsalt"] = NAME
    mpl.rcParams["svg.fonttype"] = "none"
    days = {int(day): found for day, found in details["days"].items()}
    names = [flow.name for flow in FLOWS if details["flows"][flow.name]["seconds"]]
    names.sort(key=lambda name: -details["flows"][name]["seconds"])
    shown, rest = names[:7], names[7:]
    drawing, axes = plt.subplots(figsize=(9, 4), layout="constrained")
    below = [0.0] * len(days)
    for name in [*shown, "others"]:
        heights = [
            sum(found["seconds"].get(one, 0.0) for one in (rest if name == "others" else [name]))
            for found in days.values()
        ]
        axes.bar(list(days), heights, bottom=below, label=name)
        below = [low + high for low, high in zip(below, heights, strict=True)]
    axes.set_title(
        f"Seconds of the flows by day, {details['tksk']:,} TKSK (November 2026)", fontsize=10
    )
    axes.set_xlabel("day of the month", fontsize=8)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=7, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    drawing.savefig(path, metadata={"Date": None})
    plt.close(drawing)
