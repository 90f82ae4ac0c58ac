from dataclasses import replace

import pytest

from tests.unit.domain.builders import TODAY, guard, pack, rule, yes
from tksk_workflow.domain.conditions import ALWAYS, Equals
from tksk_workflow.domain.deciding import Evaluator, decide
from tksk_workflow.domain.guards import looks_at_referral, referral_facts, verdicts
from tksk_workflow.domain.rulepack import GuardAction, GuardStage
from tksk_workflow.domain.urgency import Urgency

ONE = pack(rule("R", yes("a"), Urgency.P1, to="PANTI", documents=("KTP",)))


def proposed():
    (found,) = decide("K-1", {"a": True}, ONE, TODAY, Evaluator(ONE)).referrals
    return found


def ids(*given_guards, stage=GuardStage.SEND, per_referral=None, **facts):
    found = verdicts(given_guards, stage, facts, per_referral=per_referral)
    return [verdict.guard.id for verdict in found]


def test_the_guards_of_a_stage_answer_in_the_order_of_the_pack():
    sending = guard("G2", stage=GuardStage.SEND), guard("G1", stage=GuardStage.SEND)
    assert ids(*sending, guard("G0", stage=GuardStage.CLOSE)) == ["G2", "G1"]


def test_a_guard_does_not_apply_to_what_is_unknown():
    unsure = guard("G", yes("kunjungan_rumah"), stage=GuardStage.SEND)
    assert ids(unsure) == []
    assert ids(unsure, kunjungan_rumah=False) == []
    assert ids(unsure, kunjungan_rumah=True) == ["G"]


def test_guards_about_one_referral_are_told_from_those_about_the_case():
    one = guard("ONE", Equals("rujukan_urgensi", "P1"), stage=GuardStage.SEND)
    case = guard("CASE", ALWAYS, stage=GuardStage.SEND)
    # It speaks of referrals, but the answer is the same for all of a case.
    wide = guard("WIDE", yes("rujukan_serupa_terbuka"), stage=GuardStage.SEND)
    assert [looks_at_referral(found) for found in (one, case, wide)] == [True, False, False]
    facts = {"rujukan_urgensi": "P1", "rujukan_serupa_terbuka": True}
    assert ids(one, case, wide, per_referral=True, **facts) == ["ONE"]
    assert ids(one, case, wide, per_referral=False, **facts) == ["CASE", "WIDE"]
    assert ids(one, case, wide, **facts) == ["ONE", "CASE", "WIDE"]


def test_a_case_wide_guard_speaks_once_however_many_referrals_there_are():
    several = pack(
        rule("R", yes("a")),
        rule("S", yes("a")),
        guards=(guard("G", yes("rujukan_serupa_terbuka"), GuardAction.WARN),),
    )
    facts = {"a": True, "rujukan_serupa_terbuka": True}
    assert len(decide("K-1", facts, several, TODAY, Evaluator(several)).notices) == 1


def test_guards_see_what_a_referral_is_about():
    assert referral_facts(proposed(), {}, ONE) == {
        "rujukan_urgensi": "P1",
        "rujukan_mitra": "PANTI",
        "rujukan_tertutup": False,
        "rujukan_perlu_rekomendasi": True,
        "rujukan_bentuk_jumlah": 1,
        "rujukan_dokumen_boleh_menyusul": True,
    }


@pytest.mark.parametrize(
    ("owned", "missing", "recommended"),
    [
        ((), True, False),
        (("KTP",), False, False),
        (("REKOM_DINSOS",), True, True),
        (("KTP", "REKOM_DINSOS"), False, True),
    ],
)
def test_a_recommendation_is_no_paper_that_the_client_has_to_bring(owned, missing, recommended):
    found = referral_facts(proposed(), {"dokumen": frozenset(owned)}, ONE)
    assert found["rujukan_dokumen_kurang"] is missing
    assert found["rujukan_rekomendasi_ada"] is recommended


def test_the_urgency_says_whether_papers_may_follow():
    regular = replace(proposed(), urgency=Urgency.P2)
    assert referral_facts(regular, {}, ONE)["rujukan_dokumen_boleh_menyusul"] is False
