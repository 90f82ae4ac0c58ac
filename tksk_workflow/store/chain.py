"""What one link of the audit chain says, and the hash that ties it to the one before.

The hash is over canonical JSON, so the data of an entry are narrowed to what both
databases give back exactly as it was.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

GENESIS = "0" * 64
"""Stands where the first entry would name the entry before it."""

# Words that announce identity or category, alone or as a part of a key.
_PRIVATE = frozenset(
    {
        *("nik", "nama", "name", "kk", "lahir", "birth"),
        *("alamat", "address", "telepon", "phone", "hp", "email"),
        *("pmks", "kategori", "category", "fakta", "facts"),
    }
)
# A status says nothing about the person: "padan", "kosong".
_HARMLESS = frozenset({"nik_status", "status_nik"})
_NIK = re.compile(r"(?<!\w)\d{16}(?!\w)")
# Beyond this JSON readers disagree about integers.
_LARGEST_INT = 2**53


class IdentityInAudit(ValueError):
    """Audit data would have carried identity; a mistake of the program, not of the user."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says, before it has its place in the chain."""

    at: datetime
    actor: str
    action: str
    entity: str
    entity_id: str
    data: Mapping[str, Any]


def digest(number: int, entry: Entry, previous_hash: str) -> str:
    """Return the SHA-256 of an entry at its place: hex, over canonical JSON."""
    content = {
        "number": number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "entity": entry.entity,
        "entity_id": entry.entity_id,
        "data": entry.data,
        "previous_hash": previous_hash,
    }
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def plain_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return audit data in the shape in which both databases keep it.

    Raises:
        IdentityInAudit: a key or value looks like identity or a category.
        TypeError: a value is of a type that they do not keep alike (fractions).
        ValueError: text that PostgreSQL cannot hold.
    """
    plain = {}
    for key, value in data.items():
        if not isinstance(key, str):
            raise TypeError("keys of audit data are text")
        if key not in _HARMLESS and not _PRIVATE.isdisjoint(key.lower().split("_")):
            raise IdentityInAudit(f"audit data must not carry '{key}'")
        plain[_text(key)] = _plain(value)
    return plain


def _plain(value: object) -> object:
    """Return the value as both databases give it back.

    Raises:
        TypeError: it is of a type that they do not.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int) and abs(value) < _LARGEST_INT:
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return plain_data(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"audit data cannot hold {type(value).__name__}")


def _text(value: str) -> str:
    if _NIK.search(value):
        raise IdentityInAudit("audit data must not carry a number of 16 digits")
    if "\x00" in value:
        raise ValueError("audit data cannot hold a zero character")
    value.encode()  # a lone surrogate has no UTF-8
    return str(value)
