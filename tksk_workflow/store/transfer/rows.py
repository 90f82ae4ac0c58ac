"""One row as one line of JSON, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Date, Table

from tksk_workflow.store.types import UtcDateTime

_MODULUS = 2**256


@dataclass(slots=True)
class Tally:
    """How many lines there were, and a digest that does not depend on their order.

    The two kinds of database sort text differently, so the digests of the lines are
    added up instead of being chained.
    """

    rows: int = 0
    _sum: int = 0

    def add(self, line: bytes) -> None:
        """Count one line."""
        self.rows += 1
        own = int.from_bytes(hashlib.sha256(line).digest(), "big")
        self._sum = (self._sum + own) % _MODULUS

    @property
    def digest(self) -> str:
        """The digest of all lines: 64 hex digits."""
        return f"{self._sum:064x}"

    def as_data(self) -> dict[str, Any]:
        """Return count and digest as they stand in a backup."""
        return {"rows": self.rows, "digest": self.digest}


def line_of(row: Sequence[Any]) -> bytes:
    """Write the values of a row: moments and days as ISO 8601, JSON with sorted keys."""
    return orjson.dumps(list(row), option=orjson.OPT_SORT_KEYS)


class Decoder:
    """Reads the lines of one table."""

    def __init__(self, table: Table) -> None:
        self._names = [column.name for column in table.columns]
        self._readers = [_reader(column.type) for column in table.columns]

    def values(self, line: bytes) -> dict[str, Any]:
        """Return a row by column name.

        Raises:
            ValueError: the line is not a row of this table.
        """
        found = orjson.loads(line)
        if not isinstance(found, list):
            raise ValueError("not a row")
        return {
            name: value if value is None or read is None else read(value)
            for name, read, value in zip(self._names, self._readers, found, strict=True)
        }


def _reader(kind: object) -> Callable[[str], object] | None:
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    return None
