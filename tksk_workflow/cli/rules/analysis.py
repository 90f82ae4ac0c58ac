"""`tksk rules analyse`: what can be proved about a pack."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tksk_workflow.cli.output import (
    PROBLEMS,
    WRONG_USAGE,
    Format,
    FormatOption,
    heading,
    say,
    say_json,
    stop,
    stop_with,
)
from tksk_workflow.cli.rules.deciding import DayOption, day_of, stop_for_parameter
from tksk_workflow.cli.rules.pack_reference import PackArgument, named_pack

if TYPE_CHECKING:
    from tksk_workflow.domain.accepted import AcceptedFinding
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
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Kode keluar 1 bila ada temuan yang belum diterima paket."),
    ] = False,
) -> None:
    """Membuktikan celah, aturan mati, aturan kembar, dan pertentangan dalam paket aturan."""
    from tksk_workflow.rulebook.analysis import analyse
    from tksk_workflow.rulebook.binding import ParameterMissing

    found, _ = named_pack(pack, output)
    day = max(day_of(date, output), found.in_force_from) if date is None else day_of(date, output)
    partners, villages = read_partners(directory, area, found, output)
    try:
        findings = analyse(found, day, partners, villages)
    except ParameterMissing as error:
        stop_for_parameter(error, output)
    if output is Format.JSON:
        say_json([_as_data(one) for one in findings])
    else:
        _say_findings(findings, every=every)
    if strict and any(one.is_open for one in findings):
        raise typer.Exit(PROBLEMS)


def _as_data(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "level": finding.level,
        "rules": finding.rules,
        "message": finding.message,
        "example": finding.example,
        "villages": finding.villages,
        "part": finding.part,
        "accepted": None if finding.accepted is None else _acceptance(finding.accepted),
    }


def _acceptance(accepted: AcceptedFinding) -> dict[str, Any]:
    return {
        "reason": accepted.reason,
        "sources": list(accepted.sources),
        "file": accepted.file,
        "line": accepted.line,
    }


def _say_findings(findings: Sequence[Finding], *, every: bool) -> None:
    from tksk_workflow.rulebook.analysis import Level
    from tksk_workflow.rulebook.explaining.saying import said_facts

    accepted = [one for one in findings if one.accepted is not None]
    open_ones = [one for one in findings if one.accepted is None]
    shown = [one for one in open_ones if every or one.is_open]
    for kind, group in groupby(shown, key=lambda one: one.kind):
        heading(kind.heading)
        for one in group:
            say(f"  {one.message}")
            if one.example:
                say(f"    contoh: {said_facts(one.example)}")
            if one.villages:
                say(f"    desa: {', '.join(one.villages)}")
    if not shown:
        say("Tidak ada temuan yang terbuka." if accepted else "Tidak ada temuan.")
    _say_accepted(accepted)
    say()
    counts = {level: sum(one.level is level for one in open_ones) for level in Level}
    settled = f"{len(accepted)} diterima, " if accepted else ""
    say(
        f"{counts[Level.PROBLEM]} masalah, {counts[Level.CHECK]} perlu diperiksa, "
        f"{settled}{counts[Level.NOTE]} keterangan" + ("." if every else " (--all menampilkannya).")
    )


def _say_accepted(findings: Sequence[Finding]) -> None:
    if findings:
        heading("Diterima paket, dengan alasannya")
    for one in findings:
        if one.accepted is not None:
            say(f"  {one.message}")
            say(f"    alasan: {one.accepted.reason}")
            cited = ", ".join(one.accepted.sources) or "tidak disebut"
            say(f"    sumber: {cited} ({one.accepted.file}:{one.accepted.line})")


def read_partners(
    named: str | None, area: str | None, pack: RulePack, output: Format
) -> tuple[Sequence[Partner] | None, Sequence[str]]:
    """Read the directory that an option names, and the villages that it should serve."""
    from tksk_workflow.services.errors import ServiceError

    if named is None:
        if area is not None:
            stop("--area memerlukan --directory", WRONG_USAGE, output)
        return None, ()
    from tksk_workflow.services.importing.directory_files import read_directory, villages_to_serve

    if named != DATABASE and not Path(named).is_file():
        stop(f"--directory: berkas '{named}' tidak ada", WRONG_USAGE, output, "periksa jalurnya")
    try:
        partners = (
            _from_database(output) if named == DATABASE else read_directory(Path(named), pack)
        )
        return partners, villages_to_serve(partners, area)
    except ServiceError as error:
        stop_with(error, output)


def _from_database(output: Format) -> Sequence[Partner]:
    from tksk_workflow.cli.acting import acting
    from tksk_workflow.services.importing.directory_files import kept_directory

    # Looking at the directory is nobody's act; whoever can open the database may.
    with acting("sistem/analisis", output) as sitting:
        return kept_directory(sitting.app)
