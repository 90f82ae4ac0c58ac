"""The seal of a row: a keyed digest of its content, kept in the chained audit entry about it.

The chain vouches for the entry, the entry for the row. Keyed, because a visit or a set of
yes/no answers has so few possible contents that a bare digest would give them away.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tksk_workflow.store.base import Base
from tksk_workflow.store.models import (
    ContactAttempt,
    DecisionRecord,
    Receipt,
    Verification,
    Visit,
)

SEAL = "sidik"
"""The key of a seal in the data of an audit entry."""

_PURPOSE = b"tksk sidik isi"
_PURPOSE_OF_KEY = b"tksk sidik kunci"
# Short: sixteen digits in a row would look like a NIK.
_KEY_LENGTH = 8


@dataclass(frozen=True, slots=True)
class SealedKind:
    """A kind of row that is sealed.

    Attributes:
        name: how an entry calls it.
        label: what stands before the number when people are told of it.
        columns: what the seal covers. A column that is added later is not among them: it
            would make every earlier seal wrong.
    """

    name: str
    label: str
    model: type[Base]
    columns: tuple[str, ...]


_DECISION = SealedKind(
    "keputusan",
    "keputusan D-",
    DecisionRecord,
    (
        *("id", "case_id", "decided_at", "decided_on", "decided_by"),
        *("pack_hash", "directory_hash", "facts", "result"),
    ),
)
KINDS: Mapping[str, SealedKind] = {
    kind.name: kind
    for kind in (
        _DECISION,
        SealedKind(
            "bukti",
            "bukti penerimaan ",
            Receipt,
            (
                *("id", "referral_id", "received_by", "right_person", "method"),
                *("received_at", "proof_reference", "confirmed_by"),
            ),
        ),
        SealedKind(
            "kunjungan",
            "kunjungan ",
            Visit,
            ("id", "case_id", "visited_at", "visitor", "done", "obstacle", "note"),
        ),
        SealedKind(
            "verifikasi",
            "verifikasi ",
            Verification,
            ("id", "case_id", "role", "verifier", "verified_at", "matches", "note"),
        ),
        SealedKind(
            "kontak",
            "kontak ",
            ContactAttempt,
            (
                *("id", "referral_id", "attempted_at", "contacted_by"),
                *("method", "outcome", "note"),
            ),
        ),
    )
}
DECISION = _DECISION.name
_OF_MODEL = {kind.model: kind for kind in KINDS.values()}


def seal_of(
    row: DecisionRecord | Receipt | Visit | Verification | ContactAttempt, secret: bytes
) -> dict[str, str | int]:
    """Return the seal of a row that has its number, as it stands in an audit entry."""
    kind = _OF_MODEL[type(row)]
    content = {name: getattr(row, name) for name in kind.columns}
    return {
        "jenis": kind.name,
        "nomor": row.id,
        "kunci": key_mark(secret),
        "isi": content_digest(kind, content, secret),
    }


def without_seal(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an entry as people read them."""
    return {key: value for key, value in data.items() if key != SEAL}


def content_digest(kind: SealedKind, content: Mapping[str, Any], secret: bytes) -> str:
    """Return the digest of a row: hex, the same on every database.

    Raises:
        TypeError, ValueError: the row holds what the program never writes.
    """
    told = json.dumps(
        [kind.name, {name: _plain(content[name]) for name in kind.columns}],
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    key = hmac.new(secret, _PURPOSE, hashlib.sha256).digest()
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()


def key_mark(secret: bytes) -> str:
    """Return by what a key is recognised, and not found out."""
    return hmac.new(secret, _PURPOSE_OF_KEY, hashlib.sha256).hexdigest()[:_KEY_LENGTH]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value
