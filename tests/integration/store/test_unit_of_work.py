"""Transactions: all or nothing, and what the database refuses."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, select, text

from tests.support.records import NOW, a_case, a_follow_up, a_person, a_referral, a_routed_case
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.referral import Role, Status
from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.errors import (
    BrokenRule,
    DatabaseUnavailable,
    DoubleReferral,
    DuplicateRecord,
    RecordNotFound,
    SchemaMismatch,
    StaleRecord,
    StoreError,
)
from tksk_workflow.store.models import Case, Person, Worker
from tksk_workflow.store.session import session_factory_for
from tksk_workflow.store.unit_of_work import UnitOfWork

WIB = timezone(timedelta(hours=7))
PUSKESMAS = Partner("PKM-UJI", "PUSKESMAS", "Puskesmas Uji", "kecamatan", ("16.03.06",))


def add_case(session_factory, **changes):
    with UnitOfWork(session_factory) as uow:
        case = uow.cases.add(a_case(**changes))
        uow.commit()
    return case.id


def test_leaving_without_a_commit_keeps_nothing(session_factory):
    with UnitOfWork(session_factory) as uow:
        number = uow.cases.add(a_case()).id

    with UnitOfWork(session_factory) as uow, pytest.raises(RecordNotFound, match="kasus"):
        uow.cases.get(number)


def test_an_error_inside_keeps_nothing(session_factory):
    def add_and_fail():
        with UnitOfWork(session_factory) as uow:
            uow.cases.add(a_case())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()

    with UnitOfWork(session_factory) as uow:
        assert uow.session.scalars(select(Case)).all() == []


def test_whoever_saves_second_is_told_to_read_again(session_factory):
    number = add_case(session_factory)

    with UnitOfWork(session_factory, read_only=True) as slow:
        stale = slow.cases.get(number)
    with UnitOfWork(session_factory) as quick:
        quick.cases.get(number).worker = "cepat"
        quick.commit()
    with UnitOfWork(session_factory) as late:
        late.session.add(stale)
        stale.worker = "lambat"
        with pytest.raises(StaleRecord, match="muat ulang"):
            late.commit()

    with UnitOfWork(session_factory) as uow:
        case = uow.cases.get(number)
        assert (case.worker, case.version) == ("cepat", 2)


def test_a_stale_record_found_by_a_query_leaves_as_a_store_error(session_factory):
    number = add_case(session_factory)

    def change_and_query():
        with UnitOfWork(session_factory) as uow:
            uow.cases.get(number).worker = "lain"
            uow.session.connection().execute(text("UPDATE case_file SET version = 9"))
            uow.cases.listed()

    with pytest.raises(StaleRecord):
        change_and_query()


def test_a_second_open_referral_of_the_same_kind_is_refused(session_factory):
    with UnitOfWork(session_factory) as uow:
        uow.partners.save(PUSKESMAS)
        case, decision = a_routed_case(uow)
        uow.referrals.add(a_referral(case, decision, partner_code="PKM-UJI"))
        uow.commit()

    with UnitOfWork(session_factory) as uow:
        uow.referrals.add(a_referral(case, decision, partner_code="PKM-UJI", attempt=2))
        with pytest.raises(DoubleReferral, match="masih terbuka"):
            uow.commit()


def test_an_ended_referral_makes_room_for_the_next(session_factory):
    with UnitOfWork(session_factory) as uow:
        uow.partners.save(PUSKESMAS)
        case, decision = a_routed_case(uow)
        first = uow.referrals.add(a_referral(case, decision, partner_code="PKM-UJI"))
        uow.flush()
        first.status, first.open_key = Status.REJECTED.value, None
        uow.flush()
        second = uow.referrals.add(a_referral(case, decision, partner_code="PKM-UJI", attempt=2))
        uow.commit()

    assert second.id != first.id


def test_the_same_attempt_twice_is_a_duplicate_but_no_double_referral(session_factory):
    with UnitOfWork(session_factory) as uow:
        case, decision = a_routed_case(uow)
        uow.referrals.add(a_referral(case, decision))
        uow.referrals.add(a_referral(case, decision, open_key="lain"))
        with pytest.raises(DuplicateRecord) as caught:
            uow.flush()

    assert not isinstance(caught.value, DoubleReferral)


def test_a_follow_up_has_its_number_once(session_factory):
    with UnitOfWork(session_factory) as uow:
        case, decision = a_routed_case(uow)
        referral = uow.referrals.add(a_referral(case, decision))
        uow.flush()
        uow.follow_ups.add_all(a_follow_up(referral.id, NOW.date()) for _ in range(2))
        with pytest.raises(DuplicateRecord):
            uow.flush()


def test_a_kecamatan_has_one_active_tksk_and_any_number_of_former_ones(session_factory):
    def worker(code, *, active):
        return Worker(
            code=code, role=Role.TKSK.value, area="16.03.06", active=active, since=NOW.date()
        )

    with UnitOfWork(session_factory) as uow:
        uow.workers.add(worker("satu", active=True))
        uow.workers.add(worker("dua", active=False))
        uow.workers.add(worker("tiga", active=False))
        uow.commit()
        found = uow.workers.active_tksk("16.03.06")
        assert found is not None
        assert found.code == "satu"
        uow.workers.add(worker("empat", active=True))
        with pytest.raises(DuplicateRecord):
            uow.commit()


def test_a_link_to_nothing_is_refused(session_factory):
    with UnitOfWork(session_factory) as uow:
        case, decision = a_routed_case(uow)
        uow.referrals.add(a_referral(case, decision, partner_code="TIDAK-ADA"))
        with pytest.raises(BrokenRule):
            uow.commit()


def test_what_the_database_refuses_is_told_without_naming_anybody(session_factory):
    add_case(session_factory, person=a_person(identity_key="9901010101010001", name="Rahasia"))

    with pytest.raises(DuplicateRecord) as caught, UnitOfWork(session_factory) as uow:
        uow.cases.add(a_case(a_person(identity_key="9901010101010001", name="Rahasia")))

    said = f"{caught.value!r} {caught.value} {caught.value.rule}"
    assert "9901010101010001" not in said
    assert "Rahasia" not in said
    assert caught.value.__suppress_context__


def test_moments_come_back_aware_and_in_utc(session_factory):
    local = datetime(2026, 9, 17, 6, 30, 0, 123456, tzinfo=WIB)
    number = add_case(session_factory, opened_at=local)

    with UnitOfWork(session_factory) as uow:
        found = uow.cases.get(number).opened_at

    assert found == local
    assert found.tzinfo is UTC
    assert found.isoformat() == "2026-09-16T23:30:00.123456+00:00"


def test_moments_are_compared_as_moments_whatever_their_zone(session_factory):
    add_case(session_factory, opened_at=datetime(2026, 9, 17, 6, 30, tzinfo=WIB))

    with UnitOfWork(session_factory) as uow:
        before = datetime(2026, 9, 16, 23, 29, tzinfo=UTC)
        after = datetime(2026, 9, 17, 6, 31, tzinfo=WIB)
        assert len(uow.cases.waiting_for_decision(9, before)) == 0
        assert len(uow.cases.waiting_for_decision(9, after)) == 1


def test_a_moment_without_a_zone_is_refused(session_factory):
    with UnitOfWork(session_factory) as uow, pytest.raises(Exception, match="time zone"):
        uow.cases.add(a_case(opened_at=datetime(2026, 9, 17)))  # noqa: DTZ001


def test_text_outside_ascii_survives(session_factory):
    number = add_case(session_factory, person=a_person(name="Ñāmä 名 🙂"))

    with UnitOfWork(session_factory) as uow:
        assert uow.cases.get(number).person.name == "Ñāmä 名 🙂"


def test_a_read_only_unit_of_work_has_nothing_to_commit(session_factory):
    with (
        UnitOfWork(session_factory, read_only=True) as uow,
        pytest.raises(RuntimeError, match="read-only"),
    ):
        uow.commit()


def test_two_writers_queue_up_and_readers_do_not_wait(sqlite_url):
    engine = create_engine_for(sqlite_url)

    @event.listens_for(engine, "connect")
    def do_not_wait(connection, _record):
        connection.execute("PRAGMA busy_timeout = 0")

    factory = session_factory_for(engine)
    with UnitOfWork(factory) as first:
        assert first.cases.listed() == []  # a query is enough to hold the write lock
        with (
            pytest.raises(DatabaseUnavailable, match="sedang dipakai"),
            UnitOfWork(factory) as second,
        ):
            second.cases.listed()
        with UnitOfWork(factory, read_only=True) as reader:
            assert reader.cases.listed() == []
        first.cases.add(a_case())
        first.commit()
    engine.dispose()


def test_sqlite_writes_ahead_checks_links_and_waits_for_the_disk(sqlite_url):
    engine = create_engine_for(sqlite_url)
    with engine.connect() as connection:

        def pragma(name):
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert pragma("journal_mode") == "wal"
        assert pragma("foreign_keys") == 1
        assert pragma("synchronous") == 2
        assert pragma("busy_timeout") == 30_000
    engine.dispose()


def test_a_database_without_tables_says_what_to_do(empty_database_url):
    engine = create_engine_for(empty_database_url)

    with (
        pytest.raises(SchemaMismatch, match="tksk db upgrade"),
        UnitOfWork(session_factory_for(engine)) as uow,
    ):
        uow.cases.listed()
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2",
        "sqlite:////proc/tidak/ada.db",
    ],
)
def test_a_database_that_cannot_be_reached_says_what_to_check(url):
    with (
        pytest.raises(DatabaseUnavailable, match="TKSK_DATABASE_URL"),
        UnitOfWork(session_factory_for(create_engine_for(url))) as uow,
    ):
        uow.cases.listed()


@pytest.mark.parametrize("url", ["mysql://x/y", "bukan url", "sqlite://", "sqlite:///:memory:"])
def test_an_unusable_url_is_refused_with_an_example(url):
    with pytest.raises(DatabaseUnavailable, match="sqlite"):
        create_engine_for(url)


def test_a_refused_command_keeps_its_secrets(session_factory):
    with pytest.raises(StoreError) as caught, UnitOfWork(session_factory) as uow:
        uow.session.execute(
            text("SELECT tidak_ada FROM person WHERE nik = :nik"), {"nik": "9901010101010001"}
        )

    assert "9901010101010001" not in str(caught.value)


def test_persons_are_found_by_identity_and_by_nik(session_factory):
    with UnitOfWork(session_factory) as uow:
        one, two = a_person(nik="9901010101010001"), a_person(nik="9901010101010001")
        uow.cases.add(a_case(one))
        uow.cases.add(a_case(two))

        assert uow.cases.person_by_identity(one.identity_key) is one
        assert uow.cases.person_by_identity("tidak ada") is None
        assert uow.cases.persons_with_nik("9901010101010001") == [one, two]
        assert uow.cases.persons_by_identity([two.identity_key, "tidak ada"]) == {
            two.identity_key: two
        }
        assert isinstance(one, Person)
