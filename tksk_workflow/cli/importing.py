"""`tksk import`: lists of cases, partners, deciles or results from a spreadsheet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import Sitting, acting
from tksk_workflow.cli.output import (
    PROBLEMS,
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    console,
    say,
    say_json,
    show_table,
)

if TYPE_CHECKING:
    from tksk_workflow.services.importing.results import ImportResult, RowProblem

app = typer.Typer(help="Memasukkan daftar CSV atau XLSX.", no_args_is_help=True)

File = Annotated[
    Path,
    typer.Argument(
        metavar="BERKAS", help="Berkas CSV (UTF-8) atau XLSX.", exists=True, dir_okay=False
    ),
]


@app.command("cases")
def cases(
    file: File,
    village: Annotated[
        str | None, typer.Option("--village", help="Desa untuk baris yang tidak menyebutkannya.")
    ] = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Memasukkan daftar orang dan keluarga. Berkas yang sama dua kali tidak mengubah apa pun.

    Kolom wajib dan pilihannya ada di docs/cli.md. Baris yang salah dilaporkan, yang benar masuk.
    """
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.importing.cases import import_cases

        with _progress(output) as progress:
            result = import_cases(
                sitting.app, sitting.actor, file, sitting.now, village=village, progress=progress
            )
        _report(sitting, result)


@app.command("partners")
def partners(
    file: File,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Memasukkan direktori mitra. Mitra yang tidak ada dalam berkas tetap ada."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.importing.partners import import_partners

        _report(sitting, import_partners(sitting.app, sitting.actor, file, sitting.now))


@app.command("deciles")
def deciles(
    file: File,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Memasukkan desil DTSEN triwulanan: nik atau kasus, desil, periode (2026-T3), program.

    Alur 'pembaruan-dtsen' menerapkannya dan merutekan ulang kasus yang melewati batas.
    """
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.importing.deciles import import_deciles

        _report(sitting, import_deciles(sitting.app, sitting.actor, file, sitting.now))


@app.command("results")
def results(
    file: File,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Memasukkan hasil dari pusat: nik atau kasus, layanan, hasil, periode (2026-09).

    Alur 'rekonsiliasi-pusat' membandingkannya dengan usulan.
    """
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.importing.centre_results import import_results

        _report(sitting, import_results(sitting.app, sitting.actor, file, sitting.now))


@contextmanager
def _progress(output: Format) -> Iterator[Callable[[int, int], None] | None]:
    """Show how far a long import is, where somebody is watching."""
    if output is Format.JSON or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("memasukkan"), BarColumn(), MofNCompleteColumn(), TextColumn("baris"))
    with Progress(*columns, console=console(problems=True), transient=True) as shown:
        task = shown.add_task("", total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def _report(sitting: Sitting, result: ImportResult) -> None:
    """Say what went in and what did not.

    Raises:
        typer.Exit: with code 1, when a row is not in.
    """
    if sitting.wants_json:
        say_json(result)
    else:
        counts = {
            "baris dibaca": result.rows_read,
            "baru": result.created,
            "diperbarui": result.updated,
            "tetap": result.unchanged,
            "dilewati": result.skipped,
        }
        if result.others:
            counts["orang tanpa kasus di sini"] = result.others
        show_table("Hasil impor", tuple(counts), [tuple(map(str, counts.values()))], "")
        if result.others:
            say(f"{result.others} baris tentang orang tanpa kasus di sini; tidak dicatat.")
        _list_rows("Baris yang tidak masuk", result.problems)
        _list_rows("Perlu diperiksa; tidak menghalangi barisnya masuk", result.warnings)
        if result.problems:
            say("Perbaiki baris itu dalam berkas, lalu impor lagi; yang sudah masuk tidak berubah.")
    if result.problems:
        raise typer.Exit(PROBLEMS)


def _list_rows(title: str, found: Sequence[RowProblem]) -> None:
    if found:
        # A row may have several problems; the counts above are of rows.
        rows = len({one.row for one in found})
        show_table(
            f"{title} ({rows} baris, {len(found)} masalah)",
            ("baris", "kolom", "masalah", "yang perlu dilakukan"),
            [(str(one.row), one.column, one.reason, one.hint) for one in found],
            "",
        )
