"""What all features share: tags become a registered mark, a district stands ready."""

from dataclasses import replace

import pytest
from pytest_bdd import given, parsers, then

from tests.integration.services.world import World
from tests.support.databases import SqliteDatabases
from tests.support.muara_enim import DIRECTORY, ZONE, day_of
from tksk_workflow.config import Settings, default_rules_dir
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.services.application import open_application
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.unit_of_work import UnitOfWork


def pytest_bdd_apply_tag(tag, function):
    """Turn every tag, such as ``@pasal-7``, into the mark ``regulasi("pasal-7")``."""
    pytest.mark.regulasi(tag)(function)
    return True


@pytest.fixture(scope="session")
def default_rules():
    """The default pack and its engines, read once: no scenario changes them."""
    routers = {}
    yield load_pack(default_rules_dir()), routers
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
        pack, routers = default_rules
        application = replace(open_application(settings, migrate=False), _routers=routers)
        vars(application)["pack"] = pack
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


@then(parsers.re(r'(?:tindakan|penutupan|verifikasi) itu ditolak karena "(?P<guard>[^"]+)"'))
def refused_by(told, guard):
    assert getattr(told["error"], "guard_id", None) == guard
