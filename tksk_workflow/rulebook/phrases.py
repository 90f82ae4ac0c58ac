"""The phrases that may stand beside a fact: ``minimal 60``, ``bukan mandiri``, ``kosong``.

The grammar is closed: what is not listed in docs/rule-language.md is a problem with a
hint, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

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
    Parameter,
)
from tksk_workflow.domain.rulepack import FactDefinition, FactKind, Place
from tksk_workflow.rulebook.fields import as_date, as_number, kind_of, read_words, read_yes_no
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion_or_list
from tksk_workflow.rulebook.vocabulary import PARAMETER, Vocabulary, known_word
from tksk_workflow.rulebook.yaml_nodes import ListNode, MapNode, Node, TextNode

NOT_ASKED, ASKED, EMPTY = "belum ditanya", "sudah ditanya", "kosong"
NOT, ALL_OF, NONE_OF = "bukan", "semua", "tanpa"
ORDERS = {
    "minimal": Order.AT_LEAST,
    "maksimal": Order.AT_MOST,
    "lebih dari": Order.MORE,
    "kurang dari": Order.LESS,
}
DATE_ORDERS = {"sebelum": Order.LESS, "sejak": Order.AT_LEAST}

_BOUND = r"parameter\s+\S+|\S+"
_ONE_SIDED = re.compile(rf"(minimal|maksimal|lebih dari|kurang dari)\s+({_BOUND})")
_BETWEEN = re.compile(rf"({_BOUND})\s+sampai\s+(kurang dari\s+)?({_BOUND})")
_EXACT = re.compile(_BOUND)
_NUMBER_FORMS = (
    "tulis misalnya: 60 · minimal 60 · maksimal 5 · lebih dari 31 · kurang dari 18 · 6 sampai 17 · "
    "6 sampai kurang dari 18 · minimal parameter NAMA"
)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One phrase of one fact, and what is needed to read it."""

    text: str
    place: Place
    fact: FactDefinition
    vocabulary: Vocabulary
    findings: Findings

    def wrong(self, code: str, message: str, hint: str = "") -> None:
        self.findings.add(self.place, code, message, hint)


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
            return _word(_Phrase(text, place, fact, vocabulary, findings))


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
            f"daftar untuk '{fact.name}' kosong",
            "isi sedikitnya satu nilai"
            + (f"; untuk himpunan kosong tulis '{EMPTY}'" if fact.kind is FactKind.SET else ""),
        )
        return None
    parts: list[Condition] = []
    complete = True
    for item in items:
        if isinstance(item, ListNode):
            findings.add(item.place, "jenis-salah", "daftar di dalam daftar tidak dikenal")
            complete = False
            continue
        part = read_phrase(item, fact, vocabulary, findings)
        if part is None:
            complete = False
        elif part in parts:
            findings.add(
                item.place, "ganda", f"{kind_of(item)} ditulis dua kali untuk '{fact.name}'"
            )
        else:
            parts.append(part)
    if not complete:
        return None
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def _word(phrase: _Phrase) -> Condition | None:
    fact = phrase.fact.name
    match phrase.text:
        case "":
            phrase.wrong("nilai-kosong", f"nilai untuk '{fact}' belum diisi")
            return None
        case "belum ditanya":
            return Not(Known(fact))
        case "sudah ditanya":
            return Known(fact)
    return _READERS[phrase.fact.kind](phrase)


def _yes_no(phrase: _Phrase) -> Condition | None:
    answer = read_yes_no(
        TextNode(phrase.text, phrase.place), phrase.findings, f"'{phrase.fact.name}'"
    )
    return None if answer is None else Equals(phrase.fact.name, answer)


def _choice(phrase: _Phrase) -> Condition | None:
    negated = phrase.text.startswith(f"{NOT} ")
    word = phrase.text.removeprefix(f"{NOT} ")
    if not _is_option(word, phrase):
        return None
    found = Equals(phrase.fact.name, word)
    return Not(found) if negated else found


