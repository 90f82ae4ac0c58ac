"""From one database to another, such as the move from SQLite to PostgreSQL."""

from __future__ import annotations

from contextlib import closing

from tksk_workflow.store.database import create_engine_for, describe, sqlite_file
from tksk_workflow.store.failures import translated
from tksk_workflow.store.transfer.errors import TransferRefused
from tksk_workflow.store.transfer.rows import Tally
from tksk_workflow.store.transfer.tables import (
    TABLES,
    Progress,
    empty_target,
    fill,
    lines,
    silent,
    snapshot,
    tally,
)


def copy_database(source: str, target: str, progress: Progress = silent) -> dict[str, Tally]:
    """Copy every row, read it back, and keep it only when both sides say the same.

    The source may be in use: it is read as it was at one moment.

    Args:
        source: URL of the database to read.
        target: URL of an empty database.
        progress: told about every batch of rows.

    Returns:
        What was copied, by table.

    Raises:
        TransferRefused: the two are the same, the source has other tables, or the
            target is not empty.
        DatabaseUnavailable: one of them cannot be reached.
    """
    if describe(source) == describe(target):
        raise TransferRefused("sumber dan tujuan adalah basis data yang sama")
    file = sqlite_file(source)
    if file is not None and not file.is_file():
        # Opening it would make an empty one.
        raise TransferRefused(f"berkas basis data '{file}' tidak ada", "periksa URL sumbernya")
    engine = create_engine_for(source, patient=True)
    try:
        with translated(), snapshot(engine) as reading, empty_target(target) as writing:
            copied = {}
            for table in TABLES:
                with closing(lines(reading, table)) as source_lines:
                    copied[table.name] = fill(writing, table, source_lines, progress)
            for table in TABLES:
                if tally(writing, table) != copied[table.name]:
                    raise TransferRefused(
                        f"isi tabel {table.name} di tujuan berbeda dari sumbernya; "
                        "penyalinan dibatalkan"
                    )
    finally:
        engine.dispose()
    return copied
