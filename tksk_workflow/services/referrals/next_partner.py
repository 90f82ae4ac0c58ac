"""When a partner falls away: the next one, else the coordinator (PGR-12).

The new referral carries on where the old one ended: it names its predecessor, knows who
was tried, and leaves at once, because the client has waited long enough.
"""

from __future__ import annotations

from typing import Any

from tksk_workflow.domain.admission import obstacle
from tksk_workflow.domain.case import CaseEvent, CaseStatus
from tksk_workflow.domain.papers import papers_of
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.referral import Status
from tksk_workflow.domain.rulepack import GuardAction, GuardStage
from tksk_workflow.domain.selection import RECOMMENDATION
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.moves import CREATE, can_move, move_case, note_referral
from tksk_workflow.services.lifecycle.settling import NOBODY_LEFT, Level
from tksk_workflow.services.referrals.dispatch import send_in
from tksk_workflow.services.referrals.tiers import release_tiers, watch_open
from tksk_workflow.services.routing.choosing import may_be_chosen
from tksk_workflow.services.routing.deciding import known_facts
from tksk_workflow.services.routing.holds import (
    RECOMMENDATION_GUARD,
    business_of_draft,
    recommendation_due,
)
from tksk_workflow.services.routing.needs import needs_of, proposal_of
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.referrals import open_key
from tksk_workflow.store.unit_of_work import UnitOfWork

NEXT_PARTNER = "mitra_berikut"
TO_COORDINATOR = "eskalasi_koordinator"
NO_HELP = "semua rujukan berakhir tanpa bantuan; tentukan langkah berikutnya"
NO_OTHER_PARTNER = "mitra tidak dapat melayani dan tidak ada mitra pengganti"


def continues_with(desk: Desk, answer: str) -> frozenset[str]:
    """Ask the guards of the answer stage what follows from an answer (PGR-12)."""
    return frozenset(
        detail
        for verdict in desk.guards(GuardStage.ANSWER, {"balasan_mitra": answer})
        if verdict.guard.action is GuardAction.CONTINUE_WITH
        for detail in verdict.guard.details
    )


def find_next(desk: Desk, referral: Referral, case: Case) -> str | None:
    """Return the code of the next partner that can serve now, with room before full."""
    facts = known_facts(desk, case)
    proposal = proposal_of(referral, desk.pack)
    tried = {str(code) for code in referral.tried} | {str(referral.partner_code)}
    able = []
    for code in referral.fallbacks:
        partner = desk.partners.get(code)
        if partner is None or partner.type not in desk.pack.partner_types:
            continue
        kind = desk.pack.partner_types[partner.type]
        if obstacle(partner, kind, proposal, facts, case.village, desk.today, tried) is not None:
            continue
        key = open_key(case.person_id, code, referral.partner_type, referral.service)
        if not may_be_chosen(desk, partner) or desk.uow.referrals.by_open_key(key) is not None:
            continue
        if _has_room(desk, partner):
            return str(code)
        able.append(str(code))
    return able[0] if able else None


def _has_room(desk: Desk, partner: Partner) -> bool:
    """Say whether a partner can take one more; nobody knows of one without a capacity."""
    load = desk.loads.get(partner.code)
    return partner.capacity is None or load is None or load.open_referrals < partner.capacity


def go_on_with(desk: Desk, old: Referral, case: Case, code: str) -> Referral:
    """Open the referral to the next partner and send it; the old one has ended."""
    desk.uow.flush()
    remaining = [other for other in old.fallbacks if other != code]
    changes: dict[str, Any] = {
        "partner_code": code,
        "fallbacks": remaining,
        "tried": [*old.tried, old.partner_code],
        "held_by": _holds(desk, old, case, code),
    }
    new = follow_up_referral(desk, old, case, changes)
    if not new.held_by:
        send_in(desk, new, case, SYSTEM)
    return new


