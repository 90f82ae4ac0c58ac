"""Proof of receipt: help counts when the right person has it (S40, S61, PGR-14).

"The partner says done" is not "the client has confirmed". When somebody else got the
help, the referral has failed and the case is decided anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.referral import BusinessStatus, Event, Status, transition
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.access import require_access
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.claiming import claim_referral
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import InputProblem, InvalidInput
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.moves import move_referral
from tksk_workflow.services.lifecycle.sealing import sealed
from tksk_workflow.services.lifecycle.settling import Level
from tksk_workflow.services.moments import moment_problems, require_not_before
from tksk_workflow.services.referrals.refusals import decide_again
from tksk_workflow.services.referrals.tiers import open_tier, release_tiers, watch_open
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.models import Case, Receipt, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

WRONG_PERSON = "bantuan diterima orang lain"
_NOT_NEEDED = "tahap berikutnya tidak diperlukan"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The answer of `confirm_receipt`.

    Attributes:
        freed: referrals of the next tier that may leave now.
        successor: the new referral, when the wrong person got the help.
        changed: False when the same proof was there already (`typed_again`).
    """

    referral: str
    status: Status
    right_person: bool
    freed: tuple[str, ...] = ()
    successor: str | None = None
    changed: bool = True


def confirm_receipt(
    app: Application,
    actor: Actor,
    referral: str | int,
    received_by: str,
    right_person: bool,
    method: str,
    received_at: datetime,
    proof_reference: str,
    next_tier: bool | None,
    now: datetime,
) -> Confirmed:
    """Take down who received the help, with proof.

    ``received_by`` says who by relation and not by name (``klien``, ``istri``, ``wali``),
    ``right_person`` whether the help was meant for them, ``method`` how it was found out
    (visit, photo, signature), ``proof_reference`` where the proof lies (number of the
    handover minutes). ``next_tier``: whether a tier that waits for this step is still
    needed; None leaves it as planned.

    Raises:
        NotFound, NotPermitted, Refused, Conflict: as everywhere.
        InvalidInput: no proof, nobody named, or a moment in the future or before the sending.
    """
    _require_proof(received_by, method, received_at, proof_reference, now)
    with transaction(app) as uow:
        found, case = claim_referral(uow, referral)
        require_access(uow, actor, case)
        desk = Desk(app, uow, now)
        # Whether it may be completed is asked before anything is written.
        transition(Status(found.status), Event.COMPLETE, actor.role)
        _require_possible(desk, found, case, received_at)
        receipt = Receipt(
            referral_id=found.id,
            received_by=received_by.strip(),
            right_person=right_person,
            method=method.strip(),
            received_at=received_at,
            proof_reference=proof_reference.strip(),
            confirmed_by=actor.name,
        )
        uow.referrals.add_receipt(receipt)
        seal = sealed(desk, receipt)
        desk.take_place(found.partner_code, -1)
        if right_person:
            return _complete(desk, found, case, actor, next_tier, seal)
        return _wrong_person(desk, found, case, actor, seal)


def _require_proof(
    received_by: str, method: str, received_at: datetime, proof_reference: str, now: datetime
) -> None:
    problems = [
        InputProblem(field, "belum diisi", hint)
        for field, value, hint in (
            ("penerima", received_by, "tulis hubungannya, misalnya klien atau wali"),
            ("cara", method, "misalnya kunjungan, foto, tanda terima"),
            ("bukti", proof_reference, "tulis nomor berita acara atau nama berkas foto"),
        )
        if not value.strip()
    ]
    problems.extend(moment_problems(received_at, now, "penerimaan"))
    if problems:
        raise InvalidInput(problems)


def _require_possible(desk: Desk, found: Referral, case: Case, received_at: datetime) -> None:
    """Help follows the referral; in an emergency it may come first, and the papers later."""
    zone = desk.app.zone_of(case.village)
    urgency = desk.pack.urgency_classes[Urgency(found.urgency)]
    if urgency.papers_may_follow or found.sent_at is None:
        require_not_before(case.opened_at, received_at, zone, f"{case.code} dibuka")
    else:
        require_not_before(found.sent_at, received_at, zone, f"{found.code} dikirim")


def _complete(
    desk: Desk,
    found: Referral,
    case: Case,
    actor: Actor,
    next_tier: bool | None,
    seal: Mapping[str, Any],
) -> Confirmed:
    move_referral(
        desk.uow,
        found,
        Event.COMPLETE,
        actor,
        desk.now,
        business=BusinessStatus.CONFIRMED,
        data=seal,
    )
    freed = []
    for waiting in desk.uow.referrals.following(found.id):
        if waiting.status != Status.DRAFT.value:
            continue
        if next_tier is False:
            desk.take_place(waiting.partner_code, -1)
            move_referral(
                desk.uow,
                waiting,
                Event.VOID,
                actor,
                desk.now,
                business=BusinessStatus.MISTAKEN,
                reason=_NOT_NEEDED,
            )
            release_tiers(desk, waiting, case)
            continue
        open_tier(desk, waiting, found, case)
        freed.append(waiting.code)
    watch_open(desk, case)
    return Confirmed(found.code, Status(found.status), right_person=True, freed=tuple(freed))


def _wrong_person(
    desk: Desk, found: Referral, case: Case, actor: Actor, seal: Mapping[str, Any]
) -> Confirmed:
    move_referral(
        desk.uow,
        found,
        Event.FAIL,
        actor,
        desk.now,
        business=BusinessStatus.NOT_RECEIVED,
        reason=WRONG_PERSON,
        data=seal,
    )
    escalate(
        desk,
        f"salah_penerima:{found.code}",
        Level.COORDINATOR,
        WRONG_PERSON,
        case,
        referral=found,
    )
    successor = decide_again(desk, found, case)
    return Confirmed(
        found.code,
        Status(found.status),
        right_person=False,
        successor=None if successor is None else successor.code,
    )
