"""Walk the audit chain and name every entry that is not what it was.

An entry whose own hash fits is intact. One whose hash fits under another number was
moved; under none, it was altered. Numbers that nobody claims any more were removed,
and entries that nothing vouches for were inserted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from tksk_workflow.store.chain import GENESIS, Entry, digest
from tksk_workflow.store.models import AuditEntry, AuditHead

_BATCH = 2_000
# How far from its place a moved entry is looked for, in broken places on either side.
_REACH = 200
_TABLE = AuditEntry.__table__


class BrokenKind(StrEnum):
    """What happened to an entry."""

    ALTERED = "diubah"
    REMOVED = "dihapus"
    INSERTED = "disisipkan"
    REORDERED = "dipindahkan"
    HEAD = "ujung"


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken place of the chain.

    Attributes:
        number: the entry, or the first of several removed ones; 0 for the head.
        last: the last of several removed ones.
        original: the number that a moved entry had.
    """

    number: int
    kind: BrokenKind
    last: int | None = None
    original: int | None = None

    def __str__(self) -> str:
        """Say it in one Indonesian sentence."""
        match self.kind:
            case BrokenKind.REMOVED if self.last is not None and self.last > self.number:
                return f"catatan {self.number} sampai {self.last} dihapus"
            case BrokenKind.REORDERED:
                return f"catatan {self.number} dipindahkan; nomor aslinya {self.original}"
            case BrokenKind.HEAD:
                return "ujung rantai tidak cocok dengan catatan terakhir"
            case _:
                return f"catatan {self.number} {self.kind}"


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The end of the chain, to be noted outside of the database."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it was found, with the number and the hashes that stand beside it."""

    number: int
    entry: Entry | None
    previous_hash: Any
    hash: Any

    def fits(self, number: int) -> bool:
        """Say whether the entry's hash is right for a number."""
        if self.entry is None:
            return False
        try:
            return bool(digest(number, self.entry, self.previous_hash) == self.hash)
        except (TypeError, ValueError):
            return False


def chain_head(session: Session) -> ChainHead | None:
    """Return the recorded end of the chain; None when somebody removed it."""
    row = session.execute(select(AuditHead.number, AuditHead.hash)).one_or_none()
    return None if row is None else ChainHead(row.number, row.hash)


def still_contains(session: Session, head: ChainHead) -> bool:
    """Say whether an end of the chain that was noted earlier is still a part of it.

    This, and only this, also finds a chain that somebody wrote anew from some entry on.
    """
    if head.number == 0:
        return head.hash == GENESIS
    found = session.scalar(select(AuditEntry.hash).where(AuditEntry.number == head.number))
    return found == head.hash


def verify(session: Session) -> list[Broken]:
    """Return every broken place of the chain, in order; an empty list when all is well."""
    return broken_places(_links(session), chain_head(session))


def broken_places(links: Iterable[Link], head: ChainHead | None) -> list[Broken]:
    """Compare entries, ordered by number, with each other and with the recorded end."""
    walk = _Walk(None if head is None else head.number)
    for link in links:
        walk.see(link)
    broken = walk.findings()
    if head is None:
        broken.append(Broken(0, BrokenKind.HEAD))
    elif not broken and head.hash != walk.last.hash:
        # All entries know each other: the last one was written anew, or the head was.
        last = walk.last.number
        broken.append(Broken(last, BrokenKind.ALTERED if last else BrokenKind.HEAD))
    return broken


