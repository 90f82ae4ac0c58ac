"""One referral in full: where it stands, why it went there, and what can happen next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.referral import (
    TRANSITIONS,
    BusinessStatus,
    Event,
    Role,
    Status,
)
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.access import require_partner
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.disclosure import require_case_reader, sees_matter
from tksk_workflow.services.errors import NotPermitted
from tksk_workflow.services.lifecycle.moves import REFERRAL
from tksk_workflow.services.routing.holds import reason_for
from tksk_workflow.services.routing.told_holds import missing_papers
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.models import DecisionRecord, Referral
from tksk_workflow.store.seals import without_seal
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


@dataclass(frozen=True, slots=True)
class PossibleMove:
    """A move that the life cycle has from here, and who may make it."""

    event: Event
    target: Status
    actors: tuple[Role, ...]
    guard: str


@dataclass(frozen=True, slots=True)
class HeldBy:
    """What keeps a draft from being sent.

    Attributes:
        missing_documents: names of the papers that it lacks, if it is about papers.
    """

    rule: str
    reason: str
    missing_documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """A follow-up, done or to come."""

    number: int
    due_on: date
    done_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class ContactLine:
    """An attempt to reach the client."""

    at: datetime
    by: str
    method: str
    outcome: str
    note: str | None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Who has the help, by relation."""

    received_by: str
    right_person: bool
    method: str
    received_at: datetime
    proof_reference: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, from the audit log."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReferralStory:
    """Everything that the actor may read about a referral.

    Attributes:
        rules, selection: None for a partner, who reads no more than the letter says.
        reason: in free text; of the reasons a partner reads only its own.
        possible: the moves from here, by the life cycle.
        zone: the zone by whose hours the terms run: ``WIB``, ``WITA``, ``WIT``.
        due_estimated: the term that runs ends in a year whose holidays are an estimate.
    """

    code: str
    case: str
    status: Status
    business_status: BusinessStatus
    urgency: Urgency
    service: str
    partner: str | None
    partner_name: str | None
    closed_handling: bool
    documents: tuple[str, ...]
    forms: tuple[str, ...]
    held_by: tuple[HeldBy, ...]
    waits_for: str | None
    attempt: int
    replaces: str | None
    created_at: datetime
    send_due_at: datetime
    sent_at: datetime | None
    answer_due_at: datetime | None
    reminded_at: datetime | None
    answered_at: datetime | None
    refusal_reason: str | None
    reason: str | None
    queue_position: int | None
    queue_until: date | None
    delivered_at: datetime | None
    delivery_note: str | None
    finished_at: datetime | None
    zone: str
    due_estimated: bool
    rules: tuple[str, ...] | None
    selection: Mapping[str, Any] | None
    possible: tuple[PossibleMove, ...]
    follow_ups: tuple[PlannedContact, ...]
    contacts: tuple[ContactLine, ...]
    receipts: tuple[ReceiptLine, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A referral and where it stands."""

    code: str
    status: Status


def possible_moves(status: Status) -> tuple[PossibleMove, ...]:
    """Return what can happen to a referral that stands here."""
    return tuple(
        PossibleMove(move.event, move.target, move.actors, move.guard)
        for move in TRANSITIONS
        if move.source is status
    )


def standing_of(app: Application, actor: Actor, code: str) -> Standing:
    """Return where a referral stands, with its code as the record writes it.

    Raises:
        NotFound, NotPermitted, Refused: as everywhere.
    """
    with reading(app) as uow:
        referral = uow.referrals.get(code)
        _require_reader(uow, actor, referral)
        return Standing(referral.code, Status(referral.status))


def referral_story(app: Application, actor: Actor, code: str) -> ReferralStory:
    """Return a referral as far as the actor may read it.

    Raises:
        NotFound: there is none.
        NotPermitted, Refused: it is no business of the actor.
    """
    with reading(app) as uow:
        referral = uow.referrals.get(code)
        _require_reader(uow, actor, referral)
        return _story(app, uow, actor, referral)


def _require_reader(uow: UnitOfWork, actor: Actor, referral: Referral) -> None:
    if actor.role is Role.PARTNER:
        require_partner(actor, referral)
        if referral.sent_at is None:
            raise NotPermitted(f"{referral.code} belum dikirim ke mitra")
        return
    if not sees_matter(actor):
        raise NotPermitted(f"peran '{actor.role.value}' tidak membuka rujukan")
    require_case_reader(uow, actor, referral.case)


def _held_by(hold: str, referral: Referral, pack: RulePack) -> HeldBy:
    papers = referral.case.detail.facts.get("dokumen")
    return HeldBy(hold, reason_for(hold, pack), missing_papers(hold, referral, papers, pack))


def _story(app: Application, uow: UnitOfWork, actor: Actor, referral: Referral) -> ReferralStory:
    decision = uow.session.get_one(DecisionRecord, referral.decision_id)
    pack = app.words_of(decision.pack_hash, uow)
    inside = actor.role is not Role.PARTNER
    # Any other reason was written for those inside.
    own_answer = referral.status == Status.REJECTED.value
    village = referral.case.village
    return ReferralStory(
        code=referral.code,
        case=referral.case.code,
        status=Status(referral.status),
        business_status=BusinessStatus(referral.business_status),
        urgency=Urgency(referral.urgency),
        service=pack.services.get(referral.service, referral.service),
        partner=referral.partner_code,
        partner_name=None if referral.partner is None else referral.partner.name,
        closed_handling=referral.closed_handling,
        documents=tuple(pack.documents.get(str(code), str(code)) for code in referral.documents),
        forms=tuple(str(form) for form in referral.forms),
        held_by=tuple(_held_by(str(code), referral, pack) for code in referral.held_by),
        waits_for=_code(referral.after_id) if referral.status == Status.DRAFT.value else None,
        attempt=referral.attempt,
        replaces=_code(referral.previous_id) if inside else None,
        created_at=referral.created_at,
        send_due_at=referral.send_due_at,
        sent_at=referral.sent_at,
        answer_due_at=referral.answer_due_at,
        reminded_at=referral.reminded_at,
        answered_at=referral.answered_at,
        refusal_reason=referral.refusal_reason,
        reason=referral.reason if inside or own_answer else None,
        queue_position=referral.queue_position,
        queue_until=referral.queue_until,
        delivered_at=referral.delivered_at,
        delivery_note=referral.delivery_note,
        finished_at=referral.finished_at,
        zone=app.zone_name(village),
        due_estimated=_is_estimated(app, pack, referral, village),
        rules=tuple(str(rule) for rule in referral.rules) if inside else None,
        selection=dict(referral.selection) if inside else None,
        possible=possible_moves(Status(referral.status)),
        follow_ups=planned_contacts(uow, referral) if inside else (),
        contacts=contacts_of(uow, referral) if inside else (),
        receipts=receipts_of(uow, referral) if inside else (),
        steps=steps_of(uow, REFERRAL, referral.code) if inside else (),
    )


def _is_estimated(app: Application, pack: RulePack, referral: Referral, village: str) -> bool:
    running = {Status.DRAFT: referral.send_due_at, Status.REQUESTED: referral.answer_due_at}
    due = running.get(Status(referral.status))
    if due is None:
        return False
    return app.calendar_of(village, pack).is_estimated(due.astimezone(app.zone_of(village)).year)


def planned_contacts(uow: UnitOfWork, referral: Referral) -> tuple[PlannedContact, ...]:
    """Return the follow-ups of a referral."""
    return tuple(
        PlannedContact(item.number, item.due_on, item.done_at, item.outcome)
        for item in uow.follow_ups.of_referral(referral.id)
    )


def contacts_of(uow: UnitOfWork, referral: Referral) -> tuple[ContactLine, ...]:
    """Return the attempts to reach the client of a referral."""
    return tuple(
        ContactLine(item.attempted_at, item.contacted_by, item.method, item.outcome, item.note)
        for item in uow.follow_ups.attempts(referral.id)
    )


def receipts_of(uow: UnitOfWork, referral: Referral) -> tuple[ReceiptLine, ...]:
    """Return the proofs of receipt of a referral."""
    return tuple(
        ReceiptLine(
            item.received_by,
            item.right_person,
            item.method,
            item.received_at,
            item.proof_reference,
            item.confirmed_by,
        )
        for item in uow.referrals.receipts(referral.id)
    )


def steps_of(uow: UnitOfWork, entity: str, code: str) -> tuple[Step, ...]:
    """Return what happened to a record, oldest first."""
    return tuple(
        Step(entry.number, entry.at, entry.actor, entry.action, code, without_seal(entry.data))
        for entry in uow.audit.history(entity, code)
    )


def _code(number: int | None) -> str | None:
    return None if number is None else f"R-{number:06d}"
