from tests.integration.services.world import DYING_ALONE, NEGLECTED, TKSK, mitra
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, Status
from tksk_workflow.services.audit.replay import replay
from tksk_workflow.services.referrals.answers import accept, report_delivery
from tksk_workflow.store.models import DecisionRecord


def test_a_case_goes_all_the_way_from_registration_to_closure(world):
    case = world.register().case
    assert world.case(case).status == CaseStatus.IDENTIFIED
    world.route()
    (draft,) = world.referrals(case)
    assert draft.held_by
    assert draft.business_status == BusinessStatus.HELD
    assert dict(world.send().counts) == {}

    world.later(days=1)
    assert world.visit(case).status is CaseStatus.RECORDED
    assert world.verify_in_village(case).complete
    assert world.case(case).status == CaseStatus.VERIFIED
    world.route()
    assert world.case(case).status == CaseStatus.ROUTED
    assert dict(world.send().counts) == {"terkirim_P2": 1}
    assert world.case(case).status == CaseStatus.IN_FOLLOW_UP

    referral = world.referral(case, "DINSOS-A")
    assert referral.id == draft.id
    world.later(days=1)
    accept(world.app, mitra("DINSOS-A"), referral.code, world.now)
    report_delivery(world.app, mitra("DINSOS-A"), referral.code, "paket sembako", world.now)
    world.later(days=1)
    assert world.confirm(referral.code).status is Status.COMPLETED
    world.outcome(case)
    assert world.close(case).status is CaseStatus.CLOSED


def test_decisions_taken_again_are_identical(world):
    case = world.register(facts={"kondisi": DYING_ALONE}).case
    world.visit(case, {"kondisi": NEGLECTED})
    world.later(days=40)
    numbers = [decision.id for decision in world.rows(DecisionRecord)]

    results = [replay(world.app, number) for number in numbers]

    assert len(results) == 2
    assert [found.differences for found in results] == [(), ()]
    assert all(found.identical and found.recorded["referrals"] for found in results)


def test_actor_is_in_every_audit_entry(world):
    world.sent_case()
    names = {entry.actor for entry in world.audit()}
    assert TKSK.name in names
    assert all("/" in name for name in names)


def test_a_decision_that_somebody_has_changed_no_longer_repeats(world):
    world.register(facts={"kondisi": DYING_ALONE})
    with world.app.session_factory() as session:
        decision = session.get(DecisionRecord, 1)
        decision.result = {**decision.result, "closed": True, "referrals": []}
        session.commit()
    world.rows_were_changed = True
    result = replay(world.app, "D-1")
    assert not result.identical
    assert result.differences == ("closed", "referrals")
