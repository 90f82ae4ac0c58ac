from tests.unit.domain.builders import pack, rule, yes
from tksk_workflow.domain.conditions import All, Any
from tksk_workflow.domain.questions import Asking
from tksk_workflow.domain.readings import read_rule
from tksk_workflow.domain.rulepack import Adjustment
from tksk_workflow.domain.urgency import Urgency

P0, P1, P2, P3, P4 = Urgency


def rank_questions(the_pack, facts, replaced=()):
    stakes = [
        read_rule(rule, the_pack, facts).stakes
        for rule in the_pack.rules
        if rule.id not in replaced
    ]
    return Asking(the_pack).ranked(stakes)


def asked(the_pack, replaced=(), **facts):
    return [found.fact for found in rank_questions(the_pack, facts, replaced)]


def test_the_question_that_could_open_the_most_urgent_referral_comes_first():
    several = pack(rule("R1", yes("a"), P3), rule("R2", yes("b"), P0), rule("R3", yes("c"), P1))
    assert asked(several) == ["b", "c", "a"]


def test_among_equals_the_persons_own_type_comes_before_any_need():
    several = pack(
        rule("KEB-01", yes("a"), P1),
        rule("KEB-02", yes("a"), P1),
        rule("PMKS-08", yes("b"), P1, pmks="PMKS-08"),
    )
    assert asked(several, pmks=frozenset({"PMKS-08"})) == ["b", "a"]


def test_among_equals_the_question_on_which_more_rules_hang_comes_first():
    several = pack(rule("R1", yes("a"), P1), rule("R2", yes("b"), P1), rule("R3", yes("b"), P1))
    assert asked(several) == ["b", "a"]


def test_among_equals_the_order_of_the_vocabulary_decides():
    backwards = pack(rule("R1", yes("a"), P1), rule("R2", yes("c"), P1), facts=("c", "b", "a"))
    assert asked(backwards) == ["c", "a"]


def test_a_question_says_what_it_could_bring_and_which_rules_wait_for_it():
    several = pack(rule("R1", yes("a"), P3), rule("R2", All((yes("a"), yes("b"))), P1))
    first, second = rank_questions(several, {})
    assert (first.fact, first.urgency, first.rules) == ("a", P1, ("R1", "R2"))
    assert (second.fact, second.urgency, second.rules) == ("b", P1, ("R2",))
    assert first.question == "tanya a?"


def test_a_fact_without_a_question_is_asked_by_its_label():
    (only,) = rank_questions(pack(rule("R", yes("d"))), {})
    assert only.question == "label d"


def test_what_is_computed_or_known_to_the_workflow_is_asked_of_nobody():
    internal = pack(rule("R", All((yes("hasil_hitungan"), yes("kunjungan_rumah"), yes("a")))))
    assert asked(internal) == ["a"]


def test_a_fact_that_the_vocabulary_does_not_know_is_not_asked():
    assert asked(pack(rule("R", Any((yes("tidak_ada"), yes("a")))))) == ["a"]


def test_a_rule_that_is_decided_or_replaced_asks_nothing():
    several = pack(rule("R1", All((yes("a"), yes("b")))), rule("R2", yes("c")))
    assert asked(several, a=False) == ["c"]
    assert asked(several, replaced=("R2",), a=True) == ["b"]


def test_a_rule_that_only_concludes_asks_after_those_that_refer():
    several = pack(rule("R1", yes("a"), None), rule("R2", yes("b"), P4))
    first, second = rank_questions(several, {})
    assert (first.fact, second.fact) == ("b", "a")
    assert second.urgency is None


def test_an_answer_that_could_make_a_met_rule_an_emergency_is_asked_first():
    several = pack(
        rule("R1", yes("a"), P3, raises=(Adjustment(P0, yes("b")),)), rule("R2", yes("c"), P1)
    )
    first, second = rank_questions(several, {"a": True})
    assert (first.fact, first.urgency, first.rules) == ("b", P0, ("R1",))
    assert second.fact == "c"


def test_what_a_rule_adjusts_is_not_asked_before_the_rule_itself_is_met():
    several = pack(rule("R1", yes("a"), P3, raises=(Adjustment(P0, yes("b")),)))
    assert asked(several) == ["a"]
    assert asked(several, a=False) == []


def test_one_rule_waiting_twice_for_one_answer_counts_once_at_its_best():
    twice = pack(
        rule("R1", yes("a"), P3, raises=(Adjustment(P0, yes("b")), Adjustment(P1, yes("b"))))
    )
    (only,) = rank_questions(twice, {"a": True})
    assert (only.urgency, only.rules) == (P0, ("R1",))


def test_the_safety_assessment_that_could_lower_a_base_rule_is_asked_for():
    lowering = pack(rule("R1", yes("a"), P0, lowers_base=Adjustment(P1, yes("b"))))
    (only,) = rank_questions(lowering, {"a": True})
    assert (only.fact, only.urgency) == ("b", P1)
    assert asked(lowering, a=True, b=False) == []
