"""`tksk rules`: check, test, analyse and try out a pack; decide and explain cases."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from tksk_workflow.cli.output import PROBLEMS, Format, FormatOption, say, say_as_it_is, say_json
from tksk_workflow.cli.rules.analysis import analyse_pack
from tksk_workflow.cli.rules.changelog import write_changelog
from tksk_workflow.cli.rules.deciding import decide_cases, explain_cases
from tksk_workflow.cli.rules.pack_reference import (
    PackArgument,
    checked_pack,
    named_pack,
    say_where_the_base_is,
)
from tksk_workflow.cli.rules.publishing import (
    fetch_pack,
    publish_pack,
    roll_back_to,
    show_versions,
)
from tksk_workflow.cli.rules.showing import show_pack
from tksk_workflow.cli.rules.simulating import simulate_pack
from tksk_workflow.cli.rules.what_if import what_if_pack

DateOption = Annotated[
    str | None,
    typer.Option("--date", metavar="TANGGAL", help="Tanggal parameter; bawaan: hari ini."),
]

app = typer.Typer(
    help="Paket aturan: periksa, uji, analisis, coba, putuskan, jelaskan, terbitkan.",
    no_args_is_help=True,
)
app.command("decide")(decide_cases)
app.command("explain")(explain_cases)
app.command("analyse")(analyse_pack)
app.command("simulate")(simulate_pack)
app.command("what-if")(what_if_pack)
app.command("show")(show_pack)
app.command("changelog")(write_changelog)
app.command("publish")(publish_pack)
app.command("versions")(show_versions)
app.command("rollback")(roll_back_to)
app.command("fetch")(fetch_pack)


class Language(StrEnum):
    """In which language mistakes are explained."""

    INDONESIAN = "id"
    ENGLISH = "en"


@app.command("check")
def check(
    pack: PackArgument = None,
    output: FormatOption = Format.TEXT,
    date: DateOption = None,
    language: Annotated[
        Language, typer.Option("--lang", help="Bahasa penjelasan masalah.")
    ] = Language.INDONESIAN,
) -> None:
    """Memeriksa paket aturan dan menampilkan semua masalah sekaligus."""
    from tksk_workflow.cli.rules.deciding import day_of
    from tksk_workflow.rulebook.problems import render_text

    day = day_of(date, output) if date else None
    found, problems, texts = checked_pack(pack, day, output)
    english = language is Language.ENGLISH
    if english:
        problems = [problem.in_english() for problem in problems]
    if output is Format.JSON:
        say_json([problem.as_dict() for problem in problems])
    elif problems:
        say_as_it_is(render_text(problems, texts))
        files = len({problem.file for problem in problems})
        if english:
            say(f"{len(problems)} problems in {files} files.")
        else:
            say(f"{len(problems)} masalah dalam {files} berkas.")
        say_where_the_base_is(pack, problems)
        if found is None and texts:
            _say_what_was_not_checked(texts, english=english)
    elif found is not None and english:
        say(f"Pack {found.name} {found.version} has no problems.")
    elif found is not None:
        say(f"Paket {found.name} {found.version} tidak bermasalah: {_counted(found)}.")
    if problems:
        raise typer.Exit(PROBLEMS)


def _say_what_was_not_checked(texts: Mapping[str, str], *, english: bool) -> None:
    """Let nobody believe that what is listed is all that is wrong."""
    from tksk_workflow.rulebook.loading import kinds_not_read

    unread = ", ".join(kinds_not_read(texts))
    if unread and english:
        say(f"NOT CHECKED yet: the rules and guards, because these cannot be read: {unread}.")
        say("  → repair them and check again; there may be other problems")
    elif unread:
        say(f"BELUM DIPERIKSA: aturan dan pagar, karena ini belum terbaca: {unread}.")
        say("  → perbaiki dahulu, lalu periksa lagi; mungkin ada masalah lain")
    elif english:
        say("The examples were not run yet; they are when nothing else is wrong.")
    else:
        say("Contoh belum dijalankan; baru dijalankan bila tidak ada masalah lain.")


def _counted(pack: Any) -> str:
    examples = sum(len(item.examples) for item in (*pack.rules, *pack.guards))
    return (
        f"{len(pack.pmks_types)} jenis PMKS, {len(pack.rules)} aturan, {len(pack.guards)} pagar, "
        f"{len(pack.facts)} fakta, {examples} contoh"
    )


@app.command("test")
def run_all_examples(
    pack: PackArgument = None, output: FormatOption = Format.TEXT, date: DateOption = None
) -> None:
    """Menjalankan setiap contoh dalam paket aturan."""
    from tksk_workflow.cli.rules.deciding import day_of, stop_for_parameter
    from tksk_workflow.rulebook.binding import ParameterMissing
    from tksk_workflow.rulebook.examples import run_examples, today

    found, _ = named_pack(pack, output)
    day = day_of(date, output) if date else max(today(), found.in_force_from)
    try:
        results = run_examples(found, day)
    except ParameterMissing as error:
        stop_for_parameter(error, output)
    failed = [result for result in results if not result.held]
    if output is Format.JSON:
        say_json(
            [
                {
                    "rule": result.owner,
                    "example": result.example.name,
                    "expected": result.example.expected,
                    "held": result.held,
                    "message": result.complaint,
                    "hint": result.hint,
                    "file": result.example.place.file,
                    "line": result.example.place.line,
                }
                for result in results
            ]
        )
    else:
        for result in failed:
            place = result.example.place
            say(
                f"{place.file}:{place.line}: contoh '{result.example.name}' dari {result.owner}: "
                f"{result.complaint}"
            )
            if result.hint:
                say(f"    → {result.hint}")
        say(f"{len(results)} contoh dijalankan, {len(failed)} gagal.")
    if failed:
        raise typer.Exit(PROBLEMS)


@app.command("schema")
def schema(pack: PackArgument = None) -> None:
    """Menulis JSON Schema untuk penyunting (misalnya VS Code), memakai kosakata paket."""
    import json

    from tksk_workflow.rulebook.schema.document import pack_schema

    found, _ = named_pack(pack, Format.TEXT)
    say_as_it_is(json.dumps(pack_schema(found), ensure_ascii=False, indent=1))
