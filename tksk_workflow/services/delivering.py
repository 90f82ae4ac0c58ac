"""Messages leave the outbox: claimed, handed over, and the outcome written down.

No transaction is open while a mail server thinks. Between handing a message over and
writing that down the program may die; the message then goes once more, under the same
key, and the reader's side knows it again (at least once).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from jinja2 import UndefinedError

from tksk_workflow.domain.delivery import Outcome, wait_after
from tksk_workflow.messaging.channel import Attempt, Channel, ChannelDown, ChannelKind, Letter
from tksk_workflow.messaging.email import EmailChannel
from tksk_workflow.messaging.rendering import render
from tksk_workflow.messaging.webhook import WebhookChannel
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import Counts, counted
from tksk_workflow.services.transaction import batch
from tksk_workflow.store.models import OutboxMessage

if TYPE_CHECKING:
    from tksk_workflow.config import Settings
    from tksk_workflow.services.application import Application

ENTITY = "pesan"
_CLAIM = timedelta(minutes=10)
"""Longer than a batch can take with every server hanging."""

_DAMAGED = Attempt(Outcome.NEVER, "isi pesan tidak lengkap")


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
) -> Counts:
    """Hand over a batch of messages, those that have waited longest first.

    A way that is closed (server down) is not tried again in this batch: its messages go
    back as they were, and count no attempt.
    """
    ways = channels_of(app.settings) if channels is None else channels
    tally: Counter[str] = Counter()
    claimed = _claim(app, ways, now, limit) if ways else []
    down: set[ChannelKind] = set()
    with ExitStack() as stack:
        for way in ways.values():
            stack.enter_context(way)
        for number, way_name, address, letter in claimed:
            if way_name in down:
                _give_back(app, number)
                continue
            try:
                attempt = _DAMAGED if letter is None else ways[way_name].send(address, letter)
            except ChannelDown as error:
                down.add(way_name)
                _give_back(app, number, error.kind)
                tally["jalur_tertutup"] += 1
                continue
            tally[_record(app, number, way_name, attempt, now)] += 1
    return counted(tally, more=len(claimed) == limit and not down)


def _claim(
    app: Application, ways: Mapping[ChannelKind, Channel], now: datetime, limit: int
) -> list[tuple[int, ChannelKind, str, Letter | None]]:
    with batch(app) as uow:
        claimed = uow.outbox.claim(
            [kind.value for kind in ways], now, until=now + _CLAIM, limit=limit
        )
        return [
            (message.id, ChannelKind(point.channel), point.address, _letter(app, message))
            for message, point in claimed
        ]


def _letter(app: Application, message: OutboxMessage) -> Letter | None:
    try:
        return render(message.kind, message.key, message.payload, message.created_at, app.zone)
    except (UndefinedError, ValueError, TypeError):
        return None


def _give_back(app: Application, number: int, error: str | None = None) -> None:
    with batch(app) as uow:
        message = uow.outbox.get(number)
        message.claimed_until = None
        if error is not None:
            message.last_error = error


def _record(
    app: Application, number: int, way: ChannelKind, attempt: Attempt, now: datetime
) -> str:
    """Write down what became of an attempt; returns the word for the count."""
    with batch(app) as uow:
        if attempt.outcome is Outcome.DELIVERED:
            told = uow.outbox.note_delivery(number, now, way.value)
            if told is None:
                return "sudah_terkirim"
            data: dict[str, Any] = {"jenis": told[0], "penerima": told[1], "jalur": way.value}
            uow.audit.record(SYSTEM.name, "kirim_pesan", ENTITY, number, data, now)
            return "terkirim"
        message = uow.outbox.get(number)
        if message.delivered_at is not None:
            # A claim ran out and somebody else was quicker.
            return "sudah_terkirim"
        message.attempts += 1
        message.claimed_until = None
        message.last_error = attempt.error
        wait = (
            None if attempt.outcome is Outcome.NEVER else wait_after(message.attempts, message.key)
        )
        if wait is not None:
            message.due_at = now + wait
            return "dicoba_lagi"
        message.given_up_at = now
        data = {
            "jenis": message.kind,
            "penerima": message.recipient,
            "jalur": way.value,
            "percobaan": message.attempts,
            "galat": attempt.error or "",
        }
        uow.audit.record(SYSTEM.name, "pesan_gagal", ENTITY, number, data, now)
        return "gagal"
