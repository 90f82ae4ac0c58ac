"""Driver exceptions in, store errors out."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from tksk_workflow.store.errors import (
    BrokenRule,
    DatabaseUnavailable,
    DoubleReferral,
    DuplicateRecord,
    SchemaMismatch,
    StaleRecord,
    StoreError,
)

_UNIQUE_VIOLATION = "23505"
# Deadlock and serialization failure: the other transaction won, ours may be tried again.
_LOST_RACE = frozenset({"40P01", "40001"})
_NO_SUCH_TABLE = "42P01"
# Lock timeout, statement timeout, idle for too long in a transaction.
_TOO_LONG = frozenset({"55P03", "57014", "25P03"})
_SQLITE_UNUSABLE = {
    "unable to open database file": "tidak dapat dibuka",
    "attempt to write a readonly database": "hanya dapat dibaca",
    "database or disk is full": "ruang penyimpanan habis",
    "database disk image is malformed": "isinya rusak",
    "disk I/O error": "perangkat penyimpanan gagal",
    "file is not a database": "bukan berkas basis data",
}
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
    state = getattr(error.orig, "sqlstate", None)
    if state in _LOST_RACE:
        return StaleRecord()
    # SQLite has no codes for this in every version that Python comes with; its texts are fixed.
    text = str(error.orig) if isinstance(error.orig, sqlite3.Error) else ""
    if text.startswith("database is locked") or state in _TOO_LONG:
        return DatabaseUnavailable(
            "basis data sedang dipakai proses lain terlalu lama; ulangi sebentar lagi"
        )
    if text.startswith("no such table") or state == _NO_SUCH_TABLE:
        return SchemaMismatch("tabel belum ada di basis data; jalankan 'tksk db upgrade'")
    for said, reason in _SQLITE_UNUSABLE.items():
        if text.startswith(said):
            return DatabaseUnavailable(
                f"berkas basis data tidak dapat dipakai ({reason}); periksa TKSK_DATABASE_URL"
            )
    if isinstance(error, OperationalError) and not text and _is_connection_trouble(state):
        return DatabaseUnavailable(
            "server basis data tidak dapat dihubungi; periksa TKSK_DATABASE_URL dan servernya"
        )
    return StoreError(f"basis data menolak perintah ({state or type(error.orig).__name__})")


def _is_connection_trouble(state: str | None) -> bool:
    """No code: never connected. Classes 08, 53, 57: connection, resources, shutdown."""
    return state is None or state[:2] in {"08", "28", "3D", "53", "57"}


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
