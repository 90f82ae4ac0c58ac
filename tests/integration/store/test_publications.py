"""Published versions: which counts on a day, and that none is ever changed."""

from datetime import date

import pytest
from sqlalchemy import text

from tests.support.records import NOW
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
