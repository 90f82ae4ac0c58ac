"""Steps of ``features/pasal_07c_kemitraan.feature``: companies, clinics, training, schedules."""

from datetime import date, timedelta

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import TKSK, mitra, partner
from tests.support.muara_enim import DINSOS, TRAINING, of_the_start, prepared
from tksk_workflow.domain.referral import BusinessStatus, Status
from tksk_workflow.services.follow_up.waiting import check_turns
from tksk_workflow.services.partners.agreements import warn_of_ending
from tksk_workflow.services.referrals.answers import queue, resume
from tksk_workflow.services.referrals.story import referral_story
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.unit_of_work import UnitOfWork

scenarios("pasal_07c_kemitraan.feature")

COMPANY = "PT-ME"
COMPANY_SERVICE = "kemitraan_perusahaan"


def open_referral(world, case, service):
    (found,) = [one for one in world.referrals(case) if one.service == service and one.open_key]
    return found


# ------------------------------------------------------------------------------ perusahaan


@given(
    parsers.re(
        r"sebuah perusahaan di direktori yang perjanjiannya berakhir (?P<days>\d+) hari lagi"
    )
)
def a_company_until(world, days):
    today = world.now.date()
    save_company(
        world,
        agreement_from=today - timedelta(days=300),
        agreement_until=today + timedelta(days=int(days)),
    )


@given(
    parsers.re(
        r"sebuah perusahaan di direktori yang perjanjiannya "
        r"(?P<agreement>belum ada|baru berlaku besok|berlaku sejak hari ini)"
    )
)
def a_company(world, agreement):
    today = world.now.date()
    dates = {
        "belum ada": {},
        "baru berlaku besok": {"agreement_from": today + timedelta(days=1)},
        "berlaku sejak hari ini": {"agreement_from": today},
    }[agreement]
    save_company(world, **dates)


def save_company(world, **dates):
    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.save(partner(COMPANY, "CSR", **dates))
        uow.commit()


def seeker(world):
    return prepared(
        world,
        pmks=("PMKS-23",),
        birth_date=date(1990, 2, 3),
        facts={
            "kondisi": {"mencari_pekerjaan": True},
            "dokumen": ["KTP", "KK", "IJAZAH"],
            "nik_status": "padan",
        },
    )


@given("seorang pencari kerja yang sudah dikunjungi dan diverifikasi", target_fixture="case")
def somebody_seeks_work(world):
    return seeker(world)


@given("seorang pencari kerja yang sudah dirujuk ke perusahaan itu")
def already_referred(world, told):
    told["first"] = seeker(world)
    world.route()
    world.send()
    assert open_referral(world, told["first"], COMPANY_SERVICE).status == Status.REQUESTED


@when("jadwal pengingat perjanjian berjalan dua kali")
def warned_twice(world):
    for _ in range(2):
        warn_of_ending(world.app, world.now, 100)
        world.later(hours=1)


@then(
    parsers.re(
        r"koordinator menerima (?P<number>tidak ada|satu) pengingat perjanjian perusahaan itu"
    )
)
def told_of_the_end(world, number):
    told = [(one.recipient, one.payload["mitra"]) for one in world.messages("perjanjian_berakhir")]
    assert told == ([("koordinator", COMPANY)] if number == "satu" else [])


@when("31 hari kemudian pencari kerja lain diputuskan", target_fixture="case")
def another_one_later(world):
    world.later(days=31)
    case = seeker(world)
    world.route()
    world.send()
    return case


@then("rujukan kemitraan perusahaan menunggu dicarikan mitra")
def waits_for_a_partner(world, case):
    referral = open_referral(world, case, COMPANY_SERVICE)
    assert (referral.status, referral.partner_code) == (Status.DRAFT, None)
    assert any(one.referral_id == referral.id for one in world.escalations("koordinator"))


@then("rujukan kemitraan perusahaan terkirim ke perusahaan itu")
def sent_to_the_company(world, case):
    referral = open_referral(world, case, COMPANY_SERVICE)
    assert (referral.status, referral.partner_code) == (Status.REQUESTED, COMPANY)


@then("rujukan orang pertama ke perusahaan itu tetap berjalan")
def the_first_goes_on(world, told):
    referral = open_referral(world, told["first"], COMPANY_SERVICE)
    assert (referral.status, referral.partner_code) == (Status.REQUESTED, COMPANY)


# ------------------------------------------------------------------------------ kesehatan


@given(
    "seorang pemegang KIS aktif yang butuh dirawat, sudah dikunjungi dan diverifikasi",
    target_fixture="case",
)
def somebody_insured(world):
    return prepared(
        world,
        facts={
            "kondisi": {"peserta_kis_aktif": True, "butuh_rawat": True},
            "dokumen": ["KTP", "KK", "KARTU_KIS", "SURAT_RUJUKAN_FKTP"],
            "nik_status": "padan",
        },
    )