class _Walk:
    """What has been seen of the chain so far."""

    def __init__(self, head: int | None) -> None:
        self._head = head
        self.last = Link(0, None, "", GENESIS)
        self._missing: list[tuple[int, int]] = []
        self._misfits: list[Link] = []
        self._torn: list[int] = []
        self._beyond: list[int] = []

    def see(self, link: Link) -> None:
        """Look at the next entry by number."""
        gap = link.number - self.last.number - 1
        if gap > 0:
            self._missing.append((self.last.number + 1, link.number - 1))
        if not link.fits(link.number):
            self._misfits.append(link)
        elif self._head is not None and link.number > self._head:
            self._beyond.append(link.number)
        elif gap <= 0 and link.previous_hash != self.last.hash and not self._just_misfit():
            self._torn.append(link.number)
        self.last = link

    def _just_misfit(self) -> bool:
        return bool(self._misfits) and self._misfits[-1].number == self.last.number

    def findings(self) -> list[Broken]:
        """Explain what was seen."""
        head = self.last.number if self._head is None else self._head
        if self.last.number < head:
            self._missing.append((self.last.number + 1, head))
        moved = self._moved()
        originals = set(moved.values())
        misfits = {link.number for link in self._misfits}
        inserted = {number for number in misfits - moved.keys() if not 1 <= number <= head}
        # Whoever sits in a moved entry's own place, whole or not, was put there.
        inserted |= {number for number in originals - moved.keys() if not self._is_missing(number)}
        inserted |= set(self._beyond)
        altered = misfits - moved.keys() - inserted
        altered |= self._strangers() - inserted
        vacated = {number for number in moved if number not in originals and number <= head}
        found = [
            *(Broken(number, BrokenKind.ALTERED) for number in altered),
            *(Broken(number, BrokenKind.INSERTED) for number in inserted),
            *(Broken(at, BrokenKind.REORDERED, original=own) for at, own in moved.items()),
            *_removed(self._missing, originals, vacated),
        ]
        return sorted(found, key=lambda broken: (broken.number, broken.kind))

    def _is_missing(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self._missing)

    def _moved(self) -> dict[int, int]:
        """Find the original number of entries whose hash does not fit their place."""
        places = sorted(
            {link.number for link in self._misfits}
            | {number for first, last in self._missing for number in _ends(first, last)}
            # An entry put in between fits its place and pushes the next ones on.
            | {link.number - 1 for link in self._misfits if link.number > 1}
        )
        moved = {}
        for link in self._misfits:
            at = bisect_left(places, link.number)
            near = places[max(0, at - _REACH) : at + _REACH]
            for number in sorted(near, key=lambda place: abs(place - link.number)):
                if number != link.number and link.fits(number):
                    moved[link.number] = number
                    break
        return moved

    def _strangers(self) -> set[int]:
        """Two whole neighbours that do not know each other: one of them is not genuine."""
        torn = set(self._torn)
        blamed: set[int] = set()
        for number in self._torn:
            if number - 1 not in blamed:
                # With both links torn it is the entry itself, otherwise the one before it.
                itself = number + 1 in torn or number == 1
                blamed.add(number if itself else number - 1)
        return blamed


def _ends(first: int, last: int) -> Iterable[int]:
    """Some numbers of a gap: all of a small one, the ends of a large one."""
    if last - first <= 2 * _REACH:
        return range(first, last + 1)
    return [*range(first, first + _REACH), *range(last - _REACH, last + 1)]


def _removed(
    missing: Iterable[tuple[int, int]], originals: set[int], vacated: set[int]
) -> Iterator[Broken]:
    """Numbers that no entry claims, in runs."""
    for first, last in missing:
        claimed = sorted(number for number in originals if first <= number <= last)
        start = first
        for number in [*claimed, last + 1]:
            if number > start:
                yield Broken(start, BrokenKind.REMOVED, last=number - 1)
            start = number + 1
    runs = groupby(enumerate(sorted(vacated)), key=lambda pair: pair[1] - pair[0])
    for _, run in runs:
        numbers = [number for _, number in run]
        yield Broken(numbers[0], BrokenKind.REMOVED, last=numbers[-1])


def _links(session: Session) -> Iterator[Link]:
    """Read the chain raw: a tampered moment or JSON text must not stop the check."""
    raw = session.get_bind().dialect.name == "sqlite"
    at = type_coerce(_TABLE.c.at, Text) if raw else _TABLE.c.at
    data = type_coerce(_TABLE.c.data, Text) if raw else _TABLE.c.data
    query = select(
        _TABLE.c.number,
        at,
        _TABLE.c.actor,
        _TABLE.c.action,
        _TABLE.c.entity,
        _TABLE.c.entity_id,
        data,
        _TABLE.c.previous_hash,
        _TABLE.c.hash,
    ).order_by(_TABLE.c.number)
    for row in session.execute(query.execution_options(yield_per=_BATCH)):
        number, moment, actor, action, entity, entity_id, content, previous, own = row
        entry: Entry | None
        try:
            if raw:
                moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
                content = orjson.loads(content)
            entry = Entry(moment, actor, action, entity, entity_id, content)
        except (TypeError, ValueError):
            entry = None
        yield Link(number, entry, previous, own)
