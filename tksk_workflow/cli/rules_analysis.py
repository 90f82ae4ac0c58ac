"""`tksk rules analyse` and `tksk rules simulate`: what can be proved, what would change."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
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
    stop_with,
)
from tksk_workflow.cli.rules_deciding import (
    STANDARD_INPUT,
    DayOption,
    day_of,
    loaded,
    opened,
    report_line,
    stop_for_parameter,
)

if TYPE_CHECKING:
    from datetime import date

    from tksk_workflow.domain.partner import Partner
    from tksk_workflow.domain.rulepack import RulePack
    from tksk_workflow.rulebook.analysis import Finding
    from tksk_workflow.rulebook.router import Router
    from tksk_workflow.rulebook.simulating import CaseToReplay, Simulation

DATABASE = "database"
_MOST_CASES_SHOWN = 20

DirectoryOption = Annotated[
    str | None,
    typer.Option(
        "--directory",
        metavar="BERKAS|database",
        help="Direktori mitra: berkas CSV/XLSX, atau 'database'.",
    ),
]
AreaOption = Annotated[
    str | None,
    typer.Option("--area", metavar="WILAYAH", help="Hanya wilayah ini, misalnya 16.03.06."),
]


def analyse_pack(
    pack: Annotated[
        Path | None,
        typer.Argument(metavar="PAKET", help="Folder paket aturan; bawaan: paket bawaan."),
    ] = None,
    output: FormatOption = Format.TEXT,
    date: DayOption = None,
    directory: DirectoryOption = None,
    area: AreaOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="Tampilkan juga keterangan, bukan hanya temuan.")
    ] = False,
) -> None:
    """Membuktikan celah, aturan mati, aturan kembar, dan pertentangan dalam paket aturan."""
    from tksk_workflow.rulebook.analysis import analyse
    from tksk_workflow.rulebook.binding import ParameterMissing

    found = loaded(pack, output)
    day = max(day_of(date), found.in_force_from) if date is None else day_of(date)
    partners, villages = read_partners(directory, area, found, output)
    try:
        findings = analyse(found, day, partners, villages)
    except ParameterMissing as error:
        stop_for_parameter(error, output)
    if output is Format.JSON:
        say_json([_as_data(one) for one in findings])
        return
    _say_findings(findings, every=every)


def _as_data(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "level": finding.level,
        "rules": finding.rules,
        "message": finding.message,
        "example": finding.example,
        "villages": finding.villages,
        "part": finding.part,
    }


def _say_findings(findings: Sequence[Finding], *, every: bool) -> None:
    from tksk_workflow.rulebook.analysis import Level
    from tksk_workflow.rulebook.saying import said_facts

    shown = [one for one in findings if every or one.level is not Level.NOTE]
    for kind, group in groupby(shown, key=lambda one: one.kind):
        heading(kind.heading)
        for one in group:
            say(f"  {one.message}")
            if one.example:
                say(f"    contoh: {said_facts(one.example)}")
            if one.villages:
                say(f"    desa: {', '.join(one.villages)}")
    if not shown:
        say("Tidak ada temuan.")
    say()
    counts = {level: sum(one.level is level for one in findings) for level in Level}
    say(
        f"{counts[Level.PROBLEM]} masalah, {counts[Level.CHECK]} perlu diperiksa, "
        f"{counts[Level.NOTE]} keterangan" + ("." if every else " (--all menampilkannya).")
    )


def read_partners(
    named: str | None, area: str | None, pack: RulePack, output: Format
) -> tuple[Sequence[Partner] | None, Sequence[str]]:
    """Read the directory that an option names, and the villages that it should serve."""
    from tksk_workflow.services.errors import ServiceError

    if named is None:
        if area is not None:
            stop("--area memerlukan --directory", WRONG_USAGE, output)
        return None, ()
    from tksk_workflow.services.directory_files import read_directory, villages_to_serve

    try:
        partners = (
            _from_database(output) if named == DATABASE else read_directory(Path(named), pack)
        )
        return partners, villages_to_serve(partners, area)
    except ServiceError as error:
        stop_with(error, output)


def _from_database(output: Format) -> Sequence[Partner]:
    from tksk_workflow.cli.acting import acting
    from tksk_workflow.services.directory_files import kept_directory

    # Looking at the directory is nobody's act; whoever can open the database may.
    with acting("sistem/analisis", output) as sitting:
        return kept_directory(sitting.app)


# ------------------------------------------------------------------------------- simulate


def simulate_pack(
    new: Annotated[Path, typer.Option("--pack", metavar="FOLDER", help="Paket aturan yang baru.")],
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FOLDER", help="Pembanding; bawaan: paket bawaan."),
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
    as_: ActorOption = None,
    now: NowOption = None,
) -> None:
    """Menunjukkan rujukan yang akan berubah bila paket baru dipakai; tidak menulis apa pun."""
    pack = loaded(new, output)
    if facts is None:
        if against is not None or directory is not None or date is not None:
            stop(
                "--against, --directory, dan --date hanya dipakai bersama --facts",
                WRONG_USAGE,
                output,
                "kasus di basis data dibandingkan dengan paket dan direktori yang sedang dipakai",
            )
        _simulate_database(pack, as_, now, area, output)
        return
    if area is not None:
        stop("--area hanya untuk kasus di basis data", WRONG_USAGE, output)
    _simulate_file(facts, pack, loaded(against, output), day_of(date), directory, output)


def _simulate_file(
    facts: str, new: RulePack, old: RulePack, day: date, directory: str | None, output: Format
) -> None:
    from tksk_workflow.rulebook.simulating import simulate

    partners, _ = read_partners(directory, None, old, output)
    with _router(old, day, output) as before, _router(new, day, output) as after:
        cases = _cases(facts, before.pack, after.pack, output)
        found = simulate(cases, before, after, partners or ())
        _say_simulation(found, before, after, output)


def _simulate_database(
    new: RulePack, as_: str | None, now: str | None, area: str | None, output: Format
) -> None:
    from tksk_workflow.cli.acting import acting
    from tksk_workflow.services.simulation import simulate_open_cases

    with acting(as_, output, now) as sitting:
        day = sitting.now.astimezone(sitting.app.zone).date()
        with _router(new, day, output) as after:
            found, before = simulate_open_cases(
                sitting.app, sitting.actor, after, sitting.now, area=area
            )
            _say_simulation(found, before, after, output)


def _router(pack: RulePack, day: date, output: Format) -> Router:
    from tksk_workflow.rulebook.binding import ParameterMissing
    from tksk_workflow.rulebook.router import Router

    try:
        return Router(pack, day, "bulk")
    except ParameterMissing as error:
        stop_for_parameter(error, output)


def _cases(facts: str, old: RulePack, new: RulePack, output: Format) -> list[CaseToReplay]:
    """Read every case in the words of both packs; a word that one lacks is not asked there."""
    from tksk_workflow.rulebook.fact_lines import read_fact_lines
    from tksk_workflow.rulebook.simulating import CaseToReplay

    cases, wrong = [], 0
    if facts == STANDARD_INPUT:
        raw = sys.stdin.buffer.readlines()
    else:
        with opened(facts, output) as stream:
            raw = stream.readlines()
    pairs = zip(read_fact_lines(raw, old), read_fact_lines(raw, new), strict=True)
    for before, after in pairs:
        problems = {one.code for line in (before, after) for one in line.problems}
        if problems and (problems - {"fakta-tak-dikenal"} or (before.problems and after.problems)):
            wrong += 1
            report_line(after if after.problems else before, facts)
            continue
        village = before.facts.get("wilayah", after.facts.get("wilayah", ""))
        cases.append(CaseToReplay(before.case_id, before.facts, after.facts, str(village)))
    if wrong:
        stop(f"{wrong} kasus tidak terbaca; uji coba dibatalkan.", PROBLEMS, output)
    return cases


def _say_simulation(found: Simulation, before: Router, after: Router, output: Format) -> None:
    from tksk_workflow.rulebook.simulation_json import per_village, simulation_to_dict

    if output is Format.JSON:
        say_json(simulation_to_dict(found, before, after))
        return
    say(f"{found.cases} kasus diputuskan ulang, {len(found.changed)} berubah.")
    for kind, number in found.counts().items():
        if number:
            say(f"  {kind.value}: {number} rujukan")
    villages = per_village(found)
    if villages:
        heading("Per desa")
    for row in villages:
        rest = ", ".join(f"{name} {row[name]}" for name in row if name not in {"village", "cases"})
        say(f"  {row['village'] or 'tanpa desa'}: {row['cases']} kasus ({rest or 'pertanyaan'})")
    if found.partners:
        heading("Per mitra")
    for one in found.partners:
        if one.before != one.after or not one.fits:
            total = f" dari {one.capacity} tempat" if one.capacity is not None else ""
            full = "" if one.fits else "; KAPASITAS TIDAK CUKUP"
            say(f"  {one.code}: {one.before} → {one.after}, ditambah {one.elsewhere}{total}{full}")
    if any(found.without_partner):
        say(f"  tanpa mitra: {found.without_partner[0]} → {found.without_partner[1]}")
    if found.changed:
        heading("Per kasus")
    for line in _case_lines(found):
        say(line)
    say()
    say("Tidak ada yang ditulis.")


def _case_lines(found: Simulation) -> Iterator[str]:
    for case in found.changed[:_MOST_CASES_SHOWN]:
        yield f"  {case.case.id}"
        if case.manual[0] != case.manual[1]:
            yield "    masuk antrean manual" if case.manual[1] else "    keluar dari antrean manual"
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
