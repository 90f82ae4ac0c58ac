"""What the actors of the demo look up before they act. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.demo.caseload import DISTRICT
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, FunctioningOutcome, Status
from tksk_workflow.domain.rulepack import FactDefinition
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.lifecycle.settling import Level
from tksk_workflow.services.routing.holds import PAPERS_RETURNED, RECOMMENDATION_GUARD
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_OPEN = tuple(status for status in CaseStatus if status.is_open)
_PAGE = 500
_LEAST_URGENT = len(Urgency)
# Papers missing, papers asked for by the partner, recommendation missing (default pack).
_PAPER_HOLDS = frozenset({"PGR-03-D", PAPERS_RETURNED, RECOMMENDATION_GUARD})
_RECOMMENDATION = "REKOM_DINSOS"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An open case in the TKSK's list."""

    code: str
    urgency_rank: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the TKSK has before them when they work on a case.

    Attributes:
        questions: what the last decision left to ask, the most valuable first.
        papers: documents that there are.
        wanted_papers: documents that its drafts ask for.
        awaits_recommendation: a draft waits for the Dinas Sosial.
    """

    code: str
    name: str
    village: str
    questions: tuple[FactDefinition, ...]
    papers: frozenset[str]
    wanted_papers: frozenset[str]
    awaits_recommendation: bool


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """A referral in a list."""

    code: str
    urgency: Urgency


class RecordReader:
    """Read access to the record for one TKSK's kecamatan."""

    def __init__(self, app: Application, district: str = DISTRICT) -> None:
        self._app = app
        self._district = district

    def open_cases(self) -> list[CaseLine]:
        """List the open cases, the most pressing first."""
        with self._reading() as uow:
            lines = [CaseLine(case.code, _rank(case)) for case in self._pages(uow)]
        return sorted(lines, key=lambda line: (line.urgency_rank, line.code))

    def view(self, code: str) -> CaseView:
        """Look at one case."""
        with self._reading() as uow:
            case = uow.cases.get(code)
            decision = uow.cases.latest_decision(case.id)
            words = self._app.pack.facts
            asked = [] if decision is None else decision.result.get("to_ask", [])
            drafts = [
                referral
                for referral in uow.referrals.open_of_case(case.id)
                if referral.status == Status.DRAFT.value
            ]
            return CaseView(
                code=code,
                name=case.person.name,
                village=case.village,
                questions=tuple(words[name] for name in asked if name in words),
                papers=frozenset(case.detail.facts.get("dokumen", ())),
                wanted_papers=frozenset(
                    paper for draft in drafts for paper in draft.documents
                ).difference({_RECOMMENDATION}),
                awaits_recommendation=any(
                    draft.business_status == BusinessStatus.AWAITING_RECOMMENDATION
                    for draft in drafts
                ),
            )

    def standing(self, code: str) -> tuple[bool, bool]:
        """Say whether a case is open, and whether it is handled closed."""
        with self._reading() as uow:
            case = uow.cases.get(code)
            return CaseStatus(case.status).is_open, case.closed_handling

    def cases_short_of_papers(self) -> list[str]:
        """List the cases that have a draft which waits for papers or a recommendation."""
        found: dict[int, None] = {}
        for draft in self._referrals(Status.DRAFT):
            if not _PAPER_HOLDS.isdisjoint(draft.held_by):
                found[draft.case_id] = None
        return [f"K-{number:06d}" for number in found]

    def delivered(self) -> list[ReferralLine]:
        """List what partners say they have delivered, the oldest first."""
        waiting = [
            referral
            for referral in self._referrals(Status.IN_PROGRESS)
            if referral.business_status == BusinessStatus.DELIVERED
        ]
        waiting.sort(key=lambda referral: (referral.delivered_at is None, referral.delivered_at))
        return [ReferralLine(found.code, Urgency(found.urgency)) for found in waiting]

    def contacts_due(self, worker: str, now: datetime, most: int) -> list[tuple[str, bool]]:
        """List referrals whose follow-up is due, and whether help has arrived."""
        found: dict[str, bool] = {}
        with self._reading() as uow:
            for _, referral in uow.follow_ups.waiting_for(worker, now, self._app.zone):
                status = Status(referral.status)
                if status.is_open or status is Status.COMPLETED:
                    found[referral.code] = status is Status.COMPLETED
                if len(found) == most:
                    break
        return list(found.items())

    def ready_to_close(self) -> list[tuple[str, bool]]:
        """List cases in which all help has arrived, and whether the outcome is filled in."""
        ready = []
        with self._reading() as uow:
            cases = [
                case
                for case in self._pages(uow)
                if case.status == CaseStatus.IN_FOLLOW_UP and not case.needs_decision
            ]
            still_open = uow.referrals.open_of_cases(case.id for case in cases)
            for case in cases:
                if still_open.get(case.id) or case.functioning == FunctioningOutcome.SAME:
                    continue
                if any(
                    referral.status == Status.COMPLETED
                    for referral in uow.referrals.of_case(case.id)
                ):
                    ready.append((case.code, case.functioning is not None))
        return ready

    def escalations(self) -> list[int]:
        """List what waits for the coordinator."""
        with self._reading() as uow:
            found = uow.escalations.listed(
                [Level.COORDINATOR.value],
                area=self._district,
                worker=None,
                only_open=True,
                limit=_PAGE,
            )
            return sorted(item.id for item, _ in found)

    def _reading(self) -> UnitOfWork:
        return UnitOfWork(self._app.session_factory, read_only=True)

    def _pages(self, uow: UnitOfWork) -> Iterator[Case]:
        last = 0
        area = self._district
        while page := uow.cases.listed(statuses=_OPEN, area=area, limit=_PAGE, after=last):
            last = page[-1].id
            yield from page

    def _referrals(self, status: Status) -> list[Referral]:
        found: list[Referral] = []
        last = 0
        with self._reading() as uow:
            while page := uow.referrals.listed(
                statuses=[status], area=self._district, limit=_PAGE, after=last
            ):
                last = page[-1].id
                found += page
        return found


def _pages(uow: UnitOfWork) -> Iterator[Case]:
    last = 0
    while page := uow.cases.listed(statuses=_OPEN, area=DISTRICT, limit=_PAGE, after=last):
        last = page[-1].id
        yield from page


def _rank(case: Case) -> int:
    return _LEAST_URGENT if case.urgency is None else Urgency(case.urgency).rank
