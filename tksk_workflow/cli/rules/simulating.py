"""`tksk rules simulate`: what another pack would do to cases; nothing is written."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tksk_workflow.cli.output import (
    PROBLEMS,
    WRONG_USAGE,
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    heading,
    say,
    say_json,
    stop,
)
from tksk_workflow.cli.rules.analysis import AreaOption, DirectoryOption, read_partners
from tksk_workflow.cli.rules.deciding import (
    STANDARD_INPUT,
    DayOption,
    day_of,
    line_problems,
    opened,
    report_line,
    stop_for_parameter,
)
from tksk_workflow.cli.rules.pack_reference import PACK_REFERENCE, named_pack

if TYPE_CHECKING:
    from datetime import date

    from tksk_workflow.domain.rulepack import RulePack
    from tksk_workflow.rulebook.router import Router
    from tksk_workflow.rulebook.simulation.comparing import CaseToReplay, PartnerUse, Simulation

_MOST_CASES_SHOWN = 20
WITHOUT_REFERRAL = "tanpa rujukan (antrean manual, atau menunggu jawaban)"


def simulate_pack(
    new: Annotated[
        str, typer.Option("--pack", metavar=PACK_REFERENCE, help="Paket aturan yang baru.")
    ],
    against: Annotated[
        str | None,
        typer.Option("--against", metavar=PACK_REFERENCE, help="Pembanding; bawaan: paket bawaan."),
    ] = None,
    facts: Annotated[
        str | None,
        typer.Option(
            "--facts",
            metavar="BERKAS",
            help="Fakta, satu objek JSON per baris; tanpa ini: kasus terbuka di basis data.",
        ),
    ] = None,
    output: FormatOption = Format.TEXT,
    date: DayOption = None,
    directory: DirectoryOption = None,
    area: AreaOption = None,
    cases: Annotated[
        list[str] | None,
        typer.Option("--case", metavar="KASUS", help="Hanya kasus ini; dapat diulang."),
    ] = None,
    as_: ActorOption = None,
    now: NowOption = None,
) -> None:
    """Menunjukkan rujukan yang akan berubah bila paket baru dipakai; tidak menulis apa pun."""
    pack, _ = named_pack(new, output)
    if facts is None:
        if against is not None or directory is not None:
            stop(
                "--against dan --directory hanya dipakai bersama --facts",
                WRONG_USAGE,
                output,
                "kasus di basis data dibandingkan dengan paket dan direktori yang sedang dipakai",
            )
        wanted = None if date is None else day_of(date, output)
        _simulate_database(pack, as_, now, wanted, area, cases or (), output)
        return
    if area is not None or cases:
        stop("--area dan --case hanya untuk kasus di basis data", WRONG_USAGE, output)
    _simulate_file(
        facts, pack, named_pack(against, output)[0], day_of(date, output), directory, output
    )


def _simulate_file(
    facts: str, new: RulePack, old: RulePack, day: date, directory: str | None, output: Format
) -> None:
    from tksk_workflow.rulebook.simulation.comparing import simulate

    partners, _ = read_partners(directory, None, old, output)
    with router_on(old, day, output) as before, router_on(new, day, output) as after:
        cases = _cases(facts, before.pack, after.pack, output)
        found = simulate(cases, before, after, partners or ())
        _say_simulation(found, before, after, output)


def _simulate_database(
    new: RulePack,
    as_: str | None,
    now: str | None,
    date: date | None,
    area: str | None,
    cases: Sequence[str],
    output: Format,
) -> None:
    from tksk_workflow.cli.acting import acting
    from tksk_workflow.services.rules.simulation import simulate_open_cases

    with acting(as_, output, now) as sitting:
        day = date or sitting.now.astimezone(sitting.app.zone).date()
        with router_on(new, day, output) as after:
            found, before = simulate_open_cases(
                sitting.app, sitting.actor, after, area=area, cases=cases
            )
            _say_simulation(found, before, after, output)


def router_on(pack: RulePack, day: date, output: Format) -> Router:
    """Start the bulk engine on a day, or explain which number has no value then."""
    from tksk_workflow.rulebook.binding import ParameterMissing
    from tksk_workflow.rulebook.router import Router

    try:
        return Router(pack, day, "bulk")
    except ParameterMissing as error:
        stop_for_parameter(error, output)


def _cases(facts: str, old: RulePack, new: RulePack, output: Format) -> list[CaseToReplay]:
    """Read every case in the words of both packs; a word that one lacks is not asked there."""
    from tksk_workflow.rulebook.fact_lines import read_fact_lines
    from tksk_workflow.rulebook.simulation.comparing import CaseToReplay

    cases, wrong = [], []
    if facts == STANDARD_INPUT:
        raw = sys.stdin.buffer.readlines()
    else:
        with opened(facts, output) as stream:
            raw = stream.readlines()
    pairs = zip(read_fact_lines(raw, old), read_fact_lines(raw, new), strict=True)
    for before, after in pairs:
        problems = {one.code for line in (before, after) for one in line.problems}
        if problems and (problems - {"fakta-tak-dikenal"} or (before.problems and after.problems)):
            wrong.append(after if after.problems else before)
            continue
        village = before.facts.get("wilayah", after.facts.get("wilayah", ""))
        cases.append(CaseToReplay(before.case_id, before.facts, after.facts, str(village)))
    if wrong:
        if output is Format.TEXT:
            for line in wrong:
                report_line(line, facts)
        told = [one for line in wrong for one in line_problems(line, facts)]
        message = f"{len(wrong)} kasus tidak terbaca; uji coba dibatalkan."
        stop(message, PROBLEMS, output, problems=told)
    return cases


def _say_simulation(found: Simulation, before: Router, after: Router, output: Format) -> None:
    from tksk_workflow.rulebook.simulation.as_json import per_village, simulation_to_dict

    if output is Format.JSON:
        say_json(simulation_to_dict(found, before, after))
        return
    asked = f" ({found.only_asked} hanya pertanyaannya)" if found.only_asked else ""
    say(f"{found.cases} kasus diputuskan ulang, {len(found.changed)} berubah{asked}.")
    for kind, number in found.counts().items():
        if number:
            say(f"  {kind.value}: {number} rujukan")
    villages = per_village(found)
    if villages:
        heading("Per desa")
    for row in villages:
        rest = ", ".join(f"{name} {row[name]}" for name in row if name not in {"village", "cases"})
        say(f"  {row['village'] or 'tanpa desa'}: {row['cases']} kasus ({rest or 'pertanyaan'})")
    _say_partners(found)
    if found.changed:
        heading("Per kasus")
    for line in _case_lines(found):
        say(line)
    say()
    say("Tidak ada yang ditulis.")


def _say_partners(found: Simulation) -> None:
    shown = [one for one in found.partners if one.before != one.after or not one.fits]
    if found.partners or any(found.without_partner):
        heading("Per mitra")
    for one in shown:
        say(f"  {_use(one)}")
    if any(found.without_partner):
        say(f"  tanpa mitra: {found.without_partner[0]} → {found.without_partner[1]} rujukan")
    if found.partners and all(one.fits for one in found.partners):
        say("  kapasitas semua mitra cukup")


def _use(one: PartnerUse) -> str:
    text = f"{one.code}: {one.before} → {one.after} rujukan"
    if one.elsewhere:
        text += f", di samping {one.elsewhere} dari kasus lain"
    if one.capacity is not None:
        text += f", dari {one.capacity} tempat"
    if not one.fits:
        text += "; KAPASITAS TIDAK CUKUP"
        text += "" if one.fitted else " (sekarang pun tidak)"
    return text


def _case_lines(found: Simulation) -> Iterator[str]:
    for case in found.changed[:_MOST_CASES_SHOWN]:
        yield f"  {case.case.id}"
        if case.manual[0] != case.manual[1]:
            yield f"    {WITHOUT_REFERRAL if case.manual[1] else 'tidak lagi tanpa rujukan'}"
        for one in case.changes:
            told = one.after or one.before
            if told is None or case.closed:
                yield f"    {' + '.join(one.kinds)} (kasus tertutup)"
                continue
            detail = f"{told.partner_type} {told.service}"
            if one.before and one.after:
                detail += f": {_short(one.before)} → {_short(one.after)}"
            else:
                detail += f": {_short(told)}"
            yield f"    {' + '.join(one.kinds)}: {detail}"
        if case.to_ask[0] != case.to_ask[1] and not case.closed:
            yield f"    tanyakan: {', '.join(case.to_ask[1][:5]) or 'tidak ada'}"
    if len(found.changed) > _MOST_CASES_SHOWN:
        yield f"  … dan {len(found.changed) - _MOST_CASES_SHOWN} kasus lain (--format json)"


def _short(one: Any) -> str:
    held = f", ditahan {', '.join(one.held_by)}" if one.held_by else ""
    partner = f" {one.partner}" if one.partner else ""
    return f"{one.urgency}{partner} ({', '.join(one.rules)}{held})"
