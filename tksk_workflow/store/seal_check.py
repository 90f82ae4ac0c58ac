"""Are decisions, receipts, visits, verifications and contacts still what was written down?

Every sealed row is compared with the seal in its audit entry. Entries of earlier versions
carry no seal; their rows are not looked at. Whether the entries themselves are genuine is
the chain's business (`audit_check`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Boolean, Date, String, Text, cast, func, or_, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.types import JSON, NullType

from tksk_workflow.store.models import AuditEntry, DecisionRecord
from tksk_workflow.store.seals import DECISION, KINDS, SEAL, SealedKind, content_digest, key_mark
from tksk_workflow.store.types import UtcDateTime

_BATCH = 1_000
_ENTRIES = AuditEntry.__table__
_CHANGED = "isinya bukan yang tercatat dalam jejak audit"
_UNWRITTEN = "tidak tercatat dalam jejak audit"
_GONE = "tercatat dalam jejak audit, tetapi datanya hilang"


@dataclass(frozen=True, slots=True)
class _Seal:
    """A seal as it was found in an entry."""

    entry: int
    kind: str
    number: int
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class SealReport:
    """What a look at all seals found.

    Attributes:
        problems: Indonesian lines: rows that were changed or are gone, and decisions that
            nobody wrote down.
        unchecked: how many seals were made with another identity key.
    """

    problems: tuple[str, ...]
    unchecked: int


def check_seals(session: Session, secret: bytes) -> SealReport:
    """Compare every sealed row with its seal. One pass over the log, in batches."""
    own = key_mark(secret)
    problems: list[str] = []
    unchecked = 0
    # One bit for every decision there is.
    written = _Numbers(session.scalar(select(func.max(DecisionRecord.id))) or 0)
    for entries in _batches(session):
        for _, data in entries:
            written.add(data.get(DECISION))
        found = (_seal(entry, data) for entry, data in entries)
        seals = [seal for seal in found if seal is not None]
        own_seals = [seal for seal in seals if seal.key == own]
        unchecked += len(seals) - len(own_seals)
        own_seals.sort(key=lambda seal: (seal.kind, seal.entry))
        for name, group in groupby(own_seals, key=lambda seal: seal.kind):
            problems.extend(_compared(session, KINDS[name], list(group), secret))
    numbers = select(DecisionRecord.id).order_by(DecisionRecord.id)
    for number in session.scalars(numbers.execution_options(yield_per=_BATCH)):
        if number not in written:
            problems.append(f"{KINDS[DECISION].label}{number}: {_UNWRITTEN}")
    return SealReport(tuple(problems), unchecked)


def decision_problem(session: Session, number: int, case: str, secret: bytes) -> str | None:
    """Say what is wrong with one decision; None also where it has no seal of ours."""
    kind = KINDS[DECISION]
    query = select(AuditEntry.number, _raw_data(session)).where(
        AuditEntry.entity == "kasus", AuditEntry.entity_id == case
    )
    written = False
    for entry, text in session.execute(query.order_by(AuditEntry.number)):
        data = _read(text)
        written = written or data.get("keputusan") == number
        seal = _seal(entry, data)
        if seal is None or (seal.kind, seal.number) != (DECISION, number):
            continue
        if seal.key != key_mark(secret):
            return None
        return next(_compared(session, kind, [seal], secret), None)
    return None if written else f"{kind.label}{number}: {_UNWRITTEN} {case}"


def _compared(
    session: Session, kind: SealedKind, seals: Sequence[_Seal], secret: bytes
) -> Iterator[str]:
    found = _digests(session, kind, {seal.number for seal in seals}, secret)
    for seal in seals:
        if seal.number not in found:
            yield f"{kind.label}{seal.number}: {_GONE} (catatan {seal.entry})"
        elif found[seal.number] != seal.digest:
            yield f"{kind.label}{seal.number}: {_CHANGED} (catatan {seal.entry})"


def _digests(
    session: Session, kind: SealedKind, numbers: Collection[int], secret: bytes
) -> dict[int, str | None]:
    """Return the digests of rows as they are now; None for one that cannot be read."""
    raw = session.get_bind().dialect.name == "sqlite"
    columns = [kind.model.__table__.c[name] for name in kind.columns]
    query = select(*(type_coerce(column, NullType()) if raw else column for column in columns))
    digests: dict[int, str | None] = {}
    for row in session.execute(query.where(kind.model.__table__.c.id.in_(numbers))):
        try:
            values = map(_typed, columns, row) if raw else iter(row)
            content = dict(zip(kind.columns, values, strict=True))
            digests[row[0]] = content_digest(kind, content, secret)
        except (TypeError, ValueError, RecursionError):
            digests[row[0]] = None
    return digests


def _typed(column: ColumnElement[Any], value: Any) -> Any:
    """Read what SQLite keeps, and no more than that: text changed by hand must not stop us.

    Raises:
        TypeError, ValueError: the program never wrote this.
    """
    if value is None:
        return None
    match column.type:
        case UtcDateTime():
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        case Date():
            return date.fromisoformat(value)
        case Boolean():
            if value not in (0, 1):
                raise ValueError("neither yes nor no")
            return bool(value)
        case JSON():
            return json.loads(value)
        case String():
            if not isinstance(value, str):
                raise TypeError("no text")
    return value


class _Numbers:
    """Which numbers have been seen, up to the highest one that matters."""

    def __init__(self, highest: int) -> None:
        self._bits = bytearray(highest // 8 + 1)

    def add(self, number: object) -> None:
        if isinstance(number, int) and 0 <= number < 8 * len(self._bits):
            self._bits[number // 8] |= 1 << number % 8

    def __contains__(self, number: int) -> bool:
        return number >= 0 and bool(self._bits[number // 8] & 1 << number % 8)


def _batches(session: Session) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    """Read what the log says of decisions and sealed rows; the database skips the rest."""
    text = _text_of_data(session)
    telling = or_(text.contains(f'"{SEAL}"'), text.contains(f'"{DECISION}"'))
    last = 0
    while True:
        query = (
            select(AuditEntry.number, _raw_data(session))
            .where(AuditEntry.number > last, telling)
            .order_by(AuditEntry.number)
            .limit(_BATCH)
        )
        rows = session.execute(query).all()
        if not rows:
            return
        last = rows[-1][0]
        yield [(entry, _read(data)) for entry, data in rows]


def _raw_data(session: Session) -> Any:
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return type_coerce(_ENTRIES.c.data, Text) if on_sqlite else _ENTRIES.c.data


def _text_of_data(session: Session) -> Any:
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return type_coerce(_ENTRIES.c.data, Text) if on_sqlite else cast(_ENTRIES.c.data, Text)


def _read(data: Any) -> dict[str, Any]:
    """Return the data of an entry; of a damaged one, which the chain finds, nothing."""
    try:
        read = json.loads(data) if isinstance(data, str) else data
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _seal(entry: int, data: dict[str, Any]) -> _Seal | None:
    seal = data.get(SEAL)
    if not isinstance(seal, dict):
        return None
    match seal:
        case {"jenis": str(kind), "nomor": int(number), "kunci": str(key), "isi": str(digest)}:
            return _Seal(entry, kind, number, key, digest) if kind in KINDS else None
    return None
