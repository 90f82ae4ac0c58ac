"""What every way of sending a message has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import TracebackType
from typing import Any, Protocol, Self

from tksk_workflow.domain.delivery import Outcome


class ChannelKind(StrEnum):
    """A way of sending; the word that stands beside an address."""

    EMAIL = "email"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, ready to go.

    Attributes:
        key: the same at every attempt; by it the receiver knows a message again.
        kind: what it is about, as a word for programs.
        data: codes, dates and neutral words; never identity, never a type of problem.
    """

    key: str
    kind: str
    subject: str
    text: str
    data: Mapping[str, Any]
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of handing one letter over.

    Attributes:
        error: names the kind of trouble, never its text.
        nobody_there: it is the address that did not answer, so that no other letter for it
            would get through now.
    """

    outcome: Outcome
    error: str | None = None
    nobody_there: bool = False


DELIVERED = Attempt(Outcome.DELIVERED)


class ChannelDown(Exception):
    """The way itself is closed: no letter can go now, and none is to blame."""

    def __init__(self, kind: str) -> None:
        """Keep the kind of trouble; its text may quote an address."""
        self.kind = kind
        super().__init__(kind)


class Channel(Protocol):
    """One way of sending, open for the letters of a batch."""

    def send(self, address: str, letter: Letter) -> Attempt:
        """Hand a letter over.

        Raises:
            ChannelDown: nothing can be sent this way at present.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
