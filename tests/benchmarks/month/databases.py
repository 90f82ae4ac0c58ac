"""Databases of one PostgreSQL server, each used once; the server goes away with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.benchmarks.worlds import settings
from tksk_workflow.services.application import Application, open_application
from tksk_workflow.store.schema import migrate

_TEMPLATE = "tksk_bulan"


@dataclass(frozen=True)
class Databases:
    """Where databases are made; can be handed to another process.

    Attributes:
        server: URL of the server with ``{}`` for the name of a database.
    """

    server: str

    @classmethod
    def prepare(cls, server: str) -> Databases:
        """Make the empty database of which all others are copies."""
        with _admin(server) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
        migrate(server.format(_TEMPLATE))
        return cls(server)

    @contextmanager
    def open(self, name: str, folder: Path) -> Iterator[tuple[Application, str]]:
        """Make a database and open the program on it for a block; then drop it."""
        url = self.server.format(name)
        with _admin(self.server) as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(_TEMPLATE)
                )
            )
            app = open_application(settings(url, folder), migrate=False)
            try:
                yield app, url
            finally:
                app.close()
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _admin(server: str) -> psycopg.Connection:
    url = server.format("postgres").replace("postgresql+psycopg://", "postgresql://")
    return psycopg.connect(url, autocommit=True)
