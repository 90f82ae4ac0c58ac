"""Databases for tests: migrated once, then copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from tksk_workflow.store.chain import GENESIS
from tksk_workflow.store.models import Base
from tksk_workflow.store.schema import migrate

_TEMPLATE = "tksk_template"


class SqliteDatabases:
    """SQLite files in one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._numbers = count(1)
        self._template = directory / "template.db"
        migrate(f"sqlite:///{self._template}")

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """Give the URL of a fresh copy."""
        path = self._directory / f"{next(self._numbers)}.db"
        shutil.copyfile(self._template, path)
        try:
            yield f"sqlite:///{path}"
        finally:
            self._remove(path)

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Give the URL of a database without tables."""
        path = self._directory / f"{next(self._numbers)}.db"
        try:
            yield f"sqlite:///{path}"
        finally:
            self._remove(path)

    def _remove(self, path: Path) -> None:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


class PostgresDatabases:
    """Databases of one server; ``url`` has ``{}`` for the name.

    A copy costs half a second, so a used one is emptied and used again, unless a test
    changed more than rows.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = count(1)
        self._spare: list[str] = []
        self._admin = psycopg.connect(self._plain("postgres"), autocommit=True)
        self._command("CREATE DATABASE {}", _TEMPLATE)
        migrate(url.format(_TEMPLATE))
        with psycopg.connect(self._plain(_TEMPLATE)) as connection:
            self._shape = _shape(connection)

    def close(self) -> None:
        """Let go of the server."""
        self._admin.close()

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """Give the URL of a database with tables and without rows."""
        name = self._spare.pop() if self._spare else self._copied()
        try:
            yield self._url.format(name)
        finally:
            if self._emptied(name):
                self._spare.append(name)
            else:
                self._command("DROP DATABASE {} WITH (FORCE)", name)

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Give the URL of a database without tables."""
        name = f"tksk_{next(self._numbers)}"
        self._command("CREATE DATABASE {}", name)
        try:
            yield self._url.format(name)
        finally:
            self._command("DROP DATABASE {} WITH (FORCE)", name)

    def _copied(self) -> str:
        name = f"tksk_{next(self._numbers)}"
        # Copied as files: without waiting for the disk that is the faster way.
        self._command(f"CREATE DATABASE {{}} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY", name)
        return name

    def _emptied(self, name: str) -> bool:
        """Remove all rows; False when the tables are not as they were."""
        # What a failed test left open would hold its locks.
        self._admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        with psycopg.connect(self._plain(name)) as connection:
            if _shape(connection) != self._shape:
                return False
            # No triggers and no order of tables to mind.
            connection.execute("SET LOCAL session_replication_role = replica")
            for table in Base.metadata.tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            connection.execute(
                "INSERT INTO audit_head (id, number, hash) VALUES (1, 0, %s)", [GENESIS]
            )
            connection.execute(
                "SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences"
            )
        return True

    def _plain(self, name: str) -> str:
        return self._url.format(name).replace("postgresql+psycopg://", "postgresql://")

    def _command(self, text: str, name: str) -> None:
        self._admin.execute(sql.SQL(text).format(sql.Identifier(name)))


def _shape(connection: psycopg.Connection) -> object:
    """Tables, indexes, constraints, triggers and whether they are on, and the revision."""
    relations = connection.execute(
        "SELECT relname, relkind::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace ORDER BY relname"
    ).fetchall()
    constraints = connection.execute(
        "SELECT conname FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace ORDER BY conname"
    ).fetchall()
    triggers = connection.execute(
        "SELECT tgname, tgenabled::text FROM pg_trigger ORDER BY tgname"
    ).fetchall()
    revision = None
    if ("alembic_version", "r") in relations:
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return relations, constraints, triggers, revision
