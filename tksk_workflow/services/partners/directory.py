"""The directory of partners: adding, changing, agreements; the coordinator's to keep.

The next decision uses the changed directory. Referrals that are open stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from tksk_workflow.domain.areas import AreaLevel
from tksk_workflow.domain.partner import Partner, PartnerLoad
from tksk_workflow.domain.referral import Role, Status
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.years import is_sensible, out_of_range
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.lifecycle.moves import ask_for_decision
from tksk_workflow.services.lifecycle.settling import NOBODY_LEFT
from tksk_workflow.services.regions import EXAMPLES, is_listed, why_unknown
from tksk_workflow.services.transaction import reading, transaction
from tksk_workflow.store.cases import OPEN_STATUSES as OPEN_CASES
from tksk_workflow.store.directory import Saved
from tksk_workflow.store.models import Case, Escalation, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

ENTITY = "mitra"
SAVE = "simpan_mitra"
_KEEPERS = frozenset({Role.COORDINATOR, Role.SYSTEM})
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_LIMITS_OF_AGE = (0, 120)


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A partner with how busy it is, and whether it can be chosen on this day."""

    partner: Partner
    contact: str | None
    load: PartnerLoad
    selectable: bool


@dataclass(frozen=True, slots=True)
class PartnerSaved:
    """What saving did, and which columns are different now."""

    partner: str
    saved: Saved
    changed: tuple[str, ...]


def list_partners(
    app: Application,
    now: datetime,
    *,
    kind: str | None = None,
    area: str | None = None,
    only_active: bool = False,
) -> list[PartnerView]:
    """List the directory, by code."""
    today = now.astimezone(app.zone).date()
    with reading(app) as uow:
        loads = uow.referrals.loads()
        pack = app.pack_on(today, uow)
        return [
            _view(pack, partner, None, loads.get(partner.code, PartnerLoad()), today)
            for partner in uow.partners.all()
            if kind is None or partner.type == kind
            if area is None or any(_meets(served, area) for served in partner.areas)
            if not only_active or partner.active
        ]


def show_partner(app: Application, code: str, now: datetime) -> PartnerView:
    """Return one partner.

    Raises:
        NotFound: there is none of that code.
    """
    today = now.astimezone(app.zone).date()
    with reading(app) as uow:
        contact = uow.partners.record(code).contact
        load = uow.referrals.loads().get(code, PartnerLoad())
        return _view(app.pack_on(today, uow), uow.partners.get(code), contact, load, today)


def add_partner(
    app: Application, actor: Actor, partner: Partner, contact: str | None, now: datetime
) -> PartnerSaved:
    """Add a partner.

    Raises:
        NotPermitted: only the coordinator keeps the directory.
        InvalidInput: something cannot be used; all of it is listed.
        Conflict: the code is taken.
    """
    require_keeper(actor)
    with transaction(app) as uow:
        _require_usable(partner, app.pack_on(now.astimezone(app.zone).date(), uow))
        if uow.partners.find(partner.code) is not None:
            raise Conflict(f"mitra {partner.code} sudah ada", "ubah dengan 'tksk partner set'")
        save_in(uow, actor, partner, contact, now)
        decide_waiting_anew(uow, now)
    return PartnerSaved(partner.code, Saved.ADDED, ())


def change_partner(
    app: Application,
    actor: Actor,
    code: str,
    changes: dict[str, Any],
    now: datetime,
    *,
    contact: str | None = None,
) -> PartnerSaved:
    """Change some fields of a partner; the same values again change nothing.

    Args:
        app: as everywhere.
        actor: as everywhere.
        code: of the partner.
        now: as everywhere.
        changes: fields of `domain.partner.Partner` with their new values.
        contact: a new contact, or None to keep it.

    Raises:
        NotFound: there is none of that code.
        NotPermitted: only the coordinator keeps the directory.
        InvalidInput: something cannot be used; all of it is listed.
    """
    require_keeper(actor)
    with transaction(app) as uow:
        before = uow.partners.get(code)
        after = replace(before, **changes)
        pack = app.pack_on(now.astimezone(app.zone).date(), uow)
        _require_usable(after, pack, known_areas=before.areas)
        saved = save_in(uow, actor, after, contact, now)
        changed = tuple(
            field.name
            for field in fields(Partner)
            if getattr(before, field.name) != getattr(after, field.name)
        )
        if contact is not None and saved is Saved.CHANGED:
            changed = (*changed, "contact")
        if saved is not Saved.SAME:
            decide_waiting_anew(uow, now)
    return PartnerSaved(code, saved, changed)


def save_in(
    uow: UnitOfWork, actor: Actor, partner: Partner, contact: str | None, now: datetime
) -> Saved:
    """Save a partner within a transaction, with its audit entry when something is new."""
    saved = uow.partners.save(partner, contact)
    if saved is not Saved.SAME:
        data = {"hasil": saved.value, "jenis": partner.type, "aktif": partner.active}
        uow.audit.record(actor.name, SAVE, ENTITY, partner.code, data, now)
    return saved


