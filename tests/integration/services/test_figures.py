"""The figures of a report say what happened, no more: each way to end is counted apart."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.integration.services.world import COORDINATOR, TKSK, VILLAGE, mitra
from tksk_workflow.domain.referral import RefusalReason
from tksk_workflow.reports.figures import CLOSED_TYPES, gather
from tksk_workflow.services.cases.closing import cancel_case
from tksk_workflow.services.follow_up.silence import check_answers
from tksk_workflow.services.referrals.answers import refuse
from tksk_workflow.services.referrals.withdrawing import withdraw_referral


@pytest.fixture
def figures(world):
    def read():
        with world.app.session_factory() as session:
            return gather(session, world.app.pack, {VILLAGE: "Gaung Telang"}, world.app.zone)

    return read


def row_of(figures, partner):
    (row,) = [row for row in figures.partners if row.code == partner]
    return row


def test_a_referral_that_the_tksk_withdraws_is_not_the_silence_of_the_partner(world, figures):
    case = world.sent_case()

    withdraw_referral(
        world.app, TKSK, world.referral(case, "DINSOS-A").code, "tidak jadi", world.now
    )

    row = row_of(figures(), "DINSOS-A")
    assert (row.withdrawn, row.silent, row.refused, row.open) == (1, 0, 0, 0)
    assert row.total == 1


def test_a_referral_taken_back_for_silence_counts_as_silence(world, figures):
    world.sent_case()

    for _ in range(3):
        world.later(days=20)
        check_answers(world.app, world.now, 100)

    row = row_of(figures(), "DINSOS-A")
    assert (row.silent, row.withdrawn) == (1, 0)


def test_a_refusal_counts_for_the_partner_that_refused(world, figures):
    case = world.sent_case()
    referral = world.referral(case, "DINSOS-A")

    refuse(world.app, mitra("DINSOS-A"), referral.code, RefusalReason.FULL, "penuh", world.now)

    assert row_of(figures(), "DINSOS-A").refused == 1


def test_a_cancelled_case_has_ended_and_is_not_among_the_closed_ones(world, figures):
    cancelled = world.register().case
    helped = world.sent_case()
    world.deliver(world.referral(helped, "DINSOS-A"))
    world.outcome(helped)
    world.close(helped)

    cancel_case(world.app, COORDINATOR, cancelled, "salah catat", world.now)

    assert figures().stages["ditutup"] == [world.now.date()]


def test_stages_are_counted_by_the_day_of_the_office_not_of_greenwich(world, figures):
    world.now = datetime(2026, 9, 8, 5, 30, tzinfo=ZoneInfo("Asia/Jakarta"))

    world.register()

    assert figures().stages["teridentifikasi"] == [date(2026, 9, 8)]


def test_all_types_of_a_case_that_is_handled_closed_count_as_one(world, figures):
    world.register(pmks=("PMKS-08", "PMKS-19"))
    world.register(pmks=("PMKS-08",))

    assert figures().by_village == {"Gaung Telang": {CLOSED_TYPES: 1, "PMKS-08": 1}}
