"""`tksk audit verify` and `tksk db`, as a user calls them."""

import json

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from tests.support.records import NOW, a_case
from tksk_workflow.cli.root import app
from tksk_workflow.store.unit_of_work import UnitOfWork


@pytest.fixture
def tksk(monkeypatch, tmp_path):
    monkeypatch.setenv("TKSK_HOME", str(tmp_path))
    monkeypatch.delenv("TKSK_DATABASE_URL", raising=False)
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


@pytest.fixture
def on(monkeypatch, tksk):
    """Run `tksk` on a given database."""

    def run(url, *arguments):
        monkeypatch.setenv("TKSK_DATABASE_URL", url)
        return tksk(*arguments)

    return run


def record(session_factory, count=3):
    with UnitOfWork(session_factory) as uow:
        for number in range(count):
            uow.audit.record("sistem/jadwal", "uji", "jadwal", number, {}, NOW)
        uow.commit()


def remove_second_entry(engine):
    with engine.begin() as connection:
        if engine.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_log_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        connection.execute(text("DELETE FROM audit_log WHERE number = 2"))


def test_a_whole_log_is_confirmed_with_its_head(on, database_url, session_factory):
    record(session_factory)

    answer = on(database_url, "audit", "verify")

    assert answer.exit_code == 0
    assert "Jejak audit utuh: 3 catatan" in answer.stdout
    head = answer.stdout.splitlines()[1]
    assert on(database_url, "audit", "verify", "--head", head).exit_code == 0
    data = json.loads(on(database_url, "audit", "verify", "--format", "json").stdout)
    assert data["intact"]
    assert f"{data['head']['number']}:{data['head']['hash']}" == head


def test_a_broken_log_is_named_row_by_row(on, database_url, session_factory, engine):
    record(session_factory)
    remove_second_entry(engine)

    answer = on(database_url, "audit", "verify")

    assert answer.exit_code == 1
    assert answer.stdout.splitlines() == ["catatan 2 dihapus", "Jejak audit RUSAK di 1 tempat."]
    machine = on(database_url, "audit", "verify", "--format", "json")
    assert machine.exit_code == 1
    data = json.loads(machine.stdout)
    assert not data["intact"]
    assert [(item["number"], item["kind"]) for item in data["broken"]] == [(2, "dihapus")]


def test_a_noted_head_that_is_gone_is_told(on, database_url, session_factory):
    record(session_factory)

    answer = on(database_url, "audit", "verify", "--head", f"2:{'a' * 64}")

    assert answer.exit_code == 1
    assert "ditulis ulang" in answer.stdout


def test_a_head_that_is_none_is_wrong_usage(on, database_url):
    answer = on(database_url, "audit", "verify", "--head", "dua")

    assert answer.exit_code == 2
    assert "NOMOR:HASH" in answer.stderr


def test_an_empty_database_is_brought_up_to_date_and_says_so(on, empty_database_url):
    before = on(empty_database_url, "db", "status")
    assert before.exit_code == 1
    assert "tksk db upgrade" in before.stdout
    assert on(empty_database_url, "audit", "verify").exit_code == 3

    for _ in range(2):
        assert on(empty_database_url, "db", "upgrade").exit_code == 0

    after = on(empty_database_url, "db", "status", "--format", "json")
    assert after.exit_code == 0
    assert json.loads(after.stdout)["current"]
    assert on(empty_database_url, "audit", "verify").exit_code == 0


def test_without_any_setting_the_database_is_in_the_data_directory(tksk, tmp_path):
    assert tksk("db", "upgrade").exit_code == 0

    assert (tmp_path / "tksk.db").exists()


def test_checking_lists_what_is_wrong(on, database_url, session_factory):
    assert on(database_url, "db", "check").exit_code == 0
    with UnitOfWork(session_factory) as uow:
        code = uow.cases.add(a_case()).code
        uow.commit()

    answer = on(database_url, "db", "check")

    assert answer.exit_code == 1
    assert f"kasus {code}: tidak ada jejak auditnya" in answer.stdout
    data = json.loads(on(database_url, "db", "check", "--format", "json").stdout)
    assert not data["sound"]
    assert len(data["problems"]) == 1


def test_a_password_is_never_shown(on):
    answer = on("postgresql://a:rahasia@127.0.0.1:1/x?connect_timeout=2", "db", "status")

    assert answer.exit_code == 3
    assert "rahasia" not in answer.output


def test_a_setting_that_cannot_be_used_is_wrong_usage(tksk, monkeypatch):
    monkeypatch.setenv("TKSK_ZONE", "Asia/Gelumbang")

    assert tksk("db", "status").exit_code == 2
