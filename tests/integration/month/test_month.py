"""The month of the country, on a scale that a test can wait for."""

from dataclasses import replace
from datetime import date

import pytest

from flows.registry import FLOWS
from tests.benchmarks.month.country import TKSK_OF_THE_COUNTRY, country, drawn
from tests.benchmarks.month.report import as_group
from tests.benchmarks.month.run import live_the_month
from tests.benchmarks.month.sweeps import SERVICES

PEOPLE, DAYS_BEFORE = 26, 12


def test_the_month_runs_every_flow_of_the_registry():
    assert set(SERVICES) == {flow.name for flow in FLOWS}


def test_the_regencies_have_as_many_tksk_as_the_country():
    regencies = country()

    assert sum(len(one.districts) for one in regencies) == TKSK_OF_THE_COUNTRY
    codes = [district.code for one in regencies for district in one.districts]
    assert len(set(codes)) == len(codes)
    assert all(district.villages for one in regencies for district in one.districts)


def test_the_same_share_is_drawn_every_time():
    assert drawn(100) == drawn(100)
    assert {one.code for one in drawn(100)} < {one.code for one in drawn(10)}


@pytest.mark.postgres
@pytest.mark.slow
def test_a_small_month_keeps_every_promise_and_says_what_it_took(tmp_path):
    regencies = [replace(one, districts=one.districts[:1]) for one in drawn(200)[:2]]

    def lived():
        return live_the_month(
            regencies,
            200,
            templates=1,
            minutes=None,
            say=lambda _: None,
            size=PEOPLE,
            days=DAYS_BEFORE,
            last=date(2026, 11, 3),
            processes=2,
            people=2,
            kept=tmp_path / "kept",
        )

    told = as_group(lived()).details

    assert told["tksk"] == 2
    assert told["working_tksk"] == 1
    assert told["cases"] == told["stock_cases"] + told["acts"]["kasus_baru"] + told["listed"]
    assert told["listed"] > 0
    assert told["flows"]["laporan-bulanan"]["rows"] == 2
    assert told["flows"]["tindak-lanjut"]["rows"] > 0
    assert told["flows"]["kirim-pesan"]["rows"] > 0
    assert set(told["days"]) == {1, 2, 3}

    # What was lived through is kept, and not done again.
    again = as_group(lived()).details
    assert {**again, "processes": 0} == {**told, "processes": 0}
