"""The audit log in the database: sealed at commit, closed to changes, one chain for all."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.support.records import NOW, a_case
from tksk_workflow.store.audit import BrokenKind, IdentityInAudit, verify
from tksk_workflow.store.audit_check import chain_head, still_contains
from tksk_workflow.store.chain import GENESIS
from tksk_workflow.store.errors import SchemaMismatch
from tksk_workflow.store.session import session_factory_for
from tksk_workflow.store.unit_of_work import UnitOfWork

ACTOR = "tksk/gelumbang"


def record(session_factory, *actions):
    with UnitOfWork(session_factory) as uow:
        for action in actions:
            uow.audit.record(ACTOR, action, "kasus", "K-000001", {"dari": "a", "jumlah": 3}, NOW)
        uow.commit()


def findings(session_factory):
    with UnitOfWork(session_factory, read_only=True) as uow:
        return [(item.number, item.kind) for item in verify(uow.session)]


def tamper(engine, *statements):
    """Change the log behind the triggers' back, as somebody with the password could."""
    with engine.begin() as connection:
        if engine.name == "sqlite":
            for name in ("audit_log_no_update", "audit_log_no_delete", "audit_head_forward"):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
            connection.execute(text("ALTER TABLE audit_head DISABLE TRIGGER ALL"))
        for statement in statements:
            connection.execute(text(statement))


def test_entries_are_numbered_and_chained_in_the_order_of_recording(session_factory):
    record(session_factory, "satu", "dua")
    record(session_factory, "tiga")

    with UnitOfWork(session_factory, read_only=True) as uow:
        entries = uow.audit.history("kasus", "K-000001")
        head = chain_head(uow.session)

    assert [(entry.number, entry.action) for entry in entries] == [
        (1, "satu"),
        (2, "dua"),
        (3, "tiga"),
    ]
    assert entries[0].previous_hash == GENESIS
    assert entries[1].previous_hash == entries[0].hash
    assert entries[2].previous_hash == entries[1].hash
    assert (head.number, head.hash) == (3, entries[2].hash)
    assert (entries[0].at, entries[0].data) == (NOW, {"dari": "a", "jumlah": 3})
    assert findings(session_factory) == []


def test_an_entry_shares_the_fate_of_its_transaction(session_factory):
    with UnitOfWork(session_factory) as uow:
        uow.audit.record(ACTOR, "hilang", "kasus", 1, {}, NOW)
    record(session_factory, "tinggal")

    with UnitOfWork(session_factory, read_only=True) as uow:
        assert [entry.action for entry in uow.audit.history("kasus", "K-000001")] == ["tinggal"]
        assert uow.audit.history("kasus", 1) == []


def test_an_entry_recorded_in_a_savepoint_goes_with_it(session_factory):
    with UnitOfWork(session_factory) as uow:
        uow.audit.record(ACTOR, "sebelum", "kasus", "K-000001", {}, NOW)
        with uow.session.begin_nested():
            uow.audit.record(ACTOR, "jadi", "kasus", "K-000001", {}, NOW)
        nested = uow.session.begin_nested()
        uow.audit.record(ACTOR, "batal", "kasus", "K-000001", {}, NOW)
        with uow.session.begin_nested():
            uow.audit.record(ACTOR, "batal juga", "kasus", "K-000001", {}, NOW)
        nested.rollback()
        uow.audit.record(ACTOR, "sesudah", "kasus", "K-000001", {}, NOW)
        uow.commit()
        actions = [entry.action for entry in uow.audit.history("kasus", "K-000001")]

    assert actions == ["sebelum", "jadi", "sesudah"]
    assert findings(session_factory) == []


def test_two_commits_of_one_unit_of_work_write_each_entry_once(session_factory):
    with UnitOfWork(session_factory) as uow:
        uow.audit.record(ACTOR, "satu", "kasus", "K-000001", {}, NOW)
        uow.commit()
        uow.audit.record(ACTOR, "dua", "kasus", "K-000001", {}, NOW)
        uow.commit()
        actions = [entry.action for entry in uow.audit.history("kasus", "K-000001")]

    assert actions == ["satu", "dua"]


def test_recording_makes_no_query_of_its_own(session_factory, engine):
    from sqlalchemy import event

    statements = []

    def listen(_connection, _cursor, statement, *_rest):
        statements.append(statement.split()[0])

    with UnitOfWork(session_factory) as uow:
        uow.cases.listed()
        event.listen(engine, "before_cursor_execute", listen)
        for _ in range(50):
            uow.audit.record(ACTOR, "banyak", "kasus", "K-000001", {}, NOW)
        assert statements == []
        uow.commit()

    assert statements == ["SELECT", "INSERT", "UPDATE"]


def test_identity_never_gets_into_the_log(session_factory):
    with UnitOfWork(session_factory) as uow:
        with pytest.raises(IdentityInAudit):
            uow.audit.record(ACTOR, "ubah", "kasus", "K-000001", {"nama": "x"}, NOW)
        uow.commit()

    assert findings(session_factory) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'lain' WHERE number = 1",
        "DELETE FROM audit_log WHERE number = 2",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 1",
    ],
)
def test_the_database_refuses_to_change_the_log(session_factory, engine, statement):
    record(session_factory, "satu", "dua")

    with (
        pytest.raises(DBAPIError, match="append-only"),
        engine.begin() as connection,
    ):
        connection.execute(text(statement))

    assert findings(session_factory) == []


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
@pytest.mark.parametrize("table", ["audit_log", "audit_head"])
def test_the_database_refuses_to_empty_the_log(session_factory, engine, table):
    record(session_factory, "satu")

    with (
        pytest.raises(DBAPIError, match="append-only"),
        engine.begin() as connection,
    ):
        connection.execute(text(f"TRUNCATE {table}"))

    assert findings(session_factory) == []