def _text(phrase: _Phrase) -> Condition | None:
    negated = phrase.text.startswith(f"{NOT} ")
    found = Equals(phrase.fact.name, phrase.text.removeprefix(f"{NOT} "))
    return Not(found) if negated else found


def _member(phrase: _Phrase) -> Condition | None:
    if phrase.text == EMPTY and EMPTY not in phrase.fact.options:
        return Empty(phrase.fact.name)
    if phrase.text.startswith(f"{NOT} "):
        member = phrase.text.removeprefix(f"{NOT} ")
        phrase.wrong(
            "nilai-salah",
            f"'{phrase.fact.name}' adalah himpunan; {quoted(phrase.text)} tidak dikenal",
            f"tulis {{bukan: {member}}}",
        )
        return None
    if not _is_option(phrase.text, phrase):
        return None
    return Has(phrase.fact.name, phrase.text)


def _is_option(word: str, phrase: _Phrase) -> bool:
    if word in phrase.fact.options:
        return True
    phrase.wrong(
        "nilai-salah",
        f"{quoted(word)} bukan nilai '{phrase.fact.name}'",
        suggestion_or_list(word, phrase.fact.options),
    )
    return False


def _date(phrase: _Phrase) -> Condition | None:
    keyword, _, rest = phrase.text.partition(" ")
    order = DATE_ORDERS.get(keyword)
    bound = as_date(rest.strip())
    if order is None or bound is None:
        phrase.wrong(
            "nilai-salah",
            f"{quoted(phrase.text)} tidak dapat dibandingkan dengan tanggal '{phrase.fact.name}'",
            "tulis misalnya: sebelum 2026-10-17 · sejak 2026-10-17",
        )
        return None
    return Compare(phrase.fact.name, order, bound)


def _number(phrase: _Phrase) -> Condition | None:
    fact = phrase.fact.name
    if found := _ONE_SIDED.fullmatch(phrase.text):
        bound = _bound(found[2], phrase)
        return None if bound is None else _within(Compare(fact, ORDERS[found[1]], bound), phrase)
    if found := _BETWEEN.fullmatch(phrase.text):
        return _between(found, phrase)
    if _EXACT.fullmatch(phrase.text):
        bound = _bound(phrase.text, phrase)
        if bound is None:
            return None
        if isinstance(bound, Parameter):
            low = Compare(fact, Order.AT_LEAST, bound)
            return All((low, Compare(fact, Order.AT_MOST, bound)))
        return Equals(fact, bound)
    _not_a_number_phrase(phrase)
    return None


def _between(found: re.Match[str], phrase: _Phrase) -> Condition | None:
    low, high = _bound(found[1], phrase), _bound(found[3], phrase)
    if low is None or high is None:
        return None
    order = Order.LESS if found[2] else Order.AT_MOST
    if isinstance(low, int) and isinstance(high, int) and not order.holds(low, high):
        phrase.wrong(
            "rentang-terbalik",
            f"rentang {quoted(phrase.text)} tidak memuat satu bilangan pun",
            f"tulis {high} sampai {low}" if low > high else "",
        )
        return None
    fact = phrase.fact.name
    parts = Compare(fact, Order.AT_LEAST, low), Compare(fact, order, high)
    return None if None in [_within(part, phrase) for part in parts] else All(parts)


def _bound(text: str, phrase: _Phrase) -> int | Parameter | None:
    keyword, _, name = text.partition(" ")
    if keyword == "parameter" and name:
        word = known_word(
            TextNode(name.strip(), phrase.place), PARAMETER, phrase.vocabulary, phrase.findings
        )
        return Parameter(word) if word else None
    number = as_number(text)
    if number is None:
        _not_a_number_phrase(phrase)
        return None
    low, high = phrase.fact.low, phrase.fact.high
    if (low is not None and number < low) or (high is not None and number > high):
        phrase.wrong(
            "di-luar-rentang",
            f"{number} di luar rentang '{phrase.fact.name}' ({low} sampai {high})",
            "periksa angkanya, atau ubah rentangnya dalam kosakata",
        )
        return None
    return number


