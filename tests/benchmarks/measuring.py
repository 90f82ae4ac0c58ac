"""How the suite measures: interleaved, with a warm-up, medians, ratios within one run.

Other work on the machine slows everything that runs beside it, so things that are compared
take turns: one round of each, then the next round. A ratio is the median of the rounds'
ratios. What it costs in memory is measured in a process of its own.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

Work = Callable[[], object]
ROUNDS = 5


@dataclass(frozen=True)
class Measured:
    """One figure.

    Attributes:
        seconds: median over the rounds, for ``count`` of ``unit``.
        rounds: the seconds of each round.
    """

    name: str
    seconds: float
    count: int
    unit: str
    rounds: tuple[float, ...] = ()
    peak_mib: float | None = None
    note: str = ""

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.count / self.seconds


@dataclass(frozen=True)
class Target:
    """A promise of the project: a ratio that must stay on one side of a limit."""

    name: str
    value: float
    limit: float
    at_most: bool = True
    unit: str = "×"

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return self.value <= self.limit if self.at_most else self.value >= self.limit

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        off = self.value / self.limit if self.at_most else self.limit / self.value
        verdict = "met" if self.met else f"MISSED by a factor of {off:.2f}"
        return f"{self.name}: {self.value:.2f}{self.unit} (target {sign} {self.limit:g}{self.unit}): {verdict}"


@dataclass
class Group:
    """One benchmark: figures that belong together, and the targets they decide."""

    name: str
    title: str
    figures: list[Measured] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)

    peak_mib: float | None = None
    """The most memory of the process that measured this part of the suite."""

    def as_data(self) -> dict[str, object]:
        """Return plain data for the history."""
        return {
            "title": self.title,
            "peak_mib": self.peak_mib,
            "figures": [
                {**asdict(one), "rounds": [round(found, 6) for found in one.rounds]}
                for one in self.figures
            ],
            "targets": [{**asdict(one), "met": one.met} for one in self.targets],
            **({"details": self.details} if self.details else {}),
        }


def in_turns(
    works: Mapping[str, tuple[Work, int]], unit: str, rounds: int = ROUNDS
) -> dict[str, Measured]:
    """Measure several things that are compared; each with how many units it does."""
    for work, _ in works.values():
        work()
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, (work, _) in works.items():
            gc.collect()
            start = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - start)
    return {
        name: Measured(name, median(seconds[name]), count, unit, tuple(seconds[name]))
        for name, (_, count) in works.items()
    }


def ratio(one: Measured, other: Measured) -> float:
    """How many times longer one takes per unit than the other, round by round."""
    pairs = zip(one.rounds, other.rounds, strict=True)
    return median(a / one.count / (b / other.count) for a, b in pairs)


def alone(module: str, *arguments: object) -> dict[str, float]:
    """Run ``python -m module arguments`` and read the figures that it prints as JSON."""
    found = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
    )
    read: dict[str, float] = json.loads(found.stdout.splitlines()[-1])
    return read


def peak_mib() -> float:
    """The most memory that this process has held so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
