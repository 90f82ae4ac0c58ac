"""The directory of partners, read once and kept until somebody changes it.

Every transaction that decides needs all partners and the hash of them (PGR-20). In a
kabupaten they are a thousand or more and seldom change, and to read and hash them takes
longer than the decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.selection import directory_hash
from tksk_workflow.store.unit_of_work import UnitOfWork

_Versions = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Directory:
    """All partners as they are at one moment.

    Attributes:
        partners: by code.
    """

    partners: tuple[Partner, ...]

    @cached_property
    def content_hash(self) -> str:
        """The content hash of the directory."""
        return directory_hash(self.partners)

    @cached_property
    def by_code(self) -> Mapping[str, Partner]:
        """The partners by code."""
        return {partner.code: partner for partner in self.partners}

    @cached_property
    def by_type(self) -> Mapping[str, Sequence[Partner]]:
        """The partners of each type, by code."""
        found: dict[str, list[Partner]] = {}
        for partner in self.partners:
            found.setdefault(partner.type, []).append(partner)
        return found


class DirectoryKeeper:
    """Keeps the directory that was read last, with the versions of its rows.

    Whoever changes a partner raises the version of its row, in whatever process: then it is
    read anew. What a transaction has changed itself and not committed is never kept.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._kept: tuple[_Versions, Directory] | None = None

    def current(self, uow: UnitOfWork) -> Directory:
        """Return the directory as this transaction sees it."""
        versions = uow.partners.versions()
        kept = self._kept
        if kept is not None and kept[0] == versions:
            return kept[1]
        found = Directory(uow.partners.all())
        if not uow.partners.changed:
            self._kept = versions, found
        return found
