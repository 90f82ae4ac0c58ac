"""Replaying the open cases of the database under another pack; nothing is written."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.integration.services.world import COORDINATOR, TKSK
from tests.support.statements import statements_of
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.router import Router
from tksk_workflow.rulebook.simulation.comparing import ChangeKind
from tksk_workflow.services.errors import NotPermitted
from tksk_workflow.services.rules.simulation import simulate_open_cases
from tksk_workflow.store.models import AuditEntry, DecisionRecord, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork


def _with_urgency(pack, rule_id, urgency):
    rules = tuple(
        replace(rule, urgency=urgency) if rule.id == rule_id else rule for rule in pack.rules
    )
    return replace(pack, rules=rules)


def _rows(app):
    with UnitOfWork(app.session_factory, read_only=True) as uow:
        return [
            uow.session.scalar(select(func.count()).select_from(table))
            for table in (AuditEntry, DecisionRecord, Referral)
        ]


def _simulated(world, pack, actor=COORDINATOR):
    day = world.now.astimezone(world.app.zone).date()
    with Router(pack, day, "bulk") as new:
        found, _ = simulate_open_cases(world.app, actor, new)
    return found


def test_open_cases_are_replayed_and_nothing_is_written(world):
    case = world.register().case
    world.route()
    before = _rows(world.app)
    found = _simulated(world, _with_urgency(world.app.pack, "PMKS-08", Urgency.P1))
    assert found.cases == 1
    (changed,) = found.changed
    assert changed.case.id == case
    assert ChangeKind.URGENCY in changed.changes[0].kinds
    assert _rows(world.app) == before


def test_the_pack_in_force_changes_no_case_and_takes_no_place_twice(world):
    world.register()
    world.route()
    found = _simulated(world, world.app.pack)
    assert found.cases == 1
    assert found.changed == []
    assert {one.elsewhere for one in found.partners} == {0}


def test_more_cases_are_replayed_with_no_more_statements(world):
    def simulated():
        with statements_of(world.app.engine) as sent:
            found = _simulated(world, world.app.pack)
        return found.cases, len(sent)

    world.register()
    world.route()
    cases, few = simulated()
    for _ in range(4):
        world.register()
    world.route()
    assert simulated() == (cases + 4, few)


def test_only_the_coordinator_tries_rules_out(world):
    with pytest.raises(NotPermitted):
        _simulated(world, world.app.pack, TKSK)