def _within(found: Compare, phrase: _Phrase) -> Compare | None:
    """Refuse ``lebih dari 120`` for a fact that ends at 120: it can never hold."""
    beyond = (found.order is Order.MORE and found.bound == phrase.fact.high) or (
        found.order is Order.LESS and found.bound == phrase.fact.low
    )
    if beyond and not isinstance(found.bound, Parameter):
        phrase.wrong(
            "di-luar-rentang",
            f"{quoted(phrase.text)} tidak mungkin terpenuhi: rentang '{phrase.fact.name}' adalah "
            f"{phrase.fact.low} sampai {phrase.fact.high}",
        )
        return None
    return found


_LOOK_ALIKES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r">=\s*([0-9]+)"), r"tulis minimal \1"),
    (re.compile(r"<=\s*([0-9]+)"), r"tulis maksimal \1"),
    (re.compile(r">\s*([0-9]+)"), r"tulis lebih dari \1"),
    (re.compile(r"<\s*([0-9]+)"), r"tulis kurang dari \1"),
    (re.compile(r"=+\s*([0-9]+)"), r"tulis \1"),
    (
        re.compile(r"([0-9]+)\s*(?:-|\u2013|\.\.|s/d|s\.d\.|hingga)\s*([0-9]+)"),
        r"tulis \1 sampai \2",
    ),
    (re.compile(r"(?:di atas|diatas)\s+([0-9]+)"), r"tulis lebih dari \1"),
    (re.compile(r"(?:di bawah|dibawah)\s+([0-9]+)"), r"tulis kurang dari \1"),
    (re.compile(r"(?:min|paling sedikit|sekurangnya)\.?\s+([0-9]+)"), r"tulis minimal \1"),
    (re.compile(r"(?:maks|max|paling banyak)\.?\s+([0-9]+)"), r"tulis maksimal \1"),
    (re.compile(r"([0-9]+)\s+[a-z]+"), r"tulis angkanya saja: \1"),
)


def _not_a_number_phrase(phrase: _Phrase) -> None:
    hint = _NUMBER_FORMS
    for pattern, replacement in _LOOK_ALIKES:
        if found := pattern.fullmatch(phrase.text.casefold()):
            hint = found.expand(replacement)
            break
    phrase.wrong(
        "nilai-salah",
        f"{quoted(phrase.text)} tidak dapat dibandingkan dengan bilangan '{phrase.fact.name}'",
        hint,
    )


_READERS: dict[FactKind, Callable[[_Phrase], Condition | None]] = {
    FactKind.YES_NO: _yes_no,
    FactKind.NUMBER: _number,
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
            f"susunan untuk '{fact.name}' tidak dikenal",
            "tulis satu dari: {semua: [a, b]} · {bukan: a} · {tanpa: [a, b]}",
        )
        return None
    key, value = node.entries[0]
    if fact.kind is not FactKind.SET:
        findings.add(
            key.place,
            "jenis-salah",
            f"'{fact.name}' bukan himpunan; '{key.value}' hanya untuk himpunan",
            f"tulis '{NOT} NILAI'" if fact.kind is FactKind.CHOICE else "",
        )
        return None
    if key.value == NOT and isinstance(value, ListNode):
        findings.add(
            value.place,
            "jenis-salah",
            "'bukan' menerima satu nilai",
            f"untuk 'tidak memuat satu pun' tulis {{{NONE_OF}: [...]}}",
        )
        return None
    words = read_words(value, findings, f"'{key.value}'")
    if isinstance(value, ListNode) and not value.items:
        findings.add(value.place, "nilai-kosong", f"daftar '{key.value}' kosong")
    parts = [
        Has(fact.name, word.value)
        for word in words
        if _is_option(word.value, _Phrase(word.value, word.place, fact, vocabulary, findings))
    ]
    if not parts or len(parts) != len(words):
        return None
    conditions: list[Condition] = list(parts)
    if key.value != ALL_OF:
        conditions = [Not(part) for part in parts]
    return conditions[0] if len(conditions) == 1 else All(tuple(conditions))
