"""Planning referrals: every need finds its place, nothing is written yet but urgency.

A need that was met, or that somebody decided against, is left alone. One that a partner
already works on stays there. The others get a partner; those that end up at the same
partner for the same service share a plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.referral import Status
from tksk_workflow.domain.selection import Candidate
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.moves import note_referral
from tksk_workflow.services.lifecycle.partner_messages import MORE_URGENT, key_of_urgency
from tksk_workflow.services.routing.choosing import Choice, choose
from tksk_workflow.services.routing.needs import (
    Need,
    is_settled,
    merge_needs,
    needs_of,
    partners_tried,
    union,
)
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.referrals import open_key


@dataclass(slots=True)
class Plan:
    """One referral to be, for a need or for several that end up at one partner.

    Attributes:
        tried: partners that let one of the needs down.
        draft: the draft that is there already, to be refreshed.
        previous: the ended referral that this one follows.
        key: what makes a second one a double (PGR-10).
        referral: what became of the plan, once it is written.
        had_no_partner: the draft was waiting for one.
    """

    needs: list[Need]
    choice: Choice
    tried: tuple[str, ...]
    draft: Referral | None
    previous: Referral | None
    key: str
    referral: Referral | None = field(default=None)
    had_no_partner: bool = False

    @property
    def candidate(self) -> Candidate | None:
        """The partner that is chosen, with what was weighed; None when nobody can serve."""
        return self.choice.candidate

    def need(self) -> Need:
        """The needs as one, the most pressing first."""
        return merge_needs(sorted(self.needs, key=lambda need: need.lead.urgency.rank))


class Planner:
    """Plans the referrals of one case.

    Attributes:
        history: all referrals of the case so far.
        plans: by key, in the order of the needs.
        kept: sent referrals that serve a need.
        doubled: needs for which the person has an open referral in another case.
    """

    def __init__(self, desk: Desk, case: Case, decision_id: int, facts: Facts) -> None:
        self._desk = desk
        self._case = case
        self._decision_id = decision_id
        self._facts = facts
        self._released: set[int] = set()
        self.history = desk.history_of(case)
        self.plans: dict[str, Plan] = {}
        self.kept: list[Referral] = []
        self.doubled = 0

    def place(self, need: Need) -> None:
        """Find the place of a need."""
        past = [referral for referral in self.history if need.key in needs_of(referral)]
        if any(is_settled(referral, self._case) for referral in past):
            return
        current = next((found for found in past if Status(found.status).is_open), None)
        if current is not None and current.status != Status.DRAFT.value:
            self._keep(current, need)
            return
        tried = partners_tried(past)
        if current is not None:
            self.release(current)
        choice = choose(self._desk, need.lead, self._facts, self._case.village, tried)
        code = choice.code
        key = open_key(self._case.person_id, code, need.lead.partner_type, need.lead.service)
        sent = next((found for found in self._sent() if found.open_key == key), None)
        if sent is not None:
            self._keep(sent, need)
            return
        if key in self._desk.keys_of_other_cases(self._case):
            self.doubled += 1
            return
        previous = past[-1] if past and current is None else None
        plan = self.plans.get(key)
        if plan is None:
            self.plans[key] = Plan([need], choice, tried, current, previous, key)
            self._desk.take_place(code)
            self._desk.note_open_key(self._case, key)
        else:
            plan.needs.append(need)
            plan.tried = union((plan.tried, tried))
            plan.draft = plan.draft or current
            plan.previous = plan.previous or previous

    def release(self, draft: Referral) -> None:
        """Count a draft out of its partner's load, once; the plan counts it in again."""
        if draft.id not in self._released:
            self._released.add(draft.id)
            self._desk.take_place(draft.partner_code, -1)

    def _sent(self) -> Iterable[Referral]:
        return (
            found
            for found in self.history
            if Status(found.status).is_open and found.status != Status.DRAFT.value
        )

    def _keep(self, referral: Referral, need: Need) -> None:
        """Leave what was sent alone, unless the matter has become more pressing."""
        if referral not in self.kept:
            self.kept.append(referral)
        if need.lead.urgency.rank < Urgency(referral.urgency).rank:
            self._hurry(referral, need.lead.urgency)

    def _hurry(self, referral: Referral, urgency: Urgency) -> None:
        before, referral.urgency = referral.urgency, urgency.value
        if referral.status == Status.REQUESTED.value and referral.answer_due_at is not None:
            due = self._desk.answer_due(urgency, self._case.village)
            referral.answer_due_at = min(referral.answer_due_at, due)
        payload = {"rujukan": referral.code, "urgensi": urgency.value}
        self._desk.uow.outbox.put(
            key_of_urgency(referral, urgency),
            MORE_URGENT,
            f"mitra/{referral.partner_code}",
            payload,
            self._desk.now,
        )
        note_referral(
            self._desk.uow,
            referral,
            "urgensi_naik",
            SYSTEM,
            self._desk.now,
            data={"dari_urgensi": before, "ke_urgensi": urgency.value},
        )
