"""Every command of the operator's guide runs, in the order of the page."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.databases import PostgresDatabases
from tests.support.postgres import running_postgres
from tests.support.records import NOW
from tksk_workflow.cli.root import app
from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.schema import migrate
from tksk_workflow.store.session import session_factory_for
from tksk_workflow.store.unit_of_work import UnitOfWork

PAGE = (Path(__file__).parents[2] / "docs" / "operasi.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
SERVER = "postgresql://tksk@server/tksk"


@pytest.mark.postgres
def test_the_commands_of_the_guide_run_one_after_the_other(tmp_path, monkeypatch):
    data = tmp_path / "data"
    url = f"sqlite:///{data / 'tksk.db'}"
    monkeypatch.setenv("TKSK_HOME", str(data))
    monkeypatch.chdir(tmp_path)
    data.mkdir()
    migrate(url)
    engine = create_engine_for(url)
    with UnitOfWork(session_factory_for(engine)) as uow:
        uow.audit.record("sistem/jadwal", "uji", "jadwal", 1, {}, NOW)
        uow.commit()
    engine.dispose()

    with running_postgres() as server:
        databases = PostgresDatabases(server)
        with databases.empty() as real:
            for command in COMMANDS:
                words = shlex.split(command.replace(SERVER, real).replace("/data/", f"{data}/"))
                monkeypatch.delenv("TKSK_DATABASE_URL", raising=False)
                if words[0].startswith("TKSK_DATABASE_URL="):
                    monkeypatch.setenv(*words.pop(0).split("=", 1))
                assert words[0] == "tksk"
                answer = CliRunner().invoke(app, words[1:])
                assert answer.exit_code == 0, f"{command}\n{answer.output}"
        databases.close()

    assert len(COMMANDS) >= 8
