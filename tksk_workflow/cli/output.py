"""How every command speaks: text or JSON, tables, masked identity, problems, exit codes.

Exit codes: 0 fine, 1 the input has problems (listed), 2 wrong usage, 3 a dependency
failed. Results go to standard output; in text mode problems go to standard error, in
JSON mode they are the answer, so that a program always reads one JSON value.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, tzinfo
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from tksk_workflow.services.errors import ServiceError

PROBLEMS = 1
WRONG_USAGE = 2
DEPENDENCY_FAILED = 3
PROGRAM_FAILED = 70
"""A mistake of the program itself; none of the user's."""

WIDE = 200
"""Columns where the answer goes into a file or to another program."""


class Format(StrEnum):
    """How a command answers."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="Bentuk jawaban.")]
ActorOption = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="PERAN/PENGGUNA",
        help="Siapa yang bertindak, misalnya tksk/gelumbang; bawaan: TKSK_AS.",
    ),
]
OwnAreaOption = Annotated[
    str | None, typer.Option("--area", help="Kode wilayah; bawaan: wilayah pelaku.")
]
NowOption = Annotated[str | None, typer.Option("--now", hidden=True)]
"""Moment of the action, ISO 8601; for tests and for replaying a day."""


def console(*, problems: bool = False) -> Console:
    """Return the console of results or of problems; neither cuts off nor guesses colours."""
    from rich.console import Console

    stream = sys.stderr if problems else sys.stdout
    width = screen_width() if stream is sys.stdout else None
    return Console(file=stream, highlight=False, soft_wrap=False, width=width, emoji=False)


def screen_width() -> int:
    """Return how wide results may be: ``COLUMNS``, or the window; wide where nobody looks."""
    return shutil.get_terminal_size((80 if sys.stdout.isatty() else WIDE, 0)).columns


def say(text: str = "") -> None:
    """Write sentences of a result, within the window of whoever reads."""
    for line in _within_window(text, sys.stdout):
        typer.echo(line)


def say_as_it_is(text: str) -> None:
    """Write what must not be broken: what a program reads, a path, a command to copy."""
    typer.echo(text)


def complain(text: str) -> None:
    """Write what is wrong, within the window of whoever reads."""
    for line in _within_window(text, sys.stderr):
        typer.echo(line, err=True)


def _within_window(text: str, stream: TextIO) -> Iterable[str]:
    """Break a text for a window, or for ``COLUMNS``; a file or a program gets whole lines."""
    if not (os.environ.get("COLUMNS") or stream.isatty()):
        return [text]
    from tksk_workflow.cli.prose import lines_within

    return lines_within(text, shutil.get_terminal_size((80, 0)).columns)


def say_json(value: object) -> None:
    """Write one JSON value: dates as ISO 8601, values of the domain as plain data."""
    typer.echo(json.dumps(plain(value), ensure_ascii=False))


def show_table(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[object]], empty: str
) -> None:
    """Write a table, or a sentence when it has no rows."""
    lines = [[_cell(value) for value in row] for row in rows]
    if not lines:
        say(empty)
        return
    from tksk_workflow.cli.tables import table_lines

    for line in _within_window(title, sys.stdout):
        say_as_it_is(typer.style(line, bold=True))
    for line in table_lines(headings, lines, screen_width()):
        say_as_it_is(line)


def heading(text: str) -> None:
    """Write a heading between parts of an answer."""
    say()
    say(text.upper())


def moment(value: datetime | None, zone: tzinfo) -> str:
    """Write a moment as people here read it, with its zone: ``25-11-2026 08:30 WIB``."""
    if value is None:
        return "-"
    local = value.astimezone(zone)
    return f"{local:%d-%m-%Y %H:%M} {local.tzname()}"


def moment_there(value: datetime | None, zone: str, otherwise: tzinfo) -> str:
    """Write a moment by the clocks of a named zone: ``25-11-2026 16:00 WIT``."""
    from tksk_workflow.domain.zones import zone_named

    return moment(value, zone_named(zone, otherwise))


def day(value: date | None) -> str:
    """Write a date as people here read it: ``25-11-2026``."""
    return "-" if value is None else value.strftime("%d-%m-%Y")


def words(code: object) -> str:
    """Write a code as words: ``diserahkan_belum_dikonfirmasi`` with spaces."""
    return str(code).replace("_", " ")


def shown_value(value: object) -> str:
    """Write a fact's value: yes and no in Indonesian, lists with commas."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(str(item) for item in value)) or "-"
    return str(value)


def _cell(value: object) -> str:
    if value is None or value == "":
        return "-"
    return shown_value(value)


def plain(value: object) -> object:
    """Turn a value into what JSON knows; fields that ``repr`` leaves out are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        shown = (field.name for field in fields(value) if field.repr)
        return {name: plain(getattr(value, name)) for name in shown}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


# --------------------------------------------------------------------------- problems


_KINDS = {
    PROBLEMS: "Problem",
    WRONG_USAGE: "WrongUsage",
    DEPENDENCY_FAILED: "DependencyFailed",
    PROGRAM_FAILED: "ProgramFailed",
}


def say_error(
    kind: str, message: str, hint: str = "", problems: Sequence[object] = (), **more: object
) -> None:
    """Write what is wrong as JSON; every error has these keys."""
    say_json({"error": error_body(kind, message, hint, problems, **more)})


def error_body(
    kind: str, message: str, hint: str = "", problems: Sequence[object] = (), **more: object
) -> dict[str, object]:
    """Return what every error says to a program, whatever else stands beside it."""
    return {"kind": kind, "message": message, "hint": hint, "problems": list(problems), **more}


def stop(
    message: str,
    code: int,
    output: Format = Format.TEXT,
    hint: str = "",
    problems: Sequence[object] = (),
) -> NoReturn:
    """Say what is wrong and end the command; single problems are listed only as JSON.

    Raises:
        typer.Exit: always, with the code.
    """
    if output is Format.JSON:
        say_error(_KINDS[code], message, hint, problems)
    else:
        complain(message)
        if hint:
            complain(f"  → {hint}")
    raise typer.Exit(code)


def stop_with(error: ServiceError, output: Format) -> NoReturn:
    """Show what a use case refused, every problem of it, and end with code 1.

    Raises:
        typer.Exit: always.
    """
    from tksk_workflow.services.errors import InvalidInput, Refused

    problems = list(error.problems if isinstance(error, InvalidInput) else error.obstacles)
    if output is Format.JSON:
        more = {"guard": error.guard_id} if isinstance(error, Refused) else {}
        say_error(type(error).__name__, error.message, error.hint, problems, **more)
        raise typer.Exit(PROBLEMS)
    if not isinstance(error, InvalidInput):
        complain(_sentence(error.message))
        for problem in problems:
            complain(f"  - {problem.field}: {problem.message}")
        if error.hint:
            complain(f"  → {error.hint}")
        raise typer.Exit(PROBLEMS)
    for problem in problems:
        complain(f"{problem.field}: {problem.message}")
        if problem.hint:
            complain(f"  → {problem.hint}")
    raise typer.Exit(PROBLEMS)


def hold_line(rule: str, reason: str, missing: Sequence[str]) -> str:
    """Say what holds, why, and which papers are missing."""
    lacking = f" Kurang: {', '.join(missing)}." if missing else ""
    return f"tertahan oleh {rule}: {reason}{lacking}"


def _sentence(text: str) -> str:
    """Begin with a capital, unless the text begins with a code."""
    return text[:1].upper() + text[1:]
