"""Routing: ask the rules about a case, keep the answer, open what follows from it.

The decision is kept with the facts and the rules that it was made from (PGR-20), so that
anybody can take it again. Decision and referrals are written in one transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.decision import Decision, Hold
from tksk_workflow.domain.guards import referral_facts
from tksk_workflow.domain.papers import papers_of
from tksk_workflow.domain.referral import Role
from tksk_workflow.domain.rulepack import GuardStage
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.decisions_json import decision_to_dict
from tksk_workflow.services.access import require_access
from tksk_workflow.services.actors import SYSTEM, Actor
from tksk_workflow.services.counts import Counts
from tksk_workflow.services.desk import DAMAGED_BY_PACK, Desk
from tksk_workflow.services.errors import NotPermitted
from tksk_workflow.services.facts.known import by_office_day, facts_of_case
from tksk_workflow.services.facts.record import to_record
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.isolation import work_on_claimed
from tksk_workflow.services.lifecycle.moves import handle_closed, note_case
from tksk_workflow.services.lifecycle.sealing import sealed
from tksk_workflow.services.lifecycle.settling import Level, settle
from tksk_workflow.services.routing.needs import AFRESH, mark_now
from tksk_workflow.services.routing.opening import Opened, open_referrals
from tksk_workflow.services.routing.readiness import watch
from tksk_workflow.services.routing.standing import move_to_where_it_stands, waits_for_answer
from tksk_workflow.services.routing.told_holds import HoldTold, holds_told
from tksk_workflow.services.transaction import transaction
from tksk_workflow.services.what_next import finished
from tksk_workflow.store.models import Case, DecisionRecord, Verification, Visit
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

__all__ = [
    "Counts",
    "DecisionOutcome",
    "decide_all",
    "decide_case",
    "decide_if_urgent",
    "decide_in",
    "known_facts",
    "route_waiting",
]

DECIDE = "putuskan"
ASK_AFRESH = "minta_lagi"
_DECIDERS = (Role.TKSK, Role.COORDINATOR, Role.SYSTEM)
_DOUBLED = "rujukan yang sama masih terbuka pada kasus lain orang ini (PGR-10)"


@dataclass(frozen=True, slots=True)
class DecisionOutcome:
    """What a decision led to, for whoever asked for it.

    Attributes:
        manual: no rule has led to a referral, or the engines disagree; the case stands in
            the coordinator's queue only if its status says so.
        waits_for_answer: there is no referral yet because a rule for the person's own type
            hangs on an answer.
        to_ask: unasked facts, the most valuable question first.
        held_back: what holds drafts now, which ones, and which papers they lack.
    """

    case: str
    decision: int
    status: str
    urgency: Urgency | None
    closed: bool
    manual: bool
    waits_for_answer: bool
    to_ask: tuple[str, ...]
    holds: tuple[Hold, ...]
    held_back: tuple[HoldTold, ...]
    opened: Opened


def decide_case(
    app: Application, actor: Actor, case: str | int, now: datetime, *, afresh: bool = False
) -> DecisionOutcome:
    """Decide one case now and bring its referrals in line.

    With ``afresh`` also what somebody took back or voided is asked for again, as far as the
    rules still ask for it; help that arrived is not.

    Raises:
        NotFound: there is no such case.
        NotPermitted, Refused: the actor may not, or not in this kecamatan.
        Conflict: the case is finished.
    """
    if actor.role not in _DECIDERS:
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak dapat merutekan kasus", "minta TKSK atau koordinator"
        )
    with transaction(app) as uow:
        found = uow.cases.claim(case)
        require_access(uow, actor, found)
        if not CaseStatus(found.status).is_open:
            raise finished(found.code, CaseStatus(found.status))
        if afresh:
            mark_now(found, AFRESH, now)
            note_case(uow, found, ASK_AFRESH, actor, now)
        return decide_in(Desk(app, uow, now), found, actor)


def route_waiting(app: Application, now: datetime, limit: int) -> Counts:
    """Decide a batch of the cases that wait for it, the longest waiting first."""

    def work(uow: UnitOfWork, cases: Sequence[Case]) -> Counter[str]:
        tally: Counter[str] = Counter()
        for outcome in decide_all(Desk(app, uow, now), cases, SYSTEM):
            tally.update(
                kasus_diputuskan=1,
                rujukan_baru=len(outcome.opened.created),
                rujukan_diperbarui=len(outcome.opened.refreshed),
                rujukan_ditarik=len(outcome.opened.voided),
                antrean_manual=outcome.status == CaseStatus.MANUAL.value,
                tanpa_mitra=outcome.opened.without_partner,
            )
        return tally

    return work_on_claimed(
        app,
        now,
        limit,
        lambda uow, most, skipping: uow.cases.waiting_for_decision(most, now, skipping=skipping),
        work,
    )


def decide_all(desk: Desk, cases: Sequence[Case], actor: Actor) -> Iterator[DecisionOutcome]:
    """Decide a batch of cases that this transaction has claimed, in turn."""
    desk.lock_persons(case.person_id for case in cases)
    desk.prepare(cases)
    for case in cases:
        yield _decide(desk, case, actor)


def decide_in(desk: Desk, case: Case, actor: Actor) -> DecisionOutcome:
    """Decide a case that this transaction has claimed."""
    desk.lock_persons([case.person_id])
    return _decide(desk, case, actor)


def decide_if_urgent(desk: Desk, case: Case, *, fresh: bool = False) -> DecisionOutcome | None:
    """Decide at once when what was just learnt makes the case an emergency.

    Everything else waits for the next run: the case is marked as needing a decision.
    A fresh case has neither visits nor verifications to look for.
    """
    facts = _facts(desk, case, (), ()) if fresh else _stated_facts(desk, case)
    case.needs_decision = True
    decision = desk.router.decide(case.code, facts)
    if decision.urgency is not Urgency.P0:
        if decision.closed:
            handle_closed(desk.uow, case)
        return None
    desk.lock_persons([case.person_id])
    return _apply(desk, case, SYSTEM, facts, decision)


def known_facts(desk: Desk, case: Case) -> dict[str, Value]:
    """Return all facts of a case as of now, computed ones included."""
    return desk.router.complete(_stated_facts(desk, case))


def _stated_facts(desk: Desk, case: Case) -> dict[str, Value]:
    return _facts(desk, case, *desk.findings_of(case))


def _facts(
    desk: Desk, case: Case, visits: Sequence[Visit], verifications: Sequence[Verification]
) -> dict[str, Value]:
    facts = facts_of_case(case, visits, verifications, desk.pack.facts)
    return by_office_day(facts, desk.today, desk.today_in(case.village))


def _decide(desk: Desk, case: Case, actor: Actor) -> DecisionOutcome:
    facts = _stated_facts(desk, case)
    return _apply(desk, case, actor, facts, desk.router.decide(case.code, facts))


def _apply(
    desk: Desk, case: Case, actor: Actor, facts: dict[str, Value], decision: Decision
) -> DecisionOutcome:
    if decision.closed:
        handle_closed(desk.uow, case)
    _ask_save_guards(desk, decision, facts)
    desk.keep_pack()
    record = desk.uow.cases.add_decision(
        DecisionRecord(
            case_id=case.id,
            decided_at=desk.now,
            decided_on=desk.today,
            decided_by=actor.name,
            pack_hash=decision.pack_hash,
            directory_hash=desk.directory_hash,
            facts=to_record(facts),
            result=decision_to_dict(decision),
        )
    )
    chosen_by = desk.router.complete(facts)
    opened = open_referrals(desk, case, decision, record.id, chosen_by)
    doubled = f"rujukan_ganda:{case.code}"
    if opened.doubled:
        escalate(desk, doubled, Level.TKSK, _DOUBLED, case, again=True)
    else:
        settle(desk.uow, doubled, "tidak ada lagi rujukan yang sama pada kasus lain", desk.now)
    case.needs_decision = False
    case.updated_at = desk.now
    move_to_where_it_stands(desk, case, decision, opened)
    watch(desk, case, opened.current)
    note_case(
        desk.uow,
        case,
        DECIDE,
        actor,
        desk.now,
        {
            "keputusan": record.id,
            "baru": list(opened.created),
            "diperbarui": list(opened.refreshed),
            "ditarik": list(opened.voided),
            "ganda": opened.doubled,
            **sealed(desk, record),
        },
    )
    return DecisionOutcome(
        case=case.code,
        decision=record.id,
        status=case.status,
        urgency=decision.urgency,
        closed=case.closed_handling,
        manual=decision.manual,
        waits_for_answer=not decision.referrals and waits_for_answer(desk, decision),
        to_ask=decision.to_ask,
        holds=decision.holds,
        held_back=holds_told(
            ((hold.rule, hold.reason) for hold in decision.holds),
            opened.current,
            papers_of(facts),
            desk.pack,
        ),
        opened=opened,
    )


def _ask_save_guards(desk: Desk, decision: Decision, facts: dict[str, Value]) -> None:
    """Ask what must hold of everything that is saved: forms (PGR-01), traceability (PGR-20)."""
    if not desk.has_guards(GuardStage.SAVE):
        return
    about = {
        **facts,
        "aturan_tercatat": bool(decision.pack_hash),
        "fakta_tercatat": True,
        "kasus_tertutup": decision.closed,
        "jumlah_rujukan": len(decision.referrals),
    }
    if not decision.referrals:
        desk.require(GuardStage.SAVE, about, DAMAGED_BY_PACK)
    for proposal in decision.referrals:
        desk.require(
            GuardStage.SAVE,
            {**about, **referral_facts(proposal, about, desk.pack)},
            DAMAGED_BY_PACK,
        )
