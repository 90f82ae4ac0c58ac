from datetime import UTC, datetime

import pytest
from prefect import get_client
from prefect.client.schemas.objects import StateType
from prefect.states import Running, Scheduled

from flows.registry import FLOWS
from flows.runtime import NOW
from flows.serving import SHARED_PATIENCE, deployment, free_stale_runs

pytestmark = pytest.mark.flow

NAMES = [entry.name for entry in FLOWS]


@pytest.mark.parametrize("entry", FLOWS, ids=lambda entry: entry.name)
def test_every_flow_is_scheduled_in_the_time_of_jakarta(entry):
    made = deployment(entry)

    (schedule,) = made.schedules
    assert schedule.schedule.cron == entry.cron
    assert schedule.schedule.timezone == "Asia/Jakarta"
    assert made.parameters == {"as_of": NOW}


def test_runs_that_a_killed_process_left_are_freed_at_the_next_start(prefect_server):
    number = deployment(FLOWS[0]).apply()
    with get_client(sync_client=True) as client:
        running = client.create_flow_run_from_deployment(number)
        client.set_flow_run_state(running.id, Running(), force=True)
        missed = client.create_flow_run_from_deployment(
            number, state=Scheduled(scheduled_time=datetime(2026, 1, 1, tzinfo=UTC))
        )

        freed = free_stale_runs(NAMES, datetime.now(UTC))

        states = [client.read_flow_run(run.id).state.type for run in (running, missed)]
    assert freed >= 2
    assert states == [StateType.CRASHED, StateType.CANCELLED]
    assert free_stale_runs(NAMES, datetime.now(UTC)) == 0


def test_a_run_that_another_machine_may_be_at_work_on_is_left_alone(prefect_server):
    number = deployment(FLOWS[0]).apply()
    with get_client(sync_client=True) as client:
        theirs = client.create_flow_run_from_deployment(number)
        client.set_flow_run_state(theirs.id, Running(), force=True)

        free_stale_runs(NAMES, datetime.now(UTC) - SHARED_PATIENCE)

        assert client.read_flow_run(theirs.id).state.type is StateType.RUNNING
        free_stale_runs(NAMES, datetime.now(UTC))
        assert client.read_flow_run(theirs.id).state.type is StateType.CRASHED
