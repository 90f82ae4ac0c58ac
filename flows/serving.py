"""`tksk flow serve`: run all schedules until stopped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flows.registry import FLOWS, TIME_ZONE, ScheduledFlow
from flows.runtime import NOW, prefect_running

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.flows import Flow


SHARED_PATIENCE = timedelta(hours=6)
"""On a server that other machines share, a run this old belongs to nobody any more."""


def serve_all(data_dir: Path, entries: Sequence[ScheduledFlow] = FLOWS) -> None:
    """Serve flows by their schedules; returns when the process is told to stop.

    A run works as of the moment when it starts: missed runs are not made up one by
    one, since each run takes everything that is due by then.
    """
    with prefect_running(data_dir, serving=True) as own:
        from prefect import serve

        patience = timedelta() if own else SHARED_PATIENCE
        free_stale_runs([entry.name for entry in entries], datetime.now(UTC) - patience)
        serve(
            *(deployment(entry) for entry in entries),
            pause_on_shutdown=False,
            print_starting_message=False,
        )


def deployment(entry: ScheduledFlow) -> RunnerDeployment:
    """Describe one flow with its schedule to Prefect."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron

    flow = cast("Flow[..., dict[str, int]]", entry.load())
    found = flow.to_deployment(
        entry.name,
        schedule=Cron(entry.cron, timezone=TIME_ZONE),
        # Sweeps may wait for each other; cancelling one could skip a day.
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE
        ),
        parameters={"as_of": NOW},
    )
    return cast("RunnerDeployment", found)


def free_stale_runs(names: Sequence[str], before: datetime) -> int:
    """Mark runs that a killed process left as running; they would hold their place for ever.

    Late ones are skipped too, so that a restart does not fire every missed tick: the
    next run takes their work along. Returns how many there were.

    Args:
        names: of the deployments.
        before: runs that were to start later are left alone; another machine may be
            at work on them.
    """
    from prefect import get_client
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterName,
        FlowRunFilter,
        FlowRunFilterExpectedStartTime,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.states import Cancelled, Crashed

    ours = DeploymentFilter(name=DeploymentFilterName(any_=list(names)))
    due = FlowRunFilterExpectedStartTime.model_validate({"before_": before})
    freed = 0
    with get_client(sync_client=True) as client:
        for kinds, state in (
            ([StateType.RUNNING, StateType.PENDING, StateType.CANCELLING], Crashed),
            ([StateType.SCHEDULED], Cancelled),
        ):
            wanted = FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=kinds)),
                expected_start_time=due,
            )
            # The server hands out a page at a time.
            while runs := client.read_flow_runs(flow_run_filter=wanted, deployment_filter=ours):
                for run in runs:
                    client.set_flow_run_state(run.id, state(), force=True)
                freed += len(runs)
    return freed
