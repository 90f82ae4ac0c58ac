"""`tksk referral move`: any status to any other, as far as the life cycle has the move."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from tksk_workflow.cli.options_named import options_named
from tksk_workflow.cli.output import (
    WRONG_USAGE,
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    stop,
    words,
)
from tksk_workflow.cli.referrals.acting import QUEUE_OPTIONS, Code, on_referral, tell
from tksk_workflow.cli.referrals.proof import (
    Method,
    NextTier,
    Proof,
    ReceivedAt,
    ReceivedBy,
    local_moment,
)
from tksk_workflow.domain.referral import Event, RefusalReason, Status

_NEEDS: dict[Event, tuple[str, ...]] = {
    Event.REFUSE: ("--reason",),
    Event.WITHDRAW: ("--reason",),
    Event.FAIL: ("--reason",),
    Event.VOID: ("--reason",),
    Event.COMPLETE: ("--received-by", "--method", "--proof"),
}


def move(
    referral: Code,
    status: Annotated[Status, typer.Argument(metavar="STATUS", help="Status yang dituju.")],
    reason: Annotated[
        str, typer.Option("--reason", help="Alasan; untuk rejected salah satu kata alasan.")
    ] = "",
    note: Annotated[str, typer.Option("--note", help="Catatan.")] = "",
    received_by: ReceivedBy = "",
    method: Method = "",
    proof: Proof = "",
    received_at: ReceivedAt = None,
    next_tier: NextTier = None,
    position: Annotated[int | None, typer.Option("--position", help="Nomor antrean.")] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Perkiraan giliran.")
    ] = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Memindahkan rujukan ke status lain, bila siklus rujukan memperbolehkannya."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals.moving import MoveDetails, event_towards, move_to

        event = event_towards(sitting.app, sitting.actor, referral, status)
        given = {
            "--reason": reason,
            "--received-by": received_by,
            "--method": method,
            "--proof": proof,
        }
        missing = [name for name in _NEEDS.get(event, ()) if not given[name].strip()]
        if missing:
            stop(
                f"untuk '{event.value}' masih kurang: {', '.join(missing)}",
                WRONG_USAGE,
                output,
                _reasons() if event is Event.REFUSE else "",
            )
        if event is Event.REFUSE and reason not in {item.value for item in RefusalReason}:
            stop("alasan penolakan tidak dikenal", WRONG_USAGE, output, _reasons())
        details = MoveDetails(
            reason=reason,
            note=note,
            received_by=received_by,
            method=method,
            proof=proof,
            received_at=local_moment(received_at, sitting),
            next_tier=next_tier,
            position=position,
            until=None if until is None else until.date(),
        )
        with options_named(QUEUE_OPTIONS):
            moved = move_to(sitting.app, sitting.actor, referral, status, details, sitting.now)
        tell(sitting, moved, f"{moved.referral}: {words(moved.event)} → {moved.status.label}.")


def _reasons() -> str:
    return "pilih: " + ", ".join(item.value for item in RefusalReason)
