"""Tables that stay readable in any window: only free text is broken, and only between words.

Codes, dates, numbers and statuses are never broken. Where the columns do not fit beside
one another the long ones move below their row, each with its heading.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tksk_workflow.cli.prose import SOLID_SPACE, held_together

_GAP = "  "
_UNBROKEN = 16
"""A column this narrow or narrower keeps its width; wider ones may shrink to it."""
_BELOW = " " * 10
_NOTHING = "-"

Row = Sequence[str]


def how_many(what: str, shown: int, limit: int) -> str:
    """Head a list with how many it shows, and that there may be more where it was cut."""
    if shown < limit:
        return f"{what} ({shown})"
    return f"{what} ({shown} pertama, mungkin masih ada lagi; tambah dengan --limit)"


def table_lines(headings: Row, rows: Sequence[Row], width: int) -> list[str]:
    """Lay out a table in lines no longer than a width, as far as its words allow it.

    Args:
        headings: one for each column.
        rows: the cells; ``-`` where there is nothing.
        width: of the window.
    """
    solid = [[held_together(" ".join(cell.split())) for cell in row] for row in rows]
    columns = [list(column) for column in zip(headings, *solid, strict=True)]
    floors = [_floor(column) for column in columns]
    natural = [max(map(len, column)) for column in columns]
    beside = _beside(floors, natural, width)
    widths = _fitted([natural[i] for i in beside], [floors[i] for i in beside], width)
    below = [i for i in range(len(headings)) if i not in beside]
    lines = _beside_one_another([headings[i] for i in beside], widths)
    lines.append(_GAP.join("─" * one for one in widths))
    for row in solid:
        lines += _beside_one_another([row[i] for i in beside], widths)
        told = [_told(headings[i], row[i]) for i in below if row[i] != _NOTHING]
        lines += [_BELOW + line for line in _wrapped("; ".join(told), width - len(_BELOW)) if line]
    return [line.replace(SOLID_SPACE, " ").rstrip() for line in lines]


def _floor(column: Row) -> int:
    """How narrow a column can be: its longest word, and all of it when it is short."""
    longest = max((len(word) for cell in column for word in cell.split(" ")), default=0)
    return max(longest, min(max(map(len, column)), _UNBROKEN))


def _beside(floors: Sequence[int], natural: Sequence[int], width: int) -> list[int]:
    """Choose the columns that stand beside one another; the first one always does."""
    kept = list(range(len(floors)))
    while len(kept) > 1 and _total([floors[i] for i in kept]) > width:
        wide = [i for i in kept[1:] if natural[i] > _UNBROKEN]
        kept.remove(max(wide, key=lambda i: (natural[i], i)) if wide else kept[-1])
    return kept


def _fitted(natural: Sequence[int], floors: Sequence[int], width: int) -> list[int]:
    """Take room from the widest column, one place at a time."""
    widths = list(natural)
    while _total(widths) > width:
        shrinkable = [i for i, one in enumerate(widths) if one > floors[i]]
        if not shrinkable:
            break
        widths[max(shrinkable, key=lambda i: widths[i])] -= 1
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _beside_one_another(cells: Row, widths: Sequence[int]) -> list[str]:
    wrapped = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return [
        _GAP.join(
            (lines[number] if number < len(lines) else "").ljust(width)
            for lines, width in zip(wrapped, widths, strict=True)
        )
        for number in range(max(map(len, wrapped)))
    ]


def _told(heading: str, cell: str) -> str:
    told = f"{heading}: {cell}"
    return told.replace(" ", SOLID_SPACE) if len(cell) <= _UNBROKEN else told


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 1), break_long_words=False, break_on_hyphens=False) or [
        ""
    ]
