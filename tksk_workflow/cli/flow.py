"""`tksk flow`: run the scheduled flows by hand, list them, serve them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer

from flows.registry import BY_NAME, FLOWS, TIME_ZONE, ScheduledFlow
from tksk_workflow.cli.days_typed import lies_ahead
from tksk_workflow.cli.outbox_text import closed_way_line
from tksk_workflow.cli.output import (
    DEPENDENCY_FAILED,
    PROBLEMS,
    WRONG_USAGE,
    Format,
    FormatOption,
    moment,
    say,
    say_json,
    show_table,
    stop,
)
from tksk_workflow.config import Settings, SettingsError, load_settings
from tksk_workflow.domain.years import is_sensible, out_of_range

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application
    from tksk_workflow.services.outbox.closed_ways import ClosedWay
    from tksk_workflow.services.sweeps import LastRun

Answer = TypeVar("Answer")

app = typer.Typer(
    help="Alur terjadwal: menjalankan, melihat, dan menjadwalkan semuanya.",
    no_args_is_help=True,
)


@app.command("run")
def run(
    name: Annotated[str, typer.Argument(help="Nama alur; lihat 'tksk flow list'.")],
    date: Annotated[
        str | None,
        typer.Option(
            "--date",
            help="Dianggap hari ini: 2026-09-17, 2026-09-17T08:00 (jam kantor), atau dengan zona: "
            "2026-09-17T08:00+09:00.",
        ),
    ] = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Menjalankan satu alur sekali. Aman diulang: yang sudah dikerjakan tidak terulang."""
    entry = _entry(name, output)
    as_of = _as_of(date, output)
    counts = _run(entry, as_of, output)
    if output is Format.JSON:
        say_json({"flow": entry.name, "as_of": as_of, "counts": counts})
        return
    done = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in counts.items() if value)
    say(f"Alur '{entry.name}' selesai: {done or 'tidak ada yang perlu dikerjakan'}.")
    if not done and _has_passed(as_of, output):
        say("  → tanggal itu sudah lewat: yang dicatat sesudahnya tidak ikut dikerjakan")


@app.command("list")
def list_flows(output: FormatOption = Format.TEXT) -> None:
    """Menampilkan semua alur, jadwalnya, dan kapan terakhir selesai."""
    zone = _settings(output).zone
    last = _last_runs(output)
    if output is Format.JSON:
        say_json([_as_data(entry, last.get(entry.name)) for entry in FLOWS])
        return
    show_table(
        f"Alur terjadwal (waktu {TIME_ZONE})",
        ("nama", "jadwal (cron)", "terakhir selesai", "isi"),
        (
            [entry.name, entry.cron, _when(last.get(entry.name), zone), entry.title]
            for entry in FLOWS
        ),
        "Tidak ada alur.",
    )
    behind = _behind(last)
    if behind:
        say(f"Tertinggal: {', '.join(behind)}; lihat 'tksk flow health'.")


@app.command("health")
def health(output: FormatOption = Format.TEXT) -> None:
    """Memeriksa jadwal: kode keluar 1 bila alur 26 jam tidak selesai atau pesan 3 hari tertahan."""
    zone = _settings(output).zone
    last = _last_runs(output)
    behind = _behind(last)
    unfinished = _unfinished(output)
    closed = _closed_ways(output)
    if output is Format.JSON:
        finished = {name: run.finished_at for name, run in last.items()}
        say_json(
            {
                "healthy": not behind and not closed,
                "behind": [
                    {"name": name, "last_finished_at": finished.get(name)} for name in behind
                ],
                "unfinished": [
                    {"name": name, "started_at": started} for name, started in unfinished.items()
                ],
                "closed_ways": closed,
            }
        )
    elif behind:
        for name in behind:
            say(f"Alur '{name}' tertinggal; terakhir selesai: {_when(last.get(name), zone)}.")
        say("  → pastikan 'tksk flow serve' berjalan; susulkan dengan 'tksk flow run NAMA'")
    else:
        say(f"Semua {len(FLOWS)} alur berjalan menurut jadwal.")
    if output is not Format.JSON:
        for name, started in unfinished.items():
            at = moment(started, zone)
            say(f"Giliran terakhir alur '{name}' mulai {at} dan tidak selesai; boleh diulang.")
        for way in closed:
            say(closed_way_line(way, zone))
        if closed:
            say("  → periksa servernya dan TKSK_SMTP_…; pesannya dicoba lagi pada setiap giliran")
    if behind or closed:
        raise typer.Exit(PROBLEMS)


@app.command("serve")
def serve() -> None:
    """Menjalankan semua alur menurut jadwal sampai dihentikan (Ctrl-C)."""
    from flows.local_server import ServerDidNotStart
    from flows.serving import serve_all

    settings = _settings(Format.TEXT)
    say("Menjalankan jadwal; hentikan dengan Ctrl-C.")
    try:
        serve_all(settings.data_dir)
    except ServerDidNotStart as error:
        stop(str(error), DEPENDENCY_FAILED)


