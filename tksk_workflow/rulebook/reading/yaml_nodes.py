"""YAML of a pack as nodes that know their place, and nothing more than the text says.

The reader follows the parser's events instead of using a ready-made loader: every plain
scalar stays text (``16.03``, ``08:30``, ``no`` mean what is written; the vocabulary types
them), a key may not be given twice, and anchors, aliases, merge keys, tags and further
documents are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from tksk_workflow.domain.rulepack import Place
from tksk_workflow.rulebook.problems import Findings, quoted
from tksk_workflow.rulebook.wording import tell

LARGEST_FILE = 2 * 1024 * 1024
DEEPEST = 30

_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAB = re.compile(r"^[ ]*\t[ \t]*(?=[^\s#])")


@dataclass(frozen=True, slots=True)
class TextNode:
    """A scalar, as it was written."""

    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class ListNode:
    """A sequence."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping in the order of the file; each key once."""

    entries: tuple[tuple[TextNode, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """Return the value of a key."""
        for name, node in self.entries:
            if name.value == key:
                return node
        return None


Node = TextNode | ListNode | MapNode


class _Refused(Exception):
    """Reading this file cannot go on; the problem is already noted."""


def decode(raw: bytes, file: str, findings: Findings) -> str | None:
    """Turn the bytes of a file into text with LF line ends and no byte-order mark.

    Returns None, with a problem noted, when the file is too large or not UTF-8.
    """
    if len(raw) > LARGEST_FILE:
        findings.add(
            Place(file, 1),
            "terlalu-besar",
            tell("berkas lebih besar dari {value} MiB", value=LARGEST_FILE // 1024 // 1024),
            tell("bagi isinya ke beberapa berkas"),
        )
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        findings.add(
            Place(file, line, column),
            "bukan-utf8",
            tell("berkas tidak tersimpan sebagai UTF-8"),
            tell("simpan ulang dengan penyandian UTF-8"),
        )
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse(text: str, file: str, findings: Findings) -> MapNode | None:
    """Read one file, which must hold one mapping.

    Returns None, with a problem noted, when the text cannot be read at all. A key given
    twice is noted too, but reading goes on with the first one.
    """
    if _has_tabs(text, file, findings):
        return None
    try:
        root = _Builder(file, findings).build(text, _FAST)
    except _Refused:
        return None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        _note_syntax(error, text, file, findings)
        return None
    if root is None:
        findings.add(
            Place(file, 1),
            "berkas-kosong",
            tell("berkas ini kosong"),
            tell("isi atau hapus berkas"),
        )
        return None
    if not isinstance(root, MapNode):
        findings.add(
            root.place,
            "jenis-salah",
            tell("isi berkas harus berupa pasangan 'kunci: nilai'"),
            tell("baris pertama yang lazim: 'berkas: pmks'"),
        )
        return None
    return root


def _has_tabs(text: str, file: str, findings: Findings) -> bool:
    if "\t" not in text:
        return False
    found = False
    for number, line in enumerate(text.split("\n"), start=1):
        if _TAB.match(line):
            findings.add(
                Place(file, number, line.index("\t") + 1),
                "tab",
                tell("baris ini diawali tab"),
                tell("ganti tab dengan spasi; YAML hanya menerima spasi"),
            )
            found = True
    return found


def _note_syntax(error: Exception, text: str, file: str, findings: Findings) -> None:
    """Note where the YAML breaks off, in the words of the pure parser (libyaml's vary).

    The pure parser refuses a little that libyaml takes, such as a question mark before a
    comma in braces; where it stops before libyaml did, its place would mislead.
    """
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except (yaml.YAMLError, RecursionError, ValueError) as second:
        first, other = _mark_of(error), _mark_of(second)
        if first is None or other is None or other.line >= first.line:
            error = second
    line, column = 1, 1
    detail = "susunannya tidak dapat dibaca"
    mark = _mark_of(error)
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
        detail = _translated(str(getattr(error, "problem", "") or ""))
    elif isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        detail = "ada karakter yang tidak boleh ada dalam berkas teks"
    findings.add(
        Place(file, line, column),
        "yaml-salah",
        tell("penulisan YAML salah: {detail}", detail=detail),
        tell(
            "periksa baris ini dan baris di atasnya: titik dua, lekukan, tanda kutip, tanda kurung"
        ),
    )


def _mark_of(error: Exception) -> Any:
    """Return where a quote or bracket begins that is not closed, else where reading broke off."""
    began, broke = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    if began is None or broke is None:
        return broke or began
    problem = str(getattr(error, "problem", ""))
    unclosed = _NEVER_ENDS in problem or (_NO_BRACKET in problem and broke.line > began.line)
    return began if unclosed else broke


_NEVER_ENDS, _NO_BRACKET = "unexpected end of stream", "expected ',' or"
_WORDS = (
    ("mapping values are not allowed", "titik dua di tempat yang tidak semestinya"),
    ("could not find expected ':'", "titik dua tidak ada"),
    ("cannot start any token", "karakter ini tidak boleh mengawali nilai; beri tanda kutip"),
    ("expected <block end>", "lekukan atau tanda '-' tidak sejajar"),
    (_NO_BRACKET, "koma atau kurung penutup tidak ada"),
    (_NEVER_ENDS, "tanda kutip atau kurung tidak ditutup"),
    ("expected the node content", "nilai tidak ada atau kurung tidak cocok"),
)


def _translated(problem: str) -> str:
    for english, indonesian in _WORDS:
        if english in problem:
            return indonesian
    return "susunannya tidak dapat dibaca"


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been seen."""

    place: Place
    is_map: bool
    nodes: list[Node]


class _Builder:
    """Builds nodes from the parser's events, without recursion."""

    def __init__(self, file: str, findings: Findings) -> None:
        self._file = file
        self._findings = findings

    def build(self, text: str, loader: Any) -> Node | None:
        stack: list[_Open] = []
        root: Node | None = None
        documents = 0
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(
                        event, "dokumen-ganda", "satu berkas hanya boleh memuat satu dokumen"
                    )
            node = self._node(event, stack)
            if node is None:
                continue
            if stack:
                stack[-1].nodes.append(node)
            else:
                root = node
        return None if isinstance(root, TextNode) and not root.value else root

    def _node(self, event: Any, stack: list[_Open]) -> Node | None:
        """Return the node that an event completes, if it completes one."""
        match event:
            case yaml.AliasEvent():
                self._refuse(event, "jangkar", "rujukan '*' tidak dipakai dalam paket aturan")
            case yaml.ScalarEvent():
                self._check(event)
                return TextNode(event.value, self._place(event))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._check(event)
                if len(stack) >= DEEPEST:
                    self._refuse(event, "terlalu-dalam", "susunan bertingkat terlalu dalam")
                is_map = isinstance(event, yaml.MappingStartEvent)
                stack.append(_Open(self._place(event), is_map, []))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                return self._closed(stack.pop())
        return None

    def _closed(self, found: _Open) -> Node:
        if not found.is_map:
            return ListNode(tuple(found.nodes), found.place)
        entries: dict[str, tuple[TextNode, Node]] = {}
        for key, value in zip(found.nodes[::2], found.nodes[1::2], strict=True):
            if not isinstance(key, TextNode):
                self._findings.add(key.place, "kunci-salah", tell("kunci harus berupa satu kata"))
            elif key.value == "<<":
                self._findings.add(
                    key.place,
                    "gabungan",
                    tell("kunci '<<' tidak dipakai"),
                    tell("tulis isinya di sini"),
                )
            elif key.value in entries:
                first = entries[key.value][0].place.line
                self._findings.add(
                    key.place,
                    "ganda",
                    tell(
                        "kunci {key} ditulis dua kali; yang pertama di baris {first}",
                        key=quoted(key.value),
                        first=first,
                    ),
                    tell("hapus salah satu"),
                )
            else:
                entries[key.value] = key, value
        return MapNode(tuple(entries.values()), found.place)

    def _check(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, "jangkar", "tanda '&' tidak dipakai dalam paket aturan")
        if event.tag is not None:
            self._refuse(event, "tanda-jenis", "tanda '!' tidak dipakai dalam paket aturan")

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _refuse(self, event: Any, code: str, message: str) -> None:
        hint = {
            "jangkar": "tulis isinya di setiap tempat, atau beri tanda kutip",
            "tanda-jenis": "hapus tanda itu, atau beri tanda kutip",
            "dokumen-ganda": "pindahkan bagian sesudah '---' ke berkas lain",
            "terlalu-dalam": "sederhanakan syaratnya",
        }[code]
        self._findings.add(self._place(event), code, message, hint)
        raise _Refused
