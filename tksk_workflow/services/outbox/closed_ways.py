"""Ways on which nothing has left for days, for whoever watches over the program.

A closed way blames no message: none counts an attempt, so none is ever given up and comes
before the coordinator that way. That the way is closed has to be told by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.delivery import LONG_WAIT
from tksk_workflow.services.outbox.delivering import channels_of
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.config import Settings
    from tksk_workflow.services.application import Application


@dataclass(frozen=True, slots=True)
class ClosedWay:
    """A way that is set up and on which messages have waited too long.

    Attributes:
        messages: how many have been due for longer than `LONG_WAIT`.
        since: since when the first of them has been due.
        last_error: the kind of trouble of the last try.
    """

    channel: str
    messages: int
    since: datetime
    last_error: str


def closed_ways(app: Application, now: datetime) -> tuple[ClosedWay, ...]:
    """Return the ways on which messages have waited too long, by their names."""
    with reading(app) as uow:
        return closed_in(uow, app.settings, now)


def closed_in(uow: UnitOfWork, settings: Settings, now: datetime) -> tuple[ClosedWay, ...]:
    """Return them within a transaction. A way that is not set up is not closed: it is told so."""
    before = now - LONG_WAIT
    found = []
    for kind in channels_of(settings):
        stuck = uow.outbox.stuck_on(kind.value, before)
        if stuck is not None:
            found.append(ClosedWay(kind.value, *stuck))
    return tuple(sorted(found, key=lambda way: way.channel))
