"""Three-valued conditions as plain two-valued logic, for the engines.

An engine knows "true" and "false", a condition also knows "not asked yet". What the
engines need is only when a condition is certainly met, and that question is two-valued.
So `Not` and `Possibly` are pushed down to the comparisons, where they become a sign:
what the comparison must answer, and whether "not asked yet" will do as well.

`signed` keeps the shape of the condition; `disjuncts` multiplies it out into
conjunctions, any one of which is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tksk_workflow.domain.conditions import All, Any, Condition, Known, Leaf, Not, Possibly
from tksk_workflow.rulebook.wording import tell

MAX_CONJUNCTIONS = 512


class TooComplex(Exception):
    """A condition multiplies out to more conjunctions than an engine should carry.

    Attributes:
        unit: the key of the condition (see `domain.deciding.units_of`).
        limit: the number of conjunctions that is allowed.
    """

    def __init__(self, unit: str, limit: int) -> None:
        self.unit = unit
        self.limit = limit
        super().__init__(
            tell(
                "Syarat {unit} terlalu rumit: lebih dari {limit} kombinasi "
                "pilihan. Pecah menjadi beberapa aturan.",
                unit=unit,
                limit=limit,
            )
        )


@dataclass(frozen=True, slots=True)
class SignedLeaf:
    """A comparison with the answer that is wanted of it.

    Attributes:
        leaf: the comparison.
        wanted: the answer that satisfies.
        unknown_too: "not asked yet" satisfies as well. Never set for `Known`,
            which is always answered.
    """

    leaf: Leaf
    wanted: bool
    unknown_too: bool = False


@dataclass(frozen=True, slots=True)
class Both:
    """Every part is satisfied. Without parts: always."""

    parts: tuple[Signed, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part is satisfied. Without parts: never."""

    parts: tuple[Signed, ...]


Signed = SignedLeaf | Both | Either
Conjunction = frozenset[SignedLeaf]


def signed(condition: Condition) -> Signed:
    """Rewrite a condition so that it is satisfied exactly when it evaluates to yes."""
    return _push(condition, wanted=True, unknown_too=False)


def disjuncts(
    condition: Condition, *, unit: str = "?", limit: int = MAX_CONJUNCTIONS
) -> frozenset[Conjunction]:
    """Multiply a condition out: it evaluates to yes exactly when a conjunction is satisfied.

    Contradictory conjunctions are dropped and those that another one covers are
    absorbed, so "always" is one empty conjunction and "never" is none.

    Args:
        condition: any condition; parameters may still be unresolved.
        unit: the key to name in the error.
        limit: the most conjunctions that may arise, also on the way.

    Raises:
        TooComplex: more than ``limit`` conjunctions.
    """
    return frozenset(_multiply(signed(condition), unit, limit))


def _push(condition: Condition, *, wanted: bool, unknown_too: bool) -> Signed:
    match condition:
        case All(parts) | Any(parts):
            pushed = tuple(_push(p, wanted=wanted, unknown_too=unknown_too) for p in parts)
            # De Morgan: "not all" is "some not", "not any" is "each not".
            return Both(pushed) if isinstance(condition, All) is wanted else Either(pushed)
        case Not(part):
            return _push(part, wanted=not wanted, unknown_too=unknown_too)
        case Possibly(part):
            # Possibly answers yes unless its part is a plain no, and is itself never
            # unknown: what was asked of it from outside about "unknown" is void here.
            return _push(part, wanted=wanted, unknown_too=wanted)
        case Known():
            return SignedLeaf(condition, wanted)
        case _:
            return SignedLeaf(condition, wanted, unknown_too)


def _multiply(tree: Signed, unit: str, limit: int) -> list[Conjunction]:
    match tree:
        case SignedLeaf():
            return [frozenset({tree})]
        case Either(parts):
            found = {c for part in parts for c in _multiply(part, unit, limit)}
            return _absorbed(found, unit, limit)
        case Both(parts):
            product: list[Conjunction] = [frozenset()]
            for factor in sorted((_multiply(part, unit, limit) for part in parts), key=len):
                joined = {_tidy(left | right) for left in product for right in factor}
                product = _absorbed(filter(_possible, joined), unit, limit)
            return product


def _tidy(conjunction: Conjunction) -> Conjunction:
    """Drop "yes or not asked" where "yes" is demanded as well."""
    return frozenset(
        part
        for part in conjunction
        if not part.unknown_too or SignedLeaf(part.leaf, part.wanted) not in conjunction
    )


def _absorbed(found: Iterable[Conjunction], unit: str, limit: int) -> list[Conjunction]:
    """Keep the conjunctions that no weaker one covers, and see that they are few enough."""
    kept: dict[Conjunction, Conjunction] = {}  # each with all that follows from it
    for candidate in sorted(found, key=len):
        follows = candidate | {SignedLeaf(p.leaf, p.wanted, unknown_too=True) for p in candidate}
        if any(weaker <= follows for weaker in kept):
            continue
        # Of equal length, "yes or not asked" covers "yes", whichever was met first.
        for covered in [other for other, implied in kept.items() if candidate <= implied]:
            del kept[covered]
        kept[candidate] = follows
        if len(kept) > limit:
            raise TooComplex(unit, limit)
    return list(kept)


def _possible(conjunction: Conjunction) -> bool:
    """Say whether some facts could satisfy every part.

    Looks at one comparison and one fact at a time. Two comparisons of a number that
    exclude each other (under 5, over 60) are let through: they only cost a little.
    """
    demands: set[tuple[Leaf, bool]] = set()
    asked: set[str] = set()
    unasked: set[str] = set()
    for part in conjunction:
        if isinstance(part.leaf, Known):
            (asked if part.wanted else unasked).add(part.leaf.fact)
        else:
            demands.add((part.leaf, part.wanted))
            if not part.unknown_too:
                asked.add(part.leaf.fact)
    # "yes or unknown" and "no or unknown" of one comparison leave only "unknown".
    unasked |= {leaf.fact for leaf, wanted in demands if (leaf, not wanted) in demands}
    return not asked & unasked
