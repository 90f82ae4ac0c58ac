import pytest

from tests.integration.services.world import COORDINATOR, TKSK
from tksk_workflow.services.errors import NotPermitted
from tksk_workflow.services.importing.partners import import_partners
from tksk_workflow.store.models import Case, PartnerRecord
from tksk_workflow.store.unit_of_work import UnitOfWork

HEADING = (
    "kode;jenis;nama;tingkat;wilayah;layanan;kapasitas;aktif;mou_mulai;mou_selesai;"
    "usia_min;usia_maks;jenis_kelamin;dokumen;rekomendasi;urutan;kontak"
)
HOSPITAL = "RSUD-2;RSUD;RSUD Dua;kabupaten;16.03;rawat_rumah_sakit;40;ya;;;;;;;tidak;2;rs@contoh.id"


@pytest.fixture
def directory(tmp_path, world):
    def bring_in(*lines, actor=COORDINATOR):
        path = tmp_path / "mitra.csv"
        path.write_text("\n".join((HEADING, *lines)), encoding="utf-8")
        return import_partners(world.app, actor, path, world.now)

    return bring_in


def test_good_partners_go_in_and_bad_ones_are_reported(directory, world):
    result = directory(
        HOSPITAL,
        "CSR-1;CSR;PT Contoh;kabupaten;16.03|16.04;;;ya;01-01-2026;31-12-2026;;;;;;;",
        "X 1;ENTAH;;kampung;16.3;terbang;banyak;mungkin;31-12-2026;01-01-2026;60;15;X;KTPP;;;",
        HOSPITAL,
    )
    assert (result.rows_read, result.created, result.skipped) == (4, 2, 2)
    assert {problem.column for problem in result.problems if problem.row == 4} == {
        "kode",
        "nama",
        "jenis",
        "tingkat",
        "wilayah",
        "layanan",
        "kapasitas",
        "aktif",
        "mou_selesai",
        "usia_maks",
        "jenis_kelamin",
        "dokumen",
    }
    assert [(one.row, one.column) for one in result.problems if one.row == 5] == [(5, "kode")]
    found = {one.code: one for one in world.rows(PartnerRecord)}
    assert (found["RSUD-2"].capacity, found["RSUD-2"].ladder) == (40, 2)
    assert found["RSUD-2"].contact == "rs@contoh.id"
    assert found["CSR-1"].areas == ["16.03", "16.04"]


def test_the_same_directory_twice_changes_nothing_and_a_change_is_seen(directory, world):
    directory(HOSPITAL)
    again = directory(HOSPITAL)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    changed = directory(HOSPITAL.replace(";40;", ";50;"))
    assert (changed.updated, changed.unchanged) == (1, 0)
    assert {one.capacity for one in world.rows(PartnerRecord) if one.code == "RSUD-2"} == {50}


def test_national_partners_serve_the_whole_country(directory, world):
    assert directory("KEMENSOS;KEMENSOS;Kemensos;pusat;nasional;;;ya;;;;;;;;;").created == 1
    assert [one.areas for one in world.rows(PartnerRecord) if one.code == "KEMENSOS"] == [[""]]


def test_cases_that_wait_for_a_partner_are_decided_anew(directory, world):
    with UnitOfWork(world.app.session_factory) as uow:
        for code in ("DINSOS-A", "DINSOS-B"):
            uow.partners.record(code).active = False
        uow.commit()
    world.register()
    world.route()
    directory("DINSOS-C;DINSOS_KAB;Dinas;kabupaten;16.03;;;ya;;;;;;;;;")
    assert [one.needs_decision for one in world.rows(Case)] == [True]
    world.route()
    assert world.referral("K-000001", "DINSOS-C").held_by


def test_only_the_coordinator_keeps_the_directory(directory):
    with pytest.raises(NotPermitted):
        directory(HOSPITAL, actor=TKSK)
