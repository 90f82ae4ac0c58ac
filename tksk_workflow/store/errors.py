"""What can go wrong in the store, without any personal data in the message.

Driver exceptions quote the row that failed, so none of them leaves the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class StoreError(Exception):
    """Something went wrong in the store. The message is Indonesian, for the user."""


class RecordNotFound(StoreError):
    """There is no record of that name."""

    def __init__(self, kind: str, reference: object) -> None:
        """Keep what was looked for; ``reference`` is a code or number, never a name."""
        self.kind = kind
        self.reference = str(reference)
        super().__init__(f"{kind} '{self.reference}' tidak ada")


class StaleRecord(StoreError):
    """Somebody else changed the record in the meantime; read it again and decide anew."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("data sudah diubah oleh orang lain; muat ulang, lalu ulangi")


class DuplicateRecord(StoreError):
    """A uniqueness rule of the database was broken.

    Attributes:
        rule: the constraint (PostgreSQL) or the columns (SQLite), for the developer.
    """

    def __init__(self, rule: str, message: str = "data yang sama sudah tercatat") -> None:
        """Keep the name of the broken rule."""
        self.rule = rule
        super().__init__(message)


class DoubleReferral(DuplicateRecord):
    """The person already has an open referral to this partner for this service (PGR-10)."""

    def __init__(self, rule: str) -> None:
        """Say it in the words of the rule."""
        super().__init__(rule, "rujukan yang sama (orang, mitra, layanan) masih terbuka")


class BrokenRule(StoreError):
    """The database refused a row for another rule: a missing link or an illegal value."""

    def __init__(self, rule: str) -> None:
        """Keep the name of the broken rule."""
        self.rule = rule
        super().__init__("data ditolak basis data karena melanggar aturannya")


@dataclass(frozen=True, slots=True)
class LongText:
    """A text that its column has no room for; never the text itself."""

    table: str
    column: str
    length: int
    longest: int


class TextTooLong(StoreError):
    """Texts are longer than their columns.

    Attributes:
        texts: which, how long they are, and how long they may be.
    """

    def __init__(self, texts: Sequence[LongText]) -> None:
        """Keep all of them."""
        self.texts = tuple(texts)
        where = ", ".join(f"{one.table}.{one.column}" for one in self.texts)
        super().__init__(f"teks lebih panjang daripada tempatnya: {where}")


class DatabaseUnavailable(StoreError):
    """The database cannot be reached, or stayed locked for too long."""


class WrongDatabaseAddress(DatabaseUnavailable):
    """The URL of a database cannot be read."""


class SchemaMismatch(StoreError):
    """The tables are not those that this version of the program works with."""
