"""The bulk plan decides what the engines decide, for many cases at once."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.casegen import CaseGenerator
from tests.support.generated import TYPES, WHOLE_FACTS, pack_of, rule_when, whole_packs
from tests.support.population import TODAY, population
from tksk_workflow.domain.conditions import Compare, Equals, Order, Parameter
from tksk_workflow.domain.guards import REFERRAL_PREFIX
from tksk_workflow.rulebook.bulk.plan import BulkPlan
from tksk_workflow.rulebook.bulk.population import MOST_SETS, Population
from tksk_workflow.rulebook.bulk.truths import rows_of
from tksk_workflow.rulebook.computed import complete
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.rulebook.router import Router


@pytest.fixture(scope="module")
def default_pack():
    return load_pack(Path(__file__).parents[3] / "rules")


def in_columns(pack, cases, day=TODAY):
    """What the plan decides, case by case."""
    found = BulkPlan(pack, day).decide(Population.of_facts(cases), questions=True)
    size = len(cases)
    told = [
        {"referrals": [], "derived": [], "to_ask": set(), "closed": closed, "manual": manual}
        for closed, manual in zip(
            rows_of(found.closed, size), rows_of(found.manual, size), strict=True
        )
    ]
    for one in found.referrals:
        held = {guard: rows_of(cases, size) for guard, cases in one.held.items()}
        for row in rows_of(one.cases, size).nonzero()[0]:
            holding = sorted(guard for guard, rows in held.items() if rows[row])
            told[row]["referrals"].append(_referral(one.proposal, holding))
    for derived, cases_with in found.derived:
        for row in rows_of(cases_with, size).nonzero()[0]:
            told[row]["derived"].append(derived)
    for fact, cases_with in found.to_ask.items():
        for row in rows_of(cases_with, size).nonzero()[0]:
            told[row]["to_ask"].add(fact)
    for one in told:
        one["referrals"].sort()
    return told


def one_by_one(pack, cases, day=TODAY, engine="evaluator"):
    with Router(pack, day, engine) as router:
        return [_told(router.decide("k", facts)) for facts in cases]


def _told(decision):
    return {
        "referrals": sorted(
            _referral(found, sorted(set(found.held_by))) for found in decision.referrals
        ),
        "derived": list(decision.derived),
        "to_ask": set(decision.to_ask),
        "closed": decision.closed,
        "manual": decision.manual,
    }


def _referral(proposal, held_by):
    return (proposal.rule, proposal.partner_type, proposal.service, proposal.urgency.value, held_by)


@given(whole_packs(), st.lists(WHOLE_FACTS, min_size=1, max_size=20))
@settings(max_examples=300, deadline=None)
def test_the_plan_and_the_evaluator_decide_alike_on_generated_packs(pack, cases):
    assert in_columns(pack, cases) == one_by_one(pack, cases)


@pytest.mark.slow
def test_the_plan_and_the_inference_engine_decide_alike_on_the_default_pack(default_pack):
    bound = Router(default_pack, TODAY, "evaluator").pack
    edges = [
        {fact: value for fact, value in facts.items() if not fact.startswith(REFERRAL_PREFIX)}
        for facts in CaseGenerator(bound, seed=11).cases(2_000)
    ]
    cases = edges + population(default_pack, 2_000, seed=11)
    assert in_columns(default_pack, cases) == one_by_one(default_pack, cases, engine="inference")


def test_computed_facts_of_columns_are_those_of_single_cases(default_pack):
    cases = population(default_pack, 300, seed=4)
    for number, facts in enumerate(cases):
        if number % 3 == 0:
            del facts["usia"]
            facts["tanggal_lahir"] = date(1950 + number % 70, 1 + number % 12, 1)
        if number % 5 == 0:
            facts["lansia"] = True
            facts.pop("usia", None)
    found = Population.of_facts(cases).completed(default_pack, TODAY)
    for number, facts in enumerate(cases):
        row = {
            name: column.values[column.codes[number] - 1]
            for name, column in found.columns.items()
            if column.codes[number]
        }
        assert row == complete(facts, default_pack, TODAY)


@pytest.mark.parametrize("size", [1, 7, 8, 9, 1_000])
def test_a_block_of_any_size_is_decided_to_its_last_case(size):
    cases = [{"usia": number} for number in range(size)]
    pack = rule_when(Compare("usia", Order.AT_LEAST, size - 1))
    found = BulkPlan(pack, TODAY).decide(Population.of_facts(cases))
    assert rows_of(found.fired["R0"], size).tolist() == [False] * (size - 1) + [True]


def test_many_distinct_values_are_compared_as_few_are():
    few, many = MOST_SETS, MOST_SETS + 1
    for distinct in (few, many):
        cases = [{"usia": number} for number in range(distinct)] + [{}]
        pack = rule_when(Compare("usia", Order.LESS, 100), Equals("usia", distinct - 1))
        found = BulkPlan(pack, TODAY).decide(Population.of_facts(cases))
        assert rows_of(found.fired["R0"], distinct + 1).sum() == 100
        assert rows_of(found.fired["R1"], distinct + 1).nonzero()[0].tolist() == [distinct - 1]


def test_nobody_at_all_can_be_decided():
    found = BulkPlan(pack_of(()), TODAY).decide(Population.of_facts([]))
    assert (found.size, found.referrals) == (0, ())


@pytest.mark.parametrize(
    ("facts", "name"), [({"usia": "61"}, "usia"), ({"usia": True}, "usia"), ({"pmks": "x"}, "pmks")]
)
def test_a_mistyped_fact_is_refused_by_name(facts, name):
    pack = rule_when(Compare("usia", Order.AT_LEAST, 60), *(_has(code) for code in TYPES))
    with pytest.raises(TypeError, match=f"fact {name} is"):
        BulkPlan(pack, TODAY).decide(Population.of_facts([{}, facts]))


def _has(code):
    from tksk_workflow.domain.conditions import Has

    return Has("pmks", code)


def test_a_number_that_has_no_value_on_the_day_is_an_error():
    from tksk_workflow.rulebook.binding import ParameterMissing

    with pytest.raises(ParameterMissing):
        BulkPlan(rule_when(Compare("usia", Order.AT_LEAST, Parameter("tidak_ada"))), TODAY)
