"""Steps of ``features/pasal_04_tugas.feature``: where a TKSK works, paid or not, with whom."""

from datetime import date, datetime

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import COORDINATOR, NEGLECTED, OTHER_TKSK, PAPERS, TKSK
from tests.integration.services.world import partner as partner_of
from tests.support.candidates import FIT, VACANT
from tests.support.muara_enim import DINSOS, VILLAGES, ZONE, attempt, of_the_start
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import Status
from tksk_workflow.services.cases.intake import hand_over, register_case
from tksk_workflow.services.monthly.round import monthly_round
from tksk_workflow.services.referrals.answers import accept
from tksk_workflow.services.register.appointments import appoint
from tksk_workflow.services.register.entries import register_coordinator
from tksk_workflow.services.register.views import show_worker
from tksk_workflow.store.models import Case, Person
from tksk_workflow.store.unit_of_work import UnitOfWork

scenarios("pasal_04_tugas.feature")

LEMBAK_VILLAGE = "16.03.17.2007"
HOMES = {"Gelumbang": VILLAGES["Bitis"], "Lembak": LEMBAK_VILLAGE}
PAY = {"tidak dicatat": None, "tidak ada": False, "ada": True}
NEW = "tksk-semende"


@given(parsers.parse("seorang warga Kecamatan {kecamatan} yang membutuhkan bantuan"))
def somebody_of(world, kecamatan, told):
    told["new"] = world.person(village=HOMES[kecamatan])


@given(parsers.parse("seorang calon yang memenuhi syarat Pasal 9 dengan honorarium {pay}"))
def a_candidate(told, pay):
    told["pay"] = PAY[pay]


@given(parsers.parse('koordinator "{code}" terdaftar untuk "{area}"'))
def a_coordinator(world, code, area):
    register_coordinator(world.app, COORDINATOR, code, area, world.now)


@given(parsers.parse('mitra "{code}" dari dinas perumahan'))
def a_housing_agency(world, code):
    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.save(partner_of(code, "PERKIM"))
        uow.commit()


@given(
    "seorang lansia di Putak yang rumahnya tidak layak huni, sudah dikunjungi dan diverifikasi",
    target_fixture="case",
)
def in_a_bad_house(world):
    facts = {
        "kondisi": {**NEGLECTED, "rumah_tidak_layak_huni": True},
        "dokumen": [*PAPERS, "SURAT_TANAH"],
        "nik_status": "padan",
    }
    case = world.register(village=VILLAGES["Putak"], facts=facts).case
    world.visit(case)
    world.verify_in_village(case)
    return case


@given("pada September 2026 satu kasus lansia dirujuk dan satu kasus tertutup didaftarkan")
def a_month_of_work(world):
    world.sent_case(village=VILLAGES["Bitis"])
    closed = world.register(
        pmks=("PMKS-19",), birth_date=date(1994, 4, 9), village=VILLAGES["Bitis"], facts={}
    ).case
    assert world.case(closed).closed_handling


@when("putaran bulanan berjalan pada awal Oktober 2026")
def month_turns(world):
    world.now = datetime(2026, 10, 1, 8, 0, tzinfo=ZONE)
    monthly_round(world.app, world.now, 100)


@when("TKSK Gelumbang mendaftarkan kasus warga itu")
def registered(world, told):
    attempt(told, register_case, world.app, TKSK, told["new"], world.now)


@when("klien pindah ke Kecamatan Lembak dan kasusnya dialihkan")
def moved(world, case, told):
    told["moved"] = hand_over(world.app, TKSK, case, LEMBAK_VILLAGE, world.now)


@when("TKSK mencoba menerima rujukan itu atas nama Dinas Sosial")
def accepts_for_the_dinas(world, told):
    attempt(told, accept, world.app, TKSK, told["referral"].code, world.now)


@when("koordinator mengangkat calon itu di Kecamatan Semende Darat Laut")
def appointed(world, told):
    appoint(world.app, COORDINATOR, NEW, VACANT, FIT, world.now, honorarium=told["pay"])


@when("penugasan TKSK Gelumbang dibuka", target_fixture="view")
def opened(world):
    return show_worker(world.app, TKSK, TKSK.user, world.now)


@then("pendaftarannya diterima")
def accepted(world, told):
    assert "error" not in told
    (case,) = world.rows(Case)
    assert case.worker == TKSK.user


@then(parsers.parse('pendaftarannya ditolak karena "{guard}"'))
def refused(world, told, guard):
    assert told["error"].guard_id == guard
    assert world.rows(Case) == []


@then("kasus yang baru ditangani TKSK Lembak")
def goes_on_there(world, told):
    found = world.case(told["moved"].new_case)
    assert (found.worker, found.village) == (OTHER_TKSK.user, LEMBAK_VILLAGE)


@then("kasus yang lama berakhir dengan menyebut kepada siapa ia dialihkan")
def ended_here(world, case):
    found = world.case(case)
    assert not CaseStatus(found.status).is_open
    assert found.handed_to == OTHER_TKSK.user


@then("TKSK Lembak diberi tahu")
def told_there(world):
    assert [one.recipient for one in world.messages("pengalihan")] == [f"tksk/{OTHER_TKSK.user}"]


@then("rujukan itu tetap menunggu jawaban Dinas Sosial")
def still_waiting(world, told):
    assert "error" in told
    found = of_the_start(world, told)
    assert (found.status, found.partner_code) == (Status.REQUESTED, DINSOS)


@then(
    parsers.parse(
        "Kecamatan Gelumbang menerima rekap September 2026 dengan {cases:d} kasus baru "
        "dan {referrals:d} rujukan terkirim"
    )
)
def recap_arrives(world, cases, referrals):
    (message,) = world.messages("rekap_kecamatan")
    assert message.recipient == "kasi_kesos/16.03.06"
    assert message.payload["bulan"] == "2026-09"
    assert message.payload["kasus_baru"] == cases
    assert message.payload["rujukan_terkirim"] == referrals


@then("rekap itu tidak memuat nama, jenis masalah, desa, atau kode kasus")
def recap_names_nobody(world):
    (message,) = world.messages("rekap_kecamatan")
    told = str(message.payload)
    names = [person.name for person in world.rows(Person)]
    hidden = (*names, "PMKS", "K-0", "R-0", *VILLAGES.values(), *VILLAGES)
    assert [word for word in hidden if word in told] == []


@then("putaran bulanan hari berikutnya tidak mengirim rekap itu lagi")
def recap_once(world):
    world.later(days=1)
    monthly_round(world.app, world.now, 100)
    assert len(world.messages("rekap_kecamatan")) == 1


@then("calon itu bertugas")
def at_work(world):
    assert show_worker(world.app, COORDINATOR, NEW, world.now).active


@then(parsers.parse('honorariumnya tercatat "{pay}"'))
def pay_is_recorded(world, pay):
    assert show_worker(world.app, COORDINATOR, NEW, world.now).honorarium is PAY[pay]


@then(
    parsers.parse(
        'koordinatornya adalah "{regency}" di kabupaten, "{province}" di provinsi, '
        "dan belum terdaftar di pusat"
    )
)
def three_levels(view, regency, province):
    assert view.coordinators == {"kabupaten": (regency,), "provinsi": (province,), "pusat": ()}


@then(parsers.parse('rujukannya terkirim ke "{code}"'))
def sent_to(world, case, code):
    assert world.referral(case, code).status == Status.REQUESTED
