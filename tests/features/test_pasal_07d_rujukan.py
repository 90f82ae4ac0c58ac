"""Steps of ``features/pasal_07d_rujukan.feature``: whole cases, through the services."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import (
    TKSK,
    World,
    mitra,
    partner,
)
from tests.support.databases import SqliteDatabases
from tksk_workflow.config import Settings, default_rules_dir
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.pmks import SubjectKind
from tksk_workflow.domain.referral import RefusalReason, Status
from tksk_workflow.services.answers import accept, refuse, report_delivery
from tksk_workflow.services.application import open_application
from tksk_workflow.services.errors import Conflict, InvalidInput, ServiceError
from tksk_workflow.services.silence import check_answers
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.models import DecisionRecord
from tksk_workflow.store.unit_of_work import UnitOfWork

scenarios("pasal_07d_rujukan.feature")

ZONE = ZoneInfo("Asia/Jakarta")
MONTHS = {"September": 9}
VILLAGES = {"Bitis": "16.03.06.2023", "Putak": "16.03.06.2025"}
DINSOS, SENTRA, TRAINING, OTHER_TRAINING = "DINSOS-ME", "SENTRA-PLG", "BLK-ME", "BLK-PLG"
CIVIL = {"nik_status": "padan"}
DISABLED_PAPERS = [
    "KTP",
    "KK",
    "SKTM",
    "FOTO",
    "KARTU_JAMINAN_KESEHATAN",
    "SURAT_DOKTER",
    "ASESMEN_KETERAMPILAN",
    "SURAT_PERMOHONAN",
    "UKURAN_ALAT",
]

DIRECTORY = (
    partner(DINSOS, "DINSOS_KAB"),
    partner("PKM-GELUMBANG", "PUSKESMAS", "kecamatan", ("16.03.06",)),
    partner("PUSKESOS-PUTAK", "PUSKESOS", "desa", (VILLAGES["Putak"],)),
    partner(SENTRA, "SENTRA", "pusat", ("16",)),
    partner(TRAINING, "DISNAKER_BLK", capacity=1),
    partner(OTHER_TRAINING, "DISNAKER_BLK", "provinsi", ("16",)),
)


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    return SqliteDatabases(tmp_path_factory.mktemp("fitur"))


@pytest.fixture
def app(databases, tmp_path):
    with databases.migrated() as url:
        settings = Settings(
            database_url=url,
            data_dir=tmp_path,
            rules_dir=default_rules_dir(),
            zone=ZONE,
            identity_secret=b"rahasia untuk pengujian saja",
            durable=False,
        )
        application = open_application(settings, migrate=False)
        yield application
        with UnitOfWork(application.session_factory, read_only=True) as uow:
            assert check_invariants(uow.session) == []
        application.close()


@given(parsers.parse("hari ini {weekday}, {day:d} {month} {year:d}"), target_fixture="today")
def today(weekday, day, month, year):
    return datetime(year, MONTHS[month], day, 8, 0, tzinfo=ZONE)


@given("Kecamatan Gelumbang dengan direktori mitra bawaan", target_fixture="world")
def district(app, today):
    world = World(app, today)
    world.furnish(DIRECTORY)
    return world


@pytest.fixture
def told():
    """What the last action was refused with, and what a scenario wants to remember."""
    return {}


# ------------------------------------------------------------------------------ keadaan awal


@given(
    parsers.parse(
        "seorang lansia {age:d} tahun di {village} yang kebutuhan sandang, pangan, "
        "dan papannya tidak terpenuhi"
    ),
    target_fixture="case",
)
def an_elder(world, age, village):
    born = world.now.date().replace(year=world.now.year - age)
    return world.register(birth_date=born, village=VILLAGES[village]).case


@given("rumahnya belum dikunjungi")
def not_visited(world, case):
    assert world.case(case).status == CaseStatus.IDENTIFIED


def prepared(world, **changes):
    """A case that was visited and verified, not decided yet."""
    case = world.register(**changes).case
    world.visit(case)
    world.verify_in_village(case)
    return case


@given(
    parsers.parse(
        "sebuah keluarga di {village} tanpa mata pencaharian yang sudah dikunjungi dan diverifikasi"
    ),
    target_fixture="case",
)
def a_family(world, village):
    return prepared(
        world,
        kind=SubjectKind.FAMILY,
        pmks=("PMKS-24",),
        village=VILLAGES[village],
        facts={"kondisi": {"tidak_punya_mata_pencaharian": True}, **CIVIL},
    )


def disabled(world, **conditions):
    return prepared(
        world,
        pmks=("PMKS-09",),
        birth_date=world.now.date().replace(year=1990),
        facts={
            "disabilitas": ["fisik"],
            "kondisi": conditions,
            "dokumen": DISABLED_PAPERS,
            **CIVIL,
        },
    )


@given(
    "rujukan seorang penyandang disabilitas yang butuh alat bantu telah dikirim ke Dinas Sosial",
    target_fixture="case",
)
def an_aid_was_asked_for(world, told):
    case = disabled(world, butuh_alat_bantu=True)
    world.route()
    world.send()
    (told["referral"],) = [
        one
        for one in world.referrals(case)
        if one.partner_code == DINSOS and one.service == "alat_bantu"
    ]
    assert told["referral"].status == Status.REQUESTED
    return case


@given("mitra utama layanan pelatihan kerja sudah penuh")
def training_is_full(world):
    case = disabled(world, punya_keterampilan=True)
    world.route()
    world.send()
    assert world.referral(case, TRAINING).status == Status.REQUESTED


@given(
    "seorang penyandang disabilitas berketerampilan yang sudah dikunjungi dan diverifikasi",
    target_fixture="case",
)
def somebody_with_a_skill(world):
    return disabled(world, punya_keterampilan=True)


@given("rujukan lansia terkirim ke Dinas Sosial", target_fixture="case")
@given("rujukan lansia terkirim ke satu-satunya mitra yang melayani", target_fixture="case")
def sent(world, told):
    case = world.sent_case()
    told["referral"] = world.referral(case, DINSOS)
    assert told["referral"].status == Status.REQUESTED
    return case


@given(
    "rujukan lansia ke Dinas Sosial yang bantuannya sudah dilaporkan diserahkan",
    target_fixture="case",
)
def delivered(world, told):
    case = sent(world, told)
    code = told["referral"].code
    accept(world.app, mitra(DINSOS), code, world.now)
    report_delivery(world.app, mitra(DINSOS), code, "sudah diserahkan", world.now)
    return case


# ------------------------------------------------------------------------------ tindakan


@when("TKSK memutuskan rujukan lalu jadwal pengiriman berjalan")
def decide_and_send(world, case):
    world.route()
    world.send()


@when("TKSK memutuskan rujukan")
def decide(world, case):
    world.route()


def attempt(told, action, *arguments):
    """Do something that may be refused, and keep the refusal."""
    try:
        action(*arguments)
    except ServiceError as error:
        told["error"] = error


@when("Dinas Sosial menolak karena layanan itu bukan layanannya")
def not_our_service(world, told):
    code = told["referral"].code
    reason = RefusalReason.NOT_OUR_SERVICE
    refuse(world.app, mitra(DINSOS), code, reason, "bukan layanan kami", world.now)
    world.route()


@when("TKSK mencatat bantuan diterima sendiri oleh klien dengan bukti foto")
def right_person(world, told):
    world.later(days=1)
    world.confirm(told["referral"].code)


@when("TKSK mencatat bantuan diterima orang lain")
def wrong_person(world, told):
    world.later(days=1)
    world.confirm(told["referral"].code, right=False)


@when("TKSK mencoba menutup kasus tanpa bukti penerimaan")
def close_without_proof(world, case, told):
    world.outcome(case)
    attempt(told, world.close, case)


@when("mitra tidak menjawab sampai tenggat dan tenggat pengingat lewat")
def silence(world, told):
    for _ in range(30):
        world.later(days=1)
        check_answers(world.app, world.now, 100)


@when("mitra menolak tanpa alasan")
def refuse_without_reason(world, told):
    code = told["referral"].code
    attempt(told, refuse, world.app, mitra(DINSOS), code, RefusalReason.OTHER, " ", world.now)


@when("orang yang sama didaftarkan lagi dan diputuskan rujukannya")
def once_more(world, case, told):
    again = replace(world.person(), nik="9903064503500001", name="Warga 001")
    with pytest.raises(Conflict):
        world.register(nik=again.nik, name=again.name)
    world.visit(case)
    world.route()
    world.send()


@when("TKSK mencoba menerima rujukan atas nama mitra")
def accept_for_the_partner(world, told):
    attempt(told, accept, world.app, TKSK, told["referral"].code, world.now)


# ------------------------------------------------------------------------------ hasil


@then(parsers.parse('rujukan ke Dinas Sosial tertahan karena "{guard}"'))
def held(world, case, guard):
    referral = world.referral(case, DINSOS)
    assert referral.status == Status.DRAFT
    assert guard in referral.held_by


@then("setelah kunjungan rumah dan verifikasi kepala desa serta RT/RW rujukan itu terkirim")
def sent_afterwards(world, case):
    code = world.referral(case, DINSOS).code
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    world.send()
    referral = world.referral(case, DINSOS)
    assert (referral.code, referral.status) == (code, Status.REQUESTED)


@then("kasus tercatat untuk satu keluarga")
def for_a_family(world, case):
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        assert uow.cases.get(case).person.kind == SubjectKind.FAMILY


@then("keluarga itu mendapat rujukan ke Puskesos")
def to_the_puskesos(world, case):
    assert world.referral(case, "PUSKESOS-PUTAK").service == "usulan_dtsen"


@then("rujukan pengganti terbuka pada lembaga tahap berikutnya yang menyediakan alat bantu")
def the_more_specific_one(world, case):
    referral = world.referral(case, SENTRA)
    assert referral.service == "alat_bantu"
    assert Status(referral.status).is_open


@then("riwayat rujukan semula tetap tersimpan")
def history_stays(world, case, told):
    (first,) = [one for one in world.referrals(case) if one.code == told["referral"].code]
    assert first.status == Status.REJECTED
    assert first.refusal_reason == RefusalReason.NOT_OUR_SERVICE
    moves = [entry.action for entry in world.audit() if entry.entity_id == first.code]
    assert moves[0] == "buat"
    assert moves[-1] == "tolak"


@then("rujukan selesai dan penerimaannya tercatat")
def completed(world, case, told):
    (found,) = [one for one in world.referrals(case) if one.code == told["referral"].code]
    assert found.status == Status.COMPLETED


@then("kasus dapat ditutup setelah keberfungsian sosial diisi")
def closes(world, case):
    world.outcome(case)
    world.close(case)
    assert world.case(case).status == CaseStatus.CLOSED


@then(parsers.parse('penutupan ditolak karena "{guard}"'))
def refused_by(told, guard):
    assert getattr(told["error"], "guard_id", None) == guard


@then("kasus tetap terbuka")
def still_open(world, case):
    assert CaseStatus(world.case(case).status).is_open


@then("rujukan itu berstatus gagal")
def failed(world, case, told):
    (found,) = [one for one in world.referrals(case) if one.code == told["referral"].code]
    assert found.status == Status.FAILED


@then("kasus kembali ke perutean dengan alasan tercatat")
def routed_again(world, case, told):
    (found,) = [one for one in world.referrals(case) if one.code == told["referral"].code]
    assert found.reason
    again = [one for one in world.referrals(case) if one.previous_id == found.id]
    assert [one.service for one in again] == [found.service]
    assert CaseStatus(world.case(case).status).is_open


@then("rujukan pelatihan ditujukan ke mitra alternatif")
def to_the_alternative(world, case, told):
    told["chosen"] = world.referral(case, OTHER_TRAINING)
    assert told["chosen"].service == "pelatihan_kerja"


@then("penjelasan pemilihan menyebut mitra utama penuh")
def says_full(told):
    passed_over = {
        item["code"]: item["reason"]
        for item in (
            *told["chosen"].selection["considered"],
            *told["chosen"].selection["rejected"],
        )
    }
    assert "penuh" in passed_over[TRAINING]


@then("mitra lebih dahulu menerima satu pengingat")
def one_reminder(world):
    assert len(world.messages("pengingat_balasan")) == 1


@then("koordinator menerima satu eskalasi")
def one_escalation(world):
    assert len(world.escalations("koordinator")) == 1


@then("penolakan itu tidak diterima sistem")
def not_accepted(world, case, told):
    assert isinstance(told["error"], InvalidInput)
    assert world.referral(case, DINSOS).status == Status.REQUESTED


@then("penolakan karena tidak memenuhi syarat mengembalikan kasus ke perutean")
def back_to_routing(world, case, told):
    code = told["referral"].code
    before = len(world.rows(DecisionRecord))
    refuse(world.app, mitra(DINSOS), code, RefusalReason.NOT_ELIGIBLE, "di luar syarat", world.now)
    assert len(world.rows(DecisionRecord)) == before + 1
    again = [one for one in world.referrals(case) if one.code != code]
    assert again
    assert DINSOS not in {one.partner_code for one in again}


@then("tidak ada rujukan terbuka kedua ke mitra dan layanan yang sama")
def no_double(world, case):
    everywhere = [
        (one.partner_code, one.service) for one in world.referrals(case) if one.open_key is not None
    ]
    assert everywhere
    assert len(everywhere) == len(set(everywhere))


@then("tindakan itu ditolak karena bukan wewenang TKSK")
def not_the_tksk(told):
    assert getattr(told["error"], "guard_id", None) == "PGR-02"


@then("status rujukan tidak berubah")
def unchanged(world, case):
    assert world.referral(case, DINSOS).status == Status.REQUESTED
