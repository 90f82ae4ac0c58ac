"""Conditions of a pack written in the expression language of somebody else.

All of them know only true and false, so the conditions come in normal form (`signed`):
each comparison says which answer is wanted and whether "not asked" will do as well.
Facts are one flat record with ``null`` for what nobody asked, sets as lists, dates as days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tksk_workflow.domain.conditions import (
    Compare,
    Empty,
    Equals,
    Facts,
    Has,
    Known,
    leaves_of,
    ordinal,
)
from tksk_workflow.domain.readings import units_of
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.engine.normal_form import Both, Signed, SignedLeaf, signed


@dataclass(frozen=True)
class Language:
    """How an expression language spells what conditions are made of."""

    both: str
    either: str
    negate: str
    known: str
    unknown: str
    true: str
    false: str
    has: Callable[[str, str], str] = lambda fact, member: f"{member!r} in {fact}"
    empty: Callable[[str], str] = lambda fact: f"len({fact}) == 0"

    def literal(self, value: object) -> str:
        """Spell a value."""
        if isinstance(value, bool):
            return self.true if value else self.false
        return repr(value)


PYTHON = Language("and", "or", "not ", "{} is not None", "{} is None", "True", "False")
CEL = Language(
    "&&",
    "||",
    "!",
    "{} != null",
    "{} == null",
    "true",
    "false",
    empty=lambda fact: f"size({fact}) == 0",
)
RULE_ENGINE = Language(
    "and",
    "or",
    "not ",
    "{} != null",
    "{} == null",
    "true",
    "false",
    empty=lambda fact: f"{fact}.is_empty",
)
ZEN = Language(
    "and",
    "or",
    "not ",
    "{} != null",
    "{} == null",
    "true",
    "false",
    has=lambda fact, member: f"contains({fact}, {member!r})",
    empty=lambda fact: f"len({fact}) == 0",
)


def units_as_text(pack: RulePack, language: Language) -> dict[str, str]:
    """Write every condition of a pack bound to a day."""
    return {key: _text(signed(unit), language) for key, unit in units_of(pack).items()}


def _text(tree: Signed, language: Language) -> str:
    if isinstance(tree, SignedLeaf):
        return _leaf(tree, language)
    if not tree.parts:
        return language.true if isinstance(tree, Both) else language.false
    word = language.both if isinstance(tree, Both) else language.either
    return "(" + f" {word} ".join(_text(part, language) for part in tree.parts) + ")"


def _leaf(part: SignedLeaf, language: Language) -> str:
    leaf, fact = part.leaf, part.leaf.fact
    if isinstance(leaf, Known):
        return (language.known if part.wanted else language.unknown).format(fact)
    match leaf:
        case Equals(_, value):
            said = f"{fact} == {language.literal(value)}"
        case Compare(_, order, bound):
            assert isinstance(bound, int) or hasattr(bound, "toordinal")
            said = f"{fact} {order.value} {ordinal(bound)}"  # type: ignore[arg-type]
        case Has(_, member):
            said = language.has(fact, member)
        case Empty():
            said = language.empty(fact)
    compared = f"({said})" if part.wanted else f"{language.negate}({said})"
    if part.unknown_too:
        return f"({language.unknown.format(fact)} {language.either} {compared})"
    return f"({language.known.format(fact)} {language.both} {compared})"


def facts_used(pack: RulePack) -> list[str]:
    """Name the facts that the conditions look at."""
    units = units_of(pack).values()
    return sorted({leaf.fact for condition in units for leaf in leaves_of(condition)})


def records(cases: Iterable[Facts], names: Iterable[str]) -> list[dict[str, object]]:
    """Write settled facts as flat records."""
    names = list(names)
    return [{name: _plain(facts.get(name)) for name in names} for facts in cases]


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.toordinal() if hasattr(value, "toordinal") else value


Answers = list[frozenset[str]]
Ask = Callable[[], Answers]


def one_by_one(
    ask: Callable[[Mapping[str, object]], frozenset[str]], rows: list[dict[str, object]]
) -> Ask:
    """Ask about each record in turn."""
    return lambda: [ask(row) for row in rows]
