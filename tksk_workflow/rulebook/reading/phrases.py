"""The phrases that may stand beside a fact: ``minimal 60``, ``bukan mandiri``, ``kosong``.

The grammar is closed: what is not listed in docs/panduan-aturan.md is a problem with a
hint, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable

from tksk_workflow.domain.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Empty,
    Equals,
    Has,
    Known,
    Not,
    Order,
)
from tksk_workflow.domain.rulepack import FactDefinition, FactKind, Place
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion_or_list
from tksk_workflow.rulebook.reading.fields import as_date, kind_of, read_words, read_yes_no
from tksk_workflow.rulebook.reading.number_phrases import Phrase, read_number
from tksk_workflow.rulebook.reading.vocabulary import Vocabulary
from tksk_workflow.rulebook.reading.yaml_nodes import ListNode, MapNode, Node, TextNode
from tksk_workflow.rulebook.wording import tell

NOT_ASKED, ASKED, EMPTY = "belum ditanya", "sudah ditanya", "kosong"
NOT, ALL_OF, NONE_OF = "bukan", "semua", "tanpa"
DATE_ORDERS = {"sebelum": Order.LESS, "sejak": Order.AT_LEAST}


def read_phrase(
    node: Node, fact: FactDefinition, vocabulary: Vocabulary, findings: Findings
) -> Condition | None:
    """Read what stands beside a fact; None, with a problem noted, when it is no phrase."""
    match node:
        case ListNode(items, place):
            return _one_of(items, place, fact, vocabulary, findings)
        case MapNode():
            return _set_operator(node, fact, vocabulary, findings)
        case TextNode(value, place):
            text = " ".join(value.split())
            return _word(Phrase(text, place, fact, vocabulary, findings))


def _one_of(
    items: tuple[Node, ...],
    place: Place,
    fact: FactDefinition,
    vocabulary: Vocabulary,
    findings: Findings,
) -> Condition | None:
    if not items:
        findings.add(
            place,
            "nilai-kosong",
            tell("daftar untuk '{fact_name}' kosong", fact_name=fact.name),
            tell("isi sedikitnya satu nilai; untuk himpunan kosong tulis '{empty}'", empty=EMPTY)
            if fact.kind is FactKind.SET
            else tell("isi sedikitnya satu nilai"),
        )
        return None
    parts: list[Condition] = []
    complete = True
    for item in items:
        if isinstance(item, ListNode):
            findings.add(item.place, "jenis-salah", tell("daftar di dalam daftar tidak dikenal"))
            complete = False
            continue
        part = read_phrase(item, fact, vocabulary, findings)
        if part is None:
            complete = False
        elif part in parts:
            findings.add(
                item.place,
                "ganda",
                tell(
                    "{item} ditulis dua kali untuk '{fact_name}'",
                    item=kind_of(item),
                    fact_name=fact.name,
                ),
            )
        else:
            parts.append(part)
    if not complete:
        return None
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def _word(phrase: Phrase) -> Condition | None:
    fact = phrase.fact.name
    match phrase.text:
        case "":
            phrase.wrong("nilai-kosong", tell("nilai untuk '{fact}' belum diisi", fact=fact))
            return None
        case "belum ditanya":
            return Not(Known(fact))
        case "sudah ditanya":
            return Known(fact)
    return _READERS[phrase.fact.kind](phrase)


def _yes_no(phrase: Phrase) -> Condition | None:
    answer = read_yes_no(
        TextNode(phrase.text, phrase.place), phrase.findings, f"'{phrase.fact.name}'"
    )
    return None if answer is None else Equals(phrase.fact.name, answer)


def _choice(phrase: Phrase) -> Condition | None:
    negated = phrase.text.startswith(f"{NOT} ")
    word = phrase.text.removeprefix(f"{NOT} ")
    if not _is_option(word, phrase):
        return None
    found = Equals(phrase.fact.name, word)
    return Not(found) if negated else found


def _text(phrase: Phrase) -> Condition | None:
    negated = phrase.text.startswith(f"{NOT} ")
    found = Equals(phrase.fact.name, phrase.text.removeprefix(f"{NOT} "))
    return Not(found) if negated else found


def _member(phrase: Phrase) -> Condition | None:
    if phrase.text == EMPTY and EMPTY not in phrase.fact.options:
        return Empty(phrase.fact.name)
    if phrase.text.startswith(f"{NOT} "):
        member = phrase.text.removeprefix(f"{NOT} ")
        phrase.wrong(
            "nilai-salah",
            tell(
                "'{fact_name}' adalah himpunan; {phrase} tidak dikenal",
                fact_name=phrase.fact.name,
                phrase=quoted(phrase.text),
            ),
            tell("tulis {{bukan: {member}}}", member=member),
        )
        return None
    if not _is_option(phrase.text, phrase):
        return None
    return Has(phrase.fact.name, phrase.text)


def _is_option(word: str, phrase: Phrase) -> bool:
    if word in phrase.fact.options:
        return True
    phrase.wrong(
        "nilai-salah",
        tell("{word} bukan nilai '{fact_name}'", word=quoted(word), fact_name=phrase.fact.name),
        suggestion_or_list(word, phrase.fact.options),
    )
    return False


def _date(phrase: Phrase) -> Condition | None:
    keyword, _, rest = phrase.text.partition(" ")
    order = DATE_ORDERS.get(keyword)
    bound = as_date(rest.strip())
    if order is None or bound is None:
        phrase.wrong(
            "nilai-salah",
            tell(
                "{phrase} tidak dapat dibandingkan dengan tanggal '{fact_name}'",
                phrase=quoted(phrase.text),
                fact_name=phrase.fact.name,
            ),
            "tulis misalnya: sebelum 2026-10-17 · sejak 2026-10-17",
        )
        return None
    return Compare(phrase.fact.name, order, bound)


_READERS: dict[FactKind, Callable[[Phrase], Condition | None]] = {
    FactKind.YES_NO: _yes_no,
    FactKind.NUMBER: read_number,
    FactKind.DATE: _date,
    FactKind.CHOICE: _choice,
    FactKind.SET: _member,
    FactKind.TEXT: _text,
}


def _set_operator(
    node: MapNode, fact: FactDefinition, vocabulary: Vocabulary, findings: Findings
) -> Condition | None:
    """Read ``{semua: […]}``, ``{bukan: x}`` and ``{tanpa: […]}`` beside a set fact."""
    operators = (ALL_OF, NOT, NONE_OF)
    if len(node.entries) != 1 or node.entries[0][0].value not in operators:
        findings.add(
            node.place,
            "nilai-salah",
            tell("susunan untuk '{fact_name}' tidak dikenal", fact_name=fact.name),
            tell("tulis satu dari: {{semua: [a, b]}} · {{bukan: a}} · {{tanpa: [a, b]}}"),
        )
        return None
    key, value = node.entries[0]
    if fact.kind is not FactKind.SET:
        findings.add(
            key.place,
            "jenis-salah",
            tell(
                "'{fact_name}' bukan himpunan; '{key}' hanya untuk himpunan",
                fact_name=fact.name,
                key=key.value,
            ),
            tell("tulis '{word} NILAI'", word=NOT) if fact.kind is FactKind.CHOICE else "",
        )
        return None
    if key.value == NOT and isinstance(value, ListNode):
        findings.add(
            value.place,
            "jenis-salah",
            tell("'bukan' menerima satu nilai"),
            tell("untuk 'tidak memuat satu pun' tulis {{{none_of}: [...]}}", none_of=NONE_OF),
        )
        return None
    words = read_words(value, findings, f"'{key.value}'")
    if isinstance(value, ListNode) and not value.items:
        findings.add(value.place, "nilai-kosong", tell("daftar '{key}' kosong", key=key.value))
    parts = [
        Has(fact.name, word.value)
        for word in words
        if _is_option(word.value, Phrase(word.value, word.place, fact, vocabulary, findings))
    ]
    if not parts or len(parts) != len(words):
        return None
    conditions: list[Condition] = list(parts)
    if key.value != ALL_OF:
        conditions = [Not(part) for part in parts]
    return conditions[0] if len(conditions) == 1 else All(tuple(conditions))
