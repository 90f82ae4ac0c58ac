"""An area that does not exist is no area in which all is well."""

import pytest

from tests.integration.cli.conftest import COORDINATOR

LISTS = (
    ("case", "list", "--village"),
    ("partner", "list", "--area"),
    ("worker", "list", "--area"),
    ("load", "list", "--area"),
    ("activity", "list", "--area"),
    ("activity", "missing", "--area"),
    ("programme", "list", "--area"),
)


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_a_list_about_an_area_that_does_not_exist_is_refused(office, world, command):
    for area in ("16.99", "99.01.01", "16.03.06.2999"):
        said = office.refuses(*command, area, as_=COORDINATOR)
        assert f"'{area}' tidak ada dalam daftar wilayah resmi" in said
    assert "bukan kode wilayah PP.KK.CC.DDDD" in office.refuses(*command, "abc", as_=COORDINATOR)
    office.says(*command, "16.03.06", as_=COORDINATOR)


@pytest.mark.parametrize("what", [("show", "--year", "2026"), ("due",)], ids=lambda given: given[0])
def test_a_calendar_of_an_area_that_does_not_exist_is_refused(office, what):
    said = office.refuses("calendar", *what, "--area", "16.99", as_=None, code=2)
    assert "--area: '16.99' tidak ada dalam daftar wilayah resmi" in said
