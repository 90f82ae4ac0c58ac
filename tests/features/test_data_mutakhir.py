"""Steps of ``features/data_mutakhir.feature``: fresh data, refreshed deciles, the centre."""

from datetime import date, datetime

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import COORDINATOR, PAPERS, TKSK
from tests.integration.services.world import partner as partner_of
from tests.support.muara_enim import DUKCAPIL, MONTHS, VILLAGES, ZONE
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import Status
from tksk_workflow.services.cases.intake import update_facts
from tksk_workflow.services.importing.centre_results import import_results
from tksk_workflow.services.importing.deciles import import_deciles
from tksk_workflow.services.welfare_data.data_cycle import monthly_cycle
from tksk_workflow.services.welfare_data.deciles import apply_deciles
from tksk_workflow.services.welfare_data.reconciliation import list_mismatches, reconcile, settle
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.unit_of_work import UnitOfWork

scenarios("data_mutakhir.feature")

PUTAK = VILLAGES["Putak"]
PEMDES, PUSKESOS, PERKIM = "PEMDES-PUTAK", "PUSKESOS-PUTAK", "PERKIM-ME"
PROPOSAL, REMOVAL, INSURANCE = "usulan_dtsen", "pemutakhiran_siks", "usulan_pbi_jk"
CAP = "batas_desil_pbi_jk:\n    label: Desil tertinggi peserta PBI-JK\n    satuan: desil\n    nilai:\n      - {nilai: 5,"


def day(text):
    number, month, year = text.split()
    return date(int(year), MONTHS[month], int(number))


def register(world, conditions, *, village=PUTAK, **more):
    facts = {
        "kondisi": {"sandang_pangan_papan_tak_terpenuhi": False, **conditions},
        "dokumen": [*PAPERS, "BA_MUSDES", "SURAT_TANAH"],
        "nik_status": "padan",
        **more,
    }
    return world.register(village=village, facts=facts).case


def prepared(world, conditions, **more):
    case = register(world, conditions, **more)
    world.visit(case)
    world.verify_in_village(case)
    return case


def cut_off(world, month):
    world.now = datetime(2026, month, 17, 5, 0, tzinfo=ZONE)
    while monthly_cycle(world.app, world.now, 100).more:
        pass


def open_services(world, case):
    return {one.service for one in world.referrals(case) if Status(one.status).is_open}


def proposal_of(world, case, service=PROPOSAL):
    (found,) = [one for one in world.referrals(case) if one.service == service]
    return found


@pytest.fixture
def list_of(world, tmp_path):
    """Import a list of one row, as the coordinator gets it from the centre."""

    def run(importer, **cells):
        path = tmp_path / "dari-pusat.csv"
        path.write_text(f"{';'.join(cells)}\n{';'.join(cells.values())}\n", encoding="utf-8")
        result = importer(world.app, COORDINATOR, path, world.now)
        assert result.problems == ()
        return result

    return run


# ------------------------------------------------------------------------------- given


@given("Puskesos dan pemerintah desa Putak siap menerima usulan")
def village_partners(world):
    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.save(partner_of(PEMDES, "PEMDES", "desa", (PUTAK,)))
        uow.partners.save(partner_of(PERKIM, "PERKIM"))
        uow.commit()


@given(
    parsers.parse("usulan data DTSEN di Putak yang datanya diperbarui {when_}"),
    target_fixture="case",
)
def proposal_with_data_of(world, when_):
    case = prepared(world, {"layak_tidak_menerima": True})
    world.route()
    facts = {"pembaruan_terakhir": day(when_).isoformat()}
    update_facts(world.app, TKSK, case, facts, world.now)
    return case


@given(parsers.parse("usulan data DTSEN di Putak yang lengkap pada {when_}"), target_fixture="case")
def proposal_complete_on(world, when_):
    world.now = datetime.combine(day(when_), datetime.min.time(), tzinfo=ZONE).replace(hour=9)
    case = prepared(world, {"layak_tidak_menerima": True})
    world.route()
    return case


@given(
    "usulan data DTSEN di Putak yang terkirim pada cut-off September 2026", target_fixture="case"
)
def proposal_sent(world):
    case = prepared(world, {"layak_tidak_menerima": True})
    world.route()
    cut_off(world, 9)
    assert proposal_of(world, case).status == Status.REQUESTED
    return case


@given(
    "usulan data DTSEN di Putak yang ditolak pusat dan tercatat sebagai selisih",
    target_fixture="case",
)
def proposal_refused(world, list_of):
    case = proposal_sent(world)
    compared(world, case, "ditolak", list_of)
    assert len(list_mismatches(world.app, TKSK)) == 1
    return case


@given("seorang penerima PKH di Putak pada desil 3", target_fixture="case")
def a_recipient(world, told):
    told["program"] = "PKH"
    return routed(world, {}, 3)


@given(
    "seorang warga Putak pada desil 7 yang tidak menerima bantuan apa pun", target_fixture="case"
)
def left_out(world, told):
    told["program"] = "-"
    return routed(world, {}, 7)


@given(
    parsers.parse("warga Putak tanpa jaminan kesehatan pada desil {decile:d}"),
    target_fixture="case",
)
def uninsured(world, decile):
    return routed(world, {"tidak_punya_jaminan_kesehatan": True}, decile)


def routed(world, conditions, decile):
    case = prepared(world, conditions, desil=decile)
    world.route()
    return case


@given("seorang penerima bantuan di Putak yang diketahui sudah meninggal", target_fixture="case")
def deceased(world):
    return prepared(world, {"penerima_meninggal": True})


