"""The draft of a changelog entry for rules: what differs, since when, on what basis, for whom.

In the habit of OpenFisca: every entry names the kind of change, the day from which it counts,
the rules touched, the legal basis, before and after in one sentence, and the cases affected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.overrides import Override
from tksk_workflow.domain.rulepack import FactOrigin, Guard, Rule, RulePack, Source
from tksk_workflow.rulebook.binding import conditions_of, parameters_of
from tksk_workflow.rulebook.extending.pack_diff import PACK, DiffAction, ItemDiff, pack_diff
from tksk_workflow.rulebook.reading.changes import GUARD, RULE, TYPE
from tksk_workflow.rulebook.simulation.comparing import CaseChange, CaseToReplay, Simulation

_SHOWN = 400

# What a key of a rule is about, for people; what is not here changes no decision.
_KINDS = {
    "jika": "syarat",
    "syarat": "syarat",
    "maka.urgensi": "urgensi",
    "maka.naik": "urgensi",
    "maka.turunkan_dasar": "urgensi",
    "maka.rujuk": "tujuan rujukan",
    "maka.dokumen": "berkas",
    "maka.dokumen_menyusul": "berkas",
    "maka.bentuk": "bentuk fasilitasi",
    "maka.simpulkan": "kesimpulan",
    "maka.gantikan": "aturan yang digantikan",
    "maka.tindak_lanjut": "tindak lanjut",
    "maka.tindakan": "tindakan pagar",
    "maka.rincian": "tindakan pagar",
    "tahap": "tahap pagar",
    "tertutup": "penanganan tertutup",
    "satuan": "satuan",
}
_ACCEPTED = "temuan yang diterima"
_OF_WORDS = {
    "parameter": "angka",
    "urgensi": "tenggat",
    "mitra": "jenis mitra",
    "layanan": "layanan",
    "dokumen": "surat",
    "fakta": "kosakata",
    "sumber": "sumber",
    "hari-libur": "hari libur",
    "temuan": _ACCEPTED,
}
_WORDING = "keterangan"
_INERT = frozenset({_WORDING, _ACCEPTED, "sumber", "layanan", "surat"})
"""Kinds of change that by themselves change no decision and no term."""


@dataclass(frozen=True, slots=True)
class ChangelogEntry:
    """One thing that differs.

    Attributes:
        kinds: what kind of change it is, in the words of people.
        sentence: before and after.
        basis: what it cites, unchecked citations marked.
        reason: what the pack itself states about it, if it does.
        affected: replayed cases that come out differently through it; None where that
            cannot be told from a replay.
    """

    item: ItemDiff
    kinds: tuple[str, ...]
    sentence: str
    basis: tuple[str, ...]
    reason: str
    affected: int | None

    @property
    def changes_decisions(self) -> bool:
        """It is more than wording."""
        return not _INERT.issuperset(self.kinds)


@dataclass(frozen=True, slots=True)
class RuleChangelog:
    """All that differs between two packs.

    Attributes:
        population: what was replayed, such as ``kasus terbuka``.
        replayed: how many cases.
        changed: how many of them get other referrals.
        only_asked: in how many more only the questions differ.
    """

    old: RulePack
    new: RulePack
    in_force_from: date
    entries: tuple[ChangelogEntry, ...]
    population: str
    replayed: int
    changed: int
    only_asked: int


def draft_changelog(
    old: tuple[RulePack, Mapping[str, str]],
    new: tuple[RulePack, Mapping[str, str]],
    in_force_from: date,
    simulation: Simulation,
    population: str,
) -> RuleChangelog:
    """Compare two packs and count whom the difference touches.

    Args:
        old: the pack before, with its texts.
        new: the pack after, with its texts.
        in_force_from: the first day of the new one.
        simulation: the same cases under both packs.
        population: what these cases are.
    """
    stated = {(one.kind, one.name): one for one in new[0].overrides}
    entries = []
    for item in pack_diff(old[1], new[1]):
        if item.kind == PACK:
            continue
        override = stated.get((item.kind, item.name))
        entries.append(
            ChangelogEntry(
                item=item,
                kinds=tuple(dict.fromkeys(_kinds(item))),
                sentence=_sentence(item),
                basis=tuple(_basis(item, override, {**old[0].sources, **new[0].sources})),
                reason="" if override is None else override.reason,
                affected=_affected(item, simulation, old[0], new[0]),
            )
        )
    return RuleChangelog(
        old[0],
        new[0],
        in_force_from,
        tuple(entries),
        population,
        simulation.cases,
        len(simulation.changed) - simulation.only_asked,
        simulation.only_asked,
    )


def example_cases(old: RulePack, new: RulePack) -> list[CaseToReplay]:
    """Return the examples of both packs as cases, each once, in the words that both know."""
    cases: dict[tuple[str, str], CaseToReplay] = {}
    for pack in (old, new):
        for rule in pack.rules:
            for example in rule.examples:
                key = rule.id, repr(sorted((name, str(one)) for name, one in example.facts.items()))
                before, after = (_known(example.facts, one) for one in (old, new))
                cases.setdefault(key, CaseToReplay(f"{rule.id}: {example.name}", before, after))
    return list(cases.values())


def _known(facts: Facts, pack: RulePack) -> Facts:
    return {
        name: value
        for name, value in facts.items()
        if name in pack.facts and pack.facts[name].origin is not FactOrigin.REFERRAL
    }


def _kinds(item: ItemDiff) -> Iterator[str]:
    if item.kind not in {RULE, GUARD, TYPE}:
        yield _OF_WORDS.get(item.kind, item.kind)
    elif item.action is not DiffAction.CHANGED:
        noun = {RULE: "aturan", GUARD: "pagar", TYPE: "jenis"}[item.kind]
        yield f"{noun} baru" if item.action is DiffAction.ADDED else f"{noun} dihapus"
    else:
        found = [_KINDS[key.key] for key in item.keys if key.key in _KINDS]
        yield from found or [_WORDING]


def _sentence(item: ItemDiff) -> str:
    named = item.title.rstrip(".") or item.name
    if item.action is DiffAction.ADDED:
        return f"belum ada; kini {named}"
    if item.action is DiffAction.REMOVED:
        return f"{named}; kini tidak ada"
    keys = [key for key in item.keys if key.key != "sumber"] or item.keys
    told = "; ".join(key.sentence.removeprefix("maka.") for key in keys)
    return told if len(told) <= _SHOWN else f"{told[:_SHOWN]}…"


def _basis(
    item: ItemDiff, override: Override | None, sources: Mapping[str, Source]
) -> Iterator[str]:
    """Name what backs the change: what it states itself, else what the thing cites."""
    for one in override.sources if override is not None else item.basis:
        source = sources.get(one)
        if source is None:
            yield one
        else:
            mark = "" if source.checked else " (belum diperiksa)"
            yield f"{one}{mark}"


def _affected(item: ItemDiff, simulation: Simulation, old: RulePack, new: RulePack) -> int | None:
    """Count the changed cases in which what differs took part."""
    if item.kind == GUARD:
        return sum(item.name in _holds(case) for case in simulation.changed)
    rules = set(_rules_touched(item, old)) | set(_rules_touched(item, new))
    if item.kind not in {RULE, TYPE, "parameter"}:
        return None
    return sum(not rules.isdisjoint(_rules(case)) for case in simulation.changed)


def _rules_touched(item: ItemDiff, pack: RulePack) -> Iterator[str]:
    for rule in pack.rules:
        if item.kind == RULE:
            touched = rule.id == item.name
        elif item.kind == TYPE:
            touched = rule.pmks == item.name
        else:
            touched = _mentions(rule, item.name, pack)
        if touched:
            yield rule.id


def _mentions(item: Rule | Guard, parameter: str, pack: RulePack) -> bool:
    return any(parameter in parameters_of(one) for one in conditions_of(item, pack))


def _rules(case: CaseChange) -> set[str]:
    sides = [side for one in case.changes for side in (one.before, one.after) if side is not None]
    return {rule for side in sides for rule in side.rules}


def _holds(case: CaseChange) -> set[str]:
    sides = [side for one in case.changes for side in (one.before, one.after) if side is not None]
    return {hold for side in sides for hold in side.held_by}
