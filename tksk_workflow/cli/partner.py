"""`tksk partner`: the directory of institutions that receive referrals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tksk_workflow.cli.acting import Sitting, acting
from tksk_workflow.cli.output import (
    WRONG_USAGE,
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    day,
    say,
    say_json,
    show_table,
    stop,
)
from tksk_workflow.domain.areas import NATIONAL, AreaLevel

if TYPE_CHECKING:
    from tksk_workflow.services.partners.directory import PartnerSaved, PartnerView

app = typer.Typer(help="Mitra: melihat dan mengubah direktori.", no_args_is_help=True)

_DAY = ["%Y-%m-%d", "%d-%m-%Y"]
Code = Annotated[str, typer.Argument(metavar="MITRA", help="Kode mitra, misalnya PKM-GELUMBANG.")]
Capacity = Annotated[
    int | None, typer.Option("--capacity", min=0, help="Paling banyak rujukan terbuka.")
]
MinAge = Annotated[int | None, typer.Option("--min-age", help="Usia paling muda yang diterima.")]
MaxAge = Annotated[int | None, typer.Option("--max-age", help="Usia paling tua yang diterima.")]
Contact = Annotated[str | None, typer.Option("--contact", help="Kontak lembaga.")]


@app.command("list")
def list_command(
    kind: Annotated[str | None, typer.Option("--type", help="Jenis mitra.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Kode wilayah yang dilayani.")] = None,
    active: Annotated[bool, typer.Option("--active", help="Hanya yang aktif.")] = False,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan direktori mitra dengan bebannya sekarang."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.partners.directory import list_partners
        from tksk_workflow.services.regions import require_listed

        require_listed(area)
        found = list_partners(sitting.app, sitting.now, kind=kind, area=area, only_active=active)
        if sitting.wants_json:
            say_json([_as_data(view) for view in found])
            return
        show_table(
            f"Mitra ({len(found)})",
            ("kode", "jenis", "nama", "tingkat", "wilayah", "beban", "antre", "keterangan"),
            (
                (
                    view.partner.code,
                    view.partner.type,
                    view.partner.name,
                    view.partner.level,
                    _areas(view),
                    _load(view),
                    str(view.load.queued),
                    _remark(view),
                )
                for view in found
            ),
            "Tidak ada mitra.",
        )


@app.command("show")
def show(
    partner: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan satu mitra."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.partners.directory import show_partner

        view = show_partner(sitting.app, partner, sitting.now)
        if sitting.wants_json:
            say_json(_as_data(view))
            return
        found, window = view.partner, view.partner.admission
        say(f"{found.code}: {found.name}")
        for label, value in (
            ("jenis", found.type),
            ("tingkat", found.level),
            ("wilayah", _areas(view)),
            ("layanan", ", ".join(found.services) or "semua layanan jenisnya"),
            ("beban", f"{_load(view)} rujukan terbuka, {view.load.queued} antre"),
            ("perjanjian", _agreement(view)),
            ("menerima usia", f"{window.min_age or 0} sampai {window.max_age or '-'}"),
            ("jenis kelamin", window.sex or "semua"),
            ("mensyaratkan", ", ".join(window.documents) or "-"),
            ("rekomendasi", "perlu" if window.needs_recommendation else "tidak perlu"),
            ("kontak", view.contact or "-"),
            ("keterangan", _remark(view)),
        ):
            say(f"  {label:<14} {value}")


@app.command("add")
def add(
    partner: Code,
    name: Annotated[str, typer.Option("--name", help="Nama lembaga.")],
    kind: Annotated[str, typer.Option("--type", help="Jenis mitra, misalnya PUSKESMAS.")],
    level: Annotated[AreaLevel, typer.Option("--level", help="Tingkat pemerintahan.")],
    area: Annotated[
        list[str], typer.Option("--area", help="Kode wilayah, atau nasional; boleh berulang.")
    ],
    service: Annotated[
        list[str] | None, typer.Option("--service", help="Layanan; bawaan: semua.")
    ] = None,
    capacity: Capacity = None,
    min_age: MinAge = None,
    max_age: MaxAge = None,
    sex: Annotated[str | None, typer.Option("--sex", help="Hanya L atau P.")] = None,
    document: Annotated[
        list[str] | None, typer.Option("--document", help="Berkas yang disyaratkan.")
    ] = None,
    recommendation: Annotated[
        bool, typer.Option("--recommendation", help="Perlu rekomendasi Dinas Sosial.")
    ] = False,
    ladder: Annotated[int, typer.Option("--ladder", help="Jenjang rujukan kesehatan.")] = 0,
    contact: Contact = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menambah mitra."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.domain.partner import AdmissionWindow, Partner
        from tksk_workflow.services.partners.directory import add_partner

        new = Partner(
            code=partner,
            type=kind,
            name=name,
            level=level.value,
            areas=_codes(area),
            services=tuple(service or ()),
            capacity=capacity,
            admission=AdmissionWindow(min_age, max_age, sex, tuple(document or ()), recommendation),
            ladder=ladder,
        )
        _tell(sitting, add_partner(sitting.app, sitting.actor, new, contact, sitting.now))


@app.command("set")
def set_command(
    partner: Code,
    capacity: Capacity = None,
    no_capacity: Annotated[
        bool, typer.Option("--no-capacity", help="Kapasitas tidak diketahui.")
    ] = False,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Dapat dipilih atau tidak.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Nama lembaga.")] = None,
    area: Annotated[
        list[str] | None, typer.Option("--area", help="Semua wilayahnya; boleh berulang.")
    ] = None,
    service: Annotated[
        list[str] | None, typer.Option("--service", help="Semua layanan; boleh berulang.")
    ] = None,
    min_age: MinAge = None,
    max_age: MaxAge = None,
    contact: Contact = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mengubah mitra. Keputusan berikutnya memakai direktori yang baru."""
    wanted: dict[str, Any] = {
        "capacity": capacity,
        "active": active,
        "name": name,
        "areas": None if area is None else _codes(area),
        "services": None if service is None else tuple(service),
    }
    changes = {key: value for key, value in wanted.items() if value is not None}
    if no_capacity:
        if capacity is not None:
            stop("pakai --capacity atau --no-capacity, jangan keduanya", WRONG_USAGE, output)
        changes["capacity"] = None
    limits: dict[str, Any] = {"min_age": min_age, "max_age": max_age}
    ages = {key: value for key, value in limits.items() if value is not None}
    if not changes and not ages and contact is None:
        stop("tidak ada yang diubah", WRONG_USAGE, output, "contoh: --capacity 12 atau --inactive")
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.partners.directory import change_partner, show_partner

        if ages:
            current = show_partner(sitting.app, partner, sitting.now).partner.admission
            changes["admission"] = replace(current, **ages)
        saved = change_partner(
            sitting.app, sitting.actor, partner, changes, sitting.now, contact=contact
        )
        _tell(sitting, saved)


