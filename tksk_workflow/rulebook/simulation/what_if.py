"""What a pack would open over files of very many cases; nothing is written anywhere.

A file is read and decided block by block, so memory does not grow with its length. Several
files are counted by several processes, each taking whole files. Giving referrals to
partners is one after the other by nature, since each one takes a place: with a directory
one process does it, in the order of the files.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from tksk_workflow.domain.areas import AreaLevel
from tksk_workflow.domain.conditions import Facts, Value
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.bulk.case_files import read_blocks
from tksk_workflow.rulebook.bulk.plan import BlockDecisions, BulkPlan
from tksk_workflow.rulebook.bulk.population import Population
from tksk_workflow.rulebook.bulk.truths import rows_of
from tksk_workflow.rulebook.simulation.comparing import PartnerUse
from tksk_workflow.rulebook.simulation.placing import ADMISSION_FACTS, Placing
from tksk_workflow.rulebook.simulation.tally import VILLAGE, Tally


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer of one pack.

    Attributes:
        partners: how full partners would be; empty without a directory.
        without_partner: referrals for which nobody in the directory can serve.
    """

    tally: Tally
    partners: tuple[PartnerUse, ...] = ()
    without_partner: int = 0


def what_if(
    files: Sequence[Path],
    pack: RulePack,
    day: date,
    level: AreaLevel,
    directory: Sequence[Partner] = (),
    workers: int = 1,
) -> WhatIf:
    """Count what a pack would open.

    Args:
        files: CSV or Parquet files (see `case_files`).
        pack: the rules; ``day`` decides which parameters count.
        day: the day of the decisions.
        level: how wide an area one line of the table counts.
        directory: partners to give the referrals to, idle at the start.
        workers: processes; no more than files are of use.

    Raises:
        CaseFileError: a file, or cells of it, cannot be read.
        ParameterMissing: a rule needs a parameter without a value that day.
    """
    tally = Tally(level)
    if directory:
        placing = Placing(directory, {}, pack.partner_types, day)
        for file in files:
            tally.merge(count_file(pack, day, level, file, placing=placing))
        return WhatIf(tally, _uses(directory, placing), placing.without_partner)
    count = partial(count_file, pack, day, level)
    if workers > 1 and len(files) > 1:
        # Spawned, not forked: polars has threads of its own.
        with ProcessPoolExecutor(min(workers, len(files)), get_context("spawn")) as pool:
            counted = list(pool.map(count, files))
    else:
        counted = [count(file) for file in files]
    for one in counted:
        tally.merge(one)
    return WhatIf(tally)


def count_file(
    pack: RulePack, day: date, level: AreaLevel, file: Path, *, placing: Placing | None = None
) -> Tally:
    """Count what a pack would open for the cases of one file."""
    plan, tally = BulkPlan(pack, day), Tally(level)
    for stated in read_blocks(file, pack):
        population = stated.completed(plan.pack, day)
        decided = plan.decide(population, questions=True)
        tally.add(population, decided)
        if placing is not None:
            place_block(population, decided, placing)
    return tally


def place_block(population: Population, decided: BlockDecisions, placing: Placing) -> None:
    """Give the referrals of a block to partners: case by case, the most urgent first."""
    ordered = sorted(
        decided.referrals, key=lambda one: (one.proposal.urgency.rank, one.proposal.rule)
    )
    cases = [np.flatnonzero(rows_of(one.cases, decided.size)) for one in ordered]
    rows = np.concatenate([np.zeros(0, dtype=np.intp), *cases])
    which = np.repeat(np.arange(len(ordered)), [len(found) for found in cases])
    by_case = np.argsort(rows, kind="stable")
    last, facts, village = -1, _NOTHING, ""
    placed: set[tuple[str, str]] = set()
    for row, number in zip(rows[by_case].tolist(), which[by_case].tolist(), strict=True):
        if row != last:
            last, facts, placed = row, _facts_of(population, row), set()
            village = str(facts.get(VILLAGE, ""))
        proposal = ordered[number].proposal
        target = proposal.partner_type, proposal.service
        # What several rules ask for there is one referral.
        if village and target not in placed:
            placed.add(target)
            placing.place(proposal, facts, village)


_NOTHING: Facts = {}


def _facts_of(population: Population, row: int) -> Facts:
    found: dict[str, Value] = {}
    for name in (*ADMISSION_FACTS, VILLAGE):
        column = population.columns.get(name)
        if column is not None and (code := column.codes[row]):
            found[name] = column.values[code - 1]
    return found


def _uses(directory: Sequence[Partner], placing: Placing) -> tuple[PartnerUse, ...]:
    return tuple(
        PartnerUse(partner.code, partner.type, partner.capacity, 0, 0, placing.given[partner.code])
        for partner in sorted(directory, key=lambda partner: partner.code)
        if placing.given[partner.code]
    )
