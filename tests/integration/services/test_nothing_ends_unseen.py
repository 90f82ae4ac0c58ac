"""Matters and cases that could end too early, never end, or be on nobody's list."""

from threading import Barrier, BrokenBarrierError, Thread

import pytest
from sqlalchemy import update

from tests.integration.services.world import (
    COORDINATOR,
    NEGLECTED,
    NOTHING_FITS,
    TKSK,
    VILLAGE,
    mitra,
    partner,
)
from tests.support.records import store_pack
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import FunctioningOutcome, RefusalReason, Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.cases.closing import reopen_case
from tksk_workflow.services.cases.intake import update_facts
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, Refused
from tksk_workflow.services.lifecycle.escalation import escalate, resolve
from tksk_workflow.services.lifecycle.settling import Level
from tksk_workflow.services.partners.directory import add_partner
from tksk_workflow.services.referrals.answers import refuse
from tksk_workflow.services.referrals.withdrawing import void_referral, withdraw_referral
from tksk_workflow.services.routing import deciding
from tksk_workflow.services.routing.deciding import decide_case
from tksk_workflow.services.routing.holds import RECOMMENDATION_GUARD, recommendation_due
from tksk_workflow.services.routing.renewing import renew_manual
from tksk_workflow.services.transaction import batch
from tksk_workflow.store.models import DecisionRecord, Referral

P1, P3 = Urgency.P1, Urgency.P3


@pytest.fixture
def helped(world):
    case = world.sent_case()
    world.deliver(world.referral(case, "DINSOS-A"))
    return case


def manual(world):
    case = world.register(facts={"kondisi": NOTHING_FITS, "adl": "mandiri"}).case
    world.route()
    assert world.case(case).status == CaseStatus.MANUAL
    return case


def open_matters(world, level=None):
    return [one.key for one in world.escalations(level) if one.resolved_at is None]


# ------------------------------------------------------------------------------- closing


def test_a_case_that_was_opened_again_does_not_close_on_the_proof_of_before(world, helped):
    world.outcome(helped)
    world.close(helped)
    world.later(days=3)
    reopen_case(world.app, COORDINATOR, helped, "bantuan diterima orang lain", world.now)
    world.outcome(helped)
    with pytest.raises(Conflict, match="meminta rujukan lagi"):
        world.close(helped)
    world.route()
    with pytest.raises(Refused, match="PGR-14"):
        world.close(helped)
    world.later(hours=1)
    world.send()
    world.deliver(world.referral(helped, "DINSOS-A"))
    world.outcome(helped)
    assert world.close(helped).status is CaseStatus.CLOSED


def test_what_is_new_is_decided_before_a_case_closes(world, helped):
    world.outcome(helped)
    more = {"kondisi": {"pbi_jk_nonaktif": True, "butuh_layanan_kesehatan": True}}
    update_facts(world.app, TKSK, helped, more, world.now)
    assert world.case(helped).needs_decision

    with pytest.raises(Conflict, match="belum dapat ditutup"):
        world.close(helped)

    assert world.case(helped).needs_decision, "who is refused changes nothing"
    world.route()
    waiting = [one.status for one in world.referrals(helped) if one.open_key]
    assert set(waiting) == {Status.DRAFT}


# ---------------------------------------------------------------------- the manual queue


def test_help_that_arrived_and_ended_the_need_is_no_case_for_the_manual_queue(world, helped):
    world.outcome(helped, FunctioningOutcome.BETTER)
    answers = {"kondisi": NOTHING_FITS, "adl": "mandiri"}
    update_facts(world.app, TKSK, helped, answers, world.now)
    world.route()
    assert world.case(helped).status == CaseStatus.IN_FOLLOW_UP
    assert open_matters(world) == []
    assert world.close(helped).status is CaseStatus.CLOSED


def test_a_case_in_the_manual_queue_stays_the_coordinators_until_something_is_open(world):
    case = world.sent_case()
    code = world.referral(case, "DINSOS-A").code
    withdraw_referral(world.app, TKSK, code, "tidak jadi", world.now)
    assert world.case(case).status == CaseStatus.MANUAL
    decide_case(world.app, TKSK, case, world.now)
    assert world.case(case).status == CaseStatus.MANUAL
    assert open_matters(world, "koordinator") == [f"antrean_manual:{case}"]


