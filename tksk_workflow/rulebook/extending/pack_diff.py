"""What differs between two packs, in the words of the files that coordinators write.

Compared is what counts in the end: the files of a pack with those that it extends, read
into keys and values. Comments, blank lines, order of keys and division into files are no
difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tksk_workflow.rulebook.extending.joining import parsed_layers
from tksk_workflow.rulebook.problems import Findings
from tksk_workflow.rulebook.reading.changes import FACT, GUARD, RULE, TYPE
from tksk_workflow.rulebook.reading.parsed_files import (
    ACCEPTED_KEY,
    ACCEPTED_KIND,
    CALENDAR_KIND,
    HEADER_KIND,
    RULE_SECTIONS,
    WORD_SECTIONS,
    ParsedFiles,
)
from tksk_workflow.rulebook.reading.yaml_nodes import ListNode, MapNode, Node, TextNode

PACK = "paket"
_BOOKKEEPING = frozenset({"berkas", "keterangan", "memperluas"})
_INSIDE = "maka"
_ORDER = (
    PACK,
    RULE,
    GUARD,
    TYPE,
    "parameter",
    "urgensi",
    "mitra",
    "layanan",
    "dokumen",
    FACT,
    "sumber",
    CALENDAR_KIND,
    ACCEPTED_KIND,
)


class DiffAction(StrEnum):
    """What became of one thing."""

    ADDED = "ditambah"
    CHANGED = "diubah"
    REMOVED = "dihapus"


@dataclass(frozen=True, slots=True)
class KeyDiff:
    """One key before and after, in the writing of the files; None where it is not there.

    Attributes:
        added, removed: for lists, the members that came and went.
    """

    key: str
    before: str | None
    after: str | None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Say the difference in one sentence."""
        if self.added or self.removed:
            parts = [f"ditambah {one}" for one in self.added]
            parts += [f"dihapus {one}" for one in self.removed]
            return f"{self.key}: {'; '.join(parts)}"
        if self.before is None:
            return f"{self.key}: kini {self.after}"
        if self.after is None:
            return f"{self.key}: tidak lagi {self.before}"
        return f"{self.key}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class ItemDiff:
    """One rule, guard or word that differs.

    Attributes:
        kind: ``aturan``, ``pagar``, ``jenis``, ``fakta``, ``parameter``, …
        title: what people call it.
        keys: what differs inside; for a new or removed thing what it says or said.
        basis: what it cites afterwards (before, when it is removed).
    """

    kind: str
    name: str
    title: str
    action: DiffAction
    keys: tuple[KeyDiff, ...]
    basis: tuple[str, ...]


def pack_diff(before: Mapping[str, str], after: Mapping[str, str]) -> list[ItemDiff]:
    """Compare the texts of two packs that can be read (see `loading.load_texts`)."""
    old, new = dict(_things(before)), dict(_things(after))
    found = []
    for kind, name in dict.fromkeys((*old, *new)):
        was, becomes = old.get((kind, name)), new.get((kind, name))
        keys = tuple(_keys(was, becomes))
        if not keys:
            continue
        shown = becomes if becomes is not None else old[kind, name]
        action = DiffAction.CHANGED
        if was is None or becomes is None:
            action = DiffAction.ADDED if was is None else DiffAction.REMOVED
        found.append(ItemDiff(kind, name, _title(shown), action, keys, tuple(_basis(shown))))
    return sorted(found, key=lambda one: (_ORDER.index(one.kind), one.name))


def _things(files: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], MapNode]]:
    parsed = parsed_layers(files, Findings()).files
    for node in parsed.of(HEADER_KIND):
        yield (PACK, ""), _without(node, _BOOKKEEPING | {"nama"})
    yield from _words(parsed)
    yield from _days(parsed)
    yield from _accepted(parsed)
    for kind, key in RULE_SECTIONS.items():
        for node in parsed.of(kind):
            code = node.get("jenis")
            if kind == "pmks" and isinstance(code, TextNode):
                yield (TYPE, code.value), _without(node, {"berkas", "jenis", key})
            for item in _members(node.get(key)):
                name = item.get("id") if isinstance(item, MapNode) else None
                if isinstance(item, MapNode) and isinstance(name, TextNode):
                    yield (GUARD if kind == "pagar" else RULE, name.value), _without(item, {"id"})


