"""The directory of partner institutions."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tksk_workflow.domain.partner import Partner
from tksk_workflow.store.errors import RecordNotFound
from tksk_workflow.store.models import PartnerRecord
from tksk_workflow.store.partners_mapping import columns_of, to_partner

_CHANGED = "partners_changed"


class Saved(StrEnum):
    """What saving did."""

    ADDED = "baru"
    CHANGED = "berubah"
    SAME = "tetap"


class PartnerRepository:
    """Finds and saves partners, as values of the domain."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Partner, ...]:
        """Return the whole directory, by code."""
        query = select(PartnerRecord).order_by(PartnerRecord.code)
        return tuple(to_partner(record) for record in self._session.scalars(query))

    def versions(self) -> tuple[tuple[str, int], ...]:
        """Return code and version of every partner, by code: equal when nothing has changed."""
        query = select(PartnerRecord.code, PartnerRecord.version).order_by(PartnerRecord.code)
        return tuple((code, version) for code, version in self._session.execute(query))

    @property
    def changed(self) -> bool:
        """Whether this session has saved a partner; it may yet be rolled back."""
        return bool(self._session.info.get(_CHANGED))

    def code_as_written(self, code: str) -> str | None:
        """Return a code as the directory writes it, whatever its case; None: there is none."""
        query = select(PartnerRecord.code).order_by(PartnerRecord.code)
        known = self._session.scalars(query.where(func.lower(PartnerRecord.code) == code.lower()))
        return known.first()

    def find(self, code: str) -> Partner | None:
        """Return a partner, or None."""
        record = self._session.get(PartnerRecord, code)
        return None if record is None else to_partner(record)

    def get(self, code: str) -> Partner:
        """Return a partner.

        Raises:
            RecordNotFound: there is none of that code.
        """
        return to_partner(self.record(code))

    def record(self, code: str) -> PartnerRecord:
        """Return a partner's row, with its contact.

        Raises:
            RecordNotFound: there is none of that code.
        """
        record = self._session.get(PartnerRecord, code)
        if record is None:
            raise RecordNotFound("mitra", code)
        return record

    def lock(self, code: str) -> None:
        """Make whoever changes the partner's queue take turns, until the transaction ends.

        Referrals to the partner can still be opened meanwhile.
        """
        self._session.execute(
            select(PartnerRecord.code)
            .where(PartnerRecord.code == code)
            .with_for_update(key_share=True)
        )

    def save(self, partner: Partner, contact: str | None = None) -> Saved:
        """Add or change a partner; saving the same again changes nothing.

        ``contact`` None keeps the contact that is there.
        """
        self._session.info[_CHANGED] = True
        record = self._session.get(PartnerRecord, partner.code)
        wanted = columns_of(partner)
        if contact is not None:
            wanted["contact"] = contact
        if record is None:
            self._session.add(PartnerRecord(**wanted))
            return Saved.ADDED
        changed = {key: new for key, new in wanted.items() if getattr(record, key) != new}
        for key, new in changed.items():
            setattr(record, key, new)
        return Saved.CHANGED if changed else Saved.SAME
