"""Was this the last thing that happened? How a command that is typed again is told from a new one.

A terminal that was closed or a network that was lost leaves people without an answer, and
they type the command again. It is the same command when the newest entry about the record
is that very step by the same actor; what was entered with it is compared by the caller.
Whatever happened since, whoever did it, makes it a new command.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tksk_workflow.services.actors import Actor
from tksk_workflow.store.unit_of_work import UnitOfWork


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
