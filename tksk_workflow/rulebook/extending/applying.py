"""Putting the stated changes into the nodes of a base, each where it belongs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tksk_workflow.domain.overrides import OverrideAction
from tksk_workflow.domain.rulepack import Place
from tksk_workflow.rulebook.extending.merging import changed_rule, changed_word, with_entry
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion
from tksk_workflow.rulebook.reading.changes import GUARD, RULE, TYPE, Change, word_file
from tksk_workflow.rulebook.reading.parsed_files import (
    ACCEPTED_KIND,
    CALENDAR_KIND,
    RULE_SECTIONS,
    WORD_SECTIONS,
    ParsedFiles,
)
from tksk_workflow.rulebook.reading.yaml_nodes import ListNode, MapNode, Node, TextNode
from tksk_workflow.rulebook.wording import tell

_TYPE_CODE = re.compile(r"(PMKS-[0-9]{2})(-.*)?")


@dataclass(slots=True)
class Merging:
    """Goes once through the base's nodes.

    Attributes:
        known: the words and ids of the base by kind, and where they stand; filled by `result`.
    """

    base: ParsedFiles
    changes: dict[tuple[str, str], Change]
    findings: Findings
    known: dict[str, dict[str, Place]] = field(default_factory=dict)

    def result(self) -> dict[str, list[MapNode]]:
        """Return the base's nodes by kind, changed; what changes nothing is a problem."""
        merged: dict[str, list[MapNode]] = {}
        for kind, nodes in self.base.by_kind.items():
            if kind in WORD_SECTIONS:
                merged[kind] = [self._words(kind, node) for node in nodes]
            elif kind in RULE_SECTIONS:
                changed = [self._rules(kind, node) for node in nodes]
                merged[kind] = [node for node in changed if node is not None]
            elif kind in {CALENDAR_KIND, ACCEPTED_KIND}:
                merged[kind] = list(nodes)
        for change in self.changes.values():
            if change.name.value in self.known.get(change.kind, {}):
                continue
            if change.action is OverrideAction.ADD:
                self._add(change, merged)
            else:
                self._unknown(change)
        return merged

    def new_words(self, kind: str, node: MapNode) -> MapNode:
        """Leave those words out of an own file that the base has: they are no news."""
        section = node.get(WORD_SECTIONS[kind])
        if not isinstance(section, MapNode):
            return node
        known = self.known.get(_entry_kind(kind), {})
        for name, _ in section.entries:
            if name.value in known:
                first = known[name.value]
                self.findings.add(
                    name.place,
                    "ganda",
                    tell(
                        "{kind} {name} sudah ada dalam paket yang diperluas "
                        "({first_file} baris {first_line})",
                        kind=_entry_kind(kind),
                        name=quoted(name.value),
                        first_file=first.file,
                        first_line=first.line,
                    ),
                    tell("tulis sebagai perubahan: 'ubah' atau 'ganti', dengan alasan dan sumber"),
                )
        kept = tuple(entry for entry in section.entries if entry[0].value not in known)
        return with_entry(node, WORD_SECTIONS[kind], MapNode(kept, section.place))

    def _words(self, kind: str, node: MapNode) -> MapNode:
        section = node.get(WORD_SECTIONS[kind])
        if not isinstance(section, MapNode):
            return node
        entries = tuple(
            (name, self._word(_entry_kind(kind), name, value)) for name, value in section.entries
        )
        return with_entry(node, WORD_SECTIONS[kind], MapNode(entries, section.place))

    def _word(self, kind: str, name: TextNode, value: Node) -> Node:
        change = self._change_of(kind, name)
        if change is None or change.body is None:
            return value
        if change.action is OverrideAction.CHANGE and isinstance(value, MapNode):
            return changed_word(value, change.body, self.findings)
        return change.body

    def _rules(self, kind: str, node: MapNode) -> MapNode | None:
        """Return a file of rules, changed; None when all that it had is switched off."""
        if kind == "pmks":
            node = self._type(node)
        section = node.get(RULE_SECTIONS[kind])
        if not isinstance(section, ListNode):
            return node
        code = node.get("jenis")
        own = code.value if kind == "pmks" and isinstance(code, TextNode) else None
        items = [
            self._rule(GUARD if kind == "pagar" else RULE, item, own) for item in section.items
        ]
        items += [_added(one) for one in self._additions(own)]
        kept = tuple(item for item in items if item is not None)
        if section.items and not kept:
            return None
        return with_entry(node, RULE_SECTIONS[kind], ListNode(kept, section.place))

    def _type(self, node: MapNode) -> MapNode:
        code = node.get("jenis")
        change = self._change_of(TYPE, code) if isinstance(code, TextNode) else None
        if change is None or change.body is None:
            return node
        kept = []
        for key, value in change.body.entries:
            if key.value not in {"aturan", "jenis", "berkas"}:
                kept.append((key, value))
                continue
            self.findings.add(
                key.place,
                "kunci-salah-tempat",
                tell("'{key}' tidak diubah lewat jenis", key=key.value),
                tell("tulis sebagai perubahan 'aturan: …' tersendiri"),
            )
        return changed_word(node, MapNode(tuple(kept), change.body.place), self.findings)

    def _rule(self, kind: str, node: Node, own_type: str | None) -> Node | None:
        name = node.get("id") if isinstance(node, MapNode) else None
        if not isinstance(name, TextNode) or not isinstance(node, MapNode):
            return node
        change = self._change_of(kind, name)
        if change is None:
            return node
        match change.action:
            case OverrideAction.SWITCH_OFF:
                if name.value != own_type:
                    return None
                self.findings.add(
                    change.name.place,
                    "aturan-dasar-kurang",
                    tell(
                        "aturan dasar {name} tidak dapat dimatikan: jenisnya akan tanpa jawaban",
                        name=name.value,
                    ),
                    tell("ubah atau ganti isinya"),
                )
                return node
            case OverrideAction.CHANGE if change.body is not None:
                return changed_rule(node, change.body, change.sources, self.findings)
            case OverrideAction.REPLACE:
                return _added(change)
        return node

    def _additions(self, own_type: str | None) -> list[Change]:
        """Return the new rules of a PMKS type; they are part of its file."""
        if own_type is None:
            return []
        found = []
        for change in self.changes.values():
            if change.kind == RULE and change.action is OverrideAction.ADD:
                code = _TYPE_CODE.fullmatch(change.name.value)
                known = self.known.get(RULE, {})
                if code is not None and code[1] == own_type and code[0] not in known:
                    self.known.setdefault(RULE, {}).setdefault(change.name.value, change.name.place)
                    found.append(change)
        return found

    def _change_of(self, kind: str, name: TextNode) -> Change | None:
        """Note that the base has this word, and return what is to be done with it."""
        self.known.setdefault(kind, {})[name.value] = name.place
        change = self.changes.get((kind, name.value))
        if change is not None and change.action is OverrideAction.ADD:
            self.findings.add(
                change.name.place,
                "ganda",
                tell(
                    "{kind} {name} sudah ada dalam paket yang diperluas "
                    "({place_file} baris {place_line})",
                    kind=kind,
                    name=quoted(name.value),
                    place_file=name.place.file,
                    place_line=name.place.line,
                ),
                tell("pakai 'ubah' atau 'ganti'"),
            )
            return None
        return change

    def _add(self, change: Change, merged: dict[str, list[MapNode]]) -> None:
        """Put a new word, need, derivation or guard into a file of its own."""
        file = word_file(change.kind)
        name = change.name
        if file is not None and change.body is not None:
            content: Node = MapNode(((name, change.body),), change.place)
            key = WORD_SECTIONS[file]
        else:
            content = ListNode((_added(change),), change.place)
            file = "pagar" if change.kind == GUARD else _file_of_rule(name.value)
            key = RULE_SECTIONS[file]
        kind_entry = TextNode("berkas", change.place), TextNode(file, change.place)
        node = MapNode((kind_entry, (TextNode(key, change.place), content)), change.place)
        merged.setdefault(file, []).append(node)

    def _unknown(self, change: Change) -> None:
        self.findings.add(
            change.name.place,
            f"{change.kind}-tak-dikenal",
            tell(
                "{kind} {change_name} tidak ada dalam paket yang diperluas",
                kind=change.kind,
                change_name=quoted(change.name.value),
            ),
            suggestion(change.name.value, self.known.get(change.kind, ()))
            or tell("pakai 'tambah' bila memang baru"),
        )


def _entry_kind(file_kind: str) -> str:
    return "fakta" if file_kind == "kosakata" else file_kind


def _file_of_rule(name: str) -> str:
    return "turunan" if name.startswith("TUR") else "kebutuhan"


def _added(change: Change) -> MapNode:
    """Return a whole rule: its id from the entry, and the entry's source if it has none."""
    body = change.body or MapNode((), change.place)
    entries: list[tuple[TextNode, Node]] = [(TextNode("id", change.name.place), change.name)]
    entries += body.entries
    if body.get("sumber") is None:
        place = change.place
        entries.append((TextNode("sumber", place), ListNode(tuple(change.sources), place)))
    return MapNode(tuple(entries), body.place)
