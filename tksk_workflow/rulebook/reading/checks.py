"""What concerns a pack as a whole: rules that name rules, circles, words that must agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tksk_workflow.domain.conditions import (
    All,
    Any,
    Condition,
    Empty,
    Has,
    Known,
    Not,
    Possibly,
)
from tksk_workflow.domain.rulepack import Guard, Place, Rule
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.computed import COMPUTED
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion
from tksk_workflow.rulebook.reading.guards import GuardReader
from tksk_workflow.rulebook.reading.rules import PMKS_FACT, RuleReader
from tksk_workflow.rulebook.reading.vocabulary import DOCUMENT, FACT, PARTNER, Vocabulary
from tksk_workflow.rulebook.reading.yaml_nodes import TextNode
from tksk_workflow.rulebook.wording import tell

RECOMMENDATION = "REKOM_DINSOS"
_ANY_MEMBER = "*"
_VARIANTS = "-*"
_TYPE_CODE = re.compile(r"PMKS-[0-9]{2}")


def resolve_references(
    rules: RuleReader,
    guards: GuardReader,
    findings: Findings,
    *,
    complete: bool,
    switched_off: frozenset[str] = frozenset(),
) -> tuple[tuple[Rule, ...], tuple[Guard, ...]]:
    """Replace the names of rules by ids: a type's code by its base rules, ``-*`` by variants.

    Args:
        rules: every rule that was read.
        guards: every guard that was read.
        findings: takes the names that no rule has.
        complete: every file could be read; otherwise an unknown name is no news.
        switched_off: ids that a kabupaten's pack has switched off: naming one is no mistake,
            there is only nothing left to replace or release.
    """
    rule_ids = [*(rule.id for rule in rules.rules), *switched_off]
    guard_ids = [*(guard.id for guard in guards.guards), *switched_off]
    noted = findings if complete else Findings()
    by_rule: dict[str, list[str]] = {}
    for owner, word in rules.replaced:
        by_rule.setdefault(owner, []).extend(_targets(owner, word, rule_ids, noted, "aturan"))
    by_guard: dict[str, list[str]] = {}
    for owner, word in guards.replaced:
        by_guard.setdefault(owner, []).extend(_targets(owner, word, rule_ids, noted, "aturan"))
    for owner, word in guards.released:
        by_guard.setdefault(owner, []).extend(_targets(owner, word, guard_ids, noted, "pagar"))
    return (
        tuple(
            replace(rule, replaces=_unique(by_rule.get(rule.id, ()), switched_off))
            for rule in rules.rules
        ),
        tuple(
            replace(guard, details=_unique(by_guard[guard.id], switched_off))
            if guard.id in by_guard
            else guard
            for guard in guards.guards
        ),
    )


def _targets(
    owner: str, word: TextNode, known: Sequence[str], findings: Findings, kind: str
) -> list[str]:
    name = word.value
    if kind == "aturan" and _TYPE_CODE.fullmatch(name):
        # The type's code means its base rules: PMKS-19 and PMKS-19-L, no variants.
        base = re.compile(rf"{name}(-[A-UW-Z])?")
        found = [rule for rule in known if base.fullmatch(rule)]
    elif name.endswith(_VARIANTS):
        prefix = f"{name.removesuffix(_VARIANTS)}-V"
        found = [rule for rule in known if rule.startswith(prefix) and rule != owner]
    else:
        found = [name] if name in known else []
    if name == owner:
        findings.add(
            word.place,
            "nilai-salah",
            tell("{kind} {owner} menyebut dirinya sendiri", kind=kind, owner=owner),
            "hapus",
        )
    elif not found:
        findings.add(
            word.place,
            f"{kind}-tak-dikenal",
            tell("{kind} {name} tidak ada", kind=kind, name=quoted(name)),
            suggestion(name, known),
        )
    return [rule for rule in found if rule != owner]


def _unique(names: Iterable[str], switched_off: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name not in switched_off)


def check_whole(
    vocabulary: Vocabulary, rules: RuleReader, findings: Findings, *, complete: bool
) -> None:
    """Check what no single file can know.

    Args:
        vocabulary: the words of all files.
        rules: the rules of all files.
        findings: takes what is wrong.
        complete: every file could be read; only then can something be missing.
    """
    _check_circles(rules.rules, findings)
    _check_pmks_aliases(rules, findings)
    if not complete:
        return
    _check_classes(vocabulary, findings)
    _check_same_words(vocabulary, "dokumen", DOCUMENT, findings)
    _check_same_words(vocabulary, "rujukan_mitra", PARTNER, findings)
    _check_types_have_files(vocabulary, rules, findings)
    _check_computed(vocabulary, findings)
    _check_recommendation(vocabulary, rules, findings)
    if not rules.rules and not findings.problems:
        findings.add(
            Place("paket.yaml", 1), "tanpa-aturan", tell("paket ini tidak memuat satu aturan pun")
        )


def _check_classes(vocabulary: Vocabulary, findings: Findings) -> None:
    declared = vocabulary.declared("kelas urgensi")
    places = [place for (kind, _), place in vocabulary.places.items() if kind == "kelas urgensi"]
    for urgency in Urgency:
        if urgency not in declared:
            findings.add(
                places[0] if places else Place("urgensi.yaml", 1),
                "kelas-kurang",
                tell("kelas urgensi {urgency} belum ada", urgency=urgency),
                tell("paket harus memuat P0, P1, P2, P3, dan P4"),
            )


def _check_same_words(
    vocabulary: Vocabulary, fact_name: str, kind: str, findings: Findings
) -> None:
    """Note words that a fact and a list of the pack do not share."""
    fact = vocabulary.facts.get(fact_name)
    if fact is None or fact_name in vocabulary.broken:
        return
    declared = vocabulary.declared(kind)
    place = vocabulary.places[FACT, fact_name]
    for word in fact.options:
        if word not in declared:
            findings.add(
                place,
                "tidak-selaras",
                tell(
                    "nilai {word} dari fakta '{fact_name}' tidak dinyatakan sebagai {kind}",
                    word=quoted(word),
                    fact_name=fact_name,
                    kind=kind,
                ),
                suggestion(word, declared),
            )
    for word in declared:
        if word not in fact.options:
            findings.add(
                vocabulary.places[kind, word],
                "tidak-selaras",
                tell(
                    "{kind} '{word}' belum menjadi nilai fakta '{fact_name}'",
                    kind=kind,
                    word=word,
                    fact_name=fact_name,
                ),
                tell("tambah pada fakta itu dalam kosakata"),
            )


def _check_types_have_files(vocabulary: Vocabulary, rules: RuleReader, findings: Findings) -> None:
    fact = vocabulary.facts.get(PMKS_FACT)
    for code in fact.options if fact is not None else ():
        if code not in rules.pmks_types:
            findings.add(
                vocabulary.places[FACT, PMKS_FACT],
                "tidak-selaras",
                tell("{code} ada dalam fakta 'pmks', tetapi belum punya berkas pmks", code=code),
                tell("tambah berkasnya, atau hapus dari anggota"),
            )


def _check_computed(vocabulary: Vocabulary, findings: Findings) -> None:
    for name, found in COMPUTED.items():
        if (FACT, name) not in vocabulary.places:
            continue
        place = vocabulary.places[FACT, name]
        if found.base not in vocabulary.facts:
            findings.add(
                place,
                "fakta-tak-dikenal",
                tell(
                    "'{name}' dihitung dari '{base}', yang belum dinyatakan",
                    name=name,
                    base=found.base,
                ),
            )
        for parameter in found.parameters:
            if parameter not in vocabulary.parameters:
                findings.add(
                    place,
                    "parameter-tak-dikenal",
                    tell(
                        "'{name}' dihitung dengan parameter '{parameter}', yang belum dinyatakan",
                        name=name,
                        parameter=parameter,
                    ),
                )


def _check_recommendation(vocabulary: Vocabulary, rules: RuleReader, findings: Findings) -> None:
    """A recommendation is a paper; the paper must have a name."""
    if RECOMMENDATION in vocabulary.declared(DOCUMENT):
        return
    for code, partner in vocabulary.partner_types.items():
        if partner.needs_recommendation:
            findings.add(
                vocabulary.places[PARTNER, code],
                "dokumen-tak-dikenal",
                tell(
                    "{code} perlu rekomendasi, tetapi dokumen {recommendation} belum dinyatakan",
                    code=code,
                    recommendation=RECOMMENDATION,
                ),
            )
    for rule in rules.rules:
        if any(order.needs_recommendation for order in rule.orders):
            findings.add(
                rule.place,
                "dokumen-tak-dikenal",
                tell(
                    "aturan ini perlu rekomendasi, tetapi dokumen {recommendation} "
                    "belum dinyatakan",
                    recommendation=RECOMMENDATION,
                ),
            )


def _check_pmks_aliases(rules: RuleReader, findings: Findings) -> None:
    owners: dict[str, str] = {}
    for code, found in rules.pmks_types.items():
        for alias in found.aliases:
            owner = owners.setdefault(alias.casefold(), code)
            if owner != code:
                place = next((r.place for r in rules.rules if r.pmks == code), Place("", 1))
                findings.add(
                    place,
                    "ganda",
                    tell(
                        "alias '{alias}' dipakai oleh {owner} dan {code}",
                        alias=alias,
                        owner=owner,
                        code=code,
                    ),
                )


_Node = tuple[str, str]


def _check_circles(rules: Sequence[Rule], findings: Findings) -> None:
    """Note conclusions that take away their own reason.

    Facts are only ever added, so rules may confirm each other (two words for one thing).
    But a rule that needs something to be absent must not lead, through any number of
    rules, to its presence: the answer would depend on which rule came first.
    """
    makers: dict[_Node, list[str]] = {}
    for rule in rules:
        for node in _gives(rule):
            makers.setdefault(node, []).append(rule.id)
    leads_to: dict[str, set[str]] = {}
    for rule in rules:
        for node, _ in _needs(rule.condition):
            for maker in makers.get(node, ()):
                leads_to.setdefault(maker, set()).add(rule.id)
    for rule in rules:
        if not rule.conclusions:
            continue
        absent = sorted(node for node, fragile in _needs(rule.condition) if fragile)
        for node in absent:
            circle = [m for m in makers.get(node, ()) if _reaches(rule.id, m, leads_to)]
            if circle:
                findings.add(
                    rule.place,
                    "berputar",
                    tell(
                        "{rule_id} memerlukan '{fact}' belum ada, tetapi kesimpulannya sendiri "
                        "mengisinya",
                        rule_id=rule.id,
                        fact=node[0],
                    )
                    if rule.id in circle
                    else tell(
                        "{rule_id} memerlukan '{fact}' belum ada, tetapi kesimpulannya sendiri "
                        "mengisinya lewat {other}",
                        rule_id=rule.id,
                        fact=node[0],
                        other=circle[0],
                    ),
                    tell("putuskan lingkaran itu: ubah syaratnya atau kesimpulannya"),
                )
                break


def _reaches(start: str, goal: str, leads_to: dict[str, set[str]]) -> bool:
    """Say whether the conclusions of one rule can bring about another rule."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        found = waiting.pop()
        if found == goal:
            return True
        if found not in seen:
            seen.add(found)
            waiting += leads_to.get(found, ())
    return False


