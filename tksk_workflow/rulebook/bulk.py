"""The bulk matcher: conditions compiled to Python closures, or run over whole columns.

`BulkMatcher.matching` answers for one case, `matching_many` for a population at once.
Both rest on `normal_form.signed`, so that what is computed is plain two-valued logic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tksk_workflow.domain.conditions import Facts, Has, Known
from tksk_workflow.domain.deciding import units_of
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.columns import matching_rows
from tksk_workflow.rulebook.leaves import members, predicate
from tksk_workflow.rulebook.normal_form import Both, Signed, SignedLeaf, signed
from tksk_workflow.rulebook.rulesets import PMKS

Met = Callable[[Facts], bool]


class BulkMatcher:
    """Says which conditions of a pack are met, for one case or for many."""

    def __init__(self, pack: RulePack) -> None:
        """Compile a pack whose parameters are resolved (see `rulebook.binding`).

        Raises:
            TypeError: a condition still has a `Parameter`.
        """
        self._units = {key: signed(condition) for key, condition in units_of(pack).items()}
        self._by_type: dict[str, list[tuple[str, Met]]] = {}
        self._for_all: list[tuple[str, Met]] = []
        for key, tree in self._units.items():
            entry = key, _compiled(tree)
            types = types_needed(tree)
            if types is None:
                self._for_all.append(entry)
            else:
                for code in types:
                    self._by_type.setdefault(code, []).append(entry)

    def matching(self, facts: Facts) -> frozenset[str]:
        """Return the keys (see `units_of`) whose condition is certainly met.

        Raises:
            TypeError: a fact has a type that a rule cannot compare.
        """
        met = [key for key, holds in self._for_all if holds(facts)]
        for code in members(PMKS, facts.get(PMKS, frozenset())):
            met += [key for key, holds in self._by_type.get(code, ()) if holds(facts)]
        return frozenset(met)

    def matching_many(self, population: Sequence[Facts]) -> list[frozenset[str]]:
        """Return what `matching` returns, for each case of a population in turn.

        Raises:
            TypeError: a fact has a type that a rule cannot compare.
        """
        return matching_rows(self._units, population)


def types_needed(tree: Signed) -> frozenset[str] | None:
    """Name PMKS types of which the case must have one; None when any case may satisfy."""
    if isinstance(tree, SignedLeaf):
        match tree:
            case SignedLeaf(Has(fact, member), True, False) if fact == PMKS:
                return frozenset({member})
        return None
    needed = [types_needed(part) for part in tree.parts]
    found = [types for types in needed if types is not None]
    if isinstance(tree, Both):
        return min(found, key=len, default=None)
    return frozenset[str]().union(*found) if len(found) == len(needed) else None


def _compiled(tree: Signed) -> Met:
    if isinstance(tree, SignedLeaf):
        return _compiled_leaf(tree)
    parts = tuple(_compiled(part) for part in tree.parts)
    if isinstance(tree, Both):

        def both(facts: Facts) -> bool:
            for part in parts:  # noqa: SIM110 - a generator costs more than the parts
                if not part(facts):
                    return False
            return True

        return both

    def either(facts: Facts) -> bool:
        for part in parts:  # noqa: SIM110
            if part(facts):
                return True
        return False

    return either


def _compiled_leaf(part: SignedLeaf) -> Met:
    fact, wanted = part.leaf.fact, part.wanted
    if isinstance(part.leaf, Known):
        return lambda facts: (fact in facts) is wanted
    holds, unknown_too = predicate(part.leaf), part.unknown_too

    def met(facts: Facts) -> bool:
        value = facts.get(fact)
        return unknown_too if value is None else holds(value) is wanted

    return met
