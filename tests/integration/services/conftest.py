"""An open application on each database, with partners, a TKSK, and a clock to turn."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.integration.services.world import World
from tksk_workflow.config import Settings, default_rules_dir
from tksk_workflow.services.application import open_application
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.unit_of_work import UnitOfWork

START = datetime(2026, 9, 7, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def app(database_url, tmp_path):
    settings = Settings(
        database_url=database_url,
        data_dir=tmp_path,
        rules_dir=Path(default_rules_dir()),
        zone=ZoneInfo("Asia/Jakarta"),
        identity_secret=b"rahasia untuk pengujian saja",
        durable=False,
    )
    application = open_application(settings, migrate=False)
    yield application
    application.close()


@pytest.fixture
def world(app):
    """A district at work; at the end of every test its promises still hold."""
    made = World(app, START)
    made.furnish()
    yield made
    with UnitOfWork(app.session_factory, read_only=True) as uow:
        assert check_invariants(uow.session) == []


@pytest.fixture
def day():
    return timedelta(days=1)
