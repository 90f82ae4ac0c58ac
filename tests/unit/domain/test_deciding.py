"""What fires, what it concludes, how urgent it is, and what replaces it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.domain.builders import TODAY, by_rule, decided, guard, pack, rule, yes
from tksk_workflow.domain.conditions import (
    ALWAYS,
    All,
    Compare,
    Empty,
    Has,
    Not,
    Order,
    Possibly,
    evaluate,
)
from tksk_workflow.domain.readings import units_of
from tksk_workflow.domain.rulepack import (
    Adjustment,
    Conclusion,
    GuardAction,
    ReferralOrder,
)
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.urgency import Urgency

P0, P1, P2, P3, P4 = Urgency


# --- matching and chaining


def test_all_matching_rules_add_their_referrals_the_most_urgent_first():
    three = pack(rule("R3", yes("a"), P3), rule("R2", yes("a"), P1), rule("R1", yes("a"), P1))
    decision = decided(three, a=True)
    assert [(found.urgency, found.rule) for found in decision.referrals] == [
        (P1, "R1"),
        (P1, "R2"),
        (P3, "R3"),
    ]
    assert decision.urgency is P1
    assert not decision.manual


def test_a_decision_is_pinned_to_the_pack_and_the_day():
    decision = decided(pack(rule("R", yes("a"))), a=True)
    assert (decision.case_id, decision.pack_name, decision.pack_hash) == ("K-1", "uji", "0" * 64)
    assert decision.decided_on == TODAY


def test_what_a_rule_concludes_lets_other_rules_fire():
    chain = pack(
        rule("C", yes("c"), P3),
        rule("B", yes("b"), None, conclusions=(Conclusion("c", True),)),
        rule("A", yes("a"), None, conclusions=(Conclusion("b", True),)),
    )
    decision = decided(chain, a=True)
    assert list(by_rule(decision)) == ["C"]
    assert [(found.fact, found.value, found.rule) for found in decision.derived] == [
        ("b", True, "A"),
        ("c", True, "B"),
    ]


def test_a_conclusion_adds_a_type_that_the_case_did_not_have():
    adding = pack(
        rule("X", yes("a"), None, conclusions=(Conclusion("pmks", frozenset({"PMKS-06"})),)),
        rule("PMKS-06", ALWAYS, P1, pmks="PMKS-06"),
    )
    decision = decided(adding, a=True, pmks=frozenset({"PMKS-08"}))
    assert list(by_rule(decision)) == ["PMKS-06"]
    assert [found.value for found in decision.derived] == ["PMKS-06"]


def test_what_somebody_stated_is_never_overwritten_by_a_conclusion():
    stating = pack(
        rule("A", yes("a"), None, conclusions=(Conclusion("b", True),)),
        rule("B", yes("b"), P1),
    )
    decision = decided(stating, a=True, b=False)
    assert decision.derived == ()
    assert decision.referrals == ()


def test_a_conclusion_that_two_rules_draw_is_derived_once():
    twice = pack(
        rule("A1", yes("a"), None, conclusions=(Conclusion("b", True),)),
        rule("A2", yes("a"), None, conclusions=(Conclusion("b", True),)),
    )
    assert [found.rule for found in decided(twice, a=True).derived] == ["A1"]


def test_rules_that_conclude_each_other_come_to_an_end():
    circle = pack(
        rule("A", yes("a"), None, conclusions=(Conclusion("b", True),)),
        rule("B", yes("b"), None, conclusions=(Conclusion("a", True),)),
    )
    assert [found.rule for found in decided(circle, b=True).derived] == ["B"]


# --- unknown


def test_a_rule_that_hangs_on_an_unasked_fact_is_pending_and_asks():
    decision = decided(pack(rule("R", All((yes("a"), yes("b"))))), a=True)
    assert decision.referrals == ()
    assert decision.to_ask == ("b",)
    (entry,) = decision.trace
    assert (entry.rule, entry.outcome, entry.open_questions) == ("R", Truth.UNKNOWN, ("b",))
    assert entry.facts == (("a", True),)


def test_an_emergency_never_waits_for_an_answer_about_its_gate():
    gate = Compare("usia", Order.AT_LEAST, 60)
    emergency = pack(rule("R", All((Possibly(gate), yes("a"))), P0), facts=("a", "usia"))
    assert [found.urgency for found in decided(emergency, a=True).referrals] == [P0]
    assert decided(emergency, a=True, usia=59).referrals == ()
    assert decided(emergency).referrals == ()
    assert decided(emergency).to_ask == ("a",)


def test_a_rule_that_does_not_apply_leaves_no_trace():
    decision = decided(pack(rule("R", yes("a")), rule("S", yes("b"))), a=False, b=True)
    assert [entry.rule for entry in decision.trace] == ["S"]


# --- urgency


def test_a_further_condition_raises_the_urgency_of_its_own_rule_only():
    raising = pack(
        rule("R", yes("a"), P2, raises=(Adjustment(P0, yes("b")), Adjustment(P1, yes("c")))),
        rule("S", yes("a"), P3),
    )
    assert by_rule(decided(raising, a=True, b=False, c=True))["R"].urgency is P1
    assert by_rule(decided(raising, a=True, b=True, c=True))["R"].urgency is P0
    assert by_rule(decided(raising, a=True, b=True, c=True))["S"].urgency is P3
    assert by_rule(decided(raising, a=True))["R"].urgency is P2


def test_raising_never_makes_a_rule_less_urgent():
    raising = pack(rule("R", yes("a"), P1, raises=(Adjustment(P3, yes("b")),)))
    assert by_rule(decided(raising, a=True, b=True))["R"].urgency is P1


LOWERING = (
    rule("PMKS-06", ALWAYS, P0, pmks="PMKS-06"),
    rule("PMKS-06-V1", yes("b"), P0, pmks="PMKS-06"),
    rule("PMKS-06-V2", yes("a"), P2, pmks="PMKS-06", lowers_base=Adjustment(P1, yes("c"))),
    rule("PMKS-08", ALWAYS, P0, pmks="PMKS-08"),
)


def lowered(*, c=None, **facts):
    both = frozenset({"PMKS-06", "PMKS-08"})
    given_facts = {"pmks": both, **facts} | ({} if c is None else {"c": c})
    return {k: v.urgency for k, v in by_rule(decided(pack(*LOWERING), **given_facts)).items()}


def test_a_recorded_safety_assessment_lowers_the_base_rule_and_nothing_else():
    assert lowered(a=True, b=True, c=True) == {
        "PMKS-06": P1,
        "PMKS-06-V1": P0,
        "PMKS-06-V2": P2,
        "PMKS-08": P0,
    }


@pytest.mark.parametrize("facts", [{"a": True}, {"a": True, "c": False}, {"a": False, "c": True}])
def test_without_the_assessment_or_the_variant_the_base_stays_as_urgent(facts):
    assert lowered(**facts)["PMKS-06"] is P0


def test_lowering_never_makes_a_base_rule_more_urgent():
    calm = pack(replace(LOWERING[0], urgency=P3), LOWERING[2])
    decision = decided(calm, pmks=frozenset({"PMKS-06"}), a=True, c=True)
    assert by_rule(decision)["PMKS-06"].urgency is P3


def test_a_replaced_variant_lowers_nothing():
    replacing = pack(*LOWERING, rule("X", yes("d"), P1, replaces=("PMKS-06-V2",)))
    decision = decided(replacing, pmks=frozenset({"PMKS-06"}), a=True, c=True, d=True)
    assert by_rule(decision)["PMKS-06"].urgency is P0


# --- replacing


def test_a_rule_that_replaces_another_takes_its_referrals_and_says_so():
    replacing = pack(rule("OLD", yes("a")), rule("NEW", yes("b"), P1, replaces=("OLD",)))
    decision = decided(replacing, a=True, b=True)
    assert list(by_rule(decision)) == ["NEW"]
    assert {entry.rule: entry.replaced_by for entry in decision.trace} == {
        "OLD": "NEW",
        "NEW": None,
    }
    assert list(by_rule(decided(replacing, a=True, b=False))) == ["OLD"]
    assert list(by_rule(decided(replacing, a=True))) == ["OLD"]


def test_a_guard_of_the_decision_can_replace_as_well():
    replacing = pack(
        rule("OLD", yes("a")),
        rule("CHILD", yes("b"), P1),
        guards=(guard("PGR-17", yes("b"), GuardAction.REPLACE, ("OLD", "TIDAK-ADA")),),
    )
    decision = decided(replacing, a=True, b=True)
    assert list(by_rule(decision)) == ["CHILD"]
    assert [found.rule for found in decision.notices] == ["PGR-17"]


def test_nobody_is_asked_for_a_rule_that_is_replaced():
    replacing = pack(rule("OLD", yes("c")), rule("NEW", yes("b"), P1, replaces=("OLD",)))
    assert decided(replacing, b=True).to_ask == ()
    assert decided(replacing, b=False).to_ask == ("c",)


# --- the units of a pack


def test_each_condition_of_a_pack_is_a_unit_of_its_own():
    whole = pack(
        rule("R", yes("a"), raises=(Adjustment(P0, yes("b")),)),
        rule("S", yes("a"), lowers_base=Adjustment(P1, yes("c"))),
        rule("T", yes("a"), to=(ReferralOrder("RSUD", "layanan", condition=yes("d")),)),
        guards=(guard("G", yes("b")),),
    )
    assert set(units_of(whole)) == {"R", "R~naik~0", "S", "S~turun~0", "T", "T~rujuk~0"}


NAMES = ("a", "b", "c", "d")
leaves = st.sampled_from(NAMES).map(yes) | st.sampled_from(NAMES).map(lambda n: Not(yes(n)))
conditions = st.lists(leaves, min_size=1, max_size=2).map(tuple).map(All)


@st.composite
def packs(draw):
    rules = []
    for n in range(draw(st.integers(1, 5))):
        rules.append(
            rule(
                f"R{n}",
                draw(conditions),
                draw(st.sampled_from(Urgency)),
                conclusions=tuple(
                    Conclusion(name, True)
                    for name in draw(st.lists(st.sampled_from(NAMES), max_size=1))
                ),
                replaces=tuple(
                    f"R{m}" for m in draw(st.lists(st.integers(0, 4), max_size=1)) if m != n
                ),
            )
        )
    holding = guard("G", draw(conditions))
    return pack(*rules, guards=(holding,))


@given(packs(), st.dictionaries(st.sampled_from(NAMES), st.booleans()))
@settings(max_examples=200)
def test_every_decision_follows_from_the_facts_it_ends_with(the_pack, facts):
    decision = decided(the_pack, **facts)
    final = facts | {found.fact: found.value for found in decision.derived}
    rules = {found.id: found for found in the_pack.rules}
    fired = {name for name, found in rules.items() if evaluate(found.condition, final) is Truth.YES}
    replaced = {target for name in fired for target in rules[name].replaces}

    assert {found.rule for found in decision.referrals} == fired - replaced
    assert decision.manual is not bool(decision.referrals)
    ranks = [found.urgency.rank for found in decision.referrals]
    assert ranks == sorted(ranks)
    assert set(decision.to_ask).isdisjoint(final)
    assert facts.items() <= final.items()
    holds = evaluate(the_pack.guards[0].condition, final) is Truth.YES
    assert all((found.held_by == ("G",)) is holds for found in decision.referrals)
    assert decided(the_pack, **facts) == decision


def test_an_empty_list_of_papers_is_an_answer():
    empty = pack(rule("R", Empty("dokumen")), rule("S", Has("dokumen", "KTP")))
    assert list(by_rule(decided(empty, dokumen=frozenset()))) == ["R"]
    assert decided(empty).to_ask == ("dokumen",)
