"""JSON Schema for conditions and values, with the words of one pack.

An editor reads ``60`` as a number and ``ya`` as a text; the schema takes both as the
loader would. What the schema cannot say (a bound outside of a range) only the loader says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tksk_workflow.domain.rulepack import FactDefinition, FactKind, FactOrigin, RulePack
from tksk_workflow.rulebook.reading.conditions import ANY_OF
from tksk_workflow.rulebook.reading.fields import NO, YES
from tksk_workflow.rulebook.reading.number_phrases import ORDERS
from tksk_workflow.rulebook.reading.phrases import (
    ALL_OF,
    ASKED,
    DATE_ORDERS,
    EMPTY,
    NONE_OF,
    NOT,
    NOT_ASKED,
)

Schema = dict[str, Any]

_DIGITS = re.compile(r"0|-?[1-9][0-9]{0,8}")

DATE = (
    r"[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
# What looks like a number or like yes and no to an editor is text to the loader.
TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
LARGEST_NUMBER = 999_999_999
YES_NO: Schema = {"enum": [YES, NO]}
TEXTS: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT, "uniqueItems": True}]}
DAY: Schema = {"type": "string", "pattern": f"^{DATE}$"}


def reference(name: str) -> Schema:
    """Point to a definition."""
    return {"$ref": f"#/definitions/{name}"}


def words(options: Iterable[str]) -> Schema:
    """One word of a closed list; a word of digits is a number to an editor."""
    found = sorted(options)
    return {"enum": [*found, *(int(word) for word in found if _DIGITS.fullmatch(word))]}


def whole_number(low: int | None = None, high: int | None = None) -> Schema:
    """A whole number, also in quotes; of one in quotes the schema cannot tell the size."""
    bounds = {
        "minimum": -LARGEST_NUMBER if low is None else low,
        "maximum": LARGEST_NUMBER if high is None else high,
    }
    return {
        "anyOf": [
            {"type": "integer", **bounds},
            {"type": "string", "pattern": "^-?[0-9]{1,9}$"},
        ]
    }


def days(*, at_least: int = 0) -> Schema:
    """Numbers of days, each once; one alone will do."""
    day = whole_number(1, 3660)
    return {
        "anyOf": [day, {"type": "array", "items": day, "minItems": at_least, "uniqueItems": True}]
    }


def word_list(options: Iterable[str], *, at_least: int = 0) -> Schema:
    """A list of words of a closed list, each once; one word alone will do."""
    one = words(options)
    several = {"type": "array", "items": one, "minItems": at_least, "uniqueItems": True}
    return {"anyOf": [one, several]}


def a_list(item: Schema, *, at_least: int = 0) -> Schema:
    """A list of these."""
    return {"type": "array", "items": item, "minItems": at_least}


def a_mapping(properties: dict[str, Schema], *, required: Iterable[str] = ()) -> Schema:
    """A mapping with exactly these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(required),
        "additionalProperties": False,
    }


def a_file(kind: str, properties: dict[str, Schema], required: tuple[str, ...]) -> Schema:
    """A file of one kind, with these keys beside ``berkas``."""
    return a_mapping({"berkas": {"const": kind}, **properties}, required=("berkas", *required))


def condition_schemas(pack: RulePack) -> dict[str, Schema]:
    """Return the definitions of conditions: ``syarat``, ``syarat_pagar``, one per fact."""
    client = [one for one in pack.facts.values() if one.origin is not FactOrigin.REFERRAL]
    return {
        "syarat": _condition(client, "syarat"),
        "syarat_pagar": _condition(pack.facts.values(), "syarat_pagar"),
        **{f"syarat:{name}": _phrases(fact, pack) for name, fact in pack.facts.items()},
        **{f"nilai:{name}": _value(fact) for name, fact in pack.facts.items()},
    }


def _condition(facts: Iterable[FactDefinition], name: str) -> Schema:
    found = list(facts)
    itself = reference(name)
    bare = words(one.name for one in found if one.kind is FactKind.YES_NO)
    member = {"anyOf": [bare, itself]}
    group = {**a_list(member, at_least=1), "uniqueItems": True}
    schema = a_mapping(
        {
            ANY_OF: {**group, "description": "Sedikitnya satu terpenuhi."},
            ALL_OF: {**group, "description": "Semua terpenuhi."},
            NOT: {**member, "description": "Tidak terpenuhi."},
            **{one.name: reference(f"syarat:{one.name}") for one in found},
        }
    )
    return {**schema, "minProperties": 1}


def _phrases(fact: FactDefinition, pack: RulePack) -> Schema:
    """What may stand beside a fact: a phrase, or a list of phrases of which one holds."""
    one = {"anyOf": _single(fact, pack)}
    more: list[Schema] = []
    if fact.kind is FactKind.SET:
        several = word_list(fact.options, at_least=1)
        more = [
            a_mapping({ALL_OF: several}, required=[ALL_OF]),
            a_mapping({NOT: words(fact.options)}, required=[NOT]),
            a_mapping({NONE_OF: several}, required=[NONE_OF]),
        ]
    both = {"anyOf": [one, *more]}
    described = f"{fact.label}. {fact.question}".strip()
    return {
        "anyOf": [*_single(fact, pack), *more, {**a_list(both, at_least=1), "uniqueItems": True}],
        "description": described,
    }


def _single(fact: FactDefinition, pack: RulePack) -> list[Schema]:
    asked = [NOT_ASKED, ASKED]
    match fact.kind:
        case FactKind.YES_NO:
            return [{"enum": [YES, NO, *asked]}]
        case FactKind.CHOICE:
            return [{"enum": [*fact.options, *(f"{NOT} {one}" for one in fact.options), *asked]}]
        case FactKind.SET:
            return [{"enum": [*fact.options, EMPTY, *asked]}]
        case FactKind.DATE:
            orders = "|".join(DATE_ORDERS)
            return [{"enum": asked}, {"type": "string", "pattern": rf"^({orders})\s+{DATE}$"}]
        case FactKind.NUMBER:
            return [{"enum": asked}, _number(fact), _number_phrase(pack)]
        case FactKind.TEXT:
            return [TEXT]


def _number(fact: FactDefinition) -> Schema:
    return whole_number(fact.low, fact.high)


def _number_phrase(pack: RulePack) -> Schema:
    names = "|".join(sorted(pack.parameters)) or "(?!)"
    bound = rf"(parameter\s+({names})|-?[0-9]{{1,9}})"
    orders = "|".join(ORDERS)
    one_sided = rf"({orders})\s+{bound}"
    between = rf"{bound}\s+sampai\s+(kurang dari\s+)?{bound}"
    return {"type": "string", "pattern": rf"^({one_sided}|{between}|{bound})$"}


def _value(fact: FactDefinition) -> Schema:
    """What a fact can be in an example or a conclusion."""
    match fact.kind:
        case FactKind.YES_NO:
            return YES_NO
        case FactKind.CHOICE:
            return words(fact.options)
        case FactKind.SET:
            several = word_list(fact.options)
            return {"anyOf": [{"const": EMPTY}, several]}
        case FactKind.DATE:
            return {"type": "string", "pattern": f"^{DATE}$"}
        case FactKind.NUMBER:
            return _number(fact)
        case FactKind.TEXT:
            return TEXT
