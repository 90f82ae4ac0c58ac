"""The audit log: an append-only chain of who did what to which record, and when.

Each entry carries the hash of the one before it, so a changed, removed or moved entry
breaks the chain at that place. The chain is not signed: whoever can rewrite the whole
database can rewrite all of it. `audit verify` prints the head, to be noted elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, SessionTransaction

from tksk_workflow.store.audit_check import Broken, BrokenKind, verify
from tksk_workflow.store.chain import Entry, IdentityInAudit, digest, plain_data
from tksk_workflow.store.errors import SchemaMismatch
from tksk_workflow.store.models import AuditEntry, AuditHead

__all__ = ["AuditLog", "Broken", "BrokenKind", "IdentityInAudit", "verify"]

_PENDING = "audit_pending"
_MARKS = "audit_marks"

# Every transaction that writes ends with these: they are built once, and run past the ORM.
_HEAD = select(AuditHead.number, AuditHead.hash).where(AuditHead.id == 1).with_for_update()
_APPEND = insert(AuditEntry.__table__)  # type: ignore[arg-type]
_MOVE_HEAD = update(AuditHead.__table__)  # type: ignore[arg-type]


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
        entry = Entry(at, str(actor), str(action), str(entity), str(entity_id), plain_data(data))
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
    connection = session.connection()
    head = connection.execute(_HEAD).one_or_none()
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
    connection.execute(_APPEND, rows)
    connection.execute(_MOVE_HEAD, {"number": number, "hash": previous})
    entries.clear()


def mark(session: Session, transaction: SessionTransaction) -> None:
    """Remember how many entries there were when a transaction or savepoint began."""
    session.info.setdefault(_MARKS, {})[_depth(transaction)] = len(pending(session))


def forget_since(session: Session, transaction: SessionTransaction) -> None:
    """Drop what was recorded inside a transaction or savepoint that was rolled back."""
    begun_with = session.info.get(_MARKS, {}).get(_depth(transaction), 0)
    del pending(session)[begun_with:]


def forget_all(session: Session, transaction: SessionTransaction) -> None:
    """Drop what was not sealed when the outermost transaction is over."""
    if transaction.parent is None:
        pending(session).clear()


def _depth(transaction: SessionTransaction) -> int:
    # Not the transaction itself: it has ended when its rollback is announced.
    depth = 0
    while transaction.parent is not None:
        transaction = transaction.parent
        depth += 1
    return depth
