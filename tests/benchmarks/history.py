"""What a run leaves behind: a small JSON for the history, a chart per benchmark, a page."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

from tests.benchmarks.measuring import Group

FOLDER = Path(__file__).parents[2] / "docs" / "benchmarks"


def machine() -> dict[str, object]:
    """Describe the machine, as far as it matters for speed."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "load_at_start": round(os.getloadavg()[0], 2),
    }


def commit() -> str:
    """Name the commit that was measured."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or "unknown"


def keep(groups: Sequence[Group], about: dict[str, object], measured: str, *, full: bool) -> Path:
    """Write the history file of a run and its charts.

    Args:
        groups: what was measured.
        about: the machine, as it was at the start.
        measured: the commit, as it was at the start: work may go on beside a long run.
        full: with the large sizes.
    """
    now = datetime.now(UTC)
    told = {
        "date": now.isoformat(timespec="seconds"),
        "commit": measured,
        "full": full,
        "machine": about,
        "groups": {group.name: group.as_data() for group in groups},
    }
    path = FOLDER / "history" / f"{now:%Y-%m-%d-%H%M}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for group in groups:
        _chart(group)
    return path


def _chart(group: Group) -> None:
    """Draw how many a second, on a logarithmic scale; the same figures give the same bytes."""
    mpl.rcParams["svg.hashsalt"] = group.name
    mpl.rcParams["svg.fonttype"] = "none"
    figures = list(reversed(group.figures))
    height = 0.8 + 0.35 * len(figures)
    drawing, axes = plt.subplots(figsize=(9, height), layout="constrained")
    axes.barh([one.name for one in figures], [one.rate for one in figures], color="#2f6f8f")
    axes.set_xscale("log")
    for number, one in enumerate(figures):
        axes.annotate(
            f" {one.rate:,.3g} {one.unit}/s"
            if one.rate < 100
            else f" {one.rate:,.0f} {one.unit}/s",
            (one.rate, number),
            va="center",
            fontsize=8,
        )
    axes.margins(x=0.25)
    axes.set_title(group.title, fontsize=10)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    path = FOLDER / "charts" / f"{group.name}.svg"
    path.parent.mkdir(parents=True, exist_ok=True)
    drawing.savefig(path, metadata={"Date": None})
    plt.close(drawing)
