"""The holders of posts, and who stands in for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tksk_workflow.domain.referral import Role
from tksk_workflow.store.errors import RecordNotFound
from tksk_workflow.store.models import Substitution, Worker

KIND = "petugas"
NOBODY = "tanpa-tksk"
"""Begins the name of the worker of a kecamatan that has no TKSK."""

# Any number will do as long as nothing else in the database uses it.
_REGISTER_LOCK = 7_416_022


class WorkerRepository:
    """Finds and adds the holders of posts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, worker: Worker) -> Worker:
        """Add a worker. Two active TKSK of one kecamatan break a database rule (S23)."""
        self._session.add(worker)
        return worker

    def holders(self) -> dict[str, str]:
        """Return who looks after which kecamatan, for all that somebody looks after."""
        standing_in = {one.area: one.worker for one in self.substitutions()}
        own = {one.area: one.code for one in self.listed(role=Role.TKSK)}
        return standing_in | own

    def left(self, area: str) -> frozenset[str]:
        """Return who was TKSK of a kecamatan and is not at work any more."""
        query = select(Worker.code).where(
            Worker.area == area, Worker.role == Role.TKSK, ~Worker.active
        )
        return frozenset(self._session.scalars(query))

    def find(self, code: str) -> Worker | None:
        """Return a worker, or None."""
        return self._session.get(Worker, code)

    def get(self, code: str) -> Worker:
        """Return a worker.

        Raises:
            RecordNotFound: there is none of that code.
        """
        worker = self._session.get(Worker, code)
        if worker is None:
            raise RecordNotFound(KIND, code)
        return worker

    def claim(self, code: str) -> Worker | None:
        """Return a worker freshly read and locked until the transaction ends, or None."""
        return self._session.get(Worker, code, with_for_update=True, populate_existing=True)

    def active_tksk(self, area: str) -> Worker | None:
        """Return the active TKSK of a kecamatan, acting ones included."""
        return self._session.scalar(
            select(Worker).where(Worker.area == area, Worker.role == Role.TKSK, Worker.active)
        )

    def holder_of(self, area: str) -> Worker | None:
        """Return who looks after a kecamatan: its active TKSK, else the neighbour who does."""
        own = self.active_tksk(area)
        if own is not None:
            return own
        standing_in = self.substitution_of(area)
        return None if standing_in is None else self.get(standing_in.worker)

    def listed(
        self, *, role: Role | None = None, area: str | None = None, only_active: bool = True
    ) -> Sequence[Worker]:
        """List workers by role and area code (exactly this area), by code."""
        query = select(Worker).order_by(Worker.code)
        if role is not None:
            query = query.where(Worker.role == role.value)
        if area is not None:
            query = query.where(Worker.area == area)
        if only_active:
            query = query.where(Worker.active)
        return self._session.scalars(query).all()

    def tksk_during(self, first: date, last: date) -> Sequence[Worker]:
        """Return the TKSK, acting ones included, who served on every day of a period."""
        query = select(Worker).where(
            Worker.role == Role.TKSK,
            Worker.since <= first,
            Worker.until.is_(None) | (Worker.until >= last),
        )
        return self._session.scalars(query.order_by(Worker.area, Worker.code)).all()

    # ------------------------------------------------------------------------- taking turns

    def hold_register(self) -> None:
        """Keep who looks after which kecamatan as it is until the transaction ends.

        Whoever gives a case to somebody does so, any number at a time, before locking a
        case: a change of the register locks cases after it has its turn.
        """
        self._take_turn("pg_advisory_xact_lock_shared")

    def change_register(self) -> None:
        """Wait for all who hold the register, and let nobody hold it until this is done.

        Called before anything is read or locked. What they gave away is then to be seen.
        """
        self._take_turn("pg_advisory_xact_lock")

    def _take_turn(self, function: str) -> None:
        # On SQLite there is one who writes at any time.
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text(f"SELECT {function}(:key)"), {"key": _REGISTER_LOCK})

    # ------------------------------------------------------------------------- standing in

    def add_substitution(self, substitution: Substitution) -> None:
        """Add a substitution; a kecamatan has one at a time."""
        self._session.add(substitution)

    def substitution_of(self, area: str) -> Substitution | None:
        """Return the substitution that is going on in a kecamatan."""
        return self._session.scalar(
            select(Substitution).where(Substitution.area == area, Substitution.until.is_(None))
        )

    def substitutions(
        self, *, worker: str | None = None, area: str | None = None, only_open: bool = True
    ) -> Sequence[Substitution]:
        """List substitutions by worker or area, the oldest first."""
        query = select(Substitution).order_by(Substitution.since, Substitution.id)
        if worker is not None:
            query = query.where(Substitution.worker == worker)
        if area is not None:
            query = query.where(Substitution.area == area)
        if only_open:
            query = query.where(Substitution.until.is_(None))
        return self._session.scalars(query).all()

    def neighbours_during(self, first: date, last: date) -> Sequence[Substitution]:
        """Return what TKSK of other kecamatan looked after on every day of a period."""
        query = (
            select(Substitution)
            .join(Worker, Substitution.worker == Worker.code)
            .where(
                Substitution.area != Worker.area,
                Substitution.since <= first,
                Substitution.until.is_(None) | (Substitution.until >= last),
            )
            .order_by(Substitution.area, Substitution.id)
        )
        return self._session.scalars(query).all()
