"""`tksk db`: bring the database up to date, look at it, check its promises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.config import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

PROBLEMS = 1
WRONG_USAGE = 2
DEPENDENCY_FAILED = 3

app = typer.Typer(
    help="Basis data: memutakhirkan, melihat status, memeriksa isi.", no_args_is_help=True
)

Format = Annotated[str, typer.Option("--format", help="text atau json")]


@app.command("upgrade")
def upgrade(output: Format = "text") -> None:
    """Memutakhirkan tabel ke versi program ini. Aman diulang."""
    check_format(output)
    with failures_explained():
        from tksk_workflow.store.database import describe
        from tksk_workflow.store.schema import migrate

        settings = load_settings()
        revision = migrate(settings.database_url)
        where = describe(settings.database_url)
    if output == "json":
        typer.echo(json.dumps({"database": where, "revision": revision}))
    else:
        typer.echo(f"Basis data {where} sudah versi {revision}.")


@app.command("status")
def status(output: Format = "text") -> None:
    """Menampilkan versi tabel. Kode keluar 1 bila perlu dimutakhirkan."""
    check_format(output)
    with database_opened(require=False) as (settings, engine):
        from tksk_workflow.store.database import describe
        from tksk_workflow.store.schema import schema_status

        found = schema_status(engine)
        where = describe(settings.database_url)
    if output == "json":
        data = {"database": where, "revision": found.current, "head": found.head}
        typer.echo(json.dumps({**data, "current": found.is_current}))
    elif found.is_current:
        typer.echo(f"Basis data {where}: versi {found.current}, mutakhir.")
    else:
        now = f"versi {found.current}" if found.current else "masih kosong"
        typer.echo(
            f"Basis data {where}: {now}; program ini memerlukan versi {found.head}. "
            "Jalankan 'tksk db upgrade'."
        )
    if not found.is_current:
        raise typer.Exit(PROBLEMS)


@app.command("check")
def check(output: Format = "text") -> None:
    """Memeriksa seluruh isi basis data. Kode keluar 1 bila ada yang tidak beres."""
    check_format(output)
    with database_opened() as (_, engine):
        from tksk_workflow.store.invariants import check_invariants
        from tksk_workflow.store.session import session_factory_for
        from tksk_workflow.store.unit_of_work import UnitOfWork

        with UnitOfWork(session_factory_for(engine), read_only=True) as uow:
            problems = check_invariants(uow.session)
    if output == "json":
        typer.echo(json.dumps({"sound": not problems, "problems": problems}))
    elif problems:
        for problem in problems:
            typer.echo(problem)
        typer.echo(f"{len(problems)} masalah ditemukan.")
    else:
        typer.echo("Isi basis data beres.")
    if problems:
        raise typer.Exit(PROBLEMS)


def check_format(output: str) -> None:
    """Refuse an unknown output format.

    Raises:
        typer.Exit: with code 2.
    """
    if output not in {"text", "json"}:
        typer.echo(f"--format '{output}' tidak dikenal; pakai text atau json", err=True)
        raise typer.Exit(WRONG_USAGE)


@contextmanager
def database_opened(*, require: bool = True) -> Iterator[tuple[Settings, Engine]]:
    """Open the database of the settings for one command, and close it afterwards.

    Args:
        require: refuse tables of another version than the program's.

    Raises:
        typer.Exit: with code 2 or 3, after an explanation.
    """
    with failures_explained():
        from tksk_workflow.store.database import create_engine_for
        from tksk_workflow.store.schema import require_current

        settings = load_settings()
        engine = create_engine_for(settings.database_url)
        try:
            if require:
                require_current(engine)
            yield settings, engine
        finally:
            engine.dispose()


@contextmanager
def failures_explained() -> Iterator[None]:
    """Turn wrong settings (code 2) and an unusable database (code 3) into a plain line.

    Raises:
        typer.Exit: with that code.
    """
    from tksk_workflow.store.errors import StoreError

    try:
        yield
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_USAGE) from None
    except StoreError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(DEPENDENCY_FAILED) from None
