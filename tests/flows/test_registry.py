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


def test_every_flow_runs_on_every_day_so_that_a_missed_run_is_made_up():
    """Which day is the cut-off, rules may change; a schedule with fixed days would miss it."""
    for entry in FLOWS:
        assert entry.cron.split()[2:] == ["*", "*", "*"]
