"""The load of a TKSK, offers, and what a helper may do."""

from dataclasses import replace
from datetime import date

import pytest

from tests.integration.services.world import (
    COORDINATOR,
    OTHER_TKSK,
    TKSK,
    VILLAGE,
    VILLAGE_HEAD,
    mitra,
    partner,
)
from tksk_workflow.domain.referral import Role
from tksk_workflow.domain.rulepack import DatedValue
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.closing import cancel_case
from tksk_workflow.services.cases.story import case_story
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.errors import Conflict, InvalidInput, NotPermitted, Refused
from tksk_workflow.services.register.case_load import (
    answer_offer,
    case_loads,
    end_offer,
    helpers_for,
    offer_case,
)
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.unit_of_work import UnitOfWork

PSM = Actor(Role.COMPANION, "PSM-1")


@pytest.fixture(autouse=True)
def helpers(world):
    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.save(partner("PSM-1", "PSM", "desa", (VILLAGE,), capacity=2))
        uow.partners.save(partner("PSM-2", "PSM", "kecamatan", ("16.03.06",)))
        uow.partners.save(partner("KT-1", "KARANG_TARUNA", "desa", (VILLAGE,)))
        uow.partners.save(partner("PSM-JAUH", "PSM", "kecamatan", ("16.03.17",)))
        uow.commit()


@pytest.fixture
def limit_of_two(world):
    """The pack says that two cases are enough for one TKSK."""
    pack = world.app.pack
    known = pack.parameters["kapasitas_kasus_per_tksk"]
    value = DatedValue(2, date(2018, 11, 30), None, "umum")
    changed = {**pack.parameters, known.name: replace(known, values=(value,))}
    other = replace(pack, parameters=changed, content_hash="2" * 64)
    vars(world.app)["rules_folder"] = (other, world.app.rules_folder[1])
    # The engines of the session belong to the other pack.
    vars(world.app)["_routers"] = {}
    yield
    for router in world.app._routers.values():
        router.close()


def offer(world, case, helper="PSM-1", actor=TKSK):
    return offer_case(world.app, actor, case, helper, world.now)


def accept(world, case, actor=PSM):
    return answer_offer(world.app, actor, case, True, "", world.now)


def asked(world, case, actor=TKSK):
    return [one.code for one in helpers_for(world.app, actor, case, world.now)]


def test_the_nearest_are_asked_first_and_those_elsewhere_not(world):
    case = world.register().case
    assert asked(world, case) == ["PSM-1", "PSM-2", "KT-1", OTHER_TKSK.user]


def test_a_closed_case_is_offered_to_no_volunteer(world):
    case = world.register(pmks=("PMKS-19",), birth_date=date(1990, 1, 1), facts={}).case
    assert asked(world, case) == [OTHER_TKSK.user]
    with pytest.raises(InvalidInput) as error:
        offer(world, case)
    assert OTHER_TKSK.user in error.value.problems[0].hint


def test_above_the_limit_there_is_a_warning_everywhere(world, limit_of_two):
    assert world.register().warnings == ()
    assert world.register().warnings == ()
    (line,) = [one for one in case_loads(world.app, COORDINATOR, world.now) if one.cases]
    assert (line.cases, line.limit, line.over, line.helpers) == (2, 2, 0, ())
    assert worklist(world.app, COORDINATOR, world.now).of(Task.LOAD) == ()
    world.register()
    line = case_loads(world.app, COORDINATOR, world.now)[0]
    assert (line.worker, line.over) == (TKSK.user, 1)
    assert [one.code for one in line.helpers][:2] == ["PSM-1", "PSM-2"]
    for actor in (TKSK, COORDINATOR):
        (item,) = worklist(world.app, actor, world.now).of(Task.LOAD)
        assert "3 kasus, batas 2" in item.text
    assert worklist(world.app, OTHER_TKSK, world.now).of(Task.LOAD) == ()


