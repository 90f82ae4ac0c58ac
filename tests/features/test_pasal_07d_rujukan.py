"""Steps of ``features/pasal_07d_rujukan.feature``: whole cases, through the services."""

from dataclasses import replace

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import TKSK, mitra
from tests.support.muara_enim import (
    DINSOS,
    OTHER_TRAINING,
    SENTRA,
    TRAINING,
    VILLAGES,
    attempt,
    delivered_elder,
    of_the_start,
    prepared,
    received,
)
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.pmks import SubjectKind
from tksk_workflow.domain.referral import RefusalReason, Status
from tksk_workflow.services.cases.closing import reopen_case
from tksk_workflow.services.cases.intake import register_case
from tksk_workflow.services.errors import Conflict, InvalidInput
from tksk_workflow.services.follow_up.silence import check_answers
from tksk_workflow.services.referrals.answers import accept, refuse
from tksk_workflow.services.referrals.receipt import WRONG_PERSON
from tksk_workflow.store.models import DecisionRecord, Receipt, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

scenarios("pasal_07d_rujukan.feature")

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


# ------------------------------------------------------------------------------ keadaan awal


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


# ------------------------------------------------------------------------------ tindakan


@when("TKSK memutuskan rujukan")
def decide(world, case):
    world.route()


@when("Dinas Sosial menolak karena layanan itu bukan layanannya")
def not_our_service(world, told):
    code = told["referral"].code
    reason = RefusalReason.NOT_OUR_SERVICE
    refuse(world.app, mitra(DINSOS), code, reason, "bukan layanan kami", world.now)


@when("TKSK mencatat bantuan diterima tetangganya")
def wrong_person(world, told):
    received(world, told, "tetangga", right=False)


@when("TKSK mencoba menutup kasus tanpa bukti penerimaan")
def close_without_proof(world, case, told):
    world.outcome(case)
    attempt(told, world.close, case)


@when(parsers.parse("mitra tidak menjawab selama {days:d} hari"))
def silence(world, days):
    for _ in range(days):
        world.later(days=1)
        check_answers(world.app, world.now, 100)


@when("mitra menolak karena klien tidak memenuhi syaratnya")
def not_eligible(world, told):
    told["decisions"] = len(world.rows(DecisionRecord))
    code = told["referral"].code
    refuse(world.app, mitra(DINSOS), code, RefusalReason.NOT_ELIGIBLE, "di luar syarat", world.now)


@when("mitra menolak tanpa menyebut alasannya")
def refuse_without_reason(world, told):
    code = told["referral"].code
    attempt(told, refuse, world.app, mitra(DINSOS), code, RefusalReason.OTHER, " ", world.now)


@when("orang dengan NIK yang sama didaftarkan lagi")
def once_more(world, case, told):
    again = replace(world.person(), nik=told["nik"])
    attempt(told, register_case, world.app, TKSK, again, world.now)


@given("seorang lansia yang kasus lamanya sudah ditutup", target_fixture="old_case")
def an_old_case(world, told):
    case = delivered_elder(world, told)
    received(world, told, "klien", right=True)
    world.outcome(case)
    world.close(case)
    return case


@given("rujukan kasus barunya sudah terkirim ke Dinas Sosial", target_fixture="case")
def a_new_case(world, told, old_case):
    case = world.sent_case(nik=told["nik"])
    assert case != old_case
    assert world.case(case).person_id == world.case(old_case).person_id
    assert world.referral(case, DINSOS).status == Status.REQUESTED
    return case


@when("TKSK mencoba membuka kembali kasus lama")
def reopen_the_old_case(world, told, old_case):
    attempt(told, reopen_case, world.app, TKSK, old_case, "bantuannya habis", world.now)


@when("TKSK mencoba menerima rujukan atas nama mitra")
def accept_for_the_partner(world, told):
    attempt(told, accept, world.app, TKSK, told["referral"].code, world.now)


# ------------------------------------------------------------------------------ hasil


@then("kasus tercatat untuk satu keluarga")
def for_a_family(world, case):
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        assert uow.cases.get(case).person.kind == SubjectKind.FAMILY


@then("keluarga itu mendapat rujukan ke Puskesos untuk diusulkan ke DTSEN")
def to_the_puskesos(world, case):
    assert world.referral(case, "PUSKESOS-PUTAK").service == "usulan_dtsen"


