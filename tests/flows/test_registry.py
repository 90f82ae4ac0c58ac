"""Which flows are behind, from the record of finished runs alone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.registry import BY_NAME, FLOWS

ZONE = ZoneInfo("Asia/Jakarta")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize("entry", FLOWS, ids=lambda entry: entry.name)
def test_a_flow_that_never_finished_is_behind(entry):
    assert entry.is_behind(None, at("2026-09-18T12:00"), ZONE)


def test_a_daily_flow_is_behind_after_26_hours_without_a_finished_run():
    entry = BY_NAME["tindak-lanjut"]
    finished = at("2026-09-01T07:00")

    assert not entry.is_behind(finished, finished + timedelta(hours=25, minutes=59), ZONE)
    assert entry.is_behind(finished, finished + timedelta(hours=26, minutes=1), ZONE)


def test_an_hourly_flow_is_behind_when_a_day_passed_without_it():
    entry = BY_NAME["rutekan"]

    assert entry.is_behind(at("2026-09-01T06:14"), at("2026-09-02T08:15"), ZONE)
    assert not entry.is_behind(at("2026-09-02T07:15"), at("2026-09-02T08:15"), ZONE)


@pytest.mark.parametrize(
    ("finished", "now", "behind"),
    [
        ("2026-09-18T05:01", "2026-09-30T23:00", False),
        ("2026-09-18T05:01", "2026-10-01T07:01", True),
        ("2026-09-16T05:01", "2026-09-17T06:59", False),
        ("2026-09-16T05:01", "2026-09-17T07:00", True),
    ],
)
def test_the_data_cycle_is_behind_only_after_one_of_its_days(finished, now, behind):
    assert BY_NAME["siklus-data"].is_behind(at(finished), at(now), ZONE) is behind


def test_the_days_of_a_flow_are_those_of_its_schedule():
    for entry in FLOWS:
        days = entry.cron.split()[2]
        assert days == (",".join(map(str, entry.month_days)) or "*")
