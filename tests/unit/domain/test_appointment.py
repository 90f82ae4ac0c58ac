"""Pasal 9: every requirement, each boundary, all reasons at once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tksk_workflow.domain.appointment import (
    AgeLimits,
    Candidate,
    Education,
    Origin,
    PublicPost,
    Requirement,
    shortcomings,
    years_over,
)
from tksk_workflow.domain.calendar import completed_years

ON = date(2026, 9, 2)
FIT = Candidate(
    birth_date=date(1998, 9, 2),
    education=Education.UPPER_SECONDARY,
    lives_there=True,
    healthy=True,
    good_conduct=True,
    uses_computer=True,
    origins=frozenset({Origin.PSM}),
)


def unmet(**changes):
    return [found.requirement for found in shortcomings(replace(FIT, **changes), ON)]


def test_who_meets_everything_has_no_shortcoming():
    assert unmet() == []


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [
        (date(2006, 9, 3), [Requirement.AGE]),  # 20 tomorrow
        (date(2006, 9, 2), []),  # 20 today
        (date(1990, 9, 3), []),  # 36 tomorrow
        (date(1990, 9, 2), [Requirement.AGE]),  # 36 today
        (ON + timedelta(days=1), [Requirement.AGE]),
    ],
)
def test_age_counts_in_completed_years_on_the_day_of_appointment(birth_date, expected):
    assert unmet(birth_date=birth_date) == expected


@given(st.dates(date(1940, 1, 1), ON))
def test_the_age_requirement_is_met_exactly_between_the_limits(birth_date):
    age = completed_years(birth_date, ON)
    assert (Requirement.AGE not in unmet(birth_date=birth_date)) == (20 <= age <= 35)


@pytest.mark.parametrize("post", PublicPost)
def test_every_public_post_excludes(post):
    assert unmet(public_posts=frozenset({post})) == [Requirement.PUBLIC_POST]


@pytest.mark.parametrize(
    ("lives", "card", "expected"),
    [
        (True, False, []),
        (False, True, []),
        (True, True, []),
        (False, False, [Requirement.DOMICILE]),
    ],
)
def test_domicile_or_an_identity_card_is_enough(lives, card, expected):
    assert unmet(lives_there=lives, id_card_there=card) == expected


@pytest.mark.parametrize("education", Education)
def test_education_starts_at_upper_secondary(education):
    too_low = education in (Education.PRIMARY, Education.LOWER_SECONDARY)
    assert (unmet(education=education) == [Requirement.EDUCATION]) == too_low


@pytest.mark.parametrize(
    ("change", "requirement"),
    [
        ({"healthy": False}, Requirement.HEALTH),
        ({"good_conduct": False}, Requirement.CONDUCT),
        ({"uses_computer": False}, Requirement.COMPUTER),
        ({"origins": frozenset()}, Requirement.ORIGIN),
    ],
)
def test_each_further_requirement_is_asked(change, requirement):
    assert unmet(**change) == [requirement]


@pytest.mark.parametrize("origins", [{Origin.PSM}, {Origin.KARANG_TARUNA}, set(Origin)])
def test_either_origin_is_enough(origins):
    assert unmet(origins=frozenset(origins)) == []


def test_all_reasons_are_said_at_once():
    nothing = Candidate(
        date(1980, 1, 1), Education.PRIMARY, public_posts=frozenset({PublicPost.MILITARY})
    )
    found = shortcomings(nothing, ON)
    assert [one.requirement for one in found] == list(Requirement)
    assert "46 tahun" in found[0].reason


def test_limits_come_from_outside():
    assert shortcomings(replace(FIT, birth_date=date(2007, 1, 1)), ON, AgeLimits(18, 40)) == ()


@pytest.mark.parametrize(
    ("birth_date", "years"), [(date(1990, 9, 3), 0), (date(1990, 9, 2), 1), (date(1985, 1, 1), 6)]
)
def test_years_over_the_limit_are_counted_for_the_warning(birth_date, years):
    assert years_over(birth_date, ON, AgeLimits()) == years
