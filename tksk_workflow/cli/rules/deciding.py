"""`tksk rules decide` and `tksk rules explain`: facts in, decisions or reasons out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, NoReturn

import typer

from tksk_workflow.cli.days_typed import day_typed
from tksk_workflow.cli.output import (
    DEPENDENCY_FAILED,
    PROBLEMS,
    WRONG_USAGE,
    Format,
    FormatOption,
    complain,
    error_body,
    say,
    say_as_it_is,
    say_json,
    stop,
)
from tksk_workflow.cli.rules.pack_reference import PackOption, named_pack

if TYPE_CHECKING:
    from tksk_workflow.domain.conditions import Value
    from tksk_workflow.domain.rulepack import RulePack
    from tksk_workflow.rulebook.binding import ParameterMissing
    from tksk_workflow.rulebook.explaining.answering import QuestionEffects
    from tksk_workflow.rulebook.explaining.verdicts import Explanation
    from tksk_workflow.rulebook.fact_lines import FactLine
    from tksk_workflow.rulebook.router import Engine, Router

STANDARD_INPUT = "-"
QUESTIONS_SHOWN = 5


class EngineName(StrEnum):
    """The engines that decide; each is checked against the evaluator."""

    INFERENCE = "inference"
    BULK = "bulk"


FactsOption = Annotated[
    str,
    typer.Option(
        "--facts", metavar="BERKAS", help="Fakta, satu objek JSON per baris; - untuk masukan baku."
    ),
]
DayOption = Annotated[
    str | None,
    typer.Option("--date", metavar="TANGGAL", help="Tanggal keputusan; bawaan: hari ini."),
]
EngineOption = Annotated[EngineName, typer.Option("--engine", help="Mesin aturan.")]


def decide_cases(
    facts: FactsOption,
    pack: PackOption = None,
    date: DayOption = None,
    engine: EngineOption = EngineName.INFERENCE,
) -> None:
    """Memutuskan kasus tanpa basis data: satu keputusan JSON per baris."""
    import orjson

    from tksk_workflow.rulebook.decisions_json import decision_to_dict

    wrong: list[FactLine] = []
    with _router(pack, date, engine.value, Format.TEXT) as router:
        good = _good_lines(_lines(facts, router.pack, Format.TEXT), facts, wrong)
        for decision in router.decide_many(good):
            say_as_it_is(orjson.dumps(decision_to_dict(decision)).decode())
    if wrong:
        raise typer.Exit(PROBLEMS)


def _good_lines(
    lines: Iterable[FactLine], name: str, wrong: list[FactLine]
) -> Iterator[tuple[str, dict[str, Value]]]:
    """Pass the cases on that can be decided; report the others, and collect them."""
    for line in lines:
        if line.problems:
            wrong.append(line)
            report_line(line, name)
        else:
            yield line.case_id, line.facts


def explain_cases(
    facts: FactsOption,
    pack: PackOption = None,
    date: DayOption = None,
    output: FormatOption = Format.TEXT,
    every: Annotated[
        bool, typer.Option("--all", help="Tampilkan juga aturan dari jenis PMKS lain.")
    ] = False,
) -> None:
    """Menjelaskan aturan mana yang cocok, yang menunggu jawaban, dan yang tidak.

    Dengan --format json: satu nilai {"cases": […]}; yang tidak terbaca disebut di "error".
    """
    from tksk_workflow.rulebook.explaining.verdicts import explain

    wrong: list[FactLine] = []
    told: list[dict[str, object]] = []
    with _router(pack, date, "evaluator", output) as router:
        for line in _lines(facts, router.pack, output):
            if line.problems:
                wrong.append(line)
                if output is Format.TEXT:
                    report_line(line, facts)
                continue
            found = explain(router, line.case_id, line.facts)
            if output is Format.JSON:
                told.append(found.as_dict())
            else:
                _say_explanation(found, router, every=every)
    if output is Format.JSON:
        say_json({"cases": told, **_unreadable(wrong, facts)})
    if wrong:
        raise typer.Exit(PROBLEMS)


def day_of(text: str | None, output: Format) -> date:
    """Return the day that an option names; today without one.

    Raises:
        typer.Exit: with code 2, after an explanation.
    """
    from tksk_workflow.rulebook.examples import today

    return today() if text is None else day_typed("--date", text, "2026-11-25", output)


def stop_for_parameter(error: ParameterMissing, output: Format) -> NoReturn:
    """Explain that a number has no value on the day."""
    stop(str(error), PROBLEMS, output, "pilih --date lain, atau lengkapi nilainya")


@contextmanager
def _router(pack: str | None, day: str | None, engine: Engine, output: Format) -> Iterator[Router]:
    from tksk_workflow.rulebook.binding import ParameterMissing
    from tksk_workflow.rulebook.router import Router

    wanted = day_of(day, output)
    found, _ = named_pack(pack, output)
    try:
        router = Router(found, wanted, engine)
    except ParameterMissing as error:
        stop_for_parameter(error, output)
    except ImportError:
        stop(
            "Mesin aturan tidak terpasang.",
            DEPENDENCY_FAILED,
            output,
            "jalankan 'make setup', atau pakai --engine bulk",
        )
    with router:
        yield router


def _lines(name: str, pack: RulePack, output: Format) -> Iterator[FactLine]:
    from tksk_workflow.rulebook.fact_lines import read_fact_lines

    if name == STANDARD_INPUT:
        yield from read_fact_lines(sys.stdin.buffer, pack)
        return
    with opened(name, output) as stream:
        yield from read_fact_lines(stream, pack)


def opened(name: str, output: Format) -> BinaryIO:
    """Open a file of facts, or explain why not and end with code 2, as for every wrong path."""
    try:
        return Path(name).open("rb")
    except OSError as error:
        reason = "tidak ada" if isinstance(error, FileNotFoundError) else "tidak dapat dibuka"
        stop(f"--facts: berkas '{name}' {reason}", WRONG_USAGE, output, "periksa jalurnya")


def _unreadable(lines: Sequence[FactLine], name: str) -> dict[str, object]:
    """Return the error that names every case that cannot be read; nothing when all can."""
    if not lines:
        return {}
    message = f"{len(lines)} kasus tidak terbaca"
    problems = [one for line in lines for one in line_problems(line, name)]
    return {"error": error_body("InvalidInput", message, "perbaiki faktanya", problems)}


def line_problems(line: FactLine, name: str) -> list[dict[str, object]]:
    """Return what is wrong with a case, for a program."""
    place = {"file": _shown(name), "line": line.number}
    return [{**place, **problem.as_dict()} for problem in line.problems]


def _shown(name: str) -> str:
    return "masukan baku" if name == STANDARD_INPUT else name


def report_line(line: FactLine, name: str) -> None:
    """Say what is wrong with a case, at its line."""
    for problem in line.problems:
        field = f" {problem.field}:" if problem.field else ""
        complain(f"{_shown(name)}:{line.number}:{field} {problem.message}")
        if problem.hint:
            complain(f"    → {problem.hint}")


def _say_explanation(found: Explanation, router: Router, *, every: bool) -> None:
    from tksk_workflow.domain.truth import Truth
    from tksk_workflow.domain.waiting import own_rule_is_open
    from tksk_workflow.rulebook.explaining.saying import said_facts

    decision = found.decision
    say(f"KASUS {decision.case_id}")
    say("Cocok:")
    for rule in found.with_outcome(Truth.YES):
        taken = f"; digantikan oleh {rule.replaced_by}" if rule.replaced_by else ""
        say(f"  {rule.rule.id} {rule.rule.name} ({said_facts(rule.facts)}{taken})")
    if not found.with_outcome(Truth.YES):
        pending = own_rule_is_open(((e.rule, e.outcome) for e in decision.trace), router.pack)
        queue = (
            "keputusan menunggu jawaban" if pending else "kasus masuk antrean manual koordinator"
        )
        say(f"  tidak ada; {queue}")
    say("Menunggu jawaban:")
    for rule in found.with_outcome(Truth.UNKNOWN):
        say(f"  {rule.rule.id} {rule.rule.name}: tanyakan {', '.join(rule.to_ask) or '-'}")
    say("Tidak cocok:")
    types = {
        code
        for rule in found.rules
        if isinstance(codes := rule.facts.get("pmks"), frozenset)
        for code in codes
    }
    refused = found.with_outcome(Truth.NO)
    shown = [rule for rule in refused if every or rule.rule.pmks is None or rule.rule.pmks in types]
    for rule in shown:
        say(f"  {rule.rule.id} {rule.rule.name}: {'; '.join(rule.failed)} tidak terpenuhi")
    if len(shown) < len(refused):
        say(f"  … dan {len(refused) - len(shown)} aturan dari jenis PMKS lain (--all)")
    if found.answers:
        say("Tanyakan dahulu:")
        say_answers(found.answers[:QUESTIONS_SHOWN], router.pack)
    if len(found.answers) > QUESTIONS_SHOWN:
        say(f"  … dan {len(found.answers) - QUESTIONS_SHOWN} pertanyaan lain (--format json)")
    say()


def say_answers(answers: Iterable[QuestionEffects], pack: RulePack) -> None:
    """Write questions, and below each what its answers would change."""
    from tksk_workflow.rulebook.explaining.answering import said_change

    for found in answers:
        say(f"  {found.question.fact}: {found.question.question}")
        for effect in found.effects:
            changes = [said_change(change, pack) for change in effect.changes]
            if effect.closed:
                changes.append("kasus ditangani tertutup")
            if effect.manual == (False, True):
                changes.append("kasus menjadi tanpa rujukan")
            alone = len(found.effects) == 1
            nothing = "baru menentukan bersama jawaban lain" if alone else "tidak ada yang berubah"
            say(f"    {' / '.join(effect.answers)} → {'; '.join(changes) or nothing}")
