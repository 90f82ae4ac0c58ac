"""A district at work, on each database, for whoever wants to disturb it."""

import pytest

from tests.integration.services.conftest import app, open_at, open_on, rules, world
from tests.support.killing import settings_for
from tests.support.killing_commands import executioner
from tksk_workflow.demo.caseload import FIRST_DAY, build_caseload
from tksk_workflow.demo.lists import Arrivals
from tksk_workflow.services.application import open_application

__all__ = ["app", "open_at", "open_on", "rules", "world"]


@pytest.fixture(scope="session")
def guillotine(tmp_path_factory):
    """Types commands that die at a given point."""
    with executioner({"PREFECT_HOME": str(tmp_path_factory.mktemp("unused"))}) as found:
        yield found


@pytest.fixture(scope="session")
def first_morning(tmp_path_factory):
    """The file of a record in which lists are in and nothing is decided."""
    folder = tmp_path_factory.mktemp("first-morning")
    app = open_application(settings_for(f"sqlite:///{folder / 'tksk.db'}", folder))
    Arrivals(app, build_caseload(seed=5, size=26), folder).begin(FIRST_DAY)
    app.close()
    return folder / "tksk.db"
