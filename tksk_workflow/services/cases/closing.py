"""How cases end: with proof and outcome, or with a reason.

A case closes when nothing is open any more, the right person has the help, and somebody
has said how the person fares (PGR-14, Pasal 7 ayat (3)). Whoever fares no better stays
under watch while follow-ups are planned (scenario 41); the coordinator may still close.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.case import CaseEvent, CaseStatus, case_transition
from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.referral import (
    BusinessStatus,
    Event,
    FunctioningOutcome,
    Role,
    Status,
)
from tksk_workflow.domain.rulepack import GuardAction, GuardStage
from tksk_workflow.services.access import require_access
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.one_at_a_time import require_no_open_case
from tksk_workflow.services.cases.whose import bring_up_to_date
from tksk_workflow.services.claiming import claim_case_with_queues
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import (
    Conflict,
    InputProblem,
    NotPermitted,
    Refused,
    require_reason,
)
from tksk_workflow.services.lifecycle.last_step import just_done
from tksk_workflow.services.lifecycle.moves import (
    CASE,
    ask_for_decision,
    move_case,
    move_referral,
    note_case,
)
from tksk_workflow.services.lifecycle.settling import settle_all
from tksk_workflow.services.referrals.follow_up_days import watch_again
from tksk_workflow.services.routing.deciding import decide_in
from tksk_workflow.services.routing.needs import REOPENED, has_helped, mark_now
from tksk_workflow.services.transaction import transaction
from tksk_workflow.services.what_next import finished
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_OUTCOME_ROLES = (Role.TKSK, Role.COORDINATOR)
_PROOF_FIRST = "catat bukti penerimaan setiap bantuan dan isi keberfungsian sosial"
_OUTCOME = "isi_keberfungsian"
_CASE_ENDED = "kasusnya dibatalkan"
_STILL_OPEN = "masih terbuka"
_ASKS_FOR_MORE = "keterangan yang baru meminta rujukan lagi"
_DECIDE_FIRST = "putuskan dengan 'tksk case decide', lalu selesaikan rujukannya"


@dataclass(frozen=True, slots=True)
class CaseEnded:
    """Where the case stands after one of the functions here.

    Attributes:
        changed: False when it stood there already.
    """

    case: str
    status: CaseStatus
    changed: bool = True


def record_outcome(
    app: Application,
    actor: Actor,
    case: str | int,
    functioning: FunctioningOutcome,
    note: str,
    now: datetime,
) -> CaseEnded:
    """Take down whether social functioning changed (S11).

    When it did not get better and help has arrived, one more follow-up is planned. The same
    entry by the same person within ten minutes, with nothing in between, stays one.

    Raises:
        NotFound, NotPermitted, Refused: as everywhere.
        Conflict: the case is finished.
    """
    if actor.role not in _OUTCOME_ROLES:
        raise NotPermitted(f"peran '{actor.role.value}' tidak mengisi keberfungsian sosial")
    with transaction(app) as uow:
        found = uow.cases.claim(case)
        require_access(uow, actor, found)
        if not CaseStatus(found.status).is_open:
            raise finished(found.code, CaseStatus(found.status))
        entered = (functioning.value, note.strip() or None)
        if entered == (found.functioning, found.functioning_note) and just_done(
            uow, CASE, found.code, (_OUTCOME,), actor, now
        ):
            return CaseEnded(found.code, CaseStatus(found.status), changed=False)
        found.functioning, found.functioning_note = entered
        found.updated_at = now
        note_case(uow, found, _OUTCOME, actor, now, {"hasil": functioning.value})
        if functioning is not FunctioningOutcome.BETTER:
            helped = _completed(uow, found)
            if helped and not _watched(uow, helped):
                watch_again(Desk(app, uow, now), helped[-1], found)
        return CaseEnded(found.code, CaseStatus(found.status))


def close_case(app: Application, actor: Actor, case: str | int, now: datetime) -> CaseEnded:
    """Close a case. Whatever stands in the way is listed, all of it.

    What is new about it is decided with it, so that nothing ends undecided. After a case was
    opened again only help that arrived since then counts.

    Raises:
        Refused: proof of receipt or outcome are missing (PGR-14).
        Conflict: referrals are open, what is new asks for another one, or the person fares
            no better and is under watch.
        NotFound, NotPermitted: as everywhere.
    """
    with transaction(app) as uow:
        found = uow.cases.claim(case)
        require_access(uow, actor, found)
        case_transition(CaseStatus(found.status), CaseEvent.CLOSE, actor.role)
        desk = Desk(app, uow, now)
        if found.needs_decision and decide_in(desk, found, actor).opened.created:
            raise Conflict(f"{found.code} belum dapat ditutup: {_ASKS_FOR_MORE}", _DECIDE_FIRST)
        helped = _completed(uow, found)
        ids = {done.id for done in helped}
        receipts = uow.referrals.receipts_of_case(found.id)
        right = {one.referral_id for one in receipts if one.right_person} & ids
        going_on = _going_on(uow, found, helped, actor)
        facts: dict[str, Value] = {
            "bukti_penerimaan": bool(right),
            "penerima_tepat": bool(helped) and all(done.id in right for done in helped),
            "keberfungsian_terisi": found.functioning is not None,
            "kasus_tertutup": found.closed_handling,
        }
        for verdict in desk.guards(GuardStage.CLOSE, facts):
            if verdict.guard.action in (GuardAction.REFUSE, GuardAction.HOLD):
                codes = ", ".join(one.field for one in going_on if one.message == _STILL_OPEN)
                hint = f"{_PROOF_FIRST}; rujukan terbuka: {codes}" if codes else _PROOF_FIRST
                problems = [*_lacking(found, helped, right), *going_on]
                raise Refused(verdict.guard.id, verdict.guard.reason, hint, problems)
        if going_on:
            first = going_on[0]
            text = f"{found.code} belum dapat ditutup: {first.field} {first.message}"
            raise Conflict(text, first.hint, going_on)
        move_case(uow, found, CaseEvent.CLOSE, actor, now)
        # What stands there is why it was opened again; proof and outcome are reason enough.
        found.finish_reason = None
        settle_all(uow, found, "kasus ditutup", now)
        return CaseEnded(found.code, CaseStatus(found.status))


def _lacking(case: Case, helped: list[Referral], right: set[int]) -> list[InputProblem]:
    """List what PGR-14 asks for and is not there."""
    found = [
        InputProblem(done.code, "belum ada bukti penerimaan oleh orang yang tepat", _PROOF_FIRST)
        for done in helped
        if done.id not in right
    ]
    if not helped:
        found.append(InputProblem("bantuan", "belum ada yang diterima klien", _PROOF_FIRST))
    if case.functioning is None:
        hint = f"isi dengan 'tksk case outcome {case.code}'"
        found.append(InputProblem("keberfungsian sosial", "belum diisi", hint))
    return found


def _going_on(
    uow: UnitOfWork, case: Case, helped: list[Referral], actor: Actor
) -> list[InputProblem]:
    """List what is still going on: open referrals, and watch over whoever fares no better."""
    found = [
        InputProblem(referral.code, _STILL_OPEN, "selesaikan, cabut, atau gagalkan dengan alasan")
        for referral in uow.referrals.open_of_case(case.id)
    ]
    not_better = case.functioning not in (None, FunctioningOutcome.BETTER.value)
    if not_better and actor.role is not Role.COORDINATOR and _watched(uow, helped):
        hint = "tutup setelah tindak lanjut terakhir, atau minta koordinator menutup"
        text = "belum membaik, jadi klien tetap dipantau"
        found.append(InputProblem("keberfungsian sosial", text, hint))
    return found


def reopen_case(
    app: Application, actor: Actor, case: str | int, reason: str, now: datetime
) -> CaseEnded:
    """Open a closed case again for whoever has its kecamatan now; its needs are decided afresh.

    Raises:
        InvalidInput: the reason is missing.
        Conflict: the person has another case that is open, or this one is not closed.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    require_reason(reason)
    with transaction(app) as uow:
        uow.workers.hold_register()
        found = uow.cases.claim(case)
        require_access(uow, actor, found)
        case_transition(CaseStatus(found.status), CaseEvent.REOPEN, actor.role)
        desk = Desk(app, uow, now)
        require_no_open_case(desk, found.person_id)
        bring_up_to_date(desk, actor, found)
        move_case(uow, found, CaseEvent.REOPEN, actor, now, reason=reason.strip())
        mark_now(found, REOPENED, now)
        found.functioning = None
        found.functioning_note = None
        ask_for_decision(found, now)
        return CaseEnded(found.code, CaseStatus(found.status))


