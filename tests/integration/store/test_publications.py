"""Published versions: which counts on a day, and that none is ever changed."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.support.records import NOW
from tksk_workflow.config import Settings
from tksk_workflow.services.application import open_application
from tksk_workflow.services.rules.versions import Standing, list_versions
from tksk_workflow.store.errors import BrokenRule, RecordNotFound, StoreError
from tksk_workflow.store.unit_of_work import UnitOfWork

FIRST, SECOND, THIRD = "a" * 64, "b" * 64, "c" * 64
MARCH, APRIL, MAY = date(2027, 3, 1), date(2027, 4, 1), date(2027, 5, 1)


def publish(session_factory, *rows):
    with UnitOfWork(session_factory) as uow:
        for content_hash, day in rows:
            uow.packs.store(content_hash, "uji", "1", {"paket.yaml": content_hash}, NOW)
            uow.flush()
            uow.publications.hold()
            uow.publications.add(content_hash, day, "koordinator/a", "uji", NOW)
            uow.flush()
        uow.commit()


def in_force(session_factory, day):
    with UnitOfWork(session_factory, read_only=True) as uow:
        found = uow.publications.in_force_on(day)
        return None if found is None else found.number


def test_versions_are_numbered_from_one(session_factory):
    publish(session_factory, (FIRST, MARCH), (SECOND, APRIL))

    with UnitOfWork(session_factory, read_only=True) as uow:
        assert [(one.number, one.pack.name) for one in uow.publications.all()] == [
            (1, "uji"),
            (2, "uji"),
        ]
        assert uow.publications.get(2).content_hash == SECOND
        with pytest.raises(RecordNotFound, match="versi aturan '3'"):
            uow.publications.get(3)


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(2027, 2, 28), None), (MARCH, 1), (date(2027, 3, 31), 1), (APRIL, 2), (MAY, 2)],
)
def test_a_version_counts_from_its_day_until_the_next_one(session_factory, day, number):
    publish(session_factory, (FIRST, MARCH), (SECOND, APRIL))

    assert in_force(session_factory, day) == number


def test_a_later_day_wins_over_a_later_publication(session_factory):
    publish(session_factory, (FIRST, APRIL), (SECOND, MARCH))

    assert (in_force(session_factory, MARCH), in_force(session_factory, MAY)) == (2, 1)
    with UnitOfWork(session_factory, read_only=True) as uow:
        assert [one.number for one in uow.publications.after(MARCH)] == [1]


def test_of_one_day_the_last_publication_wins(session_factory):
    publish(session_factory, (FIRST, MARCH), (SECOND, MARCH), (FIRST, MARCH))

    assert in_force(session_factory, MARCH) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rule_publication SET reason = 'lain'",
        "UPDATE rule_publication SET in_force_from = '2020-01-01'",
        "DELETE FROM rule_publication",
    ],
)
def test_what_was_published_cannot_be_changed(session_factory, statement):
    publish(session_factory, (FIRST, MARCH))

    with pytest.raises(StoreError), UnitOfWork(session_factory) as uow:
        uow.session.execute(text(statement))

    assert in_force(session_factory, MARCH) == 1


def test_a_version_needs_its_pack(session_factory):
    with UnitOfWork(session_factory) as uow:
        uow.publications.add(THIRD, MARCH, "koordinator/a", "uji", NOW)
        with pytest.raises(BrokenRule):
            uow.flush()


@given(
    offsets=st.lists(st.integers(0, 6), min_size=1, max_size=6),
    day=st.integers(-1, 7),
)
def test_exactly_the_version_in_force_is_listed_for_every_day(sqlite_databases, offsets, day):
    """What a decision uses and what coordinators read in the list never disagree."""
    first = date(2027, 3, 1)
    with sqlite_databases.migrated() as url:
        app = open_application(
            Settings(url, Path(), Path(), ZoneInfo("Asia/Jakarta"), b"x" * 16, durable=False),
            migrate=False,
        )
        publish(
            app.session_factory,
            *(
                (f"{number:064d}", first + timedelta(days=one))
                for number, one in enumerate(offsets)
            ),
        )
        wanted = first + timedelta(days=day)
        now = datetime(wanted.year, wanted.month, wanted.day, 12, tzinfo=app.zone)
        listed = [
            one.number for one in list_versions(app, now) if one.standing is Standing.IN_FORCE
        ]
        covering = [
            one.number
            for one in list_versions(app, now)
            if one.in_force_from <= wanted and (one.until is None or wanted <= one.until)
        ]
        used = in_force(app.session_factory, wanted)
        app.engine.dispose()

    reached = [(one, number) for number, one in enumerate(offsets, start=1) if one <= day]
    assert used == (max(reached)[1] if reached else None)
    assert listed == ([] if used is None else [used])
    assert (max(covering) if covering else None) == used
