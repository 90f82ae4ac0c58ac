"""One command, one actor: opens the application, and explains whatever goes wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from tksk_workflow.cli.output import (
    DEPENDENCY_FAILED,
    PROBLEMS,
    WRONG_USAGE,
    Format,
    day,
    stop,
    stop_with,
)
from tksk_workflow.domain.years import is_sensible, out_of_range

if TYPE_CHECKING:
    from tksk_workflow.rulebook.binding import ParameterMissing
    from tksk_workflow.services.actors import Actor
    from tksk_workflow.services.application import Application

ACTOR_VARIABLE = "TKSK_AS"


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a command works with: the application, who acts, and when."""

    app: Application
    actor: Actor
    now: datetime
    output: Format

    @property
    def wants_json(self) -> bool:
        """The answer is for a program."""
        return self.output is Format.JSON


@contextmanager
def acting(
    as_: str | None, output: Format, now: str | None = None, *, otherwise: str | None = None
) -> Iterator[Sitting]:
    """Open the application for one command of one actor, and close it afterwards.

    Args:
        as_: ``peran/pengguna``; None takes ``TKSK_AS``.
        output: how problems are written.
        now: the moment of the action; None is the present.
        otherwise: who acts when nobody is named; None makes it necessary to name somebody.

    Raises:
        typer.Exit: with code 1, 2 or 3, after an explanation.
    """
    from tksk_workflow.config import SettingsError
    from tksk_workflow.rulebook.binding import ParameterMissing
    from tksk_workflow.rulebook.problems import PackError
    from tksk_workflow.services.errors import InvalidInput, ServiceError
    from tksk_workflow.store.errors import StoreError, WrongDatabaseAddress

    named = as_ or os.environ.get(ACTOR_VARIABLE) or otherwise
    if not named:
        stop(
            "Belum jelas siapa yang bertindak.",
            WRONG_USAGE,
            output,
            "tambahkan --as PERAN/PENGGUNA, misalnya --as tksk/gelumbang, "
            f"atau atur {ACTOR_VARIABLE}",
        )
    from tksk_workflow.services.actors import parse_actor

    try:
        actor = parse_actor(named)
    except InvalidInput as error:
        problem = error.problems[0]
        stop(f"--as: {problem.message}", WRONG_USAGE, output, problem.hint)
    try:
        from tksk_workflow.services.application import open_application

        app = open_application()
        try:
            yield Sitting(app, actor, _moment(now, app, output), output)
        finally:
            app.close()
    except SettingsError as error:
        stop(str(error), WRONG_USAGE, output)
    except PackError as error:
        stop(str(error), PROBLEMS, output, "jalankan 'tksk rules check' untuk semua masalah")
    except ParameterMissing as error:
        _stop_outside_rules(error, output)
    except ServiceError as error:
        stop_with(error, output)
    except WrongDatabaseAddress as error:
        stop(str(error), WRONG_USAGE, output, "periksa TKSK_DATABASE_URL")
    except StoreError as error:
        stop(str(error), DEPENDENCY_FAILED, output)


def _stop_outside_rules(error: ParameterMissing, output: Format) -> NoReturn:
    """Explain that the rules do not cover the day."""
    if error.begins is None:
        stop(error.message, PROBLEMS, output, "jalankan 'tksk rules check'")
    stop(
        f"Aturan tidak berlaku pada {day(error.day)}; baru berlaku mulai {day(error.begins)}.",
        PROBLEMS,
        output,
        "pilih saat sesudahnya, atau lengkapi nilainya dalam parameter.yaml",
    )


def _moment(text: str | None, app: Application, output: Format) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        stop(f"--now '{text}' bukan waktu", WRONG_USAGE, output, "contoh: 2026-09-17T08:00+07:00")
    if not is_sensible(found):
        stop(f"--now: {out_of_range(text)}", WRONG_USAGE, output)
    # Without a zone it is the local time of the office.
    return found if found.tzinfo is not None else found.replace(tzinfo=app.zone)
