"""When a message that did not get through is tried again, and when it is given up."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from enum import StrEnum

_WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(_WAITS) + 1
"""After three days of trying somebody has to look."""

LONG_WAIT = timedelta(days=3)
"""As long as that, too, a message may wait for a server that is away; then it is told."""

_JITTER = 0.2


class Outcome(StrEnum):
    """What became of one attempt."""

    DELIVERED = "terkirim"
    LATER = "coba_lagi"
    NEVER = "ditolak"


def wait_after(attempts: int, key: str) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None means give up.

    The times grow, and are spread by up to a fifth, so that what failed together is not
    tried together. The spread comes from the key: the same message waits alike anywhere.
    """
    if not 1 <= attempts < MOST_ATTEMPTS:
        return None
    digest = hashlib.sha256(f"{key}:{attempts}".encode()).digest()
    spread = int.from_bytes(digest[:4], "big") / 2**32
    return _WAITS[attempts - 1] * (1 - _JITTER + 2 * _JITTER * spread)


class MessageState(StrEnum):
    """Where a message stands; follows from its row and from the address book."""

    WAITING = "menunggu"
    UNADDRESSED = "tanpa_alamat"
    GIVEN_UP = "gagal"
    DELIVERED = "terkirim"
