"""The case load of every TKSK, and offering cases to who could help (PGR-16).

An offer changes nothing by itself: the case stays with its TKSK. Who accepts it may open it
and record visits, and the case no longer counts against the TKSK's limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.areas import AreaLevel, covers, covers_one, distance, enclosing
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.case_load import Helper, HelperKind, in_order, over
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.access import areas_of, kecamatan_of, require_access
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import (
    Conflict,
    InputProblem,
    InvalidInput,
    NotPermitted,
    require_reason,
)
from tksk_workflow.services.lifecycle.moves import note_case
from tksk_workflow.services.register.views import CAPACITY
from tksk_workflow.services.transaction import reading, transaction
from tksk_workflow.services.what_next import finished
from tksk_workflow.store.models import Case, CaseOffer

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

OFFERED = "tawaran_kasus"
ANSWERED = "jawaban_tawaran"
_OFFERERS = (Role.TKSK, Role.COORDINATOR)
_HELPER_ROLES = (Role.PARTNER, Role.COMPANION, Role.TKSK)
_TYPES = {HelperKind.PSM.value: HelperKind.PSM, "KARANG_TARUNA": HelperKind.KARANG_TARUNA}


@dataclass(frozen=True, slots=True)
class LoadLine:
    """How busy one TKSK is.

    Attributes:
        cases: open cases that are accompanied alone.
        helped: open cases with which somebody helps.
        over: how many there are above the limit.
        helpers: who could be asked, in order, while the limit is exceeded.
    """

    worker: str
    area: str
    cases: int
    helped: int
    limit: int | None
    over: int
    helpers: tuple[Helper, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """The answer of everything about an offer."""

    case: str
    helper: str
    kind: HelperKind
    accepted: bool
    ended: bool


def case_loads(
    app: Application, actor: Actor, now: datetime, *, area: str | None = None
) -> list[LoadLine]:
    """Return the load of every active TKSK of an area, the busiest first.

    Raises:
        NotPermitted: the role has no business with it.
    """
    if actor.role not in _OFFERERS:
        raise NotPermitted(f"peran '{actor.role.value}' tidak melihat beban kasus TKSK")
    with reading(app) as uow:
        return loads_in(Desk(app, uow, now), areas_of(uow, actor, area))


def loads_in(desk: Desk, areas: tuple[str, ...]) -> list[LoadLine]:
    """Return the load of every active TKSK of some areas, within a transaction."""
    limit = desk.parameter(CAPACITY)
    lines = []
    for worker in desk.uow.workers.listed(role=Role.TKSK):
        if not covers_one(areas, worker.area):
            continue
        cases = desk.case_load(worker.code)
        too_many = over(cases, limit)
        helpers = _helpers(desk, worker.area, worker.code) if too_many else ()
        helped = desk.uow.offers.helped_of(worker.code)
        lines.append(
            LoadLine(worker.code, worker.area, cases, helped, limit, too_many, in_order(helpers))
        )
    return sorted(lines, key=lambda line: (-line.cases, line.worker))


def helpers_for(app: Application, actor: Actor, case: str | int, now: datetime) -> list[Helper]:
    """Return who could be asked to help with a case, in the order in which to ask.

    Raises:
        NotFound, NotPermitted, Refused: as everywhere.
    """
    with reading(app) as uow:
        found = uow.cases.get(case)
        _require_offerer(actor)
        require_access(uow, actor, found)
        return list(_fitting(Desk(app, uow, now), found))


def offer_case(
    app: Application, actor: Actor, case: str | int, helper: str, now: datetime
) -> Offered:
    """Offer a case to a PSM, a Karang Taruna or a neighbouring TKSK.

    Raises:
        InvalidInput: that somebody cannot help with this case; who can is said.
        Conflict: the case is finished, or offered already.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    _require_offerer(actor)
    with transaction(app) as uow:
        found = uow.cases.claim(case)
        require_access(uow, actor, found)
        if not CaseStatus(found.status).is_open:
            raise finished(found.code, CaseStatus(found.status))
        current = uow.offers.current(found.id)
        if current is not None:
            raise Conflict(f"{found.code} sudah ditawarkan kepada {current.helper}")
        fitting = _fitting(Desk(app, uow, now), found)
        chosen = next((one for one in fitting if one.code == helper), None)
        if chosen is None:
            known = ", ".join(one.code for one in fitting) or "tidak ada; minta koordinator"
            raise InvalidInput(
                [InputProblem("penolong", "tidak dapat mendampingi kasus ini", f"pilih: {known}")]
            )
        offer = CaseOffer(
            case_id=found.id,
            helper=chosen.code,
            kind=chosen.kind.value,
            offered_at=now,
            offered_by=actor.name,
        )
        uow.offers.add(offer)
        note_case(uow, found, "tawarkan", actor, now, {"kepada": chosen.code})
        to = "tksk" if chosen.kind is HelperKind.NEIGHBOUR else "mitra"
        payload = {"kasus": found.code, "dari": found.worker}
        uow.outbox.put(f"{OFFERED}:{offer.id}", OFFERED, f"{to}/{chosen.code}", payload, now)
        return _as_offered(found, offer)