@app.command("agreement")
def agreement(
    partner: Code,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=_DAY, help="Berlaku mulai.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=_DAY, help="Berlaku sampai.")
    ] = None,
    end: Annotated[bool, typer.Option("--none", help="Perjanjian dihapus.")] = False,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencatat perjanjian (MoU); perusahaan hanya dipilih bila perjanjiannya berlaku."""
    if end == (since is not None):
        stop("isi --from (dan --until), atau --none", WRONG_USAGE, output)
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.partners.directory import change_partner

        changes = {"agreement_from": _date(since), "agreement_until": _date(until)}
        _tell(sitting, change_partner(sitting.app, sitting.actor, partner, changes, sitting.now))


def _tell(sitting: Sitting, saved: PartnerSaved) -> None:
    if sitting.wants_json:
        say_json(saved)
    else:
        what = {"baru": "ditambahkan", "berubah": "diubah", "tetap": "sudah begitu; tidak berubah"}
        say(f"{saved.partner} {what[saved.saved.value]}.")


def _as_data(view: PartnerView) -> dict[str, object]:
    from dataclasses import asdict

    return {
        **asdict(view.partner),
        "contact": view.contact,
        "open_referrals": view.load.open_referrals,
        "queued": view.load.queued,
        "selectable": view.selectable,
    }


def _codes(areas: list[str]) -> tuple[str, ...]:
    return tuple(NATIONAL if area.casefold() == "nasional" else area for area in areas)


def _areas(view: PartnerView) -> str:
    return ", ".join(code or "nasional" for code in view.partner.areas)


def _load(view: PartnerView) -> str:
    most = "-" if view.partner.capacity is None else str(view.partner.capacity)
    return f"{view.load.open_referrals}/{most}"


def _agreement(view: PartnerView) -> str:
    since, until = view.partner.agreement_from, view.partner.agreement_until
    return "-" if since is None else f"{day(since)} sampai {day(until)}"


def _remark(view: PartnerView) -> str:
    if not view.partner.active:
        return "tidak aktif"
    if not view.selectable:
        return "perjanjian tidak berlaku"
    most = view.partner.capacity
    return "penuh" if most is not None and view.load.open_referrals >= most else "dapat dipilih"


def _date(value: datetime | None) -> date | None:
    return None if value is None else value.date()
