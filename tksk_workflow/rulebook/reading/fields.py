"""Reading the fields of one mapping: closed key lists, one value type per field.

Every method notes what is wrong in the `Findings` and returns a harmless value, so that
the reader can go on to the next field.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import TypeVar

from tksk_workflow.domain.rulepack import Place
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion_or_list
from tksk_workflow.rulebook.reading.yaml_nodes import ListNode, MapNode, Node, TextNode
from tksk_workflow.rulebook.wording import tell

YES, NO = "ya", "tidak"
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_YAML_BOOLEANS = frozenset({"yes", "no", "true", "false", "on", "off", "y", "n", "iya", "benar"})
_Enum = TypeVar("_Enum", bound=StrEnum)


def kind_of(node: Node) -> str:
    """Name what a node is, for a message."""
    match node:
        case TextNode(""):
            return "kosong"
        case TextNode(value):
            return quoted(value)
        case ListNode():
            return "sebuah daftar"
        case MapNode():
            return "pasangan 'kunci: nilai'"


def as_number(text: str) -> int | None:
    """Return the whole number that a text is, or None."""
    return int(text) if _NUMBER.fullmatch(text) else None


def as_date(text: str) -> date | None:
    """Return the ISO date that a text is, or None."""
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_text(node: Node, findings: Findings, what: str) -> TextNode | None:
    """Return a scalar that is not empty."""
    if isinstance(node, TextNode) and node.value.strip():
        return node
    if isinstance(node, TextNode):
        findings.add(node.place, "nilai-kosong", tell("{what} belum diisi", what=what))
    else:
        findings.add(
            node.place,
            "jenis-salah",
            tell("{what} harus berupa teks, bukan {node}", what=what, node=kind_of(node)),
        )
    return None


def read_yes_no(node: Node, findings: Findings, what: str) -> bool | None:
    """Return what ``ya`` or ``tidak`` says."""
    if isinstance(node, TextNode) and node.value in {YES, NO}:
        return node.value == YES
    known = isinstance(node, TextNode) and node.value.casefold() in {*_YAML_BOOLEANS, YES, NO}
    findings.add(
        node.place,
        "ya-tidak" if known else "nilai-salah",
        tell("{what} harus 'ya' atau 'tidak', bukan {node}", what=what, node=kind_of(node)),
        tell("tulis ya atau tidak"),
    )
    return None


def read_words(node: Node, findings: Findings, what: str) -> tuple[TextNode, ...]:
    """Return the words of a list; one word alone counts as a list of one."""
    if isinstance(node, TextNode):
        found = read_text(node, findings, what)
        return () if found is None else (found,)
    if isinstance(node, MapNode):
        findings.add(
            node.place,
            "jenis-salah",
            tell("{what} harus berupa daftar, bukan {node}", what=what, node=kind_of(node)),
        )
        return ()
    words: dict[str, TextNode] = {}
    for item in node.items:
        word = read_text(item, findings, tell("anggota {what}", what=what))
        if word is None:
            continue
        if word.value in words:
            findings.add(
                word.place,
                "ganda",
                tell("{word} ditulis dua kali di {what}", word=quoted(word.value), what=what),
            )
        else:
            words[word.value] = word
    return tuple(words.values())


class Fields:
    """One mapping whose keys are known beforehand."""

    def __init__(
        self, node: MapNode, findings: Findings, what: str, known: Collection[str]
    ) -> None:
        """Note every key that is not known."""
        self.node = node
        self.place = node.place
        self.what = what
        self._findings = findings
        self._entries = {key.value: (key, value) for key, value in node.entries}
        for key, value in node.entries:
            if key.value not in known:
                # Inside {…} a comma ends the value; what follows it looks like a key.
                cut_off = isinstance(value, TextNode) and not value.value and " " in key.value
                findings.add(
                    key.place,
                    "kunci-tak-dikenal",
                    tell("kunci {key} tidak dikenal pada {what}", key=quoted(key.value), what=what),
                    tell("beri tanda kutip pada nilai yang memuat koma")
                    if cut_off
                    else suggestion_or_list(key.value, known),
                )

    def __contains__(self, key: str) -> bool:
        """Say whether the writer gave this key."""
        return key in self._entries

    def place_of(self, key: str) -> Place:
        """Return where the value of a key is, or the mapping when it is missing."""
        return self._entries[key][1].place if key in self._entries else self.place

    def node_of(self, key: str, *, required: bool = False) -> Node | None:
        """Return the value of a key as it stands."""
        if key in self._entries:
            return self._entries[key][1]
        if required:
            self._findings.add(
                self.place,
                "kunci-kurang",
                tell("kunci '{key}' belum ada pada {what}", key=key, what=self.what),
            )
        return None

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, trimmed; an empty string when it is missing."""
        found = self.word(key, required=required)
        return "" if found is None else found.value.strip()

    def word(self, key: str, *, required: bool = False) -> TextNode | None:
        """Return a text with its place."""
        node = self.node_of(key, required=required)
        return None if node is None else read_text(node, self._findings, self._named(key))

    def words(self, key: str, *, required: bool = False) -> tuple[TextNode, ...]:
        """Return the words of a list."""
        node = self.node_of(key, required=required)
        if node is None:
            return ()
        found = read_words(node, self._findings, self._named(key))
        if required and isinstance(node, ListNode) and not node.items:
            self._findings.add(
                node.place, "nilai-kosong", tell("{key} belum diisi", key=self._named(key))
            )
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the words of a list without their places."""
        return tuple(word.value.strip() for word in self.words(key))

    def yes_no(self, key: str, *, default: bool = False, required: bool = False) -> bool:
        """Return what ``ya`` or ``tidak`` says."""
        node = self.node_of(key, required=required)
        if node is None:
            return default
        found = read_yes_no(node, self._findings, self._named(key))
        return default if found is None else found

    def number(self, key: str, *, required: bool = False) -> int | None:
        """Return a whole number."""
        word = self.word(key, required=required)
        if word is None:
            return None
        found = as_number(word.value)
        if found is None:
            self._findings.add(
                word.place,
                "nilai-salah",
                tell(
                    "{key} harus bilangan bulat, bukan {word}",
                    key=self._named(key),
                    word=quoted(word.value),
                ),
                tell("tulis angkanya saja, tanpa satuan"),
            )
        return found

    def date(self, key: str, *, required: bool = False) -> date | None:
        """Return an ISO date."""
        word = self.word(key, required=required)
        if word is None:
            return None
        found = as_date(word.value)
        if found is None:
            self._findings.add(
                word.place,
                "nilai-salah",
                tell(
                    "{key} harus tanggal, bukan {word}",
                    key=self._named(key),
                    word=quoted(word.value),
                ),
                tell("tulis tahun-bulan-tanggal, misalnya 2026-11-25"),
            )
        return found

    def days(self, key: str, *, required: bool = False) -> tuple[int, ...]:
        """Return a rising list of days, each at least 1."""
        days: list[int] = []
        for word in self.words(key, required=required):
            day = as_number(word.value)
            if day is None or day < 1 or day > 3660:
                self._findings.add(
                    word.place,
                    "nilai-salah",
                    tell("{word} bukan jumlah hari yang dapat dipakai", word=quoted(word.value)),
                    tell("tulis bilangan bulat 1 sampai 3660"),
                )
            elif days and day < days[-1]:
                self._findings.add(
                    word.place,
                    "urutan-salah",
                    tell("hari {day} ditulis sesudah hari {days}", day=day, days=days[-1]),
                    tell("urutkan dari yang terkecil"),
                )
            else:
                days.append(day)
        return tuple(days)

    def choice(self, key: str, options: type[_Enum], *, required: bool = False) -> _Enum | None:
        """Return one member of a closed list."""
        word = self.word(key, required=required)
        return None if word is None else self._member(word, options, key)

    def choices(
        self, key: str, options: type[_Enum], *, required: bool = False
    ) -> tuple[_Enum, ...]:
        """Return members of a closed list."""
        found = (self._member(word, options, key) for word in self.words(key, required=required))
        return tuple(member for member in found if member is not None)

    def one_of(self, key: str, options: Iterable[str], *, required: bool = False) -> str:
        """Return one word of a closed list; an empty string when it is none of them."""
        word = self.word(key, required=required)
        if word is None:
            return ""
        known = tuple(options)
        if word.value not in known:
            self._unknown(word, known, key)
            return ""
        return word.value

    def mapping(self, key: str, *, required: bool = False) -> MapNode | None:
        """Return a mapping."""
        node = self.node_of(key, required=required)
        if node is None or isinstance(node, MapNode):
            return node
        self._wrong(key, node, "berupa pasangan 'kunci: nilai'")
        return None

    def items(self, key: str, *, required: bool = False) -> tuple[Node, ...]:
        """Return the nodes of a list."""
        node = self.node_of(key, required=required)
        if node is None:
            return ()
        if not isinstance(node, ListNode):
            self._wrong(key, node, "berupa daftar (baris yang diawali '-')")
            return ()
        if required and not node.items:
            self._findings.add(
                node.place, "nilai-kosong", tell("{key} belum diisi", key=self._named(key))
            )
        return node.items

    def mappings(self, key: str, *, required: bool = False) -> Iterator[MapNode]:
        """Return the mappings of a list."""
        for item in self.items(key, required=required):
            if isinstance(item, MapNode):
                yield item
            else:
                self._findings.add(
                    item.place,
                    "jenis-salah",
                    tell(
                        "anggota {key} harus pasangan 'kunci: nilai', bukan {item}",
                        key=self._named(key),
                        item=kind_of(item),
                    ),
                )

    def _member(self, word: TextNode, options: type[_Enum], key: str) -> _Enum | None:
        try:
            return options(word.value)
        except ValueError:
            self._unknown(word, tuple(options), key)
            return None

    def _unknown(self, word: TextNode, known: tuple[str, ...], key: str) -> None:
        self._findings.add(
            word.place,
            "nilai-salah",
            tell("{word} bukan nilai {key}", word=quoted(word.value), key=self._named(key)),
            suggestion_or_list(word.value, known),
        )

    def _wrong(self, key: str, node: Node, wanted: str) -> None:
        self._findings.add(
            node.place,
            "jenis-salah",
            tell(
                "{key} harus {wanted}, bukan {node}",
                key=self._named(key),
                wanted=wanted,
                node=kind_of(node),
            ),
        )

    def _named(self, key: str) -> str:
        return tell("'{key}' pada {what}", key=key, what=self.what)
