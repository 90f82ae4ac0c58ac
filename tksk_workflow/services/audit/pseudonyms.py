"""Names under which an auditor knows decisions, cases and people: keyed, stable, opaque.

The same case has the same pseudonym in every list and in every year; without the key of
the office (``TKSK_SECRET``) nobody gets from a pseudonym back to the case (UU 27/2022).
"""

from __future__ import annotations

import base64
import hashlib
import hmac

_LENGTH = 12
_GROUP = 4

DECISION = "KEP"
CASE = "KAS"
OFFICER = "PTG"


class Pseudonyms:
    """Makes the pseudonyms of one office."""

    def __init__(self, secret: bytes) -> None:
        """Take the key with which the office recognises people; another use, another name."""
        self._secret = secret

    def decision(self, number: int) -> str:
        """Return the pseudonym of a decision: ``KEP-7F3K-2M9Q-ABCD``."""
        return self._named(DECISION, str(number))

    def case(self, number: int) -> str:
        """Return the pseudonym of a case."""
        return self._named(CASE, str(number))

    def officer(self, name: str) -> str:
        """Return the role of somebody who acted, and a pseudonym for the post.

        The code of a post may name a village (``kades-2023``), and so tell where a client
        lives.
        """
        role, _, user = name.partition("/")
        return f"{role} {self._named(OFFICER, user)}"

    def _named(self, kind: str, what: str) -> str:
        digest = hmac.new(self._secret, f"samaran\x1f{kind}\x1f{what}".encode(), hashlib.sha256)
        text = base64.b32encode(digest.digest()).decode()[:_LENGTH]
        parts = (text[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
        return f"{kind}-{'-'.join(parts)}"


def is_pseudonym(text: str) -> bool:
    """Say whether this reads like the pseudonym of a decision."""
    return text.strip().upper().startswith(f"{DECISION}-")
