"""What is entered about an activity, and whether it can stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tksk_workflow.domain.activity import ActivityContent, Flaw, flaws
from tksk_workflow.services.access import area_problems
from tksk_workflow.services.errors import InputProblem, InvalidInput

_LONGEST_TOPIC = 200


@dataclass(frozen=True, slots=True)
class NewActivity:
    """What is entered about an activity.

    Attributes:
        area: code of the kecamatan or village where it takes place.
        day: when; in the future it is a plan.
        topic: in a few words; nobody's name, nobody's problem.
        participants: how many people came.
        obstacle: what stood in the way, also of something that did take place.
    """

    content: ActivityContent
    area: str
    day: date
    topic: str
    venue: str | None = None
    participants: int | None = None
    obstacle: str | None = None
    note: str | None = None


def require_usable(new: NewActivity, *, held: bool) -> None:
    """Check everything at once.

    Raises:
        InvalidInput: with every problem.
    """
    problems = [*as_problems(flaws(new.content, held=held)), *_problems(new, held)]
    if problems:
        raise InvalidInput(problems)


def as_problems(found: Iterable[Flaw]) -> list[InputProblem]:
    """Return what the domain found wrong, as problems of an input."""
    return [InputProblem(flaw.field, flaw.reason, flaw.hint) for flaw in found]


def _problems(new: NewActivity, held: bool) -> Iterable[InputProblem]:
    yield from area_problems(new.area)
    if not new.topic.strip():
        yield InputProblem("pokok", "tulis pokok kegiatannya", "tanpa nama orang dan masalahnya")
    elif len(new.topic.strip()) > _LONGEST_TOPIC:
        yield InputProblem("pokok", f"lebih panjang dari {_LONGEST_TOPIC} huruf", "ringkaskan")
    if new.participants is not None and not held:
        yield InputProblem("peserta", "rencana belum punya peserta")
    yield from outcome_problems(new.participants, new.content.attended, new.obstacle)


def outcome_problems(
    participants: int | None, attended: bool | None, obstacle: str | None
) -> Iterable[InputProblem]:
    """Say what is wrong with the outcome: how many came, who was absent and why."""
    if participants is not None and participants < 0:
        yield InputProblem("peserta", "tidak boleh kurang dari 0")
    if attended is False and not text_or_none(obstacle):
        yield InputProblem("kendala", "sebutkan mengapa tidak hadir")


def text_or_none(value: str | None) -> str | None:
    """Return a text without blanks around it; None when nothing is left."""
    return (value or "").strip() or None
