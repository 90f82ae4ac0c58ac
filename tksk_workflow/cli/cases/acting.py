"""Options that the commands on one case share, and how they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import Sitting
from tksk_workflow.cli.output import say, say_json

if TYPE_CHECKING:
    from tksk_workflow.services.routing.deciding import DecisionOutcome

Code = Annotated[str, typer.Argument(metavar="KASUS", help="Kode kasus, misalnya K-000012.")]
Note = Annotated[str, typer.Option("--note", help="Catatan.")]
WhyOption = Annotated[str, typer.Option("--reason", help="Alasan.")]
FactsOption = Annotated[
    str | None,
    typer.Option("--facts", metavar="JSON", help="Fakta sebagai objek JSON, atau @berkas.json."),
]


def tell(
    sitting: Sitting, result: object, sentence: str, decision: DecisionOutcome | None = None
) -> None:
    """Answer with the result as data, or with a sentence and what was decided at once."""
    if sitting.wants_json:
        say_json(result)
        return
    say(sentence)
    if decision is not None:
        from tksk_workflow.cli.cases.text import outcome_lines

        for line in outcome_lines(decision):
            say(line)
