"""Any status to any other, as far as the life cycle has the move: one way in for all of them.

Each move is made by the use case that owns it, with everything that it asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, assert_never

from tksk_workflow.domain.referral import (
    Event,
    NotAllowed,
    RefusalReason,
    Status,
    event_between,
    transition,
)
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.referrals import answers, receipt, withdrawing
from tksk_workflow.services.referrals.dispatch import send_referral
from tksk_workflow.services.referrals.story import standing_of
from tksk_workflow.services.what_next import after_referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


@dataclass(frozen=True, slots=True)
class MoveDetails:
    """What some moves ask for; the others look at nothing here.

    Attributes:
        reason: free text; for a refusal one of the words of `RefusalReason`.
        note: with a refusal.
        received_by, method, proof, received_at, next_tier: of a receipt.
        position, until: of a place in the queue.
    """

    reason: str = ""
    note: str = ""
    received_by: str = ""
    method: str = ""
    proof: str = ""
    received_at: datetime | None = None
    next_tier: bool | None = None
    position: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The answer of `move_to`."""

    referral: str
    event: Event
    status: Status


def event_towards(app: Application, actor: Actor, referral: str, target: Status) -> Event:
    """Return the event that leads a referral from where it stands to a status.

    Raises:
        Conflict: the life cycle has no such move.
        NotPermitted: it has, but not for this role; or the referral is no business of theirs.
        NotFound, Refused: as everywhere.
    """
    standing = standing_of(app, actor, referral)
    source = standing.status
    event = event_between(source, target)
    if event is None:
        raise Conflict(
            f"{standing.code} berstatus '{source.label}' ({source.value}) tidak dapat menjadi "
            f"'{target.label}' ({target.value})",
            after_referral(source, actor.role),
        )
    try:
        transition(source, event, actor.role)
    except NotAllowed as error:
        raise NotPermitted(str(error), after_referral(source, actor.role)) from None
    return event


def move_to(
    app: Application,
    actor: Actor,
    referral: str,
    target: Status,
    details: MoveDetails,
    now: datetime,
) -> Moved:
    """Bring a referral to a status.

    Raises:
        Conflict, NotPermitted, NotFound, Refused: see `event_towards`, and the use case
            that owns the move.
        InvalidInput: something that the move asks for is missing.
    """
    event = event_towards(app, actor, referral, target)
    _move(app, actor, referral, event, details, now)
    standing = standing_of(app, actor, referral)
    return Moved(standing.code, event, standing.status)


def _move(
    app: Application, actor: Actor, code: str, event: Event, given: MoveDetails, now: datetime
) -> None:
    match event:
        case Event.SEND:
            send_referral(app, actor, code, now)
        case Event.ACCEPT:
            answers.accept(app, actor, code, now)
        case Event.REFUSE:
            answers.refuse(app, actor, code, _refusal(given.reason), given.note, now)
        case Event.WITHDRAW:
            withdrawing.withdraw_referral(app, actor, code, given.reason, now)
        case Event.START:
            answers.start(app, actor, code, now)
        case Event.QUEUE:
            answers.queue(app, actor, code, given.position, given.until, now)
        case Event.RESUME:
            answers.resume(app, actor, code, now)
        case Event.COMPLETE:
            receipt.confirm_receipt(
                app,
                actor,
                code,
                given.received_by,
                True,
                given.method,
                given.received_at or now,
                given.proof,
                given.next_tier,
                now,
            )
        case Event.FAIL:
            answers.fail(app, actor, code, given.reason, now)
        case Event.VOID:
            withdrawing.void_referral(app, actor, code, given.reason, now)
        case _:
            assert_never(event)


def _refusal(reason: str) -> RefusalReason:
    known = [item.value for item in RefusalReason]
    if reason not in known:
        hint = f"pilih: {', '.join(known)}"
        raise InvalidInput([InputProblem("alasan", "alasan penolakan tidak dikenal", hint)])
    return RefusalReason(reason)
