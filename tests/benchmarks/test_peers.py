"""The rules that are exported to other engines are still the same rules."""

from pathlib import Path

import pytest

from tests.benchmarks.peers.columns import (
    Masks,
    duckdb_connection,
    duckdb_query,
    polars_query,
)
from tests.benchmarks.peers.engines import ENGINES
from tests.benchmarks.peers.expressions import facts_used, records
from tests.support.population import TODAY, population
from tksk_workflow.domain.deciding import Evaluator, chain
from tksk_workflow.domain.readings import units_of
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.rulebook.router import Router


@pytest.fixture(scope="module")
def settled():
    """A bound pack, settled facts, and the conditions that they meet."""
    with Router(load_pack(Path(__file__).parents[2] / "rules"), TODAY, "evaluator") as router:
        evaluator = Evaluator(router.pack)
        found = [
            chain(router.complete(facts), router.pack, evaluator)
            for facts in population(router.pack, 60, seed=12)
        ]
        return router.pack, [one.facts for one in found], [one.fired for one in found]


@pytest.mark.parametrize("name", ENGINES)
def test_another_engine_gives_the_same_answers(settled, name):
    pack, facts, expected = settled
    ask = ENGINES[name](pack)
    assert [ask(record) for record in records(facts, facts_used(pack))] == expected


def test_hand_written_queries_give_the_same_answers(settled):
    pack, facts, expected = settled
    frame = Masks(pack).frame(facts, facts_used(pack))
    by_polars = polars_query(pack, frame)
    by_duckdb = duckdb_connection(frame).execute(duckdb_query(pack, "cases")).fetchnumpy()
    for key in units_of(pack):
        met = [key in fired for fired in expected]
        assert by_polars[key].to_list() == met, key
        assert by_duckdb[key].tolist() == met, key
