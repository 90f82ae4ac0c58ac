"""What follows from dates and parameters is computed, and only that."""

from __future__ import annotations

from datetime import date

import pytest

from tksk_workflow.domain.calendar import completed_years
from tksk_workflow.rulebook.computed import (
    complete,
    completed_months,
    previous_cutoff,
)
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.loading import load_pack

DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def pack():
    return load_pack(default_pack_path({}))


@pytest.mark.parametrize(
    ("since", "day", "years"),
    [
        (date(1966, 11, 25), DAY, 60),
        (date(1966, 11, 26), DAY, 59),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (DAY, DAY, 0),
        (date(2026, 11, 26), DAY, None),
    ],
)
def test_age_is_in_completed_years(since, day, years):
    assert completed_years(since, day) == years


@pytest.mark.parametrize(
    ("since", "day", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2025, 11, 25), DAY, 12),
        (date(2025, 11, 26), DAY, 11),
        (date(2026, 12, 1), DAY, None),
    ],
)
def test_months_are_completed_months(since, day, months):
    assert completed_months(since, day) == months


def test_the_cutoff_is_in_the_month_before():
    assert previous_cutoff(17, date(2026, 1, 5)) == date(2025, 12, 17)
    assert previous_cutoff(31, date(2026, 3, 5)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"tanggal_lahir": date(1966, 11, 25)}, {"usia": 60, "lansia": True, "anak": False}),
        ({"tanggal_lahir": date(1966, 11, 26)}, {"usia": 59, "lansia": False}),
        ({"usia": 17}, {"anak": True, "usia_sekolah": True}),
        ({"usia": 18}, {"anak": False, "usia_sekolah": True}),
        ({"usia": 5}, {"usia_sekolah": False}),
        ({"usia": 30, "tanggal_lahir": date(1950, 1, 1)}, {"usia": 30, "lansia": False}),
        ({"usia": 30, "lansia": True}, {"lansia": False}),
        ({"lansia": True}, {"lansia": True}),
        (
            {"pembaruan_terakhir": date(2026, 10, 25)},
            {"umur_data_hari": 31, "pembaruan_sebelum_cutoff": False},
        ),
        ({"pembaruan_terakhir": date(2026, 10, 17)}, {"pembaruan_sebelum_cutoff": False}),
        ({"pembaruan_terakhir": date(2026, 10, 16)}, {"pembaruan_sebelum_cutoff": True}),
        ({"tanggal_bebas": date(2025, 11, 25)}, {"bulan_sejak_bebas": 12}),
    ],
)
def test_facts_are_completed(pack, facts, expected):
    found = complete(facts, pack, DAY)

    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"tanggal_lahir": date(2027, 1, 1)},
        {"tanggal_lahir": date(1800, 1, 1)},
        {"pembaruan_terakhir": date(2026, 11, 26)},
        {"tanggal_bebas": date(2026, 11, 26)},
    ],
)
def test_what_cannot_be_computed_stays_unknown(pack, facts):
    assert complete(facts, pack, DAY) == facts


def test_the_facts_that_were_given_are_left_alone(pack):
    facts = {"usia": 70}

    complete(facts, pack, DAY)

    assert facts == {"usia": 70}
