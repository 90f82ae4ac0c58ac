"""Facts for which no rule of a PMKS type answers.

A case of a type has an age, a sex, a degree of dependence: facts with an order or with a
few options. Between two bounds that the rules mention nothing changes, so one value of
each stretch stands for all. A stretch in which no rule of the type can ever apply,
whatever the other answers are, is a gap when it lies inside the type's own gate
(``syarat``); outside of it the type itself says that it is not meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from tksk_workflow.domain.conditions import (
    All,
    Compare,
    Condition,
    Equals,
    Facts,
    Has,
    Order,
    Possibly,
    Value,
    evaluate,
    leaves_of,
)
from tksk_workflow.domain.rulepack import FactKind, FactOrigin, Rule
from tksk_workflow.domain.truth import Truth
from tksk_workflow.rulebook.analysis.findings import Finding, FindingKind, Level
from tksk_workflow.rulebook.analysis.prover import Prover
from tksk_workflow.rulebook.explaining.stretches import Stretch, joined, stretches
from tksk_workflow.rulebook.reading.rules import PMKS_FACT

_MOST_CELLS = 400


@dataclass(frozen=True, slots=True)
class _Type:
    """One PMKS type with its rules that can apply."""

    code: str
    rules: tuple[Rule, ...]
    gate: Condition

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(rule.id for rule in self.rules)


def gaps(prover: Prover, alive: Sequence[Rule]) -> Iterator[Finding]:
    """Find the gaps of every type."""
    for code, pmks in prover.pack.pmks_types.items():
        rules = tuple(rule for rule in alive if rule.pmks == code)
        if not rules:
            yield Finding(
                FindingKind.GAP,
                Level.PROBLEM,
                (),
                f"Jenis {code} ({pmks.name}) tidak memiliki aturan yang dapat berlaku.",
                {PMKS_FACT: frozenset({code})},
            )
            continue
        found = _Type(code, rules, gate_of(rules))
        yield from _gaps_of(prover, found)
        yield from _unanswered(prover, found)


def gate_of(rules: Iterable[Rule]) -> Condition:
    """Return the gate that the rules of a type share; always met when there is none."""
    for rule in rules:
        match rule.condition:
            case All((Has(), Possibly(gate), _)) | All((Has(), gate, _)):
                return gate
    return All()


def _gaps_of(prover: Prover, pmks: _Type) -> Iterator[Finding]:
    conditions = [rule.condition for rule in pmks.rules]
    names = sorted({leaf.fact for one in conditions for leaf in leaves_of(one)})
    lines = {
        name: found
        for name in names
        if _has_stretches(prover, name)
        and 1 < len(found := stretches(prover.pack, name, conditions)) <= _MOST_CELLS
    }
    empty: dict[str, list[Stretch]] = {}
    for name, line in lines.items():
        empty[name] = [one for one in line if not _can_answer(prover, pmks, {name: one.value})]
        for one in joined(empty[name], line):
            yield _gap(prover, pmks, {name: one})
        if prover.pack.facts[name].kind is FactKind.CHOICE:
            yield from _unused_options(prover, pmks, name, line, empty[name])
    yield from _gaps_of_pairs(prover, pmks, lines, empty)


def _unused_options(
    prover: Prover, pmks: _Type, name: str, line: Sequence[Stretch], empty: Sequence[Stretch]
) -> Iterator[Finding]:
    """Find options of a choice that the type's rules ask about and then do nothing with.

    Other rules of the type may still answer, so it is no gap. When most options are used
    and one is not, its rule may have been forgotten.
    """
    asking = tuple(
        rule for rule in pmks.rules if any(leaf.fact == name for leaf in leaves_of(rule.condition))
    )
    about = replace(pmks, rules=asking)
    answered = [one for one in line if _can_answer(prover, about, {name: one.value})]
    unused = [one for one in line if one not in answered and one not in empty]
    if not answered or not unused:
        return
    used = ", ".join(map(str, answered))
    yield Finding(
        FindingKind.UNUSED_OPTION,
        Level.CHECK if len(unused) <= len(answered) else Level.NOTE,
        about.ids,
        f"{pmks.code}: {prover.pack.facts[name].label}: {', '.join(map(str, unused))} → aturan "
        f"yang menanyakannya hanya menjawab {used}.",
        {PMKS_FACT: frozenset({pmks.code}), name: unused[0].value},
    )


def _gaps_of_pairs(
    prover: Prover,
    pmks: _Type,
    lines: Mapping[str, list[Stretch]],
    empty: Mapping[str, list[Stretch]],
) -> Iterator[Finding]:
    """Find gaps that only two facts together make: old enough, but only for one sex."""
    # A number goes first, so that its stretches are put together.
    names = sorted(lines, key=lambda name: isinstance(lines[name][0].value, str))
    for first, second in combinations(names, 2):
        rows = [one for one in lines[first] if one not in empty[first]]
        columns = [one for one in lines[second] if one not in empty[second]]
        if len(rows) * len(columns) > _MOST_CELLS:
            continue
        for column in columns:
            missing = [
                row
                for row in rows
                if not _can_answer(prover, pmks, {first: row.value, second: column.value})
            ]
            for row in joined(missing, rows):
                yield _gap(prover, pmks, {first: row, second: column})


def _has_stretches(prover: Prover, name: str) -> bool:
    definition = prover.pack.facts[name]
    ordered = definition.kind in {FactKind.NUMBER, FactKind.CHOICE, FactKind.DATE}
    return ordered and definition.origin in {FactOrigin.CLIENT, FactOrigin.COMPUTED}


def _can_answer(prover: Prover, pmks: _Type, fixed: Facts) -> bool:
    for rule in pmks.rules:
        if prover.applies(rule, {**(prover.witness(rule) or {}), **fixed}):
            return True
    exactly = _exactly(fixed)
    return any(prover.find(met=[exactly, rule.condition]) is not None for rule in pmks.rules)


def _exactly(fixed: Facts) -> Condition:
    parts: list[Condition] = []
    for name, value in fixed.items():
        if isinstance(value, str | int):
            parts.append(Equals(name, value))
        else:
            assert not isinstance(value, frozenset)
            parts += [Compare(name, Order.AT_LEAST, value), Compare(name, Order.AT_MOST, value)]
    return All(tuple(parts))


def _gap(prover: Prover, pmks: _Type, where: Mapping[str, Stretch]) -> Finding:
    fixed: dict[str, Value] = {name: one.value for name, one in where.items()}
    inside = prover.find(met=[Has(PMKS_FACT, pmks.code), _exactly(fixed), pmks.gate]) is not None
    words = " dan ".join(f"{prover.pack.facts[name].label}: {one}" for name, one in where.items())
    tail = (
        "tidak ada aturan jenis ini yang dapat berlaku, padahal termasuk syarat jenisnya."
        if inside
        else "di luar syarat jenis ini."
    )
    return Finding(
        FindingKind.GAP if inside else FindingKind.OUTSIDE,
        Level.PROBLEM if inside else Level.NOTE,
        pmks.ids,
        f"{pmks.code}: {words} → {tail}",
        {PMKS_FACT: frozenset({pmks.code}), **fixed},
    )


def _unanswered(prover: Prover, pmks: _Type) -> Iterator[Finding]:
    """Find answers inside the gate after which every rule of the type says no."""
    member = Has(PMKS_FACT, pmks.code)
    conditions = [rule.condition for rule in pmks.rules]
    found = prover.find(met=[member, pmks.gate], refuted=conditions)
    if found is None:
        return

    def nobody_answers(facts: Facts) -> bool:
        stated = facts.get(PMKS_FACT, frozenset())
        settled = prover.world.settle(facts)
        return (
            isinstance(stated, frozenset)
            and pmks.code in stated
            and all(evaluate(one, settled) is Truth.YES for one in (member, pmks.gate))
            and all(evaluate(one, settled) is Truth.NO for one in conditions)
        )

    yield Finding(
        FindingKind.UNANSWERED,
        Level.NOTE,
        pmks.ids,
        f"{pmks.code}: dengan jawaban ini setiap aturan jenisnya berkata tidak.",
        prover.smallest(found, nobody_answers, pmks.rules),
    )
