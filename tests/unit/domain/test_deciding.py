from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.domain.builders import TODAY, guard, pack, rule, yes
from tksk_workflow.domain.conditions import (
    ALWAYS,
    All,
    Compare,
    Empty,
    Equals,
    Has,
    Not,
    Order,
    Possibly,
    evaluate,
)
from tksk_workflow.domain.deciding import Evaluator, decide
from tksk_workflow.domain.holding import ENGINE_DISAGREES
from tksk_workflow.domain.readings import units_of
from tksk_workflow.domain.rulepack import (
    Adjustment,
    Conclusion,
    GuardAction,
    GuardStage,
    ReferralOrder,
)
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.urgency import Urgency

P0, P1, P2, P3, P4 = Urgency


def decided(the_pack, **facts):
    return decide("K-1", facts, the_pack, TODAY, Evaluator(the_pack))


def by_rule(decision):
    return {referral.rule: referral for referral in decision.referrals}


class Fixed:
    """A matcher that gives one answer, whatever the facts."""

    def __init__(self, *keys):
        self.keys = frozenset(keys)

    def matching(self, facts):
        return self.keys


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


# --- closed handling


def test_the_type_alone_closes_a_case_before_any_rule_fires():
    closed = pack(rule("R", yes("a")), closed_types=("PMKS-19",))
    assert decided(closed, pmks=frozenset({"PMKS-19"})).closed
    assert not decided(closed, pmks=frozenset({"PMKS-08"})).closed
    assert not decided(closed).closed


def test_one_closed_type_closes_every_referral_of_the_case():
    closed = pack(rule("R", yes("a")), rule("S", yes("b")), closed_types=("PMKS-19",))
    decision = decided(closed, pmks=frozenset({"PMKS-08", "PMKS-19"}), a=True, b=True)
    assert [found.closed for found in decision.referrals] == [True, True]


def test_a_conclusion_closes_a_case_and_guards_see_it():
    closing = pack(
        rule("R", yes("a"), conclusions=(Conclusion("kasus_tertutup", True),)),
        guards=(guard("G", yes("kasus_tertutup"), GuardAction.FLAG),),
    )
    decision = decided(closing, a=True)
    assert decision.closed
    assert decision.referrals[0].closed
    assert [found.rule for found in decision.notices] == ["G"]


# --- referrals


def test_an_order_with_a_condition_of_its_own_opens_only_when_it_is_met():
    orders = (
        ReferralOrder("DINSOS_KAB", "layanan"),
        ReferralOrder("RSUD", "layanan", condition=yes("b"), after="DINSOS_KAB"),
    )
    tiers = pack(rule("R", yes("a"), to=orders))
    types = [[r.partner_type for r in decided(tiers, a=True, b=b).referrals] for b in (True, False)]
    assert types == [["DINSOS_KAB", "RSUD"], ["DINSOS_KAB"]]
    assert decided(tiers, a=True, b=True).referrals[1].after == "DINSOS_KAB"


def test_nobody_forgets_to_ask_what_an_inner_condition_hangs_on():
    orders = (ReferralOrder("DINSOS_KAB", "layanan", condition=yes("b")),)
    inner = pack(rule("R", yes("a"), P2, to=orders, raises=(Adjustment(P0, yes("c")),)))
    decision = decided(inner, a=True)
    assert decision.referrals == ()
    assert [(found.fact, found.urgency) for found in decision.questions] == [("c", P0), ("b", P2)]
    assert decided(inner).to_ask == ("a",)
    assert decided(inner, a=False).to_ask == ()


def test_a_type_that_needs_a_recommendation_brings_the_paper_with_it():
    to_panti = pack(rule("R", yes("a"), to="PANTI", documents=("KTP",)))
    (found,) = decided(to_panti, a=True, dokumen=frozenset({"KTP"})).referrals
    assert found.needs_recommendation
    assert found.documents == ("KTP", "REKOM_DINSOS")
    assert found.missing_documents == ("REKOM_DINSOS",)
    assert found.authority == "dinsos_provinsi"


