"""Phrases beside a number: ``minimal 60``, ``6 sampai kurang dari 18``, ``parameter NAMA``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tksk_workflow.domain.conditions import All, Compare, Condition, Equals, Order, Parameter
from tksk_workflow.domain.rulepack import FactDefinition, Place
from tksk_workflow.rulebook.problems import Findings, quoted
from tksk_workflow.rulebook.reading.fields import as_number
from tksk_workflow.rulebook.reading.vocabulary import PARAMETER, Vocabulary, known_word
from tksk_workflow.rulebook.reading.yaml_nodes import TextNode
from tksk_workflow.rulebook.wording import tell

ORDERS = {
    "minimal": Order.AT_LEAST,
    "maksimal": Order.AT_MOST,
    "lebih dari": Order.MORE,
    "kurang dari": Order.LESS,
}
_BOUND = r"parameter\s+\S+|\S+"
_ONE_SIDED = re.compile(rf"(minimal|maksimal|lebih dari|kurang dari)\s+({_BOUND})")
_BETWEEN = re.compile(rf"({_BOUND})\s+sampai\s+(kurang dari\s+)?({_BOUND})")
_EXACT = re.compile(_BOUND)
_NUMBER_FORMS = (
    "tulis misalnya: 60 · minimal 60 · maksimal 5 · lebih dari 31 · kurang dari 18 · 6 sampai 17 · "
    "6 sampai kurang dari 18 · minimal parameter NAMA"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of one fact, and what is needed to read it."""

    text: str
    place: Place
    fact: FactDefinition
    vocabulary: Vocabulary
    findings: Findings

    def wrong(self, code: str, message: str, hint: str = "") -> None:
        """Note a problem at the phrase."""
        self.findings.add(self.place, code, message, hint)


def read_number(phrase: Phrase) -> Condition | None:
    """Read a number phrase; None, with a problem noted, when it is none."""
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


def _between(found: re.Match[str], phrase: Phrase) -> Condition | None:
    low, high = _bound(found[1], phrase), _bound(found[3], phrase)
    if low is None or high is None:
        return None
    order = Order.LESS if found[2] else Order.AT_MOST
    if isinstance(low, int) and isinstance(high, int) and not order.holds(low, high):
        phrase.wrong(
            "rentang-terbalik",
            tell("rentang {phrase} tidak memuat satu bilangan pun", phrase=quoted(phrase.text)),
            tell("tulis {high} sampai {low}", high=high, low=low) if low > high else "",
        )
        return None
    fact = phrase.fact.name
    parts = Compare(fact, Order.AT_LEAST, low), Compare(fact, order, high)
    return None if None in [_within(part, phrase) for part in parts] else All(parts)


def _bound(text: str, phrase: Phrase) -> int | Parameter | None:
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
            tell(
                "{number} di luar rentang '{fact_name}' ({low} sampai {high})",
                number=number,
                fact_name=phrase.fact.name,
                low=low,
                high=high,
            ),
            "periksa angkanya, atau ubah rentangnya dalam kosakata",
        )
        return None
    return number


def _within(found: Compare, phrase: Phrase) -> Compare | None:
    """Refuse ``lebih dari 120`` for a fact that ends at 120: it can never hold."""
    beyond = (found.order is Order.MORE and found.bound == phrase.fact.high) or (
        found.order is Order.LESS and found.bound == phrase.fact.low
    )
    if beyond and not isinstance(found.bound, Parameter):
        phrase.wrong(
            "di-luar-rentang",
            tell(
                "{phrase} tidak mungkin terpenuhi: rentang '{fact_name}' "
                "adalah {low} sampai {high}",
                phrase=quoted(phrase.text),
                fact_name=phrase.fact.name,
                low=phrase.fact.low,
                high=phrase.fact.high,
            ),
        )
        return None
    return found


_LOOK_ALIKES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r">=\s*(?P<low>[0-9]+)"), "tulis minimal {low}"),
    (re.compile(r"<=\s*(?P<high>[0-9]+)"), "tulis maksimal {high}"),
    (re.compile(r">\s*(?P<low>[0-9]+)"), "tulis lebih dari {low}"),
    (re.compile(r"<\s*(?P<high>[0-9]+)"), "tulis kurang dari {high}"),
    (re.compile(r"=+\s*(?P<low>[0-9]+)"), "tulis {low}"),
    (
        re.compile(r"(?P<low>[0-9]+)\s*(?:-|\u2013|\.\.|s/d|s\.d\.|hingga)\s*(?P<high>[0-9]+)"),
        "tulis {low} sampai {high}",
    ),
    (re.compile(r"(?:di atas|diatas)\s+(?P<low>[0-9]+)"), "tulis lebih dari {low}"),
    (re.compile(r"(?:di bawah|dibawah)\s+(?P<high>[0-9]+)"), "tulis kurang dari {high}"),
    (re.compile(r"(?:min|paling sedikit|sekurangnya)\.?\s+(?P<low>[0-9]+)"), "tulis minimal {low}"),
    (re.compile(r"(?:maks|max|paling banyak)\.?\s+(?P<high>[0-9]+)"), "tulis maksimal {high}"),
    (re.compile(r"(?P<low>[0-9]+)\s+[a-z]+"), "tulis angkanya saja: {low}"),
)


def _not_a_number_phrase(phrase: Phrase) -> None:
    hint = _NUMBER_FORMS
    for pattern, template in _LOOK_ALIKES:
        if found := pattern.fullmatch(phrase.text.casefold()):
            hint = tell(template, **found.groupdict())
            break
    phrase.wrong(
        "nilai-salah",
        tell(
            "{phrase} tidak dapat dibandingkan dengan bilangan '{fact_name}'",
            phrase=quoted(phrase.text),
            fact_name=phrase.fact.name,
        ),
        hint,
    )
