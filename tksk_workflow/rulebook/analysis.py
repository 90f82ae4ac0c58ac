"""What can be proved about a pack: holes, dead rules, duplicates, contradictions.

Every finding carries a smallest example, in the words of the vocabulary, so that a
coordinator sees a case and not a formula.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, groupby
from typing import Any as Term

import z3

from tksk_workflow.domain.areas import covers
from tksk_workflow.domain.conditions import Compare, Condition, Equals, Value, leaves_of
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.rulepack import Rule, RulePack
from tksk_workflow.rulebook.solver import Formulas, smallest


class FindingKind(StrEnum):
    """What is wrong, or worth a look."""

    GAP = "celah"
    DEAD = "tak-pernah-berlaku"
    DUPLICATE = "kembar"
    SHADOWED = "tertutupi"
    CONTRADICTION = "bertentangan"
    NO_PARTNER = "tanpa-mitra"
    BOUNDARY = "celah-batas"


@dataclass(frozen=True, slots=True)
class Finding:
    """One proved property, the rules that it is about, and a case that shows it."""

    kind: FindingKind
    rules: tuple[str, ...]
    message: str
    example: Mapping[str, Value] = field(default_factory=dict)


def analyse(
    pack: RulePack, directory: Sequence[Partner] = (), villages: Collection[str] = ()
) -> list[Finding]:
    """Prove what can be proved about a pack.

    Args:
        pack: bound to a day.
        directory: partners, to find types that nobody offers; empty skips that.
        villages: region codes that must be served.
    """
    formulas = Formulas(pack)
    dead = list(_dead_rules(pack, formulas))
    alive = [r for r in pack.rules if r.id not in {rule for f in dead for rule in f.rules}]
    return [
        *dead,
        *_gaps(pack, formulas),
        *_boundaries(pack),
        *_pairs(alive, formulas),
        *_nobody_offers(pack, directory, villages),
    ]


def _dead_rules(pack: RulePack, formulas: Formulas) -> Iterable[Finding]:
    for rule in pack.rules:
        if formulas.example([formulas.met(rule.condition)]) is None:
            yield Finding(
                FindingKind.DEAD, (rule.id,), "Tidak ada keadaan yang memenuhi aturan ini."
            )


def _own_type(pack: RulePack, formulas: Formulas, code: str) -> list[Term]:
    """Constrain a case to exactly one PMKS type."""
    others = [name for name in pack.facts["pmks"].options if name != code]
    return [
        formulas.known("pmks"),
        formulas.member("pmks", code),
        *(z3.Not(formulas.member("pmks", name)) for name in others),
    ]


def _gaps(pack: RulePack, formulas: Formulas) -> Iterable[Finding]:
    """Find ages, sexes and units of a type for which no rule of the type could ever fire."""
    for code in pack.pmks_types:
        rules = [rule for rule in pack.rules if rule.pmks == code]
        if not rules:
            yield Finding(
                FindingKind.GAP, (), f"Jenis {code} tidak memiliki aturan.", {"pmks": code}
            )
            continue
        yield from _structural_gaps(pack, formulas, code, rules)


def _structural_gaps(
    pack: RulePack, formulas: Formulas, code: str, rules: list[Rule]
) -> Iterable[Finding]:
    """Walk the age line between the bounds that the rules mention.

    Between two bounds nothing changes, so one age of each stretch stands for all.
    """
    any_fires = z3.Or([formulas.met(rule.condition) for rule in rules])
    base = _own_type(pack, formulas, code)
    if "usia" not in pack.facts:
        return
    empty: list[tuple[int, int]] = []
    for low, high in _stretches(pack, "usia", [rule.condition for rule in rules]):
        fixed = [formulas.known("usia"), formulas.value("usia") == low]
        if formulas.example([*base, *fixed, any_fires]) is None:
            empty.append((low, high))
    for low, high in _joined(empty):
        ids = tuple(rule.id for rule in rules)
        words = f"usia {low}" if low == high else f"usia {low} sampai {high}"
        yield Finding(
            FindingKind.GAP,
            ids,
            f"Jenis {code}, {words}: tidak ada aturan yang dapat berlaku; "
            "kasus masuk antrean manual.",
            {"pmks": frozenset({code}), "usia": low},
        )


def _stretches(pack: RulePack, fact: str, conditions: Iterable[Condition]) -> list[tuple[int, int]]:
    """Cut a number line where any condition changes its mind."""
    definition = pack.facts[fact]
    first = definition.low or 0
    last = definition.high if definition.high is not None else 150
    cuts = {first}
    for condition in conditions:
        for leaf in leaves_of(condition):
            if leaf.fact != fact:
                continue
            if isinstance(leaf, Compare) and isinstance(leaf.bound, int):
                cuts |= {leaf.bound, leaf.bound + 1}
            elif isinstance(leaf, Equals) and isinstance(leaf.value, int):
                cuts |= {leaf.value, leaf.value + 1}
    starts = sorted(cut for cut in cuts if first <= cut <= last)
    ends = [*(start - 1 for start in starts[1:]), last]
    return list(zip(starts, ends, strict=True))


def _joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for low, high in stretches:
        if joined and joined[-1][1] + 1 == low:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined


def _boundaries(pack: RulePack) -> Iterable[Finding]:
    """Find a single value left open between two bounds of one type or of the needs.

    ``maksimal 59`` beside ``minimal 61`` leaves 60 to nobody: almost always a slip.
    """
    by_group = groupby(
        sorted(pack.rules, key=lambda rule: rule.pmks or ""), key=lambda rule: rule.pmks or ""
    )
    for group, rules in by_group:
        upper: dict[tuple[str, int], str] = {}
        lower: dict[tuple[str, int], str] = {}
        for rule in rules:
            for leaf in leaves_of(rule.condition):
                if isinstance(leaf, Compare):
                    _note_bound(leaf, rule.id, upper, lower)
        for (fact, value), rule_id in sorted(upper.items()):
            other = lower.get((fact, value + 2))
            if other is not None and (fact, value + 1) not in lower:
                label = pack.facts[fact].label
                yield Finding(
                    FindingKind.BOUNDARY,
                    (rule_id, other),
                    f"{group or 'Kebutuhan'}: {label} {value + 1} tidak termasuk batas mana pun.",
                    {fact: value + 1},
                )


def _note_bound(
    leaf: Compare,
    rule_id: str,
    upper: dict[tuple[str, int], str],
    lower: dict[tuple[str, int], str],
) -> None:
    if not isinstance(leaf.bound, int):
        return
    bound = leaf.bound
    match leaf.order.value:
        case "<=":
            upper[leaf.fact, bound] = rule_id
        case "<":
            upper[leaf.fact, bound - 1] = rule_id
        case ">=":
            lower[leaf.fact, bound] = rule_id
        case ">":
            lower[leaf.fact, bound + 1] = rule_id


def _comparable(first: Rule, second: Rule) -> bool:
    """Only rules that ask for the same partner and service can repeat or contradict."""
    return bool(_targets(first) & _targets(second))


def _targets(rule: Rule) -> set[tuple[str, str]]:
    return {(order.partner_type, order.service) for order in rule.orders}


def _pairs(rules: Sequence[Rule], formulas: Formulas) -> Iterable[Finding]:
    for first, second in combinations(rules, 2):
        if not _comparable(first, second) or not _may_meet(first, second):
            continue
        met = (formulas.met(first.condition), formulas.met(second.condition))
        both = [met[0], met[1]]
        example = formulas.example(both)
        if example is None:
            continue
        first_only = formulas.example([met[0], z3.Not(met[1])])
        second_only = formulas.example([z3.Not(met[0]), met[1]])
        shown = smallest(formulas, both, example)
        yield from _verdict(first, second, first_only is None, second_only is None, shown)


def _verdict(
    first: Rule, second: Rule, first_inside: bool, second_inside: bool, example: dict[str, Value]
) -> Iterable[Finding]:
    pair = (first.id, second.id)
    same_targets = _targets(first) == _targets(second)
    if first_inside and second_inside and same_targets and first.urgency == second.urgency:
        yield Finding(FindingKind.DUPLICATE, pair, "Syarat dan tujuan kedua aturan sama.", example)
        return
    for inner, outer, inside in ((first, second, first_inside), (second, first, second_inside)):
        if inside and _targets(inner) <= _targets(outer) and _rank(outer) <= _rank(inner):
            yield Finding(
                FindingKind.SHADOWED,
                (inner.id, outer.id),
                f"Setiap kali {inner.id} berlaku, {outer.id} sudah memberi tujuan yang sama "
                "dengan urgensi yang sama atau lebih tinggi.",
                example,
            )
            return
    if first.urgency != second.urgency and first.urgency and second.urgency:
        winner = first if _rank(first) < _rank(second) else second
        yield Finding(
            FindingKind.CONTRADICTION,
            pair,
            f"Tujuan sama, urgensi berbeda ({first.urgency} dan {second.urgency}); "
            f"yang dipakai {winner.urgency} dari {winner.id} karena urgensi tertinggi menang.",
            example,
        )


def _rank(rule: Rule) -> int:
    return 9 if rule.urgency is None else rule.urgency.rank


def _may_meet(first: Rule, second: Rule) -> bool:
    """Skip the solver where the facts that the two look at have nothing in common."""
    shared = {leaf.fact for leaf in leaves_of(first.condition)} & {
        leaf.fact for leaf in leaves_of(second.condition)
    }
    return first.pmks == second.pmks or first.pmks is None or second.pmks is None or bool(shared)


def _nobody_offers(
    pack: RulePack, directory: Sequence[Partner], villages: Collection[str]
) -> Iterable[Finding]:
    if not directory:
        return
    wanted: dict[str, list[str]] = {}
    for rule in pack.rules:
        for order in rule.orders:
            if not order.alternatives:
                wanted.setdefault(order.partner_type, []).append(rule.id)
    for partner_type, rules in sorted(wanted.items()):
        offering = [p for p in directory if p.type == partner_type and p.active]
        unserved = [
            village
            for village in sorted(villages)
            if not any(covers(area, village) for partner in offering for area in partner.areas)
        ]
        if not offering or unserved:
            name = pack.partner_types[partner_type].name
            where = f"{len(unserved)} desa" if offering else "desa mana pun"
            yield Finding(
                FindingKind.NO_PARTNER,
                tuple(dict.fromkeys(rules)),
                f"{name} ({partner_type}) tidak ditawarkan mitra mana pun untuk {where}.",
                {"wilayah": unserved[0]} if unserved else {},
            )
