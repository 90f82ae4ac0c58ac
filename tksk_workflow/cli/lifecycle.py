"""`tksk lifecycle`: the statuses of a referral and the moves between them."""

from __future__ import annotations

from tksk_workflow.cli.output import Format, FormatOption, say, say_json
from tksk_workflow.domain.referral import TRANSITIONS, Status


def lifecycle(output: FormatOption = Format.TEXT) -> None:
    """Menampilkan daur hidup rujukan: status dan perpindahannya."""
    if output is Format.JSON:
        say_json(
            {
                "statuses": [status.value for status in Status],
                "transitions": [
                    {
                        "from": move.source.value,
                        "to": move.target.value,
                        "event": move.event.value,
                        "actors": [role.value for role in move.actors],
                    }
                    for move in TRANSITIONS
                ],
            }
        )
        return
    say("STATUS")
    for status in Status:
        say(f"  {status.value:<18} {status.label}{'' if status.is_open else ' (akhir)'}")
    say()
    say("PERPINDAHAN")
    for move in TRANSITIONS:
        actors = ", ".join(role.value for role in move.actors)
        guard = f"; {move.guard}" if move.guard else ""
        say(f"  {move.source.value} → {move.target.value}: {move.event.value} ({actors}{guard})")
