"""Results from the centre against proposals: differences are recorded and followed (KEB-14).

A difference opens the need to have the proposal corrected at the Dinas Sosial, and stays on
the lists of TKSK and coordinator until somebody says what became of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.month import Month
from tksk_workflow.domain.reconciling import CentreOutcome, Verdict, compare
from tksk_workflow.domain.referral import Role
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.access import OwnArea, areas_of, kecamatan_of, require_access
from tksk_workflow.services.actors import SYSTEM, Actor
from tksk_workflow.services.counts import Counts
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.facts.input import merge_facts
from tksk_workflow.services.lifecycle.isolation import work_on_claimed
from tksk_workflow.services.lifecycle.moves import ask_for_decision, note_case
from tksk_workflow.services.referrals.dispatch import NEUTRAL_SERVICE
from tksk_workflow.services.routing.deciding import decide_in
from tksk_workflow.services.transaction import batch, reading, transaction
from tksk_workflow.store.models import Case, CentreResult, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

DIFFERS = "hasil_pusat_berbeda"
FACT = "hasil_pusat_tidak_sesuai"
_CORRECTED = "hasil yang datang kemudian sesuai usulan"
_FOLLOWERS = (Role.TKSK, Role.COORDINATOR, Role.DINSOS_VERIFIER)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A result that differs from the proposal.

    Attributes:
        service: in words; neutral where the case is handled closed.
        settlement: what became of it, once it is settled.
    """

    result: str
    case: str
    period: str
    service: str
    verdict: Verdict
    note: str | None
    compared_at: datetime | None
    settled_at: datetime | None
    settlement: str | None


def reconcile(app: Application, now: datetime, limit: int) -> Counts:
    """Compare a batch of results with proposals; then look for proposals without a result."""
    compared = _compare_waiting(app, now, limit)
    if compared.more:
        return compared
    missing = _note_missing(app, now, limit)
    if not missing:
        return compared
    return compared.joined(_compare_waiting(app, now, limit), more=missing == limit)


def _compare_waiting(app: Application, now: datetime, limit: int) -> Counts:
    def work(uow: UnitOfWork, waiting: Sequence[CentreResult]) -> Counter[str]:
        desk = Desk(app, uow, now)
        return Counter(_compare(desk, result) for result in waiting)

    return work_on_claimed(
        app,
        now,
        limit,
        lambda uow, most, skipping: uow.currency.waiting_results(most, skipping=skipping),
        work,
    )


def _note_missing(app: Application, now: datetime, limit: int) -> int:
    """Add results that say nothing, for proposals about which none came; returns how many."""
    with batch(app) as uow:
        missing = _without_result(Desk(app, uow, now), limit)
        for case, period, service in missing:
            uow.currency.add_result(
                CentreResult(case_id=case.id, period=period, service=service, imported_at=now)
            )
    return len(missing)


def list_mismatches(app: Application, actor: Actor, *, only_open: bool = True) -> list[Mismatch]:
    """Return the differences in the actor's area.

    Raises:
        NotPermitted: the role does not follow them.
    """
    _require_follower(actor)
    with reading(app) as uow:
        own = OwnArea(uow, actor)
        found = uow.currency.mismatches(area=areas_of(uow, actor), only_open=only_open)
        views = []
        for result, village in found:
            if village not in own:
                continue
            case = uow.cases.get(result.case_id)
            service = app.pack.services.get(result.service, result.service)
            views.append(_view(result, case, service))
        return views


