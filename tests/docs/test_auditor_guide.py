"""Every command of the auditor's guide runs, on an office with decisions."""

import re
import shlex
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from tests.integration.services.world import World
from tests.support.databases import SqliteDatabases
from tksk_workflow.cli.root import app
from tksk_workflow.services.application import open_application

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "panduan-auditor.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
DECISION = "KEP-CONTOH"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("auditor")
    with SqliteDatabases(folder).migrated() as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TKSK_HOME", str(folder))
        patch.setenv("TKSK_DATABASE_URL", url)
        patch.chdir(folder)
        for variable in ("TKSK_AS", "TKSK_RULES", "TKSK_SECRET", "TKSK_ZONE"):
            patch.delenv(variable, raising=False)
        program = open_application()
        world = World(program, datetime(2026, 9, 7, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta")))
        world.furnish()
        world.sent_case()
        program.close()
        yield folder


def run(command):
    words = shlex.split(command)
    assert words[0] == "tksk"
    return CliRunner().invoke(app, words[1:])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_guide_runs(office, command):
    listed = run("tksk audit decisions").stdout
    name = re.search(r"KEP(-[A-Z2-7]{4}){3}", listed)[0]

    answer = run(command.replace(DECISION, name))

    assert answer.exit_code == 0, answer.output
    assert answer.output.strip()


def test_every_command_for_auditors_is_in_the_guide():
    for name in ("decisions", "decision", "replay", "verify"):
        assert any(command.startswith(f"tksk audit {name}") for command in COMMANDS)


def test_links_of_the_guide_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (DOCS / target).exists(), target
