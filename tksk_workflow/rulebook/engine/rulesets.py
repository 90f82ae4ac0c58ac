"""From the conditions of a pack to small rulesets that the inference engine can bear.

Every condition is multiplied out into conjunctions; each distinct conjunction becomes
one engine rule. Conjunctions that demand a PMKS type go to that type's rulesets, which
only see cases of the type; the rest go to rulesets that see every case.

The engine's own tables are fixed and unchecked, so a ruleset that would come near one is
split. The bounds (see docs/engine.md for what was measured):

- the engine shares common first comparisons, so the rules form a tree. It walks the tree
  with a stack of 64: `MAX_WAITING` bounds what can wait on it, counting every branch as
  matched, and with that the branches below one node;
- `MAX_RULES` keeps well below its 4,096 actions, `MAX_FIELDS` below 252 properties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tksk_workflow.domain.conditions import Has
from tksk_workflow.domain.readings import units_of
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.engine.normal_form import Conjunction, SignedLeaf, disjuncts
from tksk_workflow.rulebook.engine.projection import Projection, Test

PMKS = "pmks"
MAX_WAITING = 56
MAX_RULES = 256
MAX_FIELDS = 200
MAX_DEPTH = 60

Row = tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Rules for one engine handle.

    Attributes:
        pmks: only cases with this type are shown to it; None: every case is.
        projection: reads the fields from the facts.
        rows: engine rules, each a non-empty conjunction of comparisons.
        units: for each row, the keys of the pack's units that it satisfies.
    """

    pmks: str | None
    projection: Projection
    rows: tuple[Row, ...]
    units: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class EnginePlan:
    """A pack for the inference engine: its rulesets, and the units met without any fact."""

    rulesets: tuple[Ruleset, ...]
    always: frozenset[str]


def plan_rulesets(pack: RulePack) -> EnginePlan:
    """Compile a pack that is bound to a day.

    Raises:
        TooComplex: a condition multiplies out too far.
        TypeError: a condition still has a `Parameter`.
        ValueError: a bound lies beyond what the engine compares exactly, or one
            condition alone is longer than the engine can bear.
    """
    groups: dict[str | None, dict[Conjunction, list[str]]] = {}
    always: set[str] = set()
    for key, condition in units_of(pack).items():
        for conjunction in disjuncts(condition, unit=key):
            if conjunction:
                group = groups.setdefault(_pmks_of(conjunction), {})
                group.setdefault(conjunction, []).append(key)
            else:
                always.add(key)
    return EnginePlan(
        tuple(
            ruleset
            for code, group in sorted(groups.items(), key=lambda item: item[0] or "")
            for ruleset in _bounded(code, group)
        ),
        frozenset(always),
    )


def _pmks_of(conjunction: Conjunction) -> str | None:
    """Name a PMKS type without which the conjunction cannot be satisfied, if any."""
    codes = [
        part.leaf.member
        for part in conjunction
        if isinstance(part.leaf, Has) and part.leaf.fact == PMKS
        if part.wanted and not part.unknown_too
    ]
    return min(codes, default=None)


def _bounded(code: str | None, group: Mapping[Conjunction, list[str]]) -> Iterator[Ruleset]:
    """Yield one ruleset, or several when one would pass a bound."""
    ordered = _ordered(code, group)
    ruleset = _ruleset(code, ordered, group)
    if fits(ruleset.rows) and ruleset.projection.width <= MAX_FIELDS:
        yield ruleset
    elif len(ordered) == 1:
        raise ValueError(f"condition of {', '.join(group[frozenset(ordered[0])])} is too long")
    else:
        # Neighbours share their first comparisons, so halves of the order stay small trees.
        middle = len(ordered) // 2
        for half in (ordered[:middle], ordered[middle:]):
            yield from _bounded(code, {frozenset(row): group[frozenset(row)] for row in half})


def _ordered(
    code: str | None, group: Mapping[Conjunction, list[str]]
) -> list[tuple[SignedLeaf, ...]]:
    """Order comparisons by how many rules share them, the type's own first."""
    shared = Counter(part for conjunction in group for part in conjunction)
    door = None if code is None else SignedLeaf(Has(PMKS, code), wanted=True)

    def place(part: SignedLeaf) -> tuple[bool, int, str]:
        return part != door, -shared[part], repr(part)

    rank = {part: number for number, part in enumerate(sorted(shared, key=place))}
    rows = [tuple(sorted(conjunction, key=rank.__getitem__)) for conjunction in group]
    return sorted(rows, key=lambda row: [rank[part] for part in row])


def _ruleset(
    code: str | None,
    ordered: list[tuple[SignedLeaf, ...]],
    group: Mapping[Conjunction, list[str]],
) -> Ruleset:
    projection = Projection()
    # "not under 60" and "at least 60" are two leaves but one comparison.
    units: dict[Row, list[str]] = {}
    for parts in ordered:
        row = tuple(dict.fromkeys(projection.test(part) for part in parts))
        units.setdefault(row, []).extend(group[frozenset(parts)])
    return Ruleset(code, projection, tuple(units), tuple(map(tuple, units.values())))


class _Branch(dict[Test, "_Branch"]):
    """A node of the tree that the engine builds: comparisons and what hangs below."""


def fits(rows: tuple[Row, ...]) -> bool:
    """Say whether these rules together stay within the engine's bounds."""
    if len(rows) > MAX_RULES or any(len(row) > MAX_DEPTH for row in rows):
        return False
    root = _Branch()
    for row in rows:
        branch = root
        for test in row:
            branch = branch.setdefault(test, _Branch())
    return _most_waiting(root) <= MAX_WAITING


def _most_waiting(branch: _Branch) -> int:
    """Bound how many nodes wait on the engine's stack while it walks below this one.

    It puts all matching branches on the stack, takes one off and does the same there,
    while the others wait.
    """
    below = max(map(_most_waiting, branch.values()), default=0)
    return max(len(branch), len(branch) - 1 + below)