def settle(
    app: Application, actor: Actor, result: str | int, settlement: str, now: datetime
) -> Mismatch:
    """Say what became of a difference; the last one of a case ends the need (KEB-14).

    Raises:
        InvalidInput: what became of it is missing.
        Conflict: there is no difference, or it is settled.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    _require_follower(actor)
    if not settlement.strip():
        raise InvalidInput([InputProblem("penyelesaian", "kosong", "tulis apa yang dilakukan")])
    with transaction(app) as uow:
        found = uow.currency.claim_result(result)
        case = uow.cases.claim(found.case_id)
        require_access(uow, actor, case)
        if found.verdict in (None, Verdict.AGREES.value):
            raise Conflict(f"{found.code} tidak berbeda dari usulan")
        if found.settled_at is not None:
            raise Conflict(f"{found.code} sudah diselesaikan")
        desk = Desk(app, uow, now)
        _close(desk, found, case, actor, settlement.strip())
        service = app.pack.services.get(found.service, found.service)
        return _view(found, case, service)


def _compare(desk: Desk, result: CentreResult) -> str:
    case = desk.uow.cases.claim(result.case_id)
    proposed = bool(_proposals(desk, result.period, (result.service,), case.id))
    outcome = None if result.outcome is None else CentreOutcome(result.outcome)
    verdict = compare(proposed=proposed, outcome=outcome)
    return _judge(desk, result, case, verdict or Verdict.AGREES)


def _judge(desk: Desk, result: CentreResult, case: Case, verdict: Verdict) -> str:
    result.compared_at = desk.now
    if not verdict.is_mismatch:
        if result.verdict not in (None, verdict.value) and result.settled_at is None:
            _close(desk, result, case, SYSTEM, _CORRECTED)
        result.verdict = verdict.value
        return "sesuai_usulan"
    result.verdict = verdict.value
    result.settled_at = result.settled_by = result.settlement = None
    data = {"hasil": result.code, "periode": result.period, "selisih": verdict.value}
    note_case(desk.uow, case, "catat_selisih", SYSTEM, desk.now, data)
    key = f"{DIFFERS}:{result.code}:{verdict.value}"
    if not desk.uow.outbox.has(key):
        payload = {"kasus": case.code, "hasil": result.code, "bulan": result.period}
        desk.uow.outbox.put(key, DIFFERS, f"tksk/{case.worker}", payload, desk.now)
    if CaseStatus(case.status).is_open:
        merge_facts(desk, case, {FACT: True}, SYSTEM)
        decide_in(desk, case, SYSTEM)
    return verdict.value


def _close(desk: Desk, result: CentreResult, case: Case, actor: Actor, settlement: str) -> None:
    result.settled_at, result.settled_by = desk.now, actor.name
    result.settlement = settlement
    desk.uow.flush()
    note_case(desk.uow, case, "selesaikan_selisih", actor, desk.now, {"hasil": result.code})
    if CaseStatus(case.status).is_open and not desk.uow.currency.mismatches(case_id=case.id):
        merge_facts(desk, case, {FACT: False}, actor)
        ask_for_decision(case, desk.now)


def _without_result(desk: Desk, limit: int) -> list[tuple[Case, str, str]]:
    """Find proposals of a month about which the centre has answered to others nearby.

    A list counts for a kecamatan and a service once it has a row of them; a month or place
    without any answer is simply not decided yet.
    """
    answered: dict[tuple[str, str], set[str]] = {}
    for period, service, village in desk.uow.currency.compared_periods():
        answered.setdefault((period, kecamatan_of(village)), set()).add(service)
    found = []
    for (period, kecamatan), services in sorted(answered.items()):
        for case, service in _proposals(desk, period, sorted(services)):
            if kecamatan_of(case.village) != kecamatan:
                continue
            if desk.uow.currency.result_of(case.id, period, service) is None:
                found.append((case, period, service))
                if len(found) == limit:
                    return found
    return found


def _proposals(
    desk: Desk, period: str, services: tuple[str, ...] | list[str], case_id: int | None = None
) -> list[tuple[Case, str]]:
    """Return case and service of the scheduled proposals that left in a month."""
    wanted = Month.parse(period)
    query = (
        select(Case, Referral.service, Referral.sent_at)
        .join(Referral, Referral.case_id == Case.id)
        .where(
            Referral.urgency == Urgency.P4.value,
            Referral.service.in_(services),
            Referral.sent_at.is_not(None),
        )
        .order_by(Referral.id)
    )
    if case_id is not None:
        query = query.where(Case.id == case_id)
    found: dict[tuple[int, str], tuple[Case, str]] = {}
    for case, service, sent_at in desk.uow.session.execute(query):
        assert sent_at is not None
        if sent_at.astimezone(desk.app.zone_of(case.village)).date() in wanted:
            found[case.id, service] = (case, service)
    return list(found.values())


def _require_follower(actor: Actor) -> None:
    if actor.role not in _FOLLOWERS:
        raise NotPermitted(f"peran '{actor.role.value}' tidak menindaklanjuti hasil dari pusat")


def _view(result: CentreResult, case: Case, service: str) -> Mismatch:
    assert result.verdict is not None
    return Mismatch(
        result=result.code,
        case=case.code,
        period=result.period,
        service=NEUTRAL_SERVICE if case.closed_handling else service,
        verdict=Verdict(result.verdict),
        note=None if case.closed_handling else result.note,
        compared_at=result.compared_at,
        settled_at=result.settled_at,
        settlement=result.settlement,
    )
