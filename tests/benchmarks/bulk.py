"""Whole populations: the bulk plan beside hand-written queries and the inference engine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from tests.benchmarks.measuring import Group, Measured, Target, alone, in_turns, peak_mib, ratio
from tests.benchmarks.peers.columns import Masks, duckdb_connection, duckdb_query, polars_query
from tests.benchmarks.peers.expressions import facts_used
from tests.support.population import TODAY, population, stated_cases
from tksk_workflow.domain.areas import AreaLevel
from tksk_workflow.domain.deciding import Evaluator, chain
from tksk_workflow.domain.readings import units_of
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.bulk.plan import BulkPlan
from tksk_workflow.rulebook.bulk.population import Column, Population
from tksk_workflow.rulebook.bulk.truths import Block, rows_of
from tksk_workflow.rulebook.engine.inference import InferenceMatcher
from tksk_workflow.rulebook.simulation.what_if import what_if

DISTINCT = 20_000
CASES = 262_144
ENGINE_CASES = 5_000
FLAT_MIB = 2_048
MATCH, DECIDE, POLARS, DUCKDB, ENGINE = (
    "bulk plan, the same conditions",
    "bulk plan, whole decisions (chaining, urgency, guards)",
    "polars, written by hand",
    "DuckDB, written by hand",
    "inference engine (matching only)",
)


def run(pack: RulePack, sizes: tuple[int, ...]) -> Group:
    """Measure; raises AssertionError when a query gives another answer.

    Args:
        pack: the default pack.
        sizes: numbers of cases to count through a file, the last for the memory target.
    """
    group = Group("bulk", f"{CASES:,} cases at once, default pack")
    plan = BulkPlan(pack, TODAY)
    evaluator = Evaluator(plan.pack)
    stated = population(pack, DISTINCT, seed=5)
    settled = [
        dict(chain(facts, plan.pack, evaluator).facts)
        for facts in (_complete(facts, plan) for facts in stated)
    ]
    rows = np.random.default_rng(5).integers(0, DISTINCT, CASES)
    whole, facts = (
        _taken(Population.of_facts(settled), rows),
        _taken(Population.of_facts(stated), rows),
    )
    names = facts_used(plan.pack)
    frame = Masks(plan.pack).frame(settled, names)[rows]
    connection, query = duckdb_connection(frame), duckdb_query(plan.pack, "cases")
    _require_agreement(plan, whole, frame, connection.execute(query).fetchnumpy())
    few = settled[:ENGINE_CASES]
    with InferenceMatcher(plan.pack) as matcher:
        found = in_turns(
            {
                MATCH: (lambda: _matched(plan, whole), CASES),
                DECIDE: (lambda: plan.decide(_fresh(facts)), CASES),
                POLARS: (lambda: polars_query(plan.pack, frame), CASES),
                DUCKDB: (lambda: connection.execute(query).fetchnumpy(), CASES),
                ENGINE: (lambda: [matcher.matching(one) for one in few], ENGINE_CASES),
            },
            "case",
        )
    group.figures = list(found.values())
    group.targets = [
        Target("bulk plan against polars by hand, time", ratio(found[MATCH], found[POLARS]), 2),
        Target("bulk plan against DuckDB by hand, time", ratio(found[MATCH], found[DUCKDB]), 2),
        Target(
            "whole decisions against the faster query (conditions only), time",
            max(ratio(found[DECIDE], found[POLARS]), ratio(found[DECIDE], found[DUCKDB])),
            2,
        ),
        Target(
            "whole decisions against the inference engine, cases a second",
            ratio(found[ENGINE], found[DECIDE]),
            30,
            at_most=False,
        ),
    ]
    _count_files(group, sizes)
    return group


def _complete(facts, plan):
    from tksk_workflow.rulebook.computed import complete

    return complete(facts, plan.pack, plan.day)


def _taken(found: Population, rows: np.ndarray) -> Population:
    return Population(
        len(rows),
        {name: Column(column.codes[rows], column.values) for name, column in found.columns.items()},
    )


def _fresh(found: Population) -> Population:
    """The same columns without the sets of cases that an earlier round has kept."""
    columns = {name: Column(one.codes, one.values) for name, one in found.columns.items()}
    return Population(found.size, columns)


def _matched(plan: BulkPlan, whole: Population) -> dict[str, np.ndarray]:
    block = Block.of(_fresh(whole))
    return {
        key: rows_of(block.met(condition), whole.size)
        for key, condition in units_of(plan.pack).items()
    }


def _require_agreement(
    plan: BulkPlan, whole: Population, frame: pl.DataFrame, queried: dict[str, np.ndarray]
) -> None:
    by_hand = polars_query(plan.pack, frame)
    for key, met in _matched(plan, whole).items():
        assert np.array_equal(met, by_hand[key].to_numpy()), f"polars disagrees about {key}"
        assert np.array_equal(met, queried[key]), f"DuckDB disagrees about {key}"


def _count_files(group: Group, sizes: tuple[int, ...]) -> None:
    """Count through files, each size in a process of its own."""
    peaks = []
    with TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.parquet"
            write_cases(path, size)
            told = alone(__name__, path)
            peaks.append(told["peak_mib"])
            group.figures.append(
                Measured(
                    f"tksk rules what-if, {size:,} cases of 170 columns from Parquet",
                    told["seconds"],
                    size,
                    "case",
                    peak_mib=told["peak_mib"],
                )
            )
    group.targets.append(
        Target(f"peak memory of {sizes[-1]:,} cases", peaks[-1], FLAT_MIB, unit=" MiB")
    )


def write_cases(path: Path, size: int) -> None:
    """Write believable cases as a Parquet file, in bounded memory."""
    few = [_flat(case) for case in stated_cases(DISTINCT, seed=6)]
    names = sorted({name for case in few for name in case})
    frame = pl.DataFrame({name: [case.get(name) for case in few] for name in names}, strict=False)
    times = -(-size // DISTINCT)
    pl.concat([frame.lazy()] * times).head(size).sink_parquet(path)


def _flat(case: dict[str, object]) -> dict[str, object]:
    return {
        name: "|".join(value) or "-" if isinstance(value, list) else value
        for name, value in case.items()
    }


def main() -> None:
    """Count one file, and print how long it took and how much memory."""
    import time

    from tksk_workflow.rulebook.default_pack import default_pack_path
    from tksk_workflow.rulebook.loading import load_pack

    pack = load_pack(default_pack_path())
    start = time.perf_counter()
    found = what_if([Path(sys.argv[1])], pack, TODAY, AreaLevel.REGENCY)
    seconds = time.perf_counter() - start
    assert found.tally.referrals.total() > found.tally.cases
    print(json.dumps({"seconds": seconds, "peak_mib": peak_mib()}))


if __name__ == "__main__":
    main()
