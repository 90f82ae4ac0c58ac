"""`tksk audit decisions` and `tksk audit decision`: what was decided, under pseudonyms."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import acting
from tksk_workflow.cli.output import (
    PROBLEMS,
    WRONG_USAGE,
    ActorOption,
    Format,
    FormatOption,
    day,
    plain,
    say,
    say_json,
    show_table,
    shown_value,
    stop,
)
from tksk_workflow.cli.paths import require_folder_of
from tksk_workflow.system_reasons import reason_of

if TYPE_CHECKING:
    from tksk_workflow.services.audit.listing import DecisionLine, DecisionPage

WHOEVER_AUDITS = "auditor/setempat"
"""Stands for whoever runs the program here; auditing changes nothing and names nobody."""

_DAY = ["%Y-%m-%d"]
_ENDINGS = (".csv", ".json")


def decisions(
    article: Annotated[
        str | None,
        typer.Option("--article", metavar="PASAL", help="Misalnya 'Pasal 7 ayat (2)'."),
    ] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", help="Aturan atau pagar yang berlaku, misalnya PGR-08.")
    ] = None,
    partner: Annotated[
        str | None, typer.Option("--partner", help="Kode mitra, atau jenis mitra.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=_DAY, help="Diputuskan sejak hari ini.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=_DAY, help="Diputuskan sampai hari ini.")
    ] = None,
    page: Annotated[int, typer.Option("--page", min=1, help="Halaman ke berapa.")] = 1,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Banyaknya per halaman.")] = 50,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="BERKAS", help="Tulis semuanya ke berkas .csv atau .json ini."
        ),
    ] = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Menampilkan keputusan dengan nama samaran, yang terbaru lebih dahulu."""
    if out is not None and out.suffix.lower() not in _ENDINGS:
        stop(f"--out: '{out.name}' harus berakhiran .csv atau .json", WRONG_USAGE, output)
    if out is not None:
        require_folder_of(out, output)
    with acting(as_, output, otherwise=WHOEVER_AUDITS) as sitting:
        from tksk_workflow.services.audit.listing import Wanted, list_decisions

        found = list_decisions(
            sitting.app,
            sitting.actor,
            Wanted(
                article,
                rule,
                partner,
                None if since is None else since.date(),
                None if until is None else until.date(),
            ),
            offset=0 if out else (page - 1) * limit,
            limit=None if out else limit,
        )
    if out is not None:
        _write(found, out, output)
    elif output is Format.JSON:
        say_json(found)
    else:
        _say_page(found, page, limit)


def decision(
    reference: Annotated[
        str, typer.Argument(metavar="KEPUTUSAN", help="Nama samaran KEP-…, atau nomornya.")
    ],
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Menceritakan satu keputusan selengkapnya, tanpa menyebut siapa orangnya."""
    with acting(as_, output, otherwise=WHOEVER_AUDITS) as sitting:
        from tksk_workflow.cli.audit.text import say_story
        from tksk_workflow.services.audit.story import audit_story

        found = audit_story(sitting.app, sitting.actor, reference)
        if output is Format.JSON:
            say_json(found)
        else:
            say_story(found, sitting.app.zone)


def _say_page(found: DecisionPage, page: int, limit: int) -> None:
    show_table(
        "Keputusan",
        ("Keputusan", "Kasus", "Tanggal", "Kecamatan", "Urgensi", "Aturan", "Pagar", "Jenis mitra"),
        (
            (
                line.decision,
                line.case,
                day(line.decided_on),
                line.kecamatan,
                line.urgency,
                ", ".join(line.rules),
                ", ".join(line.guards),
                ", ".join(line.partner_types) or _without_partner(line),
            )
            for line in found.lines
        ),
        "Tidak ada keputusan yang cocok.",
    )
    pages = -(-found.total // limit)
    if pages > 1:
        say(f"Halaman {page} dari {pages}; {found.total} keputusan. Lanjut: --page {page + 1}")


def _without_partner(line: DecisionLine) -> str:
    if line.waits_for_answer:
        return "menunggu jawaban"
    return "antrean manual" if line.manual else "-"


def _write(found: DecisionPage, path: Path, output: Format) -> None:
    text = _as_csv(found) if path.suffix.lower() == ".csv" else _as_json(found)
    partial = path.with_suffix(".tmp")
    try:
        partial.write_text(text, encoding="utf-8", newline="")
        partial.replace(path)
    except OSError as error:
        stop(f"'{path}' tidak dapat ditulis: {reason_of(error)}", PROBLEMS, output)
    if output is Format.JSON:
        say_json({"file": str(path), "decisions": found.total})
    else:
        say(f"{found.total} keputusan ditulis ke {path}")


def _as_json(found: DecisionPage) -> str:
    return json.dumps(plain(found.lines), ensure_ascii=False, indent=1) + "\n"


def _as_csv(found: DecisionPage) -> str:
    from tksk_workflow.services.audit.listing import DecisionLine

    names = [field.name for field in fields(DecisionLine)]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(names)
    for line in found.lines:
        writer.writerow(["" if (v := getattr(line, n)) is None else shown_value(v) for n in names])
    return text.getvalue()
