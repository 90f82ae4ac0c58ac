"""Reading ``pagar``: the rules that are always on, each at one stage of the work."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tksk_workflow.domain.rulepack import Guard, GuardAction, GuardStage
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion_or_list
from tksk_workflow.rulebook.reading.conditions import ConditionReader
from tksk_workflow.rulebook.reading.example_values import GUARD_OUTCOMES, ExampleReader
from tksk_workflow.rulebook.reading.fields import Fields
from tksk_workflow.rulebook.reading.rules import read_sources
from tksk_workflow.rulebook.reading.vocabulary import DOCUMENT, Vocabulary, known
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode, TextNode
from tksk_workflow.rulebook.wording import tell

_KEYS = ("id", "nama", "tahap", "dasar", "sumber", "jika", "maka", "contoh")
_THEN_KEYS = ("tindakan", "alasan", "rincian", "catatan")
_ID = re.compile(r"PGR-[0-9]{2,3}(-[A-Z0-9]+)?")
CONTINUATIONS = ("mitra_berikut", "eskalasi_koordinator")

NEEDS_DETAILS = frozenset(
    {
        GuardAction.RELEASE,
        GuardAction.REPLACE,
        GuardAction.REQUIRE_DOCUMENTS,
        GuardAction.CONTINUE_WITH,
        GuardAction.ORDER,
    }
)
TAKES_NO_DETAILS = frozenset(
    {GuardAction.HOLD, GuardAction.REFUSE, GuardAction.QUEUE_MANUALLY, GuardAction.FLAG}
)


@dataclass(slots=True)
class GuardReader:
    """Reads the guards of all files of a pack.

    Attributes:
        released, replaced: guard id and the words that name other guards or rules; they
            are looked up when everything is read.
    """

    vocabulary: Vocabulary
    findings: Findings
    guards: list[Guard] = field(default_factory=list)
    released: list[tuple[str, TextNode]] = field(default_factory=list)
    replaced: list[tuple[str, TextNode]] = field(default_factory=list)

    def read_file(self, node: MapNode) -> None:
        """Read one file of guards."""
        fields = Fields(node, self.findings, "berkas pagar", ("berkas", "pagar"))
        for item in fields.mappings("pagar", required=True):
            self._guard(item)

    def _guard(self, node: MapNode) -> None:
        word = node.get("id")
        name = word.value if isinstance(word, TextNode) else ""
        fields = Fields(node, self.findings, tell("pagar {name}", name=name).strip(), _KEYS)
        self._check_id(fields)
        conditions = ConditionReader(self.vocabulary, self.findings, allow_referral=True)
        stage = fields.choice("tahap", GuardStage, required=True)
        condition_node = fields.node_of("jika", required=True)
        condition = conditions.read(condition_node, "'jika'") if condition_node else None
        then = fields.mapping("maka", required=True)
        consequence = Fields(
            then or node,
            self.findings if then else Findings(),
            tell("'maka' {what}", what=fields.what),
            _THEN_KEYS,
        )
        action = consequence.choice("tindakan", GuardAction, required=True)
        reason = consequence.text("alasan", required=True)
        details = self._details(consequence, action, name)
        examples = ExampleReader(conditions, GUARD_OUTCOMES).read(fields)
        guard_name = fields.text("nama", required=True)
        sources = read_sources(fields, self.vocabulary, self.findings)
        if condition is None or stage is None or action is None:
            return
        self.guards.append(
            Guard(
                id=name,
                name=guard_name,
                stage=stage,
                condition=condition,
                action=action,
                reason=reason,
                details=details,
                basis=fields.texts("dasar"),
                sources=sources,
                note=consequence.text("catatan"),
                examples=examples,
                place=node.place,
            )
        )

    def _check_id(self, fields: Fields) -> None:
        word = fields.word("id", required=True)
        if word is None:
            return
        self.vocabulary.declare("aturan", word, self.findings)
        if not _ID.fullmatch(word.value):
            self.findings.add(
                word.place,
                "id-salah",
                tell("id {word} tidak sesuai dengan berkas pagar", word=quoted(word.value)),
                tell("tulis misalnya PGR-09"),
            )

    def _details(self, fields: Fields, action: GuardAction | None, name: str) -> tuple[str, ...]:
        words = fields.words("rincian", required=action in NEEDS_DETAILS)
        match action:
            case GuardAction.REQUIRE_DOCUMENTS:
                return known(words, DOCUMENT, self.vocabulary, self.findings)
            case GuardAction.RELEASE:
                self.released += [(name, word) for word in words]
            case GuardAction.REPLACE:
                self.replaced += [(name, word) for word in words]
            case GuardAction.CONTINUE_WITH:
                for word in words:
                    if word.value not in CONTINUATIONS:
                        self.findings.add(
                            word.place,
                            "nilai-salah",
                            tell("{word} bukan rincian 'lanjutkan'", word=quoted(word.value)),
                            suggestion_or_list(word.value, CONTINUATIONS),
                        )
        if action in TAKES_NO_DETAILS and words:
            self.findings.add(
                fields.place_of("rincian"),
                "kunci-salah-tempat",
                tell("'rincian' tidak dipakai untuk tindakan '{action}'", action=action),
            )
        return tuple(word.value for word in words)