def test_papers_count_as_missing_only_once_somebody_has_listed_them():
    papers = pack(rule("R", yes("a"), documents=("KTP", "KK")))
    assert decided(papers, a=True).referrals[0].missing_documents == ()
    listed = decided(papers, a=True, dokumen=frozenset({"KK"}))
    assert listed.referrals[0].missing_documents == ("KTP",)


def test_follow_up_days_are_those_of_the_rule_or_of_the_final_urgency():
    days = pack(
        rule("OWN", yes("a"), P2, follow_up_days=(5, 9)),
        rule("CLASS", yes("a"), P2, raises=(Adjustment(P0, yes("b")),)),
    )
    found = by_rule(decided(days, a=True, b=True))
    assert found["OWN"].follow_up_days == (5, 9)
    assert found["CLASS"].follow_up_days == (1, 30)


# --- guards


def test_a_hold_keeps_the_referrals_and_says_which_and_why():
    held = pack(rule("R", yes("a")), rule("S", yes("a"), P1), guards=(guard("PGR", yes("b")),))
    decision = decided(held, a=True, b=True)
    assert [found.held_by for found in decision.referrals] == [("PGR",), ("PGR",)]
    (hold,) = decision.holds
    assert (hold.rule, hold.reason) == ("PGR", "alasan PGR")
    assert hold.referrals == ("S:DINSOS_KAB", "R:DINSOS_KAB")


@pytest.mark.parametrize("facts", [{"b": False}, {}])
def test_a_guard_whose_condition_is_not_certainly_met_holds_nothing(facts):
    held = pack(rule("R", yes("a")), guards=(guard("PGR", yes("b")),))
    decision = decided(held, a=True, **facts)
    assert decision.referrals[0].held_by == ()
    assert decision.holds == ()


def test_a_guard_that_looks_at_the_referral_holds_only_the_one_it_means():
    guarded = pack(
        rule("R", yes("a"), P4),
        rule("S", yes("a"), P1),
        guards=(guard("PGR-09", Equals("rujukan_urgensi", "P4")),),
    )
    found = by_rule(decided(guarded, a=True))
    assert (found["R"].held_by, found["S"].held_by) == (("PGR-09",), ())


def test_missing_papers_hold_a_regular_referral_but_never_an_urgent_one():
    condition = All(
        (yes("rujukan_dokumen_kurang"), Equals("rujukan_dokumen_boleh_menyusul", False))
    )
    guarded = pack(
        *(rule(u.value, yes("a"), u, documents=("KTP",)) for u in Urgency),
        guards=(guard("PAPERS", condition),),
    )
    found = by_rule(decided(guarded, a=True, dokumen=frozenset()))
    assert [name for name, referral in found.items() if referral.held_by] == ["P2", "P3", "P4"]
    unlisted = by_rule(decided(guarded, a=True))
    assert not any(referral.held_by for referral in unlisted.values())


def test_a_release_frees_from_the_guards_it_names_and_from_no_other():
    guarded = pack(
        rule("R", yes("a"), P0),
        rule("S", yes("a"), P2),
        guards=(
            guard("G1"),
            guard("G2"),
            guard("REL", Equals("rujukan_urgensi", "P0"), GuardAction.RELEASE, ("G1",)),
        ),
    )
    decision = decided(guarded, a=True)
    found = by_rule(decision)
    assert (found["R"].held_by, found["S"].held_by) == (("G2",), ("G1", "G2"))
    holds = {hold.rule: hold.referrals for hold in decision.holds}
    assert holds["G1"] == ("S:DINSOS_KAB",)


