"""`tksk rules changelog`: the draft of an entry for the changelog, from two packs."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.days_typed import day_typed
from tksk_workflow.cli.output import (
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    say_as_it_is,
    say_json,
)
from tksk_workflow.cli.rules.pack_reference import PACK_REFERENCE, named_pack
from tksk_workflow.cli.rules.simulating import router_on

if TYPE_CHECKING:
    from datetime import date

    from tksk_workflow.domain.rulepack import RulePack
    from tksk_workflow.rulebook.simulation.comparing import Simulation


class Population(StrEnum):
    """Whose decisions are compared."""

    EXAMPLES = "contoh"
    DATABASE = "database"


_NAMES = {
    Population.EXAMPLES: "contoh",
    Population.DATABASE: "kasus terbuka",
}


def write_changelog(
    old: Annotated[
        str, typer.Argument(metavar="LAMA", help=f"Paket lama: {PACK_REFERENCE.lower()}.")
    ],
    new: Annotated[
        str, typer.Argument(metavar="BARU", help=f"Paket baru: {PACK_REFERENCE.lower()}.")
    ],
    since: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="TANGGAL",
            help="Berlaku mulai; bawaan: tanggal versi atau paket baru.",
        ),
    ] = None,
    cases: Annotated[
        Population,
        typer.Option("--cases", help="Kasus yang dihitung: contoh paket, atau basis data."),
    ] = Population.EXAMPLES,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menyusun rancangan catatan perubahan: jenis, tanggal, aturan, dasar, dan kasus terdampak."""
    from tksk_workflow.reports.rule_changelog import draft_changelog
    from tksk_workflow.reports.rule_changelog_text import as_data, as_markdown

    before, after = named_pack(old, output), named_pack(new, output)
    day = _first_day(since, new, after[0], output)
    if cases is Population.DATABASE:
        found = _of_database(before[0], after[0], day, as_, now, output)
    else:
        found = _of_examples(before[0], after[0], day, output)
    drafted = draft_changelog(before, after, day, found, _NAMES[cases])
    if output is Format.JSON:
        say_json(as_data(drafted))
    else:
        say_as_it_is(as_markdown(drafted).rstrip("\n"))


def _first_day(since: str | None, reference: str, pack: RulePack, output: Format) -> date:
    from tksk_workflow.cli.rules.pack_reference import first_day_of

    if since is None:
        return first_day_of(reference, output) or pack.in_force_from
    return day_typed("--from", since, "2027-01-01", output)


def _of_examples(old: RulePack, new: RulePack, day: date, output: Format) -> Simulation:
    from tksk_workflow.reports.rule_changelog import example_cases
    from tksk_workflow.rulebook.simulation.comparing import simulate

    with router_on(old, day, output) as before, router_on(new, day, output) as after:
        return simulate(example_cases(old, new), before, after)


def _of_database(
    old: RulePack, new: RulePack, day: date, as_: str | None, now: str | None, output: Format
) -> Simulation:
    from tksk_workflow.cli.acting import acting
    from tksk_workflow.services.rules.simulation import simulate_open_cases

    with (
        acting(as_, output, now) as sitting,
        router_on(old, day, output) as before,
        router_on(new, day, output) as after,
    ):
        return simulate_open_cases(sitting.app, sitting.actor, after, against=before)[0]
