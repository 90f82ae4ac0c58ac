"""Texts fit their columns, on every database alike.

PostgreSQL refuses a text that is longer than its column, SQLite takes any; what one of
them keeps must have room in the other. So every text is measured before it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sqlalchemy import String, inspect
from sqlalchemy.orm import Session

from tksk_workflow.store.base import Base
from tksk_workflow.store.errors import LongText, TextTooLong


@cache
def _room(table: type[Base]) -> tuple[tuple[str, int], ...]:
    """Return the columns of a table that hold texts of limited length."""
    columns = (
        (found.key, column.type)
        for found in inspect(table).column_attrs
        for column in found.columns
    )
    return tuple(
        (key, kind.length) for key, kind in columns if isinstance(kind, String) and kind.length
    )


def require_room(session: Session) -> None:
    """Refuse to write texts that are longer than their columns; all of them are named.

    Raises:
        TextTooLong: with columns and lengths, never with the texts.
    """
    found = [text for row in (*session.new, *session.dirty) for text in _long_texts(row)]
    if found:
        raise TextTooLong(found)


def _long_texts(row: Base) -> Iterator[LongText]:
    # What is not loaded has not changed; what was too long before is not what is written.
    for name, longest in _room(type(row)):
        text = vars(row).get(name)
        if (
            isinstance(text, str)
            and len(text) > longest
            and inspect(row).attrs[name].history.has_changes()
        ):
            yield LongText(row.__tablename__, name, len(text), longest)
