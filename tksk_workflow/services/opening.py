"""From needs to referrals: each with its partner, none twice.

What is open already is kept: a draft is refreshed, what was sent stays. Needs that end up
at the same partner for the same service become one referral. Drafts that nobody asks for
any more are taken back by the system. Nothing is opened twice (PGR-10).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.decision import Decision
from tksk_workflow.domain.referral import BusinessStatus, Event, Status
from tksk_workflow.domain.selection import Candidate
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.choosing import Choice, choose
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.escalation import Level, escalate, settle
from tksk_workflow.services.holds import business_of_draft, holds_of_draft
from tksk_workflow.services.moves import CREATE, move_referral, note_referral
from tksk_workflow.services.needs import (
    ALTERNATIVES,
    NEEDS,
    Need,
    is_settled,
    merge_needs,
    merged,
    needs_of,
    partners_tried,
    reopened_at,
    union,
)
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.referrals import open_key

_NOT_ASKED_ANY_MORE = "keputusan terbaru tidak lagi meminta rujukan ini"
_NO_PARTNER = "belum ada mitra yang dapat melayani; cari mitra atau ubah direktori"


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of the referrals of a case, by code.

    Attributes:
        doubled: needs for which the person has an open referral in another case.
    """

    created: tuple[str, ...] = ()
    refreshed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    voided: tuple[str, ...] = ()
    doubled: int = 0
    without_partner: int = 0


@dataclass(slots=True)
class _Plan:
    """One referral to be, for a need or for several that end up at one partner."""

    needs: list[Need]
    choice: Choice
    tried: tuple[str, ...]
    draft: Referral | None
    previous: Referral | None
    key: str
    referral: Referral | None = field(default=None)

    @property
    def candidate(self) -> Candidate | None:
        return self.choice.candidate

    def need(self) -> Need:
        return merge_needs(sorted(self.needs, key=lambda need: need.lead.urgency.rank))


def open_referrals(
    desk: Desk, case: Case, decision: Decision, decision_id: int, facts: Facts
) -> Opened:
    """Bring the referrals of a case in line with a decision.

    Args:
        desk: rules, directory and loads of the transaction.
        case: claimed by this transaction, its person locked.
        decision: the answer of the rules.
        decision_id: its record.
        facts: what partners are chosen by; computed facts included.
    """
    return _Opening(desk, case, decision_id, facts).run(merged(decision.referrals))


