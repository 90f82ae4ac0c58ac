"""What ``tksk flow run --date`` means."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import typer

from tksk_workflow.cli.flow import _as_of, _has_passed
from tksk_workflow.cli.output import Format

ZONE = ZoneInfo("Asia/Jakarta")


@pytest.fixture(autouse=True)
def settings(monkeypatch, tmp_path):
    monkeypatch.setenv("TKSK_HOME", str(tmp_path))
    monkeypatch.delenv("TKSK_ZONE", raising=False)


def test_today_means_now_so_that_what_came_in_today_is_part_of_it():
    before = datetime.now(ZONE).replace(microsecond=0)
    today = before.date().isoformat()

    found = datetime.fromisoformat(_as_of(today, Format.TEXT))

    assert found >= before or found.date().isoformat() != today


def test_another_day_stands_for_itself():
    tomorrow = (datetime.now(ZONE).date() + timedelta(days=1)).isoformat()

    assert _as_of(tomorrow, Format.TEXT) == tomorrow
    assert not _has_passed(tomorrow, Format.TEXT)
    assert _has_passed("2020-01-01", Format.TEXT)


def test_what_is_no_date_is_wrong_usage():
    with pytest.raises(typer.Exit) as stopped:
        _as_of("kemarin", Format.TEXT)

    assert stopped.value.exit_code == 2


def test_a_day_that_is_still_to_come_is_done_and_said(capsys):
    ahead = (datetime.now(ZONE).date() + timedelta(days=3)).isoformat()
    assert _as_of(ahead, Format.TEXT) == ahead
    said = capsys.readouterr()
    assert "belum tiba" in said.err
    assert said.out == ""


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-12-31T23:59+00:00"])
def test_a_year_that_nobody_can_mean_is_wrong_usage(day):
    with pytest.raises(typer.Exit) as stopped:
        _as_of(day, Format.TEXT)

    assert stopped.value.exit_code == 2
