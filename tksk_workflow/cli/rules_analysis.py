"""`tksk rules analyse`: what can be proved about a pack."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tksk_workflow.cli.output import (
    WRONG_USAGE,
    Format,
    FormatOption,
    heading,
    say,
    say_json,
    stop,
    stop_with,
)
from tksk_workflow.cli.pack_reference import PackArgument, named_pack
from tksk_workflow.cli.rules_deciding import DayOption, day_of, stop_for_parameter

if TYPE_CHECKING:
    from tksk_workflow.domain.partner import Partner
    from tksk_workflow.domain.rulepack import RulePack
    from tksk_workflow.rulebook.analysis import Finding

DATABASE = "database"

DirectoryOption = Annotated[
    str | None,
    typer.Option(
        "--directory",
        metavar="BERKAS|database",
        help="Direktori mitra: berkas CSV/XLSX, atau 'database'.",
    ),
]
AreaOption = Annotated[
    str | None,
    typer.Option("--area", metavar="WILAYAH", help="Hanya wilayah ini, misalnya 16.03.06."),
]


def analyse_pack(
    pack: PackArgument = None,
    output: FormatOption = Format.TEXT,
    date: DayOption = None,
    directory: DirectoryOption = None,
    area: AreaOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="Tampilkan juga keterangan, bukan hanya temuan.")
    ] = False,
) -> None:
    """Membuktikan celah, aturan mati, aturan kembar, dan pertentangan dalam paket aturan."""
    from tksk_workflow.rulebook.analysis import analyse
    from tksk_workflow.rulebook.binding import ParameterMissing

    found, _ = named_pack(pack, output)
    day = max(day_of(date), found.in_force_from) if date is None else day_of(date)
    partners, villages = read_partners(directory, area, found, output)
    try:
        findings = analyse(found, day, partners, villages)
    except ParameterMissing as error:
        stop_for_parameter(error, output)
    if output is Format.JSON:
        say_json([_as_data(one) for one in findings])
        return
    _say_findings(findings, every=every)


def _as_data(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "level": finding.level,
        "rules": finding.rules,
        "message": finding.message,
        "example": finding.example,
        "villages": finding.villages,
        "part": finding.part,
    }


def _say_findings(findings: Sequence[Finding], *, every: bool) -> None:
    from tksk_workflow.rulebook.analysis import Level
    from tksk_workflow.rulebook.saying import said_facts

    shown = [one for one in findings if every or one.level is not Level.NOTE]
    for kind, group in groupby(shown, key=lambda one: one.kind):
        heading(kind.heading)
        for one in group:
            say(f"  {one.message}")
            if one.example:
                say(f"    contoh: {said_facts(one.example)}")
            if one.villages:
                say(f"    desa: {', '.join(one.villages)}")
    if not shown:
        say("Tidak ada temuan.")
    say()
    counts = {level: sum(one.level is level for one in findings) for level in Level}
    say(
        f"{counts[Level.PROBLEM]} masalah, {counts[Level.CHECK]} perlu diperiksa, "
        f"{counts[Level.NOTE]} keterangan" + ("." if every else " (--all menampilkannya).")
    )


def read_partners(
    named: str | None, area: str | None, pack: RulePack, output: Format
) -> tuple[Sequence[Partner] | None, Sequence[str]]:
    """Read the directory that an option names, and the villages that it should serve."""
    from tksk_workflow.services.errors import ServiceError

    if named is None:
        if area is not None:
            stop("--area memerlukan --directory", WRONG_USAGE, output)
        return None, ()
    from tksk_workflow.services.directory_files import read_directory, villages_to_serve

    try:
        partners = (
            _from_database(output) if named == DATABASE else read_directory(Path(named), pack)
        )
        return partners, villages_to_serve(partners, area)
    except ServiceError as error:
        stop_with(error, output)


def _from_database(output: Format) -> Sequence[Partner]:
    from tksk_workflow.cli.acting import acting
    from tksk_workflow.services.directory_files import kept_directory

    # Looking at the directory is nobody's act; whoever can open the database may.
    with acting("sistem/analisis", output) as sitting:
        return kept_directory(sitting.app)
