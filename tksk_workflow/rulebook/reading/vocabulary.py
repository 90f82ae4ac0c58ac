"""The words that a pack declares, as the readers of rules look them up.

A word whose own definition is wrong stays known (see `broken`): the definition is
reported once, and not again at every place that uses the word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tksk_workflow.domain.calendar_days import CalendarDay
from tksk_workflow.domain.rulepack import (
    FactDefinition,
    ParameterDefinition,
    PartnerType,
    Place,
    Source,
)
from tksk_workflow.domain.urgency import Urgency, UrgencyClass
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion
from tksk_workflow.rulebook.reading.yaml_nodes import TextNode
from tksk_workflow.rulebook.wording import tell


@dataclass(slots=True)
class Vocabulary:
    """What the files of a pack declare, and where.

    Attributes:
        places: where each word was declared, by kind and word.
        broken: facts, as declared, whose definition cannot be used.
    """

    facts: dict[str, FactDefinition] = field(default_factory=dict)
    partner_types: dict[str, PartnerType] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    urgency_classes: dict[Urgency, UrgencyClass] = field(default_factory=dict)
    parameters: dict[str, ParameterDefinition] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    calendar_days: list[CalendarDay] = field(default_factory=list)
    complete_years: set[int] = field(default_factory=set)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def declare(self, kind: str, word: TextNode, findings: Findings) -> bool:
        """Note where a word is declared; False, with a problem, when it already was."""
        first = self.places.setdefault((kind, word.value), word.place)
        if first is word.place:
            return True
        findings.add(
            word.place,
            "ganda",
            tell(
                "{kind} {word} dinyatakan dua kali; yang pertama di "
                "{first_file} baris {first_line}",
                kind=kind,
                word=quoted(word.value),
                first_file=first.file,
                first_line=first.line,
            ),
            tell("hapus salah satu"),
        )
        return False

    def declared(self, kind: str) -> list[str]:
        """Return the words of a kind, usable or not."""
        return [word for found, word in self.places if found == kind]


FACT = "fakta"
PARTNER = "jenis mitra"
SERVICE = "layanan"
DOCUMENT = "dokumen"
PARAMETER = "parameter"
SOURCE = "sumber"

_CODES = {
    FACT: "fakta-tak-dikenal",
    PARTNER: "mitra-tak-dikenal",
    SERVICE: "layanan-tak-dikenal",
    DOCUMENT: "dokumen-tak-dikenal",
    PARAMETER: "parameter-tak-dikenal",
    SOURCE: "sumber-tak-dikenal",
}
_FILES = {
    FACT: "kosakata",
    PARTNER: "mitra",
    SERVICE: "layanan",
    DOCUMENT: "dokumen",
    PARAMETER: "parameter",
    SOURCE: "sumber",
}


def known(
    words: Iterable[TextNode], kind: str, vocabulary: Vocabulary, findings: Findings
) -> tuple[str, ...]:
    """Keep the words that the pack declares; note the others with a suggestion."""
    kept = []
    for word in words:
        if (kind, word.value) in vocabulary.places:
            kept.append(word.value)
        else:
            findings.add(
                word.place,
                _CODES[kind],
                tell("{kind} {word} tidak dikenal", kind=kind, word=quoted(word.value)),
                suggestion(word.value, vocabulary.declared(kind))
                or tell(
                    "nyatakan dahulu dalam berkas {files}, atau periksa ejaannya",
                    files=_FILES[kind],
                ),
            )
    return tuple(kept)


def known_word(word: TextNode | None, kind: str, vocabulary: Vocabulary, findings: Findings) -> str:
    """Return the word when the pack declares it, else an empty string."""
    found = known(() if word is None else (word,), kind, vocabulary, findings)
    return found[0] if found else ""


def alias_owner(word: str, facts: Mapping[str, FactDefinition]) -> str | None:
    """Return the fact that has this word among its other names."""
    return next((name for name, found in facts.items() if word in found.aliases), None)
