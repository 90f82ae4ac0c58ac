"""Databases for tests: migrated once, then copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

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
    """Databases of one server; ``url`` has ``{}`` for the name."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = count(1)
        plain = url.format("postgres").replace("postgresql+psycopg://", "postgresql://")
        self._admin = psycopg.connect(plain, autocommit=True)
        self._command("CREATE DATABASE {}", _TEMPLATE)
        migrate(url.format(_TEMPLATE))

    def close(self) -> None:
        """Let go of the server."""
        self._admin.close()

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """Give the URL of a fresh copy."""
        # Copied as files: without waiting for the disk that is the faster way.
        name = f"tksk_{next(self._numbers)}"
        self._command(f"CREATE DATABASE {{}} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY", name)
        yield from self._used(name)

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Give the URL of a database without tables."""
        name = f"tksk_{next(self._numbers)}"
        self._command("CREATE DATABASE {}", name)
        yield from self._used(name)

    def _used(self, name: str) -> Iterator[str]:
        try:
            yield self._url.format(name)
        finally:
            self._command("DROP DATABASE {} WITH (FORCE)", name)

    def _command(self, text: str, name: str) -> None:
        self._admin.execute(sql.SQL(text).format(sql.Identifier(name)))
