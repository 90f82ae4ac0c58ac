"""The files of a pack as nodes by their kind, before any word of them is understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tksk_workflow.rulebook.problems import Findings, suggestion_or_list
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode, TextNode, parse
from tksk_workflow.rulebook.wording import tell

HEADER_KIND = "paket"
CHANGES_KIND = "perubahan"
CALENDAR_KIND = "hari-libur"
ACCEPTED_KIND, ACCEPTED_KEY = "temuan", "diterima"
# Kind of file that declares words → the key that holds them; in reading order.
WORD_SECTIONS = {
    "sumber": "sumber",
    "layanan": "layanan",
    "dokumen": "dokumen",
    "mitra": "jenis_mitra",
    "urgensi": "kelas",
    "kosakata": "fakta",
    "parameter": "parameter",
}
# Kind of file that holds rules → the key that holds them.
RULE_SECTIONS = {"pmks": "aturan", "kebutuhan": "aturan", "turunan": "aturan", "pagar": "pagar"}
KINDS = (HEADER_KIND, *WORD_SECTIONS, *RULE_SECTIONS, ACCEPTED_KIND, CALENDAR_KIND, CHANGES_KIND)


@dataclass(slots=True)
class ParsedFiles:
    """The files of a pack by kind, in the order of their paths.

    Attributes:
        unreadable: a file could not be read, so that what seems to be missing may not be.
    """

    by_kind: dict[str, list[MapNode]] = field(default_factory=dict)
    unreadable: bool = False

    def of(self, kind: str) -> Iterable[MapNode]:
        """Return the files of a kind."""
        return self.by_kind.get(kind, ())


def parsed_files(files: Mapping[str, str], findings: Findings) -> ParsedFiles:
    """Parse texts; what cannot be parsed or has no known kind goes to ``findings``."""
    parsed = ParsedFiles()
    for name in sorted(files):
        node = parse(files[name], name, findings)
        if node is None:
            parsed.unreadable = True
            continue
        kind = node.get("berkas")
        if isinstance(kind, TextNode) and kind.value in KINDS:
            parsed.by_kind.setdefault(kind.value, []).append(node)
            continue
        parsed.unreadable = True
        if isinstance(kind, TextNode):
            findings.add(
                kind.place,
                "nilai-salah",
                tell("jenis berkas '{kind}' tidak dikenal", kind=kind.value),
                suggestion_or_list(kind.value, KINDS),
            )
        else:
            findings.add(
                node.place,
                "kunci-kurang",
                tell("kunci 'berkas' belum ada"),
                tell("tulis 'berkas: …' di awal; pilihannya: {kinds}", kinds=", ".join(KINDS)),
            )
    return parsed
