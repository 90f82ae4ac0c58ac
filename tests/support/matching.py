"""Which units of a pack many cases meet, by the columns of the bulk plan."""

from collections.abc import Sequence

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.readings import units_of
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.bulk.decisions import units_met
from tksk_workflow.rulebook.bulk.population import Population
from tksk_workflow.rulebook.bulk.truths import Block


def met_at_once(pack: RulePack, cases: Sequence[Facts]) -> list[frozenset[str]]:
    """What `Matcher.matching` says of each case."""
    block = Block.of(Population.of_facts(cases))
    units = {key: block.met(condition) for key, condition in units_of(pack).items()}
    return list(units_met(units, len(cases)))
