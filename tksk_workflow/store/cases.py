"""Cases with their persons, visits, verifications and decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.store.errors import RecordNotFound
from tksk_workflow.store.models import Case, CaseDetail, DecisionRecord, Person, Verification, Visit
from tksk_workflow.store.querying import claimed, claimed_row, number_of, stepping_over, within

KIND = "kasus"
OPEN_STATUSES = tuple(status.value for status in CaseStatus if status.is_open)

WITH_FACTS = joinedload(Case.person, innerjoin=True), joinedload(Case.detail)
"""Brings along what is known about each case of a query; later it is asked case by case."""

FACTS_OF_CLAIMED = selectinload(Case.person), selectinload(Case.detail)
"""The same for a query that claims cases: what is known is read once the cases are held.

PostgreSQL reads a row anew that somebody changed just before it was locked, but not the rows
that are joined to it: those would be as they were before the change.
"""


class CaseRepository:
    """Finds and adds cases and what hangs on them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, case: Case) -> Case:
        """Add a case with its person and detail, and give it its number."""
        self._session.add(case)
        self._session.flush()
        return case

    def get(self, reference: str | int) -> Case:
        """Return a case by code (``K-000123``) or number.

        Raises:
            RecordNotFound: there is none.
        """
        case = self._session.get(Case, number_of(reference, "K", KIND))
        if case is None:
            raise RecordNotFound(KIND, reference)
        return case

    def claim(self, reference: str | int) -> Case:
        """Return a case freshly read and locked until the transaction ends.

        Raises:
            RecordNotFound: there is none.
        """
        return claimed_row(self._session, Case, "K", KIND, reference)

    def waiting_for_decision(
        self, limit: int, as_of: datetime, *, skipping: Collection[int] = ()
    ) -> Sequence[Case]:
        """Claim open cases that need a new decision, oldest first, with person and detail.

        Args:
            limit: at most so many.
            as_of: only cases opened until then.
            skipping: not these, which could not be decided.
        """
        query = (
            select(Case)
            .where(
                Case.needs_decision,
                Case.status.in_(OPEN_STATUSES),
                Case.opened_at <= as_of,
                *stepping_over(Case.id, skipping),
            )
            .options(*FACTS_OF_CLAIMED)
            .order_by(Case.id)
            .limit(limit)
        )
        return self._session.scalars(claimed(query, Case)).all()

    def to_be_ready(
        self, now: datetime, limit: int, *, skipping: Collection[int] = ()
    ) -> Sequence[Case]:
        """Claim cases that should have been ready by now, those that wait longest first."""
        query = (
            select(Case)
            .where(
                Case.ready_by <= now,
                Case.status.in_(OPEN_STATUSES),
                *stepping_over(Case.id, skipping),
            )
            .order_by(Case.ready_by, Case.id)
            .limit(limit)
        )
        return self._session.scalars(claimed(query, Case)).all()

    def listed(
        self,
        *,
        statuses: Collection[CaseStatus] | None = None,
        worker: str | None = None,
        area: str | Collection[str] | None = None,
        limit: int | None = 500,
        after: int = 0,
        with_facts: bool = False,
        closed_handling: bool | None = None,
        pressing_first: bool = False,
    ) -> Sequence[Case]:
        """List cases by status, worker and area codes (with everything inside them).

        ``closed_handling`` asks for those of the closed circle only, or for the others.

        ``with_facts`` brings along what is known about each; later it is asked case by case.
        With ``pressing_first`` the limit leaves out the least pressing, not the newest.
        """
        query = select(Case).where(Case.id > after)
        if with_facts:
            query = query.options(*WITH_FACTS)
        if statuses is not None:
            query = query.where(Case.status.in_([status.value for status in statuses]))
        if worker is not None:
            query = query.where(Case.worker == worker)
        if closed_handling is not None:
            query = query.where(Case.closed_handling.is_(closed_handling))
        if area is not None:
            query = query.where(within(Case.village, area))
        if pressing_first:
            query = query.order_by(Case.urgency.is_(None), Case.urgency)
        return self._session.scalars(query.order_by(Case.id).limit(limit)).all()

    def open_per_worker(self) -> dict[str, int]:
        """Count the open cases of every worker (PGR-16). One query."""
        query = (
            select(Case.worker, func.count())
            .where(Case.status.in_(OPEN_STATUSES))
            .group_by(Case.worker)
        )
        return dict(self._session.execute(query).all())

    def open_of_worker(self, worker: str) -> int:
        """Count the open cases of one worker."""
        query = select(func.count()).where(Case.worker == worker, Case.status.in_(OPEN_STATUSES))
        return self._session.scalar(query) or 0

    def open_per_village(self) -> dict[str, int]:
        """Count the open cases of every village. One query."""
        query = (
            select(Case.village, func.count())
            .where(Case.status.in_(OPEN_STATUSES))
            .group_by(Case.village)
            .order_by(Case.village)
        )
        return dict(self._session.execute(query).all())

    def stale_per_village(self, before: date) -> dict[str, int]:
        """Count open cases per village whose data were last updated before a day, or never."""
        query = (
            select(Case.village, func.count())
            .where(
                Case.status.in_(OPEN_STATUSES),
                (Case.data_updated_on < before) | Case.data_updated_on.is_(None),
            )
            .group_by(Case.village)
            .order_by(Case.village)
        )
        return dict(self._session.execute(query).all())

    # -------------------------------------------------------------------------- persons

    def person_by_identity(self, identity_key: str) -> Person | None:
        """Return the person with this identity key."""
        return self._session.scalar(select(Person).where(Person.identity_key == identity_key))

    def persons_by_identity(self, identity_keys: Collection[str]) -> dict[str, Person]:
        """Return the known ones among many identity keys. One query."""
        query = select(Person).where(Person.identity_key.in_(identity_keys))
        return {person.identity_key: person for person in self._session.scalars(query)}

    def persons_with_nik(self, nik: str) -> Sequence[Person]:
        """Return everybody who is recorded under a NIK; more than one is an anomaly."""
        return self._session.scalars(
            select(Person).where(Person.nik == nik).order_by(Person.id)
        ).all()

    def of_person(self, person_id: int, *, only_open: bool = False) -> Sequence[Case]:
        """Return a person's cases, oldest first."""
        query = select(Case).where(Case.person_id == person_id).order_by(Case.id)
        if only_open:
            query = query.where(Case.status.in_(OPEN_STATUSES))
        return self._session.scalars(query).all()

    def continuation_of(self, case: Case) -> Case | None:
        """Return the case by which the TKSK of another kecamatan carries on a handed-over one."""
        # It begins at the moment at which the other one ends.
        return self._session.scalar(
            select(Case)
            .where(
                Case.person_id == case.person_id,
                Case.id > case.id,
                Case.opened_at == case.finished_at,
                Case.home_worker.is_not(None),
            )
            .order_by(Case.id)
            .limit(1)
        )

    # ---------------------------------------------------- visits, verifications, decisions

    def add_visit(self, visit: Visit) -> None:
        """Add a visit."""
        self._session.add(visit)

    def add_verification(self, verification: Verification) -> None:
        """Add a verification."""
        self._session.add(verification)

    def add_decision(self, decision: DecisionRecord) -> DecisionRecord:
        """Add a decision and give it its number."""
        self._session.add(decision)
        self._session.flush()
        return decision

    def visits(self, case_id: int) -> Sequence[Visit]:
        """Return the visits of a case, oldest first."""
        return self._session.scalars(
            select(Visit).where(Visit.case_id == case_id).order_by(Visit.visited_at, Visit.id)
        ).all()

    def verifications(self, case_id: int) -> Sequence[Verification]:
        """Return the verifications of a case, oldest first."""
        return self._session.scalars(
            select(Verification)
            .where(Verification.case_id == case_id)
            .order_by(Verification.verified_at, Verification.id)
        ).all()

    def visits_of(self, case_ids: Iterable[int]) -> dict[int, list[Visit]]:
        """Return the visits of many cases, oldest first; every case has an entry. One query."""
        found: dict[int, list[Visit]] = {case_id: [] for case_id in case_ids}
        query = select(Visit).where(Visit.case_id.in_(found))
        for visit in self._session.scalars(query.order_by(Visit.visited_at, Visit.id)):
            found[visit.case_id].append(visit)
        return found

    def verifications_of(self, case_ids: Iterable[int]) -> dict[int, list[Verification]]:
        """Return the verifications of many cases, as `visits_of` does. One query."""
        found: dict[int, list[Verification]] = {case_id: [] for case_id in case_ids}
        query = select(Verification).where(Verification.case_id.in_(found))
        for item in self._session.scalars(
            query.order_by(Verification.verified_at, Verification.id)
        ):
            found[item.case_id].append(item)
        return found

    def decisions(self, case_id: int) -> Sequence[DecisionRecord]:
        """Return the decisions about a case, oldest first."""
        return self._session.scalars(
            select(DecisionRecord)
            .where(DecisionRecord.case_id == case_id)
            .order_by(DecisionRecord.id)
        ).all()

    def latest_decision(self, case_id: int) -> DecisionRecord | None:
        """Return the decision in force."""
        return self._session.scalar(
            select(DecisionRecord)
            .where(DecisionRecord.case_id == case_id)
            .order_by(DecisionRecord.id.desc())
            .limit(1)
        )

    def still_to_ask(self, case_ids: Collection[int]) -> dict[int, list[str]]:
        """Return what the decisions in force of these cases still ask, by case. One query."""
        latest = (
            select(func.max(DecisionRecord.id))
            .where(DecisionRecord.case_id.in_(case_ids))
            .group_by(DecisionRecord.case_id)
        )
        query = select(DecisionRecord.case_id, DecisionRecord.result).where(
            DecisionRecord.id.in_(latest)
        )
        return {
            case_id: list(result.get("to_ask", []))
            for case_id, result in self._session.execute(query)
        }

    def papers(self, case_ids: Collection[int]) -> dict[int, list[str]]:
        """Return the papers of the cases of which somebody has said what there is. One query."""
        query = select(CaseDetail.case_id, CaseDetail.facts).where(CaseDetail.case_id.in_(case_ids))
        return {
            case_id: list(facts["dokumen"])
            for case_id, facts in self._session.execute(query)
            if facts.get("dokumen") is not None
        }

    def decision(self, reference: str | int) -> DecisionRecord:
        """Return a decision by number (``D-12`` or 12).

        Raises:
            RecordNotFound: there is none.
        """
        found = self._session.get(DecisionRecord, number_of(reference, "D", "keputusan"))
        if found is None:
            raise RecordNotFound("keputusan", reference)
        return found
