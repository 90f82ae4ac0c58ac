"""Steps of ``features/pasal_07a_pendampingan.feature``: visits, and what keeps them."""

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import TKSK
from tests.support.muara_enim import attempt
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.services.errors import InvalidInput
from tksk_workflow.services.visits import record_visit
from tksk_workflow.services.worklist import Task, worklist
from tksk_workflow.store.models import DecisionRecord, Visit

scenarios("pasal_07a_pendampingan.feature")


@given(parsers.parse('kunjungan rumahnya tertunda karena "{obstacle}"'))
def put_off(world, case, obstacle):
    record_visit(world.app, TKSK, case, False, obstacle, None, None, world.now)


@when(parsers.re(r'TKSK mencatat kunjungan tertunda karena "(?P<obstacle>[^"]*)"'))
def record_the_obstacle(world, case, told, obstacle):
    told["obstacle"] = obstacle
    attempt(told, record_visit, world.app, TKSK, case, False, obstacle, None, None, world.now)


@then(parsers.parse('daftar kerja TKSK meminta kunjungan karena "{reason}"'))
def a_visit_is_asked_for(world, case, reason):
    (item,) = worklist(world.app, TKSK, world.now).of(Task.VISIT)
    assert (item.case, item.text) == (case, reason)


@then("kasus itu sudah terdata, tetapi belum terverifikasi dan belum dirutekan")
def recorded_only(world, case):
    assert world.case(case).status in (CaseStatus.IDENTIFIED, CaseStatus.RECORDED)
    assert len(world.rows(DecisionRecord)) == 1


@then("tidak ada usulan yang terkirim")
def nothing_left(world, case):
    assert world.messages("rujukan_baru") == []
    held = [one.held_by for one in world.referrals(case)]
    assert held
    assert all("PGR-04" in guards for guards in held)


@then("kendala itu tersimpan bersama nama pos dan waktu kunjungannya")
def kept(world, told):
    (visit,) = world.rows(Visit)
    assert not visit.done
    assert (visit.obstacle, visit.visitor, visit.visited_at) == (
        told["obstacle"],
        TKSK.name,
        world.now,
    )


@then("TKSK diminta menyebut kendalanya")
def asked_for_the_obstacle(told):
    assert isinstance(told["error"], InvalidInput)
    assert [one.field for one in told["error"].problems] == ["kendala"]


@then("tidak ada kunjungan yang tercatat")
def no_visit(world):
    assert world.rows(Visit) == []
