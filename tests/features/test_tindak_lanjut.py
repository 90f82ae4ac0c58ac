"""Steps of ``features/tindak_lanjut.feature``: when somebody looks again."""

from datetime import date, timedelta

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import DYING_ALONE, PAPERS, TKSK
from tests.support.muara_enim import VILLAGES, day_of, prepared
from tksk_workflow.domain.pmks import SubjectKind
from tksk_workflow.domain.referral import Status
from tksk_workflow.services.follow_up.contacts import ContactMethod, ContactOutcome, record_contact
from tksk_workflow.services.follow_up.schedule import announce_due
from tksk_workflow.services.lifecycle.settling import NOT_FOLLOWED
from tksk_workflow.services.referrals.story import referral_story
from tksk_workflow.services.welfare_data.data_cycle import monthly_cycle
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.models import FollowUp, Referral

scenarios("tindak_lanjut.feature")

SHORT = {"Sep": 9, "Okt": 10, "Nov": 11, "Des": 12}
CLIENTS = {
    "lansia kekurangan pangan": {},
    "lansia sakit berat sendirian": {
        "facts": {"kondisi": DYING_ALONE, "nik_status": "padan"},
    },
    "orang tanpa tempat tinggal": {
        "pmks": ("PMKS-11",),
        "birth_date": date(1980, 2, 3),
        "facts": {
            "kondisi": {"tanpa_tempat_tinggal_tetap": True, "berpindah_pindah": True},
            "nik_status": "padan",
        },
    },
    "penyandang disabilitas": {
        "pmks": ("PMKS-09",),
        "birth_date": date(1980, 2, 3),
        "facts": {
            "disabilitas": ["fisik"],
            "dokumen": [*PAPERS, "FOTO", "KARTU_JAMINAN_KESEHATAN"],
            "nik_status": "padan",
        },
    },
    "keluarga tanpa mata pencaharian": {
        "kind": SubjectKind.FAMILY,
        "pmks": ("PMKS-24",),
        "village": VILLAGES["Putak"],
        "facts": {
            "kondisi": {"tidak_punya_mata_pencaharian": True},
            "dokumen": [*PAPERS, "BA_MUSDES_ATAU_SPTJM"],
            "nik_status": "padan",
        },
    },
}


@given(
    parsers.parse("{client} yang sudah dikunjungi dan diverifikasi"),
    target_fixture="case",
)
def a_client(world, client):
    return prepared(world, **CLIENTS[client])


@when("rujukannya terkirim menurut jadwal")
def sent_in_time(world, case):
    """Day after day the schedules run, until the first referral has left."""
    for _ in range(20):
        world.route()
        world.send()
        while monthly_cycle(world.app, world.now, 100).more:
            pass
        if any(one.sent_at for one in world.referrals(case)):
            return
        world.later(days=1)


def first_sent(world, case):
    """The referral that left first."""
    sent = [one for one in world.referrals(case) if one.sent_at]
    return min(sent, key=lambda one: (one.sent_at, one.id))


def planned(world, referral):
    return [one.due_on for one in world.rows(FollowUp) if one.referral_id == referral.id]


@then(parsers.parse('kelas urgensinya "{urgency}"'))
def urgency_class(world, case, urgency):
    assert first_sent(world, case).urgency == urgency


@then(parsers.parse("ia ditindaklanjuti pada {days}"))
def followed_up_on(world, case, days):
    wanted = [date(2026, SHORT[month], int(day)) for day, month in map(str.split, days.split(", "))]
    assert planned(world, first_sent(world, case)) == wanted


@then(parsers.parse("tindak lanjut hari ketujuh jatuh pada {weekday}, {day:d} {month} {year:d}"))
def seventh_day(world, case, weekday, day, month, year):
    referral = first_sent(world, case)
    seventh = referral.sent_at.astimezone(world.app.zone).date() + timedelta(days=7)
    assert seventh == date(2026, 8, 17)
    later = [found for found in planned(world, referral) if found >= seventh]
    assert later[0] == day_of(weekday, day, month, year).date()


def run_twice(world, days):
    world.later(days=days)
    for _ in range(2):
        announce_due(world.app, world.now, 100)
        world.later(hours=1)


@when("tujuh hari kemudian jadwal harian dijalankan dua kali")
def seven_days_later(world, told):
    told["planned"] = len(world.follow_ups())
    run_twice(world, 7)