@then("rujukan pengganti terbuka pada lembaga tahap berikutnya yang menyediakan alat bantu")
def the_more_specific_one(world, case):
    referral = world.referral(case, SENTRA)
    assert referral.service == "alat_bantu"
    assert Status(referral.status).is_open


@then("riwayat rujukan semula tetap tersimpan")
def history_stays(world, told):
    first = of_the_start(world, told)
    assert first.status == Status.REJECTED
    assert first.refusal_reason == RefusalReason.NOT_OUR_SERVICE
    moves = [entry.action for entry in world.audit() if entry.entity_id == first.code]
    assert moves[0] == "buat"
    assert moves[-1] == "tolak"


@then("rujukan selesai dan bukti foto dari klien sendiri tercatat")
def completed(world, told):
    assert of_the_start(world, told).status == Status.COMPLETED
    (receipt,) = world.rows(Receipt)
    assert receipt.referral_id == told["referral"].id
    assert (receipt.received_by, receipt.right_person) == ("klien", True)
    assert (receipt.method, receipt.proof_reference) == ("foto", "foto-serah-terima-01")


@then("kasus dapat ditutup setelah keberfungsian sosial diisi")
def closes(world, case):
    world.outcome(case)
    world.close(case)
    assert world.case(case).status == CaseStatus.CLOSED


@then("kasus tetap terbuka")
def still_open(world, case):
    assert CaseStatus(world.case(case).status).is_open


@then("rujukan itu berstatus gagal")
def failed(world, told):
    assert of_the_start(world, told).status == Status.FAILED


@then("kasus kembali ke perutean dengan alasan tercatat")
def routed_again(world, case, told):
    found = of_the_start(world, told)
    assert found.reason == WRONG_PERSON
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


@then("mitra menerima satu pengingat setelah tenggat jawabannya lewat")
def one_reminder(world, told):
    (told["reminder"],) = world.messages("pengingat_balasan")
    assert told["reminder"].recipient == f"mitra/{DINSOS}"
    assert told["reminder"].created_at > told["referral"].answer_due_at


@then("koordinator menerima satu eskalasi sesudah pengingat itu")
def one_escalation(world, told):
    (raised,) = world.escalations("koordinator")
    assert raised.referral_id == told["referral"].id
    assert raised.opened_at > told["reminder"].created_at


@then("rujukan itu tetap terbuka")
@then("rujukan itu masih menunggu jawaban mitra")
def still_waiting(world, told):
    found = of_the_start(world, told)
    assert (found.status, found.answered_at) == (Status.REQUESTED, None)


@then("alasan penolakan itu tercatat pada rujukan")
def reason_is_kept(world, told):
    found = of_the_start(world, told)
    assert found.status == Status.REJECTED
    assert found.refusal_reason == RefusalReason.NOT_ELIGIBLE
    assert found.reason == "di luar syarat"


@then("kasus diputuskan lagi dan mitra itu tidak dipilih kembali")
def decided_again(world, case, told):
    assert len(world.rows(DecisionRecord)) == told["decisions"] + 1
    again = [one for one in world.referrals(case) if one.previous_id == told["referral"].id]
    assert [one.tried for one in again] == [[DINSOS]]
    assert DINSOS not in {one.partner_code for one in again}


@then("mitra diminta mengisi alasan")
def asked_for_a_reason(told):
    assert isinstance(told["error"], InvalidInput)
    assert [problem.field for problem in told["error"].problems] == ["catatan"]


@then("pendaftaran itu ditolak dan menunjuk kasus yang sudah ada")
def points_to_the_case(case, told):
    assert isinstance(told["error"], Conflict)
    assert case in told["error"].message


@then("hanya ada satu rujukan terbuka ke Dinas Sosial")
def no_double(world):
    assert [
        one.partner_code
        for one in world.rows(Referral)
        if one.open_key is not None and one.partner_code == DINSOS
    ] == [DINSOS]


@then("pembukaan itu ditolak dan menunjuk kasus yang masih berjalan")
def not_opened_again(world, told, old_case, case):
    assert isinstance(told["error"], Conflict)
    assert case in told["error"].message
    assert world.case(old_case).status == CaseStatus.CLOSED