def decide_waiting_anew(uow: UnitOfWork, now: datetime) -> None:
    """Mark the cases that may find a partner now.

    Those with a draft that has none, and those of which a partner fell away with nobody to
    take its place.
    """
    uow.flush()
    waiting = select(Referral.case_id).where(
        Referral.status == Status.DRAFT.value, Referral.partner_code.is_(None)
    )
    left_alone = select(Escalation.case_id).where(
        Escalation.key.startswith(NOBODY_LEFT), Escalation.resolved_at.is_(None)
    )
    found = select(Case).where(
        Case.status.in_(OPEN_CASES), or_(Case.id.in_(waiting), Case.id.in_(left_alone))
    )
    for case in uow.session.scalars(found):
        ask_for_decision(case, now)


def _meets(served: str, area: str) -> bool:
    """Say whether one of two areas lies in the other; the country is the empty code."""
    one, two = (f"{code}." if code else "" for code in (served, area))
    return one.startswith(two) or two.startswith(one)


def _view(
    pack: RulePack, partner: Partner, contact: str | None, load: PartnerLoad, today: date
) -> PartnerView:
    kind = pack.partner_types.get(partner.type)
    since, until = partner.agreement_from, partner.agreement_until
    company = kind is not None and kind.company
    in_force = (since is None or since <= today) and (until is None or today <= until)
    agreed = in_force and not (company and since is None)
    return PartnerView(partner, contact, load, partner.active and agreed)


def require_keeper(actor: Actor) -> None:
    """Let the coordinator alone change the directory.

    Raises:
        NotPermitted: another role.
    """
    if actor.role not in _KEEPERS:
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak mengubah direktori mitra", "minta koordinator"
        )


def _require_usable(partner: Partner, pack: RulePack, *, known_areas: Collection[str] = ()) -> None:
    """Check everything at once; areas that the partner has already are not asked again."""
    problems = [*_words(partner, pack), *_areas(partner, known_areas), *_numbers(partner)]
    if problems:
        raise InvalidInput(problems)


def _words(partner: Partner, pack: RulePack) -> Iterable[InputProblem]:
    if not _CODE.fullmatch(partner.code):
        yield InputProblem("kode", "pakai huruf, angka, titik, dan garis", "contoh: PKM-GELUMBANG")
    if not partner.name.strip():
        yield InputProblem("nama", "belum diisi")
    if partner.type not in pack.partner_types:
        known = ", ".join(sorted(pack.partner_types))
        yield InputProblem("jenis", "jenis mitra tidak dikenal", f"yang dikenal: {known}")
    levels = [level.value for level in AreaLevel]
    if partner.level not in levels:
        yield InputProblem("tingkat", "tingkat tidak dikenal", f"pilih: {', '.join(levels)}")
    for service in partner.services:
        if service not in pack.services:
            yield InputProblem("layanan", f"layanan '{service}' tidak dikenal")
    for document in partner.admission.documents:
        if document not in pack.documents:
            yield InputProblem("dokumen", f"dokumen '{document}' tidak dikenal")


def _areas(partner: Partner, known: Collection[str]) -> Iterable[InputProblem]:
    if not partner.areas:
        yield InputProblem("wilayah", "belum diisi", "contoh: 16.03.06, atau nasional")
    for area in partner.areas:
        if area not in known and not is_listed(area):
            yield InputProblem("wilayah", why_unknown(area), EXAMPLES)


def _numbers(partner: Partner) -> Iterable[InputProblem]:
    if partner.capacity is not None and partner.capacity < 0:
        yield InputProblem("kapasitas", "tidak boleh kurang dari 0")
    if partner.ladder < 0:
        yield InputProblem("jenjang", "tidak boleh kurang dari 0")
    low, high = partner.admission.min_age, partner.admission.max_age
    least, most = _LIMITS_OF_AGE
    if any(age is not None and not least <= age <= most for age in (low, high)):
        yield InputProblem("usia", f"batas usia antara {least} dan {most}")
    if low is not None and high is not None and low > high:
        yield InputProblem("usia", "batas bawah lebih besar daripada batas atas")
    if partner.admission.sex not in (None, "L", "P"):
        yield InputProblem("jenis_kelamin", "tulis L atau P")
    since, until = partner.agreement_from, partner.agreement_until
    for day in (since, until):
        if day is not None and not is_sensible(day):
            yield InputProblem("perjanjian", out_of_range(day.isoformat()), "periksa tahunnya")
    if until is not None and since is None:
        yield InputProblem("perjanjian", "tanggal mulai belum diisi")
    if since is not None and until is not None and until < since:
        yield InputProblem("perjanjian", "berakhir sebelum mulai")
