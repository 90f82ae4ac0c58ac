"""Refusals of services name fields; whoever types a command corrects options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace


@contextmanager
def options_named(options: Mapping[str, str]) -> Iterator[None]:
    """Let each problem of what was entered say in which option of the command it is corrected.

    Args:
        options: the option, or the options, for each field that a service may name.

    Raises:
        InvalidInput: as it was, with the options in the hints.
    """
    from tksk_workflow.services.errors import InvalidInput

    try:
        yield
    except InvalidInput as error:
        problems = []
        for problem in error.problems:
            option = options.get(problem.field)
            parts = [f"perbaiki {option}"] if option else []
            hint = "; ".join(part for part in (*parts, problem.hint) if part)
            problems.append(replace(problem, hint=hint))
        raise InvalidInput(problems) from None
