"""`tksk report`: the monthly report and the social map (Pasal 8)."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import acting
from tksk_workflow.cli.output import (
    DEPENDENCY_FAILED,
    WRONG_USAGE,
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    say,
    say_as_it_is,
    say_json,
    show_table,
    stop,
)
from tksk_workflow.cli.paths import require_folder_of
from tksk_workflow.domain.month import InvalidMonth, Month
from tksk_workflow.system_reasons import reason_of

if TYPE_CHECKING:
    from tksk_workflow.reports.monthly.social_map import SocialMap

app = typer.Typer(help="Laporan bulanan dan peta sosial (Pasal 8).", no_args_is_help=True)

AreaOption = Annotated[
    str | None,
    typer.Option(
        "--kecamatan",
        metavar="KODE",
        help="Kode kecamatan; bawaan: milik Anda, atau satu-satunya yang ada.",
    ),
]


class MapFile(StrEnum):
    """What a social map can be written as, by the ending of the file."""

    CSV = ".csv"
    XLSX = ".xlsx"
    SVG = ".svg"


@app.command("monthly")
def monthly(
    month: Annotated[str, typer.Option("--month", metavar="TAHUN-BULAN", help="Contoh: 2026-09.")],
    area: AreaOption = None,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Tempat berkasnya.")] = Path(
        "."
    ),
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Membuat laporan bulanan untuk Dinas Sosial dan camat: XLSX dan PDF, tanpa nama dan NIK."""
    try:
        wanted = Month.parse(month)
    except InvalidMonth as error:
        stop(f"--month {error}", WRONG_USAGE, output)
    require_folder_of(out, output)
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.monthly.reporting import write_monthly_report

        try:
            written = write_monthly_report(
                sitting.app, sitting.actor, wanted, area, out, sitting.now
            )
        except OSError as error:
            stop(
                f"folder '{out}' tidak dapat ditulis ({reason_of(error)})",
                DEPENDENCY_FAILED,
                output,
            )
        if sitting.wants_json:
            say_json({"files": [str(path) for path in written.files], "news": written.news})
            return
        for path in written.files:
            say_as_it_is(str(path))
        if not written.news:
            say("Isinya sama dengan laporan yang sudah pernah dibuat.")


@app.command("social-map")
def social_map(
    area: AreaOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="BERKAS", help="Berkas .csv, .xlsx, atau .svg (peta panas)."),
    ] = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan peta sosial: PMKS dan PSKS menurut desa dan jenis."""
    if out is not None and out.suffix not in set(MapFile):
        stop(f"--out {out}: akhiran harus {', '.join(MapFile)}", WRONG_USAGE, output)
    if out is not None:
        require_folder_of(out, output)
    with acting(as_, output, now) as sitting:
        from tksk_workflow.reports.files import write_whole
        from tksk_workflow.services.monthly.reporting import social_map_of

        found = social_map_of(sitting.app, sitting.actor, area, sitting.now)
        if out is not None:
            try:
                write_whole(out, _content(found, MapFile(out.suffix)))
            except OSError as error:
                stop(f"'{out}' tidak dapat ditulis ({reason_of(error)})", DEPENDENCY_FAILED, output)
        if sitting.wants_json:
            say_json({"pmks": found.pmks, "psks": found.psks, "names": found.names})
        elif out is not None:
            say_as_it_is(str(out))
        else:
            for section in found.sections():
                show_table(section.name, section.columns, section.rows, "Tidak ada.")
                say(section.note)


def _content(found: SocialMap, kind: MapFile) -> bytes:
    from tksk_workflow.reports.monthly.workbook import as_csv, workbook
    from tksk_workflow.reports.plots import village_heat_map

    match kind:
        case MapFile.XLSX:
            return workbook("Peta sosial", (*found.sections(), found.legend()))
        case MapFile.CSV:
            return as_csv(found.sections()[0])
        case MapFile.SVG:
            return village_heat_map(found.pmks).encode()
