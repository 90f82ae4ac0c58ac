"""What is shown while rows are moved, and at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tksk_workflow.cli.output import Format, console, say, say_json, show_table

if TYPE_CHECKING:
    from tksk_workflow.store.transfer.rows import Tally
    from tksk_workflow.store.transfer.tables import Progress


@contextmanager
def progress_shown(what: str) -> Iterator[Progress]:
    """Show on a terminal how many rows were moved; nothing where nobody looks."""
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    screen = console(problems=True)
    with Bar(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(what)
        moved = 0

        def told(table: str, rows: int) -> None:
            nonlocal moved
            moved += rows
            bar.update(task, description=f"{what}: {moved:,} baris, kini tabel {table}")

        yield told


def say_moved(tallies: Mapping[str, Tally], done: str, output: Format, **more: object) -> None:
    """Say how many rows of which table were moved."""
    total = sum(tally.rows for tally in tallies.values())
    if output is Format.JSON:
        tables = {name: tally.as_data() for name, tally in tallies.items()}
        say_json({**more, "rows": total, "tables": tables})
        return
    rows = [(name, tally.rows, tally.digest[:12]) for name, tally in tallies.items() if tally.rows]
    show_table("Isi", ("tabel", "baris", "sidik (awal)"), rows, "Tidak ada isinya.")
    say(f"{total} baris. {done}")
