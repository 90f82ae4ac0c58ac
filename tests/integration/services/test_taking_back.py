"""Referrals that are taken back: who hears of it, and who does not."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.integration.services.world import (
    COORDINATOR,
    TKSK,
    mitra,
)
from tksk_workflow.services.cases.closing import cancel_case
from tksk_workflow.services.referrals.answers import accept, fail
from tksk_workflow.services.referrals.withdrawing import void_referral, withdraw_referral
from tksk_workflow.store.models import OutboxMessage

A = mitra("DINSOS-A")

ENDS = {
    "withdraw": lambda world, _, code: withdraw_referral(
        world.app, TKSK, code, "pindah", world.now
    ),
    "void": lambda world, _, code: void_referral(world.app, COORDINATOR, code, "salah", world.now),
    "cancel": lambda world, case, _: cancel_case(world.app, TKSK, case, "pindah", world.now),
    "wrong": lambda world, _, code: world.confirm(code, right=False),
}


def mark_messages(world, **values):
    """Let the messages that there are so far stand differently in the outbox."""
    with world.app.session_factory() as session:
        session.execute(update(OutboxMessage).values(**values))
        session.commit()


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_partner_who_has_a_referral_hears_when_others_end_it(world, end):
    case = world.sent_case()
    mark_messages(world, delivered_at=world.now)
    code = world.referral(case, "DINSOS-A").code
    accept(world.app, A, code, world.now)
    end(world, case, code)
    (told,) = world.messages("rujukan_berakhir")
    assert told.recipient == "mitra/DINSOS-A"
    assert told.payload["rujukan"] == code
    assert set(told.payload) == {"rujukan", "keadaan"}


def test_a_partner_who_has_not_heard_of_a_referral_hears_nothing_of_its_end(world):
    code = world.referral(world.sent_case(), "DINSOS-A").code
    number = world.messages("rujukan_baru")[0].id
    withdraw_referral(world.app, TKSK, code, "pindah", world.now)
    assert world.messages("rujukan_baru") == world.messages("rujukan_berakhir") == []
    (taken,) = [one for one in world.audit() if one.action == "tarik_pesan"]
    assert taken.entity_id == str(number)


@pytest.mark.parametrize("state", ["attempts", "claimed_until"])
def test_a_partner_who_may_have_heard_of_a_referral_hears_of_its_end_and_nothing_after_it(
    world, state
):
    code = world.referral(world.sent_case(), "DINSOS-A").code
    value = 1 if state == "attempts" else world.now + timedelta(minutes=9)
    mark_messages(world, **{state: value})
    withdraw_referral(world.app, TKSK, code, "pindah", world.now)
    assert len(world.messages("rujukan_berakhir")) == 1
    assert len(world.messages("rujukan_baru")) == (state == "claimed_until")


def test_a_partner_hears_of_an_end_once(world):
    code = world.referral(world.sent_case(), "DINSOS-A").code
    mark_messages(world, delivered_at=world.now)
    withdraw_referral(world.app, TKSK, code, "pindah", world.now)
    void_referral(world.app, COORDINATOR, code, "salah catat", world.now)
    assert len(world.messages("rujukan_berakhir")) == 1


def test_a_partner_is_not_told_of_a_draft_nor_of_what_the_partner_did(world):
    cancel_case(world.app, TKSK, world.register().case, "pindah", world.now)
    case = world.sent_case()
    mark_messages(world, delivered_at=world.now)
    code = world.referral(case, "DINSOS-A").code
    accept(world.app, A, code, world.now)
    fail(world.app, A, code, "klien tidak datang", world.now)
    assert world.messages("rujukan_berakhir") == []
