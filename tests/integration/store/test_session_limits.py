"""What every session on PostgreSQL is held to, and what happens at the limit."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from sqlalchemy import text

from tests.support.records import a_case
from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.errors import DatabaseUnavailable
from tksk_workflow.store.schema import exclusive
from tksk_workflow.store.session import session_factory_for
from tksk_workflow.store.unit_of_work import UnitOfWork

pytestmark = pytest.mark.parametrize(
    "database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)]
)


LIMITS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


def shown(connection, name):
    return connection.execute(text(f"SHOW {name}")).scalar()


def with_options(url, options):
    return f"{url}&options={quote(options)}"


def test_a_migration_takes_as_long_as_it_needs(database_url):
    with exclusive(database_url) as connection:
        assert {shown(connection, name) for name in LIMITS} == {"0"}


def test_the_isolation_is_ours_also_where_the_server_has_another_default(database_url):
    engine = create_engine_for(
        with_options(database_url, "-c default_transaction_isolation=serializable")
    )

    with engine.connect() as connection:
        assert shown(connection, "transaction_isolation") == "read committed"
    engine.dispose()


def test_an_option_in_the_address_replaces_ours_and_leaves_the_others(database_url):
    engine = create_engine_for(with_options(database_url, "-c lock_timeout=30ms"))

    with engine.connect() as connection:
        assert [shown(connection, name) for name in LIMITS] == ["30ms", "15min", "10min"]
    engine.dispose()


def test_a_statement_that_does_not_end_is_stopped_and_may_be_tried_again(database_url):
    engine = create_engine_for(with_options(database_url, "-c statement_timeout=300ms"))

    with (
        pytest.raises(DatabaseUnavailable, match="ulangi sebentar lagi"),
        UnitOfWork(session_factory_for(engine)) as uow,
    ):
        uow.session.execute(text("SELECT pg_sleep(60)"))
    engine.dispose()


def test_a_program_that_stands_still_in_a_transaction_lets_go_of_its_rows(
    database_url, session_factory
):
    with UnitOfWork(session_factory) as uow:
        number = uow.cases.add(a_case(opened_at=datetime.now(UTC))).id
        uow.commit()
    engine = create_engine_for(
        with_options(database_url, "-c idle_in_transaction_session_timeout=300ms")
    )

    with UnitOfWork(session_factory_for(engine)) as stopped:
        stopped.cases.claim(number)
        with UnitOfWork(session_factory) as next_one:  # waits until the other one is cut off
            assert next_one.cases.claim(number).id == number
        with pytest.raises(DatabaseUnavailable):
            stopped.commit()
    engine.dispose()
