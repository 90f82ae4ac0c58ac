"""Bring the tables to the version of this program, or say why that cannot be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from tksk_workflow.store.database import READ_ONLY, create_engine_for
from tksk_workflow.store.errors import SchemaMismatch
from tksk_workflow.store.failures import translated
from tksk_workflow.store.migrations import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do as long as nothing else in the database uses it.
_MIGRATION_LOCK = 7_416_021


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """Which revision the tables have, and which one the program works with."""

    current: str | None
    head: str

    @property
    def is_current(self) -> bool:
        """The program can work with these tables."""
        return self.current == self.head


def current_revision(engine: Engine) -> str | None:
    """Return the revision of the tables; None for an empty database.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    with translated(), engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        return _revision(connection)


def schema_status(engine: Engine) -> SchemaStatus:
    """Compare the tables with what the program needs."""
    return SchemaStatus(current_revision(engine), HEAD)


def require_current(engine: Engine) -> None:
    """Refuse to work on tables of another version.

    Raises:
        SchemaMismatch: says which side is older and what to do.
    """
    status = schema_status(engine)
    if not status.is_current:
        raise SchemaMismatch(_explain(status))


def migrate(url: str) -> str:
    """Bring the database to the newest revision, in one transaction; returns it.

    Two programs that start together do not disturb each other: the second one waits
    and finds nothing left to do.

    Raises:
        SchemaMismatch: the database was made by a newer version of the program.
        DatabaseUnavailable: it cannot be reached.
    """
    with exclusive(url) as connection:
        upgrade(connection)
    return HEAD


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest revision within a transaction that is open already.

    Raises:
        SchemaMismatch: the database was made by a newer version of the program.
    """
    current = _revision(connection)
    if current == HEAD:
        return
    from alembic import command  # noqa: PLC0415 - slow to import, rarely needed

    config = _config(connection)
    _require_known(config, current)
    command.upgrade(config, "head")
    _require_sound_references(connection)


def downgrade(url: str, revision: str = "base") -> None:
    """Go back to an older revision; ``base`` removes all tables. Data are lost.

    Raises:
        SchemaMismatch: the program does not know the database's own revision.
        DatabaseUnavailable: it cannot be reached.
    """
    from alembic import command  # noqa: PLC0415

    with exclusive(url) as connection:
        config = _config(connection)
        _require_known(config, _revision(connection))
        command.downgrade(config, revision)
        _require_sound_references(connection)


@contextmanager
def exclusive(url: str) -> Iterator[Connection]:
    """Give one transaction in which no other program changes the tables.

    On SQLite foreign keys are not checked in it: a migration may rebuild a table.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    engine = create_engine_for(url, foreign_keys=False, patient=True)
    try:
        with translated(), engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK}
                )
            yield connection
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _config(connection: Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _require_known(config: Config, current: str | None) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise SchemaMismatch(_newer(current))


def _explain(status: SchemaStatus) -> str:
    if status.current is None:
        return "basis data masih kosong; jalankan 'tksk db upgrade'"
    # Revisions are numbered, so that text order is their order.
    if status.current > status.head:
        return _newer(status.current)
    return (
        f"tabel basis data versi {status.current}, program ini memerlukan versi "
        f"{status.head}; jalankan 'tksk db upgrade'"
    )


def _newer(current: str) -> str:
    return (
        f"basis data versi {current} dibuat oleh program yang lebih baru (program ini mengenal "
        f"sampai versi {HEAD}); pasang versi terbaru"
    )


def _require_sound_references(connection: Connection) -> None:
    """SQLite checks no foreign key while a migration rebuilds tables; do it at the end."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise SchemaMismatch(f"migrasi dibatalkan: rujukan antartabel rusak pada {tables}")
