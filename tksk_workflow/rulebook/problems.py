"""What is wrong with a pack: where, what, and what to do about it.

A reader never stops at the first mistake. It adds a `Problem` to the `Findings` and goes
on, so that a coordinator sees all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from tksk_workflow.domain.rulepack import Place
from tksk_workflow.rulebook.wording import in_english, tell

_LONGEST_SHOWN = 60
_WIDEST_LINE = 160


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a pack.

    Attributes:
        file: path inside the pack.
        line, column: 1-based position of the word that is wrong.
        code: short stable word for programs, such as ``fakta-tak-dikenal``.
        message: what is wrong, in Indonesian.
        hint: what to do about it; may be empty.
        rule: id of the rule or guard, or the word of the pack, that the mistake is in;
            empty when it is in none (see `owners`).
        rule_kind: what that is: ``aturan``, ``pagar``, ``fakta`` …
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    rule: str = ""
    rule_kind: str = ""

    @property
    def headline(self) -> str:
        """The message, after the name of the rule unless it says that already."""
        if not self.rule or re.search(rf"(?<![\w-]){re.escape(self.rule)}(?![\w-])", self.message):
            return self.message
        return f"{self.rule_kind} {quoted(self.rule)[1:-1]}: {self.message}"

    def as_dict(self) -> dict[str, str | int]:
        """Return the keys that the command line promises in JSON, and the rule."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "rule": self.rule,
        }

    def in_english(self) -> Problem:
        """Return the same problem in English words; codes, keys and rule words stay."""
        return replace(
            self,
            message=in_english(self.message),
            hint=in_english(self.hint),
            rule_kind=in_english(self.rule_kind),
        )


class PackError(Exception):
    """A pack cannot be used; it carries every problem that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of the files."""
        self.problems = tuple(sorted(problems))
        first = self.problems[0]
        super().__init__(
            f"paket aturan punya {len(self.problems)} masalah; yang pertama di "
            f"{first.file}:{first.line}:{first.column}: {first.headline}"
        )


@dataclass(slots=True)
class Findings:
    """The problems found so far."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, place: Place, code: str, message: str, hint: str = "") -> None:
        """Note a problem at a place."""
        self.problems.append(Problem(place.file, place.line, place.column, code, message, hint))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that the writer most likely meant, if any is close."""
    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.7)
    return by_folded[found[0]] if found else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return "mungkin maksud Anda …", or an empty string when nothing is close."""
    found = nearest(word, known)
    return tell("mungkin maksud Anda '{found}'", found=found) if found else ""


def suggestion_or_list(word: str, known: Iterable[str]) -> str:
    """Return a suggestion, or the choices themselves when they are few."""
    words = list(known)
    found = suggestion(word, words)
    if found or not words:
        return found
    shown = ", ".join(words[:12])
    return tell("pilihannya: {shown}", shown=f"{shown}{', …' if len(words) > 12 else ''}")


def quoted(word: str) -> str:
    """Quote a word of the writer in a message, shortened and on one line."""
    flat = " ".join(word.split())
    flat = "".join(character if character.isprintable() else "?" for character in flat)
    return f"'{flat[:_LONGEST_SHOWN]}…'" if len(flat) > _LONGEST_SHOWN else f"'{flat}'"


def render_text(problems: Iterable[Problem], texts: Mapping[str, str]) -> str:
    """Write the problems for people, each with its line and a caret below the word.

    Args:
        problems: what was found.
        texts: the text of each file by its path in the pack; a file may be missing.
    """
    lines_of = {name: text.splitlines() for name, text in texts.items()}
    return "\n".join(_rendered(problem, lines_of.get(problem.file, [])) for problem in problems)


def _rendered(problem: Problem, lines: list[str]) -> str:
    parts = [f"{problem.file}:{problem.line}:{problem.column}: {problem.headline} [{problem.code}]"]
    if 0 < problem.line <= len(lines):
        # A tab is shown as one blank, so that the caret stays below its character.
        line = lines[problem.line - 1].replace("\t", " ")
        start = max(0, problem.column - 1 - _WIDEST_LINE // 2)
        parts.append(f"    {line[start : start + _WIDEST_LINE]}")
        parts.append(f"    {' ' * (problem.column - 1 - start)}^")
    if problem.hint:
        parts.append(f"    → {problem.hint}")
    return "\n".join(parts)
