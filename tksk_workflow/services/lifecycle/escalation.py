"""What a higher level must look at: each matter once, by its key, with a time for each level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.referral import Role
from tksk_workflow.domain.urgency import Term, Urgency
from tksk_workflow.services.access import areas_of, posts_of, require_access
from tksk_workflow.services.actors import SYSTEM, Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.lifecycle.moves import note_case
from tksk_workflow.services.lifecycle.settling import PAPERS, Level, level_key, matter_of
from tksk_workflow.services.transaction import reading, transaction
from tksk_workflow.store.escalations import NOT_READY
from tksk_workflow.store.models import Case, Escalation, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

MESSAGE = "eskalasi"
SEVERAL = {MESSAGE: "eskalasi_beberapa"}
"""What a run puts before the same person is one letter, however many matters it is."""


_MAY_RESOLVE = {
    Level.TKSK: (Role.TKSK, Role.COORDINATOR),
    Level.COORDINATOR: (Role.COORDINATOR,),
    Level.DINSOS: (Role.COORDINATOR, Role.DINSOS_VERIFIER),
}


UNDECIDED = Urgency.P3
"""The class whose terms count for a case that has no class yet."""


@dataclass(frozen=True, slots=True)
class EscalationLine:
    """One matter on a list.

    Attributes:
        due_at: until when this level settles it.
        zone: by whose clocks: ``WIB``, ``WITA``, ``WIT``.
    """

    number: int
    case: str
    referral: str | None
    level: Level
    reason: str
    opened_at: datetime
    due_at: datetime | None
    zone: str
    resolved_at: datetime | None
    resolution: str | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The answer of `resolve`."""

    escalation: int
    case: str


def escalate(
    desk: Desk,
    key: str,
    level: Level,
    reason: str,
    case: Case,
    *,
    referral: Referral | None = None,
    again: bool = False,
    climbs: bool = True,
    actor: Actor = SYSTEM,
) -> bool:
    """Put a matter before a level, with a message; False when it is there already.

    The level has the time that the urgency class gives it; then the matter goes to the
    next one (`climbing`), unless ``climbs`` is False because somebody else sees to it.

    The key says what makes the matter the same one, without anything about the person.
    The reason is Indonesian and names no type of problem. With ``again`` a matter that
    was settled before and has come up anew is opened again.
    """
    uow, now = desk.uow, desk.now
    known = uow.escalations.by_key(key)
    due = desk.due(_term(desk, case, referral), case.village)
    if known is not None and known.resolved_at is None:
        if known.case_id == case.id and known.due_at is not None:
            # What has become more pressing since does not keep the time that it had before.
            known.due_at = min(known.due_at, due)
        return False
    if known is not None and not again:
        return False
    if known is not None:
        known.resolved_at = None
        known.resolution = None
        known.opened_at = now
        known.reason = reason
        known.due_at = due
        known.climbs = climbs and level.next is not None
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
                due_at=due,
                climbs=climbs and level.next is not None,
            )
        )
        message_key = f"{MESSAGE}:{key}"
    recipient = f"tksk/{case.worker}" if level is Level.TKSK else level.value
    payload = {"kasus": case.code, "alasan": reason, "sebelum": due.isoformat()}
    if referral is not None:
        payload["rujukan"] = referral.code
    uow.outbox.put(message_key, MESSAGE, recipient, payload, now)
    note_case(uow, case, "eskalasi", actor, now, {"tingkat": level.value, "sebelum": due})
    return True


def _term(desk: Desk, case: Case, referral: Referral | None) -> Term:
    named = case.urgency if referral is None else referral.urgency
    return desk.pack.urgency_classes[Urgency(named or UNDECIDED)].escalation_term


def resolve(
    app: Application, actor: Actor, escalation: str | int, resolution: str, now: datetime
) -> Resolved:
    """Close an escalation with what was done about it.

    Raises:
        NotFound: there is none of that number.
        NotPermitted, Refused: the level is above the actor's, or the case no business of theirs.
        Conflict: it is closed already.
        InvalidInput: what was done is missing.
    """
    if not resolution.strip():
        raise InvalidInput([InputProblem("penyelesaian", "kosong", "tulis apa yang dilakukan")])
    with transaction(app) as uow:
        # The case first, as everywhere: whoever raises or settles a matter holds its case.
        case = uow.cases.claim(uow.escalations.case_of(escalation))
        found = uow.escalations.claim(escalation)
        require_access(uow, actor, case)
        if actor.role not in _MAY_RESOLVE[Level(found.level)]:
            raise NotPermitted(f"eskalasi tingkat {found.level} bukan wewenang {actor.name}")
        if found.resolved_at is not None:
            raise Conflict(f"eskalasi {found.id} sudah diselesaikan")
        found.resolved_at = now
        found.resolution = resolution.strip()
        _resolve_below(uow, found)
        if matter_of(found.key).split(":")[0] in (NOT_READY, PAPERS):
            # Nothing has changed yet: after another term somebody looks again.
            desk = Desk(app, uow, now)
            case.ready_by = desk.due(_term(desk, case, None), case.village)
            case.updated_at = now
        note_case(uow, case, "selesaikan_eskalasi", actor, now, {"eskalasi": found.id})
        return Resolved(found.id, case.code)


def list_escalations(
    app: Application, actor: Actor, *, only_open: bool = True, limit: int = 200
) -> list[EscalationLine]:
    """List what stands before the actor's level, what is due first first.

    Raises:
        NotPermitted: nothing is ever put before this role.
    """
    levels = [level for level, roles in _MAY_RESOLVE.items() if actor.role in roles]
    if not levels:
        raise NotPermitted(f"peran '{actor.role.value}' tidak menerima eskalasi")
    with reading(app) as uow:
        # A TKSK who is not in the register sees what is about the own cases.
        unknown = actor.role is Role.TKSK and posts_of(uow, actor) is None
        found = uow.escalations.listed(
            [level.value for level in levels],
            area=areas_of(uow, actor),
            worker=actor.user if unknown else None,
            only_open=only_open,
            limit=limit,
        )
        return [
            EscalationLine(
                number=item.id,
                case=f"K-{item.case_id:06d}",
                referral=None if item.referral_id is None else f"R-{item.referral_id:06d}",
                level=Level(item.level),
                reason=item.reason,
                opened_at=item.opened_at,
                due_at=item.due_at,
                zone=app.zone_name(village),
                resolved_at=item.resolved_at,
                resolution=item.resolution,
            )
            for item, village in found
        ]


def _resolve_below(uow: UnitOfWork, done: Escalation) -> None:
    """What a level has settled no lower level has to look at any more."""
    matter = matter_of(done.key)
    levels = tuple(Level)
    below = levels[: levels.index(Level(done.level))]
    keys = (matter, *(level_key(matter, level) for level in below))
    for other in uow.escalations.open_of_matter(keys):
        if Level(other.level) in below:
            other.resolved_at = done.resolved_at
            other.resolution = done.resolution
