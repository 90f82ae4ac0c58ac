"""What all flows share: batches until nothing is left, one record per run, loud failure.

A flow hands over dates and numbers only. Which rows are due, and that none is done
twice, is decided in our database; a run that was killed is simply run again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from time import monotonic
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from prefect import Flow, Task, flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.registry import BY_NAME
from flows.runtime import application, moment
from tksk_workflow.services.counts import SET_ASIDE
from tksk_workflow.store.errors import DatabaseUnavailable, DuplicateRecord, StaleRecord

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun, State

    from tksk_workflow.services.counts import Counts

BATCH = 300
"""Rows per task. A task costs some 10 ms; a batch is one transaction."""

_PASSING = (DatabaseUnavailable, DuplicateRecord, StaleRecord)

P = ParamSpec("P")
R = TypeVar("R")
Batch = Callable[[str, int], dict[str, Any]]


class BatchFailed(Exception):
    """A batch did not get through. Says what kind of error it was and where, never its text.

    Prefect logs exceptions and keeps them in its own store, and the text of an error
    may quote a row of ours.
    """

    def __init__(self, error: Exception) -> None:
        """Keep the kind of the error, and the line of code that raised it."""
        from tksk_workflow.services.errors import where_it_broke

        self.kind = type(error).__name__
        self.passing = isinstance(error, _PASSING)
        super().__init__(where_it_broke(error))


class RowsSetAside(Exception):
    """The run did everything else; rows at which the program broke are before the coordinator."""

    def __init__(self, count: int) -> None:
        """Say how many."""
        super().__init__(f"{count} baris tidak terproses")


class SweepStuck(Exception):
    """A batch did nothing and still says that there is more: it would never end."""

    def __init__(self, name: str) -> None:
        """Say which flow."""
        super().__init__(f"alur {name} tidak maju")


def batch(function: Callable[P, R]) -> Task[P, R]:
    """Make a task of a function that does one batch.

    Only a busy or absent database, or a record changed or written by somebody else
    meanwhile, is worth another try: a defect does not go away by waiting.
    """

    @wraps(function)
    def careful(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            failure = BatchFailed(error)
        raise failure

    return task(
        retries=3,
        retry_delay_seconds=[1, 5, 20],
        retry_jitter_factor=0.5,
        retry_condition_fn=_is_passing,
        cache_policy=NO_CACHE,
        persist_result=False,
    )(careful)


def scheduled_flow(name: str) -> Callable[[Callable[P, R]], Flow[P, R]]:
    """Make a flow of a function: named, and heard in our database when it fails."""
    return flow(
        name=name,
        on_failure=[record_failure],
        on_crashed=[record_failure],
        persist_result=False,
    )


def sweep(name: str, as_of: str, *batches: Batch, moving: bool = False) -> dict[str, int]:
    """Run each batch function until it has nothing more; record the run and its counts.

    All batches look at the same moment. With ``moving`` it goes on with the clock, for work
    that takes as long as others let it wait and claims rows for a time.

    Raises:
        SweepStuck: a batch says that there is more but does nothing.
        RowsSetAside: the run is on record, but some rows could not be worked on.
    """
    from tksk_workflow.services.sweeps import begin_sweep, finish_sweep

    with application() as app:
        at = moment(as_of, BY_NAME[name].usual_time, app.zone)
        number = begin_sweep(app, name, at)
    began = monotonic()
    total: Counter[str] = Counter()
    failures: list[Exception] = []
    for one in batches:
        try:
            total += _until_done(name, one, at, began if moving else None)
        except (BatchFailed, SweepStuck) as error:
            # What comes after does not depend on what came before.
            failures.append(error)
    if failures:
        raise failures[0]
    counts = dict(sorted(total.items()))
    with application() as app:
        finish_sweep(app, number, counts)
    if counts:
        create_table_artifact(
            table=[{"hitungan": key, "jumlah": value} for key, value in counts.items()],
            key=f"hitungan-{name}",
            description="Jumlah per kejadian; tanpa data orang.",
        )
    if counts.get(SET_ASIDE):
        raise RowsSetAside(counts[SET_ASIDE])
    return counts


def _until_done(name: str, one: Batch, at: datetime, began: float | None) -> Counter[str]:
    """Run a batch function until it has nothing more; rows set aside count once."""
    total: Counter[str] = Counter()
    aside = 0
    more = True
    while more:
        looked_at = at if began is None else at + timedelta(seconds=int(monotonic() - began))
        result = one(looked_at.isoformat(), BATCH)
        counts: Counter[str] = Counter(result["counts"])
        aside = max(aside, counts.pop(SET_ASIDE, 0))
        total += counts
        more = result["more"]
        if more and not counts:
            raise SweepStuck(name)
    total[SET_ASIDE] += aside
    return +total


def as_result(counts: Counts) -> dict[str, Any]:
    """Turn the counts of a service into plain values for Prefect."""
    return {"counts": dict(counts.counts), "more": counts.more}


def record_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Write a failed run into our own record, where the coordinator sees it.

    Only the kind of error is kept: the text of an error may quote a row.
    """
    from tksk_workflow.services.sweeps import fail_sweep

    error = state.result(raise_on_failure=False)
    told = isinstance(error, (BatchFailed, RowsSetAside))
    kind = str(error) if told else str(state.type.value)
    name = flow.name
    as_of = str((flow_run.parameters or {})["as_of"])
    with application() as app:
        fail_sweep(app, name, moment(as_of, BY_NAME[name].usual_time, app.zone), kind)


def _is_passing(_task: Task[..., Any], _run: object, state: State[Any]) -> bool:
    """Tell whether the failure is one of those that pass by themselves."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, BatchFailed) and error.passing
