"""Open the database: one engine per URL, with the promises that the store counts on.

SQLite writes ahead, checks foreign keys, waits for a lock instead of failing, and
takes the write lock when a transaction begins: two writers queue up instead of
failing half-way. PostgreSQL is reached through psycopg 3.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from tksk_workflow.store.errors import DatabaseUnavailable, WrongDatabaseAddress

BUSY_MILLISECONDS = 30_000
"""How long SQLite waits for another process's write lock."""

CONNECT_SECONDS = 10
SESSION_TERMS = (
    # As long as SQLite waits; then the sweep tries again, and a command says so.
    f"lock_timeout={BUSY_MILLISECONDS}",
    # Nothing of ours takes this long; a runaway query does.
    "statement_timeout=15min",
    # A worker that hangs with rows locked gives them back.
    "idle_in_transaction_session_timeout=10min",
)
"""Settings of every PostgreSQL session, READ COMMITTED; readers of a report see one snapshot."""

_KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds, seconds and tries: a server that is gone without a word is noticed in a minute."""

_POOL = 5
"""Connections of one process, and as many again in a rush; a sweep uses one or two."""

READ_ONLY = "tksk_read_only"
"""Execution option of a transaction that takes no write lock (SQLite)."""

_CACHE_KIB = 32_000


def create_engine_for(
    url: str, *, durable: bool = True, foreign_keys: bool = True, patient: bool = False
) -> Engine:
    """Return an engine for a database URL. Connects at first use only.

    Args:
        url: ``sqlite:///path`` or ``postgresql://…`` (psycopg 3).
        durable: see `Settings.durable`.
        foreign_keys: SQLite only; migrations that rebuild a table turn them off.
        patient: PostgreSQL only; without `SESSION_TERMS`, for migrations, copies and
            backups, which take as long as they need.

    Raises:
        WrongDatabaseAddress: the URL cannot be read, or names another kind of database.
        DatabaseUnavailable: it names a folder that is not there.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, durable=durable, foreign_keys=foreign_keys)
    return create_engine(
        parsed,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=_POOL,
        max_overflow=_POOL,
        # A claim reads anew what it waited for, whatever the server's own default is.
        isolation_level="READ COMMITTED",
        connect_args=_postgres_arguments(parsed, () if patient else SESSION_TERMS),
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
    )


def describe(url: str) -> str:
    """Return the URL without its password, for messages."""
    return _parse(url).render_as_string(hide_password=True)


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite database; None for a server."""
    parsed = _parse(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise WrongDatabaseAddress(
            "URL basis data tidak dapat dibaca; contoh: sqlite:////data/tksk.db "
            "atau postgresql://pengguna@server/tksk"
        ) from None
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        if parsed.database in {None, "", ":memory:"}:
            raise WrongDatabaseAddress(
                "basis data SQLite harus berupa berkas; contoh: sqlite:////data/tksk.db"
            )
        return parsed
    raise WrongDatabaseAddress(
        f"jenis basis data '{parsed.drivername}' tidak didukung; pakai sqlite atau postgresql"
    )


def _postgres_arguments(url: URL, terms: tuple[str, ...]) -> dict[str, Any]:
    """Terms of a PostgreSQL session; whatever the URL says itself counts."""
    found = {"connect_timeout": CONNECT_SECONDS, **_KEEPALIVES}
    own = url.query.get("options", ())
    options = [f"-c {one}" for one in terms] + ([own] if isinstance(own, str) else list(own))
    return {
        **{name: value for name, value in found.items() if name not in url.query},
        # Of two options that name the same the later one counts; the others stay in force.
        "options": " ".join(options),
    }


def _to_json(value: object) -> str:
    return orjson.dumps(value).decode()


def _sqlite_engine(url: URL, *, durable: bool, foreign_keys: bool) -> Engine:
    folder = Path(url.database or "").absolute().parent
    # A typing error must not make a second, empty database somewhere else.
    if not folder.is_dir():
        raise DatabaseUnavailable(
            f"folder '{folder}' untuk berkas basis data tidak ada; "
            "periksa TKSK_DATABASE_URL, atau buat foldernya lebih dahulu"
        )
    engine = create_engine(
        url,
        hide_parameters=True,
        # The driver must not start transactions of its own: `_begin` does.
        connect_args={"isolation_level": None, "timeout": BUSY_MILLISECONDS / 1000},
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
    )

    def configure(connection: sqlite3.Connection, _record: object) -> None:
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
