"""Steps of ``features/pasal_08_administrasi.feature``: map, record, report, evaluation."""

from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from pytest_bdd import given, parsers, scenarios, then, when
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from tests.integration.services.world import TKSK, partner
from tests.support.activities import BITIS
from tests.support.muara_enim import VILLAGES, ZONE, attempt
from tksk_workflow.domain.month import Month
from tksk_workflow.services.activities.programmes import (
    ProgrammeStatus,
    add_programme,
    end_programme,
    evaluate_programme,
    list_programmes,
    report_programme,
)
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.errors import Conflict
from tksk_workflow.services.monthly.duties import Duty, list_missing
from tksk_workflow.services.monthly.reporting import due_reports, monthly_report, social_map_of
from tksk_workflow.services.monthly.round import monthly_round
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.models import AuditEntry, Person

scenarios("pasal_08_administrasi.feature")


@given(
    parsers.re(r'program "(?P<name>[^"]+)" di Bitis yang (?P<state>.+)'),
    target_fixture="programme",
)
def a_programme(world, name, state):
    code = add_programme(world.app, TKSK, name, BITIS, None, world.now).programme
    world.later(days=7)
    if state != "masih berjalan":
        end_programme(world.app, TKSK, code, None, world.now)
    if state == "berakhir dan sudah dievaluasi":
        evaluate_programme(world.app, TKSK, code, "20 lansia ikut", "jadwal pagi", world.now)
    return code


@when("TKSK melaporkan evaluasi program itu kepada Dinas Sosial")
def reported(world, programme, told):
    attempt(told, report_programme, world.app, TKSK, programme, world.now)


@when(
    parsers.re(
        r'TKSK mengisi evaluasi dengan hasil "(?P<result>[^"]*)" '
        r'dan perbaikan "(?P<improvements>[^"]*)"'
    )
)
def evaluated(world, programme, result, improvements, told):
    attempt(told, evaluate_programme, world.app, TKSK, programme, result, improvements, world.now)


@when("TKSK membuka daftar tunggakan dan daftar kerjanya", target_fixture="lists")
def opened(world):
    return both_lists(world)


def both_lists(world):
    """The codes of programmes on the list of what is missing, and the texts of the work list."""
    month = Month.of(world.now.date())
    missing = list_missing(world.app, TKSK, month, world.now)
    owed = [one.subject for one in missing if one.duty is Duty.EVALUATION]
    return owed, [one.text for one in worklist(world.app, TKSK, world.now).of(Task.ACTIVITY)]


@when("putaran bulanan berjalan pada 1 Oktober dan 1 November 2026")
def two_rounds(world):
    for month in (10, 11):
        world.now = datetime(2026, month, 1, 8, 0, tzinfo=ZONE)
        monthly_round(world.app, world.now, 100)
        monthly_round(world.app, world.now, 100)


@then("pelaporan itu diterima")
def accepted(world, programme):
    (view,) = list_programmes(world.app, TKSK)
    assert view.status is ProgrammeStatus.REPORTED
    (message,) = world.messages("evaluasi_program")
    assert (message.recipient, message.payload["program"]) == ("dinsos", programme)


@then(parsers.parse('pelaporan itu ditolak karena "{reason}"'))
def refused(world, told, reason):
    assert isinstance(told["error"], Conflict)
    assert told["error"].message == reason
    assert world.messages("evaluasi_program") == []


@then(parsers.parse('evaluasi itu kurang pada isian "{fields}"'))
def lacking(world, told, fields):
    assert [one.field for one in told["error"].problems] == fields.split(", ")
    (view,) = list_programmes(world.app, TKSK)
    assert view.status is ProgrammeStatus.TO_EVALUATE


@then("evaluasi program itu ada di keduanya")
def on_both(lists, programme):
    owed, texts = lists
    assert owed == [programme]
    assert f"evaluasi program {programme} belum dilaporkan ke Dinas Sosial" in texts


@then("setelah dilaporkan evaluasi itu hilang dari keduanya")
def gone_from_both(world, programme):
    report_programme(world.app, TKSK, programme, world.now)
    owed, texts = both_lists(world)
    assert owed == []
    assert [text for text in texts if programme in text] == []


@then("koordinator diberi tahu tentang program itu sekali untuk setiap bulan")
def told_every_month(world, programme):
    told = [
        (one.recipient, one.payload["bulan"])
        for one in world.messages("kegiatan_kurang")
        if programme in one.payload["untuk"]
    ]
    assert told == [("koordinator", "2026-09"), ("koordinator", "2026-10")]


# ------------------------------------------------------------------------------ social map


@given("dua kasus lansia di Bitis, satu kasus lansia di Putak, dan satu PSM di Bitis")
def three_elders(world):
    world.furnish_more([partner("PSM-BITIS", "PSM", "desa", (BITIS,))])
    for village in (BITIS, BITIS, VILLAGES["Putak"]):
        world.register(village=village)


@given("satu kasus lansia dan satu kasus korban kekerasan di Bitis")
def an_elder_and_a_victim(world):
    world.register(village=BITIS)
    world.register(village=BITIS, pmks=("PMKS-19",), facts={"kondisi": {"kekerasan_fisik": True}})


