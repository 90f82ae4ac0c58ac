"""Steps of ``features/verifikasi.feature``: who confirms data, and who never sees them."""

from datetime import date

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import NEIGHBOURHOOD, SOCIAL_WORKER, VILLAGE_HEAD
from tests.support.muara_enim import DINSOS, VILLAGES, attempt
from tksk_workflow.domain.case import CaseEvent, CaseStatus
from tksk_workflow.domain.referral import Status
from tksk_workflow.services.cases.verification import verify
from tksk_workflow.services.errors import InvalidInput
from tksk_workflow.services.follow_up.readiness import check_readiness
from tksk_workflow.services.lifecycle.climbing import climb_overdue
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.escalations import NOT_READY
from tksk_workflow.store.models import Verification

scenarios("verifikasi.feature")

OFFICERS = {"RT/RW": NEIGHBOURHOOD, "kepala desa": VILLAGE_HEAD}


@given("seorang perempuan dewasa korban kekerasan di Bitis", target_fixture="case")
def somebody_harmed(world):
    case = world.register(
        pmks=("PMKS-19",),
        birth_date=date(1994, 4, 9),
        sex="P",
        nik=None,
        village=VILLAGES["Bitis"],
        facts={"kondisi": {"kekerasan_fisik": True}},
    ).case
    assert world.case(case).closed_handling
    return case


def run_each_morning(world, days):
    for day in range(days + 1):
        if day:
            world.later(days=1)
        world.route()
        world.send()
        check_readiness(world.app, world.now, 50)
        climb_overdue(world.app, world.now, 50)


def concerned(world, case):
    """Before whom it stands that the case is not ready."""
    matters = [one for one in world.escalations() if one.key.startswith(f"{NOT_READY}:{case}")]
    return [one.level for one in matters if one.resolved_at is None]


@given("jadwal sudah berjalan 6 pagi sampai TKSK diberi tahu")
def told_tksk(world, case):
    run_each_morning(world, 6)
    assert concerned(world, case) == ["tksk"]


@when(parsers.parse("jadwal berjalan setiap pagi selama {days:d} hari"))
def mornings(world, days):
    run_each_morning(world, days)


@then(parsers.parse("kesiapan kasus itu menjadi persoalan {levels}"))
def ready_or_not(world, case, levels):
    names = {"TKSK": "tksk", "koordinator": "koordinator", "Dinas Sosial": "dinsos"}
    nobody = levels == "bagi tidak seorang pun"
    assert concerned(world, case) == ([] if nobody else [names[n] for n in levels.split(", ")])


@when(parsers.re(r'RT/RW menyatakan datanya tidak sesuai dengan catatan "(?P<note>[^"]*)"'))
def mismatch(world, case, note, told):
    world.later(hours=2)
    attempt(told, verify, world.app, NEIGHBOURHOOD, case, False, note, world.now)


@when(parsers.parse("{officer} mencoba memverifikasi kasus itu"))
def officer_verifies(world, case, officer, told):
    attempt(told, verify, world.app, OFFICERS[officer], case, True, "", world.now)


@when("pekerja sosial memverifikasi kasus itu")
def social_worker_verifies(world, case, told):
    told["verified"] = verify(world.app, SOCIAL_WORKER, case, True, "", world.now)


@then(parsers.parse("verifikasinya tercatat {extent}"))
def noted(world, case, extent):
    actions = [entry.action for entry in world.audit() if entry.entity_id == case]
    assert "verifikasi_sebagian" in actions
    assert (CaseEvent.VERIFY.value in actions) is (extent == "lengkap")


@then("kasus dikembalikan kepada TKSK")
def returned(world, case):
    found = world.case(case)
    assert found.status == CaseStatus.RETURNED
    assert [one.case_id for one in world.escalations("tksk")] == [found.id]


@then("catatan RT/RW tersimpan")
def note_is_kept(world):
    (found,) = [one for one in world.rows(Verification) if not one.matches]
    assert (found.verifier, found.note) == (NEIGHBOURHOOD.name, "anaknya ternyata serumah")


@then("usulan tidak ikut terkirim pada jadwal berikutnya")
def not_sent(world, case):
    world.route()
    world.send()
    referral = world.referral(case, DINSOS)
    assert referral.status == Status.DRAFT
    assert {"PGR-04", "PGR-05"} <= set(referral.held_by)


@then("RT/RW diminta mengisi catatan")
def asked_for_a_note(told):
    assert isinstance(told["error"], InvalidInput)
    assert [problem.field for problem in told["error"].problems] == ["catatan"]


@then("kasus tidak dikembalikan")
def not_returned(world, case):
    assert world.case(case).status == CaseStatus.RECORDED


@then("tidak ada verifikasi yang tercatat")
def no_verification(world):
    assert world.rows(Verification) == []


@then(parsers.parse("kasus itu tidak muncul di daftar kerja {officer}"))
def not_on_the_list(world, case, officer):
    other = world.register(village=VILLAGES["Bitis"]).case
    shown = {item.case for item in worklist(world.app, OFFICERS[officer], world.now).items}
    assert other in shown
    assert case not in shown


@then("verifikasi kasus itu lengkap")
def complete(world, told):
    assert told["verified"].complete
    (found,) = world.rows(Verification)
    assert found.verifier == SOCIAL_WORKER.name
