"""The audit log: an append-only chain of who did what to which record, and when.

Each entry carries the hash of the one before it, so a changed, removed or moved entry
breaks the chain at that place. The chain is not signed: whoever can rewrite the whole
database can rewrite all of it. `audit verify` prints the head, to be noted elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, SessionTransaction

from tksk_workflow.store.errors import SchemaMismatch
from tksk_workflow.store.models import AuditEntry, AuditHead

GENESIS = "0" * 64
"""Stands where the first entry would name the entry before it."""

_PENDING = "audit_pending"
_MARKS = "audit_marks"
# Words that announce identity or category, alone or as a part of a key.
_PRIVATE = frozenset(
    {
        *("nik", "nama", "name", "kk", "lahir", "birth"),
        *("alamat", "address", "telepon", "phone", "hp", "email"),
        *("pmks", "kategori", "category", "fakta", "facts"),
    }
)
# A status says nothing about the person: "padan", "kosong".
_HARMLESS = frozenset({"nik_status", "status_nik"})
_NIK = re.compile(r"(?<!\w)\d{16}(?!\w)")
# Beyond this JSON readers disagree about integers.
_LARGEST_INT = 2**53


class IdentityInAudit(ValueError):
    """Audit data would have carried identity; a mistake of the program, not of the user."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says, before it has its place in the chain."""

    at: datetime
    actor: str
    action: str
    entity: str
    entity_id: str
    data: Mapping[str, Any]


def digest(number: int, entry: Entry, previous_hash: str) -> str:
    """Return the SHA-256 of an entry at its place: hex, over canonical JSON."""
    content = {
        "number": number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "entity": entry.entity,
        "entity_id": entry.entity_id,
        "data": entry.data,
        "previous_hash": previous_hash,
    }
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


class AuditLog:
    """Write access to the log, within one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(
        self,
        actor: str,
        action: str,
        entity: str,
        entity_id: str | int,
        data: Mapping[str, Any],
        at: datetime,
    ) -> None:
        """Take an entry down; it gets its number when the transaction commits.

        No query is made here. ``data`` may hold text, whole numbers, yes/no, dates, and
        lists and mappings of these.

        Raises:
            IdentityInAudit: a key or value looks like identity or a category.
            TypeError: a value is of another type (fractions differ between databases).
            ValueError: a naive moment, or text that PostgreSQL cannot keep.
        """
        if at.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        entry = Entry(at, str(actor), str(action), str(entity), str(entity_id), _plain_map(data))
        if not self._session.in_transaction():
            self._session.begin()
        pending(self._session).append(entry)

    def history(self, entity: str, entity_id: str | int) -> list[AuditEntry]:
        """Return the committed entries about one record, oldest first."""
        query = (
            select(AuditEntry)
            .where(AuditEntry.entity == entity, AuditEntry.entity_id == str(entity_id))
            .order_by(AuditEntry.number)
        )
        return list(self._session.scalars(query))


def pending(session: Session) -> list[Entry]:
    """Return the entries of this transaction that are not in the chain yet."""
    entries: list[Entry] = session.info.setdefault(_PENDING, [])
    return entries


def seal(session: Session) -> None:
    """Append the pending entries to the chain; the head stays locked until the commit.

    Raises:
        SchemaMismatch: the head is missing, so nothing can be appended truthfully.
    """
    entries = pending(session)
    if not entries:
        return
    # PostgreSQL: the second writer waits here and then sees the first one's head.
    # SQLite holds the write lock since the transaction began.
    head = session.execute(
        select(AuditHead.number, AuditHead.hash).where(AuditHead.id == 1).with_for_update()
    ).one_or_none()
    if head is None:
        raise SchemaMismatch("ujung rantai jejak audit hilang; jalankan 'tksk audit verify'")
    number, previous = head
    rows = []
    for entry in entries:
        number += 1
        own = digest(number, entry, previous)
        rows.append(
            {
                "number": number,
                "at": entry.at,
                "actor": entry.actor,
                "action": entry.action,
                "entity": entry.entity,
                "entity_id": entry.entity_id,
                "data": entry.data,
                "previous_hash": previous,
                "hash": own,
            }
        )
        previous = own
    session.execute(insert(AuditEntry.__table__), rows)  # type: ignore[arg-type]
    session.execute(
        update(AuditHead.__table__).values(number=number, hash=previous)  # type: ignore[arg-type]
    )
    entries.clear()


def mark(session: Session, transaction: SessionTransaction) -> None:
    """Remember how many entries there were when a transaction or savepoint began."""
    session.info.setdefault(_MARKS, {})[transaction] = len(pending(session))


def forget_since(session: Session, transaction: SessionTransaction) -> None:
    """Drop what was recorded inside a transaction or savepoint that was rolled back."""
    begun_with = session.info.get(_MARKS, {}).get(transaction)
    if begun_with is not None:
        del pending(session)[begun_with:]


def unmark(session: Session, transaction: SessionTransaction) -> None:
    """Forget a transaction that is over; with the outermost one, all unsealed entries."""
    session.info.get(_MARKS, {}).pop(transaction, None)
    if transaction.parent is None:
        pending(session).clear()


def _canonical(value: object) -> str:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _plain_map(data: Mapping[str, Any]) -> dict[str, Any]:
    plain = {}
    for key, value in data.items():
        if not isinstance(key, str):
            raise TypeError("keys of audit data are text")
        if key not in _HARMLESS and not _PRIVATE.isdisjoint(key.lower().split("_")):
            raise IdentityInAudit(f"audit data must not carry '{key}'")
        plain[_text(key)] = _plain(value)
    return plain


def _plain(value: object) -> object:
    """Return the value as both databases give it back.

    Raises:
        TypeError: it is of a type that they do not.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int) and abs(value) < _LARGEST_INT:
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _plain_map(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"audit data cannot hold {type(value).__name__}")


def _text(value: str) -> str:
    if _NIK.search(value):
        raise IdentityInAudit("audit data must not carry a number of 16 digits")
    if "\x00" in value:
        raise ValueError("audit data cannot hold a zero character")
    value.encode()  # a lone surrogate has no UTF-8
    return str(value)
