"""`tksk flow serve`: run all schedules until stopped."""

from __future__ import annotations

from pathlib import Path

from flows.registry import FLOWS, TIME_ZONE
from flows.runtime import NOW, prefect_running


def serve_all(data_dir: Path) -> None:
    """Serve every flow by its schedule; returns when the process is told to stop.

    The moment of a scheduled run is its own start: missed runs are not made up one by
    one, since each run takes everything that is due by then.
    """
    with prefect_running(data_dir, serving=True):
        from prefect import serve
        from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
        from prefect.schedules import Cron

        # Sweeps may wait for each other; cancelling one could skip a day.
        one_at_a_time = ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE
        )
        serve(
            *(
                entry.load().to_deployment(  # type: ignore[attr-defined]
                    entry.name,
                    schedule=Cron(entry.cron, timezone=TIME_ZONE),
                    concurrency_limit=one_at_a_time,
                    parameters={"as_of": NOW},
                )
                for entry in FLOWS
            ),
            pause_on_shutdown=False,
        )
