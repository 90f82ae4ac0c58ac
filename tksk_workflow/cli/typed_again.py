"""Commands that are typed again after their answer was lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

NOTHING_CHANGED = "tidak ada yang diubah"


def once(do: Callable[[], T], already: Callable[[], T | None]) -> T:
    """Do something; when it conflicts because the very same was just done, answer with that.

    Raises:
        Conflict: it does not fit, and is not what was done last.
    """
    from tksk_workflow.services.errors import Conflict

    try:
        return do()
    except Conflict:
        done = already()
        if done is None:
            raise
        return done
