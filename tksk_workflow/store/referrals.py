"""Referrals: what is due, what is open, and how busy partners are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from tksk_workflow.domain.partner import PartnerLoad
from tksk_workflow.domain.referral import BusinessStatus, Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.store.errors import RecordNotFound
from tksk_workflow.store.models import Case, Receipt, Referral
from tksk_workflow.store.querying import claimed_row, number_of, within

KIND = "rujukan"
OPEN_STATUSES = tuple(status.value for status in Status if status.is_open)
WITH_PARTNER = (
    Status.REQUESTED.value,
    Status.ACCEPTED.value,
    Status.IN_PROGRESS.value,
    Status.ON_HOLD.value,
)


def open_key(person_id: int, partner_code: str | None, partner_type: str, service: str) -> str:
    """Return what makes a referral a double one while it is open (PGR-10).

    Without a partner yet, the type stands for it.
    """
    return f"{person_id}|{partner_code or '?' + partner_type}|{service}"


class ReferralRepository:
    """Finds and adds referrals and receipts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, referral: Referral) -> Referral:
        """Add a referral; it gets its number at the next flush."""
        self._session.add(referral)
        return referral

    def get(self, reference: str | int) -> Referral:
        """Return a referral by code (``R-000123``) or number.

        Raises:
            RecordNotFound: there is none.
        """
        referral = self._session.get(Referral, number_of(reference, "R", KIND))
        if referral is None:
            raise RecordNotFound(KIND, reference)
        return referral

    def address_of(self, reference: str | int) -> tuple[int, str | None]:
        """Return case and partner of a referral without loading it, to lock them first.

        A row that is in the session already would be compared with what the lock finds.

        Raises:
            RecordNotFound: there is none.
        """
        query = select(Referral.case_id, Referral.partner_code).where(
            Referral.id == number_of(reference, "R", KIND)
        )
        found = self._session.execute(query).one_or_none()
        if found is None:
            raise RecordNotFound(KIND, reference)
        return found.case_id, found.partner_code

    def claim(self, reference: str | int) -> Referral:
        """Return a referral freshly read and locked until the transaction ends.

        Raises:
            RecordNotFound: there is none.
        """
        return claimed_row(self._session, Referral, "R", KIND, reference)

    def numbered(self, numbers: Collection[int]) -> dict[int, Referral]:
        """Return many referrals by their numbers. One query."""
        return {one.id: one for one in self._all(select(Referral).where(Referral.id.in_(numbers)))}

    # -------------------------------------------------------------------------- what is open

    def of_case(self, case_id: int) -> Sequence[Referral]:
        """Return all referrals of a case, oldest first."""
        return self._all(select(Referral).where(Referral.case_id == case_id))

    def open_of_case(self, case_id: int) -> Sequence[Referral]:
        """Return the open referrals of a case, drafts included."""
        return self._all(
            select(Referral).where(Referral.case_id == case_id, Referral.status.in_(OPEN_STATUSES))
        )

    def partners_asked(self, case: str | int) -> Sequence[str]:
        """Return the partners of a case's open referrals, without loading anything.

        In the order of their codes, so that two who lock several never do so in a circle.

        Raises:
            RecordNotFound: that is no number of a case.
        """
        query = select(Referral.partner_code).where(
            Referral.case_id == number_of(case, "K", "kasus"),
            Referral.status.in_(OPEN_STATUSES),
            Referral.partner_code.is_not(None),
        )
        return sorted({code for code in self._session.scalars(query) if code is not None})

    def open_for(self, person_id: int) -> Sequence[Referral]:
        """Return the open referrals of a person, over all cases."""
        return self._all(
            select(Referral)
            .join(Case, Referral.case_id == Case.id)
            .where(Case.person_id == person_id, Referral.status.in_(OPEN_STATUSES))
        )

    def open_of_cases(self, case_ids: Iterable[int]) -> dict[int, list[Referral]]:
        """Return the open referrals of many cases; every case has an entry. One query."""
        found: dict[int, list[Referral]] = {case_id: [] for case_id in case_ids}
        query = select(Referral).where(
            Referral.case_id.in_(found), Referral.status.in_(OPEN_STATUSES)
        )
        for referral in self._all(query):
            found[referral.case_id].append(referral)
        return found

    def helped(self, case_ids: Collection[int]) -> frozenset[int]:
        """Return those of many cases that help has reached. One query."""
        query = select(Referral.case_id).where(
            Referral.case_id.in_(case_ids), Referral.status == Status.COMPLETED.value
        )
        return frozenset(self._session.scalars(query))

    def by_open_key(self, key: str) -> Referral | None:
        """Return the open referral of this person, partner and service."""
        return self._session.scalar(select(Referral).where(Referral.open_key == key))

    def following(self, referral_id: int) -> Sequence[Referral]:
        """Return the open referrals whose tier comes after this one."""
        return self._all(
            select(Referral).where(
                Referral.after_id == referral_id, Referral.status.in_(OPEN_STATUSES)
            )
        )

    def listed(
        self,
        *,
        statuses: Collection[Status] | None = None,
        partner: str | None = None,
        worker: str | None = None,
        area: str | Collection[str] | None = None,
        urgencies: Collection[Urgency] | None = None,
        limit: int = 500,
        after: int = 0,
        with_case: bool = False,
        without_partner: bool = False,
        business: BusinessStatus | None = None,
        pressing_first: bool = False,
    ) -> Sequence[Referral]:
        """List referrals by what is given; ``worker`` and ``area`` are those of the case.

        ``with_case`` brings the case of each along; ``without_partner`` only those for whom
        nobody was found; ``business`` where inside their status they stand. They come in the
        order in which they were opened, as pages go by ``after``; with ``pressing_first`` the
        limit leaves out the least pressing.
        """
        query = select(Referral).where(Referral.id > after)
        if with_case:
            query = query.options(joinedload(Referral.case, innerjoin=True))
        if statuses is not None:
            query = query.where(Referral.status.in_([status.value for status in statuses]))
        if partner is not None:
            query = query.where(Referral.partner_code == partner)
        if without_partner:
            query = query.where(Referral.partner_code.is_(None))
        if business is not None:
            query = query.where(Referral.business_status == business.value)
        if urgencies is not None:
            query = query.where(Referral.urgency.in_([urgency.value for urgency in urgencies]))
        if worker is not None or area is not None:
            query = query.join(Case, Referral.case_id == Case.id)
        if worker is not None:
            query = query.where(Case.worker == worker)
        if area is not None:
            query = query.where(within(Case.village, area))
        if pressing_first:
            query = query.order_by(Referral.urgency)
        return self._all(query.limit(limit))

    def queue_of(self, partner: str, service: str) -> Sequence[Referral]:
        """Lock and return who stands in the queue of a partner for a service, first come first.

        Whoever is about to change the queue holds the partner's row (`partners.lock`).
        """
        return self._session.scalars(
            select(Referral)
            .where(
                Referral.partner_code == partner,
                Referral.service == service,
                Referral.status == Status.ON_HOLD.value,
                Referral.queue_position.is_not(None),
            )
            .order_by(Referral.queue_position, Referral.id)
            .with_for_update(of=Referral)
        ).all()

    def loads(self) -> Mapping[str, PartnerLoad]:
        """Return how busy each partner is; drafts count, they hold a place. One query."""
        queued = func.sum(case((Referral.status == Status.ON_HOLD.value, 1), else_=0))
        query = (
            select(Referral.partner_code, func.count(), queued)
            .where(Referral.partner_code.is_not(None), Referral.status.in_(OPEN_STATUSES))
            .group_by(Referral.partner_code)
        )
        return {
            code: PartnerLoad(open_referrals=count, queued=int(waiting))
            for code, count, waiting in self._session.execute(query)
            if code is not None
        }

    # -------------------------------------------------------------------------- receipts

    def add_receipt(self, receipt: Receipt) -> None:
        """Add a proof of receipt."""
        self._session.add(receipt)

    def receipts(self, referral_id: int) -> Sequence[Receipt]:
        """Return the receipts of a referral, oldest first."""
        return self._session.scalars(
            select(Receipt).where(Receipt.referral_id == referral_id).order_by(Receipt.id)
        ).all()

    def receipts_of_case(self, case_id: int) -> Sequence[Receipt]:
        """Return the receipts of all referrals of a case, oldest first."""
        return self._session.scalars(
            select(Receipt)
            .join(Referral, Receipt.referral_id == Referral.id)
            .where(Referral.case_id == case_id)
            .order_by(Receipt.id)
        ).all()

    def _all(self, query: Select[Referral]) -> Sequence[Referral]:
        return self._session.scalars(query.order_by(Referral.id)).all()
