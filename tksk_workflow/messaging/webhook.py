"""Letters to a partner's own system: a signed POST with an idempotency key."""

from __future__ import annotations

import hashlib
import hmac
import ssl
import time
from types import TracebackType
from typing import Self

import httpx
import orjson

from tksk_workflow.config import WebhookSettings
from tksk_workflow.domain.delivery import Outcome
from tksk_workflow.messaging.channel import DELIVERED, Attempt, Letter

SIGNATURE = "TKSK-Signature"
IDEMPOTENCY = "Idempotency-Key"
# Worth another try: the server is busy, restarting, or asks for patience.
_PASSING = frozenset({408, 425, 429})


class WebhookChannel:
    """Posts letters as JSON to https addresses; redirects are not followed."""

    def __init__(self, settings: WebhookSettings, *, verify: bool | ssl.SSLContext = True) -> None:
        self._settings = settings
        self._client = httpx.Client(timeout=settings.timeout, verify=verify)

    def send(self, address: str, letter: Letter) -> Attempt:
        """Post a letter; one server in trouble is no trouble of the others."""
        body = orjson.dumps(
            {
                "id": letter.key,
                "kind": letter.kind,
                "written_at": letter.written_at,
                "subject": letter.subject,
                "text": letter.text,
                "data": dict(letter.data),
            }
        )
        sent_at = int(time.time())
        headers = {
            "Content-Type": "application/json",
            IDEMPOTENCY: letter.key,
            SIGNATURE: f"t={sent_at},v1={signature(self._settings.secret, sent_at, body)}",
        }
        try:
            answer = self._client.post(address, content=body, headers=headers)
        except httpx.HTTPError as error:
            return Attempt(Outcome.LATER, type(error).__name__, nobody_there=True)
        except (httpx.InvalidURL, ValueError) as error:
            # The address itself; trying again does not help.
            return Attempt(Outcome.NEVER, type(error).__name__)
        if answer.is_success:
            return DELIVERED
        passing = answer.is_server_error or answer.status_code in _PASSING
        outcome = Outcome.LATER if passing else Outcome.NEVER
        return Attempt(outcome, f"HTTP {answer.status_code}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()


def signature(secret: bytes, sent_at: int, body: bytes) -> str:
    """Sign a body and its moment (seconds since 1970): HMAC-SHA256, hex.

    The receiver computes the same, compares it in constant time, and refuses moments
    that are long past.
    """
    return hmac.new(secret, f"{sent_at}.".encode() + body, hashlib.sha256).hexdigest()
