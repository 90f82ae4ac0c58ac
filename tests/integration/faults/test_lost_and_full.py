"""The database is lost in mid-work, the disk is full, the clock jumps: nothing half-done."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from tests.integration.services.world import COORDINATOR, TKSK, mitra
from tksk_workflow.cli.root import app as program
from tksk_workflow.domain.referral import RefusalReason, Status
from tksk_workflow.services.errors import ServiceError
from tksk_workflow.services.follow_up.schedule import announce_due
from tksk_workflow.services.follow_up.silence import check_answers
from tksk_workflow.services.referrals.answers import accept, queue, refuse, report_delivery
from tksk_workflow.store.audit_check import verify
from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.errors import DatabaseUnavailable, StoreError
from tksk_workflow.store.failures import translated
from tksk_workflow.store.models import AuditEntry, Case, OutboxMessage, Referral
from tksk_workflow.store.session import StoreSession
from tksk_workflow.store.unit_of_work import UnitOfWork


def counted(world):
    return {model: len(world.rows(model)) for model in (AuditEntry, Case, Referral, OutboxMessage)}


def chain_is_whole(world):
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        return verify(uow.session) == []


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_connection_that_is_cut_in_mid_transaction_leaves_nothing_and_the_next_try_works(world):
    """The server ends our session at the fifth statement of a routing batch."""
    case = world.register().case
    world.visit(case)
    world.verify_in_village(case)
    before = counted(world)
    statements = []

    def cut(connection, _cursor, _statement, _parameters, _context, _many):
        statements.append(1)
        if len(statements) == 5:
            own = connection.connection.driver_connection.info.backend_pid
            with world.app.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})

    event.listen(world.app.engine, "before_cursor_execute", cut)
    with pytest.raises(DatabaseUnavailable) as lost:
        world.route()
    event.remove(world.app.engine, "before_cursor_execute", cut)

    assert "PMKS" not in str(lost.value)
    assert counted(world) == before
    assert world.route().counts["kasus_diputuskan"] == 1
    assert chain_is_whole(world)


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
@pytest.mark.parametrize("own_error", [None, LookupError])
def test_a_connection_that_is_cut_before_the_end_hides_no_other_error(world, own_error):
    """Leaving rolls back, which the server that is gone cannot do any more."""

    def leave():
        with UnitOfWork(world.app.session_factory) as uow:
            own = uow.session.connection().connection.driver_connection.info.backend_pid
            with world.app.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
            if own_error is not None:
                raise own_error

    if own_error is None:
        leave()
    else:
        with pytest.raises(own_error):
            leave()
    assert world.register().case == "K-000001"


def closing_fails(_session):
    raise OperationalError("ROLLBACK", {}, Exception("nama dan NIK"))


def test_a_session_that_cannot_be_closed_is_an_absent_database_and_quotes_nothing(
    world, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(StoreSession, "close", closing_fails)
        with (
            pytest.raises(DatabaseUnavailable) as lost,
            UnitOfWork(world.app.session_factory, read_only=True),
        ):
            pass
        with pytest.raises(LookupError), UnitOfWork(world.app.session_factory, read_only=True):
            raise LookupError
    assert "NIK" not in str(lost.value)
    assert world.register().case == "K-000001"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_full_disk_is_said_and_nothing_is_half_written(world):
    world.register()
    before = counted(world)
    with world.app.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    def full(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(world.app.engine, "connect", full)
    world.app.engine.dispose()
    said = None
    while said is None:
        before = counted(world)
        try:
            world.register()
        except StoreError as error:
            said = str(error)

    assert "ruang penyimpanan habis" in said
    assert counted(world) == before
    assert chain_is_whole(world)
    event.remove(world.app.engine, "connect", full)
    world.app.engine.dispose()
    world.register()


def test_a_clock_that_jumps_back_does_nothing_twice(world):
    for _ in range(3):
        world.sent_case()
    world.later(days=9)
    for sweep in (announce_due, check_answers):
        sweep(world.app, world.now, 100)
    done = counted(world)

    world.now -= timedelta(days=5)
    world.route()
    world.send()
    for sweep in (announce_due, check_answers):
        sweep(world.app, world.now, 100)

    assert counted(world)[OutboxMessage] == done[OutboxMessage]
    assert counted(world)[Referral] == done[Referral]
    assert chain_is_whole(world)


def test_answers_that_come_twice_late_or_out_of_order_are_done_once_or_refused(world):
    case = world.sent_case()
    code = world.referral(case, "DINSOS-A").code
    partner = mitra("DINSOS-A")

    def answers():
        yield lambda: report_delivery(world.app, partner, code, "terlalu dini", world.now)
        yield lambda: accept(world.app, partner, code, world.now)
        yield lambda: accept(world.app, partner, code, world.now)
        yield lambda: refuse(world.app, partner, code, RefusalReason.FULL, "penuh", world.now)
        yield lambda: queue(world.app, partner, code, 3, None, world.now)
        yield lambda: report_delivery(world.app, partner, code, "sudah", world.now)
        yield lambda: report_delivery(world.app, partner, code, "sudah", world.now)
        yield lambda: accept(world.app, mitra("PKM-1"), code, world.now)

    refused = []
    for number, answer in enumerate(answers()):
        world.later(hours=30)
        try:
            answer()
        except ServiceError:
            refused.append(number)

    # Help that was handed over is an acceptance too; it came first, and counts once.
    assert {1, 2, 3, 7} <= set(refused)
    assert 0 not in refused
    (referral,) = [one for one in world.referrals(case) if one.code == code]
    assert referral.status == Status.IN_PROGRESS
    assert chain_is_whole(world)


def test_a_server_that_is_away_ends_a_command_with_a_sentence_and_code_three(monkeypatch, tmp_path):
    monkeypatch.setenv("TKSK_HOME", str(tmp_path))
    monkeypatch.setenv("TKSK_SECRET", "rahasia untuk pengujian saja")
    monkeypatch.setenv(
        "TKSK_DATABASE_URL", "postgresql://a:rahasia@127.0.0.1:1/x?connect_timeout=2"
    )

    for command in (
        ("case", "list", "--as", TKSK.name),
        ("worklist", "--as", COORDINATOR.name),
        ("outbox", "deliver"),
        ("audit", "verify"),
        ("backup", str(tmp_path / "x")),
    ):
        answer = CliRunner().invoke(program, list(command))
        assert answer.exit_code == 3, (command, answer.output)
        assert "tidak dapat dihubungi" in answer.output
        assert "Traceback" not in answer.output
        assert "rahasia" not in answer.output


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_sessions_wait_and_idle_no_longer_than_chosen(engine):
    with engine.connect() as connection:
        chosen = {
            name: connection.execute(text(f"SHOW {name}")).scalar()
            for name in (
                "lock_timeout",
                "statement_timeout",
                "idle_in_transaction_session_timeout",
                "transaction_isolation",
            )
        }

    assert chosen == {
        "lock_timeout": "30s",
        "statement_timeout": "15min",
        "idle_in_transaction_session_timeout": "10min",
        "transaction_isolation": "read committed",
    }


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_lock_that_is_held_for_too_long_is_said_and_not_waited_for_for_ever(database_url):
    impatient = f"{database_url}&options=-c%20lock_timeout%3D50ms"
    holder, waiter = create_engine_for(database_url), create_engine_for(impatient)
    lock = text("LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE")
    with holder.begin() as held:
        held.execute(lock)
        with (
            pytest.raises(DatabaseUnavailable, match="terlalu lama"),
            translated(),
            waiter.begin() as waiting,
        ):
            waiting.execute(lock)
    holder.dispose()
    waiter.dispose()
