import pytest

from tests.integration.services.world import (
    COORDINATOR,
    DYING_ALONE,
    NEIGHBOURHOOD,
    PAPERS,
    SOCIAL_WORKER,
    TKSK,
    VERIFIER,
    VILLAGE_HEAD,
    mitra,
)
from tests.support.statements import statements_of
from tksk_workflow.domain.case import CaseEvent
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import SYSTEM, Actor
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.errors import NotPermitted
from tksk_workflow.services.lifecycle.moves import move_case
from tksk_workflow.services.referrals.answers import start
from tksk_workflow.services.worklist import field, listing
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.unit_of_work import UnitOfWork

WISH = {
    "kondisi": {"tanpa_keluarga": True, "bersedia_panti": True, "sehat": True},
    "adl": "mandiri",
    "dokumen": [*PAPERS, "SURAT_DOKTER"],
}
"""An old person who wants to live in a home: the Dinas Sosial has to recommend it."""


def tasks(world, actor):
    return [(item.task, item.case) for item in worklist(world.app, actor, world.now).items]


def test_a_new_case_is_to_be_visited_and_asked_about_and_its_draft_says_why_it_waits(world):
    case = world.register(facts={"kondisi": {"terlantar_psikis_sosial": True}}).case
    world.route()
    found = worklist(world.app, TKSK, world.now)
    assert {item.task for item in found.items} == {Task.VISIT, Task.ASK, Task.HELD}
    (held,) = found.of(Task.HELD)
    assert "Rumah belum dikunjungi" in held.text
    (ask,) = found.of(Task.ASK)
    assert "?" in ask.text
    record_visit(world.app, TKSK, case, False, "banjir", None, None, world.now)
    (visit,) = worklist(world.app, TKSK, world.now).of(Task.VISIT)
    assert visit.text == "kunjungan tertunda"


def test_the_most_pressing_stands_first(world):
    world.register()
    urgent = world.register(facts={"kondisi": DYING_ALONE}).case
    world.route()
    assert tasks(world, TKSK)[0][1] == urgent


def test_each_of_the_village_has_it_on_the_list_until_they_have_verified(world):
    case = world.register().case
    assert tasks(world, VILLAGE_HEAD) == [(Task.VERIFY, case)]
    world.verify_in_village(case)
    assert tasks(world, VILLAGE_HEAD) == tasks(world, NEIGHBOURHOOD) == []


def test_a_closed_case_is_on_the_list_of_the_closed_circle_only(world):
    case = world.register(pmks=("PMKS-16",), facts={}).case
    assert tasks(world, SOCIAL_WORKER) == [(Task.VERIFY, case)]
    assert tasks(world, VILLAGE_HEAD) == []
    assert tasks(world, Actor(Role.COMPANION, "psm-1", "16.03.06")) == []


def test_a_partner_sees_its_own_referrals_without_the_case(world):
    world.sent_case()
    assert tasks(world, mitra("DINSOS-A")) == [(Task.ANSWER, None)]
    assert tasks(world, mitra("DINSOS-B")) == []


def test_the_recommendation_waits_for_the_verifier(world):
    case = world.sent_case(facts=WISH)
    assert tasks(world, VERIFIER) == [(Task.RECOMMEND, case)]


def test_what_can_end_says_what_is_missing_for_it(world):
    case = world.sent_case()
    world.deliver(world.referral(case, "DINSOS-A"))
    assert (Task.OUTCOME, case) in tasks(world, TKSK)
    world.outcome(case)
    assert (Task.CLOSE, case) in tasks(world, TKSK)


@pytest.mark.parametrize("event", [CaseEvent.ROUTE, CaseEvent.QUEUE_MANUALLY])
def test_whatever_its_status_a_case_that_was_helped_and_waits_for_nothing_can_end(world, event):
    case = world.sent_case()
    world.deliver(world.referral(case, "DINSOS-A"))
    other = world.sent_case()
    with UnitOfWork(world.app.session_factory) as uow:
        for code in (case, other):
            move_case(uow, uow.cases.claim(code), event, COORDINATOR, world.now)
        uow.commit()
    ending = (Task.OUTCOME, Task.CLOSE)
    assert [one for one in tasks(world, TKSK) if one[0] in ending] == [(Task.OUTCOME, case)]
    world.outcome(case)
    assert [one for one in tasks(world, TKSK) if one[0] in ending] == [(Task.CLOSE, case)]
    with UnitOfWork(world.app.session_factory) as uow:
        uow.cases.claim(case).needs_decision = True
        uow.commit()
    assert [one for one in tasks(world, TKSK) if one[0] in ending] == []


