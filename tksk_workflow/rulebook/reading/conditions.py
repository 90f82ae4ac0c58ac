"""Reading ``jika`` and ``syarat``: a mapping whose entries must all hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tksk_workflow.domain.conditions import All, Any, Condition, Equals, Not
from tksk_workflow.domain.rulepack import FactDefinition, FactKind, FactOrigin
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion
from tksk_workflow.rulebook.reading.fields import kind_of
from tksk_workflow.rulebook.reading.phrases import read_phrase
from tksk_workflow.rulebook.reading.vocabulary import FACT, Vocabulary, alias_owner
from tksk_workflow.rulebook.reading.yaml_nodes import ListNode, MapNode, Node, TextNode
from tksk_workflow.rulebook.wording import tell

ANY_OF, ALL_OF, NOT = "salah_satu", "semua", "bukan"
RESERVED = frozenset({ANY_OF, ALL_OF, NOT})

_GROUP_FORMS = "tulis daftar; anggotanya kata ya/tidak, atau 'fakta: nilai'"


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads conditions with the words of one pack.

    Attributes:
        allow_referral: facts about one referral may be used (only guards look at one).
    """

    vocabulary: Vocabulary
    findings: Findings
    allow_referral: bool = False

    def read(self, node: Node, what: str) -> Condition | None:
        """Read a condition; None, with problems noted, when any part is wrong."""
        if not isinstance(node, MapNode):
            hint = "tulis 'fakta: nilai'"
            if isinstance(node, TextNode) and node.value in self.vocabulary.facts:
                hint = tell("tulis {{{node}: ya}}", node=node.value)
            self.findings.add(
                node.place,
                "jenis-salah",
                tell(
                    "{what} harus pasangan 'fakta: nilai', bukan {node}",
                    what=what,
                    node=kind_of(node),
                ),
                hint,
            )
            return None
        if not node.entries:
            self.findings.add(
                node.place, "nilai-kosong", tell("{what} kosong", what=what), tell("isi syaratnya")
            )
            return None
        return _joined([self._entry(key, value) for key, value in node.entries], All)

    def fact(self, word: TextNode) -> FactDefinition | None:
        """Look up a fact; None, with a problem noted, when it may not be used here."""
        name = word.value
        found = self.vocabulary.facts.get(name)
        if found is None:
            if (FACT, name) not in self.vocabulary.places:
                self._unknown(word)
            return None
        if found.origin is FactOrigin.REFERRAL and not self.allow_referral:
            self.findings.add(
                word.place,
                "fakta-salah-tempat",
                tell(
                    "fakta '{name}' menyangkut satu rujukan; hanya pagar yang boleh memakainya",
                    name=name,
                ),
            )
            return None
        return None if name in self.vocabulary.broken else found

    def _unknown(self, word: TextNode) -> None:
        owner = alias_owner(word.value, self.vocabulary.facts)
        self.findings.add(
            word.place,
            "fakta-tak-dikenal",
            tell("fakta {word} tidak ada dalam kosakata", word=quoted(word.value)),
            tell("dalam aturan pakai nama utamanya: '{owner}'", owner=owner)
            if owner
            else suggestion(word.value, [*self.vocabulary.declared(FACT), *RESERVED])
            or tell("nyatakan dahulu dalam kosakata.yaml"),
        )

    def _entry(self, key: TextNode, value: Node) -> Condition | None:
        match key.value:
            case "salah_satu":
                return self._group(value, ANY_OF, Any)
            case "semua":
                return self._group(value, ALL_OF, All)
            case "bukan":
                inner = self._member(value, NOT)
                return None if inner is None else Not(inner)
        found = self.fact(key)
        return None if found is None else read_phrase(value, found, self.vocabulary, self.findings)

    def _group(
        self, node: Node, name: str, join: Callable[[tuple[Condition, ...]], Condition]
    ) -> Condition | None:
        if not isinstance(node, ListNode):
            self.findings.add(
                node.place,
                "jenis-salah",
                tell("'{name}' harus berupa daftar, bukan {node}", name=name, node=kind_of(node)),
                _GROUP_FORMS,
            )
            return None
        if not node.items:
            self.findings.add(
                node.place, "nilai-kosong", tell("daftar '{name}' kosong", name=name), _GROUP_FORMS
            )
            return None
        parts = [self._member(item, name) for item in node.items]
        seen: list[Condition] = []
        for part, item in zip(parts, node.items, strict=True):
            if part is not None and part in seen:
                self.findings.add(
                    item.place,
                    "ganda",
                    tell("{item} ditulis dua kali di '{name}'", item=kind_of(item), name=name),
                )
            elif part is not None:
                seen.append(part)
        return _joined(parts, join)

    def _member(self, node: Node, group: str) -> Condition | None:
        if isinstance(node, MapNode):
            return self.read(node, tell("isi '{group}'", group=group))
        if isinstance(node, ListNode):
            self.findings.add(
                node.place,
                "jenis-salah",
                tell("isi '{group}' tidak boleh berupa daftar di dalam daftar", group=group),
                tell("pakai '{any_of}' atau '{all_of}'", any_of=ANY_OF, all_of=ALL_OF),
            )
            return None
        found = self.fact(node)
        if found is None:
            return None
        if found.kind is not FactKind.YES_NO:
            self.findings.add(
                node.place,
                "jenis-salah",
                tell(
                    "kata tunggal di '{group}' harus fakta ya/tidak; "
                    "'{found_name}' berjenis {kind}",
                    group=group,
                    found_name=found.name,
                    kind=found.kind,
                ),
                tell("tulis '{found_name}: NILAI'", found_name=found.name),
            )
            return None
        return Equals(found.name, True)


def _joined(
    parts: list[Condition | None], join: Callable[[tuple[Condition, ...]], Condition]
) -> Condition | None:
    complete = [part for part in parts if part is not None]
    if len(complete) != len(parts):
        return None
    return complete[0] if len(complete) == 1 else join(tuple(complete))
