"""Taking a recorded decision again, from its own facts and its own rules (PGR-20)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.referral import Role
from tksk_workflow.rulebook.decisions_json import decision_to_dict
from tksk_workflow.rulebook.loading import load_texts
from tksk_workflow.rulebook.problems import PackError
from tksk_workflow.rulebook.router import Router
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.audit.access import find_decision, pseudonyms_of, scrubbed
from tksk_workflow.services.errors import Conflict
from tksk_workflow.services.facts.record import from_record
from tksk_workflow.services.transaction import reading

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What came out when a decision was taken again.

    Attributes:
        differences: the parts of the answer that differ; empty when it is the same.
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


def replay_for(app: Application, actor: Actor, reference: str) -> ReplayResult:
    """Take a decision again for somebody, who reads no more of it than they may.

    Raises:
        NotFound, Conflict: as `replay`.
    """
    result = replay(app, reference)
    if actor.role is not Role.AUDITOR:
        return result
    names = pseudonyms_of(app)
    return replace(
        result,
        case=scrubbed(result.case, names),
        recorded=scrubbed(result.recorded, names),
        repeated=scrubbed(result.repeated, names),
    )


def replay(app: Application, decision_id: str | int) -> ReplayResult:
    """Take a decision again and compare.

    Args:
        app: as everywhere.
        decision_id: its pseudonym or its number.

    Raises:
        NotFound: there is no such decision.
        Conflict: the recorded rules cannot be read any more.
    """
    with reading(app) as uow:
        record = find_decision(app, uow, decision_id)
        files = {
            str(name): str(text) for name, text in uow.packs.get(record.pack_hash).files.items()
        }
        recorded: dict[str, Any] = dict(record.result)
        case = f"K-{record.case_id:06d}"
        number, day, pack_hash = record.id, record.decided_on, record.pack_hash
        stated = dict(record.facts)
    try:
        pack = load_texts(files)
    except PackError:
        raise Conflict(
            f"aturan keputusan {number} tidak dapat dibaca lagi",
            "jalankan 'tksk audit verify'; simpanan aturan mungkin rusak",
        ) from None
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
        number, case, day, pack_hash, not differences, differences, recorded, repeated
    )