def cancel_case(
    app: Application, actor: Actor, case: str | int, reason: str, now: datetime
) -> CaseEnded:
    """Give a case up, with a reason: drafts are voided, what was sent is withdrawn.

    Raises:
        InvalidInput: the reason is missing.
        NotFound, NotPermitted, Refused, Conflict: as everywhere.
    """
    require_reason(reason)
    with transaction(app) as uow:
        found = claim_case_with_queues(uow, case)
        require_access(uow, actor, found)
        move_case(uow, found, CaseEvent.CANCEL, actor, now, reason=reason.strip())
        end_referrals(uow, found, actor, now, _CASE_ENDED)
        settle_all(uow, found, _CASE_ENDED, now)
        return CaseEnded(found.code, CaseStatus(found.status))


def end_referrals(uow: UnitOfWork, case: Case, actor: Actor, now: datetime, reason: str) -> None:
    """End everything that is open about a case."""
    for referral in uow.referrals.open_of_case(case.id):
        draft = referral.status == Status.DRAFT.value
        move_referral(
            uow,
            referral,
            Event.VOID if draft else Event.WITHDRAW,
            actor,
            now,
            business=BusinessStatus.WITHDRAWN,
            reason=reason,
        )


def _completed(uow: UnitOfWork, case: Case) -> list[Referral]:
    return [one for one in uow.referrals.of_case(case.id) if has_helped(one, case)]


def _watched(uow: UnitOfWork, helped: list[Referral]) -> bool:
    """Say whether a follow-up of help that arrived is still to come."""
    return any(uow.follow_ups.next_of(referral.id) is not None for referral in helped)
