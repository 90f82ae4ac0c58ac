"""A pack as people name it: a folder, the number of a version, or the beginning of a hash."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from tksk_workflow.cli.audit_decisions import WHOEVER_AUDITS
from tksk_workflow.cli.output import PROBLEMS, Format, say_json
from tksk_workflow.cli.rules_deciding import loaded_with_texts

if TYPE_CHECKING:
    from datetime import date

    from tksk_workflow.domain.rulepack import RulePack
    from tksk_workflow.rulebook.problems import PackError

PACK_REFERENCE = "FOLDER|VERSI|SIDIK"


def named_pack(reference: str | None, output: Format) -> tuple[RulePack, dict[str, str]]:
    """Return a pack and its texts, or explain what is wrong with it and end with code 1.

    A folder of that name comes first. Only what is no folder is looked up in the database.
    """
    if reference is None or Path(reference).exists():
        return loaded_with_texts(None if reference is None else Path(reference), output)
    from tksk_workflow.services.versions import is_reference

    if not is_reference(reference):
        return loaded_with_texts(Path(reference), output)
    from tksk_workflow.cli.acting import acting
    from tksk_workflow.rulebook.loading import load_texts
    from tksk_workflow.rulebook.problems import PackError
    from tksk_workflow.services.versions import kept_pack

    with acting(None, output, otherwise=WHOEVER_AUDITS) as sitting:
        files = kept_pack(sitting.app, reference).files
    try:
        return load_texts(files), files
    except PackError as error:
        _refuse(error, reference, output)


def first_day_of(reference: str, output: Format) -> date | None:
    """Return the first day of a version that is named by its number; None for all else."""
    if Path(reference).exists():
        return None
    from tksk_workflow.cli.acting import acting
    from tksk_workflow.services.versions import list_versions, version_number

    number = version_number(reference)
    if number is None:
        return None
    with acting(None, output, otherwise=WHOEVER_AUDITS) as sitting:
        found = {one.number: one.in_force_from for one in list_versions(sitting.app, sitting.now)}
    return found.get(number)


def _refuse(error: PackError, reference: str, output: Format) -> NoReturn:
    if output is Format.JSON:
        say_json([problem.as_dict() for problem in error.problems])
    else:
        typer.echo(f"Paket {reference} tidak dapat dibaca lagi oleh program ini: {error}", err=True)
        typer.echo("  → tulis berkasnya dengan 'tksk rules fetch', lalu perbaiki", err=True)
    raise typer.Exit(PROBLEMS) from error