@given(parsers.parse("batas desil PBI-JK kabupaten ini {cap:d}"))
def local_cap(folder, cap):
    path = folder / "parameter.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(CAP) == 1
    path.write_text(text.replace(CAP, CAP.replace("nilai: 5", f"nilai: {cap}")), encoding="utf-8")


@given(
    parsers.parse('seorang lansia di Putak pada desil 2 yang membutuhkan "{need}"'),
    target_fixture="case",
)
def in_need(world, need):
    return prepared(world, {need: True}, desil=2)


# -------------------------------------------------------------------------------- when


@when("cut-off 17 September 2026 tiba")
def september_cut_off(world):
    cut_off(world, 9)


@when("cut-off September dan Oktober 2026 berlalu, dan datanya tetap diperbarui")
def two_cut_offs(world, case):
    for month in (9, 10):
        moment = datetime(2026, month, 17, 4, 0, tzinfo=ZONE)
        if world.now < moment:
            world.now = moment
            update_facts(world.app, TKSK, case, {"desil": 2}, world.now)
            cut_off(world, month)


@when(parsers.parse("desilnya menjadi {decile:d} pada pembaruan triwulanan"))
def refreshed(world, case, decile, told, list_of):
    world.later(days=30)
    cells = {"kasus": case, "desil": str(decile), "periode": "2026-T4"}
    if "program" in told:
        cells["program"] = told["program"]
    list_of(import_deciles, **cells)
    told["counts"] = dict(apply_deciles(world.app, world.now, 100).counts)


@when(
    parsers.parse('hasil pusat "{outcome}" untuk usulan September 2026 dimasukkan dan dibandingkan')
)
def compared(world, case, outcome, list_of):
    world.later(days=14)
    list_of(import_results, kasus=case, layanan=PROPOSAL, hasil=outcome, periode="2026-09")
    reconcile(world.app, world.now, 100)


@when("TKSK mencatat bahwa usulan diperbaiki dan dikirim lagi")
def settled(world):
    (found,) = list_mismatches(world.app, TKSK)
    settle(world.app, TKSK, found.result, "usulan diperbaiki dan dikirim lagi", world.now)


@when(
    "warga Putak pada desil 4 tanpa jaminan kesehatan diputuskan dengan paket itu",
    target_fixture="case",
)
def decided_with_the_folder(reopened, told):
    told["world"] = reopened()
    return routed(told["world"], {"tidak_punya_jaminan_kesehatan": True}, 4)


# -------------------------------------------------------------------------------- then


@then("usulan itu terkirim")
def is_sent(world, case):
    assert proposal_of(world, case).status == Status.REQUESTED


@then("usulan itu tertahan oleh PGR-09")
def is_held(world, case):
    found = proposal_of(world, case)
    assert found.status == Status.DRAFT
    assert "PGR-09" in found.held_by


@then(parsers.parse("usulan itu terkirim pada {when_}"))
def sent_on(world, case, when_):
    assert proposal_of(world, case).sent_at.astimezone(ZONE).date() == day(when_)


@then("pemutakhiran data penerima diusulkan kepada pemerintah desa")
def removal_proposed(world, case):
    assert proposal_of(world, case, REMOVAL).partner_code == PEMDES


@then("tidak ada usulan pemutakhiran data penerima")
def no_removal(world, case):
    assert REMOVAL not in open_services(world, case)


@then("kasusnya tetap terbuka sampai Dinas Sosial memutuskan")
def still_open(world, case):
    assert CaseStatus(world.case(case).status).is_open
    assert proposal_of(world, case, REMOVAL).status == Status.DRAFT


@then("usulan data DTSEN disiapkan kepada Puskesos")
def inclusion_proposed(world, case):
    assert proposal_of(world, case).partner_code == PUSKESOS


@then("akta kematiannya diurus ke Disdukcapil")
def death_certificate(world, case):
    assert proposal_of(world, case, "akta_kematian").partner_code == DUKCAPIL


@then("hasil itu sesuai dengan usulan")
def agrees(world, case):
    assert list_mismatches(world.app, COORDINATOR, only_open=False) == []
    assert "perbaikan_usulan" not in open_services(world, case)


@then(parsers.parse('hasil itu tercatat sebagai selisih "{verdict}"'))
def differs(world, case, verdict):
    (found,) = list_mismatches(world.app, COORDINATOR)
    assert (found.case, found.period, found.verdict) == (case, "2026-09", verdict)
    assert "perbaikan_usulan" in open_services(world, case)
    assert [one.recipient for one in world.messages("hasil_pusat_berbeda")] == [f"tksk/{TKSK.user}"]


@then("selisih itu hilang dari daftar kerja TKSK dan koordinator")
def off_the_lists(world):
    for actor in (TKSK, COORDINATOR):
        assert worklist(world.app, actor, world.now).of(Task.MISMATCH) == ()


@then("penyelesaiannya tetap terbaca")
def still_readable(world):
    (found,) = list_mismatches(world.app, COORDINATOR, only_open=False)
    assert found.settlement == "usulan diperbaiki dan dikirim lagi"


@then(parsers.re(r"usulan PBI-JK (?P<prepared>disiapkan|tidak disiapkan)"))
def insurance(world, case, prepared, told):
    found = INSURANCE in open_services(told.get("world", world), case)
    assert found is (prepared == "disiapkan")


@then(parsers.re(r"kasus itu (?P<rerouted>dirutekan ulang|tidak dirutekan ulang)"))
def rerouted(told, rerouted):
    counted = "kasus_dirutekan_ulang" if rerouted == "dirutekan ulang" else "desil_diperbarui"
    assert told["counts"] == {counted: 1}


@then(parsers.parse('layanan yang disiapkan memuat "{service}" dan tidak memuat "{other}"'))
def by_need(world, case, service, other):
    found = open_services(world, case)
    assert service in found
    assert other not in found
