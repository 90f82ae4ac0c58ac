"""`tksk flow run` under Prefect's own engine, killed by SIGKILL at random points.

Points are those of the database and the moments just before and just after each request to
the Prefect server: before the run is known there, before a task begins, between tasks, when
all is done and only the end is not told. Prefect goes on believing that the killed run is at
work; nobody asks it. `make faults` kills each run many times, `make test` a few of them once.
"""

import os
import random
from collections import Counter

import pytest

from flows.registry import BY_NAME, FLOWS
from flows.serving import deployment, free_stale_runs
from tests.integration.cli.conftest import SECRET
from tests.support.contents import read
from tests.support.killing_commands import executioner
from tksk_workflow.store.transfer.copying import copy_database

pytestmark = [pytest.mark.slow, pytest.mark.flow]

SEED = int(os.environ.get("TKSK_FAULT_SEED", "20260901"))
KILLS_PER_RUN = int(os.environ.get("TKSK_FAULT_KILLS", "1"))
WHOLE_PLAN = (
    ("perjanjian", "2026-09-01"),
    ("pembaruan-dtsen", "2026-09-01"),
    ("rekonsiliasi-pusat", "2026-09-01"),
    ("rutekan", "2026-09-01"),
    ("kirim", "2026-09-01"),
    ("kirim-pesan", "2026-09-01"),
    ("cek-balasan", "2026-09-03"),
    ("tindak-lanjut", "2026-09-08"),
    ("siklus-data", "2026-09-17"),
    ("putaran-bulanan", "2026-10-01"),
    ("laporan-bulanan", "2026-10-01"),
)
SHORT_PLAN = WHOLE_PLAN[3:5]
PLAN = SHORT_PLAN if KILLS_PER_RUN == 1 else WHOLE_PLAN


def test_every_flow_is_killed_under_prefect_when_all_are_asked_for():
    assert {flow for flow, _ in WHOLE_PLAN} == set(BY_NAME)


@pytest.fixture(scope="module")
def guillotine(tmp_path_factory, prefect_server):
    from prefect.settings import PREFECT_API_URL

    environment = {
        "PREFECT_API_URL": PREFECT_API_URL.value(),
        "PREFECT_HOME": str(tmp_path_factory.mktemp("prefect-of-the-killed")),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }
    with executioner(environment) as found:
        yield found


class Machine:
    """Where `tksk flow run` is typed, on one record."""

    def __init__(self, guillotine, url, folder):
        self._guillotine = guillotine
        self.url, self._folder = url, folder
        self._environment = {
            "TKSK_HOME": str(folder),
            "TKSK_DATABASE_URL": url,
            "TKSK_SECRET": SECRET,
        }

    def run(self, flow, as_of, point=0):
        command = ["flow", "run", flow, "--date", as_of, "--future"]
        return self._guillotine.run(self._folder, self._environment, command, point)

    def run_twice_at_once(self, flow, as_of):
        command = ["flow", "run", flow, "--date", as_of, "--future"]
        return self._guillotine.run_together(
            self._folder, self._environment, [(command, 0), (command, 0)]
        )


@pytest.fixture(scope="module")
def undisturbed(guillotine, first_morning, tmp_path_factory):
    """What stands in the record when nothing goes wrong, and the points of each run."""
    folder = tmp_path_factory.mktemp("undisturbed")
    url = f"sqlite:///{folder / 'tksk.db'}"
    copy_database(f"sqlite:///{first_morning}", url)
    machine = Machine(guillotine, url, folder)
    points = []
    for flow, as_of in PLAN:
        ended = machine.run(flow, as_of)
        assert ended.code == 0, ended.said
        points.append(ended.points)
    return read(url).done, points


@pytest.fixture
def machine(guillotine, first_morning, empty_database_url, tmp_path):
    copy_database(f"sqlite:///{first_morning}", empty_database_url)
    return Machine(guillotine, empty_database_url, tmp_path)


def running(flow):
    """How many runs of a flow Prefect believes to be at work."""
    from prefect import get_client
    from prefect.client.schemas.filters import (
        FlowFilter,
        FlowFilterName,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType

    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[flow])),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING]))
            ),
        )
    return len(found)


def test_flows_killed_under_prefect_and_run_again_lose_nothing_and_do_nothing_twice(
    machine, database_kind, undisturbed, capsys
):
    expected, points = undisturbed
    chance = random.Random(f"{SEED} prefect {database_kind}")
    kills = Counter()
    for (flow, as_of), length in zip(PLAN, points, strict=True):
        for _ in range(KILLS_PER_RUN):
            ended = machine.run(flow, as_of, chance.randint(1, length))
            kills[flow] += ended.killed
            assert ended.killed or ended.code == 0, (flow, ended.said)
            assert read(machine.url).problems == [], flow
        ended = machine.run(flow, as_of)
        assert ended.code == 0, (flow, ended.said)

    found = read(machine.url)
    with capsys.disabled():
        tally = ", ".join(f"{flow} {count}" for flow, count in sorted(kills.items()))
        print(f"\nkill -9 under Prefect, {database_kind}, seed {SEED}: {kills.total()} ({tally})")
    assert found.problems == []
    assert found.done == expected
    assert kills.total() > 0


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_run_that_prefect_believes_in_for_ever_blocks_nothing_and_misleads_nobody(
    machine, undisturbed
):
    before = running("rutekan")
    length = undisturbed[1][PLAN.index(("rutekan", "2026-09-01"))]

    ended = machine.run("rutekan", "2026-09-01", length // 2)

    assert ended.killed
    assert running("rutekan") == before + 1
    assert read(machine.url).unfinished == 1
    again = machine.run("rutekan", "2026-09-01")
    assert again.code == 0
    assert "kasus diputuskan" in again.said
    assert running("rutekan") == before + 1
    once_more = machine.run("rutekan", "2026-09-01")
    assert "tidak ada yang perlu dikerjakan" in once_more.said


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_two_processes_that_run_the_same_flow_at_the_same_moment_do_nothing_twice(
    machine, undisturbed
):
    for flow, as_of in PLAN:
        for ended in machine.run_twice_at_once(flow, as_of):
            assert ended.code == 0, (flow, ended.said)

    found = read(machine.url)
    assert found.problems == []
    assert found.done == undisturbed[0]


def test_the_place_that_a_killed_run_of_a_schedule_holds_is_free_after_the_next_start(
    prefect_server,
):
    """One run at a time, and Prefect gives the place of the dead one to nobody."""
    from datetime import UTC, datetime

    from prefect import get_client
    from prefect.client.schemas.objects import StateType
    from prefect.states import Pending, Running

    number = deployment(FLOWS[0]).apply()
    with get_client(sync_client=True) as client:
        dead = client.create_flow_run_from_deployment(number)
        client.set_flow_run_state(dead.id, Pending())
        client.set_flow_run_state(dead.id, Running())
        waiting = client.create_flow_run_from_deployment(number)
        client.set_flow_run_state(waiting.id, Pending())
        assert client.read_flow_run(waiting.id).state.type is StateType.SCHEDULED

        free_stale_runs([FLOWS[0].name], datetime.now(UTC))

        assert client.read_flow_run(dead.id).state.type is StateType.CRASHED
        following = client.create_flow_run_from_deployment(number)
        client.set_flow_run_state(following.id, Pending())
        assert client.read_flow_run(following.id).state.type is StateType.PENDING
        client.set_flow_run_state(following.id, Running())
        assert client.read_flow_run(following.id).state.type is StateType.RUNNING
        free_stale_runs([FLOWS[0].name], datetime.now(UTC))