@then("rujukan ke puskesmas terkirim")
def clinic_first(world, case, told):
    told["clinic"] = world.referral(case, "PKM-GELUMBANG")
    assert told["clinic"].status == Status.REQUESTED


@then("rujukan ke rumah sakit baru berangkat setelah puskesmas selesai")
def hospital_after(world, case, told):
    hospital = world.referral(case, "RSUD-ME")
    assert (hospital.status, hospital.after_id) == (Status.DRAFT, told["clinic"].id)
    world.deliver(told["clinic"])
    world.send()
    assert world.referral(case, "RSUD-ME").status == Status.REQUESTED


# ------------------------------------------------------------------------------ pelatihan


def skilled(world, **conditions):
    return prepared(
        world,
        pmks=("PMKS-09",),
        birth_date=date(1995, 2, 3),
        facts={
            "disabilitas": ["intelektual"],
            "kondisi": {"punya_keterampilan": True, **conditions},
            "dokumen": ["KTP", "KK", "ASESMEN_KETERAMPILAN"],
            "nik_status": "padan",
        },
    )


@given(
    "warga berketerampilan dengan keterbelakangan mental yang sudah dikunjungi dan diverifikasi",
    target_fixture="case",
)
def somebody_skilled(world):
    return skilled(world)


@given(
    "warga berketerampilan dengan keterbelakangan mental di daerah tanpa pelatihan",
    target_fixture="case",
)
def somebody_skilled_without_training(world):
    return skilled(world, tidak_ada_pelatihan=True)


@then("rujukan pelatihan kerja terkirim ke balai latihan")
def training(world, case):
    referral = open_referral(world, case, "pelatihan_kerja")
    assert (referral.status, referral.partner_code) == (Status.REQUESTED, TRAINING)


@then("rujukan penyampaian data akurat terkirim ke Dinas Sosial")
def accurate_data(world, case):
    referral = open_referral(world, case, "penyampaian_data_akurat")
    assert (referral.status, referral.partner_code) == (Status.REQUESTED, DINSOS)


# ------------------------------------------------------------------------------ jadwal, antrean


@given("mitra menjanjikan giliran tujuh hari lagi")
def a_turn(world, told):
    told["turns"] = [world.now.date() + timedelta(days=7)]
    queue(world.app, mitra(DINSOS), told["referral"].code, None, told["turns"][0], world.now)


@when("mitra menggeser giliran itu tujuh hari lagi")
def another_turn(world, told):
    world.later(days=6)
    told["turns"].append(told["turns"][0] + timedelta(days=7))
    queue(world.app, mitra(DINSOS), told["referral"].code, None, told["turns"][1], world.now)


@then("rujukan yang sama tetap terbuka dengan giliran yang baru")
def the_same_referral(world, case, told):
    now = of_the_start(world, told)
    assert (now.status, now.business_status) == (Status.ON_HOLD, BusinessStatus.QUEUED)
    assert now.queue_until == told["turns"][1]
    assert [one.code for one in world.referrals(case)] == [now.code]


@then("kedua tanggal itu ada dalam riwayatnya")
def both_on_record(world, told):
    steps = referral_story(world.app, TKSK, told["referral"].code).steps
    kept = [step.data["sampai"] for step in steps if "sampai" in step.data]
    assert kept == [turn.isoformat() for turn in told["turns"]]


@then("TKSK diberi tahu bila giliran yang baru pun lewat")
def told_when_passed(world, told):
    assert check_turns(world.app, world.now, 50).counts == {}
    world.later(days=9)
    check_turns(world.app, world.now, 50)
    (item,) = worklist(world.app, TKSK, world.now).of(Task.ESCALATION)
    assert item.referral == told["referral"].code
    assert "giliran" in item.text


@given("tiga lansia antre di Dinas Sosial")
def three_in_line(world, told):
    told["line"] = []
    for _ in range(3):
        code = world.referral(world.sent_case(), DINSOS).code
        queue(world.app, mitra(DINSOS), code, None, None, world.now)
        told["line"].append(code)


@when("Dinas Sosial melayani yang pertama")
def first_is_served(world, told):
    resume(world.app, mitra(DINSOS), told["line"][0], world.now)


@then("dua lansia lainnya maju satu nomor")
def others_move_up(world, told):
    stories = [referral_story(world.app, TKSK, code) for code in told["line"]]
    assert [story.queue_position for story in stories] == [None, 1, 2]


@then("pergeseran itu ada dalam riwayat mereka")
def shifts_on_record(world, told):
    for code in told["line"][1:]:
        last = referral_story(world.app, TKSK, code).steps[-1]
        assert last.action == "geser_antrean"
        assert last.data["ke_nomor"] == last.data["dari_nomor"] - 1
