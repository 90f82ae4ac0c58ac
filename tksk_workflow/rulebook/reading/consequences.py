"""Reading ``maka`` of a rule: what follows when its condition is met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tksk_workflow.domain.conditions import ALWAYS, Condition
from tksk_workflow.domain.pmks import Form
from tksk_workflow.domain.rulepack import (
    Adjustment,
    Conclusion,
    FactKind,
    FactOrigin,
    ReferralOrder,
    RuleKind,
)
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.problems import Findings, quoted
from tksk_workflow.rulebook.reading.conditions import ConditionReader
from tksk_workflow.rulebook.reading.example_values import read_value
from tksk_workflow.rulebook.reading.fields import Fields
from tksk_workflow.rulebook.reading.vocabulary import (
    DOCUMENT,
    PARTNER,
    SERVICE,
    Vocabulary,
    known,
    known_word,
)
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode, TextNode
from tksk_workflow.rulebook.wording import tell

_KEYS = (
    "urgensi",
    "naik",
    "turunkan_dasar",
    "bentuk",
    "rujuk",
    "dokumen",
    "dokumen_menyusul",
    "simpulkan",
    "gantikan",
    "tindak_lanjut",
    "catatan",
)
_DERIVED_KEYS = ("simpulkan", "catatan")
_ORDER_KEYS = (
    "mitra",
    "layanan",
    "atau",
    "lalu",
    "pendukung",
    "hanya_jika",
    "rekomendasi",
)
_NEXT_KEYS = ("mitra", "layanan", "atau")


@dataclass(frozen=True, slots=True)
class Consequences:
    """What ``maka`` says. ``replaces`` are the words as written (see `checks`)."""

    urgency: Urgency | None = None
    orders: tuple[ReferralOrder, ...] = ()
    raises: tuple[Adjustment, ...] = ()
    lowers_base: Adjustment | None = None
    forms: tuple[Form, ...] = ()
    documents: tuple[str, ...] = ()
    documents_later: tuple[str, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    replaces: tuple[TextNode, ...] = ()
    follow_up_days: tuple[int, ...] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ConsequenceReader:
    """Reads ``maka`` with the words of one pack."""

    vocabulary: Vocabulary
    findings: Findings

    def read(self, rule: Fields, kind: RuleKind, rule_id: str) -> Consequences:
        """Read everything that follows from a rule, and check that it fits together."""
        node = rule.mapping("maka", required=True)
        if node is None:
            return Consequences()
        keys = _DERIVED_KEYS if kind is RuleKind.DERIVED else _KEYS
        fields = Fields(node, self.findings, tell("'maka' {what}", what=rule.what), keys)
        found = self._all(fields)
        if kind is not RuleKind.DERIVED:
            self._check_whole(fields, found, rule_id)
        elif not found.conclusions and "simpulkan" not in fields:
            self._nothing_follows(fields)
        return found

    def _all(self, fields: Fields) -> Consequences:
        days = fields.days("tindak_lanjut") if "tindak_lanjut" in fields else None
        return Consequences(
            urgency=fields.choice("urgensi", Urgency),
            orders=tuple(self._orders(fields)),
            raises=tuple(
                found
                for item in fields.mappings("naik")
                if (found := self._adjustment(item, "'naik'")) is not None
            ),
            lowers_base=self._lowers(fields),
            forms=fields.choices("bentuk", Form),
            documents=self._documents(fields, "dokumen"),
            documents_later=self._documents(fields, "dokumen_menyusul"),
            conclusions=tuple(self._conclusions(fields)),
            replaces=fields.words("gantikan"),
            follow_up_days=days or None,
            note=fields.text("catatan"),
        )

    def _documents(self, fields: Fields, key: str) -> tuple[str, ...]:
        return known(fields.words(key), DOCUMENT, self.vocabulary, self.findings)

    def _adjustment(self, node: MapNode, what: str) -> Adjustment | None:
        fields = Fields(node, self.findings, what, ("ke", "jika"))
        urgency = fields.choice("ke", Urgency, required=True)
        condition = self._condition(fields, "jika", required=True)
        if urgency is None or condition is None:
            return None
        return Adjustment(urgency, condition)

    def _lowers(self, fields: Fields) -> Adjustment | None:
        node = fields.mapping("turunkan_dasar")
        return None if node is None else self._adjustment(node, "'turunkan_dasar'")

    def _condition(self, fields: Fields, key: str, *, required: bool = False) -> Condition | None:
        node = fields.node_of(key, required=required)
        if node is None:
            return None
        return ConditionReader(self.vocabulary, self.findings).read(node, f"'{key}'")

    def _orders(self, fields: Fields) -> Iterator[ReferralOrder]:
        seen: set[tuple[str, str]] = set()
        for node in fields.mappings("rujuk"):
            for order in self._order(node):
                pair = order.partner_type, order.service
                if pair in seen and all(pair):
                    self.findings.add(
                        node.place,
                        "ganda",
                        tell(
                            "rujukan ke {pair} untuk {pair2} ditulis dua kali",
                            pair=pair[0],
                            pair2=pair[1],
                        ),
                        "gabungkan",
                    )
                seen.add(pair)
                yield order

    def _order(self, node: MapNode) -> Iterator[ReferralOrder]:
        fields = Fields(node, self.findings, "'rujuk'", _ORDER_KEYS)
        condition = self._condition(fields, "hanya_jika")
        first = self._step(fields)
        yield replace(
            first,
            supporting=self._partners(fields, "pendukung", first.partner_type),
            condition=ALWAYS if condition is None else condition,
            needs_recommendation=fields.yes_no("rekomendasi"),
        )
        before = first
        for later in fields.mappings("lalu"):
            step = self._step(Fields(later, self.findings, "'lalu'", _NEXT_KEYS))
            before_type = before.partner_type
            before = replace(step, after=before_type or None, condition=_or_always(condition))
            yield before

    def _step(self, fields: Fields) -> ReferralOrder:
        partner = known_word(
            fields.word("mitra", required=True), PARTNER, self.vocabulary, self.findings
        )
        service = known_word(
            fields.word("layanan", required=True), SERVICE, self.vocabulary, self.findings
        )
        alternatives = self._partners(fields, "atau", partner)
        return ReferralOrder(partner, service, alternatives)

    def _partners(self, fields: Fields, key: str, own: str) -> tuple[str, ...]:
        words = fields.words(key)
        for word in words:
            if word.value == own:
                self.findings.add(
                    word.place,
                    "ganda",
                    tell("{own} sudah menjadi mitra rujukan ini", own=own),
                    "hapus",
                )
        return known(words, PARTNER, self.vocabulary, self.findings)

    def _conclusions(self, fields: Fields) -> Iterator[Conclusion]:
        node = fields.mapping("simpulkan")
        if node is None:
            return
        if not node.entries:
            self.findings.add(node.place, "nilai-kosong", tell("'simpulkan' kosong"))
        reader = ConditionReader(self.vocabulary, self.findings)
        for key, value in node.entries:
            fact = reader.fact(key)
            if fact is None:
                continue
            if fact.origin is not FactOrigin.CLIENT:
                self.findings.add(
                    key.place,
                    "fakta-salah-tempat",
                    tell(
                        "'{fact_name}' tidak dapat disimpulkan: asalnya {origin}",
                        fact_name=fact.name,
                        origin=fact.origin,
                    ),
                    tell("hanya fakta klien yang dapat disimpulkan"),
                )
            elif fact.kind not in {FactKind.YES_NO, FactKind.SET}:
                self.findings.add(
                    key.place,
                    "jenis-salah",
                    tell(
                        "'{fact_name}' berjenis {kind}; hanya fakta ya/tidak dan "
                        "himpunan yang dapat disimpulkan",
                        fact_name=fact.name,
                        kind=fact.kind,
                    ),
                )
            else:
                read = read_value(value, fact, self.findings)
                if read == frozenset():
                    self.findings.add(
                        value.place,
                        "nilai-kosong",
                        tell("tidak ada yang disimpulkan ke '{fact_name}'", fact_name=fact.name),
                    )
                elif read is not None:
                    yield Conclusion(fact.name, read)

    def _check_whole(self, fields: Fields, found: Consequences, rule_id: str) -> None:
        if "rujuk" in fields:
            fields.node_of("urgensi", required=True)
            fields.words("bentuk", required=True)
        else:
            for key in ("naik", "dokumen", "dokumen_menyusul", "tindak_lanjut"):
                if key in fields:
                    self.findings.add(
                        fields.place_of(key),
                        "tanpa-rujuk",
                        tell("'{key}' tidak berguna tanpa 'rujuk'", key=key),
                    )
            if not any(key in fields for key in ("simpulkan", "gantikan", "turunkan_dasar")):
                self._nothing_follows(fields)
        if "turunkan_dasar" in fields and "-V" not in rule_id:
            self.findings.add(
                fields.place_of("turunkan_dasar"),
                "kunci-salah-tempat",
                tell("'turunkan_dasar' hanya untuk varian (misalnya PMKS-06-V2)"),
            )
        for change in found.raises:
            if found.urgency is not None and change.urgency.rank >= found.urgency.rank:
                self.findings.add(
                    fields.place_of("naik"),
                    "nilai-salah",
                    tell(
                        "'naik' ke {change_urgency} tidak menaikkan urgensi {found_urgency}",
                        change_urgency=change.urgency,
                        found_urgency=found.urgency,
                    ),
                    tell("P0 paling mendesak"),
                )
        for code in found.documents_later:
            if code in found.documents:
                self.findings.add(
                    fields.place_of("dokumen_menyusul"),
                    "ganda",
                    tell("{code} ada di 'dokumen' dan di 'dokumen_menyusul'", code=quoted(code)),
                    tell("pilih salah satu"),
                )

    def _nothing_follows(self, fields: Fields) -> None:
        self.findings.add(
            fields.place,
            "tanpa-akibat",
            tell("{what} tidak berakibat apa pun", what=fields.what),
            tell("isi 'rujuk', 'simpulkan', atau 'gantikan'"),
        )


def _or_always(condition: Condition | None) -> Condition:
    return ALWAYS if condition is None else condition
