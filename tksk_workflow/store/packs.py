"""The text of every rule pack that was published or that a decision used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tksk_workflow.store.errors import DuplicateRecord, RecordNotFound
from tksk_workflow.store.models import RulePackRecord


class PackRepository:
    """Stores packs once, by content hash, and never changes one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def has(self, content_hash: str) -> bool:
        """Say whether the pack is stored."""
        query = select(RulePackRecord.content_hash).where(
            RulePackRecord.content_hash == content_hash
        )
        return self._session.scalar(query) is not None

    def store(
        self,
        content_hash: str,
        name: str,
        version: str,
        files: Mapping[str, str],
        at: datetime,
    ) -> bool:
        """Keep a pack's text; False when it is there already.

        Raises:
            DuplicateRecord: another text is stored under the same hash.
        """
        existing = self._session.get(RulePackRecord, content_hash)
        if existing is not None:
            if existing.files != dict(files):
                raise DuplicateRecord(
                    "rule_pack.content_hash", "paket aturan lain sudah tersimpan dengan hash ini"
                )
            return False
        self._session.add(
            RulePackRecord(
                content_hash=content_hash,
                name=name,
                version=version,
                files=dict(files),
                stored_at=at,
            )
        )
        return True

    def named(self, prefix: str, limit: int = 3) -> Sequence[RulePackRecord]:
        """Return the first packs whose hash begins like this; wildcards mean nothing."""
        query = (
            select(RulePackRecord)
            .where(RulePackRecord.content_hash.startswith(prefix, autoescape=True))
            .order_by(RulePackRecord.content_hash)
            .limit(limit)
        )
        return self._session.scalars(query).all()

    def get(self, content_hash: str) -> RulePackRecord:
        """Return a stored pack.

        Raises:
            RecordNotFound: none has this hash.
        """
        record = self._session.get(RulePackRecord, content_hash)
        if record is None:
            raise RecordNotFound("paket aturan", content_hash[:12])
        return record
