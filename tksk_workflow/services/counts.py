"""What a batch did, in numbers only: the answer of every sweep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

SET_ASIDE = "tidak_terproses"
"""Rows at which the program broke; they are before the coordinator."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts per kind of event, and whether the limit was reached.

    Attributes:
        counts: Indonesian words for what happened, without data about anybody.
        more: there may be more to do; run the batch again.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    more: bool = False

    @property
    def progress(self) -> bool:
        """Something was done, beside setting rows aside."""
        return any(name != SET_ASIDE for name in self.counts)

    def joined(self, other: Counts, *, more: bool) -> Counts:
        """Add up two batches that went over the same rows: who was set aside counts once."""
        tally = Counter(self.counts) + Counter(other.counts)
        tally[SET_ASIDE] = max(self.counts.get(SET_ASIDE, 0), other.counts.get(SET_ASIDE, 0))
        return counted(tally, more=more)


def counted(tally: Counter[str], *, more: bool) -> Counts:
    """Freeze a tally, in a fixed order and without zeros."""
    return Counts({key: tally[key] for key in sorted(tally) if tally[key]}, more)