def test_an_accepted_offer_relieves_the_tksk_who_keeps_the_case(world, limit_of_two):
    cases = [world.register().case for _ in range(3)]
    offer(world, cases[0])
    assert case_loads(world.app, COORDINATOR, world.now)[0].cases == 3
    done = accept(world, cases[0])
    assert (done.accepted, done.ended) == (True, False)
    line = case_loads(world.app, COORDINATOR, world.now)[0]
    assert (line.cases, line.helped, line.over) == (2, 1, 0)
    assert world.case(cases[0]).worker == TKSK.user
    assert [one.recipient for one in world.messages("tawaran_kasus")] == ["mitra/PSM-1"]
    (answer,) = world.messages("jawaban_tawaran")
    assert (answer.recipient, answer.payload["diterima"]) == (f"tksk/{TKSK.user}", True)


def test_the_helper_sees_the_offer_and_later_the_visit_to_make(world):
    case = world.register().case
    offer(world, case)
    for actor in (PSM, mitra("PSM-1")):
        (item,) = worklist(world.app, actor, world.now).of(Task.OFFER)
        assert item.case == case
    accept(world, case)
    assert worklist(world.app, PSM, world.now).of(Task.OFFER) == ()
    record_visit(world.app, PSM, case, True, None, "", None, world.now)


def test_a_neighbour_who_accepted_may_work_on_that_case_only(world):
    case, other = world.register().case, world.register().case
    with pytest.raises(Refused, match="PGR-19"):
        case_story(world.app, OTHER_TKSK, case)
    offer(world, case, OTHER_TKSK.user)
    with pytest.raises(Refused, match="PGR-19"):
        case_story(world.app, OTHER_TKSK, case)
    accept(world, case, OTHER_TKSK)
    assert case_story(world.app, OTHER_TKSK, case) is not None
    visits = [item.case for item in worklist(world.app, OTHER_TKSK, world.now).of(Task.VISIT)]
    assert visits == [case]
    with pytest.raises(Refused, match="PGR-19"):
        case_story(world.app, OTHER_TKSK, other)
    end_offer(world.app, TKSK, case, "sudah longgar", world.now)
    with pytest.raises(Refused, match="PGR-19"):
        case_story(world.app, OTHER_TKSK, case)


def test_a_declined_offer_says_why_and_leaves_the_way_free(world):
    case = world.register().case
    offer(world, case)
    with pytest.raises(InvalidInput):
        answer_offer(world.app, PSM, case, False, " ", world.now)
    assert answer_offer(world.app, PSM, case, False, "sakit", world.now).ended
    assert not offer(world, case, "KT-1").accepted


def test_one_offer_at_a_time_and_only_for_whom_it_is(world):
    case = world.register().case
    with pytest.raises(Conflict, match="tidak sedang ditawarkan"):
        accept(world, case)
    offer(world, case)
    with pytest.raises(Conflict, match="sudah ditawarkan kepada PSM-1"):
        offer(world, case, "KT-1")
    with pytest.raises(NotPermitted, match="bukan untuk"):
        accept(world, case, Actor(Role.COMPANION, "KT-1"))
    accept(world, case)
    with pytest.raises(Conflict):
        accept(world, case)


def test_who_is_full_is_not_asked(world):
    for _ in range(2):
        offer(world, world.register().case)
    third = world.register().case
    assert "PSM-1" not in asked(world, third)
    with pytest.raises(InvalidInput):
        offer(world, third)


def test_a_finished_case_is_not_offered_and_frees_its_helper(world):
    case, second = world.register().case, world.register().case
    offer(world, case)
    accept(world, case)
    offer(world, second)
    cancel_case(world.app, TKSK, case, "pindah", world.now)
    with pytest.raises(Conflict):
        offer(world, case, "KT-1")
    assert "PSM-1" in asked(world, world.register().case)


def test_only_the_tksk_and_the_coordinator_offer(world):
    case = world.register().case
    with pytest.raises(NotPermitted):
        offer(world, case, actor=VILLAGE_HEAD)
    with pytest.raises(NotPermitted):
        case_loads(world.app, VILLAGE_HEAD, world.now)
    with pytest.raises(Refused, match="PGR-19"):
        offer(world, case, actor=OTHER_TKSK)
    with pytest.raises(Conflict, match="tidak sedang ditawarkan atau dibantu"):
        end_offer(world.app, TKSK, case, "tidak perlu", world.now)
    assert offer(world, case, actor=COORDINATOR).helper == "PSM-1"
