"""A table of a report, before it is a sheet or a page."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Section:
    """One table with its heading.

    Attributes:
        name: short; also the name of the sheet (31 characters at the most).
        note: one sentence below the heading; may be empty.
        shaded: in print each number stands on a shade that says how great it is; the last
            row and the last column are sums.
    """

    name: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shaded: bool = False