SWAP = (
    "UPDATE audit_log SET number = 100 WHERE number = 2",
    "UPDATE audit_log SET number = 2 WHERE number = 3",
    "UPDATE audit_log SET number = 3 WHERE number = 100",
)
INSERT = (
    "INSERT INTO audit_log (number, at, actor, action, entity, entity_id, data, previous_hash,"
    " hash) SELECT {number}, at, actor, 'palsu', entity, entity_id, data, previous_hash, '{hash}'"
    " FROM audit_log WHERE number = 2"
)
PUSH = [f"UPDATE audit_log SET number = {n + 1} WHERE number = {n}" for n in (4, 3, 2)]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["UPDATE audit_log SET actor = 'x' WHERE number = 2"], [(2, "diubah")]),
        (["UPDATE audit_log SET data = '{}' WHERE number = 4"], [(4, "diubah")]),
        (["UPDATE audit_log SET at = '2001-01-01 00:00:00' WHERE number = 1"], [(1, "diubah")]),
        (["DELETE FROM audit_log WHERE number = 2"], [(2, "dihapus")]),
        (["DELETE FROM audit_log WHERE number >= 3"], [(3, "dihapus")]),
        (["DELETE FROM audit_log"], [(1, "dihapus")]),
        (SWAP, [(2, "dipindahkan"), (3, "dipindahkan")]),
        ([INSERT.format(number=5, hash="e" * 64)], [(5, "disisipkan")]),
        (
            [*PUSH, INSERT.replace("= 2", "= 3").format(number=2, hash="e" * 64)],
            [(2, "disisipkan"), (3, "dipindahkan"), (4, "dipindahkan"), (5, "dipindahkan")],
        ),
        (["DELETE FROM audit_head"], [(0, "ujung")]),
    ],
)
def test_what_was_done_to_the_log_is_found_and_named(session_factory, engine, statements, expected):
    record(session_factory, "satu", "dua", "tiga", "empat")

    if statements == ["DELETE FROM audit_head"] and engine.name == "sqlite":
        statements = ["DROP TRIGGER audit_head_no_delete", *statements]
    tamper(engine, *statements)

    assert findings(session_factory) == [(n, BrokenKind(kind)) for n, kind in expected]


@pytest.mark.parametrize("column", ["at", "data"])
def test_a_value_that_cannot_even_be_read_counts_as_altered(sqlite_databases, column):
    from tksk_workflow.store.database import create_engine_for

    with sqlite_databases.migrated() as url:
        engine = create_engine_for(url)
        factory = session_factory_for(engine)
        record(factory, "satu", "dua")
        tamper(engine, f"UPDATE audit_log SET {column} = 'bukan apa-apa' WHERE number = 2")

        assert findings(factory) == [(2, BrokenKind.ALTERED)]
        engine.dispose()


def test_without_its_head_nothing_more_is_recorded(session_factory, engine):
    record(session_factory, "satu")
    trigger = ["DROP TRIGGER audit_head_no_delete"] if engine.name == "sqlite" else []
    tamper(engine, *trigger, "DELETE FROM audit_head")

    with pytest.raises(SchemaMismatch, match="audit verify"):
        record(session_factory, "dua")


def test_a_noted_head_finds_a_chain_written_anew(session_factory, engine, database_url):
    record(session_factory, "satu", "dua")
    with UnitOfWork(session_factory, read_only=True) as uow:
        noted = chain_head(uow.session)
    tamper(
        engine,
        "DELETE FROM audit_log",
        f"UPDATE audit_head SET number = 0, hash = '{GENESIS}'",
    )
    record(session_factory, "lain", "lagi", "pula")

    assert findings(session_factory) == []
    with UnitOfWork(session_factory, read_only=True) as uow:
        assert not still_contains(uow.session, noted)
        assert still_contains(uow.session, chain_head(uow.session))


def test_writers_at_the_same_time_keep_one_chain(session_factory):
    workers, rounds = 4, 8
    start = Barrier(workers)

    def work(name):
        start.wait()
        for turn in range(rounds):
            with UnitOfWork(session_factory) as uow:
                case = uow.cases.add(a_case())
                uow.audit.record(f"sistem/{name}", "buat", "kasus", case.code, {"ke": turn}, NOW)
                uow.audit.record(f"sistem/{name}", "lihat", "kasus", case.code, {}, NOW)
                uow.commit()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))

    assert findings(session_factory) == []
    with UnitOfWork(session_factory, read_only=True) as uow:
        assert chain_head(uow.session).number == workers * rounds * 2


def test_a_check_that_runs_while_others_write_raises_no_false_alarm(session_factory):
    record(session_factory, "satu")

    with UnitOfWork(session_factory, read_only=True) as uow:
        before = chain_head(uow.session)
        record(session_factory, "dua", "tiga")
        assert verify(uow.session) == []
        assert chain_head(uow.session) == before
    assert findings(session_factory) == []
