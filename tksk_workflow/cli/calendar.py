"""`tksk calendar`: which days are off, and when the terms of each class end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.output import (
    PROBLEMS,
    WRONG_USAGE,
    Format,
    FormatOption,
    NowOption,
    day,
    moment_there,
    say,
    say_json,
    show_table,
    stop,
)
from tksk_workflow.domain.years import is_sensible, out_of_range

if TYPE_CHECKING:
    from tksk_workflow.domain.rulepack import RulePack

app = typer.Typer(
    help="Kalender kerja: hari libur dan tenggat menurut daerah.", no_args_is_help=True
)

AreaOption = Annotated[
    str, typer.Option("--area", metavar="KODE", help="Kode wilayah; bawaan: seluruh Indonesia.")
]
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MOMENT_HELP = (
    "contoh: 2026-09-17T08:00 menurut jam daerah itu, atau dengan zona: 2026-09-17T08:00+09:00"
)
_ESTIMATED = (
    "Libur tahun {year} belum ditetapkan: libur Islam dan Imlek perkiraan, cuti bersama belum "
    "ada. Setelah SKB terbit, salin ke hari-libur.yaml dengan 'lengkap: ya'."
)


@app.command("show")
def show(
    year: Annotated[int, typer.Option("--year", min=2000, max=2100, help="Tahun.")],
    area: AreaOption = "",
    output: FormatOption = Format.TEXT,
) -> None:
    """Menampilkan hari libur satu tahun, dan apakah sudah ditetapkan atau perkiraan."""
    _require_area(area, output)
    from tksk_workflow.services.working_calendar import calendar_of

    calendar = calendar_of(_pack(output).calendar, area)
    estimated, days = calendar.is_estimated(year), calendar.days_off(year)
    if output is Format.JSON:
        listed = [{"date": found, "name": name} for found, name in days.items()]
        say_json({"year": year, "area": area, "estimated": estimated, "days": listed})
        return
    show_table(
        f"Hari libur {year}" + (f" di {area}" if area else ""),
        ("tanggal", "hari", "nama"),
        ((day(found), _DAYS[found.weekday()], name) for found, name in days.items()),
        f"Tidak ada hari libur {year} selain Sabtu dan Minggu.",
    )
    if estimated:
        say(_ESTIMATED.format(year=year))


@app.command("due")
def due(
    area: AreaOption = "",
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="WAKTU", help=f"Dikirim pada; bawaan: sekarang; {_MOMENT_HELP}."
        ),
    ] = None,
) -> None:
    """Menampilkan tenggat setiap kelas urgensi bila rujukan dikirim pada suatu saat."""
    _require_area(area, output)
    from tksk_workflow.config import SettingsError, load_settings
    from tksk_workflow.services.rules.term_preview import preview

    try:
        zone = load_settings().zone
    except SettingsError as error:
        stop(str(error), WRONG_USAGE, output)
    terms = preview(_pack(output), area, zone, _moment(at or now, output))
    if output is Format.JSON:
        say_json(terms)
        return
    show_table(
        f"Tenggat bila dikirim {moment_there(terms.sent_at, terms.zone, zone)}",
        ("kelas", "kirim sebelum", "rekomendasi", "jawaban mitra", "tiap tingkat", "tindak lanjut"),
        (
            (
                f"{line.urgency.value} {line.label}",
                *(
                    moment_there(value, terms.zone, zone)
                    for value in (line.send, line.recommendation, line.answer, line.escalation)
                ),
                ", ".join(day(found) for found in line.follow_ups),
            )
            for line in terms.classes
        ),
        "Paket aturan tidak memuat kelas urgensi.",
    )
    for year in terms.estimated_years:
        say(_ESTIMATED.format(year=year))


def _require_area(area: str, output: Format) -> None:
    from tksk_workflow.services.errors import InvalidInput
    from tksk_workflow.services.regions import require_listed

    try:
        require_listed(area)
    except InvalidInput as error:
        problem = error.problems[0]
        stop(f"--area: {problem.message}", WRONG_USAGE, output, problem.hint)


def _moment(text: str | None, output: Format) -> datetime | None:
    """Read a moment; without a zone it is meant by the clocks of the area."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        stop(f"'{text}' bukan waktu", WRONG_USAGE, output, _MOMENT_HELP)
    if not is_sensible(found):
        stop(out_of_range(text), WRONG_USAGE, output, _MOMENT_HELP)
    return found


def _pack(output: Format) -> RulePack:
    from tksk_workflow.config import SettingsError, load_settings
    from tksk_workflow.rulebook.loading import load_pack
    from tksk_workflow.rulebook.problems import PackError

    try:
        return load_pack(load_settings().rules_dir)
    except SettingsError as error:
        stop(str(error), WRONG_USAGE, output)
    except PackError as error:
        stop(str(error), PROBLEMS, output, "jalankan 'tksk rules check' untuk semua masalah")
