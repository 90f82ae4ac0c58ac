"""Driver exceptions in, store errors out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from tksk_workflow.store.errors import (
    BrokenRule,
    DatabaseUnavailable,
    DoubleReferral,
    DuplicateRecord,
    StaleRecord,
    StoreError,
)

_UNIQUE_VIOLATION = "23505"
# Deadlock and serialization failure: the other transaction won, ours may be tried again.
_LOST_RACE = frozenset({"40P01", "40001"})
_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (?P<columns>[\w., ]+)")
_SQLITE_OTHER = re.compile(r"^(?P<kind>CHECK|FOREIGN KEY|NOT NULL) constraint failed(: [\w.]+)?$")
_OPEN_KEY = frozenset({"uq_referral_open_key", "referral.open_key"})


@contextmanager
def translated() -> Iterator[None]:
    """Turn driver exceptions into store errors; the driver's own text may quote a person."""
    try:
        yield
    except (DBAPIError, StaleDataError) as error:
        raise translate(error) from None


def translate(error: DBAPIError | StaleDataError) -> StoreError:
    """Return the store error that says the same without any value of the row."""
    if isinstance(error, StaleDataError):
        return StaleRecord()
    if isinstance(error, IntegrityError):
        return _broken(error)
    if getattr(error.orig, "sqlstate", None) in _LOST_RACE:
        return StaleRecord()
    if isinstance(error, OperationalError):
        if "locked" in str(error.orig):
            return DatabaseUnavailable(
                "basis data sedang dipakai proses lain terlalu lama; ulangi sebentar lagi"
            )
        if "no such table" in str(error.orig):
            return DatabaseUnavailable("tabel belum ada di basis data; jalankan 'tksk db upgrade'")
        return DatabaseUnavailable(
            "basis data tidak dapat dihubungi; periksa TKSK_DATABASE_URL dan servernya"
        )
    name = type(error.orig).__name__
    return StoreError(f"basis data menolak perintah ({name})")


def _broken(error: IntegrityError) -> StoreError:
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        rule = str(diagnosis.constraint_name or diagnosis.column_name or "")
        unique = getattr(error.orig, "sqlstate", None) == _UNIQUE_VIOLATION
    else:
        text = str(error.orig)
        match = _SQLITE_UNIQUE.search(text)
        unique = match is not None
        if match is not None:
            rule = match["columns"]
        else:
            rule = text if _SQLITE_OTHER.match(text) else type(error.orig).__name__
    if not unique:
        return BrokenRule(rule)
    return DoubleReferral(rule) if rule in _OPEN_KEY else DuplicateRecord(rule)
