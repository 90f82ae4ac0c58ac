"""Taking a recorded decision again, from its own facts and its own rules (PGR-20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.referral import Role
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.decisions_json import decision_to_dict
from tksk_workflow.rulebook.loading import load_texts
from tksk_workflow.rulebook.problems import PackError
from tksk_workflow.rulebook.router import Router
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.audit.access import (
    audits,
    find_decision,
    pseudonyms_of,
    require_auditor,
    scrubbed,
    unreadable,
)
from tksk_workflow.services.disclosure import require_case_reader, sees_matter
from tksk_workflow.services.errors import Conflict
from tksk_workflow.services.facts.record import from_record
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.models import DecisionRecord
from tksk_workflow.store.seal_check import decision_problem
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What came out when a decision was taken again.

    Attributes:
        differences: the parts of the answer that differ; empty when it is the same.
        altered: why the record is not the one that was written down; None when it is, or when
            it was written before decisions were sealed.
        recorded, repeated: both answers; they name no person, but do name the problem.
    """

    decision: int
    case: str
    decided_on: date
    pack_hash: str
    identical: bool
    differences: tuple[str, ...]
    recorded: dict[str, Any]
    repeated: dict[str, Any]
    altered: str | None = None


def replay_for(app: Application, actor: Actor, reference: str) -> ReplayResult:
    """Take a decision again for somebody, who reads no more of it than they may.

    Raises:
        NotFound, Conflict: as `replay`.
        NotPermitted, Refused: the actor neither audits nor reads what the case is about.
    """
    _require_reader(app, actor, reference)
    result = replay(app, reference)
    if actor.role is not Role.AUDITOR:
        return result
    names = pseudonyms_of(app)
    return replace(
        result,
        case=scrubbed(result.case, names),
        recorded=scrubbed(result.recorded, names),
        repeated=scrubbed(result.repeated, names),
        altered=scrubbed(result.altered, names),
    )


def _require_reader(app: Application, actor: Actor, reference: str) -> None:
    if audits(actor):
        return
    with reading(app) as uow:
        require_case_reader(uow, actor, uow.cases.get(find_decision(app, uow, reference).case_id))
        if not sees_matter(actor):
            require_auditor(actor)


def replay(app: Application, decision_id: str | int) -> ReplayResult:
    """Take a decision again and compare.

    Args:
        app: as everywhere.
        decision_id: its pseudonym or its number.

    Raises:
        NotFound: there is no such decision.
        Conflict: the record or its rules cannot be read any more.
    """
    with reading(app) as uow:
        record = find_decision(app, uow, decision_id)
        case = f"K-{record.case_id:06d}"
        number, day, pack_hash = record.id, record.decided_on, record.pack_hash
        altered = decision_problem(uow.session, number, case, app.settings.identity_secret)
        recorded, stated = _mapping(record.result, number), _mapping(record.facts, number)
        pack = _pack_of(uow, record)
    with Router(pack, day) as router:
        decision = router.decide(case, from_record(stated, router.pack.facts))
        repeated = decision_to_dict(decision)
    differences = tuple(
        key
        for key in sorted(recorded.keys() | repeated.keys())
        if recorded.get(key) != repeated.get(key)
    )
    if pack.content_hash != pack_hash:
        differences = ("pack_hash", *differences)
    return ReplayResult(
        number, case, day, pack_hash, not differences, differences, recorded, repeated, altered
    )


def _mapping(value: object, number: int) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise unreadable(number)
    return dict(value)


def _pack_of(uow: UnitOfWork, record: DecisionRecord) -> RulePack:
    try:
        files = uow.packs.get(record.pack_hash).files.items()
        return load_texts({str(name): str(text) for name, text in files})
    except (PackError, ValueError, AttributeError):
        raise Conflict(
            f"aturan keputusan {record.id} tidak dapat dibaca lagi",
            "jalankan 'tksk audit verify'; simpanan aturan mungkin rusak",
        ) from None