def _days(parsed: ParsedFiles) -> Iterator[tuple[tuple[str, str], MapNode]]:
    """Each day off by its date and area; in which file it stands is no difference."""
    for node in parsed.of(CALENDAR_KIND):
        years = node.get("tahun")
        for _, year in years.entries if isinstance(years, MapNode) else ():
            for item in _members(year.get("hari") if isinstance(year, MapNode) else None):
                day = item.get("tanggal") if isinstance(item, MapNode) else None
                if isinstance(item, MapNode) and isinstance(day, TextNode):
                    area = item.get("wilayah")
                    name = day.value if area is None else f"{day.value} {said(area)}"
                    yield (CALENDAR_KIND, name), _without(item, {"tanggal", "wilayah"})


def _accepted(parsed: ParsedFiles) -> Iterator[tuple[tuple[str, str], MapNode]]:
    """Each acceptance by what is accepted."""
    for node in parsed.of(ACCEPTED_KIND):
        for item in _members(node.get(ACCEPTED_KEY)):
            if not isinstance(item, MapNode):
                continue
            kind, rules = item.get("kode"), item.get("aturan")
            names = [said(one) for one in _members(rules)] or ([said(rules)] if rules else [])
            if isinstance(kind, TextNode):
                name = f"{kind.value} {', '.join(sorted(names))}"
                yield (ACCEPTED_KIND, name), _without(item, {"kode", "aturan"})


def _words(parsed: ParsedFiles) -> Iterator[tuple[tuple[str, str], MapNode]]:
    for kind, key in WORD_SECTIONS.items():
        for node in parsed.of(kind):
            section = node.get(key)
            for name, value in section.entries if isinstance(section, MapNode) else ():
                if isinstance(value, MapNode):
                    yield (FACT if kind == "kosakata" else kind, name.value), value


def _without(node: MapNode, keys: Iterable[str]) -> MapNode:
    left_out = frozenset(keys)
    kept = tuple(entry for entry in node.entries if entry[0].value not in left_out)
    return MapNode(kept, node.place)


def _keys(before: MapNode | None, after: MapNode | None) -> Iterator[KeyDiff]:
    old, new = _flat(before), _flat(after)
    for key in dict.fromkeys((*old, *new)):
        was, becomes = old.get(key), new.get(key)
        said_before = None if was is None else said(was)
        said_after = None if becomes is None else said(becomes)
        if said_before == said_after:
            continue
        added: tuple[str, ...] = ()
        removed: tuple[str, ...] = ()
        if isinstance(was, ListNode) and isinstance(becomes, ListNode):
            members_before = [said(one) for one in was.items]
            members_after = [said(one) for one in becomes.items]
            added = tuple(one for one in members_after if one not in members_before)
            removed = tuple(one for one in members_before if one not in members_after)
        yield KeyDiff(key, said_before, said_after, added, removed)


def _flat(node: MapNode | None) -> dict[str, Node]:
    """Return the keys of a thing, those inside ``maka`` with a dot."""
    found: dict[str, Node] = {}
    for key, value in node.entries if node is not None else ():
        if key.value == _INSIDE and isinstance(value, MapNode):
            found |= {f"{_INSIDE}.{inner.value}": one for inner, one in value.entries}
        else:
            found[key.value] = value
    return found


def said(node: Node) -> str:
    """Write a node on one line, as it may stand in a file."""
    match node:
        case TextNode(value):
            flat = " ".join(value.split())
            special = not flat or any(mark in flat for mark in ",:{}[]#")
            return f"'{flat}'" if special else flat
        case ListNode(items):
            return f"[{', '.join(said(one) for one in items)}]"
        case MapNode(entries):
            return f"{{{', '.join(f'{key.value}: {said(one)}' for key, one in entries)}}}"


def _members(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, ListNode) else ()


def _title(node: MapNode) -> str:
    for key in ("nama", "label", "keterangan", "judul", "alasan"):
        found = node.get(key)
        if isinstance(found, TextNode):
            return " ".join(found.value.split())
    return ""


def _basis(node: MapNode) -> Iterator[str]:
    for key in ("dasar", "sumber"):
        found = node.get(key)
        for one in found.items if isinstance(found, ListNode) else (found,):
            if isinstance(one, TextNode):
                yield one.value
