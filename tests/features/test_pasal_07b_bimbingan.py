"""Steps of ``features/pasal_07b_bimbingan.feature``: outreach, guidance, coaching."""

from dataclasses import replace
from datetime import date, datetime

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import COORDINATOR, TKSK
from tests.support.activities import BITIS, COACHING, KECAMATAN, MEETING, OUTREACH, entry
from tests.support.muara_enim import DUKCAPIL, VILLAGES, ZONE, attempt
from tksk_workflow.domain.activity import GuidanceField
from tksk_workflow.domain.month import Month
from tksk_workflow.domain.referral import Status
from tksk_workflow.services.activities.figures import activities_of
from tksk_workflow.services.activities.log import cancel_activity, list_activities, record_activity
from tksk_workflow.services.errors import InvalidInput
from tksk_workflow.services.monthly.duties import Duty, list_missing
from tksk_workflow.services.monthly.round import monthly_round
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist

scenarios("pasal_07b_bimbingan.feature")

SEPTEMBER = Month(2026, 9)
LATER = date(2026, 9, 28)
PER_KECAMATAN = "- nilai: 0\n        berlaku_sejak: 2018-11-30\n        sumber: seed:L63"
HELD = {
    "penyuluhan di kecamatan": (OUTREACH, KECAMATAN),
    "penyuluhan di Bitis": (OUTREACH, BITIS),
    "koordinasi dengan kecamatan": (MEETING, KECAMATAN),
}
ATTENDANCE = {
    "dihadiri TKSK": (True, None),
    "tidak dihadiri karena jalan terputus": (False, "jalan terputus"),
    "tidak dihadiri tanpa alasan": (False, None),
    "tidak disebut kehadirannya": (None, None),
}


def record(world, content, day, **more):
    return record_activity(world.app, TKSK, entry(content, day, **more), world.now)


@given(parsers.re(r"pada September 2026 TKSK melaksanakan (?P<what>.+)"))
def held(world, what):
    content, area = HELD[what]
    record(world, content, world.now.date(), area=area)


@given("pada September 2026 TKSK merencanakan penyuluhan untuk akhir bulan")
def planned(world):
    record(world, OUTREACH, LATER)


@given("pada September 2026 TKSK membatalkan rencana penyuluhan karena hujan lebat")
def cancelled(world):
    plan = record(world, OUTREACH, LATER)
    cancel_activity(world.app, TKSK, plan.activity, "hujan lebat", world.now)


@given("bulan September 2026 lewat tanpa penyuluhan di Kecamatan Gelumbang")
def a_month_with_coaching_only(world):
    record(world, COACHING, world.now.date())
    assert activities_of(world.app, SEPTEMBER, KECAMATAN).outreach == 0


@given("bulan September 2026 lewat tanpa catatan pembinaan TKSK Gelumbang")
def a_month_with_outreach_only(world):
    record(world, OUTREACH, world.now.date())
    assert activities_of(world.app, SEPTEMBER, KECAMATAN).coaching_attended == 0


@given("belum ada penyuluhan di Kecamatan Gelumbang sampai 25 September 2026")
def nothing_yet(world):
    assert activities_of(world.app, SEPTEMBER, KECAMATAN).outreach == 0


@given("paket itu menghitung penyuluhan per desa", target_fixture="world")
def per_village(folder, reopened):
    path = folder / "parameter.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(PER_KECAMATAN) == 1
    path.write_text(
        text.replace(PER_KECAMATAN, PER_KECAMATAN.replace("nilai: 0", "nilai: 1")),
        encoding="utf-8",
    )
    return reopened()


@given(parsers.parse("catatan bimbingan dengan bidang {field}"), target_fixture="content")
def guidance(field):
    fields = () if field == "tidak disebut" else (GuidanceField(field),)
    return replace(OUTREACH, fields=fields)


@given(
    parsers.re(r"pembinaan Dinas Sosial pada September 2026 yang (?P<attendance>.+)"),
    target_fixture="content",
)
def a_coaching(attendance, told):
    attended, told["obstacle"] = ATTENDANCE[attendance]
    return replace(COACHING, attended=attended)


@given(
    "seorang lansia di Bitis tanpa NIK, sudah dikunjungi dan diverifikasi", target_fixture="case"
)
def without_nik(world):
    facts = {
        "kondisi": {"sandang_pangan_papan_tak_terpenuhi": True},
        "dokumen": ["SURAT_PENGANTAR_DESA", "KK_ATAU_SURAT_PENGANTAR_DESA"],
    }
    case = world.register(nik=None, village=VILLAGES["Bitis"], facts=facts).case
    world.visit(case)
    world.verify_in_village(case)
    return case


