"""The monthly report counts what happened in its month, stays what it was, and names nobody."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.integration.services.world import (
    COORDINATOR,
    OTHER_DISTRICT,
    OTHER_TKSK,
    TKSK,
    VILLAGE_HEAD,
    mitra,
)
from tksk_workflow.domain.month import Month
from tksk_workflow.domain.referral import RefusalReason
from tksk_workflow.services.errors import InvalidInput, NotPermitted
from tksk_workflow.services.monthly.reporting import (
    due_reports,
    monthly_report,
    social_map_of,
    write_monthly_report,
)
from tksk_workflow.services.referrals.answers import refuse
from tksk_workflow.services.transaction import transaction

SEPTEMBER = Month(2026, 9)


def report(world, actor=TKSK, month=SEPTEMBER, area=None):
    return monthly_report(world.app, actor, month, area, world.now)


def rows(found, name):
    return next(section.rows for section in found.sections if section.name == name)


def busy(world):
    helped = world.sent_case()
    world.deliver(world.referral(helped, "DINSOS-A"))
    world.outcome(helped)
    world.close(helped)
    other = world.sent_case()
    code = world.referral(other, "DINSOS-A").code
    refuse(world.app, mitra("DINSOS-A"), code, RefusalReason.FULL, "penuh", world.now)


def test_what_happened_is_counted_where_it_belongs(world):
    busy(world)

    found = report(world)

    done = rows(found, "Pelaksanaan")
    assert ("kasus", "dibuka", 2) in done
    assert ("kasus", "ditutup dengan hasil", 1) in done
    assert ("verifikasi", "data sesuai", 4) in done
    assert ("penolakan mitra", "penuh", 1) in rows(found, "Kendala")
    assert ("bantuan", "diterima orang yang tepat", 1) in rows(found, "Hasil")
    assert ("keberfungsian sosial", "membaik", 1) in rows(found, "Hasil")
    (line,) = [row for row in rows(found, "Mitra") if row[0] == "Mitra DINSOS-A"]
    assert line[1:] == (2, 1, 1, 1)


def test_another_kecamatan_is_not_counted(world):
    busy(world)
    world.register(actor=COORDINATOR, village=OTHER_DISTRICT)

    here = rows(report(world), "Pelaksanaan")
    there = rows(report(world, COORDINATOR, area="16.03.17"), "Pelaksanaan")

    assert ("kasus", "dibuka", 2) in here
    assert ("kasus", "dibuka", 1) in there


def test_what_comes_later_does_not_change_a_month_that_is_over(world):
    busy(world)
    waiting = world.sent_case()
    world.now = world.now.replace(month=10, day=5)
    before = report(world)

    world.deliver(world.referral(waiting, "DINSOS-A"))
    world.outcome(waiting)
    world.close(waiting)
    world.later(days=2)

    after = report(world)
    numbers = ("Pelaksanaan", "Rujukan menurut urgensi", "Rencana bulan berikutnya", "Peta PMKS")
    assert [rows(after, name) for name in numbers] == [rows(before, name) for name in numbers]


def test_the_same_report_twice_is_the_same_bytes_and_recorded_once(world, tmp_path):
    busy(world)

    first = write_monthly_report(world.app, TKSK, SEPTEMBER, None, tmp_path / "a", world.now)
    world.later(hours=3)
    second = write_monthly_report(world.app, TKSK, SEPTEMBER, None, tmp_path / "b", world.now)

    assert (first.news, second.news) == (True, False)
    assert [path.read_bytes() for path in first.files] == [
        path.read_bytes() for path in second.files
    ]
    assert [entry.action for entry in world.audit()].count("laporan_bulanan") == 1


def test_the_workbook_opens_with_a_sheet_for_each_table(world):
    busy(world)
    found = report(world)

    book = load_workbook(BytesIO(found.workbook))

    assert book.sheetnames == [section.name for section in found.sections]
    assert book["Pelaksanaan"]["A4"].value == "kelompok"


def test_a_tksk_reports_their_own_kecamatan_and_nobody_reports_the_future(world):
    with pytest.raises(NotPermitted):
        report(world, TKSK, area="16.03.17")
    with pytest.raises(NotPermitted):
        report(world, VILLAGE_HEAD)
    with pytest.raises(InvalidInput):
        report(world, month=Month(2026, 10))
    with pytest.raises(InvalidInput):
        report(world, COORDINATOR, area="16.03")
    with pytest.raises(InvalidInput):
        social_map_of(world.app, COORDINATOR, "bukan kode", world.now)


def test_who_could_mean_several_kecamatan_is_told_which(world):
    with pytest.raises(InvalidInput) as refused:
        social_map_of(world.app, COORDINATOR, None, world.now)

    assert refused.value.problems[0].hint == "pilih dengan --kecamatan: 16.03.06, 16.03.17"


def test_who_names_no_kecamatan_means_the_only_one_with_a_tksk_or_a_case(world):
    world.register()
    with transaction(world.app) as uow:
        uow.workers.get(OTHER_TKSK.user).active = False

    found = report(world, COORDINATOR)

    assert found.head.area == "16.03.06"


def test_the_schedule_makes_each_report_once_in_bounded_batches(world):
    busy(world)
    world.now = (world.now + timedelta(days=31)).replace(day=1)

    first = due_reports(world.app, world.now, 1)
    second = due_reports(world.app, world.now, 1)
    third = due_reports(world.app, world.now, 1)

    assert (first.counts, first.more) == ({"laporan_dibuat": 1}, True)
    assert (second.counts, second.more) == ({"laporan_dibuat": 1}, False)
    assert third.counts == {}


def test_a_text_that_a_spreadsheet_would_calculate_stays_a_text(world):
    from tksk_workflow.reports.monthly.section import Section
    from tksk_workflow.reports.monthly.workbook import as_csv, workbook

    section = Section("Kendala", "", ("hal", "jumlah"), (("=HYPERLINK(1)", 1),))

    book = load_workbook(BytesIO(workbook("Uji", [section])))

    assert book["Kendala"]["A5"].value == "'=HYPERLINK(1)"
    assert b"'=HYPERLINK" in as_csv(section)
