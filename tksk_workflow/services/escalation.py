"""What a higher level must look at: each matter once, by its key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import SYSTEM, Actor
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.moves import note_case
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.models import Case, Escalation, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

MESSAGE = "eskalasi"


class Level(StrEnum):
    """Who must look, the nearest first."""

    TKSK = "tksk"
    COORDINATOR = "koordinator"
    DINSOS = "dinsos"


_MAY_RESOLVE = {
    Level.TKSK: (Role.TKSK, Role.COORDINATOR),
    Level.COORDINATOR: (Role.COORDINATOR,),
    Level.DINSOS: (Role.COORDINATOR, Role.DINSOS_VERIFIER),
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """The answer of `resolve`."""

    escalation: int
    case: str


def escalate(
    uow: UnitOfWork,
    key: str,
    level: Level,
    reason: str,
    case: Case,
    now: datetime,
    *,
    referral: Referral | None = None,
    again: bool = False,
    actor: Actor = SYSTEM,
) -> bool:
    """Put a matter before a level, with a message; False when it is there already.

    The key says what makes the matter the same one, without anything about the person.
    The reason is Indonesian and names no type of problem. With ``again`` a matter that
    was settled before and has come up anew is opened again.
    """
    known = uow.escalations.by_key(key)
    if known is not None and (known.resolved_at is None or not again):
        return False
    if known is not None:
        known.resolved_at = None
        known.resolution = None
        known.opened_at = now
        known.reason = reason
        message_key = f"{MESSAGE}:{key}:{now.isoformat()}"
    else:
        uow.escalations.add(
            Escalation(
                key=key,
                case_id=case.id,
                referral_id=None if referral is None else referral.id,
                level=level.value,
                reason=reason,
                opened_at=now,
            )
        )
        message_key = f"{MESSAGE}:{key}"
    recipient = f"tksk/{case.worker}" if level is Level.TKSK else level.value
    payload = {"kasus": case.code, "alasan": reason}
    if referral is not None:
        payload["rujukan"] = referral.code
    uow.outbox.put(message_key, MESSAGE, recipient, payload, now)
    note_case(uow, case, "eskalasi", actor, now, {"tingkat": level.value})
    return True


def settle(uow: UnitOfWork, key: str, resolution: str, now: datetime) -> None:
    """Close a matter that has settled itself; nothing happens when it is not open."""
    known = uow.escalations.by_key(key)
    if known is not None and known.resolved_at is None:
        known.resolved_at = now
        known.resolution = resolution


def settle_all(uow: UnitOfWork, case: Case, resolution: str, now: datetime) -> None:
    """Close everything that is open about a case that has ended."""
    for item in uow.escalations.open_of_case(case.id):
        item.resolved_at = now
        item.resolution = resolution


def resolve(
    app: Application, actor: Actor, escalation: str | int, resolution: str, now: datetime
) -> Resolved:
    """Close an escalation with what was done about it.

    Raises:
        NotFound: there is none of that number.
        NotPermitted: the level is above the actor's.
        Conflict: it is closed already.
        InvalidInput: what was done is missing.
    """
    if not resolution.strip():
        raise InvalidInput([InputProblem("penyelesaian", "kosong", "tulis apa yang dilakukan")])
    with transaction(app) as uow:
        found = uow.escalations.get(escalation)
        if actor.role not in _MAY_RESOLVE[Level(found.level)]:
            raise NotPermitted(f"eskalasi tingkat {found.level} bukan wewenang {actor.name}")
        if found.resolved_at is not None:
            raise Conflict(f"eskalasi {found.id} sudah diselesaikan")
        found.resolved_at = now
        found.resolution = resolution.strip()
        case = uow.cases.get(found.case_id)
        note_case(uow, case, "selesaikan_eskalasi", actor, now, {"eskalasi": found.id})
        return Resolved(found.id, case.code)
