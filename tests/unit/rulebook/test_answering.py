"""What each answer to an open question would change: told before anybody asks it."""

from datetime import date
from pathlib import Path

import pytest

from tests.support.casegen import CaseGenerator
from tksk_workflow.rulebook.explaining.answering import effects_of_answers, said_change
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.rulebook.router import Router

TODAY = date(2026, 11, 25)
ELDER = {"pmks": frozenset({"PMKS-08"}), "sandang_pangan_papan_tak_terpenuhi": True}


@pytest.fixture(scope="module")
def router():
    with Router(load_pack(Path(__file__).parents[3] / "rules"), TODAY, "evaluator") as found:
        yield found


def effects(router, facts, most=None):
    found = effects_of_answers(router, facts, router.decide("K-1", facts), most)
    return {one.question.fact: one for one in found}


def of_answer(found, answer):
    (effect,) = [effect for effect in found.effects if answer in effect.answers]
    return effect


def test_an_age_is_cut_where_the_rules_change_their_mind(router):
    usia = effects(router, ELDER)["usia"]

    assert [effect.answers[-1] for effect in usia.effects] == ["19 sampai 59", "60 sampai 120"]
    assert usia.effects[0].is_none
    (change,) = usia.effects[1].changes
    assert change.after.rules == ("PMKS-08",)
    assert said_change(change, router.pack).startswith("tambah Dinas Sosial kabupaten:")


def test_a_yes_that_opens_an_emergency_says_which_and_a_no_changes_nothing(router):
    facts = {**ELDER, "usia": 71}

    cruelty = effects(router, facts)["disakiti"]

    assert {one.after.partner_type for one in of_answer(cruelty, "ya").changes} == {
        "UPTD_PPA",
        "POLSEK",
    }
    assert of_answer(cruelty, "tidak").is_none


def test_an_answer_that_only_counts_with_others_is_said_to_change_nothing_alone(router):
    alone = effects(router, {**ELDER, "usia": 71})["sakit_berat"]

    assert [effect.answers for effect in alone.effects] == [("ya", "tidak")]
    assert alone.effects[0].is_none


def test_the_half_that_is_known_makes_the_other_half_decide(router):
    both = effects(router, {**ELDER, "usia": 71, "sakit_berat": True})["tinggal_sendiri"]

    assert {one.after.urgency.value for one in of_answer(both, "ya").changes} == {"P0"}


def test_members_of_a_set_are_tried_one_by_one_and_none_of_them(router):
    facts = {"pmks": frozenset({"PMKS-09"}), "usia": 30, "punya_keterampilan": True}

    kinds = effects(router, facts)["disabilitas"]

    assert {"mental", "kosong"} <= {answer for one in kinds.effects for answer in one.answers}
    assert of_answer(kinds, "mental").changes
    assert of_answer(kinds, "kosong").is_none


def test_no_more_questions_are_tried_than_asked_for(router):
    assert len(effects(router, ELDER, most=3)) == 3


def test_what_is_foretold_comes_true(router):
    """Whoever gives one of the answers gets exactly the decision that was foretold."""
    for facts in CaseGenerator(router.pack, seed=8).cases(25):
        before = router.decide("K", facts)
        for found in effects_of_answers(router, facts, before, 4):
            for effect in found.effects:
                for answer in effect.answers:
                    if answer not in {"ya", "tidak"}:
                        continue
                    told = {**facts, found.question.fact: answer == "ya"}
                    after = router.decide("K", told)
                    old = {(r.partner_type, r.service) for r in before.referrals}
                    new = {(r.partner_type, r.service) for r in after.referrals}
                    added = {c.after.key for c in effect.changes if c.before is None}
                    removed = {c.before.key for c in effect.changes if c.after is None}
                    assert new == (old | added) - removed
                    assert after.closed == (before.closed or effect.closed)


def test_the_json_names_answers_and_changes(router):
    data = effects(router, ELDER)["usia"].as_dict()

    assert data["urgency"] == "P2"
    assert data["effects"][1]["answers"] == ["60 sampai 120"]
    assert data["effects"][1]["changes"][0]["kinds"] == ["ditambah"]
    assert data["effects"][1]["manual"] is False
