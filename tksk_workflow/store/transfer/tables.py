"""Read every table in one state, and fill the tables of an empty database."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

from tksk_workflow.store.migrations import HEAD
from tksk_workflow.store.models import AuditHead, Base
from tksk_workflow.store.schema import current_revision, exclusive, upgrade
from tksk_workflow.store.session import session_factory_for
from tksk_workflow.store.transfer.errors import TransferRefused
from tksk_workflow.store.transfer.rows import Decoder, Tally, line_of
from tksk_workflow.store.unit_of_work import UnitOfWork

TABLES: tuple[Table, ...] = tuple(Base.metadata.sorted_tables)
"""Every table, those that others refer to first."""

Progress = Callable[[str, int], None]
"""Told the name of a table and how many of its rows were moved."""

_BATCH = 1_000


def silent(_table: str, _rows: int) -> None:
    """Tell nobody."""


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Read a database as it was at one moment, while others go on writing.

    Raises:
        TransferRefused: its tables are not those of this program.
        DatabaseUnavailable: it cannot be reached.
    """
    revision = current_revision(engine)
    if revision != HEAD:
        raise TransferRefused(
            f"basis data sumber versi {revision or '(kosong)'}, program ini versi {HEAD}",
            "jalankan 'tksk db upgrade' pada sumbernya lebih dahulu",
        )
    with UnitOfWork(session_factory_for(engine), read_only=True) as uow:
        yield uow.session.connection()


@contextmanager
def empty_target(url: str) -> Iterator[Connection]:
    """Open an empty database with all its tables; what is filled in is kept at the end.

    Tables and rows are one transaction: after a failure, or a kill, the database is as
    empty as before.

    Raises:
        TransferRefused: there is something in it already.
        DatabaseUnavailable: it cannot be reached.
    """
    with exclusive(url) as connection:
        upgrade(connection)
        filled = [table.name for table in TABLES if not _is_fresh(connection, table)]
        if filled:
            raise TransferRefused(
                f"basis data tujuan sudah berisi (tabel {filled[0]})",
                "pakai basis data yang kosong; isinya tidak akan ditimpa",
            )
        yield connection
        if connection.dialect.name == "postgresql":
            _advance_sequences(connection)


def lines(connection: Connection, table: Table) -> Generator[bytes, None, None]:
    """Write every row of a table as a line, in the order of its key. Close it when done."""
    query = select(table).order_by(*table.primary_key)
    with connection.execute(query, execution_options={"yield_per": _BATCH}) as found:
        for row in found:
            yield line_of(row)


def fill(
    connection: Connection, table: Table, source: Iterable[bytes], progress: Progress = silent
) -> Tally:
    """Put lines into a table of an empty database; returns what went in.

    Raises:
        ValueError: a line is not a row of this table.
    """
    decoder, tally = Decoder(table), Tally()
    own_references = [column for column in table.columns if _refers_to(column, table)]
    seeded = _seeded(connection, table)
    later: list[dict[str, Any]] = []
    remaining = iter(source)
    while batch := list(islice(remaining, _BATCH)):
        records = []
        for line in batch:
            tally.add(line)
            record = decoder.values(line)
            key = tuple(record[column.name] for column in table.primary_key)
            if key in seeded:
                _replace(connection, table, record, unchanged=seeded[key] == line)
                continue
            for column in own_references:
                # The row that it points at may come later.
                if record[column.name] is not None:
                    later.append({"key": key[0], "column": column.name, "to": record[column.name]})
                    record[column.name] = None
            records.append(record)
        if records:
            connection.execute(insert(table), records)
        progress(table.name, len(batch))
    for column in own_references:
        _point(connection, table, column, [one for one in later if one["column"] == column.name])
    return tally


def tally(connection: Connection, table: Table) -> Tally:
    """Count and digest what a table holds."""
    found = Tally()
    for line in lines(connection, table):
        found.add(line)
    return found


def _refers_to(column: Column[Any], table: Table) -> bool:
    return any(key.column.table is table for key in column.foreign_keys)


def _point(
    connection: Connection, table: Table, column: Column[Any], rows: list[dict[str, Any]]
) -> None:
    """Set references between rows of one table, now that all of them are there."""
    if not rows:
        return
    (key,) = table.primary_key
    statement = (
        update(table).where(key == bindparam("row_key")).values({column: bindparam("target")})
    )
    connection.execute(statement, [{"row_key": one["key"], "target": one["to"]} for one in rows])


def _is_fresh(connection: Connection, table: Table) -> bool:
    """A new database holds nothing but the beginning of the audit chain."""
    if table is AuditHead.__table__:
        return connection.scalar(select(AuditHead.number)) == 0
    return connection.execute(select(*table.primary_key).limit(1)).first() is None


def _seeded(connection: Connection, table: Table) -> dict[tuple[Any, ...], bytes]:
    """Rows that the migrations themselves put in, by key."""
    names = [column.name for column in table.primary_key]
    return {
        tuple(row[name] for name in names): line_of(tuple(row.values()))
        for row in connection.execute(select(table)).mappings()
    }


def _replace(
    connection: Connection, table: Table, record: dict[str, Any], *, unchanged: bool
) -> None:
    if unchanged:
        return
    same = [column == record[column.name] for column in table.primary_key]
    connection.execute(update(table).where(*same).values(record))


def _advance_sequences(connection: Connection) -> None:
    """Let PostgreSQL number new rows after the ones that were filled in."""
    for table in TABLES:
        column = table.autoincrement_column
        if column is None:
            continue
        highest = connection.scalar(select(func.max(column)))
        if highest is not None:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"),
                {"table": table.name, "column": column.name, "highest": highest},
            )