def test_a_refusal_holds_as_a_hold_does():
    guarded = pack(
        rule("R", yes("a")),
        guards=(guard("PGR-10", yes("rujukan_serupa_terbuka"), GuardAction.REFUSE),),
    )
    decision = decided(guarded, a=True, rujukan_serupa_terbuka=True)
    assert decision.referrals[0].held_by == ("PGR-10",)


def test_a_guard_can_ask_for_further_papers_which_then_count_as_missing():
    guarded = pack(
        rule("R", yes("a"), documents=("KTP",)),
        guards=(
            guard(
                "G",
                Equals("rujukan_mitra", "DINSOS_KAB"),
                GuardAction.REQUIRE_DOCUMENTS,
                ("KTP", "SKTM"),
            ),
        ),
    )
    (found,) = decided(guarded, a=True, dokumen=frozenset({"KTP"})).referrals
    assert found.documents == ("KTP", "SKTM")
    assert found.missing_documents == ("SKTM",)


def test_a_warning_tells_once_and_holds_nothing():
    guarded = pack(
        rule("R", yes("a")),
        rule("S", yes("a")),
        guards=(guard("W", Equals("rujukan_mitra", "DINSOS_KAB"), GuardAction.WARN, ("psm",)),),
    )
    decision = decided(guarded, a=True)
    assert [(found.rule, found.details) for found in decision.notices] == [("W", ("psm",))]
    assert decision.holds == ()


def test_a_guard_of_another_stage_says_nothing_at_the_decision():
    guarded = pack(rule("R", yes("a")), guards=(guard("G", stage=GuardStage.CLOSE),))
    assert decided(guarded, a=True).holds == ()


# --- the manual queue


def test_a_case_without_a_referral_goes_to_the_manual_queue_and_never_to_silence():
    assert decided(pack(rule("R", yes("a"))), a=False).manual
    assert decided(pack(rule("R", yes("a")))).manual
    assert decided(pack()).urgency is None


def test_a_guard_can_send_a_case_to_the_manual_queue_by_the_number_of_referrals():
    too_many = guard("G", Compare("jumlah_rujukan", Order.MORE, 1), GuardAction.QUEUE_MANUALLY)
    crowded = pack(rule("R", yes("a")), rule("S", yes("b")), guards=(too_many,))
    assert decided(crowded, a=True, b=True).manual
    assert not decided(crowded, a=True, b=False).manual


def test_when_two_engines_disagree_nothing_goes_out_and_a_person_looks():
    one = pack(rule("R", yes("a")))
    decision = decide("K-1", {"a": False}, one, TODAY, Fixed("R"))
    assert decision.manual
    assert [found.held_by for found in decision.referrals] == [(ENGINE_DISAGREES,)]
    assert decision.holds[0].referrals == ("R:DINSOS_KAB",)


class InTurn:
    """A matcher that gives one answer after the other, whatever the facts."""

    def __init__(self, *answers):
        self.answers = iter(answers)

    def matching(self, facts):
        return frozenset(next(self.answers))


def test_a_conclusion_drawn_wrongly_on_the_way_is_noticed_although_the_end_agrees():
    wrong = rule("W", yes("c"), None, conclusions=(Conclusion("b", True),))
    one = pack(rule("R", yes("b")), wrong)
    decision = decide("K-1", {"c": False}, one, TODAY, InTurn({"W"}, {"R"}))
    assert [found.held_by for found in decision.referrals] == [(ENGINE_DISAGREES,)]


def test_on_the_way_a_rule_that_concludes_nothing_need_not_be_answered():
    concluding = rule("W", yes("a"), None, conclusions=(Conclusion("b", True),))
    one = pack(rule("R", yes("b")), concluding)
    found = decide("K-1", {"a": True}, one, TODAY, InTurn({"W", "R"}, {"W", "R"}))
    assert found == decided(one, a=True)


def test_two_engines_that_agree_change_nothing():
    one = pack(rule("R", yes("a")))
    assert decide("K-1", {"a": True}, one, TODAY, Fixed("R")) == decided(one, a=True)


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