def _entry(name: str, output: Format) -> ScheduledFlow:
    found = BY_NAME.get(name)
    if found is None:
        near = difflib.get_close_matches(name, BY_NAME, n=1)
        hint = f"maksud Anda '{near[0]}'?" if near else f"yang ada: {', '.join(BY_NAME)}"
        stop(f"Alur '{name}' tidak ada.", WRONG_USAGE, output, hint)
    return found


def _as_of(date: str | None, output: Format) -> str:
    """Read ``--date``. Today means now: what was registered an hour ago is part of it.

    A day that is still to come may be a slip, and what a flow does then stays done: it is said.
    """
    zone = _settings(output).zone
    now = datetime.now(zone)
    if date is None:
        return now.isoformat(timespec="seconds")
    try:
        found = datetime.fromisoformat(date)
    except ValueError:
        stop(
            f"--date '{date}' bukan tanggal.",
            WRONG_USAGE,
            output,
            "contoh: 2026-09-17, atau dengan jam dan zona: 2026-09-17T08:00+07:00",
        )
    if not is_sensible(found):
        stop(f"--date: {out_of_range(date)}.", WRONG_USAGE, output, "periksa tahunnya")
    if lies_ahead(found if found.tzinfo else found.replace(tzinfo=zone), now):
        text = (
            f"Perhatian: --date {date} belum tiba; yang dikerjakan alur tidak dapat ditarik lagi."
        )
        typer.echo(text, err=True)
    return now.isoformat(timespec="seconds") if date == now.date().isoformat() else date


def _has_passed(as_of: str, output: Format) -> bool:
    today = datetime.now(_settings(output).zone).date()
    return datetime.fromisoformat(as_of).date() < today


def _settings(output: Format) -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        stop(str(error), WRONG_USAGE, output)


def _run(entry: ScheduledFlow, as_of: str, output: Format) -> dict[str, int]:
    from flows.local_server import ServerDidNotStart
    from flows.runtime import prefect_running, using
    from tksk_workflow.rulebook.problems import PackError
    from tksk_workflow.services.application import open_application
    from tksk_workflow.store.errors import StoreError, WrongDatabaseAddress

    settings = _settings(output)
    try:
        # Everything that can be wrong with settings, tables or rules shows here, before
        # the server is started.
        app = open_application(settings)
        try:
            _ = app.pack
            with prefect_running(settings.data_dir), using(app):
                return _run_explained(entry, as_of, output)
        finally:
            app.close()
    except PackError as error:
        stop(str(error), PROBLEMS, output, "jalankan 'tksk rules check' untuk semua masalah")
    except WrongDatabaseAddress as error:
        stop(str(error), WRONG_USAGE, output)
    except (ServerDidNotStart, StoreError) as error:
        stop(str(error), DEPENDENCY_FAILED, output)


def _run_explained(entry: ScheduledFlow, as_of: str, output: Format) -> dict[str, int]:
    flow = entry.load()
    from flows.sweeping import BatchFailed, SweepStuck

    try:
        return flow(as_of)
    except (BatchFailed, SweepStuck) as error:
        stop(
            f"Alur '{entry.name}' gagal: {error}.",
            DEPENDENCY_FAILED,
            output,
            "yang sudah dikerjakan tetap tersimpan; jalankan ulang setelah penyebabnya diperbaiki",
        )


def _last_runs(output: Format) -> dict[str, LastRun]:
    from tksk_workflow.services.sweeps import last_runs

    return _asked(output, lambda app: last_runs(app, list(BY_NAME)))


def _unfinished(output: Format) -> dict[str, datetime]:
    from tksk_workflow.services.sweeps import unfinished_runs

    return _asked(output, lambda app: unfinished_runs(app, list(BY_NAME), datetime.now(UTC)))


def _closed_ways(output: Format) -> tuple[ClosedWay, ...]:
    from tksk_workflow.services.outbox.closed_ways import closed_ways

    return _asked(output, lambda app: closed_ways(app, datetime.now(UTC)))


def _asked(output: Format, question: Callable[[Application], Answer]) -> Answer:
    from tksk_workflow.services.application import open_application
    from tksk_workflow.store.errors import StoreError, WrongDatabaseAddress

    try:
        application = open_application(_settings(output))
        try:
            return question(application)
        finally:
            application.close()
    except WrongDatabaseAddress as error:
        stop(str(error), WRONG_USAGE, output)
    except StoreError as error:
        stop(str(error), DEPENDENCY_FAILED, output)


def _behind(last: Mapping[str, LastRun]) -> list[str]:
    """Return the flows without a finished run since their last day. Asks our record only."""
    now, zone = datetime.now(UTC), ZoneInfo(TIME_ZONE)
    return [
        entry.name
        for entry in FLOWS
        if entry.is_behind(last[entry.name].finished_at if entry.name in last else None, now, zone)
    ]


def _when(last: LastRun | None, zone: ZoneInfo) -> str:
    if last is None:
        return "belum pernah"
    return moment(last.finished_at, zone)


def _as_data(entry: ScheduledFlow, last: LastRun | None) -> dict[str, object]:
    return {
        "name": entry.name,
        "cron": entry.cron,
        "timezone": TIME_ZONE,
        "title": entry.title,
        "last_finished_at": last.finished_at if last else None,
        "last_counts": last.counts if last else None,
    }
