"""Replaying the open cases of the database under another pack; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.partner import PartnerLoad
from tksk_workflow.domain.referral import Role
from tksk_workflow.rulebook.router import Router
from tksk_workflow.rulebook.simulation.comparing import CaseToReplay, Simulation, simulate
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.errors import Conflict, NotPermitted
from tksk_workflow.services.facts.known import facts_of_case
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_BATCH = 500


def simulate_open_cases(
    app: Application,
    actor: Actor,
    new: Router,
    *,
    against: Router | None = None,
    area: str | None = None,
    cases: Collection[str] = (),
) -> tuple[Simulation, Router]:
    """Decide open cases under the pack in force and under another one, on the same day.

    Args:
        app: the program.
        actor: the coordinator, who looks after the rules.
        new: the other pack; its day decides which parameters count, and which pack is
            in force.
        against: the pack to compare with; without it the one in force that day.
        area: only cases inside this region.
        cases: only the cases with these codes; all when empty.

    Returns:
        What would be different, and the rules to which it was compared.

    Raises:
        NotPermitted: somebody else than the coordinator asks.
        NotFound: there is no such case.
        Conflict: a case that was asked for is finished.
    """
    if actor.role not in {Role.COORDINATOR, Role.SYSTEM}:
        raise NotPermitted("uji coba aturan dijalankan oleh koordinator")
    with reading(app) as uow:
        current = against or app.router_for(new.day, uow)
        wanted = _wanted(uow, cases)
        open_referrals: Counter[str] = Counter()
        replayed = list(_open_cases(uow, current, new, area, open_referrals, wanted))
        loads = _elsewhere(uow.referrals.loads(), open_referrals)
        directory = uow.partners.all()
    return simulate(replayed, current, new, directory, loads), current


def _wanted(uow: UnitOfWork, codes: Collection[str]) -> frozenset[int] | None:
    if not codes:
        return None
    found = [uow.cases.get(code) for code in codes]
    for case in found:
        if not CaseStatus(case.status).is_open:
            raise Conflict(f"{case.code} sudah selesai", "hanya kasus terbuka diputuskan ulang")
    return frozenset(case.id for case in found)


def _open_cases(
    uow: UnitOfWork,
    current: Router,
    new: Router,
    area: str | None,
    places: Counter[str],
    wanted: frozenset[int] | None,
) -> Iterator[CaseToReplay]:
    """Read the open cases, and count the places that their referrals hold at partners."""
    statuses = [status for status in CaseStatus if status.is_open]
    after = 0
    while True:
        found = uow.cases.listed(
            statuses=statuses, area=area, limit=_BATCH, after=after, with_facts=True
        )
        if not found:
            return
        after = found[-1].id
        if wanted is not None:
            found = [case for case in found if case.id in wanted]
        ids = [case.id for case in found]
        visits, verifications = uow.cases.visits_of(ids), uow.cases.verifications_of(ids)
        for case in found:
            known = (case, visits[case.id], verifications[case.id])
            yield CaseToReplay(
                id=case.code,
                before=facts_of_case(*known, current.pack.facts),
                after=facts_of_case(*known, new.pack.facts),
                village=case.village,
                hidden=case.closed_handling,
            )
        for referrals in uow.referrals.open_of_cases(ids).values():
            places.update(one.partner_code for one in referrals if one.partner_code is not None)


def _elsewhere(
    loads: Mapping[str, PartnerLoad], places: Mapping[str, int]
) -> dict[str, PartnerLoad]:
    """Leave the places out that the replayed cases hold: they are given anew."""
    return {
        code: PartnerLoad(max(0, load.open_referrals - places.get(code, 0)), load.queued)
        for code, load in loads.items()
    }
