"""`tksk programme`: programmes, their evaluation and its report."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import Sitting, acting
from tksk_workflow.cli.output import (
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    OwnAreaOption,
    day,
    say,
    say_json,
    show_table,
    words,
)

if TYPE_CHECKING:
    from tksk_workflow.services.activities.programmes import ProgrammeView

app = typer.Typer(help="Program yang dijalankan, dan evaluasinya.", no_args_is_help=True)

_DAY = ["%Y-%m-%d", "%d-%m-%Y"]
Code = Annotated[str, typer.Argument(metavar="PROGRAM", help="Kode program, contoh P-000012.")]


@app.command("add")
def add(
    name: Annotated[str, typer.Option("--name", help="Nama program.")],
    area: Annotated[str, typer.Option("--area", help="Kode kecamatan atau desa.")],
    since: Annotated[
        datetime | None, typer.Option("--from", formats=_DAY, help="Mulai; bawaan: hari ini.")
    ] = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencatat program yang dimulai."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.activities.programmes import add_programme

        started = None if since is None else since.date()
        _tell(sitting, add_programme(sitting.app, sitting.actor, name, area, started, sitting.now))


@app.command("end")
def end(
    programme: Code,
    date: Annotated[
        datetime | None, typer.Option("--date", formats=_DAY, help="Bawaan: hari ini.")
    ] = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menyatakan program berakhir; sejak itu evaluasinya ditunggu."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.activities.programmes import end_programme

        ended = None if date is None else date.date()
        _tell(sitting, end_programme(sitting.app, sitting.actor, programme, ended, sitting.now))


@app.command("evaluate")
def evaluate(
    programme: Code,
    result: Annotated[str, typer.Option("--result", help="Hasil program.")],
    improvements: Annotated[str, typer.Option("--improve", help="Yang perlu diperbaiki.")],
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencatat evaluasi program yang sudah berakhir."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.activities.programmes import evaluate_programme

        _tell(
            sitting,
            evaluate_programme(
                sitting.app, sitting.actor, programme, result, improvements, sitting.now
            ),
        )


@app.command("report")
def report(
    programme: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menyatakan evaluasi sudah dilaporkan kepada Dinas Sosial."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.activities.programmes import report_programme

        _tell(sitting, report_programme(sitting.app, sitting.actor, programme, sitting.now))


@app.command("list")
def list_command(
    area: OwnAreaOption = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan program dan keadaan evaluasinya."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.activities.programmes import list_programmes
        from tksk_workflow.services.regions import require_listed

        require_listed(area)
        found = list_programmes(sitting.app, sitting.actor, area=area)
        if sitting.wants_json:
            say_json(found)
            return
        show_table(
            f"Program ({len(found)})",
            ("kode", "nama", "wilayah", "mulai", "berakhir", "keadaan"),
            (
                (
                    view.programme,
                    view.name,
                    view.area,
                    day(view.started_on),
                    day(view.ended_on),
                    words(view.status),
                )
                for view in found
            ),
            "Tidak ada program.",
        )


def _tell(sitting: Sitting, view: ProgrammeView) -> None:
    if sitting.wants_json:
        say_json(view)
    else:
        say(f"{view.programme} {view.name}: {words(view.status)}.")
