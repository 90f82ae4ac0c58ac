"""One decision at a time, beside other rule engines with the same rules and the same facts."""

from __future__ import annotations

from collections.abc import Callable

import durable_rules_engine

from tests.benchmarks.measuring import Group, Measured, in_turns, ratio
from tests.benchmarks.peers.engines import ENGINES
from tests.benchmarks.peers.expressions import facts_used, records
from tests.support.population import TODAY, population
from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.deciding import chain
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.engine import inference
from tksk_workflow.rulebook.router import Router

CASES = 2_000
SLOW_CASES = 100
SLOW = ("rule-engine", "GoRules zen-engine")
EXPLAINED, MATCHED, BARE = (
    "explained decision, cross-checked",
    "matching and chaining with durable-rules",
    "durable-rules, its bare C calls",
)
ZEN_TABLE = "GoRules zen-engine, decision table"


def run(pack: RulePack) -> Group:
    """Measure; raises AssertionError when any engine gives another answer."""
    group = Group("decisions", f"One decision at a time, default pack ({len(pack.rules)} rules)")
    cases = population(pack, CASES, seed=3)
    with Router(pack, TODAY, "inference") as router:
        matcher = inference.InferenceMatcher(router.pack)
        known = [router.complete(facts) for facts in cases]
        chained = [chain(facts, router.pack, matcher) for facts in known]
        settled = records([one.facts for one in chained], facts_used(router.pack))
        expected = [one.fired for one in chained]
        assert all(router.decide("k", facts).manual in {True, False} for facts in cases)
        works: dict[str, tuple[Callable[[], object], int]] = {
            EXPLAINED: (lambda: _each(lambda facts: router.decide("k", facts), cases), CASES),
            MATCHED: (lambda: _each(lambda f: chain(f, router.pack, matcher), known), CASES),
            BARE: (_bare_calls(matcher, router.pack, known), CASES),
        }
        for name, build in ENGINES.items():
            ask, count = build(router.pack), SLOW_CASES if name.startswith(SLOW) else CASES
            answers = [ask(record) for record in settled[:count]]
            assert answers == expected[:count], f"{name} gives other answers"
            works[name] = (lambda ask=ask, count=count: _each(ask, settled[:count]), count)
        found = in_turns(works, "decision")
        matcher.close()
    group.figures = list(found.values())
    _add_targets(group, found)
    return group


def _each(ask: Callable[[Facts], object], cases: list[Facts]) -> None:
    """Decide all cases; nothing is kept, as in a service."""
    for facts in cases:
        ask(facts)


def _bare_calls(
    matcher: inference.InferenceMatcher, pack: RulePack, known: list[Facts]
) -> Callable[[], None]:
    """Record the C calls that all the cases make, for replaying them with nothing around."""
    calls: list[tuple[Callable[..., object], tuple[object, ...]]] = []

    class Recording:
        error = durable_rules_engine.error

        def __getattr__(self, name: str) -> Callable[..., object]:
            call = getattr(durable_rules_engine, name)

            def recorded(*arguments: object) -> object:
                calls.append((call, arguments))
                return call(*arguments)

            return recorded

    inference.engine = Recording()
    try:
        for facts in known:
            chain(facts, pack, matcher)
    finally:
        inference.engine = durable_rules_engine

    def replay() -> None:
        for call, arguments in calls:
            call(*arguments)

    return replay


def _add_targets(group: Group, found: dict[str, Measured]) -> None:
    from tests.benchmarks.measuring import Target

    fastest = min(
        (one for name, one in found.items() if "zen" in name), key=lambda one: 1 / one.rate
    )
    group.targets = [
        Target(
            "explained decision against zen-engine's decision table, rate",
            ratio(found[ZEN_TABLE], found[EXPLAINED]),
            10,
            at_most=False,
        ),
        Target(
            f"the same against {fastest.name}, its fastest form",
            ratio(fastest, found[EXPLAINED]),
            10,
            at_most=False,
        ),
        Target(
            "explained decision against matching with durable-rules in it, time",
            ratio(found[EXPLAINED], found[MATCHED]),
            3,
        ),
        Target(
            "explained decision against the bare C calls in it, time",
            ratio(found[EXPLAINED], found[BARE]),
            3,
        ),
    ]
