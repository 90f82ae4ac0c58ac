"""`tksk rules publish`, `versions`, `rollback`, `fetch`: which rules count from which day on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from tksk_workflow.cli.acting import Sitting, acting
from tksk_workflow.cli.audit.decisions import WHOEVER_AUDITS
from tksk_workflow.cli.days_typed import day_typed
from tksk_workflow.cli.output import (
    PROBLEMS,
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    day,
    moment,
    say,
    say_as_it_is,
    say_error,
    say_json,
    stop,
)
from tksk_workflow.cli.paths import require_folder_of
from tksk_workflow.cli.rules.pack_reference import say_where_the_base_is
from tksk_workflow.system_reasons import reason_of

if TYPE_CHECKING:
    from datetime import date

    from tksk_workflow.services.rules.publishing import PackRefused, Published
    from tksk_workflow.services.rules.versions import Version

ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="ALASAN", help="Mengapa; dibaca semua orang kelak.")
]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="TANGGAL",
        help="Berlaku mulai; bawaan: hari ini, atau tanggal dalam paket bila sesudahnya.",
    ),
]


def publish_pack(
    pack: Annotated[Path, typer.Argument(metavar="PAKET", help="Folder paket aturan.")],
    reason: ReasonOption,
    since: FromOption = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menerbitkan paket: keputusan mulai tanggal itu memakainya. Paket bermasalah ditolak."""
    first = _date_of(since, output)
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.rules.publishing import PackRefused, publish

        try:
            done = publish(
                sitting.app, sitting.actor, pack, reason, sitting.now, in_force_from=first
            )
        except PackRefused as error:
            _refuse(error, output, pack)
        _tell(sitting, done)


def roll_back_to(
    version: Annotated[
        int, typer.Argument(metavar="VERSI", min=1, help="Nomor versi yang isinya dipakai lagi.")
    ],
    reason: ReasonOption,
    since: FromOption = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Kembali ke isi versi lama, sebagai versi baru; yang di antaranya tetap tercatat."""
    first = _date_of(since, output)
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.rules.publishing import PackRefused, roll_back

        try:
            done = roll_back(
                sitting.app, sitting.actor, version, reason, sitting.now, in_force_from=first
            )
        except PackRefused as error:
            _refuse(error, output)
        _tell(sitting, done)


def show_versions(
    as_: ActorOption = None, output: FormatOption = Format.TEXT, now: NowOption = None
) -> None:
    """Menampilkan semua versi aturan: sejak kapan berlaku, siapa menerbitkan, dan mengapa."""
    with acting(as_, output, now, otherwise=WHOEVER_AUDITS) as sitting:
        from tksk_workflow.services.rules.versions import list_versions

        found = list_versions(sitting.app, sitting.now)
        if output is Format.JSON:
            say_json(found)
            return
        if not found:
            say("Belum ada versi yang diterbitkan; yang dipakai folder aturan")
            say_as_it_is(f"  {sitting.app.settings.rules_dir}")
        for one in found:
            _say_version(one, sitting)


def _say_version(one: Version, sitting: Sitting) -> None:
    from tksk_workflow.services.rules.versions import Standing

    until = "" if one.until is None else f" sampai {day(one.until)}"
    days = "" if one.standing is Standing.NEVER else f" {day(one.in_force_from)}{until}"
    say(f"Versi {one.number}: {one.standing}{days}")
    say(f"  paket {one.pack} {one.pack_version}, sidik {one.pack_hash[:12]}")
    at = moment(one.published_at, sitting.app.zone)
    say(f"  diterbitkan {at} oleh {one.published_by}, untuk {day(one.in_force_from)}")
    back = "" if one.returns_to is None else f" (kembali ke isi versi {one.returns_to})"
    say(f"  alasan: {one.reason}{back}")


def fetch_pack(
    pack: Annotated[
        str, typer.Argument(metavar="VERSI|SIDIK", help="Nomor versi, atau awal sidik paket.")
    ],
    to: Annotated[
        Path, typer.Option("--to", metavar="FOLDER", help="Folder baru untuk berkasnya.")
    ],
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Menulis kembali berkas paket yang tersimpan, beserta paket yang diperluasnya."""
    from tksk_workflow.rulebook.reading.pack_folder import write_files

    require_folder_of(to, output)
    with acting(as_, output, otherwise=WHOEVER_AUDITS) as sitting:
        from tksk_workflow.services.rules.versions import kept_pack

        found = kept_pack(sitting.app, pack)
    try:
        write_files(found.files, to)
    except FileExistsError:
        stop(f"folder '{to}' sudah ada isinya", PROBLEMS, output, "pilih folder yang belum ada")
    except OSError as error:
        stop(f"folder '{to}' tidak dapat ditulis: {reason_of(error)}", PROBLEMS, output)
    if output is Format.JSON:
        say_json({**_plain(found), "folder": str(to), "files": sorted(found.files)})
        return
    say(
        f"{len(found.files)} berkas paket {found.pack} {found.pack_version} "
        f"(sidik {found.pack_hash[:12]}) ditulis ke {to}."
    )


def _plain(found: object) -> dict[str, object]:
    from dataclasses import fields

    return {one.name: getattr(found, one.name) for one in fields(found) if one.repr}  # type: ignore[arg-type]


def _date_of(text: str | None, output: Format) -> date | None:
    return None if text is None else day_typed("--from", text, "2027-01-01", output)


def _refuse(error: PackRefused, output: Format, folder: Path | None = None) -> NoReturn:
    """Show every problem of a pack that is not published, as `tksk rules check` does."""
    from tksk_workflow.rulebook.problems import render_text

    if output is Format.JSON:
        problems = [one.as_dict() for one in error.problems]
        say_error(type(error).__name__, error.message, error.hint, problems)
        raise typer.Exit(PROBLEMS)
    typer.echo(render_text(error.problems, error.texts), err=True)
    if folder is not None:
        say_where_the_base_is(folder, error.problems, err=True)
    stop(f"{error.message[:1].upper()}{error.message[1:]}.", PROBLEMS, output, error.hint)


def _tell(sitting: Sitting, done: Published) -> None:
    if sitting.wants_json:
        say_json(done)
        return
    named = f"{done.pack} {done.pack_version}, sidik {done.pack_hash[:12]}"
    if done.unchanged:
        say(
            f"Tidak ada yang berubah: isi yang sama ({named}) sudah menjadi versi {done.version}, "
            f"berlaku mulai {day(done.in_force_from)}."
        )
        return
    say(f"Versi {done.version} diterbitkan: {named}.")
    say(f"  berlaku mulai {day(done.in_force_from)}; keputusan sebelumnya tidak berubah")
    if done.replaces is None:
        say("  sebelumnya dipakai folder aturan; sejak hari itu folder itu tidak dipakai lagi")
    else:
        say(f"  menggantikan versi {done.replaces}")
    if done.later:
        numbers = ", ".join(str(number) for number in done.later)
        say(f"  → versi {numbers} tetap mulai berlaku sesudahnya dan tidak memuat perubahan ini;")
        say("    terbitkan lagi untuk tanggalnya bila perlu")
