"""Acting on one referral from the command line: options, answers, and what else is possible."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import Sitting, acting
from tksk_workflow.cli.output import Format, say, say_json, words
from tksk_workflow.domain.referral import Status

if TYPE_CHECKING:
    from tksk_workflow.services.referrals.answers import Answered

Code = Annotated[str, typer.Argument(metavar="RUJUKAN", help="Kode rujukan, misalnya R-000012.")]
Note = Annotated[str, typer.Option("--note", help="Catatan.")]
WhyOption = Annotated[str, typer.Option("--reason", help="Alasan.")]
QUEUE_OPTIONS = {"posisi": "--position", "sampai": "--until"}


@contextmanager
def on_referral(code: str, as_: str | None, output: Format, now: str | None) -> Iterator[Sitting]:
    """Act on one referral; a move that does not exist is answered with those that do."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.errors import Conflict, NotPermitted, ServiceError

        try:
            yield sitting
        except (Conflict, NotPermitted) as error:
            from tksk_workflow.services.referrals.story import standing_of

            try:
                status = standing_of(sitting.app, sitting.actor, code).status
            except ServiceError:
                # Who may not read the referral learns nothing about it either.
                raise error from None
            error.hint = possible_hint(status, error.hint)
            raise


def possible_hint(status: Status, hint: str = "") -> str:
    """Say what can happen to a referral that stands here, after another hint."""
    from tksk_workflow.cli.referrals.text import possible_lines
    from tksk_workflow.services.referrals.story import possible_moves

    lines = possible_lines(possible_moves(status))
    text = f"dari '{status.label}' ({status.value}) yang mungkin:\n    " + "\n    ".join(lines)
    return f"{hint}\n  → {text}" if hint else text


def tell(sitting: Sitting, result: object, sentence: str) -> None:
    """Answer with the result as data, or with a sentence."""
    if sitting.wants_json:
        say_json(result)
    else:
        say(sentence)


def say_answer(sitting: Sitting, answered: Answered) -> None:
    """Say where the referral stands after a partner's answer, and what carries on."""
    state = f"{answered.status.label} ({words(answered.business)})"
    if answered.queue_position is not None:
        state += f", antrean nomor {answered.queue_position}"
    sentence = f"{answered.referral}: {state}."
    if not answered.changed:
        sentence = f"{answered.referral} memang sudah {state}; tidak ada yang diubah."
    if answered.successor is not None:
        sentence += f" Diteruskan dengan {answered.successor}."
    tell(sitting, answered, sentence)