@when("delapan hari kemudian jadwal harian dijalankan dua kali")
def eight_days_later(world):
    run_twice(world, 8)


@when("tiga belas hari kemudian jadwal harian dijalankan dua kali")
def thirteen_days_later(world):
    run_twice(world, 13)


@then("TKSK menerima satu pemberitahuan tindak lanjut")
def one_message(world):
    assert [one.recipient for one in world.messages("tindak_lanjut")] == [TKSK.name]


def tasks(world):
    items = worklist(world.app, TKSK, world.now).items
    return [item for item in items if item.task is Task.FOLLOW_UP]


@then("tugas itu satu kali saja di daftar kerja TKSK")
def one_task(world, case, told):
    assert [(item.case, item.referral) for item in tasks(world)] == [(case, told["referral"].code)]


@then("jadwal tindak lanjut berikutnya tidak bertambah")
def nothing_added(world, told):
    assert len(world.follow_ups()) == told["planned"] > 0
    assert {one.status for one in world.rows(Referral)} == {Status.REQUESTED}


def matters(world):
    return [one for one in world.escalations() if one.key.startswith(f"{NOT_FOLLOWED}:")]


@then("tindak lanjut itu belum menjadi persoalan")
def no_matter_yet(world):
    assert matters(world) == []
    assert all(one.late_at is None for one in world.follow_ups())


@then("TKSK menerima satu persoalan tentang tindak lanjut itu")
def one_matter(world):
    assert [(one.level, one.resolved_at) for one in matters(world)] == [("tksk", None)]


@then("tindak lanjut pertama ditandai terlambat")
def marked_late(world, told):
    first, *rest = sorted(world.follow_ups(), key=lambda one: one.number)
    assert first.late_at is not None
    assert first.late_at < world.now - timedelta(hours=1)
    assert [one.late_at for one in rest] == [None] * len(rest)


@then("daftar kerja TKSK menyebutnya terlambat")
def called_late(world):
    (item,) = tasks(world)
    assert "terlambat" in item.text


# ------------------------------------------------------------------------------ kontak


@given("TKSK sudah tiga kali menelepon dan tidak diangkat")
def three_calls(world, told):
    for _ in range(3):
        world.later(days=1)
        tried(world, told, ContactOutcome.NOT_REACHED, ContactMethod.PHONE)


def tried(world, told, outcome, method, note=""):
    code = told["referral"].code
    return record_contact(world.app, TKSK, code, outcome, note, world.now, method=method)


@when("TKSK mengunjungi rumahnya dan tidak bertemu juga")
def nobody_opens(world, told):
    world.later(days=1)
    tried(world, told, ContactOutcome.NOT_REACHED, ContactMethod.VISIT)


@then("keempat upaya itu tercatat dengan cara dan hasilnya")
def attempts_on_record(world, told):
    contacts = referral_story(world.app, TKSK, told["referral"].code).contacts
    assert [one.method for one in contacts] == ["telepon"] * 3 + ["kunjungan"]
    assert {(one.by, one.outcome) for one in contacts} == {(TKSK.name, "tidak_bertemu")}


@then("daftar kerja TKSK meminta kunjungan ke klien itu")
def visit_wanted(world, case):
    (item,) = worklist(world.app, TKSK, world.now).of(Task.VISIT)
    assert item.case == case


@then("koordinator diberi tahu bahwa klien tidak bertemu")
def coordinator_told(world):
    (raised,) = world.escalations("koordinator")
    assert "tidak bertemu" in raised.reason


@when(parsers.parse('TKSK mencatat hasil tindak lanjut "{outcome}"'))
def outcome_of_a_contact(world, told, outcome):
    world.later(days=7)
    note = "tidak ada yang datang"
    told["contact"] = tried(world, told, ContactOutcome(outcome), ContactMethod.VISIT, note)


@then("keberfungsian klien tercatat membaik")
def better(world, case):
    assert world.case(case).functioning == "membaik"


@then("klien tetap ditindaklanjuti")
def watched(world, case, told):
    assert world.case(case).functioning == "tetap"
    assert told["contact"].next_due > world.now.date()


@then("rujukan itu gagal dan kebutuhannya dirujukkan lagi")
def failed_and_asked_again(world, told):
    assert told["contact"].status is Status.FAILED
    assert told["contact"].successor is not None
