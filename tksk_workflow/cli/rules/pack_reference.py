"""A pack as people name it: a folder, the number of a version, or the beginning of a hash.

Every command that takes a pack takes it through this module, so that one word means the
same everywhere. A folder of that name comes first: whoever has a folder ``3`` reaches
version 3 as ``versi:3``, and ``./3`` is always a folder. Only what is no folder is looked
up in the database, so that folders need none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from tksk_workflow.cli.audit.decisions import WHOEVER_AUDITS
from tksk_workflow.cli.output import PROBLEMS, Format, stop

if TYPE_CHECKING:
    from datetime import date

    from tksk_workflow.domain.rulepack import RulePack
    from tksk_workflow.rulebook.problems import Problem

PACK_REFERENCE = "FOLDER|VERSI|SIDIK"
_EXPLAINED = "Folder, nomor versi (misalnya versi:3), atau awal sidik paket; bawaan: paket bawaan."

PackArgument = Annotated[str | None, typer.Argument(metavar=PACK_REFERENCE, help=_EXPLAINED)]
PackOption = Annotated[str | None, typer.Option("--pack", metavar=PACK_REFERENCE, help=_EXPLAINED)]


def named_pack(reference: str | None, output: Format) -> tuple[RulePack, dict[str, str]]:
    """Return a pack and its texts, or show what is wrong with it and end with code 1.

    Raises:
        typer.Exit: with code 1 for a pack that cannot be used or is not there, with code 3
            when the database that should have it cannot be reached.
    """
    from tksk_workflow.rulebook.loading import load_texts, load_with_texts
    from tksk_workflow.rulebook.problems import PackError

    kept = _kept_files(reference, output)
    try:
        return load_with_texts(_folder(reference)) if kept is None else (load_texts(kept), kept)
    except PackError as error:
        _refuse(reference, kept, error.problems, output)


def checked_pack(
    reference: str | None, day: date | None, output: Format
) -> tuple[RulePack | None, list[Problem], dict[str, str]]:
    """Return a pack, every problem of it and its texts; its examples are run, too.

    Raises:
        typer.Exit: with code 1 when the record keeps no such pack, with code 3 when the
            database cannot be reached.
    """
    from tksk_workflow.rulebook.examples import check_files, check_texts

    kept = _kept_files(reference, output)
    if kept is None:
        return check_files(_folder(reference), day)
    return *check_texts(kept, day), kept


def say_where_the_base_is(
    reference: str | Path | None, problems: Iterable[Problem], *, err: bool = False
) -> None:
    """Say which folder is meant by ``induk/`` in the place of a problem, if any is there."""
    from tksk_workflow.rulebook.reading.pack_folder import BASE_FOLDER, base_folder_of

    if not any(one.file.startswith(BASE_FOLDER) for one in problems):
        return
    named = _folder(None if reference is None else str(reference))
    folder = base_folder_of(named) if named.exists() else None
    if folder is not None:
        typer.echo(f"{BASE_FOLDER} adalah paket yang diperluas, di folder {folder}", err=err)


def first_day_of(reference: str, output: Format) -> date | None:
    """Return the first day of a version that is named by its number; None for all else."""
    if Path(reference).exists():
        return None
    from tksk_workflow.cli.acting import acting
    from tksk_workflow.services.rules.versions import list_versions, version_number

    number = version_number(reference)
    if number is None:
        return None
    with acting(None, output, otherwise=WHOEVER_AUDITS) as sitting:
        found = {one.number: one.in_force_from for one in list_versions(sitting.app, sitting.now)}
    return found.get(number)


def _folder(reference: str | None) -> Path:
    from tksk_workflow.rulebook.default_pack import default_pack_path

    return default_pack_path() if reference is None else Path(reference)


def _kept_files(reference: str | None, output: Format) -> dict[str, str] | None:
    """Return the files of a pack that the record keeps; None when a folder is meant."""
    if reference is None or Path(reference).exists():
        return None
    from tksk_workflow.services.rules.versions import is_reference

    if not is_reference(reference):
        return None
    from tksk_workflow.cli.acting import acting
    from tksk_workflow.services.rules.versions import kept_pack

    with acting(None, output, otherwise=WHOEVER_AUDITS) as sitting:
        return kept_pack(sitting.app, reference).files


def _refuse(
    reference: str | None,
    kept: Mapping[str, str] | None,
    problems: Sequence[Problem],
    output: Format,
) -> NoReturn:
    """Show every problem of a pack that cannot be used."""
    from tksk_workflow.rulebook.problems import Findings, render_text
    from tksk_workflow.rulebook.reading.pack_folder import read_files

    if kept is None:
        message, hint = "Paket aturan ini tidak dapat dipakai.", ""
    else:
        message = f"Paket {reference} tidak dapat dibaca lagi oleh program ini."
        hint = "tulis berkasnya dengan 'tksk rules fetch', lalu perbaiki"
    if output is Format.TEXT:
        texts = read_files(_folder(reference), Findings()) if kept is None else kept
        typer.echo(render_text(problems, texts), err=True)
        if kept is None:
            say_where_the_base_is(reference, problems, err=True)
    stop(message, PROBLEMS, output, hint, [problem.as_dict() for problem in problems])
