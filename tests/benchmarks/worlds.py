"""The program on a database of its own, SQLite or PostgreSQL, for one measurement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from tests.integration.services.world import PARTNERS, World
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.postgres import running_postgres
from tksk_workflow.config import Settings, default_rules_dir
from tksk_workflow.services.application import Application, open_application

Databases = SqliteDatabases | PostgresDatabases
START = datetime(2026, 9, 7, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
BATCH = 300
"""Rows per transaction, as the flows have it."""


def worlds() -> Iterator[tuple[str, World, Path]]:
    """A furnished database of each kind, one after the other, with a folder beside it."""
    with TemporaryDirectory() as name, running_postgres() as server:
        folder = Path(name)
        on_server = PostgresDatabases(server)
        for kind, opened in (("SQLite", SqliteDatabases(folder)), ("PostgreSQL", on_server)):
            with opened.migrated() as url, application(url, folder) as app:
                world = World(app, START)
                world.furnish(PARTNERS)
                yield kind, world, folder
        on_server.close()


@contextmanager
def application(url: str, folder: Path) -> Iterator[Application]:
    """Open the program on a database that is migrated already."""
    app = open_application(settings(url, folder), migrate=False)
    try:
        yield app
    finally:
        app.engine.dispose()


def settings(url: str, folder: Path) -> Settings:
    """Settings as in operation: SQLite waits for the disk at every commit."""
    return Settings(
        database_url=url,
        data_dir=folder,
        rules_dir=default_rules_dir(),
        zone=ZoneInfo("Asia/Jakarta"),
        identity_secret=b"rahasia untuk pengukuran saja",
    )
