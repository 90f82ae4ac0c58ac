"""Batches of a sweep in which one row that cannot be worked on does not keep the others waiting.

A batch is one transaction, because that is fast. When something unforeseen breaks it, its
rows are taken again one by one, each in a transaction of its own; the one at which it
breaks again is set aside for this batch and put before the coordinator. When it breaks at more
than a few rows and works for none, no row is to blame: then the whole sweep fails, loudly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.services.counts import SET_ASIDE, Counts, counted
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import where_it_broke
from tksk_workflow.services.lifecycle.escalation import SEVERAL, escalate
from tksk_workflow.services.lifecycle.settling import STUCK, Level, settle
from tksk_workflow.services.transaction import batch
from tksk_workflow.store.errors import DatabaseUnavailable, StaleRecord
from tksk_workflow.store.models import Case, CentreResult, DecileReading, Escalation, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

Row = TypeVar("Row", Case, Referral, Escalation, DecileReading, CentreResult)
Claim = Callable[[UnitOfWork, int, Collection[int]], Sequence[Row]]
"""Claims at most so many due rows, stepping over those with these numbers."""

Work = Callable[[UnitOfWork, Sequence[Row]], Counter[str]]
"""Does what is due about claimed rows; returns what happened, by Indonesian words."""

_PASSING = (DatabaseUnavailable, StaleRecord)
"""Worth another try as a whole: nothing is wrong with any row."""

_FEW = 10
"""More rows than this, and all of them break: then the program is at fault, and not they."""

_STUCK = "jadwal tidak dapat memprosesnya ({where}); periksa datanya atau hubungi pengelola sistem"


def work_on_claimed(
    app: Application, now: datetime, limit: int, claim: Claim[Row], work: Work[Row]
) -> Counts:
    """Claim a batch and do what is due; rows that break the program are set aside.

    Raises:
        DatabaseUnavailable, StaleRecord: try again; nothing was written.
        Exception: whatever broke the batch, when more than a few rows broke and none worked.
    """
    tally: Counter[str] = Counter()
    try:
        with batch(app) as uow:
            rows = claim(uow, limit, ())
            if rows:
                with uow.outbox.one_each(SEVERAL):
                    tally = work(uow, rows)
                _settle_what_works_again(uow, rows, now)
        return counted(tally, more=len(rows) == limit and bool(tally))
    except _PASSING:
        raise
    except Exception as error:
        broken = error
    return _one_by_one(app, now, limit, claim, work, broken)


def _one_by_one(
    app: Application,
    now: datetime,
    limit: int,
    claim: Claim[Row],
    work: Work[Row],
    broken: Exception,
) -> Counts:
    tally: Counter[str] = Counter()
    seen: list[int] = []
    failed: list[tuple[int, str]] = []
    while len(seen) < limit:
        case_id: int | None = None
        try:
            with batch(app) as uow:
                rows = claim(uow, 1, seen)
                if not rows:
                    break
                number, case_id = _numbers(rows[0])
                seen.append(number)
                done = work(uow, rows)
                _settle_what_works_again(uow, rows, now)
            tally.update(done)
        except _PASSING:
            raise
        except Exception as error:
            if case_id is None:
                raise
            failed.append((case_id, where_it_broke(error)))
        if len(failed) > _FEW and not tally:
            raise broken
    for number, where in dict(failed).items():
        _put_before_coordinator(app, now, number, where)
    more = len(seen) == limit and bool(tally)
    tally[SET_ASIDE] += len(failed)
    return counted(tally, more=more)


def _settle_what_works_again(uow: UnitOfWork, rows: Sequence[Row], now: datetime) -> None:
    keys = [f"{STUCK}K-{case_id:06d}" for _, case_id in map(_numbers, rows)]
    for matter in uow.escalations.open_of_matter(keys):
        settle(uow, matter.key, "dapat diproses lagi", now)


def _numbers(row: Case | Referral | Escalation | DecileReading | CentreResult) -> tuple[int, int]:
    return row.id, row.id if isinstance(row, Case) else row.case_id


def _put_before_coordinator(app: Application, now: datetime, case_id: int, where: str) -> None:
    with batch(app) as uow:
        case = uow.cases.claim(case_id)
        if CaseStatus(case.status).is_open:
            text = _STUCK.format(where=where)
            key = f"{STUCK}{case.code}"
            escalate(Desk(app, uow, now), key, Level.COORDINATOR, text, case, again=True)