def answer_offer(
    app: Application, actor: Actor, case: str | int, accept: bool, reason: str, now: datetime
) -> Offered:
    """Accept an offer, or decline it with a reason.

    Raises:
        InvalidInput: a refusal has no reason.
        Conflict: there is no offer that waits for an answer.
        NotPermitted: the offer is for somebody else.
    """
    if not accept and not reason.strip():
        raise InvalidInput([InputProblem("alasan", "penolakan harus menyebut alasannya")])
    with transaction(app) as uow:
        found = uow.cases.claim(case)
        offer = uow.offers.current(found.id)
        if offer is None or offer.accepted_at is not None:
            raise Conflict(f"{found.code} tidak sedang ditawarkan")
        own = actor.user.casefold() == offer.helper.casefold()
        if actor.role not in _HELPER_ROLES or not own:
            raise NotPermitted(f"tawaran {found.code} bukan untuk {actor.name}")
        if accept:
            offer.accepted_at = now
        else:
            offer.ended_at, offer.end_reason = now, reason.strip()
        note_case(uow, found, "terima_tawaran" if accept else "tolak_tawaran", actor, now)
        payload = {"kasus": found.code, "penolong": offer.helper, "diterima": accept}
        key = f"{ANSWERED}:{offer.id}"
        uow.outbox.put(key, ANSWERED, f"tksk/{found.worker}", payload, now)
        return _as_offered(found, offer)


def end_offer(
    app: Application, actor: Actor, case: str | int, reason: str, now: datetime
) -> Offered:
    """Take an offer back, or end the help.

    Raises:
        InvalidInput: the reason is missing.
        Conflict: there is none.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    _require_offerer(actor)
    require_reason(reason)
    with transaction(app) as uow:
        found = uow.cases.claim(case)
        require_access(uow, actor, found)
        offer = uow.offers.current(found.id)
        if offer is None:
            raise Conflict(f"{found.code} tidak sedang ditawarkan atau dibantu")
        offer.ended_at, offer.end_reason = now, reason.strip()
        note_case(uow, found, "akhiri_tawaran", actor, now, {"penolong": offer.helper})
        return _as_offered(found, offer)


def _require_offerer(actor: Actor) -> None:
    if actor.role not in _OFFERERS:
        raise NotPermitted(f"peran '{actor.role.value}' tidak menawarkan kasus")


def _fitting(desk: Desk, case: Case) -> tuple[Helper, ...]:
    helpers = _helpers(desk, case.village, case.worker)
    return in_order(helpers, closed=case.closed_handling)


def _helpers(desk: Desk, place: str, worker: str) -> list[Helper]:
    """Return the PSM and Karang Taruna of a place and the TKSK around it."""
    loads = desk.uow.offers.loads()
    found = []
    for partner in desk.directory:
        kind = _TYPES.get(partner.type)
        if kind is None or not partner.active:
            continue
        near = [_near(area, place) for area in partner.areas]
        distances = [one for one in near if one is not None]
        if distances:
            load = loads.get(partner.code, 0)
            found.append(Helper(partner.code, kind, load, partner.capacity, min(distances)))
    limit = desk.parameter(CAPACITY)
    regency = enclosing(place, AreaLevel.REGENCY)
    for other in desk.uow.workers.listed(role=Role.TKSK):
        elsewhere = other.area != kecamatan_of(place) and other.code != worker
        if elsewhere and covers(regency, other.area):
            load = desk.case_load(other.code) + loads.get(other.code, 0)
            found.append(Helper(other.code, HelperKind.NEIGHBOUR, load, limit, 2))
    return found


def _near(area: str, place: str) -> int | None:
    """Rank how near an area is to a village, or to a kecamatan of which it is a part."""
    return 0 if covers(place, area) else distance(area, place)


def _as_offered(case: Case, offer: CaseOffer) -> Offered:
    accepted, ended = offer.accepted_at is not None, offer.ended_at is not None
    return Offered(case.code, offer.helper, HelperKind(offer.kind), accepted, ended)
