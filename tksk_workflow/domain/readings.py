"""What each rule makes of the facts of a case: its answer, why, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from tksk_workflow.domain.conditions import (
    All,
    Any,
    Condition,
    Facts,
    Has,
    Possibly,
    evaluate,
    facts_of,
    open_questions,
)
from tksk_workflow.domain.decision import TraceEntry
from tksk_workflow.domain.questions import Stake, client_questions, stakes_of
from tksk_workflow.domain.remembered import Panel, Remembered
from tksk_workflow.domain.rulepack import Rule, RulePack
from tksk_workflow.domain.truth import Truth

PMKS = "pmks"


@dataclass(frozen=True, slots=True)
class RuleReading:
    """One rule's part in a decision.

    Attributes:
        entry: the line of the trace; None when the answer is a plain "no".
        stakes: the questions that the rule would have asked.
        met: its units (see `units_of`) whose condition is certainly met.
    """

    rule: Rule
    answer: Truth
    entry: TraceEntry | None
    stakes: tuple[Stake, ...]
    met: frozenset[str] = frozenset()


def read_rule(
    rule: Rule, pack: RulePack, facts: Facts, *, answer: Truth | None = None
) -> RuleReading:
    """Evaluate one rule and say why.

    Args:
        rule: a rule of the pack.
        pack: gives the vocabulary.
        facts: what is known.
        answer: the answer, where another engine has given one.
    """
    found = answer or evaluate(rule.condition, facts)
    entry = None if found is Truth.NO else _entry(rule, found, facts)
    stakes = tuple(stakes_of(rule, found, facts, pack.facts))
    inner = (
        key
        for key, condition in units_of_rule(rule).items()
        if key != rule.id and evaluate(condition, facts) is Truth.YES
    )
    met = frozenset([rule.id, *inner] if found is Truth.YES else inner)
    return RuleReading(rule, found, entry, stakes, met)


def _entry(rule: Rule, answer: Truth, facts: Facts) -> TraceEntry:
    pending = answer is Truth.UNKNOWN
    return TraceEntry(
        rule=rule.id,
        outcome=answer,
        facts=tuple(
            (name, facts[name]) for name in sorted(facts_of(rule.condition)) if name in facts
        ),
        open_questions=tuple(sorted(open_questions(rule.condition, facts))) if pending else (),
    )


class RuleReader:
    """Reads all rules of a pack for one case after the other."""

    def __init__(self, pack: RulePack) -> None:
        """Take a pack whose parameters are resolved (see `rulebook.binding`)."""
        self._rules = [
            (
                types_wanted(rule.condition),
                Remembered(_facts_read(rule, pack), partial(read_rule, rule, pack)),
            )
            for rule in pack.rules
        ]
        self._for_types = Remembered([PMKS], self._not_shut)

    def readings(self, facts: Facts) -> list[RuleReading]:
        """Read the rules in the pack's order; those for other PMKS types are left out."""
        panel = self._for_types[facts.get(PMKS)]
        return panel.answers(panel.row(facts))

    def _not_shut(self, facts: Facts) -> Panel[RuleReading]:
        types = facts.get(PMKS)
        return Panel(
            read
            for wanted, read in self._rules
            if wanted is None or not isinstance(types, frozenset) or not wanted.isdisjoint(types)
        )


def units_of(pack: RulePack) -> dict[str, Condition]:
    """Name every condition of the pack's rules that has to be matched.

    Conditions of guards are not among them: they look at one referral at a time.
    """
    units: dict[str, Condition] = {}
    for rule in pack.rules:
        units.update(units_of_rule(rule))
    return units


def units_of_rule(rule: Rule) -> dict[str, Condition]:
    """Name the conditions of one rule that have to be matched.

    The rule is one unit under its id; each further condition inside it (an urgency
    change, an order of its own) is a unit under ``id~kind~number``. Those are asked only
    about cases of the PMKS types that the rule is about.
    """
    inner = {f"{rule.id}~naik~{number}": it.condition for number, it in enumerate(rule.raises)}
    if rule.lowers_base:
        inner[f"{rule.id}~turun~0"] = rule.lowers_base.condition
    for number, order in enumerate(rule.orders):
        if facts_of(order.condition):
            inner[f"{rule.id}~rujuk~{number}"] = order.condition
    types = types_wanted(rule.condition) if inner else None
    if types is not None:
        about = Any(tuple(Has(PMKS, code) for code in sorted(types)))
        inner = {key: All((about, condition)) for key, condition in inner.items()}
    return {rule.id: rule.condition, **inner}


def types_wanted(condition: Condition) -> frozenset[str] | None:
    """Name PMKS types without all of which the answer is "no", once the types are known.

    None when no such types can be named.
    """
    match condition:
        case Has(fact, member) if fact == PMKS:
            return frozenset({member})
        case Possibly(part):
            return types_wanted(part)
        case All(parts):
            found = (types_wanted(part) for part in parts)
            return min((types for types in found if types is not None), key=len, default=None)
        case Any(parts) if parts:
            each = [types_wanted(part) for part in parts]
            named = [types for types in each if types is not None]
            return frozenset[str]().union(*named) if len(named) == len(each) else None
    return None


def _facts_read(rule: Rule, pack: RulePack) -> frozenset[str]:
    """All facts on which the reading of a rule depends."""
    names = frozenset[str]().union(*(facts_of(condition) for condition in _conditions(rule)))
    return names | client_questions(names, pack.facts)


def _conditions(rule: Rule) -> Iterator[Condition]:
    yield rule.condition
    yield from (order.condition for order in rule.orders)
    yield from (change.condition for change in rule.raises)
    if rule.lowers_base is not None:
        yield rule.lowers_base.condition
