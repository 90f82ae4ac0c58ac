"""What another pack would change, told both ways, and nothing else."""

from __future__ import annotations

import pytest

from tests.unit.domain.builders import partner
from tests.unit.rulebook.sound_pack import DAY, needs, rule
from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.partner import PartnerLoad
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.router import Router
from tksk_workflow.rulebook.simulation.as_json import HIDDEN, simulation_to_dict
from tksk_workflow.rulebook.simulation.comparing import (
    CaseToReplay,
    ChangeKind,
    Simulation,
    simulate,
)

VILLAGE = "16.03.06.2023"
OFFICE = partner("DINAS-A", capacity=2)
SPARE = partner("DINAS-B", areas=("16",))
SICK = rule("KEB-01", "{sakit: ya}", "P3")
NOTHING = needs(rule("KEB-09", "{ditolong: ya}", "P4", "PSLU"))
ILL: Facts = {"sakit": True}


def _cases(*facts: Facts, hidden: bool = False) -> list[CaseToReplay]:
    return [
        CaseToReplay(f"K-{number}", one, one, VILLAGE, hidden) for number, one in enumerate(facts)
    ]


def _run(old: RulePack, new: RulePack, cases: list[CaseToReplay], **more: object) -> Simulation:
    with Router(old, DAY, "bulk") as before, Router(new, DAY, "bulk") as after:
        return simulate(cases, before, after, **more)  # type: ignore[arg-type]


def _kinds(found: Simulation) -> list[tuple[ChangeKind, ...]]:
    return [one.kinds for case in found.changed for one in case.changes]


def test_the_same_pack_changes_nothing() -> None:
    found = _run(needs(SICK), needs(SICK), _cases(ILL, {}), directory=(OFFICE,))
    assert found.cases == 2
    assert found.changed == []
    assert [one.before for one in found.partners] == [one.after for one in found.partners] == [1]


def test_a_new_rule_adds_referrals_and_the_way_back_removes_them() -> None:
    other = needs(SICK, rule("KEB-02", "{sakit: ya}", "P1", "RSUD"))
    there = _run(needs(SICK), other, _cases(ILL))
    back = _run(other, needs(SICK), _cases(ILL))
    assert _kinds(there) == [(ChangeKind.ADDED,)]
    assert _kinds(back) == [(ChangeKind.REMOVED,)]
    assert there.changed[0].changes[0].after == back.changed[0].changes[0].before


def test_a_change_of_urgency_is_told_as_one_change_of_one_referral() -> None:
    found = _run(needs(SICK), needs(rule("KEB-01", "{sakit: ya}", "P1")), _cases(ILL))
    assert _kinds(found) == [(ChangeKind.URGENCY,)]
    (change,) = found.changed[0].changes
    assert change.before is not None
    assert change.after is not None
    assert (change.before.urgency, change.after.urgency) == ("P3", "P1")


def test_a_rule_of_another_name_that_asks_for_the_same_is_no_new_referral() -> None:
    found = _run(needs(SICK), needs(SICK.replace("KEB-01", "KEB-05")), _cases(ILL))
    assert _kinds(found) == [(ChangeKind.RULES,)]


def test_two_rules_with_one_target_count_as_one_referral_of_the_higher_urgency() -> None:
    new = needs(SICK, rule("KEB-02", "{sakit: ya}", "P1"))
    found = _run(needs(SICK), new, _cases(ILL), directory=(OFFICE,))
    (change,) = found.changed[0].changes
    assert change.after is not None
    assert change.after.urgency == "P1"
    assert change.after.rules == ("KEB-01", "KEB-02")
    assert found.partners[0].after == 1


def test_a_case_that_only_gets_another_question_has_changed() -> None:
    found = _run(needs(SICK), needs(SICK, rule("KEB-02", "{lapar: ya}", "P0", "RSUD")), _cases({}))
    assert found.changed[0].changes == ()
    assert "lapar" in found.changed[0].to_ask[1]


def test_a_case_that_loses_its_only_rule_goes_to_the_manual_queue() -> None:
    found = _run(needs(SICK), needs(rule("KEB-01", "{lapar: ya}")), _cases(ILL))
    assert found.changed[0].manual == (False, True)


def test_partners_take_referrals_in_turn_and_capacity_is_watched() -> None:
    cases = _cases(ILL, ILL, ILL)
    alone = _run(NOTHING, needs(SICK), cases, directory=(OFFICE,))
    assert [(one.before, one.after, one.fits) for one in alone.partners] == [(0, 3, False)]
    shared = _run(NOTHING, needs(SICK), cases, directory=(OFFICE, SPARE))
    assert {one.code: one.after for one in shared.partners} == {"DINAS-A": 2, "DINAS-B": 1}
    assert all(one.fits for one in shared.partners)


def test_places_that_other_cases_hold_count() -> None:
    found = _run(
        NOTHING,
        needs(SICK),
        _cases(ILL),
        directory=(OFFICE,),
        loads={"DINAS-A": PartnerLoad(open_referrals=2)},
    )
    assert not found.partners[0].fits


def test_referrals_without_a_partner_are_counted_on_both_sides() -> None:
    found = _run(NOTHING, needs(SICK), _cases(ILL), directory=(partner("X", areas=("17",)),))
    assert found.without_partner == (0, 1)


@pytest.mark.parametrize("hidden", [True, False])
def test_of_a_closed_case_neither_village_nor_rule_is_told(hidden: bool) -> None:
    old, new = NOTHING, needs(SICK)
    with Router(old, DAY, "bulk") as before, Router(new, DAY, "bulk") as after:
        found = simulate(_cases(ILL, hidden=hidden), before, after)
        told = str(simulation_to_dict(found, before, after))
    assert (VILLAGE in told) is not hidden
    assert ("KEB-01" in told) is not hidden
    assert (HIDDEN in told) is hidden


def test_a_case_may_be_put_in_the_words_of_either_pack() -> None:
    """A fact that only the new vocabulary has is not asked by the old one."""
    case = CaseToReplay("K-1", {}, ILL, VILLAGE)
    found = _run(needs(SICK), needs(SICK), [case])
    assert _kinds(found) == [(ChangeKind.ADDED,)]
