"""`tksk escalation`: what was put before somebody, and what they did about it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from tksk_workflow.cli.acting import acting
from tksk_workflow.cli.output import (
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    moment_there,
    say,
    say_json,
    show_table,
)
from tksk_workflow.cli.tables import how_many

app = typer.Typer(help="Eskalasi: melihat dan menyelesaikan.", no_args_is_help=True)


@app.command("list")
def list_command(
    all_: Annotated[bool, typer.Option("--all", help="Juga yang sudah selesai.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Paling banyak.")] = 200,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan eskalasi yang menunggu tingkat pelaku, dengan tenggatnya."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.lifecycle.escalation import list_escalations

        lines = list_escalations(sitting.app, sitting.actor, only_open=not all_, limit=limit)
        if sitting.wants_json:
            say_json(lines)
            return
        zone = sitting.app.zone
        show_table(
            how_many("Eskalasi", len(lines), limit),
            ("nomor", "kasus", "rujukan", "tingkat", "perihal", "sebelum", "penyelesaian"),
            (
                (
                    f"E-{line.number}",
                    line.case,
                    line.referral,
                    line.level.value,
                    line.reason,
                    moment_there(line.due_at, line.zone, zone)
                    + (" (lewat)" if _is_late(line.due_at, line.resolved_at, sitting.now) else ""),
                    line.resolution,
                )
                for line in lines
            ),
            "Tidak ada eskalasi.",
        )


@app.command("resolve")
def resolve_command(
    escalation: Annotated[str, typer.Argument(metavar="ESKALASI", help="Nomor, misalnya E-12.")],
    resolution: Annotated[str, typer.Option("--done", help="Apa yang dilakukan.")],
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menyelesaikan eskalasi; yang sama pada tingkat di bawahnya ikut selesai."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.lifecycle.escalation import resolve

        done = resolve(sitting.app, sitting.actor, escalation, resolution, sitting.now)
        if sitting.wants_json:
            say_json(done)
        else:
            say(f"E-{done.escalation} untuk {done.case} selesai.")


def _is_late(due: datetime | None, resolved: datetime | None, now: datetime) -> bool:
    return due is not None and resolved is None and due < now
