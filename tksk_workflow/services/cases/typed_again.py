"""What became of a case a moment ago, for whoever types the same command again; reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tksk_workflow.domain.case import CaseEvent, CaseStatus
from tksk_workflow.services.access import require_access
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.closing import CaseEnded
from tksk_workflow.services.lifecycle.last_step import last_step
from tksk_workflow.services.lifecycle.moves import CASE
from tksk_workflow.services.transaction import reading

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


def moved_already(
    app: Application, actor: Actor, case: str, event: CaseEvent, reason: str | None = None
) -> CaseEnded | None:
    """Return where a case stands that this actor has just moved so; None if not.

    Raises:
        NotFound, NotPermitted, Refused: as everywhere.
    """
    with reading(app) as uow:
        found = uow.cases.get(case)
        require_access(uow, actor, found)
        if last_step(uow, CASE, found.code, event, actor) is None:
            return None
        if reason is not None and found.finish_reason != reason.strip():
            return None
        return CaseEnded(found.code, CaseStatus(found.status), changed=False)
