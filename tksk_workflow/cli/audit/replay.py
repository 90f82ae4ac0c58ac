"""`tksk audit replay`: a recorded decision, taken again from its own facts and rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import acting
from tksk_workflow.cli.audit.decisions import WHOEVER_AUDITS
from tksk_workflow.cli.output import (
    PROBLEMS,
    ActorOption,
    Format,
    FormatOption,
    day,
    say,
    say_json,
)

if TYPE_CHECKING:
    from tksk_workflow.services.audit.replay import ReplayResult


def replay(
    decision: Annotated[
        str,
        typer.Argument(metavar="KEPUTUSAN", help="Nama samaran KEP-…, atau nomor: 12 atau D-12."),
    ],
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Memutuskan ulang dari fakta dan aturan yang tercatat.

    Kode keluar 1 bila berbeda, atau bila isinya bukan yang tercatat dalam jejak audit.
    """
    with acting(as_, output, otherwise=WHOEVER_AUDITS) as sitting:
        from tksk_workflow.services.audit.replay import replay_for

        result = replay_for(sitting.app, sitting.actor, decision)
    if output is Format.JSON:
        say_json(_as_data(result))
    else:
        _say(result)
    if not result.identical or result.altered:
        raise typer.Exit(PROBLEMS)


def _as_data(result: ReplayResult) -> dict[str, object]:
    return {
        "decision": result.decision,
        "case": result.case,
        "date": result.decided_on,
        "pack": result.pack_hash,
        "identical": result.identical,
        "altered": result.altered,
        "differences": [
            {
                "part": part,
                "recorded": result.recorded.get(part),
                "repeated": result.repeated.get(part),
            }
            for part in result.differences
        ],
    }


def _say(result: ReplayResult) -> None:
    say(
        f"Keputusan {result.decision} untuk {result.case}, {day(result.decided_on)}, "
        f"paket aturan {result.pack_hash[:12]}"
    )
    if result.altered:
        say(f"BERUBAH: {result.altered}")
    if result.identical:
        say("Sama: keputusan yang diulang dari fakta dan aturan tercatat tidak berbeda.")
        return
    say(f"BERBEDA pada {len(result.differences)} bagian:")
    for part in result.differences:
        say(f"  {part}")
        say(f"    tercatat: {_short(result.recorded.get(part))}")
        say(f"    diulang:  {_short(result.repeated.get(part))}")
    say("Catatan atau simpanan aturannya berubah; periksa dengan 'tksk audit verify'.")


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