def test_the_coordinator_sees_what_was_brought_up(world):
    case = world.sent_case()
    world.deliver(world.referral(case, "DINSOS-A"), right=False)
    assert tasks(world, COORDINATOR) == [(Task.ESCALATION, case)]


def test_nobody_is_named_on_a_work_list(world):
    world.sent_case()
    text = str(worklist(world.app, TKSK, world.now))
    assert "Warga" not in text
    assert "990306" not in text
    assert "PMKS" not in text


def statements(world, actor):
    """How many statements the work list needs."""
    with statements_of(world.app.engine) as sent:
        worklist(world.app, actor, world.now)
    return len(sent)


def full_desk(world):
    """One more of everything that stands on work lists."""
    village = f"16.03.06.20{world.now.day:02}"
    world.register(facts={"kondisi": {"terlantar_psikis_sosial": True}}, village=village)
    world.register(pmks=("PMKS-16",), facts={})
    world.route()
    world.sent_case()
    world.sent_case(facts=WISH)
    lost = world.sent_case()
    world.deliver(world.referral(lost, "DINSOS-A"), right=False)
    world.later(days=1)


@pytest.mark.parametrize(
    "actor", [TKSK, COORDINATOR, VERIFIER, VILLAGE_HEAD, SOCIAL_WORKER, mitra("DINSOS-A")], ids=str
)
def test_a_longer_list_takes_no_more_statements(world, actor):
    full_desk(world)
    world.later(days=3)
    few, short = statements(world, actor), len(tasks(world, actor))
    for _ in range(3):
        full_desk(world)
    assert len(tasks(world, actor)) > short
    assert statements(world, actor) == few


@pytest.fixture
def short_lists(monkeypatch):
    for module in (listing, field):
        monkeypatch.setattr(module, "_MOST", 1)


def test_what_waits_for_others_takes_no_room_on_the_list(world, short_lists):
    for _ in range(2):
        world.register()
    world.route()
    waiting = world.sent_case(facts=WISH)
    closed = world.register(pmks=("PMKS-16",), facts={}).case
    with UnitOfWork(world.app.session_factory) as uow:
        alone = uow.referrals.of_case(3)[0]
        alone.partner_code = None
        uow.commit()

    assert tasks(world, VERIFIER) == [(Task.RECOMMEND, waiting)]
    assert (Task.FIND_PARTNER, waiting) in tasks(world, COORDINATOR)
    assert tasks(world, SOCIAL_WORKER) == [(Task.VERIFY, closed)]


def test_a_partner_who_serves_many_sees_what_is_new(world, short_lists):
    served = world.referral(world.sent_case(), "DINSOS-A").code
    start(world.app, mitra("DINSOS-A"), served, world.now)
    world.sent_case()
    assert {task for task, _ in tasks(world, mitra("DINSOS-A"))} == {Task.SERVE, Task.ANSWER}


def test_a_cut_list_keeps_the_most_pressing_and_not_the_oldest(world, short_lists):
    world.sent_case()
    urgent = world.sent_case(facts={"kondisi": DYING_ALONE})
    puskesmas = mitra("PKM-1")
    older = world.referral(urgent, "PKM-1")
    with UnitOfWork(world.app.session_factory) as uow:
        other = uow.referrals.of_case(1)[0]
        uow.referrals.get(other.id).partner_code = "PKM-1"
        uow.commit()
    (item,) = worklist(world.app, puskesmas, world.now).items
    assert (item.referral, item.urgency) == (older.code, "P0")


def test_the_coordinator_decides_the_most_pressing_cases_by_hand(world, short_lists):
    cases = [world.register().case for _ in range(3)]
    with UnitOfWork(world.app.session_factory) as uow:
        for code, urgency in zip(cases, (None, "P4", "P1"), strict=True):
            found = uow.cases.get(code)
            found.urgency = urgency
            move_case(uow, found, CaseEvent.QUEUE_MANUALLY, SYSTEM, world.now)
        uow.commit()
    by_hand = worklist(world.app, COORDINATOR, world.now).of(Task.MANUAL)
    assert [item.case for item in by_hand] == [cases[2]]


def test_a_partner_is_known_however_it_writes_its_code(world):
    world.sent_case()
    assert tasks(world, mitra("dinsos-a")) == [(Task.ANSWER, None)]
    with pytest.raises(NotPermitted, match="tidak ada di direktori"):
        tasks(world, mitra("DINSOS-X"))


def test_all_open_cases_of_a_tksk_are_looked_at(world, short_lists):
    cases = [world.register().case for _ in range(3)]
    assert [case for task, case in tasks(world, TKSK) if task is Task.VISIT] == cases


def test_an_auditor_has_no_work_list(world):
    with pytest.raises(NotPermitted):
        worklist(world.app, Actor(Role.AUDITOR, "a"), world.now)
