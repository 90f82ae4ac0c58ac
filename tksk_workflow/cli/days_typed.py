"""Days and moments that somebody types: within the years in which anything of ours can lie."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import typer

from tksk_workflow.cli.output import WRONG_USAGE, Format, stop
from tksk_workflow.domain.years import is_sensible, out_of_range

_SLACK = timedelta(days=1)


def lies_ahead(found: datetime, now: datetime) -> bool:
    """Say whether a moment is still to come: more than a day, as clocks and zones differ."""
    return found > now + _SLACK


def day_typed(option: str, text: str, example: str, output: Format) -> date:
    """Return the day that somebody typed for an option, as pack files write days.

    Raises:
        typer.Exit: with code 2, after an explanation.
    """
    from tksk_workflow.rulebook.reading.fields import as_date

    found = as_date(text)
    if found is None:
        stop(f"{option} '{text}' bukan tanggal", WRONG_USAGE, output, f"contoh: {option} {example}")
    if not is_sensible(found):
        stop(f"{option}: {out_of_range(text)}", WRONG_USAGE, output, "periksa tahunnya")
    return found


def with_sensible_days(command: Any) -> Any:
    """Make every option of a command that takes a day or a moment check its year; returns it."""
    for param in getattr(command, "params", ()):
        descriptor = getattr(param, "type_descriptor", None)
        if getattr(descriptor, "annotation", None) is datetime:
            param.callback = _checked(param.callback)
    for below in getattr(command, "commands", {}).values():
        with_sensible_days(below)
    return command


def _checked(further: Callable[[Any, Any, Any], Any] | None) -> Callable[[Any, Any, Any], Any]:
    def check(context: Any, param: Any, value: Any) -> Any:
        for found in value if isinstance(value, list | tuple) else [value]:
            if isinstance(found, datetime) and not is_sensible(found):
                shown = out_of_range(f"{found.year:04d}-{found:%m-%d}")
                raise typer.BadParameter(shown, ctx=context, param=param)
        return value if further is None else further(context, param, value)

    return check
