"""Reading the values of facts that a pack itself writes: in ``contoh`` and ``simpulkan``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.rulepack import Example, FactDefinition, FactKind, FactOrigin
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion_or_list
from tksk_workflow.rulebook.reading.conditions import ConditionReader
from tksk_workflow.rulebook.reading.fields import (
    Fields,
    as_date,
    as_number,
    read_text,
    read_words,
    read_yes_no,
)
from tksk_workflow.rulebook.reading.phrases import EMPTY
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode, Node, TextNode
from tksk_workflow.rulebook.wording import tell

MATCH, NO_MATCH, PENDING = "cocok", "tidak cocok", "perlu dilengkapi"
APPLIES, DOES_NOT_APPLY = "berlaku", "tidak berlaku"
RULE_OUTCOMES = (MATCH, NO_MATCH, PENDING)
GUARD_OUTCOMES = (APPLIES, DOES_NOT_APPLY)

_KEYS = ("nama", "fakta", "hasil", "tanyakan")


def read_value(node: Node, fact: FactDefinition, findings: Findings) -> Value | None:
    """Read one value of a fact; None, with a problem noted, when it does not fit."""
    what = f"'{fact.name}'"
    if fact.kind is FactKind.SET:
        return _set(node, fact, findings)
    if fact.kind is FactKind.YES_NO:
        return read_yes_no(node, findings, what)
    word = read_text(node, findings, what)
    if word is None:
        return None
    match fact.kind:
        case FactKind.NUMBER:
            return _number(word, fact, findings)
        case FactKind.CHOICE:
            return _option(word, fact, findings)
        case FactKind.DATE:
            day = as_date(word.value)
            if day is None:
                _unfit(word, fact, findings, "tulis tahun-bulan-tanggal, misalnya 2026-11-25")
            return day
    return word.value


def _set(node: Node, fact: FactDefinition, findings: Findings) -> Value | None:
    if isinstance(node, TextNode) and node.value == EMPTY and EMPTY not in fact.options:
        return frozenset()
    words = read_words(node, findings, f"'{fact.name}'")
    members = [_option(word, fact, findings) for word in words]
    if isinstance(node, MapNode) or (isinstance(node, TextNode) and not words):
        return None
    return frozenset(member for member in members if member is not None)


def _option(word: TextNode, fact: FactDefinition, findings: Findings) -> str | None:
    if word.value in fact.options:
        return word.value
    _unfit(word, fact, findings, suggestion_or_list(word.value, fact.options))
    return None


def _number(word: TextNode, fact: FactDefinition, findings: Findings) -> int | None:
    number = as_number(word.value)
    if number is None:
        _unfit(word, fact, findings, "tulis bilangan bulat, tanpa satuan")
        return None
    if (fact.low is not None and number < fact.low) or (
        fact.high is not None and number > fact.high
    ):
        findings.add(
            word.place,
            "di-luar-rentang",
            tell(
                "{number} di luar rentang '{fact_name}' ({low} sampai {high})",
                number=number,
                fact_name=fact.name,
                low=fact.low,
                high=fact.high,
            ),
        )
        return None
    return number


def _unfit(word: TextNode, fact: FactDefinition, findings: Findings, hint: str) -> None:
    findings.add(
        word.place,
        "nilai-salah",
        tell("{word} bukan nilai '{fact_name}'", word=quoted(word.value), fact_name=fact.name),
        hint,
    )


@dataclass(frozen=True, slots=True)
class ExampleReader:
    """Reads the ``contoh`` of a rule or a guard."""

    conditions: ConditionReader
    outcomes: Sequence[str]
    assumed: dict[str, Value] = field(default_factory=dict)

    def read(self, owner: Fields) -> tuple[Example, ...]:
        """Read all examples of a rule; both a yes and a no are needed."""
        examples = [self._example(node) for node in owner.mappings("contoh", required=True)]
        findings = self.conditions.findings
        expected = {example.expected for example in examples}
        for outcome in self.outcomes[:2]:
            if "contoh" in owner and outcome not in expected and "" not in expected:
                findings.add(
                    owner.place_of("contoh"),
                    "contoh-kurang",
                    tell(
                        "{what} belum punya contoh dengan hasil '{outcome}'",
                        what=owner.what,
                        outcome=outcome,
                    ),
                    tell("beri sedikitnya satu contoh yang cocok dan satu yang tidak"),
                )
        names: set[str] = set()
        for example in examples:
            if example.name in names:
                findings.add(
                    example.place,
                    "ganda",
                    tell("dua contoh bernama {example_name}", example_name=quoted(example.name)),
                )
            names.add(example.name)
        return tuple(examples)

    def _example(self, node: MapNode) -> Example:
        findings = self.conditions.findings
        fields = Fields(node, findings, "contoh", _KEYS)
        facts = dict(self.assumed)
        stated = fields.mapping("fakta", required=True)
        for key, value in stated.entries if stated else ():
            found = self.conditions.fact(key)
            if found is None:
                continue
            read = read_value(value, found, findings)
            if read is not None:
                facts[found.name] = read
        expected = fields.one_of("hasil", self.outcomes, required=True)
        return Example(
            name=fields.text("nama", required=True),
            facts=facts,
            expected=expected,
            to_ask=self._to_ask(fields, expected),
            place=node.place,
        )

    def _to_ask(self, fields: Fields, expected: str) -> frozenset[str] | None:
        if "tanyakan" not in fields:
            return None
        findings = self.conditions.findings
        if expected != PENDING and expected:
            findings.add(
                fields.place_of("tanyakan"),
                "kunci-salah-tempat",
                tell("'tanyakan' hanya untuk hasil '{pending}'", pending=PENDING),
            )
        names = set()
        for word in fields.words("tanyakan", required=True):
            found = self.conditions.fact(word)
            if found is not None and found.origin is not FactOrigin.CLIENT:
                findings.add(
                    word.place,
                    "fakta-salah-tempat",
                    tell(
                        "'{found_name}' tidak pernah ditanyakan kepada klien", found_name=found.name
                    ),
                    tell("tulis '{asked_as}'", asked_as=found.asked_as) if found.asked_as else "",
                )
            elif found is not None:
                names.add(found.name)
        return frozenset(names)
