"""A small caseload, taken in once and copied for each test, and flows that work on it."""

import shutil
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from flows.runtime import using
from tksk_workflow.config import Settings, default_rules_dir
from tksk_workflow.demo.caseload import FIRST_DAY, build_caseload
from tksk_workflow.demo.lists import Arrivals
from tksk_workflow.services.application import open_application

ZONE = ZoneInfo("Asia/Jakarta")


def settings_in(folder):
    return Settings(
        database_url=f"sqlite:///{folder / 'tksk.db'}",
        data_dir=folder,
        rules_dir=default_rules_dir(),
        zone=ZONE,
        identity_secret=b"rahasia untuk pengujian saja",
        durable=False,
    )


@pytest.fixture(scope="session")
def taken_in(tmp_path_factory):
    """A folder with the record of the first morning: lists are in, nothing is decided."""
    folder = tmp_path_factory.mktemp("caseload")
    app = open_application(settings_in(folder))
    Arrivals(app, build_caseload(seed=3, size=26), folder).begin(FIRST_DAY)
    app.close()
    return folder


@pytest.fixture
def app(taken_in, tmp_path, prefect_server):
    shutil.copyfile(taken_in / "tksk.db", tmp_path / "tksk.db")
    application = open_application(settings_in(tmp_path), migrate=False)
    with using(application):
        yield application
    application.close()


@pytest.fixture
def at():
    def moment(text):
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)

    return moment
