"""Sessions of the store: what every one of them does before it commits."""

from __future__ import annotations

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from tksk_workflow.store.audit import forget_all, forget_since, mark, seal
from tksk_workflow.store.lengths import require_room


class StoreSession(Session):
    """A session that seals its audit entries into the chain as it commits.

    They get their numbers last: the head of the chain is locked only for the end of a
    transaction, always after every other lock, so that writers cannot block each other
    for long nor in a circle.
    """


SessionFactory = sessionmaker[StoreSession]


def session_factory_for(engine: Engine) -> SessionFactory:
    """Return the factory that `UnitOfWork` takes; objects stay readable after a commit."""
    return sessionmaker(engine, class_=StoreSession, expire_on_commit=False)


@event.listens_for(StoreSession, "before_flush")
def _measure(session: Session, _context: object, _instances: object) -> None:
    require_room(session)


@event.listens_for(StoreSession, "before_commit")
def _seal(session: Session) -> None:
    # Also called when a savepoint is released; only the real commit seals.
    if not session.in_nested_transaction():
        session.flush()
        seal(session)


@event.listens_for(StoreSession, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    mark(session, transaction)


@event.listens_for(StoreSession, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    forget_since(session, previous)


@event.listens_for(StoreSession, "after_transaction_end")
def _end(session: Session, transaction: SessionTransaction) -> None:
    forget_all(session, transaction)
