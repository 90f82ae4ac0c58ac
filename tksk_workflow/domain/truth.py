"""Three-valued truth: yes, no, and not asked yet (Kleene's strong logic)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """The answer to one condition. ``UNKNOWN`` means nobody has asked, never "no"."""

    YES = "ya"
    NO = "tidak"
    UNKNOWN = "belum diketahui"

    @classmethod
    def of(cls, value: bool) -> Truth:
        """Turn a known two-valued answer into a `Truth`."""
        return cls.YES if value else cls.NO

    def negated(self) -> Truth:
        """Swap yes and no; unknown stays unknown."""
        if self is Truth.UNKNOWN:
            return self
        return Truth.NO if self is Truth.YES else Truth.YES


def all_of(answers: Iterable[Truth]) -> Truth:
    """Return NO as soon as one is no, UNKNOWN when one is unknown, else YES."""
    result = Truth.YES
    for answer in answers:
        if answer is Truth.NO:
            return Truth.NO
        if answer is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def any_of(answers: Iterable[Truth]) -> Truth:
    """Return YES as soon as one is yes, UNKNOWN when one is unknown, else NO."""
    result = Truth.NO
    for answer in answers:
        if answer is Truth.YES:
            return Truth.YES
        if answer is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result