def follow_up_referral(desk: Desk, old: Referral, case: Case, changes: dict[str, Any]) -> Referral:
    """Open the referral that follows another one; whoever waited for that waits for this."""
    values: dict[str, Any] = {
        "decision_id": old.decision_id,
        "rule": old.rule,
        "rules": list(old.rules),
        "partner_type": old.partner_type,
        "service": old.service,
        "partner_code": old.partner_code,
        "fallbacks": list(old.fallbacks),
        "tried": list(old.tried),
        "selection": dict(old.selection),
        "urgency": old.urgency,
        "closed_handling": old.closed_handling,
        "forms": list(old.forms),
        "documents": list(old.documents),
        "held_by": [],
        "follow_up_days": list(old.follow_up_days),
        **changes,
    }
    urgency = Urgency(old.urgency)
    new = desk.uow.referrals.add(
        Referral(
            case_id=case.id,
            status=Status.DRAFT.value,
            business_status=business_of_draft(values["held_by"]).value,
            attempt=old.attempt + 1,
            previous_id=old.id,
            created_at=desk.now,
            send_due_at=desk.send_due(urgency, case.village),
            recommendation_due_at=recommendation_due(
                desk, values["held_by"], urgency, case.village
            ),
            open_key=open_key(
                case.person_id, values["partner_code"], old.partner_type, old.service
            ),
            **values,
        )
    )
    desk.take_place(values["partner_code"])
    desk.uow.flush()
    note_referral(
        desk.uow,
        new,
        CREATE,
        SYSTEM,
        desk.now,
        data={
            "ke": new.status,
            "keputusan": new.decision_id,
            "mitra": new.partner_code,
            "urgensi": new.urgency,
            "percobaan": new.attempt,
            "menggantikan": old.code,
        },
    )
    for waiting in desk.uow.referrals.following(old.id):
        waiting.after_id = new.id
    return new


def _holds(desk: Desk, old: Referral, case: Case, code: str) -> list[str]:
    """The recommendation that this partner wants, where the one before did not."""
    partner = desk.partners[code]
    has_it = RECOMMENDATION in (papers_of(known_facts(desk, case)) or ())
    kind = desk.pack.partner_types[partner.type]
    wanted = kind.needs_recommendation or partner.admission.needs_recommendation
    if wanted and not has_it and old.urgency != Urgency.P0.value:
        return [RECOMMENDATION_GUARD]
    return []


def serving_instead(uow: UnitOfWork, ended: Referral) -> Referral | None:
    """Return the open referral that serves a need of one that has ended, if any."""
    wanted = needs_of(ended)
    for other in uow.referrals.open_of_case(ended.case_id):
        if not wanted.isdisjoint(needs_of(other)):
            return other
    return None


def nobody_left(desk: Desk, old: Referral, case: Case) -> None:
    """Bring an ended referral without a successor before the coordinator.

    Later tiers no longer wait for it: the next decision lets them go.
    """
    escalate(
        desk,
        f"{NOBODY_LEFT}{old.code}",
        Level.COORDINATOR,
        NO_OTHER_PARTNER,
        case,
        referral=old,
    )
    release_tiers(desk, old, case)
    case.updated_at = desk.now
    queue_if_without_help(desk, case)
    watch_open(desk, case)


def queue_if_without_help(desk: Desk, case: Case) -> bool:
    """Give a case to the coordinator when everything ended and nothing has helped."""
    desk.uow.flush()
    referrals = desk.uow.referrals.of_case(case.id)
    if any(Status(found.status).is_open for found in referrals):
        return False
    if any(found.status == Status.COMPLETED.value for found in referrals):
        return False
    if case.status == CaseStatus.MANUAL.value or not can_move(case, CaseEvent.QUEUE_MANUALLY):
        return False
    move_case(desk.uow, case, CaseEvent.QUEUE_MANUALLY, SYSTEM, desk.now)
    escalate(
        desk,
        f"antrean_manual:{case.code}",
        Level.COORDINATOR,
        NO_HELP,
        case,
        again=True,
    )
    return True
