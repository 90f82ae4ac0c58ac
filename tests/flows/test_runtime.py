from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from flows.registry import BY_NAME, FLOWS
from flows.runtime import NOW, moment

ZONE = ZoneInfo("Asia/Jakarta")
SEVEN = time(7, 0)


def test_a_day_stands_for_the_usual_time_of_the_flow():
    assert moment("2026-09-17", SEVEN, ZONE) == datetime(2026, 9, 17, 0, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_local_time():
    assert moment("2026-09-17T08:30", SEVEN, ZONE) == datetime(2026, 9, 17, 1, 30, tzinfo=UTC)


def test_a_moment_with_a_zone_stays_what_it_is():
    assert moment("2026-09-17T08:30+00:00", SEVEN, ZONE).hour == 8


def test_a_scheduled_run_works_as_of_its_own_start():
    before = datetime.now(UTC)

    assert before <= moment(NOW, SEVEN, ZONE) <= datetime.now(UTC)


def test_something_else_is_no_moment():
    with pytest.raises(ValueError, match="Invalid isoformat"):
        moment("kemarin", SEVEN, ZONE)


def test_the_flows_have_the_names_that_people_type():
    assert list(BY_NAME) == [
        "rutekan",
        "kirim",
        "cek-balasan",
        "tindak-lanjut",
        "kirim-pesan",
        "siklus-data",
        "putaran-bulanan",
        "laporan-bulanan",
        "perjanjian",
        "pembaruan-dtsen",
        "rekonsiliasi-pusat",
    ]
    assert len(FLOWS) == len(BY_NAME)
