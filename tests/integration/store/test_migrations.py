"""Migrations, up and down, on both databases."""

from datetime import UTC, datetime, timedelta
from unittest.mock import ANY

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tests.support.records import NOW, a_case, a_follow_up, a_referral, a_routed_case
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.store import migrations, schema
from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.errors import SchemaMismatch, StoreError
from tksk_workflow.store.models import Base
from tksk_workflow.store.schema import (
    current_revision,
    downgrade,
    migrate,
    require_current,
    schema_status,
)
from tksk_workflow.store.unit_of_work import UnitOfWork


@pytest.fixture
def empty(empty_database_url):
    engine = create_engine_for(empty_database_url)
    yield engine
    engine.dispose()


def test_an_empty_database_gets_all_tables(empty, empty_database_url):
    assert current_revision(empty) is None

    assert migrate(empty_database_url) == migrations.HEAD

    assert set(inspect(empty).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    require_current(empty)


def test_migrating_twice_changes_nothing(empty, empty_database_url):
    migrate(empty_database_url)
    with empty.begin() as connection:
        connection.execute(
            text("INSERT INTO imported_row VALUES ('x', 'kasus', NULL, '2026-01-01 00:00:00+00')")
        )

    migrate(empty_database_url)

    with empty.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM imported_row")).scalar() == 1


def test_going_back_removes_everything_and_can_be_undone(empty, empty_database_url):
    migrate(empty_database_url)

    downgrade(empty_database_url)

    assert set(inspect(empty).get_table_names()) == {"alembic_version"}
    assert current_revision(empty) is None
    migrate(empty_database_url)
    require_current(empty)


def test_the_migrations_make_what_the_models_say(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_the_comparison_would_notice_a_missing_index(engine):
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_referral_send"))

    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert [(kind, index.name) for kind, index in differences] == [
        ("add_index", "ix_referral_send")
    ]


def test_constraints_have_the_names_of_the_convention(engine):
    inspector = inspect(engine)

    names = {item["name"] for item in inspector.get_unique_constraints("referral")}
    names |= {item["name"] for item in inspector.get_check_constraints("referral")}
    names |= {item["name"] for item in inspector.get_foreign_keys("referral")}
    names.add(inspector.get_pk_constraint("referral")["name"])

    assert {
        "uq_referral_open_key",
        "uq_referral_attempt",
        "ck_referral_queue_position",
        "fk_referral_partner_code",
        "pk_referral",
    } <= names


def test_the_named_head_is_the_last_revision():
    config = Config()
    config.set_main_option("script_location", str(schema._MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_a_newer_database_is_refused_with_a_plain_sentence(engine, database_url):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for attempt in (lambda: migrate(database_url), lambda: require_current(engine)):
        with pytest.raises(SchemaMismatch, match="program yang lebih baru"):
            attempt()
    assert schema_status(engine).current == "9999"


def test_an_empty_database_is_refused_with_what_to_do(empty):
    with pytest.raises(SchemaMismatch, match="tksk db upgrade"):
        require_current(empty)


def test_follow_ups_of_an_earlier_version_are_late_after_their_day(database_url, session_factory):
    with UnitOfWork(session_factory) as uow:
        case, decision = a_routed_case(uow)
        referral = uow.referrals.add(a_referral(case, decision))
        uow.flush()
        uow.follow_ups.add_all([a_follow_up(referral.id, NOW.date() + timedelta(days=7))])
        uow.commit()
    downgrade(database_url, "0009")

    migrate(database_url)

    with UnitOfWork(session_factory) as uow:
        (follow_up,) = uow.follow_ups.of_referral(referral.id)
        assert follow_up.late_after == follow_up.due_on == NOW.date() + timedelta(days=7)


def test_of_cases_of_an_earlier_version_it_is_heard_when_their_time_is_over(
    database_url, session_factory
):
    with UnitOfWork(session_factory) as uow:
        case, decision = a_routed_case(uow)
        later, begun = datetime(2199, 1, 1, tzinfo=UTC), datetime.now(UTC)
        uow.referrals.add(a_referral(case, decision, status="draft", send_due_at=later))
        returned = uow.cases.add(a_case(status=CaseStatus.RETURNED.value))
        reopened = uow.cases.add(a_case(status=CaseStatus.ROUTED.value))
        closed = uow.cases.add(a_case(status=CaseStatus.CLOSED.value))
        uow.commit()
    downgrade(database_url, "0010")

    migrate(database_url)

    with UnitOfWork(session_factory) as uow:
        found = [uow.cases.get(one.id).ready_by for one in (case, returned, reopened, closed)]
        assert found == [later, ANY, ANY, None]
        assert begun <= found[1] == found[2] <= datetime.now(UTC)


def test_a_failed_migration_leaves_nothing_behind(empty, empty_database_url):
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE receipt (id integer)"))

    with pytest.raises(StoreError):
        migrate(empty_database_url)

    assert inspect(empty).get_table_names() == ["receipt"]