@when("TKSK membuka peta sosial kecamatannya", target_fixture="social")
def opened_map(world):
    return social_map_of(world.app, TKSK, None, world.now)


@then(
    parsers.parse(
        "di {village} tercatat {elders:d} kasus lansia dan {psm:d} Pekerja Sosial Masyarakat"
    )
)
def both_counted(social, village, elders, psm):
    assert social.pmks[village].get("PMKS-08", 0) == elders
    assert social.psks[village].get("Pekerja Sosial Masyarakat", 0) == psm


@then(parsers.re(r"di Bitis tercatat (?P<elders>\d+) kasus lansia$"))
def elders_counted(social, elders):
    assert social.pmks["Bitis"]["PMKS-08"] == int(elders)


@then("desa lain di kecamatan itu tampil dengan jumlah nol")
def others_are_shown(social):
    others = {
        village: row for village, row in social.pmks.items() if village not in {"Bitis", "Putak"}
    }
    assert len(others) == 21
    assert set(map(len, others.values())) == {0}


@then(parsers.parse('kasus yang satu lagi hanya terhitung sebagai "{column}"'))
def counted_without_type(social, column):
    assert social.pmks["Bitis"] == {"PMKS-08": 1, column: 1}


# --------------------------------------------------------------------------------- record


@given("kasus lansia di Bitis yang didaftarkan pada pukul 08.00", target_fixture="case")
def registered_at_eight(world):
    assert (world.now.hour, world.now.minute) == (8, 0)
    return world.register(village=BITIS).case


@when("TKSK mencatat kunjungan rumah pada pukul 10.30")
def visited_later(world, case):
    world.later(hours=2, minutes=30)
    world.visit(case)


@then(
    parsers.parse(
        'jejaknya menyebut "{who}", pukul 10.30, dan perubahan dari "{before}" ke "{after}"'
    )
)
def the_entry_says_it(world, case, who, before, after):
    (entry,) = [
        one for one in world.audit() if one.entity_id == case and one.data.get("ke") == after
    ]
    assert entry.actor == who
    assert entry.at.astimezone(ZONE).strftime("%H.%M") == "10.30"
    assert entry.data["dari"] == before


@then("catatan itu tidak dapat diubah maupun dihapus")
def append_only(world):
    for statement in (update(AuditEntry).values(actor="orang lain"), delete(AuditEntry)):
        with pytest.raises(DBAPIError), world.app.engine.begin() as connection:
            connection.execute(statement)


# --------------------------------------------------------------------------------- report


@given(
    parsers.parse(
        'bulan September dengan satu kunjungan terlaksana dan satu tertunda karena "{obstacle}"'
    )
)
def a_month_of_visits(world, obstacle):
    seen, missed = world.register(village=BITIS).case, world.register(village=BITIS).case
    world.visit(seen)
    record_visit(world.app, TKSK, missed, False, obstacle, "", None, world.now)


@when("TKSK membuat laporan bulan September 2026", target_fixture="report")
def made_report(world):
    return monthly_report(world.app, TKSK, Month(2026, 9), None, world.now)


@when("jadwal laporan berjalan dua kali pada 1 Oktober 2026")
def scheduled_twice(world):
    world.now = datetime(2026, 10, 1, 5, 30, tzinfo=ZONE)
    for _ in range(2):
        due_reports(world.app, world.now, 100)


@then(parsers.parse('laporan itu memuat bagian "{plan}", "{done}", dan "{obstacles}"'))
def has_sections(report, plan, done, obstacles):
    assert {plan, done, obstacles} <= {section.name for section in report.sections}


@then(
    parsers.parse("pelaksanaannya mencatat {held:d} kunjungan terlaksana dan {missed:d} tertunda")
)
def counts_visits(report, held, missed):
    rows = section_of(report, "Pelaksanaan")
    assert ("kunjungan rumah", "terlaksana", held) in rows
    assert ("kunjungan rumah", "tertunda", missed) in rows


@then(parsers.parse('kendalanya menyebut "{obstacle}"'))
def names_obstacle(report, obstacle):
    assert ("kunjungan tertunda", obstacle, 1) in section_of(report, "Kendala")


@then("laporan itu tidak memuat nama dan NIK siapa pun")
def names_nobody(world, report):
    printed = "\n".join(page.extract_text() for page in PdfReader(BytesIO(report.document)).pages)
    for text in (printed, str(report.sections)):
        for person in world.rows(Person):
            assert person.name not in text
            assert person.nik not in text


@then("Dinas Sosial dan camat masing-masing diberi tahu satu kali")
def both_told_once(world):
    told = sorted(
        message.recipient
        for message in world.messages("laporan_bulanan")
        if message.payload["wilayah"] == "16.03.06"
    )
    assert told == ["dinsos", "kasi_kesos/16.03.06"]


@then("berkas laporannya tersimpan sebagai XLSX dan PDF")
def files_are_kept(world):
    folder = world.app.settings.data_dir / "laporan" / "2026-09"
    assert sorted(path.name for path in folder.glob("*16.03.06*")) == [
        "laporan-2026-09-16.03.06.pdf",
        "laporan-2026-09-16.03.06.xlsx",
    ]


def section_of(report, name):
    (found,) = [section.rows for section in report.sections if section.name == name]
    return found