def _gives(rule: Rule) -> set[_Node]:
    nodes: set[_Node] = set()
    for conclusion in rule.conclusions:
        nodes.add((conclusion.fact, _ANY_MEMBER))
        if isinstance(conclusion.value, frozenset):
            nodes |= {(conclusion.fact, member) for member in conclusion.value}
    return nodes


def _needs(
    condition: Condition, *, positive: bool = True, open_ended: bool = False
) -> set[tuple[_Node, bool]]:
    """Return what a condition looks at, and whether new knowledge can undo its yes.

    A yes stands once the facts it rests on are known, except where it rests on absence:
    on not having been asked, or on a member that a growing set does not have yet.
    """
    match condition:
        case All(parts) | Any(parts):
            return set[tuple[_Node, bool]]().union(
                *(_needs(part, positive=positive, open_ended=open_ended) for part in parts)
            )
        case Not(part):
            return _needs(part, positive=not positive, open_ended=open_ended)
        case Possibly(part):
            return _needs(part, positive=positive, open_ended=open_ended or positive)
        case Has(fact, member):
            return {((fact, member), open_ended or not positive)}
        case Empty(fact):
            return {((fact, _ANY_MEMBER), open_ended or positive)}
        case Known(fact):
            return {((fact, _ANY_MEMBER), open_ended or not positive)}
        case _:
            return {((condition.fact, _ANY_MEMBER), open_ended)}
