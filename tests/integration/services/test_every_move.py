"""All ninety ordered pairs of the ten statuses, through the services, on both databases."""

from itertools import permutations

import pytest

from tests.integration.services.world import COORDINATOR, TKSK, mitra
from tksk_workflow.domain.referral import (
    TRANSITIONS,
    RefusalReason,
    Role,
    Status,
    event_between,
)
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.errors import Conflict, InvalidInput, NotPermitted
from tksk_workflow.services.referrals.moving import MoveDetails, move_to
from tksk_workflow.store.models import Referral

PARTNER = "DINSOS-A"
ACTORS = {Role.TKSK: TKSK, Role.COORDINATOR: COORDINATOR, Role.PARTNER: mitra(PARTNER)}
OUTSIDER = Actor(Role.COMPANION, "psm-1")
DETAILS = MoveDetails(
    reason=RefusalReason.FULL.value, received_by="klien", method="kunjungan", proof="BA-001"
)
PAIRS = list(permutations(Status, 2))
# How a referral gets to where it stands: along the table, from the draft.
WAYS = {
    Status.DRAFT: (),
    Status.REQUESTED: (Status.REQUESTED,),
    Status.ACCEPTED: (Status.REQUESTED, Status.ACCEPTED),
    Status.REJECTED: (Status.REQUESTED, Status.REJECTED),
    Status.CANCELLED: (Status.REQUESTED, Status.CANCELLED),
    Status.IN_PROGRESS: (Status.REQUESTED, Status.ACCEPTED, Status.IN_PROGRESS),
    Status.ON_HOLD: (Status.REQUESTED, Status.ACCEPTED, Status.ON_HOLD),
    Status.COMPLETED: (Status.REQUESTED, Status.ACCEPTED, Status.COMPLETED),
    Status.FAILED: (Status.REQUESTED, Status.ACCEPTED, Status.FAILED),
    Status.ENTERED_IN_ERROR: (Status.ENTERED_IN_ERROR,),
}


def actor_for(source, target):
    event = event_between(source, target)
    (move,) = [one for one in TRANSITIONS if (one.source, one.event) == (source, event)]
    return next(ACTORS[role] for role in move.actors if role in ACTORS)


def referral_in(world, status):
    case = world.register().case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    code, stands = world.referral(case, PARTNER).code, Status.DRAFT
    for target in WAYS[status]:
        move_to(world.app, actor_for(stands, target), code, target, DETAILS, world.now)
        stands = target
    return code


def state(world, code):
    (row,) = [one for one in world.rows(Referral) if one.code == code]
    return row.status, row.business_status, row.version, len(world.audit())


@pytest.mark.parametrize("source", Status)
def test_from_each_status_exactly_the_moves_of_the_table_are_made(world, source):
    for target in (one for start, one in PAIRS if start is source):
        code = referral_in(world, source)
        before = state(world, code)
        event = event_between(source, target)
        if event is None:
            with pytest.raises(Conflict, match="tidak dapat menjadi"):
                move_to(world.app, COORDINATOR, code, target, DETAILS, world.now)
            assert state(world, code) == before
            continue
        with pytest.raises(NotPermitted):
            move_to(world.app, OUTSIDER, code, target, DETAILS, world.now)
        assert state(world, code) == before
        moved = move_to(world.app, actor_for(source, target), code, target, DETAILS, world.now)
        assert (moved.event, moved.status) == (event, target)
        entry = next(
            one
            for one in reversed(world.audit())
            if one.entity_id == code and one.action == event.value
        )
        assert (entry.data["dari"], entry.data["ke"]) == (source.value, target.value)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (Status.REQUESTED, Status.REJECTED),
        (Status.REQUESTED, Status.CANCELLED),
        (Status.ACCEPTED, Status.FAILED),
        (Status.ACCEPTED, Status.COMPLETED),
        (Status.DRAFT, Status.ENTERED_IN_ERROR),
    ],
)
def test_a_move_that_lacks_what_it_asks_for_changes_nothing(world, source, target):
    code = referral_in(world, source)
    before = state(world, code)
    with pytest.raises(InvalidInput):
        move_to(world.app, actor_for(source, target), code, target, MoveDetails(), world.now)
    assert state(world, code) == before


def test_there_are_ninety_pairs_and_every_legal_one_is_a_row_of_the_table():
    assert len(PAIRS) == 90
    assert sum(event_between(*pair) is not None for pair in PAIRS) == len(TRANSITIONS)
