"""What becomes of the referrals of a decision: papers, guards, closed handling, the manual queue."""

import pytest

from tests.unit.domain.builders import TODAY, by_rule, decided, guard, pack, rule, yes
from tksk_workflow.domain.conditions import (
    All,
    Compare,
    Equals,
    Order,
)
from tksk_workflow.domain.deciding import decide
from tksk_workflow.domain.holding import ENGINE_DISAGREES
from tksk_workflow.domain.rulepack import (
    Adjustment,
    Conclusion,
    GuardAction,
    GuardStage,
    ReferralOrder,
)
from tksk_workflow.domain.urgency import Urgency

P0, P1, P2, P3, P4 = Urgency


class Fixed:
    """A matcher that gives one answer, whatever the facts."""

    def __init__(self, *keys):
        self.keys = frozenset(keys)

    def matching(self, facts):
        return self.keys


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
