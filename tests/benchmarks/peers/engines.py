"""Rule engines that decide one case at a time, each given the whole table of conditions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import cel
import rule_engine
import zen

from tests.benchmarks.peers.expressions import (
    CEL,
    PYTHON,
    RULE_ENGINE,
    ZEN,
    facts_used,
    units_as_text,
)
from tksk_workflow.domain.conditions import Compare, Empty, Equals, Has, Known, ordinal
from tksk_workflow.domain.readings import units_of
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.engine.normal_form import Conjunction, SignedLeaf, disjuncts

Record = Mapping[str, object]
Engine = Callable[[Record], frozenset[str]]


def python_by_hand(pack: RulePack) -> Engine:
    """One function with one ``if`` per condition, as a programmer would write it."""
    names = facts_used(pack)
    lines = ["def matching(facts):"]
    lines += [f"    {name} = facts[{name!r}]" for name in names]
    lines += ["    met = []"]
    for key, text in units_as_text(pack, PYTHON).items():
        lines += [f"    if {text}:", f"        met.append({key!r})"]
    lines += ["    return frozenset(met)"]
    scope: dict[str, Engine] = {}
    exec("\n".join(lines), scope)
    return scope["matching"]


def cel_programs(pack: RulePack) -> Engine:
    """One compiled CEL program that returns the list of all answers."""
    units = units_as_text(pack, CEL)
    keys = list(units)
    program = cel.compile("[" + ", ".join(units.values()) + "]")

    def matching(record: Record) -> frozenset[str]:
        answers = program.execute(dict(record))
        return frozenset(key for key, met in zip(keys, answers, strict=True) if met)

    return matching


def rule_engine_rules(pack: RulePack) -> Engine:
    """One compiled rule-engine rule per condition."""
    context = rule_engine.Context(default_value=None)
    compiled = {
        key: rule_engine.Rule(text, context=context)
        for key, text in units_as_text(pack, RULE_ENGINE).items()
    }

    def matching(record: Record) -> frozenset[str]:
        return frozenset(key for key, found in compiled.items() if found.matches(record))

    return matching


def zen_table(pack: RulePack) -> Engine:
    """A GoRules decision table as one draws it: a column per fact, a row per combination.

    The condition's key is collected from each row that holds.
    """
    names = facts_used(pack)
    rows = [
        {"_id": f"{key}/{number}", **row, "then": f'"{key}"'}
        for key, condition in units_of(pack).items()
        for number, row in enumerate(map(_cells, disjuncts(condition, unit=key)))
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": name, "name": name, "field": name} for name in names],
        "outputs": [{"id": "then", "name": "met", "field": "met", "type": "expression"}],
        "rules": [dict.fromkeys(names, "") | row for row in rows],
    }
    return _zen(
        {"id": "t", "type": "decisionTableNode", "name": "t", "content": table},
        lambda result: frozenset(row["met"] for row in result),
    )


def _cells(conjunction: Conjunction) -> dict[str, str]:
    """What a combination demands of each fact; ``$`` is the fact of the column.

    Without brackets: a cell with brackets inside brackets is silently never met.
    """
    demands: dict[str, list[SignedLeaf]] = {}
    for part in sorted(conjunction, key=repr):
        demands.setdefault(part.leaf.fact, []).append(part)
    return {fact: _cell(parts) for fact, parts in demands.items()}


def _cell(parts: list[SignedLeaf]) -> str:
    if any(isinstance(part.leaf, Known) and not part.wanted for part in parts):
        return "$ == null"
    compared = [_compared(part) for part in parts if not isinstance(part.leaf, Known)]
    if all(part.unknown_too for part in parts):
        return " or ".join(["$ == null", " and ".join(compared)])
    return " and ".join(["$ != null", *compared])


def _compared(part: SignedLeaf) -> str:
    match part.leaf:
        case Compare(_, order, bound):
            sign = order.value if part.wanted else _OPPOSITE[order.value]
            return f"$ {sign} {ordinal(bound)}"
        case Equals(_, value):
            return f"$ {'==' if part.wanted else '!='} {ZEN.literal(value)}"
        case Has(_, member):
            return f"{'' if part.wanted else 'not '}contains($, {member!r})"
        case Empty():
            return f"len($) {'==' if part.wanted else '!='} 0"
    raise AssertionError(part)


_OPPOSITE = {"<": ">=", "<=": ">", ">=": "<", ">": "<="}


def zen_conditions(pack: RulePack) -> Engine:
    """A GoRules decision table with one column that holds whole conditions."""
    rows = [
        {"_id": key, "when": text, "then": f'"{key}"'}
        for key, text in units_as_text(pack, ZEN).items()
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when", "type": "expression"}],
        "outputs": [{"id": "then", "name": "met", "field": "met", "type": "expression"}],
        "rules": rows,
    }
    return _zen(
        {"id": "t", "type": "decisionTableNode", "name": "t", "content": table},
        lambda result: frozenset(row["met"] for row in result),
    )


def zen_expressions(pack: RulePack) -> Engine:
    """One GoRules expression node with an output per condition."""
    units = units_as_text(pack, ZEN)
    numbered = {f"u{number}": key for number, key in enumerate(units)}
    content = {
        "expressions": [
            {"id": name, "key": name, "value": units[key]} for name, key in numbered.items()
        ]
    }
    return _zen(
        {"id": "t", "type": "expressionNode", "name": "t", "content": content},
        lambda result: frozenset(key for name, key in numbered.items() if result[name]),
    )


def _zen(node: dict[str, object], read: Callable[[object], frozenset[str]]) -> Engine:
    graph = {
        "nodes": [
            {"id": "i", "type": "inputNode", "name": "i"},
            node,
            {"id": "o", "type": "outputNode", "name": "o"},
        ],
        "edges": [
            {"id": "e1", "sourceId": "i", "targetId": "t", "type": "edge"},
            {"id": "e2", "sourceId": "t", "targetId": "o", "type": "edge"},
        ],
    }
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(graph)))
    return lambda record: read(decision.evaluate(dict(record))["result"])


ENGINES: dict[str, Callable[[RulePack], Engine]] = {
    "Python, written by hand": python_by_hand,
    "CEL (common-expression-language)": cel_programs,
    "rule-engine": rule_engine_rules,
    "GoRules zen-engine, decision table": zen_table,
    "GoRules zen-engine, table of conditions": zen_conditions,
    "GoRules zen-engine, expressions": zen_expressions,
}
