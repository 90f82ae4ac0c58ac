"""`tksk result`: what the centre decided otherwise than proposed."""

from __future__ import annotations

from typing import Annotated

import typer

from tksk_workflow.cli.acting import acting
from tksk_workflow.cli.output import (
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    moment,
    say,
    say_json,
    show_table,
    words,
)

app = typer.Typer(help="Hasil dari pusat yang berbeda dari usulan.", no_args_is_help=True)


@app.command("list")
def list_command(
    everything: Annotated[
        bool, typer.Option("--all", help="Yang sudah diselesaikan juga.")
    ] = False,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan ketidaksesuaian yang belum diselesaikan."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.welfare_data.reconciliation import list_mismatches

        found = list_mismatches(sitting.app, sitting.actor, only_open=not everything)
        if sitting.wants_json:
            say_json(found)
            return
        zone = sitting.app.zone
        show_table(
            f"Hasil yang berbeda dari usulan ({len(found)})",
            ("hasil", "kasus", "bulan", "layanan", "selisih", "catatan", "diselesaikan"),
            (
                (
                    one.result,
                    one.case,
                    one.period,
                    one.service,
                    words(one.verdict),
                    one.note,
                    one.settled_at and f"{moment(one.settled_at, zone)}: {one.settlement}",
                )
                for one in found
            ),
            "Tidak ada hasil yang berbeda dari usulan.",
        )


@app.command("settle")
def settle_command(
    result: Annotated[str, typer.Argument(metavar="HASIL", help="Kode hasil, contoh H-000012.")],
    note: Annotated[str, typer.Option("--note", help="Apa yang dilakukan.")],
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menyatakan satu ketidaksesuaian sudah ditindaklanjuti."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.welfare_data.reconciliation import settle

        done = settle(sitting.app, sitting.actor, result, note, sitting.now)
        if sitting.wants_json:
            say_json(done)
        else:
            say(f"{done.result} ({done.case}) diselesaikan.")
