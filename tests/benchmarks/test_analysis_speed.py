"""How long proofs about a pack take: seconds for the default pack, under a minute for 1,000 rules."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tksk_workflow.domain.conditions import All, Any, Compare, Condition, Equals, Has, Not, Order
from tksk_workflow.domain.rulepack import FactKind, FactOrigin, Rule, RuleKind, RulePack
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.analysis import FindingKind, analyse
from tksk_workflow.rulebook.loading import load_pack

pytestmark = pytest.mark.bench

DAY = date(2026, 11, 25)
RULES = 1_000


@pytest.fixture(scope="module")
def pack():
    return load_pack(Path(__file__).parents[2] / "rules")


def _leaf(draw: random.Random, pack: RulePack) -> Condition:
    names = [name for name, found in pack.facts.items() if found.origin is FactOrigin.CLIENT]
    while True:
        definition = pack.facts[draw.choice(names)]
        match definition.kind:
            case FactKind.YES_NO:
                return Equals(definition.name, draw.random() < 0.8)
            case FactKind.NUMBER if definition.high is not None:
                bound = draw.randint(definition.low or 0, definition.high)
                return Compare(definition.name, draw.choice(list(Order)), bound)
            case FactKind.CHOICE:
                return Equals(definition.name, draw.choice(definition.options))
            case FactKind.SET:
                return Has(definition.name, draw.choice(definition.options))


def _condition(draw: random.Random, pack: RulePack) -> Condition:
    parts = [_leaf(draw, pack) for _ in range(draw.randint(1, 3))]
    if draw.random() < 0.5:
        parts.append(Any(tuple(_leaf(draw, pack) for _ in range(draw.randint(2, 4)))))
    if draw.random() < 0.3:
        parts.append(Not(_leaf(draw, pack)))
    return All(tuple(parts))


def grown(pack: RulePack, size: int, seed: int = 7) -> RulePack:
    """The pack with made-up needs until it has so many rules; the last is a twin of the first."""
    draw = random.Random(seed)
    models = [rule for rule in pack.rules if rule.orders]
    extra = [
        replace(
            draw.choice(models),
            id=f"KEB-{1000 + number}",
            kind=RuleKind.NEED,
            pmks=None,
            condition=_condition(draw, pack),
            urgency=draw.choice(list(Urgency)),
            raises=(),
            lowers_base=None,
            conclusions=(),
            replaces=(),
            examples=(),
        )
        for number in range(size - len(pack.rules) - 1)
    ]
    twin: Rule = replace(extra[0], id="KEB-9999")
    return replace(pack, rules=(*pack.rules, *extra, twin))


@pytest.mark.benchmark(group="analysis")
def test_the_default_pack(benchmark, pack):
    findings = benchmark.pedantic(lambda: analyse(pack, DAY), rounds=1)
    assert findings
    assert benchmark.stats.stats.max < 15


@pytest.mark.benchmark(group="analysis")
def test_a_thousand_rules(benchmark, pack):
    large = grown(pack, RULES)
    assert len(large.rules) == RULES
    findings = benchmark.pedantic(lambda: analyse(large, DAY), rounds=1)
    twins = [one.rules for one in findings if one.kind is FindingKind.DUPLICATE]
    assert any("KEB-9999" in rules for rules in twins)
    assert benchmark.stats.stats.max < 60
