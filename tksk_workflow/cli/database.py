"""`tksk db`: bring the database up to date, look at it, check its promises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.output import (
    DEPENDENCY_FAILED,
    PROBLEMS,
    WRONG_USAGE,
    Format,
    FormatOption,
    say,
    say_json,
    stop,
)
from tksk_workflow.cli.transfer_text import progress_shown, say_moved

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tksk_workflow.config import Settings

app = typer.Typer(
    help="Basis data: memutakhirkan, melihat versi, memeriksa isi.", no_args_is_help=True
)


@app.command("upgrade")
def upgrade(output: FormatOption = Format.TEXT) -> None:
    """Memutakhirkan tabel ke versi program ini. Aman diulang."""
    with failures_explained(output):
        from tksk_workflow.config import load_settings
        from tksk_workflow.store.database import create_engine_for, describe
        from tksk_workflow.store.schema import current_revision, migrate

        settings = load_settings()
        engine = create_engine_for(settings.database_url)
        try:
            before = current_revision(engine)
        finally:
            engine.dispose()
        revision = migrate(settings.database_url)
        where = describe(settings.database_url)
    if output is Format.JSON:
        say_json({"database": where, "revision": revision, "before": before})
    elif before is None:
        say(f"Basis data {where} dibuat, versi {revision}.")
    elif before == revision:
        say(f"Basis data {where} sudah versi {revision}.")
    else:
        say(f"Basis data {where} dimutakhirkan dari versi {before} ke {revision}.")


@app.command("status")
def status(output: FormatOption = Format.TEXT) -> None:
    """Menampilkan versi tabel. Kode keluar 1 bila perlu dimutakhirkan."""
    with database_opened(output, require=False) as (settings, engine):
        from tksk_workflow.store.database import describe
        from tksk_workflow.store.schema import schema_status

        found = schema_status(engine)
        where = describe(settings.database_url)
    if output is Format.JSON:
        data = {"database": where, "revision": found.current, "head": found.head}
        say_json({**data, "current": found.is_current})
    elif found.is_current:
        say(f"Basis data {where}: versi {found.current}, mutakhir.")
    else:
        now = f"versi {found.current}" if found.current else "masih kosong"
        say(f"Basis data {where}: {now}; program ini memerlukan versi {found.head}.")
        say("  → jalankan 'tksk db upgrade'")
    if not found.is_current:
        raise typer.Exit(PROBLEMS)


@app.command("check")
def check(output: FormatOption = Format.TEXT) -> None:
    """Memeriksa seluruh isi basis data. Kode keluar 1 bila ada yang tidak beres."""
    with database_opened(output) as (settings, engine):
        from tksk_workflow.store.invariants import check_invariants
        from tksk_workflow.store.session import session_factory_for
        from tksk_workflow.store.unit_of_work import UnitOfWork

        with UnitOfWork(session_factory_for(engine), read_only=True) as uow:
            problems = check_invariants(uow.session, settings.identity_secret)
    if output is Format.JSON:
        say_json({"sound": not problems, "problems": problems})
    elif problems:
        for problem in problems:
            say(problem)
        say(f"{len(problems)} masalah ditemukan.")
    else:
        say("Isi basis data beres.")
    if problems:
        raise typer.Exit(PROBLEMS)


@app.command("copy")
def copy(
    source: Annotated[
        str,
        typer.Argument(metavar="SUMBER", help="URL basis data yang dibaca; boleh sedang dipakai."),
    ],
    target: Annotated[str, typer.Argument(metavar="TUJUAN", help="URL basis data yang kosong.")],
    output: FormatOption = Format.TEXT,
) -> None:
    """Menyalin seluruh isi ke basis data lain, misalnya dari SQLite ke PostgreSQL."""
    with failures_explained(output):
        from tksk_workflow.store.database import describe
        from tksk_workflow.store.transfer.copying import copy_database

        _require_two(source, target, output)
        with progress_shown("menyalin") as progress:
            copied = copy_database(source, target, progress)
        where = describe(target)
    say_moved(copied, f"Tersalin ke {where} dan dibaca ulang: sama baris demi baris.", output)


def _require_two(source: str, target: str, output: Format) -> None:
    """Refuse arguments between which nothing can be copied, whatever is in the databases."""
    from tksk_workflow.store.database import describe, sqlite_file
    from tksk_workflow.store.errors import WrongDatabaseAddress

    for name, url in (("SUMBER", source), ("TUJUAN", target)):
        try:
            file = sqlite_file(url)
        except WrongDatabaseAddress as error:
            stop(f"{name}: {error}", WRONG_USAGE, output)
        if name == "SUMBER" and file is not None and not file.is_file():
            hint = "periksa URL sumbernya"
            stop(f"SUMBER: berkas basis data '{file}' tidak ada", WRONG_USAGE, output, hint)
        if file is not None and not file.absolute().parent.is_dir():
            hint = "periksa ejaannya, atau buat foldernya lebih dahulu"
            stop(f"{name}: folder '{file.absolute().parent}' tidak ada", WRONG_USAGE, output, hint)
    if describe(source) == describe(target):
        message = "SUMBER dan TUJUAN adalah basis data yang sama"
        stop(message, WRONG_USAGE, output, "sebut basis data kosong sebagai TUJUAN")


@contextmanager
def database_opened(output: Format, *, require: bool = True) -> Iterator[tuple[Settings, Engine]]:
    """Open the database of the settings for one command, and close it afterwards.

    Args:
        output: how problems are written.
        require: refuse tables of another version than the program's.

    Raises:
        typer.Exit: with code 2 or 3, after an explanation.
    """
    with failures_explained(output):
        from tksk_workflow.config import load_settings
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
def failures_explained(output: Format) -> Iterator[None]:
    """Explain wrong settings or paths (2), a target that does not fit (1), a dead database (3).

    Raises:
        typer.Exit: with that code.
    """
    from tksk_workflow.config import SettingsError
    from tksk_workflow.store.errors import StoreError, WrongDatabaseAddress
    from tksk_workflow.store.transfer.errors import TransferRefused

    try:
        yield
    except SettingsError as error:
        stop(str(error), WRONG_USAGE, output)
    except TransferRefused as error:
        stop(str(error), PROBLEMS, output, error.hint)
    except WrongDatabaseAddress as error:
        stop(str(error), WRONG_USAGE, output, "periksa TKSK_DATABASE_URL")
    except StoreError as error:
        stop(str(error), DEPENDENCY_FAILED, output)
