"""An area that does not exist is no area in which all is well."""

import json

import pytest
from sqlalchemy import update

from tests.integration.cli.conftest import COORDINATOR
from tksk_workflow.store.models import Case, PartnerRecord
from tksk_workflow.store.unit_of_work import UnitOfWork

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


ADD = (
    *("partner", "add", "PKM-2", "--name", "Puskesmas Dua", "--type", "PUSKESMAS"),
    *("--level", "kecamatan", "--area"),
)


@pytest.mark.parametrize("command", [ADD, ("partner", "set", "DINSOS-A", "--area")])
def test_a_partner_serves_no_area_that_does_not_exist(office, world, command):
    before = office.gives("partner", "list")

    said = office.refuses(*command, "16.03.99", "--area", "16.03.06", as_=COORDINATOR)

    assert "wilayah: '16.03.99' tidak ada dalam daftar wilayah resmi" in said
    assert "16.03.06.2023" in said
    assert office.gives("partner", "list") == before
    office.says(*command, "16.03.06", "--area", "nasional", as_=COORDINATOR)


def test_areas_that_a_partner_has_already_do_not_stand_in_the_way_of_other_changes(office, world):
    with UnitOfWork(world.app.session_factory) as uow:
        uow.session.execute(
            update(PartnerRecord).where(PartnerRecord.code == "DINSOS-A").values(areas=["16.99"])
        )
        uow.commit()

    office.says("partner", "set", "DINSOS-A", "--inactive", as_=COORDINATOR)


def test_a_list_of_partners_tells_every_area_that_does_not_exist(office, world, tmp_path):
    path = tmp_path / "mitra.csv"
    rows = ("PKM-2;PUSKESMAS;Dua;kecamatan;16.03.99|99.01", "PKM-3;PUSKESMAS;Tiga;kecamatan;16.98")
    good = "PKM-4;PUSKESMAS;Empat;kecamatan;16.03.06"
    path.write_text("\n".join(("kode;jenis;nama;tingkat;wilayah", *rows, good)))

    answer = office.run("import", "partners", path, "--format", "json", as_=COORDINATOR)

    assert answer.exit_code == 1
    found = json.loads(answer.stdout)
    assert [(one["row"], one["column"]) for one in found["problems"]] == [
        (2, "wilayah"),
        (2, "wilayah"),
        (3, "wilayah"),
    ]
    assert "'99.01' tidak ada dalam daftar" in found["problems"][1]["reason"]
    assert found["created"] == 1


@pytest.mark.parametrize("what", [("monthly", "--month", "2026-09"), ("social-map",)])
def test_there_is_no_report_of_a_kecamatan_that_does_not_exist(office, world, tmp_path, what):
    to = () if what == ("social-map",) else ("--out", tmp_path / "laporan")
    command = ("report", *what, *to, "--kecamatan", "16.03.99")

    said = office.refuses(*command, as_=COORDINATOR)

    assert "kecamatan: '16.03.99' tidak ada dalam daftar wilayah resmi" in said
    assert not (tmp_path / "laporan").exists()
    world.register()
    with UnitOfWork(world.app.session_factory) as uow:
        uow.session.execute(update(Case).values(village="16.03.99.2001"))
        uow.commit()
    office.says(*command, as_=COORDINATOR)
