from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tksk_workflow.services.facts.identity import (
    Anomaly,
    NikStatus,
    check_nik,
    identity_key,
    may_be_same_name,
    nik_key,
)

TODAY = date(2026, 11, 25)
BORN = date(1985, 3, 5)
WHOLE = "9903064503850001"
SECRET = b"rahasia untuk pengujian"

births = st.dates(date(1927, 1, 1), TODAY)
sexes = st.sampled_from("LP")


def nik_of(birth, sex, serial=1):
    return f"990306{birth.day + (40 if sex == 'P' else 0):02d}{birth:%m%y}{serial:04d}"


def found(text, birth=BORN, sex="P"):
    return check_nik(text, birth, sex, TODAY).anomalies


@given(births, sexes, st.integers(1, 9999))
def test_a_nik_that_fits_the_person_identifies_them(birth, sex, serial):
    check = check_nik(nik_of(birth, sex, serial), birth, sex, TODAY)
    assert check.identifies
    assert check.anomalies == ()
    assert (check.birth_date, check.sex) == (birth, sex)


@given(births, births, sexes)
def test_another_birth_date_is_flagged_and_no_longer_identifies(birth, declared, sex):
    check = check_nik(nik_of(birth, sex), declared, sex, TODAY)
    same = birth.strftime("%d%m%y") == declared.strftime("%d%m%y")
    assert check.birth_date_differs is not same
    assert check.identifies is same


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_the_check_or_comes_through_as_a_nik(text):
    check = check_nik(text, None, None, TODAY)
    assert check.normalized is None or len(check.normalized) == 16
    assert check.status in (NikStatus.EMPTY, NikStatus.DAMAGED, NikStatus.UNCHECKED)
    assert check.anomalies or check.identifies


@pytest.mark.parametrize(
    ("text", "anomaly"),
    [
        ("", Anomaly.EMPTY),
        (None, Anomaly.EMPTY),
        ("-", Anomaly.EMPTY),
        (WHOLE[:15], Anomaly.TOO_SHORT),
        (WHOLE + "1", Anomaly.TOO_LONG),
        (WHOLE[:14] + "O1", Anomaly.LETTERS),
        ("9,90306E+15", Anomaly.SCIENTIFIC),
        ("9.90306450385E+15", Anomaly.SCIENTIFIC),
        ("9" * 16, Anomaly.SAME_DIGITS),
        (WHOLE[:12] + "0000", Anomaly.SERIAL_ZERO),
        (WHOLE[:6] + "35" + WHOLE[8:], Anomaly.BAD_DAY),
        (WHOLE[:6] + "72" + WHOLE[8:], Anomaly.BAD_DAY),
        (WHOLE[:6] + "00" + WHOLE[8:], Anomaly.BAD_DAY),
        (WHOLE[:8] + "13" + WHOLE[10:], Anomaly.BAD_MONTH),
        ("9800" + WHOLE[4:], Anomaly.BAD_AREA),
    ],
)
def test_a_damaged_nik_says_what_is_wrong_and_does_not_identify(text, anomaly):
    check = check_nik(text, BORN, "P", TODAY)
    assert anomaly in check.anomalies
    assert not check.identifies


def test_spaces_and_dots_between_the_digits_are_noticed_but_do_no_harm():
    check = check_nik("990306 450385.0001", BORN, "P", TODAY)
    assert check.normalized == WHOLE
    assert check.identifies
    assert check.anomalies == (Anomaly.SPACES,)


def test_a_nik_of_the_other_sex_is_flagged():
    assert found(WHOLE, sex="L") == (Anomaly.OTHER_SEX,)


def test_a_child_born_in_2012_is_not_read_as_born_in_1912():
    assert check_nik(nik_of(date(2012, 5, 1), "L"), None, None, TODAY).birth_date.year == 2012


def test_a_birth_date_a_hundred_years_off_is_not_called_different():
    check = check_nik(nik_of(date(2012, 5, 1), "L"), date(1912, 5, 1), "L", TODAY)
    assert not check.birth_date_differs


def test_spelling_makes_no_difference_to_a_person_without_nik():
    empty = check_nik("", BORN, "P", TODAY)
    keys = {
        identity_key(SECRET, empty, name, BORN, "16.03.06.2004")
        for name in ("Warga Uji", "  WARGA   UJI ", "warga-uji")
    }
    assert len(keys) == 1


def test_people_of_whom_nothing_is_known_are_never_taken_for_each_other():
    empty = check_nik("", None, None, TODAY)
    keys = {identity_key(SECRET, empty, "Tanpa Nama", None, "16.03.06.2004") for _ in range(50)}
    assert len(keys) == 50


def test_the_family_card_stands_in_for_an_unknown_birth_date():
    empty = check_nik("", None, None, TODAY)
    keys = {
        identity_key(SECRET, empty, "Keluarga A", None, "16.03.06.2004", card)
        for card in ("9903060101200001", "9903060101200002", "9903060101200001")
    }
    assert len(keys) == 2


def test_a_key_says_nothing_without_the_secret():
    key = nik_key(SECRET, WHOLE)
    assert WHOLE not in key
    assert key != nik_key(b"rahasia yang lain saja", WHOLE)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Siti Aminah", "SITTI AMINAH", True),
        ("Budi", "Budi Santoso", True),
        ("Siti Aminah", "Joko Susilo", False),
    ],
)
def test_two_spellings_may_be_one_name(first, second, same):
    assert may_be_same_name(first, second) is same


def test_a_birthday_that_is_still_to_come_this_year_was_a_century_ago():
    tomorrow = date(2026, 11, 26)
    assert check_nik(nik_of(TODAY, "L"), None, None, TODAY).birth_date == TODAY
    found_birth = check_nik(nik_of(tomorrow, "L"), None, None, TODAY).birth_date
    assert found_birth == date(1926, 11, 26)
