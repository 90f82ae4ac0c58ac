"""The plots of the report, as SVG that stands inside a page.

Colours come from Okabe and Ito's palette, which people with colour-vision deficiency
can tell apart; every mark also carries its number or its name.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from tksk_workflow.reports.figures import CLOSED_TYPES, PartnerRow

URGENCY_COLOURS = {
    "P0": "#b3261e",
    "P1": "#d55e00",
    "P2": "#b8860b",
    "P3": "#0072b2",
    "P4": "#56707f",
}
_STAGE_COLOURS = ("#56707f", "#0072b2", "#56b4e9", "#b8860b", "#009e73", "#004d38")
_STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#8a939b",
    "axes.labelcolor": "#39424a",
    "xtick.color": "#39424a",
    "ytick.color": "#39424a",
    "svg.fonttype": "none",
    "svg.hashsalt": "tksk",
}


def _svg(figure: Figure) -> str:
    """Render a figure as an ``<svg>`` element without prologue and without a date."""
    target = io.StringIO()
    figure.savefig(target, format="svg", bbox_inches="tight", metadata={"Date": None})
    text = target.getvalue()
    return text[text.index("<svg") :]


def stage_flow(stages: Mapping[str, Sequence[date]], first: date, last: date) -> str:
    """Draw how many cases had reached each stage by each day; the gaps are the waiting."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    positions = [float(day.toordinal()) for day in days]
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(8.6, 3.4))
        axes = figure.subplots()
        ends: list[tuple[float, str, str]] = []
        for colour, (stage, moments) in zip(_STAGE_COLOURS, stages.items(), strict=False):
            counts = [bisect_right(moments, day) for day in days]
            axes.fill_between(positions, counts, step="post", color=colour, alpha=0.10)
            axes.step(positions, counts, where="post", color=colour, linewidth=1.8)
            ends.append((float(counts[-1]), f"{stage} ({counts[-1]})", colour))
        _label_ends(axes, positions[-1], ends)
        ticks = days[:: max(len(days) // 8, 1)]
        axes.set_xticks([day.toordinal() for day in ticks], [f"{day:%d/%m}" for day in ticks])
        axes.set_ylabel("kasus (kumulatif)")
        axes.set_ylim(bottom=0)
        axes.margins(x=0)
        return _svg(figure)


def _label_ends(axes: mpl.axes.Axes, x: float, ends: list[tuple[float, str, str]]) -> None:
    """Name each line at its end, moved apart so that the names never overlap."""
    gap = max((value for value, _, _ in ends), default=1.0) * 0.065 or 1.0
    height = -gap
    for value, text, colour in sorted(ends):
        height = max(value, height + gap)
        axes.annotate(
            text,
            (x, height),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            annotation_clip=False,
        )


def confirmation_times(days: Mapping[str, Sequence[float]]) -> str:
    """Draw one dot per confirmed referral, with the median, for each urgency class."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(8.6, 2.8))
        axes = figure.subplots()
        classes = list(days)
        for row, urgency in enumerate(classes):
            waited = sorted(days[urgency])
            colour = URGENCY_COLOURS[urgency]
            jitter = [row + ((index * 7) % 11 - 5) * 0.045 for index in range(len(waited))]
            axes.scatter(waited, jitter, s=16, color=colour, alpha=0.45, linewidths=0)
            if waited:
                middle = median(waited)
                axes.plot([middle, middle], [row - 0.36, row + 0.36], color=colour, linewidth=2.4)
                axes.annotate(
                    f"median {middle:.0f} hari, n={len(waited)}",
                    (max(waited), row),
                    xytext=(8, 0),
                    textcoords="offset points",
                    va="center",
                    color="#39424a",
                    annotation_clip=False,
                )
        axes.set_yticks(range(len(classes)), classes)
        axes.invert_yaxis()
        axes.set_xlim(left=0)
        axes.set_xlabel("hari dari pengiriman sampai diterima orang yang tepat")
        return _svg(figure)


_PARTS = (
    ("completed", "selesai", "#009e73"),
    ("open", "berjalan", "#56b4e9"),
    ("queued", "antre", "#b8860b"),
    ("refused", "ditolak atau gagal", "#d55e00"),
    ("silent", "tidak menjawab", "#8a939b"),
    ("withdrawn", "dicabut", "#c9d0d6"),
)


def partner_load(rows: Sequence[PartnerRow], most: int = 22) -> str:
    """Draw the referrals of the busiest partners by what became of them."""
    shown = list(rows[:most])
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(8.6, 0.6 + 0.27 * max(len(shown), 1)))
        axes = figure.subplots()
        left = [0] * len(shown)
        for field, label, colour in _PARTS:
            widths = [int(getattr(row, field)) for row in shown]
            axes.barh(range(len(shown)), widths, left=left, color=colour, label=label, height=0.72)
            left = [start + width for start, width in zip(left, widths, strict=True)]
        for index, total in enumerate(left):
            axes.annotate(
                str(total), (total, index), xytext=(4, 0), textcoords="offset points", va="center"
            )
        axes.set_yticks(range(len(shown)), [row.name for row in shown])
        axes.invert_yaxis()
        axes.set_xlabel("rujukan")
        axes.legend(loc="lower left", bbox_to_anchor=(-0.25, 1.0), frameon=False, ncols=6)
        return _svg(figure)


def village_heat_map(by_village: Mapping[str, Mapping[str, int]]) -> str:
    """Draw PMKS by village; types handled closed share one column."""
    codes = sorted({code for row in by_village.values() for code in row} - {CLOSED_TYPES})
    columns = [*codes, CLOSED_TYPES]
    villages = list(by_village)
    grid = [[by_village[village].get(code, 0) for code in columns] for village in villages]
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(8.6, 0.8 + 0.26 * max(len(villages), 1)))
        axes = figure.subplots()
        peak = max((value for row in grid for value in row), default=1)
        axes.pcolormesh(grid, cmap="Blues", vmin=0, vmax=peak, edgecolors="white", linewidth=1)
        for y, row in enumerate(grid):
            for x, value in enumerate(row):
                if value:
                    axes.text(
                        x + 0.5,
                        y + 0.5,
                        str(value),
                        ha="center",
                        va="center",
                        fontsize=7.5,
                        color="white" if value > peak * 0.55 else "#39424a",
                    )
        axes.set_xticks(
            [index + 0.5 for index in range(len(columns))],
            [*(code.removeprefix("PMKS-") for code in codes), "ttp"],
        )
        axes.set_yticks([index + 0.5 for index in range(len(villages))], villages)
        axes.invert_yaxis()
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
        return _svg(figure)
