"""One case in full, as far as the reader may know it: its story from the first day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, Status
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.new_case import is_direct
from tksk_workflow.services.disclosure import (
    masked_name,
    masked_nik,
    require_case_reader,
    sees_matter,
    sees_name,
)
from tksk_workflow.services.lifecycle.moves import CASE, REFERRAL
from tksk_workflow.services.referrals.decision_story import DecisionShown, decision_shown
from tksk_workflow.services.referrals.story import (
    PlannedContact,
    Step,
    planned_contacts,
    steps_of,
)
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Whom the case is about; the name in full only for those who need it."""

    kind: str
    name: str
    nik: str | None
    nik_status: str
    birth_date: date | None
    sex: str | None


@dataclass(frozen=True, slots=True)
class FactShown:
    """Something known, with the words of the vocabulary."""

    name: str
    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class ReferralShown:
    """A referral of the case, with its follow-ups."""

    code: str
    status: Status
    business_status: BusinessStatus
    urgency: Urgency
    service: str
    partner: str | None
    partner_name: str | None
    rules: tuple[str, ...]
    held_by: tuple[str, ...]
    answer_due_at: datetime | None
    follow_ups: tuple[PlannedContact, ...]


@dataclass(frozen=True, slots=True)
class VisitShown:
    """A visit, or why there was none."""

    at: datetime
    visitor: str
    done: bool
    obstacle: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class VerificationShown:
    """What a verifier said."""

    at: datetime
    verifier: str
    matches: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class EscalationShown:
    """What a higher level must look at."""

    number: int
    level: str
    reason: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class CaseStory:
    """A case for one reader. What the reader may not know is None or empty."""

    code: str
    status: CaseStatus
    urgency: Urgency | None
    closed_handling: bool
    needs_decision: bool
    village: str
    worker: str
    channel: str
    direct: bool
    opened_at: datetime
    data_updated_on: date | None
    finished_at: datetime | None
    finish_reason: str | None
    continued_as: str | None
    continued_status: CaseStatus | None
    continued_by: str | None
    functioning: str | None
    functioning_note: str | None
    person: PersonShown
    pmks: tuple[str, ...] | None
    facts: tuple[FactShown, ...] | None
    decision: DecisionShown | None
    referrals: tuple[ReferralShown, ...]
    visits: tuple[VisitShown, ...]
    verifications: tuple[VerificationShown, ...]
    escalations: tuple[EscalationShown, ...]
    steps: tuple[Step, ...]


def case_story(app: Application, actor: Actor, code: str) -> CaseStory:
    """Return a case as far as the actor may read it.

    Raises:
        NotFound: there is none.
        NotPermitted, Refused: it is no business of the actor.
    """
    with reading(app) as uow:
        case = uow.cases.get(code)
        require_case_reader(uow, actor, case)
        return _story(app, uow, actor, case)


def _story(app: Application, uow: UnitOfWork, actor: Actor, case: Case) -> CaseStory:
    matter = sees_matter(actor)
    record = uow.cases.latest_decision(case.id) if matter else None
    referrals = uow.referrals.of_case(case.id) if matter else []
    pack = app.pack if record is None else app.words_of(record.pack_hash, uow)
    handed = case.status == CaseStatus.HANDED_OVER.value
    after = uow.cases.continuation_of(case) if handed else None
    return CaseStory(
        code=case.code,
        status=CaseStatus(case.status),
        urgency=None if case.urgency is None else Urgency(case.urgency),
        closed_handling=case.closed_handling,
        needs_decision=case.needs_decision,
        village=case.village,
        worker=case.worker,
        channel=case.channel,
        direct=is_direct(case.channel),
        opened_at=case.opened_at,
        data_updated_on=case.data_updated_on,
        finished_at=case.finished_at,
        finish_reason=case.finish_reason if matter else None,
        continued_as=None if after is None else after.code,
        continued_status=None if after is None else CaseStatus(after.status),
        continued_by=case.handed_to,
        functioning=case.functioning if matter else None,
        functioning_note=case.functioning_note if matter else None,
        person=_person(uow, actor, case),
        pmks=tuple(str(code) for code in case.detail.pmks) if matter else None,
        facts=_facts(pack, case.detail.facts) if matter else None,
        decision=None
        if record is None
        else decision_shown(pack, record, referrals, case.detail.facts.get("dokumen")),
        referrals=tuple(_referral(pack, uow, referral) for referral in referrals),
        visits=_visits(uow, case) if matter else (),
        verifications=_verifications(uow, case),
        escalations=_escalations(uow, case) if matter else (),
        steps=_steps(uow, case, referrals) if matter else (),
    )


def _person(uow: UnitOfWork, actor: Actor, case: Case) -> PersonShown:
    person = case.person
    full = sees_name(uow, actor, case)
    return PersonShown(
        kind=person.kind,
        name=person.name if full else masked_name(person.name),
        nik=masked_nik(person.nik),
        nik_status=person.nik_status,
        birth_date=person.birth_date if full else None,
        sex=person.sex if sees_matter(actor) else None,
    )


def _facts(pack: RulePack, facts: Mapping[str, Any]) -> tuple[FactShown, ...]:
    definitions = pack.facts
    return tuple(
        FactShown(name, definitions[name].label if name in definitions else name, value)
        for name, value in sorted(facts.items())
    )


def _referral(pack: RulePack, uow: UnitOfWork, referral: Referral) -> ReferralShown:
    return ReferralShown(
        code=referral.code,
        status=Status(referral.status),
        business_status=BusinessStatus(referral.business_status),
        urgency=Urgency(referral.urgency),
        service=pack.services.get(referral.service, referral.service),
        partner=referral.partner_code,
        partner_name=None if referral.partner is None else referral.partner.name,
        rules=tuple(str(rule) for rule in referral.rules),
        held_by=tuple(str(hold) for hold in referral.held_by),
        answer_due_at=referral.answer_due_at,
        follow_ups=planned_contacts(uow, referral),
    )


def _visits(uow: UnitOfWork, case: Case) -> tuple[VisitShown, ...]:
    return tuple(
        VisitShown(item.visited_at, item.visitor, item.done, item.obstacle, item.note)
        for item in uow.cases.visits(case.id)
    )


def _verifications(uow: UnitOfWork, case: Case) -> tuple[VerificationShown, ...]:
    return tuple(
        VerificationShown(item.verified_at, item.verifier, item.matches, item.note)
        for item in uow.cases.verifications(case.id)
    )


def _escalations(uow: UnitOfWork, case: Case) -> tuple[EscalationShown, ...]:
    return tuple(
        EscalationShown(item.id, item.level, item.reason, item.opened_at)
        for item in uow.escalations.open_of_case(case.id)
    )


def _steps(uow: UnitOfWork, case: Case, referrals: Any) -> tuple[Step, ...]:
    steps = [*steps_of(uow, CASE, case.code)]
    for referral in referrals:
        steps.extend(steps_of(uow, REFERRAL, referral.code))
    return tuple(sorted(steps, key=lambda step: step.number))
