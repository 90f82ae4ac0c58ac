"""Sending: a draft that nothing holds leaves for its partner.

With it come the partner's deadline, the follow-up dates, and a message that says only
what the partner needs to find the referral: for closed cases not even the service.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.case import CaseEvent, CaseStatus
from tksk_workflow.domain.guards import referral_facts
from tksk_workflow.domain.referral import BusinessStatus, Event, Status
from tksk_workflow.domain.rulepack import GuardAction, GuardStage
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.access import require_access
from tksk_workflow.services.actors import SYSTEM, Actor
from tksk_workflow.services.claiming import claim_referral
from tksk_workflow.services.counts import Counts
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, Refused
from tksk_workflow.services.lifecycle.isolation import Work, work_on_claimed
from tksk_workflow.services.lifecycle.moves import (
    ask_for_decision,
    move_case,
    move_referral,
    note_referral,
)
from tksk_workflow.services.lifecycle.partner_messages import NEW, key_of_new
from tksk_workflow.services.referrals.follow_up_days import plan_follow_ups
from tksk_workflow.services.routing.choosing import may_be_chosen
from tksk_workflow.services.routing.deciding import known_facts
from tksk_workflow.services.routing.holds import PARTNER_GONE, reason_for
from tksk_workflow.services.routing.needs import proposal_of
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

DAILY = (Urgency.P0, Urgency.P1, Urgency.P2, Urgency.P3)
"""Classes that leave as soon as they may; P4 waits for the cut-off of the data cycle."""

NEUTRAL_SERVICE = "layanan khusus"


@dataclass(frozen=True, slots=True)
class Sent:
    """The answer of `send_referral`.

    Attributes:
        answer_due_at: until when the partner answers.
        zone: by whose clocks: ``WIB``, ``WITA``, ``WIT``.
        changed: False when it was sent already.
    """

    referral: str
    partner: str
    answer_due_at: datetime
    zone: str
    changed: bool = True


def send_referral(app: Application, actor: Actor, referral: str | int, now: datetime) -> Sent:
    """Send one referral now.

    Raises:
        NotFound: there is no such referral.
        Refused: a guard holds it.
        Conflict: it is no draft, has no partner, or the step before it is not done.
        NotPermitted: the actor may not.
    """
    with transaction(app) as uow:
        draft, case = claim_referral(uow, referral)
        require_access(uow, actor, case)
        desk = Desk(app, uow, now)
        _require_sendable(desk, draft)
        hold = send_in(desk, draft, case, actor)
        if hold is not None:
            raise Refused(hold, reason_for(hold, desk.pack))
        assert draft.partner_code is not None
        assert draft.answer_due_at is not None
        zone = app.zone_name(case.village)
        return Sent(draft.code, draft.partner_code, draft.answer_due_at, zone)


def send_ready(
    app: Application, now: datetime, limit: int, urgencies: Collection[Urgency] = DAILY
) -> Counts:
    """Send a batch of what may leave, the most pressing first."""
    return work_on_claimed(
        app,
        now,
        limit,
        lambda uow, most, skipping: uow.due.ready_to_send(now, most, urgencies, skipping=skipping),
        on_each(app, now, _send),
    )


def _send(desk: Desk, draft: Referral, case: Case) -> str:
    hold = send_in(desk, draft, case, SYSTEM)
    return f"terkirim_{draft.urgency}" if hold is None else "ditahan_saat_kirim"


def on_each(
    app: Application, now: datetime, act: Callable[[Desk, Referral, Case], str]
) -> Work[Referral]:
    """Return the work of a sweep that does one thing about each referral whose case is free."""

    def work(uow: UnitOfWork, claimed: Sequence[Referral]) -> Counter[str]:
        desk = Desk(app, uow, now)
        return Counter(act(desk, referral, case) for referral, case in with_cases(desk, claimed))

    return work


def with_cases(desk: Desk, referrals: Iterable[Referral]) -> list[tuple[Referral, Case]]:
    """Pair referrals with their cases; those whose case somebody else works on are left out."""
    wanted = list(referrals)
    cases = desk.claim_cases(referral.case_id for referral in wanted)
    desk.read_findings(cases.values())
    return [(referral, cases[referral.case_id]) for referral in wanted if referral.case_id in cases]


def send_in(
    desk: Desk, draft: Referral, case: Case, actor: Actor, *, message: bool = True
) -> str | None:
    """Send a draft that is claimed together with its case; returns the guard that holds it.

    A draft that is held now is left as a draft, marked with the guard, and its case is
    decided anew.
    """
    hold = _held_at_sending(desk, draft, case)
    if hold is not None:
        draft.held_by = [*draft.held_by, hold]
        ask_for_decision(case, desk.now)
        note_referral(
            desk.uow,
            draft,
            "tahan",
            actor,
            desk.now,
            business=BusinessStatus.HELD,
            data={"penahan": [hold]},
        )
        return hold
    urgency = Urgency(draft.urgency)
    draft.sent_at = desk.now
    draft.answer_due_at = desk.answer_due(urgency, case.village)
    move_referral(
        desk.uow,
        draft,
        Event.SEND,
        actor,
        desk.now,
        business=BusinessStatus.SENT,
        data={"mitra": draft.partner_code, "jawab_sebelum": draft.answer_due_at},
    )
    plan_follow_ups(desk, draft, case)
    if message:
        tell_partner(desk, draft)
    _follow(desk, case)
    return None


def _require_sendable(desk: Desk, draft: Referral) -> None:
    if draft.status != Status.DRAFT.value:
        raise Conflict(f"{draft.code} sudah {Status(draft.status).label}")
    if draft.held_by:
        hold = str(draft.held_by[0])
        raise Refused(hold, f"{draft.code} tertahan: {reason_for(hold, desk.pack)}")
    if draft.partner_code is None:
        raise Conflict(f"{draft.code} belum punya mitra", "minta koordinator mencarikan mitra")
    if draft.after_id is not None:
        before = desk.uow.referrals.get(draft.after_id)
        if before.status != Status.COMPLETED.value:
            raise Conflict(
                f"{draft.code} menunggu tahap sebelumnya, {before.code}",
                "kirim setelah tahap itu selesai",
            )


def _held_at_sending(desk: Desk, draft: Referral, case: Case) -> str | None:
    partner = desk.partners.get(draft.partner_code or "")
    if partner is None or not partner.active or not may_be_chosen(desk, partner):
        return PARTNER_GONE
    if not desk.has_guards(GuardStage.SEND):
        return None
    facts = known_facts(desk, case)
    # The database forbids a second open referral of this kind, so this is the only one.
    facts["rujukan_serupa_terbuka"] = False
    facts.update(referral_facts(proposal_of(draft, desk.pack), facts, desk.pack))
    for verdict in desk.guards(GuardStage.SEND, facts):
        if verdict.guard.action in (GuardAction.HOLD, GuardAction.REFUSE):
            return verdict.guard.id
    return None


def tell_partner(desk: Desk, referral: Referral) -> None:
    """Put the message to the partner into the outbox: no identity, no type of problem."""
    assert referral.answer_due_at is not None
    service = (
        NEUTRAL_SERVICE
        if referral.closed_handling
        else desk.pack.services.get(referral.service, referral.service)
    )
    desk.uow.outbox.put(
        key_of_new(referral),
        NEW,
        f"mitra/{referral.partner_code}",
        {
            "rujukan": referral.code,
            "layanan": service,
            "urgensi": referral.urgency,
            "jawab_sebelum": referral.answer_due_at.isoformat(),
        },
        desk.now,
    )


def _follow(desk: Desk, case: Case) -> None:
    """A case of which something was sent is being followed."""
    if CaseStatus(case.status) not in (CaseStatus.ROUTED, CaseStatus.IN_FOLLOW_UP):
        move_case(desk.uow, case, CaseEvent.ROUTE, SYSTEM, desk.now)
    if case.status == CaseStatus.ROUTED.value:
        move_case(desk.uow, case, CaseEvent.FOLLOW_UP, SYSTEM, desk.now)
