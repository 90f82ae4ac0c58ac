"""What a run of the features said: Cucumber JSON of pytest-bdd, and the record beside it.

The Cucumber JSON tells the steps and how each ended; the record (``tests/support/
spec_record.py``) tells what was collected, so that a scenario whose preparation fails is
not lost, and which rules applied.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

_LONGEST_PROBLEM = 14


class Outcome(StrEnum):
    """How a step or a scenario ended."""

    PASSED = "lulus"
    FAILED = "gagal"
    NOT_RUN = "tidak dijalankan"


_OUTCOMES = {"passed": Outcome.PASSED, "failed": Outcome.FAILED}


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step as written; ``table`` is the data table below it, if any."""

    keyword: str
    text: str
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a scenario; an outline runs once for each row.

    Attributes:
        example: the row, by column; empty for a scenario without rows.
        steps: as they ran, with the values of the row, and how each ended; empty when
            the scenario could not be prepared.
        problem: what went wrong, for whoever repairs it; empty when it passed.
        fired: ids of the rules and guards that applied.
    """

    example: Mapping[str, str]
    outcome: Outcome
    steps: tuple[tuple[StepShown, Outcome], ...]
    problem: str
    fired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario of a feature file with all of its runs.

    Attributes:
        tags: with those of its rule and its feature.
        background: so many of the steps belong to the background.
    """

    feature: str
    feature_title: str
    about: str
    rule: str
    name: str
    line: int
    tags: frozenset[str]
    steps: tuple[StepShown, ...]
    background: int
    runs: tuple[Run, ...]

    @property
    def outcome(self) -> Outcome:
        """Failed when any run failed; passed only when every one did."""
        outcomes = {run.outcome for run in self.runs}
        if Outcome.FAILED in outcomes:
            return Outcome.FAILED
        return Outcome.PASSED if outcomes == {Outcome.PASSED} else Outcome.NOT_RUN

    @property
    def fired(self) -> tuple[str, ...]:
        """The rules and guards that applied in any of the runs."""
        return tuple(sorted({rule for run in self.runs for rule in run.fired}))


def read_results(cucumber: Path, record: Path) -> tuple[Scenario, ...]:
    """Read the two files of a run; scenarios stand in the order of their files.

    Raises:
        OSError, ValueError: a file is missing or is no such file.
    """
    steps = {
        (feature["uri"], element["id"]): element["steps"]
        for feature in json.loads(cucumber.read_text(encoding="utf-8"))
        for element in feature["elements"]
    }
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in json.loads(record.read_text(encoding="utf-8"))["scenarios"]:
        grouped.setdefault((entry["uri"], entry["name"]), []).append(entry)
    scenarios = [_scenario(entries, steps) for entries in grouped.values()]
    return tuple(sorted(scenarios, key=lambda found: (found.feature, found.line)))


def _scenario(
    entries: Sequence[Mapping[str, Any]], steps: Mapping[tuple[str, str], Any]
) -> Scenario:
    first = entries[0]
    written = tuple(
        StepShown(step["keyword"], step["text"], tuple(tuple(row) for row in step["table"]))
        for step in first["steps"]
    )
    return Scenario(
        feature=PurePosixPath(first["uri"]).name,
        feature_title=first["feature"],
        about=" ".join(first["about"].split()),
        rule=first["rule"],
        name=first["name"],
        line=first["line"],
        tags=frozenset(first["tags"]),
        steps=written,
        background=first["background"],
        runs=tuple(
            _run(entry, written, steps.get((entry["uri"], entry["id"]), ())) for entry in entries
        ),
    )


def _run(entry: Mapping[str, Any], written: Sequence[StepShown], ran: Sequence[Any]) -> Run:
    return Run(
        example=dict(entry["example"]),
        outcome=_OUTCOMES.get(entry["outcome"], Outcome.NOT_RUN),
        steps=_steps(written, ran),
        problem=said_by_pytest(entry["problem"]),
        fired=tuple(entry["fired"]),
    )


def _steps(
    written: Sequence[StepShown], ran: Sequence[Any]
) -> tuple[tuple[StepShown, Outcome], ...]:
    """The steps as they ran. After the one that failed, Cucumber JSON calls all failed."""
    shown = []
    broken = False
    for step, result in zip(written, ran, strict=False):
        outcome = Outcome.PASSED
        if broken:
            outcome = Outcome.NOT_RUN
        elif result["result"]["status"] != "passed":
            outcome, broken = Outcome.FAILED, True
        shown.append((StepShown(step.keyword, result["name"], step.table), outcome))
    return tuple(shown)


def said_by_pytest(text: str) -> str:
    """Return the lines of a failure that say what was expected and what was found."""
    told = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
    lines = told or text.strip().splitlines()[-_LONGEST_PROBLEM:]
    return "\n".join(lines[:_LONGEST_PROBLEM])
