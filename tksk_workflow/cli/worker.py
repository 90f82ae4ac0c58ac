"""`tksk worker`: the register of TKSK."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import Sitting, acting
from tksk_workflow.cli.options_named import options_named
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
    shown_value,
    words,
)
from tksk_workflow.cli.typed_again import NOTHING_CHANGED, once
from tksk_workflow.domain.appointment import Education, Origin, PublicPost
from tksk_workflow.domain.areas import NATIONAL

if TYPE_CHECKING:
    from tksk_workflow.services.register.appointments import Assigned
    from tksk_workflow.services.register.views import WorkerView

app = typer.Typer(help="Daftar TKSK: penugasan, pengganti, kekosongan.", no_args_is_help=True)

_OPTIONS = {
    "kode": "PETUGAS",
    "wilayah": "--area",
    "tanggal": "--from",
    "alasan": "--reason",
    "usia": "--birth-date atau --from",
    "jabatan": "--post",
    "domisili": "--lives-there atau --id-card-there",
    "pendidikan": "--education",
    "kesehatan": "--healthy",
    "kelakuan_baik": "--skck",
    "komputer": "--computer",
    "asal": "--origin",
}
_DAY = ["%Y-%m-%d", "%d-%m-%Y"]
Code = Annotated[
    str, typer.Argument(metavar="PETUGAS", help="Kode petugas, misalnya tksk-gelumbang.")
]
Area = Annotated[str, typer.Option("--area", help="Kode kecamatan, misalnya 16.03.06.")]
Since = Annotated[
    datetime | None, typer.Option("--from", formats=_DAY, help="Mulai; bawaan: hari ini.")
]
Reason = Annotated[str, typer.Option("--reason", help="Alasan.")]


@app.command("appoint")
def appoint_command(
    worker: Code,
    area: Area,
    birth_date: Annotated[
        datetime, typer.Option("--birth-date", formats=_DAY, help="Tanggal lahir.")
    ],
    education: Annotated[
        Education, typer.Option("--education", help="Ijazah tertinggi; SMA termasuk yang setara.")
    ],
    origin: Annotated[
        list[Origin] | None, typer.Option("--origin", help="Asal; boleh keduanya.")
    ] = None,
    lives_there: Annotated[
        bool, typer.Option("--lives-there", help="Berdomisili di kecamatan itu.")
    ] = False,
    id_card_there: Annotated[
        bool, typer.Option("--id-card-there", help="Ber-KTP kecamatan itu.")
    ] = False,
    post: Annotated[
        list[PublicPost] | None, typer.Option("--post", help="Jabatan yang sedang dipegang.")
    ] = None,
    healthy: Annotated[
        bool, typer.Option("--healthy", help="Surat sehat jasmani dan rohani ada.")
    ] = False,
    skck: Annotated[bool, typer.Option("--skck", help="SKCK ada.")] = False,
    computer: Annotated[
        bool, typer.Option("--computer", help="Terbukti mampu memakai komputer.")
    ] = False,
    decree: Annotated[str | None, typer.Option("--decree", help="Nomor surat keputusan.")] = None,
    honorarium: Annotated[
        bool | None,
        typer.Option("--honorarium/--no-honorarium", help="Bila diketahui; tidak disyaratkan."),
    ] = None,
    since: Since = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mengangkat TKSK satu kecamatan. Syarat Pasal 9 diperiksa, semua kekurangan disebut."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.domain.appointment import Candidate
        from tksk_workflow.services.register.appointments import appoint
        from tksk_workflow.services.register.typed_again import appointed_already

        candidate = Candidate(
            birth_date=birth_date.date(),
            education=education,
            public_posts=frozenset(post or ()),
            lives_there=lives_there,
            id_card_there=id_card_there,
            healthy=healthy,
            good_conduct=skck,
            uses_computer=computer,
            origins=frozenset(origin or ()),
        )
        given = (sitting.app, sitting.actor, worker, area, candidate, sitting.now)
        first = _date(since)
        with options_named(_OPTIONS):
            done = once(
                lambda: appoint(*given, since=first, decree=decree, honorarium=honorarium),
                lambda: appointed_already(
                    *given, since=first, decree=decree, honorarium=honorarium
                ),
            )
        _tell(sitting, [done])


@app.command("substitute")
def substitute_command(
    worker: Code,
    area: Area,
    reason: Reason,
    since: Since = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menunjuk pengganti di kecamatan kosong: TKSK tetangga, atau Plt bila kodenya baru."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.register.appointments import substitute

        with options_named(_OPTIONS):
            done = substitute(
                sitting.app, sitting.actor, worker, area, reason, sitting.now, since=_date(since)
            )
        _tell(sitting, [done])


@app.command("end")
def end(
    worker: Code,
    reason: Reason,
    date: Annotated[
        datetime | None, typer.Option("--date", formats=_DAY, help="Hari terakhir.")
    ] = None,
    area: Annotated[
        str | None, typer.Option("--area", help="Hanya penggantian di kecamatan ini.")
    ] = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mengakhiri penugasan. Kasusnya menunggu pengganti, tidak hilang."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.register.appointments import end_assignment

        done = end_assignment(
            sitting.app, sitting.actor, worker, reason, sitting.now, day=_date(date), area=area
        )
        _tell(sitting, done)


@app.command("coordinator")
def coordinator(
    worker: Code,
    area: Annotated[
        str, typer.Option("--area", help="Kode kabupaten/kota, provinsi, atau nasional.")
    ],
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mendaftarkan koordinator TKSK pada salah satu dari tiga tingkat Pasal 4 ayat (3)."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.register.entries import register_coordinator

        place = NATIONAL if area.casefold() == "nasional" else area
        found = register_coordinator(sitting.app, sitting.actor, worker, place, sitting.now)
        if sitting.wants_json:
            say_json({"worker": found.code, "area": found.area})
        else:
            say(f"{found.code} terdaftar sebagai koordinator {found.area or 'nasional'}.")


@app.command("list")
def list_command(
    area: OwnAreaOption = None,
    vacant: Annotated[bool, typer.Option("--vacant", help="Hanya kecamatan kosong.")] = False,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan kecamatan, TKSK atau penggantinya, dan yang perlu diperhatikan."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.regions import require_listed
        from tksk_workflow.services.register.views import list_posts

        require_listed(area)
        found = [
            line
            for line in list_posts(sitting.app, sitting.actor, sitting.now, area=area)
            if line.worker is None or not vacant
        ]
        if sitting.wants_json:
            say_json(found)
            return
        show_table(
            f"Daftar TKSK ({len(found)} kecamatan)",
            ("kecamatan", "nama", "petugas", "cara", "sejak", "kasus", "keterangan"),
            (
                (
                    line.area,
                    line.area_name,
                    line.worker,
                    line.standing and words(line.standing),
                    day(line.since),
                    str(line.cases) if line.limit is None else f"{line.cases}/{line.limit}",
                    "; ".join(line.warnings),
                )
                for line in found
            ),
            "Tidak ada kecamatan yang dikenal; sebutkan --area.",
        )


@app.command("show")
def show(
    worker: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan satu TKSK: penugasan, syarat yang diperiksa, koordinator, beban."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.register.views import show_worker

        view = show_worker(sitting.app, sitting.actor, worker, sitting.now)
        if sitting.wants_json:
            say_json(view)
            return
        say(f"{view.worker}: {view.area_name or view.area} ({words(view.standing)})")
        for label, value in _lines(view):
            say(f"  {label:<16} {value}")
        for warning in view.warnings:
            say(f"  perhatikan: {warning}")


def _lines(view: WorkerView) -> list[tuple[str, str]]:
    pay = {None: "tidak dicatat", True: "ada", False: "tidak ada"}[view.honorarium]
    served = f"{day(view.since)} sampai {day(view.until)}"
    lines = [
        ("bertugas", f"{served} ({view.end_reason})" if view.end_reason else served),
        ("keputusan", view.decree or "-"),
        ("usia", "-" if view.age is None else f"{view.age} tahun"),
        ("honorarium", pay),
        ("kasus terbuka", f"{view.cases}/{view.limit or '-'}"),
    ]
    checked = dict(view.qualifications or {})
    limits = checked.pop("usia", None)
    lines += [(words(key), shown_value(value)) for key, value in checked.items()]
    if limits is not None:
        lines.append(("batas usia", f"{limits[0]} sampai {limits[1]} tahun saat diangkat"))
    lines += [
        (f"koord. {level}", ", ".join(codes) or "belum terdaftar")
        for level, codes in view.coordinators.items()
    ]
    lines += [
        ("menggantikan", f"{one['area']} {day(one['since'])} sampai {day(one['until'])}")
        for one in view.substitutions
    ]
    return lines


def _tell(sitting: Sitting, done: list[Assigned]) -> None:
    if sitting.wants_json:
        say_json(done)
        return
    for one in done:
        if one.worker is None:
            say(f"Kecamatan {one.area} kosong; {one.cases} kasus terbuka menunggu pengganti.")
        else:
            how = words(one.standing)
            if not one.changed:
                say(f"{one.worker} memang sudah menangani {one.area}; {NOTHING_CHANGED}.")
                continue
            say(f"{one.worker} menangani {one.area} ({how}); {one.cases} kasus dialihkan.")


def _date(value: datetime | None) -> date | None:
    return None if value is None else value.date()
