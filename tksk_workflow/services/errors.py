"""What can go wrong in a use case, in the user's language and without anybody's data.

Whoever calls a service catches `ServiceError` and shows ``message`` and ``hint``.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One thing that is wrong: where, what, and what to do."""

    field: str
    message: str
    hint: str = ""


class ServiceError(Exception):
    """A use case could not be carried out. The message is Indonesian and names nobody.

    Attributes:
        obstacles: everything that stands in the way, where that may be more than one thing.
    """

    def __init__(
        self, message: str, hint: str = "", obstacles: Sequence[InputProblem] = ()
    ) -> None:
        """Keep what happened and what to do about it."""
        self.message = message
        self.hint = hint
        self.obstacles = tuple(obstacles)
        super().__init__(message)


class NotFound(ServiceError):
    """There is no such case, referral, partner or decision."""


class Refused(ServiceError):
    """A guard of the rule pack forbids it.

    Attributes:
        guard_id: the guard (``PGR-06``), for explanation and tests.
    """

    def __init__(
        self,
        guard_id: str,
        message: str,
        hint: str = "",
        obstacles: Sequence[InputProblem] = (),
    ) -> None:
        """Keep the guard that refused."""
        self.guard_id = guard_id
        super().__init__(f"{message} ({guard_id})", hint, obstacles)


class NotPermitted(ServiceError):
    """The person who acts may not do this, or not to this case."""


class Conflict(ServiceError):
    """It does not fit where the record stands now, or somebody else was quicker."""


class InvalidInput(ServiceError):
    """What was entered cannot be used; every problem is listed."""

    def __init__(self, problems: Sequence[InputProblem]) -> None:
        """Keep all problems; the message is that of the first."""
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(f"{first.field}: {first.message}", first.hint)


def require_reason(reason: str) -> None:
    """Refuse a reason that says nothing.

    Raises:
        InvalidInput: it is empty.
    """
    if not reason.strip():
        raise InvalidInput([InputProblem("alasan", "belum diisi")])


def where_it_broke(error: BaseException) -> str:
    """Name the kind of an error and the line of code that raised it; never its text.

    The text of an error may quote somebody's data.
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{where}"
