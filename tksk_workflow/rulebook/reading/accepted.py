"""Reading ``temuan``: the findings of the analysis that a pack accepts, each with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from tksk_workflow.domain.accepted import AcceptableFinding, AcceptedFinding
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion
from tksk_workflow.rulebook.reading.fields import Fields
from tksk_workflow.rulebook.reading.pack_folder import BASE_FOLDER
from tksk_workflow.rulebook.reading.parsed_files import ACCEPTED_KEY, ACCEPTED_KIND
from tksk_workflow.rulebook.reading.vocabulary import SOURCE, Vocabulary, known
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode, TextNode
from tksk_workflow.rulebook.wording import tell

ENTRY_KEYS = ("kode", "aturan", "alasan", "sumber")


@dataclass(slots=True)
class AcceptedReader:
    """Reads the acceptances of all files of a pack.

    Attributes:
        named: the words that name rules; they are looked up when everything is read.
    """

    vocabulary: Vocabulary
    findings: Findings
    accepted: list[AcceptedFinding] = field(default_factory=list)
    named: list[TextNode] = field(default_factory=list)

    def read_file(self, node: MapNode) -> None:
        """Read one file of acceptances."""
        what = tell("berkas {kind}", kind=ACCEPTED_KIND)
        fields = Fields(node, self.findings, what, ("berkas", ACCEPTED_KEY))
        for item in fields.mappings(ACCEPTED_KEY, required=True):
            self._entry(item)

    def check_names(self, ids: Collection[str]) -> None:
        """Note every name that no rule and no guard has."""
        for word in self.named:
            if word.value not in ids:
                self.findings.add(
                    word.place,
                    "aturan-tak-dikenal",
                    tell("aturan {word} tidak ada dalam paket", word=quoted(word.value)),
                    suggestion(word.value, ids),
                )

    def _entry(self, node: MapNode) -> None:
        fields = Fields(node, self.findings, "temuan yang diterima", ENTRY_KEYS)
        kind = fields.choice("kode", AcceptableFinding, required=True)
        words = fields.words("aturan", required=True)
        reason = fields.text("alasan", required=True)
        sources = known(fields.words("sumber"), SOURCE, self.vocabulary, self.findings)
        self.named += words
        if kind is None:
            return
        found = AcceptedFinding(
            kind=kind,
            rules=frozenset(word.value for word in words),
            reason=reason,
            sources=sources,
            file=node.place.file,
            line=node.place.line,
            inherited=node.place.file.startswith(BASE_FOLDER),
        )
        first = next(
            (one for one in self.accepted if (one.kind, one.rules) == (kind, found.rules)), None
        )
        if first is not None and first.inherited == found.inherited:
            self.findings.add(
                node.place,
                "ganda",
                tell(
                    "temuan ini diterima dua kali; yang pertama di {first_file} baris {first_line}",
                    first_file=first.file,
                    first_line=first.line,
                ),
                tell("hapus salah satu"),
            )
        self.accepted.append(found)
