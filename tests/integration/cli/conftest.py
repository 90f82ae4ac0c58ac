"""An office with a furnished database, at which people type commands."""

import json
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from tests.integration.services.world import World
from tksk_workflow.cli.root import app
from tksk_workflow.rulebook.loading import load_with_texts
from tksk_workflow.services import application
from tksk_workflow.services.application import open_application

START = datetime(2026, 9, 7, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
SECRET = "rahasia untuk pengujian saja"
TKSK = "tksk/tksk-gelumbang"
COORDINATOR = "koordinator/muaraenim"
MOMENT_TAKEN = {
    *("case", "referral", "partner", "worklist", "import"),
    *("activity", "programme", "worker", "outbox", "report"),
}
"""Commands that can be told what time it is."""


class Office:
    """Types commands and reads the answers; ``world`` does the rest of the work."""

    def __init__(self, url):
        self.url = url
        self.now = START

    def run(self, *arguments, as_=TKSK):
        given = [*map(str, arguments), *(("--as", as_) if as_ else ())]
        if arguments[0] in MOMENT_TAKEN:
            given += ["--now", self.now.isoformat()]
        return CliRunner().invoke(app, given)

    def says(self, *arguments, as_=TKSK):
        """The text that a command answers with when all is well."""
        answer = self.run(*arguments, as_=as_)
        assert answer.exit_code == 0, answer.output
        return answer.stdout

    def gives(self, *arguments, as_=TKSK):
        """The JSON value that a command answers with when all is well."""
        return json.loads(self.says(*arguments, "--format", "json", as_=as_))

    def refuses(self, *arguments, as_=TKSK, code=1):
        """What a command says when it will not do it."""
        answer = self.run(*arguments, as_=as_)
        assert answer.exit_code == code, answer.output
        assert "Traceback" not in answer.output
        return answer.output


@pytest.fixture(scope="session")
def packs_read_once():
    """Rule packs do not change while tests run; commands need not read them each time."""
    patch = pytest.MonkeyPatch()
    patch.setattr(application, "load_with_texts", cache(load_with_texts))
    yield
    patch.undo()


@pytest.fixture
def settings_of(monkeypatch, tmp_path, packs_read_once):
    """Make commands work on a database."""

    def work_on(url):
        monkeypatch.setenv("TKSK_HOME", str(tmp_path))
        monkeypatch.setenv("TKSK_DATABASE_URL", url)
        monkeypatch.setenv("TKSK_SECRET", SECRET)
        for variable in ("TKSK_AS", "TKSK_RULES", "TKSK_ZONE", "TKSK_DEBUG", "COLUMNS"):
            monkeypatch.delenv(variable, raising=False)

    return work_on


@pytest.fixture
def office(settings_of, sqlite_url):
    settings_of(sqlite_url)
    return Office(sqlite_url)


@pytest.fixture
def world(office):
    """The services at the same database: furnished with partners and two TKSK."""
    opened = open_application(migrate=False)
    made = World(opened, START)
    made.furnish()
    yield made
    opened.close()
