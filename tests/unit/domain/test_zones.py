from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import lokal
import pytest

from tksk_workflow.domain.zones import Zone, zone_named, zone_of

CITIES = {Zone.WIB: "Asia/Jakarta", Zone.WITA: "Asia/Makassar", Zone.WIT: "Asia/Jayapura"}


@pytest.mark.parametrize(
    ("area", "zone"),
    [
        ("16.03.06.2023", Zone.WIB),
        ("61.71", Zone.WIB),
        ("63.71.01", Zone.WITA),
        ("51", Zone.WITA),
        ("73.71", Zone.WITA),
        ("81.71", Zone.WIT),
        ("91.71.01.1001", Zone.WIT),
        ("96", Zone.WIT),
        ("", None),
        ("99.03", None),
    ],
)
def test_an_area_lies_in_the_zone_of_its_province(area, zone):
    assert zone_of(area) is zone


def test_every_province_of_the_country_has_a_zone():
    codes = list(lokal.PROVINCES)
    assert len(codes) >= 38
    assert [code for code in codes if zone_of(code) is None] == []


@pytest.mark.parametrize("zone", Zone)
def test_the_offset_is_that_of_the_clocks_in_every_month_of_ten_years(zone):
    city = ZoneInfo(CITIES[zone])
    moments = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=30 * n) for n in range(160)]
    assert {moment.astimezone(city).utcoffset() for moment in moments} == {
        moments[0].astimezone(zone.offset).utcoffset()
    }
    assert moments[0].astimezone(city).tzname() == zone.value


def test_a_zone_is_found_by_its_name_and_another_one_taken_for_any_other_name():
    office = ZoneInfo("Asia/Jakarta")
    assert zone_named("WIT", office) is Zone.WIT.offset
    assert zone_named("Asia/Jakarta", office) is office