@when("koordinator membuka daftar kegiatan yang kurang pada September 2026", target_fixture="found")
def opened(world):
    return list_missing(world.app, COORDINATOR, SEPTEMBER, world.now, area=KECAMATAN)


@when(parsers.re(r"putaran bulanan berjalan pada (?P<day>\d+) (?P<month>\w+) 2026"))
def round_made(world, day, month):
    number = {"September": 9, "Oktober": 10}[month]
    world.now = datetime(2026, number, int(day), 8, 0, tzinfo=ZONE)
    monthly_round(world.app, world.now, 100)


@when("TKSK mencatat bimbingan itu")
@when("TKSK mencatat pembinaan itu")
def recorded(world, content, told):
    new = entry(content, world.now.date(), obstacle=told.get("obstacle"))
    attempt(told, record_activity, world.app, TKSK, new, world.now)


@then("penyuluhan di Kecamatan Gelumbang tidak terdaftar kurang")
def not_missing(found):
    assert Duty.OUTREACH not in [one.duty for one in found]


@then("penyuluhan di Kecamatan Gelumbang terdaftar kurang 0 dari 1")
def is_missing(found):
    (one,) = [one for one in found if one.duty is Duty.OUTREACH]
    assert (one.place, one.count, one.least) == (KECAMATAN, 0, 1)


@then("22 desa lain di Gelumbang terdaftar kurang, dan Bitis tidak")
def villages_are_missing(found):
    places = {one.place for one in found if one.duty is Duty.OUTREACH}
    assert len(places) == 22
    assert BITIS not in places


@then(
    parsers.re(
        r"koordinator menerima satu peringatan (?P<duty>\w+) Kecamatan Gelumbang "
        r"untuk September 2026"
    )
)
def warned_once(world, duty, told):
    (told["warning"],) = warnings(world, duty)
    assert told["warning"].recipient == "koordinator"
    assert told["warning"].payload["bulan"] == "2026-09"


def warnings(world, duty):
    return [
        one
        for one in world.messages("kegiatan_kurang")
        if one.payload["kecamatan"] == KECAMATAN and one.payload["kewajiban"] == duty
    ]


@then("peringatan itu ada di daftar kerja koordinator")
def on_the_list(world):
    texts = [item.text for item in worklist(world.app, COORDINATOR, world.now).of(Task.ACTIVITY)]
    assert f"{TKSK.user}: penyuluhan di Gelumbang terlaksana 0 dari 1 kali" in texts


@then("putaran bulanan hari berikutnya tidak mengulang peringatan itu")
def told_once(world):
    world.later(days=1)
    assert monthly_round(world.app, world.now, 100).counts == {}
    assert len(warnings(world, "penyuluhan")) == 1


@then("TKSK Gelumbang diingatkan tentang penyuluhan bulan September 2026")
def reminded(world):
    (message,) = [
        one
        for one in world.messages("kegiatan_belum_ada")
        if one.recipient == f"tksk/{TKSK.user}" and one.payload["kewajiban"] == "penyuluhan"
    ]
    assert message.payload["bulan"] == "2026-09"


@then("koordinator belum diberi tahu")
def coordinator_not_told(world):
    assert world.messages("kegiatan_kurang") == []


@then("bimbingan itu tersimpan")
def kept(world, content):
    (view,) = list_activities(world.app, TKSK, SEPTEMBER)
    assert view.fields == tuple(field.value for field in content.fields)


@then(parsers.re(r'(?:bimbingan itu|pembinaan September 2026) ditolak pada isian "(?P<field>\w+)"'))
def refused_at(world, told, field):
    assert isinstance(told["error"], InvalidInput)
    assert [one.field for one in told["error"].problems] == [field]
    assert list_activities(world.app, TKSK, SEPTEMBER) == []


@then(parsers.re(r"pembinaan September 2026 tercatat (?P<attendance>hadir|tidak hadir)"))
def attendance_is_kept(world, attendance):
    figures = activities_of(world.app, SEPTEMBER, KECAMATAN)
    was_there = attendance == "hadir"
    assert (figures.coaching_attended, figures.coaching_missed) == (was_there, not was_there)
    found = list_missing(world.app, COORDINATOR, SEPTEMBER, world.now, area=KECAMATAN)
    assert Duty.COACHING not in [one.duty for one in found]


@then(parsers.parse('rujukannya terkirim ke Disdukcapil dengan bentuk "{form}"'))
def sent_to_registry(world, case, form):
    referral = world.referral(case, DUKCAPIL)
    assert referral.status == Status.REQUESTED
    assert form in referral.forms
