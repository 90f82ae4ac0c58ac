"""Facts in, decision out, the same with every engine; and the decision as JSON."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.rulepack import FactDefinition, FactKind, FactOrigin
from tksk_workflow.domain.truth import Truth
from tksk_workflow.rulebook.decisions_json import decision_from_dict, decision_to_dict
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.explaining.verdicts import explain
from tksk_workflow.rulebook.facts import read_facts
from tksk_workflow.rulebook.loading import load_pack, load_texts
from tksk_workflow.rulebook.router import ENGINES, Router

DAY = date(2026, 11, 25)
PACK = load_texts(FILES)
DEFAULT = load_pack(default_pack_path({}))
ELDER = {"pmks": frozenset({"PMKS-08"}), "usia": 71, "sakit": True, "sendiri": True}


@pytest.fixture(scope="module")
def routers():
    found = [Router(DEFAULT, DAY, engine) for engine in ENGINES]
    yield found
    for router in found:
        router.close()


def decided(facts, pack=PACK, engine="inference"):
    with Router(pack, DAY, engine) as router:
        return router.decide("K-1", facts)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_decides(engine):
    decision = decided(ELDER, engine=engine)

    assert [(found.rule, found.partner_type, found.after) for found in decision.referrals] == [
        ("PMKS-08-V1", "PUSKESMAS", None),
        ("PMKS-08-V1", "RSUD", "PUSKESMAS"),
        ("PMKS-08", "DINSOS_KAB", None),
    ]
    assert not decision.manual


def test_the_age_on_the_day_decides():
    born = {**ELDER, "tanggal_lahir": date(1966, 11, 26)}
    del born["usia"]

    assert "PMKS-08" not in {found.rule for found in decided(born).referrals}


def test_a_path_is_as_good_as_a_pack(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert decided(ELDER, pack=tmp_path) == decided(ELDER)


def test_the_json_has_the_agreed_keys():
    found = decision_to_dict(decided(ELDER))

    assert {
        "id",
        "pack",
        "referrals",
        "derived",
        "to_ask",
        "holds",
        "closed",
        "manual",
        "trace",
    } <= set(found)
    assert {
        "rule", "partner_type", "service", "urgency", "forms", "documents", "closed", "authority",
        "alternatives", "supporting", "after", "documents_later", "missing_documents",
        "needs_recommendation", "follow_up_days", "held_by",
    } == set(found["referrals"][0])  # fmt: skip
    assert found["id"] == "K-1"
    assert found["pack"] == PACK.content_hash
    assert (found["pack_name"], found["pack_version"], found["date"]) == (
        "kecil",
        "1",
        "2026-11-25",
    )
    assert [referral["urgency"] for referral in found["referrals"]] == ["P0", "P0", "P2"]


def test_a_hold_says_which_referrals_it_keeps():
    found = decision_to_dict(decided({**ELDER, "kunjungan_rumah": False}))

    assert [(hold["rule"], hold["referrals"]) for hold in found["holds"]] == [
        ("PGR-04", ["PMKS-08:DINSOS_KAB"])
    ]


def test_a_recorded_decision_is_read_back_whole():
    decision = decided(
        {**ELDER, "adl": "dibantu", "dokumen": frozenset(), "tanggal_lahir": date(1955, 1, 1)}
    )

    assert decision_from_dict(json.loads(json.dumps(decision_to_dict(decision)))) == decision


def test_a_waiting_rule_says_what_to_ask():
    found = decided({"pmks": frozenset({"PMKS-08"}), "usia": 71})

    assert found.manual
    assert set(found.to_ask) == {"sakit", "sendiri", "adl"}


def test_an_explanation_names_what_failed_and_what_waits():
    facts: dict[str, Value] = {
        "pmks": frozenset({"PMKS-08"}),
        "usia": 59,
        "sakit": True,
        "adl": "dibantu",
    }
    with Router(PACK, DAY, "evaluator") as router:
        found = explain(router, "K-1", facts)

    by_id = {rule.rule.id: rule for rule in found.rules}
    assert by_id["PMKS-08"].outcome is Truth.NO
    assert by_id["PMKS-08"].failed == ("usia: minimal 60",)
    assert by_id["TUR-01"].outcome is Truth.YES
    assert by_id["TUR-01"].facts == {"adl": "dibantu"}
    assert json.dumps(found.as_dict())


def strategy_for(fact: FactDefinition) -> st.SearchStrategy[object]:
    match fact.kind:
        case FactKind.YES_NO:
            return st.booleans()
        case FactKind.NUMBER:
            return st.integers(fact.low or 0, fact.high or 100)
        case FactKind.CHOICE:
            return st.sampled_from(fact.options)
        case FactKind.SET:
            return st.lists(st.sampled_from(fact.options), max_size=3)
        case FactKind.DATE:
            return st.dates(date(1930, 1, 1), DAY).map(date.isoformat)
    return st.just("16.03.06.2023")


STATED = st.fixed_dictionaries(
    {},
    optional={
        name: strategy_for(fact)
        for name, fact in DEFAULT.facts.items()
        if fact.origin in {FactOrigin.CLIENT, FactOrigin.PROCESS}
    },
)


@settings(max_examples=25, deadline=None)
@given(STATED)
def test_every_engine_gives_the_same_decision_on_the_default_pack(routers, stated):
    facts, problems = read_facts(stated, DEFAULT)
    decisions = [router.decide("K-1", facts) for router in routers]

    assert problems == []
    assert decisions[0] == decisions[1] == decisions[2]
    assert decision_from_dict(decision_to_dict(decisions[0])) == decisions[0]


def test_a_day_with_the_same_numbers_shares_the_engine_and_counts_ages_by_itself():
    turns_sixty_later = {**ELDER, "tanggal_lahir": date(1966, 11, 26)}
    del turns_sixty_later["usia"]
    with Router(PACK, DAY) as first, Router(PACK, date(2026, 11, 26), like=first) as second:
        assert second.pack is first.pack
        before, after = (one.decide("K-1", turns_sixty_later) for one in (first, second))

        second.close()
        again = first.decide("K-1", turns_sixty_later)

    assert (before.decided_on, after.decided_on) == (DAY, date(2026, 11, 26))
    assert "PMKS-08" not in {found.rule for found in before.referrals}
    assert "PMKS-08" in {found.rule for found in after.referrals}
    assert again == before


def test_a_day_with_other_numbers_gets_an_engine_of_its_own():
    in_2030 = date(2030, 1, 1)
    aged_62 = {**ELDER, "usia": 62}
    with Router(PACK, DAY) as first, Router(PACK, in_2030, like=first) as second:
        assert second.pack is not first.pack
        assert not second.decide("K-1", aged_62).referrals
        second.close()

        assert first.decide("K-1", aged_62).referrals


def test_another_engine_is_not_shared():
    with Router(PACK, DAY) as first, Router(PACK, DAY, "evaluator", like=first) as second:
        first.close()

        assert second.decide("K-1", ELDER).referrals
