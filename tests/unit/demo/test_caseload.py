import re

import pytest

from tksk_workflow.demo.caseload import DISTRICT, FIRST_DAY, build_caseload, villages
from tksk_workflow.demo.profiles import BY_TYPE, PROFILES


@pytest.fixture(scope="module")
def caseload():
    return build_caseload(seed=20260901)


def test_the_same_seed_makes_the_same_people(caseload):
    assert build_caseload(seed=20260901) == caseload


def test_another_seed_makes_other_people(caseload):
    assert build_caseload(seed=1) != caseload


def test_all_26_types_occur_and_exactly_one_community(caseload):
    types = [person.pmks for person in caseload]

    assert set(types) == {f"PMKS-{number:02d}" for number in range(1, 27)}
    assert types.count("PMKS-26") == 1


def test_even_the_smallest_caseload_has_all_types():
    assert {person.pmks for person in build_caseload(1, size=26)} == set(BY_TYPE)


def test_a_caseload_with_fewer_people_than_types_is_refused():
    with pytest.raises(ValueError, match="at least 26"):
        build_caseload(1, size=25)


def test_no_number_can_belong_to_a_real_person(caseload):
    for person in caseload:
        for number in (person.nik, person.family_card):
            assert re.sub(r"\D", "", number)[:2] in {"", "99"}


def test_every_name_says_that_it_is_made_up(caseload):
    for person in caseload:
        assert re.fullmatch(r"(Warga|Keluarga|Komunitas) [A-Z][A-Za-z ]+ \d{3,}", person.name)


def test_people_live_in_real_villages_of_the_kecamatan_except_one_family(caseload):
    known = {code for code, _ in villages()}

    elsewhere = [person for person in caseload if person.village not in known]

    assert len(known) == 23
    assert len(elsewhere) == 1
    assert not elsewhere[0].village.startswith(DISTRICT)


def test_numbers_are_missing_damaged_and_shared(caseload):
    numbers = [person.nik for person in caseload]
    whole = [number for number in numbers if re.fullmatch(r"\d{16}", number)]

    assert "" in numbers
    assert any("E+15" in number for number in numbers)
    assert any(" " in number for number in numbers)
    assert any(number.endswith("0000") for number in whole)
    assert {len(number) for number in numbers} >= {15, 17}
    assert any(
        mine.nik == theirs.nik and mine.name != theirs.name
        for index, mine in enumerate(caseload)
        for theirs in caseload[index + 1 :]
        if mine.nik
    )


def test_a_person_may_have_two_types(caseload):
    types = {}
    for person in caseload:
        types.setdefault((person.name, person.birth), set()).add(person.pmks)

    assert any(len(found) > 1 for found in types.values())


def test_children_are_listed_under_adult_types(caseload):
    adult_types = {"PMKS-12", "PMKS-17"}

    children = [p for p in caseload if p.pmks in adult_types and FIRST_DAY.year - p.birth.year < 18]

    assert {child.pmks for child in children} == adult_types


def test_people_have_the_age_of_their_type_on_the_first_day_and_two_months_later(caseload):
    second_types = {"PMKS-12", "PMKS-13", "PMKS-17", "PMKS-21"}
    for person in caseload:
        if person.pmks in second_types:
            continue
        low, high = BY_TYPE[person.pmks].ages
        for year, month in ((2026, 9), (2026, 11)):
            had_birthday = (person.birth.month, person.birth.day) <= (month, 1)
            age = year - person.birth.year - (0 if had_birthday else 1)
            assert low <= age <= high, person.number


def test_some_questions_have_not_been_asked(caseload):
    assert all(set(person.told) <= set(person.truth) for person in caseload)
    assert any(set(person.told) < set(person.truth) for person in caseload)


def test_some_data_are_older_than_a_month(caseload):
    ages = [(FIRST_DAY - person.updated).days for person in caseload]

    assert min(ages) >= 0
    assert any(days > 31 for days in ages)
    assert any(days <= 31 for days in ages)


def test_most_people_come_with_the_first_list_and_the_rest_later(caseload):
    days = [person.arrives for person in caseload]

    assert days.count(0) > len(days) * 0.6
    assert 30 in days
    assert any(person.is_walk_in and person.arrives > 0 for person in caseload)


def test_the_base_fact_of_a_type_holds_for_everybody_of_it(caseload):
    for person in caseload:
        profile = BY_TYPE[person.pmks]
        assert all(person.truth[fact] is True for fact in profile.always)
        if profile.core:
            assert any(person.truth[fact] is True for fact in profile.core)


def test_the_profiles_are_one_per_type():
    assert len(BY_TYPE) == len(PROFILES) == 26
