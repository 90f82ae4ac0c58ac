"""Whose mistake it is: the rule, guard or word of the pack in which a problem lies.

The readers note a place and go on. Afterwards the entry around each place is looked up in
the file itself, so that every message names its rule, whoever wrote the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tksk_workflow.rulebook.problems import Findings, Problem
from tksk_workflow.rulebook.reading.changes import ACTIONS, GUARD, RULE, TYPE, word_file
from tksk_workflow.rulebook.reading.parsed_files import (
    ACCEPTED_KEY,
    ACCEPTED_KIND,
    CALENDAR_KIND,
    CHANGES_KIND,
    RULE_SECTIONS,
    WORD_SECTIONS,
)
from tksk_workflow.rulebook.reading.vocabulary import DOCUMENT, PARAMETER, PARTNER, SERVICE, SOURCE
from tksk_workflow.rulebook.reading.yaml_nodes import ListNode, MapNode, Node, TextNode, parse

_YEAR = "tahun"
# Kind of file → what a message calls the entries of its section.
_CALLED = {
    "sumber": SOURCE,
    "layanan": SERVICE,
    "dokumen": DOCUMENT,
    "mitra": PARTNER,
    "urgensi": "kelas urgensi",
    "kosakata": "fakta",
    "parameter": PARAMETER,
    CALENDAR_KIND: "hari libur",
}
_KIND = re.compile(r"^berkas:[ ]*[\"']?([\w-]+)", re.MULTILINE)
_ID = re.compile(r"^[ ]*(?:-[ ]+)?\{?[ ]*id:[ ]*[\"']?([A-Z]+-[\w-]+)")
_CHANGED = re.compile(rf"^([ ]*)-[ ]+\{{?[ ]*({'|'.join(ACTIONS)}):[ ]*[\"']?([^\s,}}\"'#]+)")
_WORD = re.compile(r"^([ ]+)[\"']?([^\s:\"'#-][^:\"'#]*)[\"']?:")


@dataclass(frozen=True, slots=True)
class Owner:
    """An entry of a pack that has a name.

    Attributes:
        kind: what it is, as a message calls it: ``aturan``, ``pagar``, ``fakta``.
        name: its id, or the word that it declares.
    """

    kind: str
    name: str


# Where something begins, and what; None for what is no entry.
_Start = tuple[tuple[int, int], Owner | None]


def name_owners(findings: Findings, files: Mapping[str, str]) -> None:
    """Tell every problem in which entry it lies, if it lies in one and does not know yet."""
    spans: dict[str, list[_Start] | None] = {}
    for number, problem in enumerate(findings.problems):
        if problem.rule or problem.file not in files:
            continue
        text = files[problem.file]
        if problem.file not in spans:
            notes = Findings()
            root = parse(text, problem.file, notes)
            spans[problem.file] = None if root is None else _starts(root, text, notes)
        found = spans[problem.file]
        owner = _read_above(text, problem) if found is None else _around(found, problem)
        if owner is not None:
            findings.problems[number] = replace(problem, rule=owner.name, rule_kind=owner.kind)


def _around(starts: Sequence[_Start], problem: Problem) -> Owner | None:
    """Return the entry that begins last before a problem, unless something else did."""
    here = (problem.line, problem.column)
    return next((owner for start, owner in reversed(starts) if start <= here), None)


def _starts(root: MapNode, text: str, notes: Findings) -> list[_Start]:
    """Return where the keys of a file and the entries of its section begin, in order."""
    node = root.get("berkas")
    kind = node.value if isinstance(node, TextNode) else ""
    keys: list[_Start] = [((key.place.line, key.place.column), None) for key, _ in root.entries]
    entries = [one for key, value in root.entries for one in _entries(kind, key.value, value)]
    return sorted([*keys, *entries, *_repeated(kind, entries, text, notes)], key=lambda one: one[0])


def _repeated(kind: str, entries: Sequence[_Start], text: str, notes: Findings) -> Iterator[_Start]:
    """Return where keys begin that the parser left out because they stand there already."""
    lines = text.split("\n")
    indents = {column for (_, column), _ in entries if kind in _CALLED}
    for note in notes.problems:
        if note.code != "ganda":
            continue
        if note.column == 1:
            yield (note.line, note.column), None
        elif note.column in indents and (found := _WORD.match(lines[note.line - 1])):
            yield (note.line, note.column), Owner(_CALLED[kind], found[2].strip())


def _entries(kind: str, key: str, section: Node) -> Iterator[_Start]:
    if isinstance(section, MapNode) and key in {WORD_SECTIONS.get(kind), _YEAR}:
        for word, _ in section.entries:
            if kind in _CALLED:
                yield (word.place.line, word.place.column), Owner(_CALLED[kind], word.value)
    elif isinstance(section, ListNode) and key in {
        RULE_SECTIONS.get(kind),
        CHANGES_KIND,
        ACCEPTED_KEY,
    }:
        for item in section.items:
            if isinstance(item, MapNode):
                yield (item.place.line, item.place.column), _named(kind, item)


def _named(kind: str, item: MapNode) -> Owner | None:
    if kind == ACCEPTED_KIND:
        code = item.get("kode")
        return Owner(kind, code.value) if isinstance(code, TextNode) and code.value else None
    if kind != CHANGES_KIND:
        called = GUARD if kind == GUARD else RULE
        name = item.get("id")
        return Owner(called, name.value) if isinstance(name, TextNode) and name.value else None
    for key in ACTIONS:
        name = item.get(key)
        if isinstance(name, TextNode) and name.value:
            return Owner(_called(key), name.value)
    return None


def _called(changed: str) -> str:
    """Return what a message calls a thing that an entry of ``perubahan`` names by this key."""
    if changed == TYPE:
        return "jenis PMKS"
    return _CALLED.get(word_file(changed) or "", changed)


# ------------------------------------------------------- files that the parser cannot take apart


def _read_above(text: str, problem: Problem) -> Owner | None:
    """Return the entry whose first line stands nearest above, read as plain text."""
    found = _KIND.search(text)
    kind = found[1] if found else ""
    above = text.split("\n")[: problem.line]
    if kind in RULE_SECTIONS:
        return _rule_above(above, GUARD if kind == GUARD else RULE)
    if kind == CHANGES_KIND:
        return _change_above(above)
    return _word_above(above, _CALLED[kind]) if kind in _CALLED else None


def _rule_above(above: list[str], called: str) -> Owner | None:
    for line in reversed(above):
        found = _ID.match(line)
        if found:
            return Owner(called, found[1])
        if _is_root_key(line):
            return None
    return None


def _change_above(above: list[str]) -> Owner | None:
    found = [match for line in above if (match := _CHANGED.match(line))]
    # What stands further in belongs to a referral inside of a change.
    outer = min((len(match[1]) for match in found), default=0)
    entries = [match for match in found if len(match[1]) == outer]
    return Owner(_called(entries[-1][2]), entries[-1][3]) if entries else None


def _word_above(above: list[str], called: str) -> Owner | None:
    section = next(
        (number for number in reversed(range(len(above))) if _is_root_key(above[number])), 0
    )
    found = [match for line in above[section:] if (match := _WORD.match(line))]
    outer = min((len(match[1]) for match in found), default=0)
    words = [match for match in found if len(match[1]) == outer]
    return Owner(called, words[-1][2].strip()) if words else None


def _is_root_key(line: str) -> bool:
    return bool(re.match(r"[\w-]+:", line)) and not line.startswith("-")
