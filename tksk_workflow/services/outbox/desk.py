"""What the coordinator sees of the outbox and does about it; the address book.

Messages are shown by number, kind and recipient, never with their text.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from tksk_workflow.domain.delivery import MessageState
from tksk_workflow.domain.referral import Role
from tksk_workflow.messaging.channel import ChannelKind
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.lifecycle.partner_messages import MESSAGE_ENTITY
from tksk_workflow.services.outbox.closed_ways import ClosedWay, closed_in
from tksk_workflow.services.outbox.delivering import channels_of
from tksk_workflow.services.outbox.recipients import form_problems, problems_of
from tksk_workflow.services.transaction import reading, transaction

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_KEEPERS = frozenset({Role.COORDINATOR, Role.SYSTEM})
_LONGEST = 300
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message, without its text."""

    number: int
    kind: str
    recipient: str
    channel: str | None
    created_at: datetime
    attempts: int
    due_at: datetime
    delivered_at: datetime | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class OutboxView:
    """The outbox: how many messages stand where, and those of one state.

    Attributes:
        ways: the channels that the settings open; messages for others wait.
        closed: those of them on which messages have waited for days.
    """

    counts: Mapping[str, int]
    ways: tuple[str, ...]
    messages: tuple[MessageView, ...]
    closed: tuple[ClosedWay, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """Where one recipient's messages go."""

    recipient: str
    channel: str
    address: str


def look_into(
    app: Application, actor: Actor, state: MessageState, limit: int, now: datetime
) -> OutboxView:
    """Show the messages of a state, the newest first.

    Raises:
        NotPermitted: only the coordinator looks into the outbox.
    """
    _require_keeper(actor)
    with reading(app) as uow:
        counts = {state.value: count for state, count in uow.outbox.counts().items()}
        messages = tuple(
            MessageView(
                number=message.id,
                kind=message.kind,
                recipient=message.recipient,
                channel=channel,
                created_at=message.created_at,
                attempts=message.attempts,
                due_at=message.due_at,
                delivered_at=message.delivered_at,
                last_error=message.last_error,
            )
            for message, channel in uow.outbox.listed(state, limit)
        )
        closed = closed_in(uow, app.settings, now)
    return OutboxView(counts, tuple(channels_of(app.settings)), messages, closed)


def try_again(
    app: Application, actor: Actor, numbers: Sequence[int] | None, now: datetime
) -> tuple[int, ...]:
    """Let messages that were given up be delivered again; all of them without numbers.

    Raises:
        NotPermitted: only the coordinator does that.
        NotFound: there is no such message.
        Conflict: a message was not given up.
    """
    _require_keeper(actor)
    with transaction(app) as uow:
        wanted = uow.outbox.given_up() if numbers is None else numbers
        for number in wanted:
            message = uow.outbox.get(number)
            if message.given_up_at is None:
                raise Conflict(f"pesan {number} tidak berstatus gagal", "lihat 'tksk outbox list'")
            message.given_up_at = None
            message.attempts = 0
            message.due_at = now
            uow.audit.record(actor.name, "ulangi_pesan", MESSAGE_ENTITY, number, {}, now)
    return tuple(wanted)


def set_address(
    app: Application,
    actor: Actor,
    recipient: str,
    channel: ChannelKind,
    address: str,
    now: datetime,
) -> bool:
    """Note where a recipient's messages go; says whether that is news.

    Raises:
        NotPermitted: only the coordinator keeps the address book.
        InvalidInput: the recipient or the address is none, or there is no such partner or
            TKSK; each reason at once.
    """
    _require_keeper(actor)
    problems, wrong_address = form_problems(recipient), _problems_with(channel, address)
    with transaction(app) as uow:
        problems = [*(problems or problems_of(uow, recipient)), *wrong_address]
        if problems:
            raise InvalidInput(problems)
        news = uow.outbox.set_address(recipient, channel.value, address)
        if news:
            data = {"penerima": recipient, "jalur": channel.value}
            uow.audit.record(actor.name, "simpan_kontak", "kontak", recipient, data, now)
    return news


def remove_address(app: Application, actor: Actor, recipient: str, now: datetime) -> bool:
    """Forget an address; the recipient's messages wait. Says whether there was one.

    Raises:
        NotPermitted: only the coordinator keeps the address book.
    """
    _require_keeper(actor)
    with transaction(app) as uow:
        removed = uow.outbox.remove_address(recipient)
        if removed:
            uow.audit.record(actor.name, "hapus_kontak", "kontak", recipient, {}, now)
    return removed


def address_book(app: Application, actor: Actor) -> tuple[Address, ...]:
    """Return all addresses, by recipient.

    Raises:
        NotPermitted: only the coordinator keeps the address book.
    """
    _require_keeper(actor)
    with reading(app) as uow:
        return tuple(
            Address(point.recipient, point.channel, point.address)
            for point in uow.outbox.addresses()
        )


def _require_keeper(actor: Actor) -> None:
    if actor.role not in _KEEPERS:
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak dapat membuka kotak keluar", "minta koordinator"
        )


def _problems_with(channel: ChannelKind, address: str) -> list[InputProblem]:
    if len(address) > _LONGEST:
        return [InputProblem("alamat", f"lebih dari {_LONGEST} karakter")]
    if channel is ChannelKind.EMAIL:
        if _EMAIL.fullmatch(address):
            return []
        return [InputProblem("alamat", "bukan alamat surel", "contoh: puskesmas@contoh.example")]
    parts = urlsplit("")
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and parts.port != 0 and not (parts.username or parts.password)
        # What the client of the way would not take: control characters, labels too long or empty.
        httpx.URL(address).raw_host.decode("ascii").encode("idna")
    except (ValueError, httpx.InvalidURL):
        usable = False
    if not usable:
        return [InputProblem("alamat", "bukan alamat web", "contoh: https://mitra.example/tksk")]
    if parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname)):
        return []
    return [InputProblem("alamat", "harus https", "isi pesan tidak boleh lewat tanpa sandi")]


def _is_this_machine(host: str | None) -> bool:
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
