"""From needs to referrals: each with its partner, none twice.

What is open already is kept: a draft is refreshed, what was sent stays. Needs that end up
at the same partner for the same service become one referral. Drafts that nobody asks for
any more are taken back by the system. Nothing is opened twice (PGR-10).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.decision import Decision
from tksk_workflow.domain.referral import BusinessStatus, Event, Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.moves import CREATE, move_referral, note_referral
from tksk_workflow.services.lifecycle.settling import (
    NOBODY_LEFT,
    PAPERS,
    RECOMMENDATION,
    Level,
    settle,
)
from tksk_workflow.services.routing.holds import (
    PAPERS_RETURNED,
    RECOMMENDATION_GUARD,
    business_of_draft,
    holds_of_draft,
    recommendation_due,
)
from tksk_workflow.services.routing.needs import (
    ALTERNATIVES,
    NEEDS,
    Need,
    has_helped,
    merged,
    needs_of,
)
from tksk_workflow.services.routing.planning import Plan, Planner
from tksk_workflow.store.models import Case, Referral

_NOT_ASKED_ANY_MORE = "keputusan terbaru tidak lagi meminta rujukan ini"
_FOUND = "mitra sudah ditemukan"
_LET_GO = "yang ditunggu sudah ada"
_NO_PARTNER = "belum ada mitra yang dapat melayani; cari mitra atau ubah direktori"
# The draft may go on waiting for an earlier tier; nobody waits for these any more.
_MATTER_OF_HOLD = {PAPERS_RETURNED: PAPERS, RECOMMENDATION_GUARD: RECOMMENDATION}


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of the referrals of a case, by code.

    Attributes:
        doubled: needs for which the person has an open referral in another case.
        helped: help has arrived since the case was (re-)opened.
        current: the open referrals themselves, for the rest of the transaction.
    """

    created: tuple[str, ...] = ()
    refreshed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    voided: tuple[str, ...] = ()
    doubled: int = 0
    helped: bool = False
    without_partner: int = 0
    current: tuple[Referral, ...] = field(default=(), repr=False, compare=False)


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
    """Writes what the planner has planned."""

    def __init__(self, desk: Desk, case: Case, decision_id: int, facts: Facts) -> None:
        self._desk = desk
        self._uow = desk.uow
        self._case = case
        self._decision_id = decision_id
        self._facts = facts
        self._planner = Planner(desk, case, decision_id, facts)

    def run(self, needs: Sequence[Need]) -> Opened:
        for need in needs:
            self._planner.place(need)
        voided = self._void()
        refreshed, created = self._write()
        self._set_tiers()
        planner = self._planner
        return Opened(
            created=tuple(referral.code for referral in created),
            refreshed=tuple(referral.code for referral in refreshed),
            kept=tuple(referral.code for referral in planner.kept),
            voided=tuple(referral.code for referral in voided),
            doubled=planner.doubled,
            helped=any(has_helped(referral, self._case) for referral in planner.history),
            without_partner=sum(plan.candidate is None for plan in self._plans),
            current=tuple(
                found for found in (*planner.history, *created) if Status(found.status).is_open
            ),
        )

    @property
    def _plans(self) -> list[Plan]:
        return list(self._planner.plans.values())

    # ------------------------------------------------------------------ into the database

    def _void(self) -> list[Referral]:
        """Take back drafts that no need uses; their places are free before others come."""
        in_use = {id(plan.draft) for plan in self._plans if plan.draft}
        voided = [
            referral
            for referral in self._planner.history
            if referral.status == Status.DRAFT.value and id(referral) not in in_use
        ]
        for referral in voided:
            self._planner.release(referral)
            move_referral(
                self._uow,
                referral,
                Event.VOID,
                SYSTEM,
                self._desk.now,
                business=BusinessStatus.WITHDRAWN,
                reason=_NOT_ASKED_ANY_MORE,
            )
            if referral.partner_code is None:
                settle(self._uow, _no_partner_key(referral), _NOT_ASKED_ANY_MORE, self._desk.now)
        moving = [p for p in self._plans if p.draft and p.draft.open_key != p.key]
        for plan in moving:
            if plan.draft is not None:
                plan.draft.open_key = None
        if voided or moving:
            self._uow.flush()
        return voided

    def _write(self) -> tuple[list[Referral], list[Referral]]:
        refreshed, created = [], []
        for plan in self._plans:
            if plan.draft is not None:
                plan.had_no_partner = plan.draft.partner_code is None
                self._refresh(plan, plan.draft)
                refreshed.append(plan.draft)
            else:
                created.append(self._create(plan))
        self._uow.flush()
        for plan in self._plans:
            assert plan.referral is not None
            if plan.draft is None:
                self._note_created(plan.referral)
            self._report_partner(plan, plan.referral)
        return refreshed, created

    def _create(self, plan: Plan) -> Referral:
        values = self._values(plan, None)
        urgency = Urgency(values["urgency"])
        referral = Referral(
            case_id=self._case.id,
            status=Status.DRAFT.value,
            attempt=1 if plan.previous is None else plan.previous.attempt + 1,
            previous_id=None if plan.previous is None else plan.previous.id,
            created_at=self._desk.now,
            send_due_at=self._desk.send_due(urgency, self._case.village),
            **values,
        )
        plan.referral = self._uow.referrals.add(referral)
        return referral

    def _refresh(self, plan: Plan, draft: Referral) -> None:
        values = self._values(plan, draft)
        held_before = list(draft.held_by)
        before = {"mitra": draft.partner_code, "urgensi": draft.urgency, "penahan": draft.held_by}
        if values["urgency"] != draft.urgency:
            draft.send_due_at = self._desk.send_due(Urgency(values["urgency"]), self._case.village)
        for name, value in values.items():
            if getattr(draft, name) != value:
                setattr(draft, name, value)
        plan.referral = draft
        after = {"mitra": draft.partner_code, "urgensi": draft.urgency, "penahan": draft.held_by}
        for hold, matter in _MATTER_OF_HOLD.items():
            if hold in held_before and hold not in draft.held_by:
                settle(self._uow, f"{matter}:{draft.code}", _LET_GO, self._desk.now)
        if after != before:
            note_referral(
                self._uow,
                draft,
                "perbarui",
                SYSTEM,
                self._desk.now,
                data={"keputusan": self._decision_id, **after},
            )

    def _values(self, plan: Plan, draft: Referral | None) -> dict[str, Any]:
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
            "recommendation_due_at": recommendation_due(
                self._desk, holds.held_by, lead.urgency, self._case.village, draft
            ),
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

    def _report_partner(self, plan: Plan, referral: Referral) -> None:
        key = _no_partner_key(referral)
        if plan.candidate is None:
            escalate(
                self._desk,
                key,
                Level.COORDINATOR,
                _NO_PARTNER,
                self._case,
                referral=referral,
                again=True,
            )
            return
        if plan.had_no_partner:
            settle(self._uow, key, _FOUND, self._desk.now)
        if plan.draft is None and plan.previous is not None:
            settle(self._uow, f"{NOBODY_LEFT}{plan.previous.code}", _FOUND, self._desk.now)

    # ------------------------------------------------------------------ tiers

    def _set_tiers(self) -> None:
        """Let a later tier wait for the one before it, while that one is still open.

        A step that is done, was given up or has no partner keeps nobody waiting.
        """
        for plan in self._plans:
            referral, need = plan.referral, plan.need()
            assert referral is not None
            before = self._step_before(need)
            after_id = None if before is None or before is referral else before.id
            if referral.after_id is not None and after_id is None:
                # The step before is over: the time to send begins now.
                urgency = Urgency(referral.urgency)
                referral.send_due_at = self._desk.send_due(urgency, self._case.village)
            if referral.after_id != after_id:
                referral.after_id = after_id
            if after_id is not None and not referral.held_by:
                referral.business_status = BusinessStatus.AWAITING_TIER.value

    def _step_before(self, need: Need) -> Referral | None:
        if need.lead.after is None:
            return None
        candidates = [
            *(plan.referral for plan in self._plans),
            *self._planner.kept,
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
