"""Was this the last thing that happened? How a command that is typed again is told from a new one.

A terminal that was closed or a network that was lost leaves people without an answer, and
they type the command again. It is the same command when the newest entry about the record
is that very step by the same actor; what was entered with it is compared by the caller.
Whatever happened since, whoever did it, makes it a new command.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tksk_workflow.services.actors import SYSTEM, Actor
from tksk_workflow.store.unit_of_work import UnitOfWork

JUST_NOW = timedelta(minutes=10)
"""How long the same entry by the same person counts as one that was typed again."""


def last_step(
    uow: UnitOfWork, entity: str, code: str, action: StrEnum | str, actor: Actor
) -> dict[str, Any] | None:
    """Return what the log says about the newest step of a record, if it is this one.

    Args:
        uow: the transaction.
        entity: kind of the record, as the log names it.
        code: of the record.
        action: the step.
        actor: who must have made it.
    """
    known = uow.audit.history(entity, code)
    if not known or (known[-1].action, known[-1].actor) != (str(action), actor.name):
        return None
    return known[-1].data


def just_done(
    uow: UnitOfWork, entity: str, code: str, actions: Collection[str], actor: Actor, now: datetime
) -> bool:
    """Say whether one of some steps is the newest that people took, by this actor, a moment ago.

    What a scheduled run has done since does not count: it follows from the step.

    Args:
        uow: the transaction.
        entity: kind of the record, as the log names it.
        code: of the record.
        actions: the steps.
        actor: who must have made it.
        now: the moment of the work.
    """
    by_people = (
        one for one in reversed(uow.audit.history(entity, code)) if one.actor != SYSTEM.name
    )
    newest = next(by_people, None)
    return (
        newest is not None
        and newest.actor == actor.name
        and newest.action in actions
        and timedelta() <= now - newest.at <= JUST_NOW
    )
