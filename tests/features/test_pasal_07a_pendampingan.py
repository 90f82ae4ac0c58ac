"""Steps of ``features/pasal_07a_pendampingan.feature``: visits, and what keeps them."""

from datetime import date

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import COORDINATOR, OTHER_TKSK, TKSK, partner
from tests.support.muara_enim import VILLAGES, attempt
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.case_load import HelperKind
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.errors import InvalidInput
from tksk_workflow.services.register.case_load import (
    answer_offer,
    case_loads,
    helpers_for,
    offer_case,
)
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.models import DecisionRecord, Visit
from tksk_workflow.store.unit_of_work import UnitOfWork

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


# ------------------------------------------------------------------------------ beban kasus


@given(parsers.re(r"TKSK Gelumbang mendampingi (?P<number>\d+) kasus"))
def many_cases(world, number):
    # One of them is the old person of the background.
    for _ in range(int(number) - 1):
        world.register(village=VILLAGES["Bitis"], facts={})


@given("TKSK Gelumbang mendampingi 41 kasus, dan di Bitis ada PSM dan Karang Taruna")
def too_many_cases(world):
    many_cases(world, 41)
    with UnitOfWork(world.app.session_factory) as uow:
        for code, kind in (("PSM-BITIS", "PSM"), ("KARANG-TARUNA-BITIS", "KARANG_TARUNA")):
            uow.partners.save(partner(code, kind, "desa", (VILLAGES["Bitis"],)))
        uow.commit()
    assert own_load(world).over == 1


@given("seorang korban kekerasan di Bitis yang ditangani tertutup")
def a_closed_case(world, told):
    born = date(1994, 4, 9)
    told["closed"] = world.register(
        pmks=("PMKS-19",), birth_date=born, village=VILLAGES["Bitis"], facts={}
    ).case
    assert world.case(told["closed"]).closed_handling


@when("satu kasus lagi didaftarkan")
def one_more(world, told):
    told["registered"] = world.register(village=VILLAGES["Bitis"], facts={})


@when(
    parsers.re(
        r"TKSK menawarkan kasus lansia itu kepada (?P<helper>[\w-]+), dan penolong itu bersedia"
    )
)
def offered_and_accepted(world, case, helper):
    offer_case(world.app, TKSK, case, helper, world.now)
    answer_offer(world.app, Actor(Role.COMPANION, helper), case, True, "", world.now)


@when("TKSK mencari penolong untuk kasus tertutup itu", target_fixture="helpers")
def looked_for(world, told):
    return helpers_for(world.app, TKSK, told["closed"], world.now)


def own_load(world):
    (line,) = [
        one for one in case_loads(world.app, COORDINATOR, world.now) if one.worker == TKSK.user
    ]
    return line


@then(
    parsers.re(
        r"peringatan beban (?P<shown>tidak ada|tampil) pada pendaftaran dan pada daftar kerja"
    )
)
def load_warning(world, told, shown):
    warned = any("Kasus aktif melewati jumlah wajar" in one for one in told["registered"].warnings)
    listed = [worklist(world.app, actor, world.now).of(Task.LOAD) for actor in (TKSK, COORDINATOR)]
    assert warned is (shown == "tampil")
    assert [len(items) for items in listed] == ([1, 1] if shown == "tampil" else [0, 0])


@then(
    parsers.re(r"(?P<helper>PSM-BITIS|KARANG-TARUNA-BITIS) dapat mencatat kunjungan pada kasus itu")
)
def helper_visits(world, case, helper):
    actor = Actor(Role.COMPANION, helper)
    record_visit(world.app, actor, case, True, None, "dikunjungi", None, world.now)
    assert [visit.visitor for visit in world.rows(Visit)] == [actor.name]


@then("kasus itu tetap milik TKSK Gelumbang")
def still_the_tksks(world, case):
    assert world.case(case).worker == TKSK.user


@then("beban TKSK Gelumbang kembali dalam batas")
def within_the_limit(world):
    line = own_load(world)
    assert (line.cases, line.helped, line.over) == (40, 1, 0)
    assert worklist(world.app, COORDINATOR, world.now).of(Task.LOAD) == ()


@then("yang dapat ditanya hanya TKSK tetangga")
def neighbours_only(helpers):
    assert [(one.code, one.kind) for one in helpers] == [(OTHER_TKSK.user, HelperKind.NEIGHBOUR)]
