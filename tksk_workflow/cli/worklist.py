"""`tksk worklist`: what waits for me today."""

from __future__ import annotations

from tksk_workflow.cli.acting import acting
from tksk_workflow.cli.output import (
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    day,
    say_json,
    show_table,
    words,
)


def worklist(
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan yang menunggu Anda hari ini, yang paling mendesak dahulu."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.worklist.listing import worklist as what_waits

        found = what_waits(sitting.app, sitting.actor, sitting.now)
        if sitting.wants_json:
            say_json(found)
            return
        show_table(
            f"Daftar kerja {found.actor}, {day(found.day)}",
            ("urgensi", "pekerjaan", "kasus", "rujukan", "sebelum", "keterangan"),
            (
                (
                    item.urgency,
                    words(item.task),
                    item.case,
                    item.referral,
                    day(item.due),
                    item.text,
                )
                for item in found.items
            ),
            "Tidak ada yang menunggu Anda hari ini.",
        )
