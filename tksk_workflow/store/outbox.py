"""Messages to deliver, and where they go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from tksk_workflow.domain.delivery import MessageState
from tksk_workflow.store.errors import RecordNotFound
from tksk_workflow.store.models import ContactPoint, OutboxMessage
from tksk_workflow.store.querying import claimed, require_id

_NOTE_DELIVERY = (
    update(OutboxMessage.__table__)  # type: ignore[arg-type]
    .where(OutboxMessage.id == bindparam("number"), OutboxMessage.delivered_at.is_(None))
    .values(
        delivered_at=bindparam("delivered_at"),
        delivered_by=bindparam("delivered_by"),
        attempts=OutboxMessage.attempts + 1,
        claimed_until=None,
        last_error=None,
    )
)


def _conditions(state: MessageState) -> tuple[ColumnElement[bool], ...]:
    delivered, given_up = OutboxMessage.delivered_at, OutboxMessage.given_up_at
    match state:
        case MessageState.DELIVERED:
            return (delivered.is_not(None),)
        case MessageState.GIVEN_UP:
            return delivered.is_(None), given_up.is_not(None)
        case MessageState.WAITING:
            return delivered.is_(None), given_up.is_(None), ContactPoint.recipient.is_not(None)
        case MessageState.UNADDRESSED:
            return delivered.is_(None), given_up.is_(None), ContactPoint.recipient.is_(None)


class OutboxRepository:
    """Messages are written in the transaction that causes them and delivered later."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._several: Mapping[str, str] = {}
        self._gathered: dict[tuple[str, str], list[OutboxMessage]] = {}

    def put(
        self, key: str, kind: str, recipient: str, payload: Mapping[str, Any], at: datetime
    ) -> OutboxMessage:
        """Add a message. The key may occur once: a second one breaks a database rule."""
        message = OutboxMessage(
            key=key,
            kind=kind,
            recipient=recipient,
            payload=dict(payload),
            created_at=at,
            due_at=at,
        )
        if kind in self._several:
            self._gathered.setdefault((kind, recipient), []).append(message)
        else:
            self._session.add(message)
        return message

    @contextmanager
    def one_each(self, several: Mapping[str, str]) -> Iterator[None]:
        """Let everybody have one message of what is put for them in this block.

        A single one stays as it is. Two or more become one of another kind, with the key of
        the first and all payloads under ``daftar``. When the block fails, none is put.

        Args:
            several: by the kinds that are gathered, the kind that holds several.
        """
        self._several, self._gathered = several, {}
        try:
            yield
            gathered = self._gathered
        finally:
            self._several, self._gathered = {}, {}
        for (kind, recipient), messages in gathered.items():
            first = messages[0]
            if len(messages) == 1:
                self._session.add(first)
                continue
            listed = {"daftar": [one.payload for one in messages]}
            self.put(first.key, several[kind], recipient, listed, first.created_at)

    def has(self, key: str) -> bool:
        """Say whether a message of this key exists, delivered or not."""
        query = select(OutboxMessage.id).where(OutboxMessage.key == key)
        return self._session.scalar(query) is not None

    def known(self, keys: Collection[str]) -> set[str]:
        """Return those of many keys that exist. One query."""
        query = select(OutboxMessage.key).where(OutboxMessage.key.in_(keys))
        return set(self._session.scalars(query))

    def take_back(self, keys: Collection[str], now: datetime) -> Sequence[OutboxMessage]:
        """Delete messages that have not left and are in nobody's hands; returns them."""
        query = (
            select(OutboxMessage)
            .where(
                OutboxMessage.key.in_(keys),
                OutboxMessage.delivered_at.is_(None),
                or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until <= now),
            )
            .order_by(OutboxMessage.id)
            .with_for_update()
        )
        found = self._session.scalars(query).all()
        for message in found:
            self._session.delete(message)
        return found

    def claim(
        self, channels: Collection[str], now: datetime, until: datetime, limit: int
    ) -> list[tuple[OutboxMessage, ContactPoint]]:
        """Take messages that are due and have an address on one of these channels.

        Nobody else gets them before ``until``; whoever is killed with them loses nothing.
        """
        query = (
            select(OutboxMessage, ContactPoint)
            .join(ContactPoint, ContactPoint.recipient == OutboxMessage.recipient)
            .where(
                OutboxMessage.delivered_at.is_(None),
                OutboxMessage.given_up_at.is_(None),
                OutboxMessage.due_at <= now,
                or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until <= now),
                ContactPoint.channel.in_(channels),
            )
            .order_by(OutboxMessage.due_at, OutboxMessage.id)
            .limit(limit)
        )
        rows = self._session.execute(claimed(query, OutboxMessage))
        found = [(message, point) for message, point in rows]
        for message, _ in found:
            message.claimed_until = until
        return found

    def get(self, number: int) -> OutboxMessage:
        """Return a message, locked for this transaction.

        Raises:
            RecordNotFound: there is none of this number.
        """
        require_id(number, "pesan")
        query = select(OutboxMessage).where(OutboxMessage.id == number).with_for_update()
        found = self._session.scalar(query)
        if found is None:
            raise RecordNotFound("pesan", number)
        return found

    def note_delivery(self, number: int, at: datetime, by: str) -> bool:
        """Note that a message has left; says whether that is news.

        It is none when a claim ran out and somebody else was quicker. One statement, run past
        the ORM: it is what every single message costs.
        """
        values = {"number": number, "delivered_at": at, "delivered_by": by}
        return self._session.connection().execute(_NOTE_DELIVERY, values).rowcount == 1

    def given_up(self) -> Sequence[int]:
        """Return the numbers of all messages that nobody tries to deliver any more."""
        query = select(OutboxMessage.id).where(OutboxMessage.given_up_at.is_not(None))
        return self._session.scalars(query.order_by(OutboxMessage.id)).all()

    def listed(self, state: MessageState, limit: int) -> list[tuple[OutboxMessage, str | None]]:
        """Return messages in a state, with the channel of the recipient; the newest first."""
        query = (
            select(OutboxMessage, ContactPoint.channel)
            .outerjoin(ContactPoint, ContactPoint.recipient == OutboxMessage.recipient)
            .where(*_conditions(state))
            .order_by(OutboxMessage.id.desc())
            .limit(limit)
        )
        return [(message, channel) for message, channel in self._session.execute(query)]

    def stuck_on(self, channel: str, before: datetime) -> tuple[int, datetime, str] | None:
        """Return how many messages of a way wait since before a moment, since when, and why.

        None where none was tried: only a try that failed says that the way is closed. The
        message that has waited longest is tried first, so what it says is the latest.
        """
        conditions = (
            *_conditions(MessageState.WAITING),
            ContactPoint.channel == channel,
            OutboxMessage.due_at <= before,
        )
        joined = ContactPoint.recipient == OutboxMessage.recipient
        error = self._session.scalar(
            select(OutboxMessage.last_error)
            .join(ContactPoint, joined)
            .where(*conditions, OutboxMessage.last_error.is_not(None))
            .order_by(OutboxMessage.due_at, OutboxMessage.id)
            .limit(1)
        )
        if error is None:
            return None
        count, since = self._session.execute(
            select(func.count(), func.min(OutboxMessage.due_at))
            .select_from(OutboxMessage)
            .join(ContactPoint, joined)
            .where(*conditions)
        ).one()
        return count, since, error

    def counts(self) -> dict[MessageState, int]:
        """Count the messages in each state."""
        query = (
            select(func.count())
            .select_from(OutboxMessage)
            .outerjoin(ContactPoint, ContactPoint.recipient == OutboxMessage.recipient)
        )
        return {
            state: self._session.scalar(query.where(*_conditions(state))) or 0
            for state in MessageState
        }

    def addresses(self) -> Sequence[ContactPoint]:
        """Return all addresses, by recipient."""
        return self._session.scalars(select(ContactPoint).order_by(ContactPoint.recipient)).all()

    def address_of(self, recipient: str) -> ContactPoint | None:
        """Return where a recipient's messages go."""
        return self._session.get(ContactPoint, recipient)

    def set_address(self, recipient: str, channel: str, address: str) -> bool:
        """Note where a recipient's messages go; says whether that is news."""
        known = self.address_of(recipient)
        if known is None:
            self._session.add(ContactPoint(recipient=recipient, channel=channel, address=address))
            return True
        changed = (known.channel, known.address) != (channel, address)
        known.channel, known.address = channel, address
        return changed

    def remove_address(self, recipient: str) -> bool:
        """Forget where a recipient's messages go; says whether there was something."""
        known = self.address_of(recipient)
        if known is not None:
            self._session.delete(known)
        return known is not None

    def for_recipient(self, recipient: str, limit: int = 500) -> Sequence[OutboxMessage]:
        """Return a recipient's messages, the newest first."""
        return self._session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.recipient == recipient)
            .order_by(OutboxMessage.id.desc())
            .limit(limit)
        ).all()
