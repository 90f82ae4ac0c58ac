"""Home visits: done, or not done and why (S44, S54)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.case import CaseEvent, CaseStatus
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.access import require_access
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.facts.input import merge_facts
from tksk_workflow.services.lifecycle.moves import can_move, move_case, note_case
from tksk_workflow.services.routing.deciding import DecisionOutcome, decide_if_urgent
from tksk_workflow.services.transaction import transaction
from tksk_workflow.services.what_next import finished
from tksk_workflow.store.models import Visit

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_NO_OBSTACLE = InputProblem(
    "kendala",
    "hanya untuk kunjungan yang tertunda",
    "tambahkan --not-done bila tertunda; selain itu tulis sebagai catatan (--note)",
)
_VISITORS = (Role.TKSK, Role.COMPANION, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Visited:
    """The answer of `record_visit`.

    Attributes:
        decision: what was decided at once because the visit showed an emergency.
    """

    case: str
    status: CaseStatus
    decision: DecisionOutcome | None = None


def record_visit(
    app: Application,
    actor: Actor,
    case: str | int,
    done: bool,
    obstacle: str | None,
    note: str | None,
    facts: Mapping[str, Any] | None,
    now: datetime,
) -> Visited:
    """Take down a visit, or why it did not take place, and what was learnt.

    Raises:
        InvalidInput: a visit that did not take place has no obstacle, one that did has one,
            or a fact is wrong.
        Conflict: the case is finished.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    if actor.role not in _VISITORS:
        raise NotPermitted(f"peran '{actor.role.value}' tidak mencatat kunjungan rumah")
    if not done and not (obstacle or "").strip():
        raise InvalidInput(
            [InputProblem("kendala", "kunjungan yang tertunda harus menyebut kendalanya")]
        )
    if done and (obstacle or "").strip():
        raise InvalidInput([_NO_OBSTACLE])
    with transaction(app) as uow:
        found = uow.cases.claim(case)
        require_access(uow, actor, found)
        if not CaseStatus(found.status).is_open:
            raise finished(found.code, CaseStatus(found.status))
        desk = Desk(app, uow, now)
        uow.cases.add_visit(
            Visit(
                case_id=found.id,
                visited_at=now,
                visitor=actor.name,
                done=done,
                obstacle=None if done else (obstacle or "").strip(),
                note=(note or "").strip() or None,
            )
        )
        if facts:
            merge_facts(desk, found, facts, actor)
        if done:
            found.data_updated_on = desk.today_in(found.village)
        found.updated_at = now
        if done and can_move(found, CaseEvent.VISIT):
            move_case(uow, found, CaseEvent.VISIT, actor, now)
        else:
            action = "kunjungi_lagi" if done else "kunjungan_tertunda"
            note_case(uow, found, action, actor, now)
        decision = decide_if_urgent(desk, found) if done or facts else None
        return Visited(found.code, CaseStatus(found.status), decision)
