"""Flows that die by SIGKILL at random points of their work with the database.

Which points is decided by a seed, so that a failure can be repeated. `make faults` kills
each run up to twelve times and prints a tally; `make test` kills it once.
"""

import os
import random
from collections import Counter

import pytest

from flows.registry import BY_NAME
from tests.support.contents import read
from tests.support.killing import executioner
from tksk_workflow.store.transfer.copying import copy_database

pytestmark = [pytest.mark.slow, pytest.mark.flow]

SEED = int(os.environ.get("TKSK_FAULT_SEED", "20260901"))
KILLS_PER_RUN = int(os.environ.get("TKSK_FAULT_KILLS", "1"))
"""How often each run of a flow is killed before it is let through."""

PLAN = (
    ("perjanjian", "2026-09-01"),
    ("pembaruan-dtsen", "2026-09-01"),
    ("rekonsiliasi-pusat", "2026-09-01"),
    ("rutekan", "2026-09-01"),
    ("kirim", "2026-09-01"),
    ("kirim-pesan", "2026-09-01"),
    ("cek-balasan", "2026-09-03"),
    ("tindak-lanjut", "2026-09-08"),
    ("cek-balasan", "2026-09-15"),
    ("siklus-data", "2026-09-17"),
    ("kirim", "2026-09-18"),
    ("cek-balasan", "2026-09-28"),
    ("putaran-bulanan", "2026-10-01"),
    ("laporan-bulanan", "2026-10-01"),
    ("tindak-lanjut", "2026-10-05"),
)
"""A month in which nobody answers: each flow, those with the most to do more than once."""


def test_every_flow_is_among_those_that_are_killed():
    assert {flow for flow, _ in PLAN} == set(BY_NAME)


@pytest.fixture(scope="session")
def guillotine(tmp_path_factory):
    with executioner(tmp_path_factory.mktemp("killing")) as found:
        yield found


@pytest.fixture
def record_url(first_morning, empty_database_url):
    """That record on SQLite and on PostgreSQL."""
    copy_database(f"sqlite:///{first_morning}", empty_database_url)
    return empty_database_url


@pytest.fixture(scope="session")
def lived_through():
    """The undisturbed months that were lived through already, by kind of database."""
    return {}


@pytest.fixture
def undisturbed(first_morning, guillotine, lived_through, request, database_kind):
    """What stands in the record when nothing goes wrong, and the points of each run.

    Each kind of database has its own points: SQLite sends statements that PostgreSQL does not.
    """
    if database_kind not in lived_through:
        kind = "postgres" if database_kind == "postgresql" else "sqlite"
        with request.getfixturevalue(f"{kind}_databases").empty() as url:
            copy_database(f"sqlite:///{first_morning}", url)
            points = [guillotine.run(url, flow, as_of)[1] for flow, as_of in PLAN]
            lived_through[database_kind] = read(url).done, points
    return lived_through[database_kind]


def test_killed_anywhere_and_run_again_flows_lose_nothing_and_do_nothing_twice(
    record_url, database_kind, guillotine, undisturbed, capsys
):
    expected, points = undisturbed
    chance = random.Random(f"{SEED} {database_kind}")
    kills = Counter()
    for (flow, as_of), length in zip(PLAN, points, strict=True):
        for _ in range(KILLS_PER_RUN):
            point = chance.randint(1, length)
            killed, _passed = guillotine.run(record_url, flow, as_of, point)
            # A later try has less to do, so that it may end before its point.
            kills[flow] += killed
            assert read(record_url).problems == [], (flow, as_of, point)
        assert guillotine.run(record_url, flow, as_of)[0] is False

    found = read(record_url)
    with capsys.disabled():
        tally = ", ".join(f"{flow} {number}" for flow, number in sorted(kills.items()))
        print(f"\nkill -9, {database_kind}, seed {SEED}: {kills.total()} ({tally})")
    assert found.problems == []
    assert found.done == expected
    assert set(kills) == {flow for flow, _ in PLAN}
    assert all(kills.values())
    assert 0 < found.unfinished <= kills.total()


def test_a_run_is_killed_at_its_point_and_leaves_what_was_committed(
    record_url, guillotine, undisturbed
):
    length = undisturbed[1][PLAN.index(("rutekan", "2026-09-01"))]

    killed, passed = guillotine.run(record_url, "rutekan", "2026-09-01", length // 2)

    found = read(record_url)
    assert (killed, passed) == (True, length // 2)
    assert found.problems == []
    assert found.unfinished == 1
    assert 0 < found.done["rujukan"].total() < undisturbed[0]["rujukan"].total()
