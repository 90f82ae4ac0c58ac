"""When something is said to have happened: not before it could have, and not after now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from tksk_workflow.domain.years import is_sensible, out_of_range
from tksk_workflow.services.errors import InputProblem, InvalidInput

FIELD = "waktu"
_HINT = "periksa tanggalnya, dan apakah rujukannya yang dimaksud"


def moment_problems(moment: datetime, now: datetime, what: str) -> Iterator[InputProblem]:
    """Say what is wrong with a moment in itself; ``what`` is what happened then, in Indonesian."""
    if moment.tzinfo is None:
        yield InputProblem(FIELD, "zona waktunya tidak disebut", "contoh: 2026-09-17T08:00+07:00")
    elif moment > now:
        yield InputProblem(FIELD, f"waktu {what} belum tiba")


def day_problems(field: str, day: date, today: date) -> Iterator[InputProblem]:
    """Say what is wrong with the day on which something is said to have been so.

    ``today`` is the day at the place that it is about.
    """
    if not is_sensible(day):
        yield InputProblem(field, out_of_range(_written(day)), "periksa tahunnya")
    elif day > today:
        hint = f"hari ini {_written(today)}; isi hari itu atau sebelumnya"
        yield InputProblem(field, f"{_written(day)} belum tiba", hint)


def _written(day: date) -> str:
    return f"{day:%d-%m}-{day.year:04d}"


def require_not_before(since: datetime, moment: datetime, zone: tzinfo, what: str) -> None:
    """Refuse what is said to have happened before the day of something that comes first.

    Days are compared and not hours, because a date without an hour is entered as midnight.
    ``what`` says in Indonesian what came on that first day (``R-000001 dikirim``).

    Raises:
        InvalidInput: it is.
    """
    first = since.astimezone(zone).date()
    if moment.astimezone(zone).date() < first:
        text = f"sebelum {what} pada {first:%d-%m-%Y}"
        raise InvalidInput([InputProblem(FIELD, text, _HINT)])
