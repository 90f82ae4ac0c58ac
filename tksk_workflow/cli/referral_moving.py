"""`tksk referral move`: any status to any other, as far as the life cycle has the move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.output import (
    PROBLEMS,
    WRONG_USAGE,
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    stop,
    words,
)
from tksk_workflow.cli.referral_acting import Code, on_referral, possible_hint, tell
from tksk_workflow.cli.referral_proof import (
    Method,
    NextTier,
    Proof,
    ReceivedAt,
    ReceivedBy,
    confirm_now,
)
from tksk_workflow.domain.referral import (
    Event,
    RefusalReason,
    Status,
    event_between,
    transition,
)

if TYPE_CHECKING:
    from tksk_workflow.cli.acting import Sitting

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
        event = _allowed_event(sitting, referral, status)
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
        _carry_out(
            sitting,
            event,
            referral,
            reason=reason,
            note=note,
            position=position,
            until=until,
            complete=lambda: confirm_now(
                sitting, referral, received_by, True, method, proof, received_at, next_tier
            ),
        )
        _tell_where(sitting, referral, event)


def _allowed_event(sitting: Sitting, referral: str, target: Status) -> Event:
    """Return the event that leads there.

    Raises:
        typer.Exit: with code 1; the table has no such move.
        NotAllowed: it has, but not for this role.
    """
    from tksk_workflow.domain.referral import NotAllowed
    from tksk_workflow.services.errors import NotPermitted
    from tksk_workflow.services.referral_story import standing_of

    standing = standing_of(sitting.app, sitting.actor, referral)
    source = standing.status
    event = event_between(source, target)
    if event is None:
        stop(
            f"{standing.code} berstatus '{source.label}' ({source.value}) tidak dapat menjadi "
            f"'{target.label}' ({target.value})",
            PROBLEMS,
            sitting.output,
            possible_hint(source),
        )
    try:
        transition(source, event, sitting.actor.role)
    except NotAllowed as error:
        raise NotPermitted(str(error)) from None
    return event


def _carry_out(
    sitting: Sitting,
    event: Event,
    referral: str,
    *,
    reason: str,
    note: str,
    position: int | None,
    until: datetime | None,
    complete: Callable[[], object],
) -> None:
    from tksk_workflow.services import answers, closing
    from tksk_workflow.services.dispatch import send_referral

    app, actor, now = sitting.app, sitting.actor, sitting.now
    day = None if until is None else until.date()
    moves: dict[Event, Callable[[], object]] = {
        Event.SEND: lambda: send_referral(app, actor, referral, now),
        Event.ACCEPT: lambda: answers.accept(app, actor, referral, now),
        Event.REFUSE: lambda: answers.refuse(
            app, actor, referral, RefusalReason(reason), note, now
        ),
        Event.WITHDRAW: lambda: closing.withdraw_referral(app, actor, referral, reason, now),
        Event.START: lambda: answers.start(app, actor, referral, now),
        Event.QUEUE: lambda: answers.queue(app, actor, referral, position, day, now),
        Event.RESUME: lambda: answers.resume(app, actor, referral, now),
        Event.COMPLETE: complete,
        Event.FAIL: lambda: answers.fail(app, actor, referral, reason, now),
        Event.VOID: lambda: closing.void_referral(app, actor, referral, reason, now),
    }
    moves[event]()


def _tell_where(sitting: Sitting, referral: str, event: Event) -> None:
    from tksk_workflow.services.referral_story import standing_of

    standing = standing_of(sitting.app, sitting.actor, referral)
    data = {"referral": standing.code, "event": event, "status": standing.status}
    tell(sitting, data, f"{standing.code}: {words(event)} → {standing.status.label}.")


def _reasons() -> str:
    return "pilih: " + ", ".join(item.value for item in RefusalReason)