class _Opening:
    def __init__(self, desk: Desk, case: Case, decision_id: int, facts: Facts) -> None:
        self._desk = desk
        self._uow = desk.uow
        self._case = case
        self._decision_id = decision_id
        self._facts = facts
        self._history = list(self._uow.referrals.of_case(case.id))
        self._since = reopened_at(case)
        self._released: set[int] = set()
        self._plans: dict[str, _Plan] = {}
        self._kept: list[Referral] = []
        self._taken_keys: frozenset[str] | None = None
        self._doubled = 0

    def run(self, needs: Sequence[Need]) -> Opened:
        for need in needs:
            self._place(need)
        drafts_in_use = {id(plan.draft) for plan in self._plans.values() if plan.draft}
        voided = self._void(drafts_in_use)
        refreshed, created = self._write()
        self._set_tiers()
        return Opened(
            created=tuple(referral.code for referral in created),
            refreshed=tuple(referral.code for referral in refreshed),
            kept=tuple(referral.code for referral in self._kept),
            voided=tuple(referral.code for referral in voided),
            doubled=self._doubled,
            without_partner=sum(plan.candidate is None for plan in self._plans.values()),
        )

    # ------------------------------------------------------------------ each need its place

    def _place(self, need: Need) -> None:
        past = [referral for referral in self._history if need.key in needs_of(referral)]
        if any(is_settled(referral, self._since) for referral in past):
            return
        current = next((found for found in past if Status(found.status).is_open), None)
        if current is not None and current.status != Status.DRAFT.value:
            self._keep(current, need)
            return
        tried = partners_tried(past)
        if current is not None:
            self._release(current)
        choice = choose(self._desk, need.lead, self._facts, self._case.village, tried)
        code = choice.code
        key = open_key(self._case.person_id, code, need.lead.partner_type, need.lead.service)
        sent = next((found for found in self._sent() if found.open_key == key), None)
        if sent is not None:
            self._keep(sent, need)
            return
        if key in self._keys_of_other_cases():
            self._doubled += 1
            return
        previous = past[-1] if past and current is None else None
        plan = self._plans.get(key)
        if plan is None:
            self._plans[key] = _Plan([need], choice, tried, current, previous, key)
            self._desk.take_place(code)
        else:
            plan.needs.append(need)
            plan.tried = union((plan.tried, tried))
            plan.draft = plan.draft or current
            plan.previous = plan.previous or previous

    def _release(self, draft: Referral) -> None:
        """Count a draft out of its partner's load, once; the plan counts it in again."""
        if draft.id not in self._released:
            self._released.add(draft.id)
            self._desk.take_place(draft.partner_code, -1)

    def _sent(self) -> Iterable[Referral]:
        return (
            found
            for found in self._history
            if Status(found.status).is_open and found.status != Status.DRAFT.value
        )

    def _keep(self, referral: Referral, need: Need) -> None:
        """Leave what was sent alone, unless the matter has become more pressing."""
        if referral not in self._kept:
            self._kept.append(referral)
        if need.lead.urgency.rank < Urgency(referral.urgency).rank:
            self._hurry(referral, need.lead.urgency)

    def _hurry(self, referral: Referral, urgency: Urgency) -> None:
        before, referral.urgency = referral.urgency, urgency.value
        if referral.status == Status.REQUESTED.value and referral.answer_due_at is not None:
            referral.answer_due_at = min(referral.answer_due_at, self._desk.answer_due(urgency))
        payload = {"rujukan": referral.code, "urgensi": urgency.value}
        self._uow.outbox.put(
            f"urgensi:{referral.code}:{self._decision_id}",
            "urgensi_naik",
            f"mitra/{referral.partner_code}",
            payload,
            self._desk.now,
        )
        note_referral(
            self._uow,
            referral,
            "urgensi_naik",
            SYSTEM,
            self._desk.now,
            data={"dari_urgensi": before, "ke_urgensi": urgency.value},
        )

    def _keys_of_other_cases(self) -> frozenset[str]:
        if self._taken_keys is None:
            self._taken_keys = frozenset(
                found.open_key
                for found in self._uow.referrals.open_for(self._case.person_id)
                if found.case_id != self._case.id and found.open_key
            )
        return self._taken_keys

    # ------------------------------------------------------------------ into the database

    def _void(self, in_use: set[int]) -> list[Referral]:
        """Take back drafts that no need uses; their places are free before others come."""
        voided = [
            referral
            for referral in self._history
            if referral.status == Status.DRAFT.value and id(referral) not in in_use
        ]
        for referral in voided:
            self._release(referral)
            move_referral(
                self._uow,
                referral,
                Event.VOID,
                SYSTEM,
                self._desk.now,
                business=BusinessStatus.WITHDRAWN,
                reason=_NOT_ASKED_ANY_MORE,
            )
            settle(self._uow, _no_partner_key(referral), _NOT_ASKED_ANY_MORE, self._desk.now)
        moving = [p for p in self._plans.values() if p.draft and p.draft.open_key != p.key]
        for plan in moving:
            if plan.draft is not None:
                plan.draft.open_key = None
        if voided or moving:
            self._uow.flush()
        return voided

    def _write(self) -> tuple[list[Referral], list[Referral]]:
        refreshed, created = [], []
        for plan in self._plans.values():
            if plan.draft is not None:
                self._refresh(plan, plan.draft)
                refreshed.append(plan.draft)
            else:
                created.append(self._create(plan))
        self._uow.flush()
        for plan in self._plans.values():
            assert plan.referral is not None
            if plan.draft is None:
                self._note_created(plan.referral)
            self._report_partner(plan, plan.referral)
        return refreshed, created

    def _create(self, plan: _Plan) -> Referral:
        values = self._values(plan, None)
        urgency = Urgency(values["urgency"])
        referral = Referral(
            case_id=self._case.id,
            status=Status.DRAFT.value,
            attempt=1 if plan.previous is None else plan.previous.attempt + 1,
            previous_id=None if plan.previous is None else plan.previous.id,
            created_at=self._desk.now,
            send_due_at=self._desk.send_due(urgency),
            **values,
        )
        plan.referral = self._uow.referrals.add(referral)
        return referral

    def _refresh(self, plan: _Plan, draft: Referral) -> None:
        values = self._values(plan, draft)
        before = {"mitra": draft.partner_code, "urgensi": draft.urgency, "penahan": draft.held_by}
        if values["urgency"] != draft.urgency:
            draft.send_due_at = self._desk.send_due(Urgency(values["urgency"]))
        for name, value in values.items():
            if getattr(draft, name) != value:
                setattr(draft, name, value)
        plan.referral = draft
        after = {"mitra": draft.partner_code, "urgensi": draft.urgency, "penahan": draft.held_by}
        if after != before:
            note_referral(
                self._uow,
                draft,
                "perbarui",
                SYSTEM,
                self._desk.now,
                data={"keputusan": self._decision_id, **after},
            )

    def _values(self, plan: _Plan, draft: Referral | None) -> dict[str, Any]:
        """The columns that follow from the decision and the choice of a partner."""
        need = plan.need()
        lead = need.lead
        holds = holds_of_draft(lead, plan.candidate, draft or plan.previous, self._facts)
        return {
            "decision_id": self._decision_id,
            "rule": lead.rule,
            "rules": list(need.rules),
            "partner_type": lead.partner_type,
            "service": lead.service,
            "partner_code": plan.choice.code,
            "fallbacks": list(plan.choice.fallbacks),
            "tried": list(plan.tried),
            "selection": {
                **plan.choice.selection.as_data(),
                NEEDS: sorted(found.key for found in plan.needs),
                ALTERNATIVES: list(lead.alternatives),
                **holds.remembered,
            },
            "urgency": lead.urgency.value,
            "closed_handling": lead.closed or self._case.closed_handling,
            "forms": [form.value for form in lead.forms],
            "documents": list(lead.documents),
            "held_by": list(holds.held_by),
            "business_status": business_of_draft(holds.held_by).value,
            "follow_up_days": list(lead.follow_up_days),
            "open_key": plan.key,
        }

    def _note_created(self, referral: Referral) -> None:
        note_referral(
            self._uow,
            referral,
            CREATE,
            SYSTEM,
            self._desk.now,
            data={
                "ke": referral.status,
                "keputusan": self._decision_id,
                "mitra": referral.partner_code,
                "urgensi": referral.urgency,
                "percobaan": referral.attempt,
                "penahan": list(referral.held_by),
            },
        )

    def _report_partner(self, plan: _Plan, referral: Referral) -> None:
        key = _no_partner_key(referral)
        if plan.candidate is None:
            escalate(
                self._uow,
                key,
                Level.COORDINATOR,
                _NO_PARTNER,
                self._case,
                self._desk.now,
                referral=referral,
                again=True,
            )
        elif plan.draft is not None:
            settle(self._uow, key, "mitra sudah ditemukan", self._desk.now)

    # ------------------------------------------------------------------ tiers

    def _set_tiers(self) -> None:
        """Let a later tier wait for the one before it, while that one is still open.

        A step that is done, was given up or has no partner keeps nobody waiting.
        """
        for plan in self._plans.values():
            referral, need = plan.referral, plan.need()
            assert referral is not None
            before = self._step_before(need)
            after_id = None if before is None or before is referral else before.id
            if referral.after_id != after_id:
                referral.after_id = after_id
            if after_id is not None and not referral.held_by:
                referral.business_status = BusinessStatus.AWAITING_TIER.value

    def _step_before(self, need: Need) -> Referral | None:
        if need.lead.after is None:
            return None
        candidates = [
            *(plan.referral for plan in self._plans.values()),
            *self._kept,
        ]
        for found in candidates:
            if found is not None and found.partner_code is not None:
                same_rule = need.lead.rule in found.rules
                wanted = any(key.split(":", 1)[0] == need.lead.after for key in needs_of(found))
                if same_rule and wanted:
                    return found
        return None


def _no_partner_key(referral: Referral) -> str:
    return f"tanpa_mitra:{referral.code}"
