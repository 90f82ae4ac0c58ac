"""Pairs of rules whose results do not fit together, with the resolution that applies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

from tksk_workflow.domain.conditions import Facts, Value
from tksk_workflow.domain.rulepack import Rule
from tksk_workflow.rulebook.analysis.findings import Finding, FindingKind, Level
from tksk_workflow.rulebook.analysis.prover import Prover
from tksk_workflow.rulebook.explaining.saying import said_value

_Target = tuple[str, str]


def conflicts(
    prover: Prover, alive: Sequence[Rule], told: Collection[frozenset[str]]
) -> Iterator[Finding]:
    """Find contradictions.

    Args:
        prover: answers the questions.
        alive: the rules that can apply.
        told: sets of rules that were already reported as redundant.
    """
    yield from _opposite_conclusions(prover, alive)
    yield from _mutual_replacements(prover, alive)
    yield from _urgencies(prover, alive, told)


def _opposite_conclusions(prover: Prover, alive: Sequence[Rule]) -> Iterator[Finding]:
    """Find facts that two rules conclude differently: the first in the pack would win."""
    makers: dict[str, list[tuple[Rule, bool]]] = defaultdict(list)
    for rule in alive:
        for conclusion in rule.conclusions:
            if isinstance(conclusion.value, bool):
                makers[conclusion.fact].append((rule, conclusion.value))
    for fact, found in makers.items():
        for (one, first), (other, second) in combinations(found, 2):
            if first == second:
                continue

            def both_conclude(
                facts: Facts, one: Rule = one, other: Rule = other, fact: str = fact
            ) -> bool:
                return (
                    fact not in facts
                    and prover.applies(one, facts)
                    and prover.applies(other, facts)
                )

            together = prover.together(one, other)
            if together is None:
                continue
            case = {name: value for name, value in together.items() if name != fact}
            if not both_conclude(case):
                continue
            yield Finding(
                FindingKind.CONTRADICTION,
                Level.CHECK,
                (one.id, other.id),
                f"{one.id} menyimpulkan {fact}: {said_value(first)}, {other.id} menyimpulkan "
                f"{fact}: {said_value(second)}; yang dipakai kesimpulan yang lebih dahulu "
                "ditarik, jadi bergantung pada urutan aturan.",
                prover.smallest(case, both_conclude, [one, other]),
            )


def _mutual_replacements(prover: Prover, alive: Sequence[Rule]) -> Iterator[Finding]:
    for one, other in combinations(alive, 2):
        if one.id in other.replaces and other.id in one.replaces:
            example = prover.together(one, other)
            if example is not None:
                yield Finding(
                    FindingKind.CONTRADICTION,
                    Level.PROBLEM,
                    (one.id, other.id),
                    f"{one.id} dan {other.id} saling menggantikan; rujukan keduanya hilang.",
                    example,
                )


def _urgencies(
    prover: Prover, alive: Sequence[Rule], told: Collection[frozenset[str]]
) -> Iterator[Finding]:
    """Find referrals with one target and two urgencies; the more pressing one counts."""
    by_target: dict[_Target, list[Rule]] = defaultdict(list)
    for rule in alive:
        for order in rule.orders:
            by_target[order.partner_type, order.service].append(rule)
    seen: set[frozenset[str]] = set()
    for (partner, service), rules in sorted(by_target.items()):
        across: list[tuple[Rule, Rule]] = []
        for one, other in combinations(rules, 2):
            pair = frozenset({one.id, other.id})
            if pair in seen or one.urgency is None or other.urgency is None:
                continue
            seen.add(pair)
            if _replaces(one, other):
                continue
            if one.pmks is not None and one.pmks == other.pmks:
                yield from _within_a_type(prover, one, other, told=pair in told)
            elif one.urgency is not other.urgency and _same_case(prover, one, other):
                yield _contradiction(one, other, prover.witness(one) or {}, same_case=True)
            elif one.urgency is not other.urgency and pair not in told:
                across.append((one, other))
        yield from _across_types(prover, partner, service, across)


def _replaces(one: Rule, other: Rule) -> bool:
    return one.id in other.replaces or other.id in one.replaces


def _within_a_type(prover: Prover, one: Rule, other: Rule, *, told: bool) -> Iterator[Finding]:
    example = prover.together(one, other)
    if example is None or one.urgency is None or other.urgency is None:
        return
    if one.urgency is other.urgency:
        if told:
            return
        yield Finding(
            FindingKind.OVERLAP,
            Level.NOTE,
            (one.id, other.id),
            f"{one.id} dan {other.id} dapat berlaku bersama dengan tujuan yang sama; "
            "rujukannya digabung.",
            example,
        )
        return
    same_case = _same_case(prover, one, other)
    if same_case or not told:
        yield _contradiction(one, other, example, same_case=same_case)


def _same_case(prover: Prover, one: Rule, other: Rule) -> bool:
    """Say whether two rules always apply together."""
    return prover.implies(
        one.condition, [other.condition], prover.witness(one) or {}
    ) and prover.implies(other.condition, [one.condition], prover.witness(other) or {})


def _contradiction(
    one: Rule, other: Rule, example: Mapping[str, Value], *, same_case: bool
) -> Finding:
    winner = min(one, other, key=lambda rule: rule.urgency.rank if rule.urgency else 9)
    return Finding(
        FindingKind.CONTRADICTION,
        Level.PROBLEM if same_case else Level.NOTE,
        (one.id, other.id),
        ("Syaratnya sama, tujuannya sama, urgensinya berbeda: " if same_case else "")
        + f"{one.id} meminta {one.urgency}, {other.id} meminta {other.urgency}; "
        f"yang dipakai {winner.urgency} dari {winner.id} karena urgensi tertinggi menang.",
        example,
    )


def _across_types(
    prover: Prover, partner: str, service: str, pairs: Sequence[tuple[Rule, Rule]]
) -> Iterator[Finding]:
    """Report types and needs that can come together once per target, not per pair."""
    meeting: dict[str, Rule] = {}
    shown: dict[str, Value] | None = None
    for one, other in pairs:
        if one.id in meeting and other.id in meeting:
            continue
        example = prover.together(one, other)
        if example is None:
            continue
        meeting.update({one.id: one, other.id: other})
        if shown is None or len(example) < len(shown):
            shown = example
    if shown is None:
        return
    ordered = sorted(meeting.values(), key=lambda rule: (rule.urgency or "", rule.id))
    listed = ", ".join(f"{rule.id} {rule.urgency}" for rule in ordered)
    yield Finding(
        FindingKind.CONTRADICTION,
        Level.NOTE,
        tuple(rule.id for rule in ordered),
        f"Tujuan {partner} untuk {service} dengan urgensi berbeda bila jenis atau kebutuhannya "
        f"bertemu dalam satu kasus ({listed}); urgensi tertinggi yang dipakai.",
        shown,
    )
