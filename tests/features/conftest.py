"""What all features share: tags become a registered mark, a district stands ready."""

import shutil
from dataclasses import replace

import pytest
from pytest_bdd import given, parsers, then, when

from tests.integration.services.world import NEIGHBOURHOOD, VILLAGE_HEAD, World
from tests.support.databases import SqliteDatabases
from tests.support.muara_enim import (
    DINSOS,
    DIRECTORY,
    VILLAGES,
    ZONE,
    day_of,
    delivered_elder,
    received,
    sent_elder,
)
from tksk_workflow.config import Settings, default_rules_dir
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import Status
from tksk_workflow.rulebook.loading import load_with_texts
from tksk_workflow.services.application import open_application
from tksk_workflow.services.cases.verification import verify
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.unit_of_work import UnitOfWork

VERIFIERS = {"kepala desa": VILLAGE_HEAD, "RT/RW": NEIGHBOURHOOD}


def pytest_bdd_apply_tag(tag, function):
    """Turn every tag, such as ``@S66``, into a mark: ``-m "regulasi(tag='S66')"`` selects it."""
    pytest.mark.regulasi(tag=tag)(function)
    return True


@pytest.fixture(scope="session")
def default_rules():
    """The default pack and its engines, read once: no scenario changes them."""
    routers = {}
    yield load_with_texts(default_rules_dir()), routers
    for router in routers.values():
        router.close()


@pytest.fixture(scope="session")
def databases(tmp_path_factory):
    return SqliteDatabases(tmp_path_factory.mktemp("fitur"))


@pytest.fixture
def app(databases, default_rules, tmp_path):
    """The program on a database of its own, whose promises hold when a scenario ends."""
    with databases.migrated() as url:
        settings = Settings(
            database_url=url,
            data_dir=tmp_path,
            rules_dir=default_rules_dir(),
            zone=ZONE,
            identity_secret=b"rahasia untuk pengujian saja",
            durable=False,
        )
        folder, routers = default_rules
        application = replace(open_application(settings, migrate=False), _routers=routers)
        vars(application)["rules_folder"] = folder
        yield application
        with UnitOfWork(application.session_factory, read_only=True) as uow:
            assert check_invariants(uow.session) == []
        application.engine.dispose()


@pytest.fixture
def told():
    """What a scenario remembers from one step to the next."""
    return {}


@given(parsers.parse("hari ini {weekday}, {day:d} {month} {year:d}"), target_fixture="today")
def today(weekday, day, month, year):
    return day_of(weekday, day, month, year)


@given("Kecamatan Gelumbang dengan direktori mitra bawaan", target_fixture="world")
def district(app, today):
    world = World(app, today)
    world.furnish(DIRECTORY)
    return world


@given("salinan paket aturan bawaan di folder koordinator", target_fixture="folder")
def a_copy(tmp_path):
    folder = tmp_path / "aturan"
    shutil.copytree(default_rules_dir(), folder)
    return folder


@pytest.fixture
def reopened(app, world, folder):
    """Open the program anew, with the folder's rules and the same record."""
    opened = []

    def reopen():
        again = open_application(replace(app.settings, rules_dir=folder), migrate=False)
        opened.append(again)
        other = World(again, world.now)
        other._people = 500
        return other

    yield reopen
    for one in opened:
        one.close()


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


@given(parsers.re(r"rumahnya (?P<visit>belum|sudah) dikunjungi"))
def visited_or_not(world, case, visit):
    if visit == "sudah":
        world.visit(case)


@given(parsers.parse("datanya sudah dibenarkan oleh {whom}"))
def confirmed_by(world, case, whom):
    for one in whom.split(" dan "):
        verify(world.app, VERIFIERS[one], case, True, "", world.now)


@given("datanya belum diverifikasi")
def not_verified(world, case):
    assert world.case(case).status in (CaseStatus.IDENTIFIED, CaseStatus.RECORDED)


@given("rujukan lansia terkirim ke Dinas Sosial", target_fixture="case")
@given(
    "rujukan lansia terkirim ke Dinas Sosial, satu-satunya mitra yang melayani",
    target_fixture="case",
)
def a_sent_referral(world, told):
    return sent_elder(world, told)


@given(
    "rujukan lansia ke Dinas Sosial yang bantuannya sudah dilaporkan diserahkan",
    target_fixture="case",
)
def a_delivered_referral(world, told):
    return delivered_elder(world, told)


@when("jadwal perutean dan pengiriman berjalan")
def decide_and_send(world):
    world.route()
    world.send()


@given("TKSK sudah mencatat bantuan diterima sendiri oleh klien dengan bukti foto")
@when("TKSK mencatat bantuan diterima sendiri oleh klien dengan bukti foto")
def right_person(world, told):
    received(world, told, "klien", right=True)


@then(parsers.parse("rujukan ke Dinas Sosial tertahan oleh {guard}"))
def held(world, case, guard):
    referral = world.referral(case, DINSOS)
    assert referral.status == Status.DRAFT
    assert referral.sent_at is None
    assert guard in referral.held_by


@then("rujukan ke Dinas Sosial terkirim hari itu")
def sent_that_day(world, case):
    referral = world.referral(case, DINSOS)
    assert referral.status == Status.REQUESTED
    assert referral.sent_at == world.now
    assert [one.recipient for one in world.messages("rujukan_baru")] == [f"mitra/{DINSOS}"]


@then(parsers.re(r'(?:tindakan|penutupan|verifikasi) itu ditolak karena "(?P<guard>[^"]+)"'))
def refused_by(told, guard):
    assert getattr(told["error"], "guard_id", None) == guard
