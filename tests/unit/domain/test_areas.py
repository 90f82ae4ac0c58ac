import pytest
from hypothesis import given
from hypothesis import strategies as st

from tksk_workflow.domain.areas import (
    NATIONAL,
    AreaLevel,
    InvalidArea,
    covers,
    distance,
    enclosing,
    is_valid_area,
    level_of,
)

VILLAGE = "16.03.06.2023"

parts = st.integers(1, 99).map(lambda n: f"{n:02}")
villages = st.builds(
    lambda province, regency, subdistrict, kind, number: (
        f"{province}.{regency}.{subdistrict}.{kind}{number:03}"
    ),
    st.integers(11, 99),
    parts,
    parts,
    st.sampled_from("123"),
    st.integers(0, 999),
)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("16.03.06.2023", AreaLevel.VILLAGE),
        ("16.03.06.1010", AreaLevel.VILLAGE),
        ("16.03.06", AreaLevel.SUBDISTRICT),
        ("16.03", AreaLevel.REGENCY),
        ("16.71", AreaLevel.REGENCY),
        ("16", AreaLevel.PROVINCE),
        (NATIONAL, AreaLevel.NATIONAL),
    ],
)
def test_the_number_of_parts_says_the_level(code, level):
    assert is_valid_area(code)
    assert level_of(code) is level


@pytest.mark.parametrize(
    "code",
    [
        "16.3.6", "16.03.06.2", "16.03.06.0023", "16.03.06.4023", "16.00", "16.03.00", "06.03",
        "1603062023", "16.03.", ".16", "16.03.06.2023.1", "16,03", " 16.03", "16.03\n", "١٦.٠٣",
        "Gelumbang",
    ],
)  # fmt: skip
def test_what_is_no_region_code_is_refused_with_an_example(code):
    assert not is_valid_area(code)
    for call in (level_of, lambda text: covers(text, VILLAGE), lambda text: covers("16", text)):
        with pytest.raises(InvalidArea, match=r"PP\.KK\.CC\.DDDD"):
            call(code)


@pytest.mark.parametrize(
    ("area", "rank"),
    [(VILLAGE, 0), ("16.03.06", 1), ("16.03", 2), ("16", 3), (NATIONAL, 4)],
)
def test_the_nearer_area_has_the_smaller_rank(area, rank):
    assert covers(area, VILLAGE)
    assert distance(area, VILLAGE) == rank


@pytest.mark.parametrize("area", ["16.03.06.2022", "16.03.07", "16.04", "17"])
def test_another_area_does_not_cover_the_village(area):
    assert not covers(area, VILLAGE)
    assert distance(area, VILLAGE) is None


def test_a_village_does_not_cover_a_place_known_only_to_its_kecamatan():
    assert not covers(VILLAGE, "16.03.06")
    assert covers("16.03.06", "16.03.06")


@given(villages)
def test_each_enclosing_area_covers_the_village_at_its_own_distance(village):
    for level in AreaLevel:
        area = enclosing(village, level)
        assert level_of(area) is level
        assert distance(area, village) == level.rank


@given(villages, villages)
def test_two_villages_share_the_areas_up_from_where_they_meet(first, second):
    shared = [level for level in AreaLevel if covers(enclosing(first, level), second)]
    assert shared == list(AreaLevel)[len(AreaLevel) - len(shared) :]
    assert AreaLevel.NATIONAL in shared


def test_a_kecamatan_lies_in_no_village():
    with pytest.raises(InvalidArea):
        enclosing("16.03.06", AreaLevel.VILLAGE)
