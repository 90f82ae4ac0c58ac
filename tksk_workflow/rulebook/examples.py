"""Running the ``contoh`` of a pack: its rules carry their own tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from tksk_workflow.domain.conditions import Facts, evaluate, open_questions
from tksk_workflow.domain.questions import client_questions
from tksk_workflow.domain.rulepack import Example, Guard, Place, Rule, RulePack
from tksk_workflow.domain.truth import Truth
from tksk_workflow.rulebook.binding import ParameterMissing, bind
from tksk_workflow.rulebook.computed import Completion
from tksk_workflow.rulebook.loading import read_texts
from tksk_workflow.rulebook.problems import Findings, Problem
from tksk_workflow.rulebook.reading.example_values import (
    APPLIES,
    DOES_NOT_APPLY,
    MATCH,
    NO_MATCH,
    PENDING,
)
from tksk_workflow.rulebook.reading.owners import name_owners
from tksk_workflow.rulebook.reading.pack_folder import BASE_FOLDER, read_files
from tksk_workflow.rulebook.wording import tell

# Western Indonesia has no summer time, so that no time zone table is needed here.
_WIB = timezone(timedelta(hours=7), "WIB")
_OUTCOMES = {Truth.YES: MATCH, Truth.NO: NO_MATCH, Truth.UNKNOWN: PENDING}


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What became of one example; ``complaint`` is empty when it held."""

    owner: str
    example: Example
    complaint: str = ""
    hint: str = ""

    @property
    def held(self) -> bool:
        """The rule said what the example expects."""
        return not self.complaint


def today() -> date:
    """Return the current day in western Indonesia."""
    return datetime.now(_WIB).date()


def run_examples(pack: RulePack, day: date) -> list[ExampleResult]:
    """Run every example of a pack with the parameters of a day.

    Raises:
        ParameterMissing: a rule needs a parameter without a value that day.
    """
    bound = bind(pack, day)
    items: Iterable[Rule | Guard] = (*bound.rules, *bound.guards)
    complete = Completion(bound, day)
    return [
        _run(item, example, bound, complete(example.facts))
        for item in items
        for example in item.examples
    ]


def _run(item: Rule | Guard, example: Example, pack: RulePack, facts: Facts) -> ExampleResult:
    answer = evaluate(item.condition, facts)
    if isinstance(item, Guard):
        # In a guard unknown means that it does not apply.
        outcome = APPLIES if answer is Truth.YES else DOES_NOT_APPLY
    else:
        outcome = _OUTCOMES[answer]
    asked = client_questions(open_questions(item.condition, facts), pack.facts)
    if outcome != example.expected:
        hint = (
            tell("yang belum ditanyakan: {asked}", asked=", ".join(sorted(asked))) if asked else ""
        )
        return ExampleResult(
            item.id,
            example,
            tell(
                "hasilnya '{outcome}', bukan '{expected}'",
                outcome=outcome,
                expected=example.expected,
            ),
            hint or "periksa fakta contoh ini atau syarat aturannya",
        )
    if example.to_ask is not None and example.to_ask != asked:
        return ExampleResult(
            item.id,
            example,
            tell("yang perlu ditanyakan: {value}", value=", ".join(sorted(asked)) or "tidak ada"),
            "; ".join(_difference(example.to_ask, asked)),
        )
    return ExampleResult(item.id, example)


def _difference(expected: frozenset[str], asked: frozenset[str]) -> Iterator[str]:
    if asked - expected:
        yield tell("belum ada dalam 'tanyakan': {value}", value=", ".join(sorted(asked - expected)))
    if expected - asked:
        yield tell("tidak perlu ditanyakan: {value}", value=", ".join(sorted(expected - asked)))


def example_problems(pack: RulePack, day: date) -> list[Problem]:
    """Return every example that does not hold, as problems of the pack."""
    findings = Findings()
    try:
        results = run_examples(pack, day)
    except ParameterMissing as error:
        findings.add(_parameter_place(error, pack), "parameter-tak-berlaku", error.message)
        return findings.problems
    for result in results:
        if not result.held:
            findings.add(
                result.example.place,
                "contoh-gagal",
                tell(
                    "contoh '{example_name}' dari {owner}: {complaint}",
                    example_name=result.example.name,
                    owner=result.owner,
                    complaint=result.complaint,
                ),
                _hint_of_base(result, pack) or result.hint,
            )
    return findings.problems


def _hint_of_base(result: ExampleResult, pack: RulePack) -> str:
    """An example of the base shows that a change reaches further than meant, or is old now."""
    if not result.example.place.file.startswith(BASE_FOLDER):
        return ""
    stated = [one for one in pack.overrides if one.name == result.owner]
    where = (
        tell(
            " ({stated_file} baris {stated_line})",
            stated_file=stated[-1].file,
            stated_line=stated[-1].line,
        )
        if stated
        else ""
    )
    return tell(
        "contoh ini milik paket yang diperluas; periksa perubahan "
        "Anda{where}. Bila memang dimaksud, tulis ulang 'contoh' lewat "
        "'aturan: {owner}', 'ubah'",
        where=where,
        owner=result.owner,
    )


def _parameter_place(error: ParameterMissing, pack: RulePack) -> Place:
    items: Iterable[Rule | Guard] = (*pack.rules, *pack.guards)
    return next(item.place for item in items if item.id == error.rule)


def check_files(
    path: Path | str, day: date | None = None, *, now: date | None = None
) -> tuple[RulePack | None, list[Problem], dict[str, str]]:
    """Check a pack like `check_pack`, and return the texts of its files as well.

    ``now`` is the current day, for who knows it better than the clock.
    """
    findings = Findings()
    files = read_files(Path(path), findings)
    pack, problems = _checked(files, findings, day, now)
    return pack, problems, files


def check_texts(
    files: Mapping[str, str], day: date | None = None, *, now: date | None = None
) -> tuple[RulePack | None, list[Problem]]:
    """Check a pack whose files are in memory, like `check_files`."""
    return _checked(files, Findings(), day, now)


def _checked(
    files: Mapping[str, str], findings: Findings, day: date | None, now: date | None
) -> tuple[RulePack | None, list[Problem]]:
    pack = read_texts(files, findings)
    if pack is not None:
        findings.problems += example_problems(pack, day or max(now or today(), pack.in_force_from))
        name_owners(findings, files)
    return pack, sorted(findings.problems)


def check_pack(path: Path | str, day: date | None = None) -> tuple[RulePack | None, list[Problem]]:
    """Read a pack and run its examples; return every problem at once.

    Args:
        path: the pack's directory.
        day: the day whose parameters the examples use; without it today, or the first
            day of the pack when that is later.

    Returns:
        The pack (None when it cannot be used at all) and the problems in file order.
    """
    pack, problems, _ = check_files(path, day)
    return pack, problems
