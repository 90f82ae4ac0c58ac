"""Deciles and results from the centre, as they came in."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from tksk_workflow.domain.reconciling import Verdict
from tksk_workflow.store.models import Case, CentreResult, DecileReading, Person
from tksk_workflow.store.querying import claimed, claimed_row, stepping_over, within

RESULT = "hasil"


class CurrencyRepository:
    """Finds and adds what tells how current the data are."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def cases_by_nik(self, niks: Collection[str]) -> dict[str, list[Case]]:
        """Return the latest case of every person with one of these NIK. One query.

        More than one case under a NIK means that two people are recorded under it.
        """
        query = (
            select(Person.nik, Case)
            .join(Case, Case.person_id == Person.id)
            .where(Person.nik.in_(niks))
            .order_by(Case.id)
        )
        latest: dict[tuple[str, int], Case] = {}
        for nik, case in self._session.execute(query):
            latest[str(nik), case.person_id] = case
        found: dict[str, list[Case]] = {}
        for (nik, _), case in latest.items():
            found.setdefault(nik, []).append(case)
        return found

    # --------------------------------------------------------------------------- deciles

    def reading(self, case_id: int, period: str) -> DecileReading | None:
        """Return the decile of a case in a quarter."""
        return self._session.scalar(
            select(DecileReading).where(
                DecileReading.case_id == case_id, DecileReading.period == period
            )
        )

    def add_reading(self, reading: DecileReading) -> None:
        """Add a decile."""
        self._session.add(reading)

    def waiting_readings(
        self, limit: int, *, skipping: Collection[int] = ()
    ) -> Sequence[DecileReading]:
        """Claim deciles that have not been applied, oldest quarter first."""
        query = (
            select(DecileReading)
            .where(DecileReading.applied_at.is_(None), *stepping_over(DecileReading.id, skipping))
            .order_by(DecileReading.period, DecileReading.id)
            .limit(limit)
        )
        return self._session.scalars(claimed(query, DecileReading)).all()

    def latest_applied(self, case_id: int) -> DecileReading | None:
        """Return the decile of the latest quarter that has been applied to a case."""
        return self._session.scalar(
            select(DecileReading)
            .where(DecileReading.case_id == case_id, DecileReading.applied_at.is_not(None))
            .order_by(DecileReading.period.desc())
            .limit(1)
        )

    # --------------------------------------------------------------------------- results

    def result_of(self, case_id: int, period: str, service: str) -> CentreResult | None:
        """Return what is known of the centre's answer about a case and service."""
        return self._session.scalar(
            select(CentreResult).where(
                CentreResult.case_id == case_id,
                CentreResult.period == period,
                CentreResult.service == service,
            )
        )

    def add_result(self, result: CentreResult) -> CentreResult:
        """Add a result and give it its number."""
        self._session.add(result)
        self._session.flush()
        return result

    def waiting_results(
        self, limit: int, *, skipping: Collection[int] = ()
    ) -> Sequence[CentreResult]:
        """Claim results that have not been compared yet."""
        query = (
            select(CentreResult)
            .where(CentreResult.compared_at.is_(None), *stepping_over(CentreResult.id, skipping))
            .order_by(CentreResult.id)
            .limit(limit)
        )
        return self._session.scalars(claimed(query, CentreResult)).all()

    def compared_periods(self) -> Sequence[tuple[str, str, str]]:
        """Return period, service and village of every answer of the centre."""
        query = (
            select(CentreResult.period, CentreResult.service, Case.village)
            .join(Case, CentreResult.case_id == Case.id)
            .where(CentreResult.outcome.is_not(None), CentreResult.compared_at.is_not(None))
            .distinct()
        )
        return [
            (period, service, village) for period, service, village in self._session.execute(query)
        ]

    def claim_result(self, reference: str | int) -> CentreResult:
        """Return a result by code (``H-000012``), locked until the transaction ends.

        Raises:
            RecordNotFound: there is none.
        """
        return claimed_row(self._session, CentreResult, "H", RESULT, reference)

    def mismatches(
        self,
        *,
        case_id: int | None = None,
        area: str | Collection[str] | None = None,
        only_open: bool = True,
    ) -> list[tuple[CentreResult, str]]:
        """Return results that differ from the proposal with the case's village, oldest first."""
        query = (
            select(CentreResult, Case.village)
            .join(Case, CentreResult.case_id == Case.id)
            .where(CentreResult.verdict != Verdict.AGREES.value)
        )
        if case_id is not None:
            query = query.where(CentreResult.case_id == case_id)
        if area is not None:
            query = query.where(within(Case.village, area))
        if only_open:
            query = query.where(CentreResult.settled_at.is_(None))
        found = self._session.execute(query.order_by(CentreResult.id))
        return [(result, village) for result, village in found]
