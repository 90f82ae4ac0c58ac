"""Databases for integration tests: every test gets its own, on SQLite and on PostgreSQL."""

import pytest

from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.postgres import running_postgres
from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.session import session_factory_for

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory):
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases():
    with running_postgres() as url:
        databases = PostgresDatabases(url)
        yield databases
        databases.close()


@pytest.fixture(params=BOTH)
def database_kind(request):
    return request.param


@pytest.fixture
def database_url(request, database_kind):
    """A migrated database of this test's own; the test runs once on each kind."""
    with _databases(request, database_kind).migrated() as url:
        yield url


@pytest.fixture
def empty_database_url(request, database_kind):
    """A database without tables; the test runs once on each kind."""
    with _databases(request, database_kind).empty() as url:
        yield url


@pytest.fixture
def sqlite_url(sqlite_databases):
    """A migrated SQLite database, for what only concerns SQLite."""
    with sqlite_databases.migrated() as url:
        yield url


@pytest.fixture
def engine(database_url):
    engine = create_engine_for(database_url, durable=False)
    yield engine
    engine.dispose()


@pytest.fixture
def session_factory(engine):
    return session_factory_for(engine)


def _databases(request, kind):
    # Asked for by name, so that the server starts only when a test needs it.
    return request.getfixturevalue(
        "postgres_databases" if kind == "postgresql" else "sqlite_databases"
    )
