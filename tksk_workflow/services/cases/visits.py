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
from tksk_workflow.services.lifecycle.last_step import just_done
from tksk_workflow.services.lifecycle.moves import CASE, can_move, move_case, note_case
from tksk_workflow.services.lifecycle.sealing import sealed
from tksk_workflow.services.routing.deciding import DecisionOutcome, decide_if_urgent
from tksk_workflow.services.transaction import transaction
from tksk_workflow.services.what_next import finished
from tksk_workflow.store.models import Case, Visit

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_AGAIN, _POSTPONED = "kunjungi_lagi", "kunjungan_tertunda"
_STEPS = frozenset({CaseEvent.VISIT.value, _AGAIN, _POSTPONED})
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
        changed: False when this very visit was taken down a moment ago.
    """

    case: str
    status: CaseStatus
    decision: DecisionOutcome | None = None
    changed: bool = True


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

    The same entry by the same person within ten minutes, with nothing in between, is one
    that was typed again: it stays one visit.

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
        visit = Visit(
            case_id=found.id,
            visited_at=now,
            visitor=actor.name,
            done=done,
            obstacle=None if done else (obstacle or "").strip(),
            note=(note or "").strip() or None,
        )
        learnt = bool(facts) and bool(merge_facts(desk, found, facts or {}, actor))
        if not learnt and _is_typed_again(desk, found, visit, actor):
            return Visited(found.code, CaseStatus(found.status), changed=False)
        uow.cases.add_visit(visit)
        seal = sealed(desk, visit)
        if done:
            found.data_updated_on = desk.today_in(found.village)
        found.updated_at = now
        if done and can_move(found, CaseEvent.VISIT):
            move_case(uow, found, CaseEvent.VISIT, actor, now, data=seal)
        else:
            action = _AGAIN if done else _POSTPONED
            note_case(uow, found, action, actor, now, seal)
        decision = decide_if_urgent(desk, found) if done or facts else None
        return Visited(found.code, CaseStatus(found.status), decision)


def _is_typed_again(desk: Desk, case: Case, visit: Visit, actor: Actor) -> bool:
    known = desk.uow.cases.visits(case.id)
    if not known:
        return False
    entered, recorded = (
        (one.visitor, one.done, one.obstacle, one.note) for one in (visit, known[-1])
    )
    return entered == recorded and just_done(desk.uow, CASE, case.code, _STEPS, actor, desk.now)
