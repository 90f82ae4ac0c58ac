"""Contacts with a client after help was asked for: who tried, how, when, and what came of it.

Received and better: the way to closing the case is free, once there is proof; until then
the referral stays under watch. Received but not better, or nothing yet: it stays so as well.
Not received although the partner says so: the referral has failed, and the case is decided
anew. Whoever cannot be reached is visited, and if nobody opens then either the coordinator
hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tksk_workflow.domain.referral import Role, Status
from tksk_workflow.services.access import require_access
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.claiming import claim_referral
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.follow_up.consequences import (
    after_attempt_in_vain,
    conclude,
    do_what_is_due,
    is_latest,
)
from tksk_workflow.services.follow_up.kinds import ContactMethod, ContactOutcome
from tksk_workflow.services.lifecycle.last_step import JUST_NOW, just_done
from tksk_workflow.services.lifecycle.moves import REFERRAL, note_referral
from tksk_workflow.services.lifecycle.sealing import sealed
from tksk_workflow.services.lifecycle.settling import NOT_REACHED, settle
from tksk_workflow.services.moments import moment_problems, require_not_before
from tksk_workflow.services.referrals.next_partner import serving_instead
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.models import ContactAttempt, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_CONTACT = "kontak"
_FOLLOWERS = (Role.TKSK, Role.COMPANION, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Contacted:
    """The answer of `record_contact`.

    Attributes:
        next_due: when somebody looks again, if that is planned.
        reopened: the referral has failed and the case was decided anew.
        successor: the referral that carries on then.
        not_reached: how many attempts in a row have met nobody.
        changed: False when this very contact was there already.
    """

    referral: str
    outcome: ContactOutcome
    status: Status
    next_due: date | None
    reopened: bool = False
    successor: str | None = None
    not_reached: int = 0
    changed: bool = True


def record_contact(
    app: Application,
    actor: Actor,
    referral: str | int,
    outcome: ContactOutcome,
    note: str,
    now: datetime,
    *,
    method: ContactMethod = ContactMethod.VISIT,
    at: datetime | None = None,
) -> Contacted:
    """Take down an attempt to reach a client, and what it found.

    A contact does what is due until that day; an attempt that met nobody leaves it due. The
    same entry by the same person within ten minutes, with nothing in between, is one that
    was typed again: it stays one contact.

    Raises:
        NotFound, NotPermitted, Refused: as everywhere.
        Conflict: the referral was never sent, or has ended without help.
        InvalidInput: help that did not arrive without a note, or a moment in the future
            or before the sending.
    """
    if actor.role not in _FOLLOWERS:
        raise NotPermitted(f"peran '{actor.role.value}' tidak mencatat tindak lanjut")
    _require_usable(outcome, note, at, now)
    with transaction(app) as uow:
        found, case = claim_referral(uow, referral)
        require_access(uow, actor, case)
        desk = Desk(app, uow, now)
        attempt = ContactAttempt(
            referral_id=found.id,
            attempted_at=at or now,
            contacted_by=actor.name,
            method=method.value,
            outcome=outcome.value,
            note=note.strip() or None,
        )
        if _is_typed_again(desk, found, attempt, actor, at):
            return _already(desk, found, outcome)
        _require_followed(found)
        if at is not None and found.sent_at is not None:
            zone = app.zone_of(case.village)
            require_not_before(found.sent_at, at, zone, f"{found.code} dikirim")
        uow.follow_ups.add_attempt(attempt)
        data = {"hasil": outcome.value, "cara": method.value, **sealed(desk, attempt)}
        note_referral(uow, found, _CONTACT, actor, now, data=data)
        unreached = 0
        successor = None
        reopened = False
        if outcome is ContactOutcome.NOT_REACHED:
            unreached = after_attempt_in_vain(desk, found, case, method)
        else:
            settle(uow, f"{NOT_REACHED}:{found.code}", "klien sudah ditemui", now)
            latest = is_latest(desk, attempt)
            do_what_is_due(desk, found, case, attempt, latest)
            reopened, successor = conclude(desk, found, case, attempt, latest)
        return Contacted(
            referral=found.code,
            outcome=outcome,
            status=Status(found.status),
            next_due=_next_due(desk, found),
            reopened=reopened,
            successor=None if successor is None else successor.code,
            not_reached=unreached,
        )


def _is_typed_again(
    desk: Desk, found: Referral, attempt: ContactAttempt, actor: Actor, at: datetime | None
) -> bool:
    known = desk.uow.follow_ups.attempts(found.id)
    if not known:
        return False
    entered, recorded = (
        (one.contacted_by, one.method, one.outcome, one.note) for one in (attempt, known[-1])
    )
    # Entered without a moment it was made when it was entered: that may be minutes ago.
    since = desk.now - known[-1].attempted_at
    same_moment = timedelta() <= since <= JUST_NOW if at is None else at == known[-1].attempted_at
    steps = (_CONTACT,)
    return (
        entered == recorded
        and same_moment
        and just_done(desk.uow, REFERRAL, found.code, steps, actor, desk.now)
    )


def _already(desk: Desk, found: Referral, outcome: ContactOutcome) -> Contacted:
    """Say what followed from a contact that is there already."""
    failed = outcome is ContactOutcome.NOT_RECEIVED and found.status == Status.FAILED.value
    unreached = outcome is ContactOutcome.NOT_REACHED
    successor = serving_instead(desk.uow, found) if failed else None
    return Contacted(
        referral=found.code,
        outcome=outcome,
        status=Status(found.status),
        next_due=_next_due(desk, found),
        reopened=failed,
        successor=None if successor is None else successor.code,
        not_reached=desk.uow.follow_ups.in_vain(found.id, outcome.value) if unreached else 0,
        changed=False,
    )


def _next_due(desk: Desk, found: Referral) -> date | None:
    upcoming = desk.uow.follow_ups.next_of(found.id)
    return None if upcoming is None else upcoming.due_on


def _require_usable(outcome: ContactOutcome, note: str, at: datetime | None, now: datetime) -> None:
    problems = []
    if outcome is ContactOutcome.NOT_RECEIVED and not note.strip():
        problems.append(InputProblem("catatan", "jelaskan mengapa bantuan tidak diterima"))
    if at is not None:
        problems.extend(moment_problems(at, now, "kontak"))
    if problems:
        raise InvalidInput(problems)


def _require_followed(found: Referral) -> None:
    status = Status(found.status)
    if found.sent_at is None:
        raise Conflict(f"{found.code} belum dikirim", "tindak lanjut dimulai setelah pengiriman")
    if not status.is_open and status is not Status.COMPLETED:
        raise Conflict(f"{found.code} sudah {status.label}")
