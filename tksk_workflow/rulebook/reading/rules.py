"""Reading rules: ``pmks``, ``kebutuhan`` and ``turunan`` files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tksk_workflow.domain.conditions import All, Condition, Has, Possibly, Value
from tksk_workflow.domain.pmks import SubjectKind
from tksk_workflow.domain.rulepack import PmksType, Rule, RuleKind
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion_or_list
from tksk_workflow.rulebook.reading.conditions import ConditionReader
from tksk_workflow.rulebook.reading.consequences import ConsequenceReader, Consequences
from tksk_workflow.rulebook.reading.example_values import RULE_OUTCOMES, ExampleReader
from tksk_workflow.rulebook.reading.fields import NO, Fields
from tksk_workflow.rulebook.reading.vocabulary import SOURCE, Vocabulary, known
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode, TextNode
from tksk_workflow.rulebook.wording import tell

PMKS_FACT = "pmks"
_PMKS_CODE = re.compile(r"PMKS-[0-9]{2}")
_FILE_KEYS = ("berkas", "jenis", "nama", "alias", "satuan", "tertutup", "syarat", "aturan")
_RULE_KEYS = ("id", "nama", "dasar", "sumber", "jika", "maka", "contoh")
_IDS = {
    RuleKind.NEED: (re.compile(r"KEB-[0-9]{2,3}(-V[0-9]+)?"), "tulis misalnya KEB-01"),
    RuleKind.DERIVED: (re.compile(r"TUR-[0-9]{2,3}"), "tulis misalnya TUR-01"),
}


@dataclass(frozen=True, slots=True)
class _Gate:
    """What every rule of a PMKS file shares."""

    code: str
    condition: Condition | None = None


@dataclass(slots=True)
class RuleReader:
    """Reads the rules of all files of a pack."""

    vocabulary: Vocabulary
    findings: Findings
    rules: list[Rule] = field(default_factory=list)
    pmks_types: dict[str, PmksType] = field(default_factory=dict)
    replaced: list[tuple[str, TextNode]] = field(default_factory=list)

    def read_pmks_file(self, node: MapNode) -> None:
        """Read one PMKS type with its rules."""
        fields = Fields(node, self.findings, "berkas pmks", _FILE_KEYS)
        code = self._code(fields)
        name = fields.text("nama", required=True)
        units = fields.choices("satuan", SubjectKind, required=True)
        closed = fields.yes_no("tertutup")
        aliases = fields.texts("alias")
        if code and code not in self.pmks_types:
            self.pmks_types[code] = PmksType(code, name, units, closed, aliases)
        gate: Condition | None = None
        shared = fields.node_of("syarat")
        if shared is not None:
            gate = self._conditions().read(shared, "'syarat'")
        written = list(fields.mappings("aturan", required=True))
        for item in written:
            self._rule(item, RuleKind.PMKS, _Gate(code, gate))
        ids = {word.value for item in written if isinstance(word := item.get("id"), TextNode)}
        if code and ids and code not in ids:
            self.findings.add(
                fields.place_of("aturan"),
                "aturan-dasar-kurang",
                tell("berkas ini belum punya aturan dasar ber-id '{code}'", code=code),
            )

    def read_rules_file(self, node: MapNode, kind: RuleKind) -> None:
        """Read a file of need rules or of derivations."""
        fields = Fields(node, self.findings, tell("berkas {kind}", kind=kind), ("berkas", "aturan"))
        for item in fields.mappings("aturan", required=True):
            self._rule(item, kind, None)

    def _code(self, fields: Fields) -> str:
        word = fields.word("jenis", required=True)
        if word is None:
            return ""
        if not _PMKS_CODE.fullmatch(word.value):
            self.findings.add(
                word.place,
                "nilai-salah",
                tell("{word} bukan kode jenis PMKS", word=quoted(word.value)),
                tell("tulis misalnya PMKS-08"),
            )
            return ""
        fact = self.vocabulary.facts.get(PMKS_FACT)
        if fact is not None and word.value not in fact.options:
            self.findings.add(
                word.place,
                "nilai-salah",
                tell("{word} bukan anggota fakta 'pmks' dalam kosakata", word=word.value),
                suggestion_or_list(word.value, fact.options),
            )
        self.vocabulary.declare("jenis PMKS", word, self.findings)
        return word.value

    def _rule(self, node: MapNode, kind: RuleKind, gate: _Gate | None) -> Rule | None:
        word = node.get("id")
        name = word.value if isinstance(word, TextNode) else ""
        what = tell("aturan {name}", name=name) if name else "aturan"
        keys = _RULE_KEYS if gate is None else (*_RULE_KEYS, "syarat")
        fields = Fields(node, self.findings, what, keys)
        self._check_id(fields, kind, gate)
        consequences = ConsequenceReader(self.vocabulary, self.findings).read(fields, kind, name)
        self.replaced += [(name, target) for target in consequences.replaces]
        condition = self._condition(fields, gate, consequences)
        assumed: dict[str, Value] = {PMKS_FACT: frozenset({gate.code})} if gate else {}
        examples = ExampleReader(self._conditions(), RULE_OUTCOMES, assumed).read(fields)
        rule_name = fields.text("nama", required=True)
        basis = fields.texts("dasar")
        sources = read_sources(fields, self.vocabulary, self.findings)
        if not name or condition is None:
            return None
        rule = Rule(
            id=name,
            name=rule_name,
            kind=kind,
            condition=condition,
            pmks=gate.code if gate else None,
            urgency=consequences.urgency,
            orders=consequences.orders,
            raises=consequences.raises,
            lowers_base=consequences.lowers_base,
            forms=consequences.forms,
            documents=consequences.documents,
            documents_later=consequences.documents_later,
            conclusions=consequences.conclusions,
            follow_up_days=consequences.follow_up_days,
            note=consequences.note,
            basis=basis,
            sources=sources,
            examples=examples,
            place=node.place,
        )
        self.rules.append(rule)
        return rule

    def _condition(
        self, fields: Fields, gate: _Gate | None, consequences: Consequences
    ) -> Condition | None:
        own_gate = fields.word("syarat")
        if own_gate is not None and own_gate.value != NO:
            self.findings.add(
                own_gate.place,
                "nilai-salah",
                tell("'syarat' pada aturan hanya boleh 'tidak' (syarat berkas tidak dipakai)"),
                tell("pindahkan syarat lain ke 'jika'"),
            )
        node = fields.node_of("jika", required=gate is None or gate.condition is None)
        parts: list[Condition] = []
        if gate is not None:
            parts.append(Has(PMKS_FACT, gate.code))
            if gate.condition is not None and own_gate is None:
                # An emergency never waits for an answer to the gate's question.
                urgent = consequences.urgency is Urgency.P0
                parts.append(Possibly(gate.condition) if urgent else gate.condition)
        if node is not None:
            own = self._conditions().read(node, "'jika'")
            if own is None:
                return None
            parts.append(own)
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _check_id(self, fields: Fields, kind: RuleKind, gate: _Gate | None) -> None:
        word = fields.word("id", required=True)
        if word is None:
            return
        self.vocabulary.declare("aturan", word, self.findings)
        if gate is None:
            pattern, hint = _IDS[kind]
        elif gate.code:
            # A type may have further base rules, marked by a letter (PMKS-19-L).
            pattern = re.compile(rf"{gate.code}(-V[0-9]+|-[A-UW-Z])?")
            hint = tell(
                "tulis '{gate_code}' untuk aturan dasar, '{gate_code}-V1' dan seterusnya",
                gate_code=gate.code,
            )
        else:
            return
        if not pattern.fullmatch(word.value):
            where = (
                tell("berkas {gate_code}", gate_code=gate.code)
                if gate
                else tell("berkas {kind}", kind=kind)
            )
            self.findings.add(
                word.place,
                "id-salah",
                tell("id {word} tidak sesuai dengan {where}", word=quoted(word.value), where=where),
                hint,
            )

    def _conditions(self) -> ConditionReader:
        return ConditionReader(self.vocabulary, self.findings)


def read_sources(fields: Fields, vocabulary: Vocabulary, findings: Findings) -> tuple[str, ...]:
    """Read ``sumber``: a rule without a source is nobody's rule."""
    node = fields.node_of("sumber")
    words = fields.words("sumber")
    if node is None or (not words and not isinstance(node, MapNode)):
        findings.add(
            fields.place if node is None else node.place,
            "tanpa-sumber",
            tell("{what} belum menyebut sumber", what=fields.what),
            tell("isi 'sumber' dengan kunci dari sumber.yaml; kebiasaan kerja: [umum]"),
        )
    return known(words, SOURCE, vocabulary, findings)
