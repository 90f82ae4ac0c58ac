"""A client of another kecamatan: the TKSK there carries on, the one at home stays informed."""

import pytest

from tests.integration.services.world import (
    COORDINATOR,
    OTHER_DISTRICT,
    OTHER_TKSK,
    TKSK,
)
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.services.cases.closing import cancel_case
from tksk_workflow.services.cases.intake import hand_over, register_case
from tksk_workflow.services.cases.story import case_story
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.errors import Refused
from tksk_workflow.services.routing.deciding import decide_case


def told_home(world):
    return [
        (one.payload["kasus"], one.payload["status"])
        for one in world.messages("perkembangan_kasus_alihan")
        if one.recipient == f"tksk/{TKSK.user}"
    ]


def test_whoever_is_found_outside_is_forwarded_to_the_tksk_there(world):
    person = world.person(village=OTHER_DISTRICT)
    with pytest.raises(Refused, match="PGR-19") as refused:
        register_case(world.app, TKSK, person, world.now)
    assert "--forward" in refused.value.hint

    done = register_case(world.app, TKSK, person, world.now, forward=True)

    assert done.worker == OTHER_TKSK.user
    assert world.case(done.case).home_worker == TKSK.user
    assert [one.recipient for one in world.messages("pengalihan")] == [f"tksk/{OTHER_TKSK.user}"]
    with pytest.raises(Refused, match="PGR-19"):
        record_visit(world.app, TKSK, done.case, True, None, None, None, world.now)
    record_visit(world.app, OTHER_TKSK, done.case, True, None, None, None, world.now)


def test_to_forward_inside_of_the_own_kecamatan_changes_nothing(world):
    done = register_case(world.app, TKSK, world.person(), world.now, forward=True)
    assert done.worker == TKSK.user
    assert world.case(done.case).home_worker is None


def test_the_tksk_at_home_hears_of_every_step_and_nothing_else(world):
    done = register_case(
        world.app, TKSK, world.person(village=OTHER_DISTRICT), world.now, forward=True
    )
    record_visit(world.app, OTHER_TKSK, done.case, True, None, None, None, world.now)
    decide_case(world.app, OTHER_TKSK, done.case, world.now)
    cancel_case(world.app, COORDINATOR, done.case, "klien pindah", world.now)
    assert told_home(world)[0] == (done.case, CaseStatus.RECORDED)
    assert told_home(world)[-1] == (done.case, CaseStatus.CANCELLED)
    for message in world.messages("perkembangan_kasus_alihan"):
        assert set(message.payload) == {"kasus", "status"}


def test_a_case_that_moved_shows_who_carries_it_on_and_how_far(world):
    old = world.register().case
    moved = hand_over(world.app, TKSK, old, OTHER_DISTRICT, world.now)
    record_visit(world.app, OTHER_TKSK, moved.new_case, True, None, None, None, world.now)

    story = case_story(world.app, TKSK, old)

    assert (story.continued_as, story.continued_by) == (moved.new_case, OTHER_TKSK.user)
    assert story.continued_status is CaseStatus.RECORDED
    assert told_home(world) == [(moved.new_case, CaseStatus.RECORDED)]
