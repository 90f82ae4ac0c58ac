"""Where a case stands after a decision, and who has to look at it then."""

from __future__ import annotations

from tksk_workflow.domain.case import CaseEvent, CaseStatus
from tksk_workflow.domain.decision import Decision
from tksk_workflow.domain.holding import ENGINE_DISAGREES
from tksk_workflow.domain.referral import Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.domain.waiting import own_rule_is_open
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.moves import can_move, move_case
from tksk_workflow.services.lifecycle.settling import Level, settle
from tksk_workflow.services.routing.opening import Opened
from tksk_workflow.store.models import Case

_NO_RULE = "tidak ada aturan yang cocok; tentukan rujukannya bersama TKSK"
_ENGINES_DISAGREE = "dua mesin aturan memberi jawaban berbeda; jangan kirim sebelum diperiksa"


def waits_for_answer(desk: Desk, decision: Decision) -> bool:
    """Say whether a rule for the person's own type still hangs on an answer."""
    return own_rule_is_open(((one.rule, one.outcome) for one in decision.trace), desk.pack)


def move_to_where_it_stands(desk: Desk, case: Case, decision: Decision, opened: Opened) -> None:
    """Move the case to where the decision puts it; what no rule fits goes to the coordinator.

    Not so when a rule for the person's own type still hangs on an answer (not asked is not
    "no": the case waits for a visit), nor when help has arrived and no more is needed.
    """
    current = opened.current
    urgencies = [Urgency(found.urgency) for found in current]
    most = min(urgencies, key=lambda found: found.rank, default=decision.urgency)
    case.urgency = None if most is None else most.value
    matter = f"antrean_manual:{case.code}"
    sent = any(found.status != Status.DRAFT.value for found in current)
    disagree = any(hold.rule == ENGINE_DISAGREES for hold in decision.holds)
    asking = waits_for_answer(desk, decision)
    nothing_fits = not (decision.referrals or sent or asking or opened.helped)
    if disagree or nothing_fits:
        if case.status != CaseStatus.MANUAL.value:
            move_case(desk.uow, case, CaseEvent.QUEUE_MANUALLY, SYSTEM, desk.now)
        reason = _ENGINES_DISAGREE if disagree else _NO_RULE
        escalate(desk, matter, Level.COORDINATOR, reason, case, again=True)
        return
    was_manual = case.status == CaseStatus.MANUAL.value
    ready = sent or any(not found.held_by and found.partner_code for found in current)
    routed = (CaseStatus.ROUTED.value, CaseStatus.IN_FOLLOW_UP.value)
    if ready and case.status not in routed and can_move(case, CaseEvent.ROUTE):
        move_case(desk.uow, case, CaseEvent.ROUTE, SYSTEM, desk.now)
    if sent and case.status == CaseStatus.ROUTED.value:
        move_case(desk.uow, case, CaseEvent.FOLLOW_UP, SYSTEM, desk.now)
    if current and was_manual:
        settle(desk.uow, matter, "sudah ada rujukan menurut aturan", desk.now)
