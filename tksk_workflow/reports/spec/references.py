"""What a scenario may point at: articles, requirements, and the 99 titles.

They stand as data beside the features (``features/acuan``); sources, guards, PMKS types
and needs stand in the rule pack. A tag that is none of these is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tksk_workflow.domain.rulepack import RulePack, Source
from tksk_workflow.rulebook.problems import Findings, PackError
from tksk_workflow.rulebook.reading.yaml_nodes import (
    ListNode,
    MapNode,
    Node,
    TextNode,
    decode,
    parse,
)

FOLDER = "acuan"
_FILES = {"pasal": "pasal.yaml", "syarat": "syarat.yaml", "judul": "judul.yaml"}
_UNKNOWN = "Paket aturan tidak dapat dibaca."
_NEED = re.compile(r"KEB-\d\d")
_BASE_GUARD = re.compile(r"PGR-\d\d")


@dataclass(frozen=True, slots=True)
class Citation:
    """A source, as the rule pack knows it.

    Attributes:
        checked: somebody has compared the quotation with the text of the source.
    """

    key: str
    description: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Article:
    """A part of a regulation, in our own words."""

    tag: str
    regulation: str
    title: str
    summary: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that must be seen in the program.

    Attributes:
        tag: ``S66``, ``PGR-08``, ``PMKS-08`` or ``KEB-01``.
        group: what kind of requirement it is, for headings.
        place: where it comes from; empty for what the rule pack states.
        uses: what it is for, such as ``skenario`` or ``laporan``.
    """

    tag: str
    group: str
    title: str
    place: str = ""
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """One of the 99 scenarios that were asked for."""

    number: int
    title: str
    feature: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The titles of one feature file, in the order of the regulation."""

    name: str
    feature: str
    titles: tuple[Title, ...]


@dataclass(frozen=True, slots=True)
class References:
    """Everything that a tag may name, by tag, in the order in which it is shown."""

    regulations: Mapping[str, str]
    articles: Mapping[str, Article]
    requirements: Mapping[str, Requirement]
    chapters: tuple[Chapter, ...]

    @property
    def titles(self) -> tuple[Title, ...]:
        """The 99 titles in their order."""
        return tuple(title for chapter in self.chapters for title in chapter.titles)


def read_references(features: Path, pack: RulePack | None) -> References:
    """Read the references beside the features.

    Args:
        features: the folder of the feature files.
        pack: knows sources, guards, PMKS types and needs; None when it cannot be read,
            and then they stay unknown.

    Raises:
        PackError: a file of the references is missing, cannot be read or names a source
            that the pack does not know; every problem at once.
    """
    findings = Findings()
    roots = {name: _root(features / FOLDER / file, findings) for name, file in _FILES.items()}
    articles = _articles(roots["pasal"], pack, findings)
    if findings.problems:
        raise PackError(findings.problems)
    return References(
        {key.value: _text(node) for key, node in _entries(_get(roots["pasal"], "peraturan"))},
        articles,
        {**_study_requirements(roots["syarat"]), **(_pack_requirements(pack) if pack else {})},
        _chapters(roots["judul"]),
    )


def _root(path: Path, findings: Findings) -> MapNode:
    name = f"{FOLDER}/{path.name}"
    text = decode(path.read_bytes(), name, findings)
    node = None if text is None else parse(text, name, findings)
    if node is None:
        raise PackError(findings.problems)
    return node


def _articles(root: MapNode, pack: RulePack | None, findings: Findings) -> dict[str, Article]:
    found = {}
    for tag, node in _entries(_get(root, "bagian")):
        citations = []
        for item in _items(_get(node, "sumber")):
            key = _text(item)
            source = pack.sources.get(key) if pack else Source(key, "", _UNKNOWN, checked=False)
            if source is None:
                findings.add(
                    item.place, "sumber-tak-dikenal", f"sumber '{key}' tidak ada di sumber.yaml"
                )
                continue
            citations.append(Citation(key, source.description, source.checked))
        found[tag.value] = Article(
            tag.value,
            _text(_get(node, "peraturan")),
            _text(_get(node, "judul")),
            _text(_get(node, "ringkasan")),
            tuple(citations),
        )
    return found


def _study_requirements(root: MapNode) -> dict[str, Requirement]:
    return {
        tag.value: Requirement(
            tag.value,
            "Naskah studi",
            _text(_get(node, "judul")),
            _text(_get(node, "baris")),
            tuple(_text(item) for item in _items(_get(node, "guna"))),
        )
        for tag, node in _entries(_get(root, "syarat"))
    }


def _pack_requirements(pack: RulePack) -> dict[str, Requirement]:
    """Guards, PMKS types and needs are required because the rule pack states them."""
    guards = {
        guard.id: Requirement(guard.id, "Pagar", guard.name)
        for guard in sorted(pack.guards, key=lambda guard: guard.id)
        if _BASE_GUARD.fullmatch(guard.id)
    }
    types = {
        code: Requirement(code, "Jenis PMKS", kind.name)
        for code, kind in sorted(pack.pmks_types.items())
    }
    needs = {
        rule.id: Requirement(rule.id, "Kebutuhan", rule.name)
        for rule in sorted(pack.rules, key=lambda rule: rule.id)
        if _NEED.fullmatch(rule.id)
    }
    return {**guards, **types, **needs}


def _chapters(root: MapNode) -> tuple[Chapter, ...]:
    chapters = []
    for node in _items(_get(root, "bab")):
        feature = _text(_get(node, "fitur"))
        titles = tuple(
            Title(
                int(number.value),
                _text(_get(entry, "judul")),
                feature,
                tuple(_text(item) for item in _items(_get(entry, "syarat"))),
            )
            for number, entry in _entries(_get(node, "skenario"))
        )
        chapters.append(Chapter(_text(_get(node, "nama")), feature, titles))
    return tuple(chapters)


# --------------------------------------------------------------- nodes of our own files


def _get(node: Node, key: str) -> Node:
    found = node.get(key) if isinstance(node, MapNode) else None
    if found is None:
        findings = Findings()
        findings.add(node.place, "kunci-kurang", f"kunci '{key}' belum ada")
        raise PackError(findings.problems)
    return found


def _entries(node: Node) -> tuple[tuple[TextNode, Node], ...]:
    return node.entries if isinstance(node, MapNode) else ()


def _items(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, ListNode) else ()


def _text(node: Node) -> str:
    return node.value.strip() if isinstance(node, TextNode) else ""
