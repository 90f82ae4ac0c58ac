"""How many referrals a pack would open, counted by area, partner type and urgency.

A referral is known by its partner type and service, as in the work: what several rules
ask for there is one referral, at the highest of their urgencies, and held only while
every one of them is held. Closed cases are counted apart from the area they live in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tksk_workflow.domain.areas import AreaLevel, enclosing, is_valid_area, level_of
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.bulk.plan import BlockDecisions, BulkReferral
from tksk_workflow.rulebook.bulk.population import Population
from tksk_workflow.rulebook.bulk.truths import Cases, rows_of
from tksk_workflow.rulebook.simulation.as_json import HIDDEN

VILLAGE = "wilayah"
Target = tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One line of the table: an area and a kind of referral."""

    area: str
    partner_type: str
    service: str
    urgency: Urgency


@dataclass(slots=True)
class Tally:
    """Counts over as many blocks of cases as are added.

    Attributes:
        level: how wide an area one line counts.
        referrals, held: how many, and how many of them a guard would hold.
        asked: for how many cases each question is open.
    """

    level: AreaLevel
    cases: int = 0
    closed: int = 0
    manual: int = 0
    referrals: Counter[Cell] = field(default_factory=Counter)
    held: Counter[Cell] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    def add(self, population: Population, decided: BlockDecisions) -> None:
        """Count the decisions of a block."""
        self.cases += decided.size
        self.closed += _count(decided.closed)
        self.manual += _count(decided.manual)
        self.asked.update({fact: _count(cases) for fact, cases in decided.to_ask.items()})
        names, areas = self._areas(population, rows_of(decided.closed, decided.size))
        for (partner_type, service), merged in merged_referrals(decided).items():
            for urgency, cases in merged.at.items():
                self._count_cell(
                    self.referrals, (partner_type, service, urgency), names, areas, cases
                )
                self._count_cell(
                    self.held, (partner_type, service, urgency), names, areas, cases & merged.held
                )

    def merge(self, other: Tally) -> None:
        """Add what was counted over other cases."""
        self.cases += other.cases
        self.closed += other.closed
        self.manual += other.manual
        self.referrals += other.referrals
        self.held += other.held
        self.asked += other.asked

    def _areas(
        self, population: Population, closed: NDArray[np.bool_]
    ) -> tuple[list[str], NDArray[np.intp]]:
        """Name the areas of a block, and say in which of them each case is counted."""
        column = population.columns.get(VILLAGE)
        villages = ["", *map(str, column.values)] if column is not None else [""]
        wider = [_area_of(village, self.level) for village in villages]
        names = sorted({*wider, HIDDEN})
        place = {name: number for number, name in enumerate(names)}
        of_value = np.array([place[name] for name in wider])
        codes = column.codes if column is not None else np.zeros(population.size, dtype=np.uint8)
        return names, np.where(closed, place[HIDDEN], of_value[codes])

    def _count_cell(
        self,
        counts: Counter[Cell],
        kind: tuple[str, str, Urgency],
        names: list[str],
        areas: NDArray[np.intp],
        cases: Cases,
    ) -> None:
        found = np.bincount(areas[rows_of(cases, len(areas))], minlength=len(names))
        for number in np.flatnonzero(found):
            counts[Cell(names[number], *kind)] += int(found[number])


@dataclass(frozen=True, slots=True)
class Merged:
    """All proposals with one target: the cases at each urgency, and those that are held."""

    at: dict[Urgency, Cases]
    held: Cases


def merged_referrals(decided: BlockDecisions) -> dict[Target, Merged]:
    """Make one referral of what several rules ask for with one target."""
    by_target: dict[Target, list[BulkReferral]] = defaultdict(list)
    for one in decided.referrals:
        by_target[one.proposal.partner_type, one.proposal.service].append(one)
    return {target: _merged(found) for target, found in sorted(by_target.items())}


def _merged(found: list[BulkReferral]) -> Merged:
    nobody = np.zeros_like(found[0].cases)
    at: dict[Urgency, Cases] = {}
    taken = nobody
    for urgency in Urgency:
        asked = nobody
        for one in found:
            if one.proposal.urgency is urgency:
                asked = asked | one.cases
        if (fresh := asked & ~taken).any():
            at[urgency] = fresh
        taken = taken | asked
    held = nobody
    for guard in {guard for one in found for guard in one.held}:
        # Only while the guard holds every one of them.
        free = nobody
        for one in found:
            free = free | (one.cases & ~one.held.get(guard, nobody))
        held = held | (taken & ~free)
    return Merged(at, held)


def _area_of(village: str, level: AreaLevel) -> str:
    if not is_valid_area(village):
        return ""
    return village if level_of(village).rank > level.rank else enclosing(village, level)


def _count(cases: Cases) -> int:
    return int(np.bitwise_count(cases).sum())


def lines(tally: Tally) -> Iterator[dict[str, object]]:
    """Yield the table, one line per area and kind of referral, in order."""
    for cell in sorted(tally.referrals):
        yield {
            "area": cell.area,
            "partner_type": cell.partner_type,
            "service": cell.service,
            "urgency": cell.urgency.value,
            "referrals": tally.referrals[cell],
            "held": tally.held[cell],
        }