def test_other_rules_ask_again_about_what_no_rule_fitted(world):
    case = manual(world)
    assert renew_manual(world.app, world.now, 10).counts == {}
    (decision,) = world.rows(DecisionRecord)
    with batch(world.app) as uow:
        store_pack(uow, "0" * 64)
        uow.flush()
        uow.session.execute(update(DecisionRecord).values(pack_hash="0" * 64))
    assert renew_manual(world.app, world.now, 10).counts == {"antrean_manual_dihitung_ulang": 1}
    assert world.case(case).needs_decision
    world.route()
    assert renew_manual(world.app, world.now, 10).counts == {}
    with batch(world.app) as uow:
        # What was decided by which rules is sealed; the test has only borrowed it.
        uow.session.execute(update(DecisionRecord).values(pack_hash=decision.pack_hash))


# ------------------------------------------------------------------- what was taken back


@pytest.mark.parametrize("end", ["void", "withdraw"])
def test_what_was_taken_back_comes_when_somebody_asks_for_it_afresh(world, end):
    case = world.register().case
    world.route()
    if end == "withdraw":
        world.visit(case)
        world.verify_in_village(case)
        world.route()
        world.send()
    code = world.referral(case, "DINSOS-A").code
    take_back = void_referral if end == "void" else withdraw_referral
    take_back(world.app, COORDINATOR, code, "salah ketik", world.now)
    world.later(minutes=5)
    assert decide_case(world.app, TKSK, case, world.now).opened.created == ()

    again = decide_case(world.app, TKSK, case, world.now, afresh=True)

    assert len(again.opened.created) == 1
    assert [one.action for one in world.audit()].count("minta_lagi") == 1


def test_help_that_arrived_does_not_come_again_when_somebody_asks_afresh(world, helped):
    world.later(minutes=5)
    assert decide_case(world.app, TKSK, helped, world.now, afresh=True).opened.created == ()


# ------------------------------------------------------------------------------- partners


def test_a_new_partner_is_tried_where_nobody_was_left(world):
    case = world.sent_case()
    for name in ("DINSOS-A", "DINSOS-B"):
        code = world.referral(case, name).code
        refuse(world.app, mitra(name), code, RefusalReason.OTHER, "tutup", world.now)
    assert any(key.startswith("tanpa_pengganti:") for key in open_matters(world))

    add_partner(world.app, COORDINATOR, partner("DINSOS-C", "DINSOS_KAB"), None, world.now)
    world.later(minutes=5)
    world.route()

    assert world.referral(case, "DINSOS-C").status in (Status.DRAFT, Status.REQUESTED)
    assert not any(key.startswith("tanpa_pengganti:") for key in open_matters(world))


# ------------------------------------------------------------------------------- matters


def test_a_row_that_works_again_settles_its_matter(world, monkeypatch):
    case = world.register().case
    with monkeypatch.context() as patch:

        def broken(*_args):
            raise KeyError

        patch.setattr(deciding, "_decide", broken)
        world.route()
    assert open_matters(world) == [f"tidak_terproses:{case}"]
    world.route()
    assert open_matters(world) == []


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_matter_that_comes_up_while_it_is_being_settled_is_not_lost(world):
    """Who settles it holds the case, and who raises it waits for that."""
    case = world.sent_case(facts={"kondisi": NEGLECTED})
    key = "uji:lagi"
    with batch(world.app) as uow:
        found = uow.cases.claim(case)
        escalate(Desk(world.app, uow, world.now), key, Level.COORDINATOR, "uji", found, again=True)
    (raised,) = [one for one in world.escalations() if one.key == key]
    settled = Barrier(2)

    def raise_again():
        try:
            settled.wait(timeout=5)
        except BrokenBarrierError:
            return
        with batch(world.app) as uow:
            found = uow.cases.claim(case)
            desk = Desk(world.app, uow, world.now)
            escalate(desk, key, Level.COORDINATOR, "uji lagi", found, again=True)

    other = Thread(target=raise_again)
    other.start()
    settled.wait(timeout=5)
    resolve(world.app, COORDINATOR, raised.id, "beres", world.now)
    other.join()

    (after,) = [one for one in world.escalations() if one.key == key]
    assert (after.resolved_at is None) == (after.reason == "uji lagi")


def test_a_draft_that_becomes_more_pressing_waits_less_for_its_recommendation(world):
    held = [RECOMMENDATION_GUARD]
    with batch(world.app) as uow:
        desk = Desk(world.app, uow, world.now)
        slow, fast = (recommendation_due(desk, held, one, VILLAGE) for one in (P3, P1))
        before = Referral(recommendation_due_at=slow)
        assert fast < slow
        assert recommendation_due(desk, held, P1, VILLAGE, before) == fast
        before.recommendation_due_at = fast
        assert recommendation_due(desk, held, P3, VILLAGE, before) == fast
