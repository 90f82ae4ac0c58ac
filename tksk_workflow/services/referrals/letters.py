"""Issue a referral letter, and tell whether a letter is one of ours."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.areas import AreaLevel, enclosing
from tksk_workflow.domain.calendar import completed_years
from tksk_workflow.domain.referral import Role, Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.reports.letter import (
    Letter,
    day_in_words,
    disclosure_to,
    letter_document,
    letter_number,
    verification_code,
)
from tksk_workflow.services.access import kecamatan_of, require_access, require_partner
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.disclosure import masked_nik
from tksk_workflow.services.errors import Conflict, NotPermitted
from tksk_workflow.services.referrals.dispatch import NEUTRAL_SERVICE
from tksk_workflow.services.regions import name_of
from tksk_workflow.services.transaction import reading, transaction
from tksk_workflow.store.models import Case, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

ISSUE = "terbitkan_surat"
ENTITY = "rujukan"
_WRITERS = frozenset({Role.TKSK, Role.COORDINATOR, Role.PARTNER})
_SEXES = {"L": "laki-laki", "P": "perempuan"}
_OVER = frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR, Status.REJECTED})


@dataclass(frozen=True, slots=True)
class Issued:
    """A letter, ready to print."""

    referral: str
    number: str
    code: str
    document: bytes


def issue_letter(app: Application, actor: Actor, referral: str | int, now: datetime) -> Issued:
    """Write the letter of a referral for its partner, and record who had it written.

    Printed again it is the same letter, with the same number.

    Raises:
        NotFound: there is no such referral.
        NotPermitted, Refused: the actor has nothing to do with it.
        Conflict: it has no partner yet, is held, or was taken back.
    """
    if actor.role not in _WRITERS:
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak menerbitkan surat rujukan", "minta TKSK"
        )
    with transaction(app) as uow:
        found = uow.referrals.get(referral)
        case = uow.cases.get(found.case_id)
        if actor.role is Role.PARTNER:
            require_partner(actor, found)
            if found.sent_at is None:
                raise NotPermitted(f"{found.code} belum dikirim ke mitra")
        else:
            require_access(uow, actor, case)
        _require_ready(found)
        letter = _letter(Desk(app, uow, now), found, case)
        uow.audit.record(actor.name, ISSUE, ENTITY, found.code, {"nomor": letter.number}, now)
    return Issued(found.code, letter.number, letter.code, letter_document(letter))


def is_ours(app: Application, referral: str | int, code: str) -> bool:
    """Say whether a verification code belongs to the letter of a referral.

    Raises:
        NotFound: there is no such referral.
    """
    with reading(app) as uow:
        found = uow.referrals.get(referral)
        if found.partner_code is None:
            return False
        desk = Desk(app, uow, found.created_at)
        number = _number(desk, found, uow.cases.get(found.case_id))
        expected = verification_code(app.settings.identity_secret, number, found.partner_code)
    given = code.strip().upper().replace(" ", "")
    return hmac.compare_digest(given.encode(), expected.encode())


def _require_ready(found: Referral) -> None:
    if found.partner_code is None:
        raise Conflict(f"{found.code} belum punya mitra", "cari mitranya dahulu")
    if found.status == Status.DRAFT.value and found.held_by:
        raise Conflict(
            f"{found.code} masih tertahan; suratnya belum dapat diterbitkan",
            f"lihat sebabnya dengan 'tksk referral show {found.code}'",
        )
    if Status(found.status) in _OVER:
        raise Conflict(f"{found.code} {Status(found.status).label}; suratnya tidak berlaku lagi")


def _written_on(desk: Desk, found: Referral, case: Case) -> date:
    """The day on which the referral was prepared: the letter's day, whenever it is printed."""
    return found.created_at.astimezone(desk.app.zone_of(case.village)).date()


def _number(desk: Desk, found: Referral, case: Case) -> str:
    return letter_number(found.code, kecamatan_of(case.village), _written_on(desk, found, case))


def _letter(desk: Desk, found: Referral, case: Case) -> Letter:
    app, pack, person = desk.app, desk.pack, case.person
    assert found.partner is not None
    assert found.partner_code is not None
    shown = disclosure_to(pack.partner_types[found.partner_type], closed=found.closed_handling)
    zone = app.zone_of(case.village)
    written = _written_on(desk, found, case)
    number = _number(desk, found, case)
    owned = set(case.detail.facts.get("dokumen", ()))
    # The name of a paper (a police report) would say what the service must not.
    named = found.documents if shown.service else ()
    wanted = {code: pack.documents.get(code, code) for code in named}
    urgency = Urgency(found.urgency)
    due = found.answer_due_at or desk.answer_due(urgency, case.village)
    local = due.astimezone(zone)
    birth = person.birth_date
    area = kecamatan_of(case.village)
    return Letter(
        number=number,
        referral=found.code,
        written_on=written,
        area_name=name_of(area) or area,
        office=_office(area),
        worker=case.worker,
        partner=found.partner.name,
        urgency=pack.urgency_classes[urgency].label,
        answer_before=f"{day_in_words(local.date())} pukul {local:%H.%M} {local.tzname()}",
        service=pack.services.get(found.service, found.service)
        if shown.service
        else NEUTRAL_SERVICE,
        person=person.name,
        subject_kind=person.kind,
        nik=person.nik if shown.nik else masked_nik(person.nik),
        birth_date=birth if shown.birth_date else None,
        age=None if birth is None or shown.birth_date else completed_years(birth, written),
        sex=_SEXES.get(person.sex or ""),
        village=name_of(case.village) or case.village,
        enclosed=[name for code, name in wanted.items() if code in owned],
        later=[name for code, name in wanted.items() if code not in owned],
        recommended="REKOM_DINSOS" in found.documents,
        closed=found.closed_handling,
        code=verification_code(app.settings.identity_secret, number, found.partner_code),
    )


def _office(area: str) -> str:
    regency = enclosing(area, AreaLevel.REGENCY)
    return f"Pemerintah {name_of(regency) or regency}"
