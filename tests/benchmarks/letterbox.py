"""Mail servers of measurements: nothing leaves the machine."""

from __future__ import annotations

from tksk_workflow.messaging.channel import DELIVERED, Attempt


class TakesEverything:
    """Takes every letter at once."""

    def send(self, address: str, letter: object) -> Attempt:
        """Take it."""
        return DELIVERED

    def __enter__(self) -> TakesEverything:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class TakesNothing(TakesEverything):
    """Stands for a mail server when no message has an address."""

    def send(self, address: str, letter: object) -> Attempt:
        """Fail, because nothing may be sent."""
        raise AssertionError("a message was sent")
