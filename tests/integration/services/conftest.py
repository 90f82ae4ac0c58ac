"""An open application on each database, with partners, a TKSK, and a clock to turn."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.integration.services.world import World
from tksk_workflow.config import Settings, default_rules_dir
from tksk_workflow.rulebook.loading import load_with_texts
from tksk_workflow.services.application import open_application
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.unit_of_work import UnitOfWork

START = datetime(2026, 9, 7, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture(scope="session")
def rules():
    """The default pack and its engines, read once: no test changes them."""
    routers = {}
    yield load_with_texts(default_rules_dir()), routers
    for router in routers.values():
        router.close()


@pytest.fixture
def open_at(tmp_path, rules):
    """Opens the application on a database; the rules are those that were read once."""
    folder, routers = rules

    def opened(url):
        settings = Settings(
            database_url=url,
            data_dir=tmp_path,
            rules_dir=default_rules_dir(),
            zone=ZoneInfo("Asia/Jakarta"),
            identity_secret=b"rahasia untuk pengujian saja",
            durable=False,
        )
        application = replace(open_application(settings, migrate=False), _routers=routers)
        vars(application)["rules_folder"] = folder
        return application

    return opened


@pytest.fixture
def open_on(open_at):
    """Opens the application on a database of its own, for the length of a block."""

    @contextmanager
    def opened(databases):
        with databases.migrated() as url:
            application = open_at(url)
            yield application
            application.engine.dispose()

    return opened


@pytest.fixture
def app(database_url, open_at):
    application = open_at(database_url)
    yield application
    application.engine.dispose()


@pytest.fixture
def world(app):
    """A district at work; at the end of every test its promises still hold."""
    made = World(app, START)
    made.furnish()
    yield made
    secret = None if made.rows_were_changed else app.settings.identity_secret
    with UnitOfWork(app.session_factory, read_only=True) as uow:
        assert check_invariants(uow.session, secret) == []
