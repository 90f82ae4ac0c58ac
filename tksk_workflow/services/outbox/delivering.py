"""Messages leave the outbox: claimed, handed over, and the outcome written down.

No transaction is open while a mail server thinks. Between handing a message over and
writing that down the program may die; the message then goes once more, under the same
key, and the reader's side knows it again (at least once).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from jinja2 import UndefinedError

from tksk_workflow.domain.delivery import Outcome, wait_after
from tksk_workflow.messaging.channel import Attempt, Channel, ChannelDown, ChannelKind, Letter
from tksk_workflow.messaging.email import EmailChannel
from tksk_workflow.messaging.rendering import render
from tksk_workflow.messaging.webhook import WebhookChannel
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import Counts, counted
from tksk_workflow.services.lifecycle.partner_messages import MESSAGE_ENTITY
from tksk_workflow.services.transaction import batch
from tksk_workflow.store.models import OutboxMessage

if TYPE_CHECKING:
    from tksk_workflow.config import Settings
    from tksk_workflow.services.application import Application

WAY_CLOSED = "jalur_tertutup"
_CLAIM = timedelta(minutes=10)
_AT_WORK = timedelta(minutes=5)
"""How long a batch hands messages over; what is left goes back long before its claim ends."""

_DAMAGED = Attempt(Outcome.NEVER, "isi pesan tidak lengkap")


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A message in the hands of this run; ``letter`` is None when it cannot be written."""

    number: int
    kind: str
    recipient: str
    way: ChannelKind
    address: str
    letter: Letter | None


def channels_of(settings: Settings) -> dict[ChannelKind, Channel]:
    """Return the ways that the settings open; a way that is not set up is not there."""
    found: dict[ChannelKind, Channel] = {}
    if settings.smtp is not None:
        found[ChannelKind.EMAIL] = EmailChannel(settings.smtp)
    if settings.webhook is not None:
        found[ChannelKind.WEBHOOK] = WebhookChannel(settings.webhook)
    return found


def deliver_waiting(
    app: Application,
    now: datetime,
    limit: int,
    channels: Mapping[ChannelKind, Channel] | None = None,
    clock: Callable[[], float] = monotonic,
) -> Counts:
    """Hand over a batch of messages by each way, those that have waited longest first.

    Args:
        app: the office.
        now: what is due until then goes; claims count from it.
        limit: at most so many by each way.
        channels: other ways than those of the settings.
        clock: seconds that pass while servers think.
    """
    ways = channels_of(app.settings) if channels is None else channels
    tally: Counter[str] = Counter()
    more = False
    began = clock()
    for kind, way in ways.items():
        with way:
            at = now + timedelta(seconds=int(clock() - began))
            more = _deliver_by(app, kind, way, at, limit, clock, tally) or more
    return counted(tally, more=more)


def _deliver_by(
    app: Application,
    kind: ChannelKind,
    way: Channel,
    now: datetime,
    limit: int,
    clock: Callable[[], float],
    tally: Counter[str],
) -> bool:
    """Hand over a batch by one way; says whether there may be more that can go now.

    A way that is closed (server down) is not tried again: its messages go back as they
    were, and count no attempt. Where nobody answers at an address, the rest for it waits
    just as long as the one that was tried, and counts no attempt.
    """
    claimed = _claim(app, kind, now, limit)
    stop_at = clock() + _AT_WORK.total_seconds()
    silent: dict[str, datetime] = {}
    for place, message in enumerate(claimed):
        if clock() >= stop_at:
            _give_back(app, claimed[place:])
            break
        if message.address in silent:
            _give_back(app, [message], until=silent[message.address])
            tally["menunggu_alamat"] += 1
            continue
        try:
            attempt = _handed_over(message, way)
        except ChannelDown as error:
            _give_back(app, claimed[place:], error=error.kind)
            tally[WAY_CLOSED] += 1
            return False
        word, again_at = _record(app, message, attempt, now)
        tally[word] += 1
        if again_at is not None and attempt.nobody_there:
            silent[message.address] = again_at
    return len(claimed) == limit


def _claim(app: Application, kind: ChannelKind, now: datetime, limit: int) -> list[_Claimed]:
    with batch(app) as uow:
        claimed = uow.outbox.claim([kind.value], now, until=now + _CLAIM, limit=limit)
        return [
            _Claimed(
                message.id,
                message.kind,
                message.recipient,
                kind,
                point.address,
                _letter(app, message),
            )
            for message, point in claimed
        ]


def _letter(app: Application, message: OutboxMessage) -> Letter | None:
    try:
        return render(message.kind, message.key, message.payload, message.created_at, app.zone)
    except (UndefinedError, ValueError, TypeError):
        return None


def _handed_over(message: _Claimed, way: Channel) -> Attempt:
    if message.letter is None:
        return _DAMAGED
    try:
        return way.send(message.address, message.letter)
    except ChannelDown:
        raise
    except Exception as error:
        # One message must not keep all others from leaving, whatever is wrong with it.
        return Attempt(Outcome.LATER, type(error).__name__)


def _give_back(
    app: Application,
    messages: Sequence[_Claimed],
    *,
    error: str | None = None,
    until: datetime | None = None,
) -> None:
    """Let go of messages that were not tried; ``error`` says why of the first one."""
    with batch(app) as uow:
        for place, message in enumerate(messages):
            found = uow.outbox.get(message.number)
            found.claimed_until = None
            if until is not None:
                found.due_at = until
            if error is not None and place == 0:
                found.last_error = error


def _record(
    app: Application, message: _Claimed, attempt: Attempt, now: datetime
) -> tuple[str, datetime | None]:
    """Write down what became of an attempt; returns the word for the count, and when again."""
    data: dict[str, Any] = {
        "jenis": message.kind,
        "penerima": message.recipient,
        "jalur": message.way.value,
    }
    with batch(app) as uow:
        if attempt.outcome is Outcome.DELIVERED:
            if not uow.outbox.note_delivery(message.number, now, message.way.value):
                return "sudah_terkirim", None
            uow.audit.record(SYSTEM.name, "kirim_pesan", MESSAGE_ENTITY, message.number, data, now)
            return "terkirim", None
        found = uow.outbox.get(message.number)
        if found.delivered_at is not None:
            # A claim ran out and somebody else was quicker.
            return "sudah_terkirim", None
        found.attempts += 1
        found.claimed_until = None
        found.last_error = attempt.error
        wait = None if attempt.outcome is Outcome.NEVER else wait_after(found.attempts, found.key)
        if wait is not None:
            found.due_at = now + wait
            return "dicoba_lagi", found.due_at
        found.given_up_at = now
        data.update(percobaan=found.attempts, galat=attempt.error or "")
        uow.audit.record(SYSTEM.name, "pesan_gagal", MESSAGE_ENTITY, message.number, data, now)
        return "gagal", None
