"""`tksk db copy`, `tksk backup`, `tksk restore` and anchors, as an operator types them."""

import json

import pytest
from typer.testing import CliRunner

from tests.support.records import NOW
from tksk_workflow.cli.root import app
from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.session import session_factory_for
from tksk_workflow.store.unit_of_work import UnitOfWork

SECRET = "rahasia untuk pengujian saja"


@pytest.fixture
def tksk(monkeypatch, tmp_path):
    """Run `tksk` on a database; the data folder is this test's own."""
    monkeypatch.setenv("TKSK_HOME", str(tmp_path / "rumah"))
    monkeypatch.setenv("TKSK_SECRET", SECRET)

    def run(url, *arguments, code=0):
        monkeypatch.setenv("TKSK_DATABASE_URL", url)
        answer = CliRunner().invoke(app, [str(one) for one in arguments])
        assert answer.exit_code == code, answer.output
        assert "Traceback" not in answer.output
        return answer

    return run


@pytest.fixture
def record(sqlite_url):
    """A database with three entries in its audit log."""
    engine = create_engine_for(sqlite_url, durable=False)
    _record(engine, 3)
    yield engine
    engine.dispose()


def _record(engine, count):
    with UnitOfWork(session_factory_for(engine)) as uow:
        for number in range(count):
            uow.audit.record("sistem/jadwal", "uji", "jadwal", number, {}, NOW)
        uow.commit()


def test_a_backup_is_made_and_restored_with_its_audit_chain(
    tksk, sqlite_url, record, sqlite_databases, tmp_path
):
    path = tmp_path / "cadangan.tksk"

    made = tksk(sqlite_url, "backup", path)

    assert "data pribadi" in made.stdout
    with sqlite_databases.empty() as target:
        restored = json.loads(tksk(target, "restore", path, "--format", "json").stdout)
        assert restored["tables"]["audit_log"]["rows"] == 3
        assert "utuh: 3 catatan" in tksk(target, "audit", "verify").stdout
        again = tksk(target, "restore", path, code=1)
        assert "sudah berisi" in again.stderr


def test_a_backup_of_that_name_stays(tksk, sqlite_url, record, tmp_path):
    path = tmp_path / "cadangan.tksk"
    tksk(sqlite_url, "backup", path)

    answer = tksk(sqlite_url, "backup", path, "--format", "json", code=1)

    assert "sudah ada" in json.loads(answer.stdout)["error"]["message"]


def test_a_folder_that_is_not_there_is_wrong_usage(tksk, sqlite_url, record, tmp_path):
    answer = tksk(sqlite_url, "backup", tmp_path / "a" / "b", code=2)

    assert "tidak dapat ditulis" in answer.stderr
    assert not (tmp_path / "a").exists()


def test_a_file_that_is_no_backup_and_one_that_is_not_there(tksk, sqlite_url, tmp_path):
    path = tmp_path / "surat.txt"
    path.write_text("halo", encoding="utf-8")

    assert "bukan cadangan" in tksk(sqlite_url, "restore", path, code=1).stderr
    tksk(sqlite_url, "restore", tmp_path / "tidak-ada", code=2)


def test_a_database_is_copied_to_another_kind(tksk, sqlite_url, record, empty_database_url):
    answer = tksk(sqlite_url, "db", "copy", sqlite_url, empty_database_url)

    assert "sama baris demi baris" in answer.stdout
    assert "utuh: 3 catatan" in tksk(empty_database_url, "audit", "verify").stdout
    assert (
        "sudah berisi"
        in tksk(sqlite_url, "db", "copy", sqlite_url, empty_database_url, code=1).stderr
    )


def test_an_anchor_proves_that_the_log_was_only_continued(tksk, sqlite_url, record, tmp_path):
    anchor = tmp_path / "jangkar.json"
    tksk(sqlite_url, "audit", "anchor", anchor)
    _record(record, 2)

    answer = tksk(sqlite_url, "audit", "verify", "--anchor", anchor)

    assert "utuh: 5 catatan" in answer.stdout


def test_a_log_that_was_written_anew_does_not_hold_the_anchor(
    tksk, sqlite_url, record, sqlite_databases, tmp_path
):
    anchor = tmp_path / "jangkar.json"
    tksk(sqlite_url, "audit", "anchor", anchor)

    with sqlite_databases.migrated() as forged:
        engine = create_engine_for(forged, durable=False)
        with UnitOfWork(session_factory_for(engine)) as uow:
            for number in range(9):
                uow.audit.record("sistem/jadwal", "lain", "jadwal", number, {}, NOW)
            uow.commit()
        engine.dispose()
        answer = tksk(forged, "audit", "verify", "--anchor", anchor, code=1)

    assert "ditulis ulang" in answer.stdout


def test_an_anchor_is_never_overwritten_and_a_strange_one_is_told(
    tksk, sqlite_url, record, tmp_path
):
    anchor = tmp_path / "jangkar.json"
    tksk(sqlite_url, "audit", "anchor", anchor)
    before = anchor.read_bytes()

    assert "sudah ada" in tksk(sqlite_url, "audit", "anchor", anchor, code=1).stderr

    assert anchor.read_bytes() == before
    anchor.write_text('{"number": "tiga"}', encoding="ascii")
    assert "bukan jangkar" in tksk(sqlite_url, "audit", "verify", "--anchor", anchor, code=1).stderr
    both = ("audit", "verify", "--anchor", anchor, "--head", f"0:{'0' * 64}")
    tksk(sqlite_url, *both, code=2)
