"""Rows imported, sweeps run: what makes repeating harmless."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from tksk_workflow.store.models import ImportedRow, Sweep

# Every run of a flow begins and ends with these, most of them with nothing between.
_START = insert(Sweep.__table__)  # type: ignore[arg-type]
_FINISH = update(Sweep.__table__).where(Sweep.id == bindparam("sweep"))  # type: ignore[arg-type]


class ImportRepository:
    """Remembers which rows of which imports are in."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def known(self, digests: Iterable[str]) -> dict[str, int | None]:
        """Return those of many rows that are in, with their case. One query."""
        query = select(ImportedRow.digest, ImportedRow.case_id).where(
            ImportedRow.digest.in_(list(digests))
        )
        return dict(self._session.execute(query).all())

    def remember(self, digest: str, kind: str, at: datetime, case_id: int | None = None) -> None:
        """Note that a row is in."""
        self._session.add(ImportedRow(digest=digest, kind=kind, case_id=case_id, imported_at=at))


class SweepRepository:
    """The record of scheduled runs; ours, not the scheduler's."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def start(self, name: str, as_of: datetime, at: datetime) -> int:
        """Note that a run begins; returns its number."""
        values = {"name": name, "as_of": as_of, "started_at": at, "counts": {}}
        key = self._session.connection().execute(_START, values).inserted_primary_key
        assert key is not None
        return int(key[0])

    def finish(self, sweep_id: int, counts: Mapping[str, int], at: datetime) -> None:
        """Note that a run ended, with what it did.

        Raises:
            LookupError: there is no such run.
        """
        values = {"sweep": sweep_id, "counts": dict(counts), "finished_at": at}
        if not self._session.connection().execute(_FINISH, values).rowcount:
            raise LookupError(f"no sweep {sweep_id}")

    def last(self, name: str, *, finished: bool = True) -> Sweep | None:
        """Return the latest run of a flow; only finished ones unless told otherwise."""
        query = select(Sweep).where(Sweep.name == name).order_by(Sweep.id.desc()).limit(1)
        if finished:
            query = query.where(Sweep.finished_at.is_not(None))
        return self._session.scalar(query)
