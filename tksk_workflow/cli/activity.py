"""`tksk activity`: what a TKSK does beside cases (Pasal 5 to 8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import Sitting, acting
from tksk_workflow.cli.output import (
    WRONG_USAGE,
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    OwnAreaOption,
    day,
    say,
    say_json,
    show_table,
    stop,
    words,
)
from tksk_workflow.domain.activity import ActivityKind, Counterpart, Function, GuidanceField
from tksk_workflow.domain.month import InvalidMonth, Month

if TYPE_CHECKING:
    from tksk_workflow.services.activities.log import ActivityView

app = typer.Typer(help="Kegiatan TKSK: koordinasi, fasilitasi, administrasi.", no_args_is_help=True)

_DAY = ["%Y-%m-%d", "%d-%m-%Y"]
Code = Annotated[str, typer.Argument(metavar="KEGIATAN", help="Kode kegiatan, contoh G-000012.")]
Obstacle = Annotated[str | None, typer.Option("--obstacle", help="Kendala.")]
Participants = Annotated[int | None, typer.Option("--participants", min=0, help="Jumlah peserta.")]
Attended = Annotated[
    bool | None,
    typer.Option("--attended/--absent", help="Kehadiran TKSK dalam pembinaan."),
]
MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="TTTT-BB", help="Bulan; bawaan: bulan ini.")
]


class Way(StrEnum):
    """How help reaches people, Pasal 7 ayat (1)."""

    DIRECT = "langsung"
    INDIRECT = "tidak_langsung"


@app.command("add")
def add(
    function: Annotated[
        Function, typer.Argument(metavar="FUNGSI", help="koordinasi, fasilitasi, administrasi.")
    ],
    topic: Annotated[
        str, typer.Option("--topic", help="Pokok kegiatan, tanpa nama orang dan masalahnya.")
    ],
    area: Annotated[str, typer.Option("--area", help="Kode kecamatan atau desa tempat kegiatan.")],
    date: Annotated[
        datetime | None,
        typer.Option("--date", formats=_DAY, help="Tanggal; yang akan datang adalah rencana."),
    ] = None,
    form: Annotated[
        list[str] | None,
        typer.Option("--form", help="Bentuk menurut Pasal 6, 7, atau 8 ayat (2); boleh berulang."),
    ] = None,
    counterpart: Annotated[
        list[Counterpart] | None,
        typer.Option("--with", help="Dengan siapa berkoordinasi; boleh berulang."),
    ] = None,
    field: Annotated[
        list[GuidanceField] | None,
        typer.Option("--field", help="Bidang bimbingan; boleh berulang."),
    ] = None,
    way: Annotated[
        Way | None, typer.Option("--way", help="Cara fasilitasi: langsung, tidak_langsung.")
    ] = None,
    kind: Annotated[
        ActivityKind, typer.Option("--kind", help="penyuluhan, pembinaan, atau lainnya.")
    ] = ActivityKind.OTHER,
    venue: Annotated[str | None, typer.Option("--venue", help="Tempat.")] = None,
    participants: Participants = None,
    attended: Attended = None,
    obstacle: Obstacle = None,
    note: Annotated[str | None, typer.Option("--note", help="Catatan.")] = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencatat kegiatan, atau rencananya. Kunjungan rumah dicatat pada kasusnya."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.domain.activity import ActivityContent
        from tksk_workflow.services.activities.log import record_activity
        from tksk_workflow.services.activities.new_activity import NewActivity

        content = ActivityContent(
            function=function,
            kind=kind,
            forms=tuple(form or ()),
            counterparts=tuple(counterpart or ()),
            fields=tuple(field or ()),
            direct=None if way is None else way is Way.DIRECT,
            attended=attended,
        )
        held_on = sitting.now.astimezone(sitting.app.zone_of(area)) if date is None else date
        new = NewActivity(content, area, held_on.date(), topic, venue, participants, obstacle, note)
        _tell(sitting, record_activity(sitting.app, sitting.actor, new, sitting.now))


@app.command("done")
def done(
    activity: Code,
    date: Annotated[
        datetime | None, typer.Option("--date", formats=_DAY, help="Tanggal sebenarnya.")
    ] = None,
    participants: Participants = None,
    attended: Attended = None,
    obstacle: Obstacle = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menyatakan rencana sudah terlaksana."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.activities.log import complete_activity

        found = complete_activity(
            sitting.app,
            sitting.actor,
            activity,
            sitting.now,
            day=None if date is None else date.date(),
            participants=participants,
            attended=attended,
            obstacle=obstacle,
        )
        _tell(sitting, found)


@app.command("cancel")
def cancel(
    activity: Code,
    obstacle: Annotated[str, typer.Option("--obstacle", help="Kendalanya.")],
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menyatakan rencana tidak terlaksana, dengan kendalanya."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.activities.log import cancel_activity

        _tell(sitting, cancel_activity(sitting.app, sitting.actor, activity, obstacle, sitting.now))


@app.command("void")
def void(
    activity: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menyatakan catatan kegiatan salah catat; catatannya tetap tersimpan."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.activities.log import void_activity

        _tell(sitting, void_activity(sitting.app, sitting.actor, activity, sitting.now))


@app.command("list")
def list_command(
    month: MonthOption = None,
    area: OwnAreaOption = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan rencana, pelaksanaan, dan kendala sebulan."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.activities.log import list_activities
        from tksk_workflow.services.regions import require_listed

        wanted = month_of(sitting, month)
        require_listed(area)
        found = list_activities(sitting.app, sitting.actor, wanted, area=area)
        if sitting.wants_json:
            say_json(found)
            return
        show_table(
            f"Kegiatan {wanted} ({len(found)})",
            ("kode", "tanggal", "fungsi", "bentuk", "pokok", "wilayah", "status", "keterangan"),
            (
                (
                    view.activity,
                    day(view.day),
                    view.function,
                    _listed(view.forms),
                    view.topic,
                    view.area,
                    words(view.status),
                    _remark(view),
                )
                for view in found
            ),
            f"Tidak ada kegiatan pada {wanted}.",
        )


@app.command("missing")
def missing(
    month: MonthOption = None,
    area: OwnAreaOption = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan yang kurang: penyuluhan, kehadiran pembinaan, evaluasi program."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.monthly.duties import list_missing
        from tksk_workflow.services.regions import require_listed

        wanted = month_of(sitting, month)
        require_listed(area)
        found = list_missing(sitting.app, sitting.actor, wanted, sitting.now, area=area)
        if sitting.wants_json:
            say_json(found)
            return
        show_table(
            f"Yang kurang pada {wanted} ({len(found)})",
            ("kewajiban", "wilayah", "petugas", "sejak", "keterangan"),
            ((one.duty, one.place, one.worker, day(one.since), one.text) for one in found),
            f"Tidak ada yang kurang pada {wanted}.",
        )


def month_of(sitting: Sitting, text: str | None) -> Month:
    """Read ``--month``; without it the month of the action.

    Raises:
        typer.Exit: with code 2, when it is no month.
    """
    if text is None:
        return Month.of(sitting.now.astimezone(sitting.app.zone).date())
    try:
        return Month.parse(text)
    except InvalidMonth as error:
        stop(f"--month {error}", WRONG_USAGE, sitting.output)


def _tell(sitting: Sitting, view: ActivityView) -> None:
    if sitting.wants_json:
        say_json(view)
    else:
        say(f"{view.activity} {view.function} {day(view.day)}: {words(view.status)}.")


def _remark(view: ActivityView) -> str:
    parts = []
    if view.kind is not ActivityKind.OTHER:
        parts.append(str(view.kind))
    if view.attended is not None:
        parts.append("hadir" if view.attended else "tidak hadir")
    if view.counterparts:
        parts.append(f"dengan {_listed(view.counterparts)}")
    if view.fields:
        parts.append(f"bidang {_listed(view.fields)}")
    if view.participants is not None:
        parts.append(f"{view.participants} peserta")
    if view.obstacle:
        parts.append(f"kendala: {view.obstacle}")
    return "; ".join(parts)


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(words(code) for code in codes)
