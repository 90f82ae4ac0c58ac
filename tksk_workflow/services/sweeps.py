"""The record of scheduled runs: begun, finished, failed.

It stands in our database, because the scheduler's own history can be lost. Whoever
wants to know whether the flows run asks here (`tksk flow list`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tksk_workflow.domain.referral import Role
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

COORDINATOR = Role.COORDINATOR.value
FAILED = "alur_gagal"
_ACTOR = "sistem/jadwal"
_LONG = timedelta(hours=1)
"""No sweep takes this long: what began earlier and has no end was killed, or hangs."""


@dataclass(frozen=True, slots=True)
class LastRun:
    """The latest finished run of a flow."""

    as_of: datetime
    finished_at: datetime
    counts: Mapping[str, int]


def begin_sweep(app: Application, name: str, as_of: datetime) -> int:
    """Note that a run begins; returns its number.

    A run that is killed leaves an entry without an end, and is simply run again.
    """
    with UnitOfWork(app.session_factory) as uow:
        number = uow.sweeps.start(name, as_of, datetime.now(UTC))
        uow.commit()
    return number


def finish_sweep(app: Application, number: int, counts: Mapping[str, int]) -> None:
    """Note that a run ended, with what it did.

    Raises:
        LookupError: no run has this number.
    """
    with UnitOfWork(app.session_factory) as uow:
        uow.sweeps.finish(number, counts, datetime.now(UTC))
        uow.commit()


def fail_sweep(app: Application, name: str, as_of: datetime, kind: str) -> None:
    """Put a failed run into the audit log and before the coordinator.

    ``kind`` names the kind of error and the line of code; never its text, which may
    quote somebody's data. One message per flow and day, however often it fails; the audit
    log has each failure.
    """
    key = f"{FAILED}:{name}:{as_of.astimezone(app.zone):%Y-%m-%d}"
    with UnitOfWork(app.session_factory) as uow:
        run = uow.sweeps.last(name, finished=False)
        number = str(run.id) if run is not None else name
        uow.audit.record(
            _ACTOR, FAILED, "sweep", number, {"alur": name, "galat": kind, "untuk": as_of}, as_of
        )
        if not uow.outbox.has(key):
            payload = {"alur": name, "untuk": as_of.isoformat(), "galat": kind}
            uow.outbox.put(key, FAILED, COORDINATOR, payload, as_of)
        uow.commit()


def last_runs(app: Application, names: Sequence[str]) -> dict[str, LastRun]:
    """Return the latest finished run of each flow that has ever finished."""
    found = {}
    with UnitOfWork(app.session_factory, read_only=True) as uow:
        for name in names:
            run = uow.sweeps.last(name)
            if run is not None and run.finished_at is not None:
                found[name] = LastRun(run.as_of, run.finished_at, run.counts)
    return found


def unfinished_runs(app: Application, names: Sequence[str], now: datetime) -> dict[str, datetime]:
    """Return when the latest run of a flow began, where it never ended; young ones are at work."""
    found = {}
    with UnitOfWork(app.session_factory, read_only=True) as uow:
        for name in names:
            run = uow.sweeps.last(name, finished=False)
            if run is not None and run.finished_at is None and run.started_at <= now - _LONG:
                found[name] = run.started_at
    return found
