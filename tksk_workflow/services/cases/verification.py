"""Verification: the village confirms open cases, a closed circle confirms closed ones.

A closed case never reaches the village (PGR-06, UU 27/2022): it is verified by a social
worker, the UPTD PPA or a health facility. Data that do not match send the case back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.case import CaseEvent, CaseStatus
from tksk_workflow.domain.rulepack import GuardStage
from tksk_workflow.services.access import in_area
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.facts.known import (
    CLOSED_VERIFIERS,
    VILLAGE_VERIFIERS,
    process_facts,
)
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.last_step import just_done
from tksk_workflow.services.lifecycle.moves import (
    CASE,
    ask_for_decision,
    can_move,
    move_case,
    note_case,
)
from tksk_workflow.services.lifecycle.sealing import sealed
from tksk_workflow.services.lifecycle.settling import MISMATCH, Level, settle
from tksk_workflow.services.transaction import transaction
from tksk_workflow.services.what_next import finished
from tksk_workflow.store.models import Case, Verification

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_CLOSED_ONLY = "kasus tertutup diverifikasi oleh peksos, UPTD PPA, atau fasilitas kesehatan"
_IN_PART, _NO_MATCH = "verifikasi_sebagian", "data_tidak_sesuai"
_STEPS = frozenset({CaseEvent.VERIFY.value, CaseEvent.RETURN.value, _IN_PART, _NO_MATCH})
_MISMATCH = "data tidak sesuai menurut verifikasi; kunjungi dan perbaiki"


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer of `verify`.

    Attributes:
        complete: everybody who has to verify this case has done so.
        returned: the data did not match, and the case went back.
        changed: False when this very verification was taken down a moment ago.
    """

    case: str
    status: CaseStatus
    complete: bool
    returned: bool
    changed: bool = True


def verify(
    app: Application, actor: Actor, case: str | int, matches: bool, note: str, now: datetime
) -> Verified:
    """Take down that somebody confirms the data, or that they do not match.

    Open cases need the village head and RT/RW; closed ones one of the closed circle. The same
    entry by the same person within ten minutes, with nothing in between, stays one.

    Raises:
        Refused: the village in a closed case (PGR-06).
        NotPermitted: a role that verifies nothing, or of another area.
        InvalidInput: a mismatch without saying what does not match.
        NotFound, Conflict: as everywhere.
    """
    if actor.role not in CLOSED_VERIFIERS | VILLAGE_VERIFIERS:
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak memverifikasi kasus",
            "kasus terbuka: kades dan rt_rw; kasus tertutup: peksos, uptd_ppa, atau faskes",
        )
    if not matches and not note.strip():
        raise InvalidInput([InputProblem("catatan", "sebutkan apa yang tidak sesuai")])
    with transaction(app) as uow:
        found = uow.cases.claim(case)
        desk = Desk(app, uow, now)
        desk.require(
            GuardStage.VERIFY,
            {"kasus_tertutup": found.closed_handling, "verifikasi_oleh": actor.role.value},
            _CLOSED_ONLY,
        )
        _require_own(desk, actor, found)
        entry = Verification(
            case_id=found.id,
            role=actor.role.value,
            verifier=actor.name,
            verified_at=now,
            matches=matches,
            note=note.strip() or None,
        )
        if _is_typed_again(desk, found, entry, actor):
            complete = matches and _is_complete(desk, found)
            status = CaseStatus(found.status)
            return Verified(found.code, status, complete, returned=not matches, changed=False)
        uow.cases.add_verification(entry)
        seal = sealed(desk, entry)
        ask_for_decision(found, now)
        if not matches:
            _send_back(desk, found, actor, seal)
            return Verified(found.code, CaseStatus(found.status), complete=False, returned=True)
        complete = _is_complete(desk, found)
        if complete:
            settle(uow, f"{MISMATCH}:{found.code}", "data sudah sesuai", now)
        if complete and can_move(found, CaseEvent.VERIFY):
            move_case(uow, found, CaseEvent.VERIFY, actor, now, data=seal)
        else:
            note_case(uow, found, _IN_PART, actor, now, {"sesuai": True, **seal})
        return Verified(found.code, CaseStatus(found.status), complete, returned=False)


def _is_complete(desk: Desk, case: Case) -> bool:
    uow = desk.uow
    facts = process_facts(case, uow.cases.visits(case.id), uow.cases.verifications(case.id))
    wanted = "verifikasi_tertutup" if case.closed_handling else "verifikasi_desa"
    return facts[wanted] is True


def _is_typed_again(desk: Desk, case: Case, entry: Verification, actor: Actor) -> bool:
    known = desk.uow.cases.verifications(case.id)
    if not known:
        return False
    entered, recorded = ((one.verifier, one.matches, one.note) for one in (entry, known[-1]))
    return entered == recorded and just_done(desk.uow, CASE, case.code, _STEPS, actor, desk.now)


def _require_own(desk: Desk, actor: Actor, case: Case) -> None:
    if not CaseStatus(case.status).is_open:
        raise finished(case.code, CaseStatus(case.status))
    if actor.role in VILLAGE_VERIFIERS and not in_area(desk.uow, actor, case.village):
        raise NotPermitted(f"{case.code} bukan kasus desa {actor.name}")


def _send_back(desk: Desk, case: Case, actor: Actor, seal: Mapping[str, Any]) -> None:
    """Return the case to the TKSK; what was sent already goes on."""
    if can_move(case, CaseEvent.RETURN):
        move_case(desk.uow, case, CaseEvent.RETURN, actor, desk.now, data=seal)
    else:
        note_case(desk.uow, case, _NO_MATCH, actor, desk.now, seal)
    escalate(
        desk,
        f"{MISMATCH}:{case.code}",
        Level.TKSK,
        _MISMATCH,
        case,
        again=True,
    )
