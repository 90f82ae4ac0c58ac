"""A due row that two finished runs of its flow have left as it was is named, and nothing else."""

from datetime import date, timedelta

import pytest

from tests.support.records import NOW, a_case, a_follow_up, a_person, a_referral, a_routed_case
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.referral import BusinessStatus, Status
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.models import (
    CentreResult,
    ContactPoint,
    DecileReading,
    Escalation,
    OutboxMessage,
    Sweep,
)
from tksk_workflow.store.overlooked import FREEZE, overlooked
from tksk_workflow.store.unit_of_work import UnitOfWork

PAST, SOON = NOW - timedelta(hours=3), NOW + timedelta(hours=2)
RUNS = (NOW + timedelta(hours=4), NOW + timedelta(hours=5))
"""The record is from NOW; both runs of every flow come after what is due SOON."""


class World:
    """One routed case, and rows of it that are due."""

    def __init__(self, uow):
        self.uow = uow
        uow.partners.save(Partner("PKM-UJI", "PUSKESMAS", "Uji", "kecamatan", ("16.03.06",)))
        self.case, self.decision = a_routed_case(uow, needs_decision=False)

    def add(self, row):
        self.uow.session.add(row)
        self.uow.flush()
        return row

    def refer(self, service="satu", **changes):
        return self.add(
            a_referral(self.case, self.decision, partner_code="PKM-UJI", service=service, **changes)
        )

    def sent(self, **changes):
        return self.refer(
            **{
                "status": Status.REQUESTED.value,
                "sent_at": NOW,
                "answer_due_at": NOW + timedelta(days=9),
                **changes,
            }
        )

    def ran(self, flow, *as_of, finished=True, counts=None, began=None):
        for at in as_of:
            start = began or at
            self.add(
                Sweep(
                    name=flow,
                    as_of=at,
                    started_at=start,
                    finished_at=start if finished else None,
                    counts=counts or {},
                )
            )

    def found(self):
        self.uow.commit()
        return list(overlooked(self.uow.session))


@pytest.fixture
def world(session_factory):
    with UnitOfWork(session_factory) as uow:
        yield World(uow)


def a_case_to_decide(world):
    world.case.needs_decision = True
    return "rutekan", f"kasus {world.case.code}: menunggu keputusan"


def a_case_to_be_ready(world):
    world.case.needs_decision = False
    world.case.ready_by = SOON
    world.uow.flush()
    return "cek-balasan", f"kasus {world.case.code}: tenggat kesiapannya sudah lewat"


def a_draft_to_send(world):
    return "kirim", f"rujukan {world.refer().code}: siap dikirim"


def a_draft_whose_first_step_is_done(world):
    first = world.refer("dua", status=Status.COMPLETED.value, sent_at=NOW, finished_at=NOW)
    draft = world.refer(after_id=first.id)
    return "kirim", f"rujukan {draft.code}: siap dikirim"


def an_answer(world):
    code = world.sent(answer_due_at=SOON).code
    return "cek-balasan", f"rujukan {code}: tenggat jawaban mitra sudah lewat"


def a_recommendation(world):
    draft = world.refer(
        held_by=["PGR-11"],
        business_status=BusinessStatus.AWAITING_RECOMMENDATION.value,
        recommendation_due_at=SOON,
    )
    return "cek-balasan", f"rujukan {draft.code}: tenggat rekomendasi sudah lewat"


def a_turn_in_a_queue(world):
    waiting = world.sent(
        status=Status.ON_HOLD.value,
        queue_position=1,
        queue_until=NOW.date() - timedelta(days=1),
        queue_until_told=NOW.date() - timedelta(days=5),
    )
    return "cek-balasan", f"rujukan {waiting.code}: giliran antrean sudah lewat"


def a_matter_to_climb(world):
    matter = world.add(
        Escalation(
            key="uji",
            case_id=world.case.id,
            level="tksk",
            reason="uji",
            opened_at=NOW,
            due_at=SOON,
            climbs=True,
        )
    )
    return "cek-balasan", f"eskalasi E-{matter.id}: tenggat tingkatnya sudah lewat"


def follow_up(world, **values):
    referral = world.sent()
    world.add(a_follow_up(referral.id, NOW.date(), number=2, **values))
    return f"rujukan {referral.code}, tindak lanjut ke-2"


def a_follow_up_to_announce(world):
    row = follow_up(world)
    return "tindak-lanjut", f"{row}: sudah waktunya dan belum diumumkan"


def a_follow_up_to_mark_late(world):
    row = follow_up(world, late_after=NOW.date() - timedelta(days=1), announced_at=NOW)
    return "tindak-lanjut", f"{row}: terlambat dan belum ditandai"


def a_decile(world):
    world.add(DecileReading(case_id=world.case.id, period="2026-T3", decile=4, imported_at=NOW))
    return "pembaruan-dtsen", f"kasus {world.case.code}, desil 2026-T3: belum diterapkan"


def a_result(world):
    row = world.add(
        CentreResult(case_id=world.case.id, period="2026-08", service="x", imported_at=NOW)
    )
    return "rekonsiliasi-pusat", f"hasil pusat {row.code}: belum dibandingkan"


PLANTED = (
    a_case_to_decide,
    a_case_to_be_ready,
    a_draft_to_send,
    a_draft_whose_first_step_is_done,
    an_answer,
    a_recommendation,
    a_turn_in_a_queue,
    a_matter_to_climb,
    a_follow_up_to_announce,
    a_follow_up_to_mark_late,
    a_decile,
    a_result,
)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_due_row_that_two_runs_left_is_named_by_its_code(world, plant):
    flow, expected = plant(world)
    world.ran(flow, *RUNS)

    assert world.found() == [f"{expected}, tetapi dua giliran '{flow}' melewatkannya"]


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_one_run_may_pass_a_row_by_because_somebody_held_it(world, plant):
    flow, _ = plant(world)
    world.ran(flow, RUNS[0])
    world.ran("alur-lain", *RUNS)

    assert world.found() == []


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_runs_that_never_finished_blame_nobody(world, plant):
    flow, _ = plant(world)
    world.ran(flow, RUNS[0])
    world.ran(flow, *RUNS, finished=False)

    assert world.found() == []


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_runs_as_of_an_earlier_moment_owe_the_row_nothing(world, plant):
    flow, _ = plant(world)
    earlier = PAST - timedelta(days=6)
    world.ran(flow, earlier, earlier, began=RUNS[1])

    assert world.found() == []


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_runs_of_a_day_to_come_owe_nothing_to_what_was_recorded_since(world, plant):
    """`tksk flow run --date` of next month, and then people go on working."""
    flow, _ = plant(world)
    world.ran(flow, *(at + timedelta(days=30) for at in RUNS), began=PAST)

    assert world.found() == []


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_once_a_clock_went_back_runs_from_before_say_nothing(world, plant):
    flow, _ = plant(world)
    world.ran(flow, *RUNS)
    world.ran("kirim-pesan", PAST, finished=False)

    assert world.found() == []


def touched(world):
    world.case.updated_at = RUNS[1] + timedelta(minutes=1)


@pytest.mark.parametrize(
    "plant",
    [
        a_case_to_decide,
        a_draft_to_send,
        a_recommendation,
        a_follow_up_to_announce,
        a_follow_up_to_mark_late,
    ],
    ids=lambda plant: plant.__name__,
)
def test_a_case_at_which_somebody_worked_since_is_for_the_next_runs(world, plant):
    flow, _ = plant(world)
    touched(world)
    world.ran(flow, *RUNS)

    assert world.found() == []


def test_what_a_run_rightly_leaves_is_not_due(world):
    world.case.needs_decision = False
    world.refer("tertahan", held_by=["PGR-03"])
    world.refer("terjadwal", urgency="P4")
    first = world.refer("pertama", held_by=["PGR-03"])
    world.refer("kedua", after_id=first.id)
    world.add(a_referral(world.case, world.decision, service="tanpa-mitra"))
    world.sent(service="dijawab", status=Status.ACCEPTED.value, answer_due_at=SOON)
    done = world.sent(service="diikuti")
    for number, values in enumerate(({"done_at": NOW}, {"announced_at": NOW, "late_at": NOW}), 1):
        world.add(a_follow_up(done.id, date(2026, 9, 10), number=number, **values))
    ended = a_case(a_person(), status=CaseStatus.CANCELLED.value, finish_reason="x")
    world.add(ended)
    for flow in ("rutekan", "kirim", "cek-balasan", "tindak-lanjut"):
        world.ran(flow, *RUNS)

    assert world.found() == []


def test_the_check_of_the_whole_record_tells_of_it(world):
    flow, expected = a_case_to_decide(world)
    world.ran(flow, *RUNS)
    world.uow.commit()

    told = check_invariants(world.uow.session)

    assert f"{expected}, tetapi dua giliran '{flow}' melewatkannya" in told


# ------------------------------------------------------------ proposals after the cut-off


def a_late_proposal(world):
    return world.refer(urgency="P4", send_due_at=SOON)


def test_runs_that_overlap_count_as_one(world):
    """Each may step over what the other one holds; the next run must not."""
    flow, line = a_case_to_decide(world)
    for at in (RUNS[0], RUNS[0] + timedelta(seconds=1)):
        world.add(
            Sweep(
                name=flow,
                as_of=at,
                started_at=at,
                finished_at=at + timedelta(minutes=1),
                counts={},
            )
        )
    assert world.found() == []
    world.ran(flow, RUNS[1])
    assert [found.startswith(line) for found in world.found()] == [True]


def test_a_proposal_that_two_freezes_left_behind_is_named(world):
    draft = a_late_proposal(world)
    world.ran("siklus-data", *RUNS, counts={FREEZE: 3})

    assert world.found() == [
        f"rujukan {draft.code}: usulan lewat cut-off dan belum dipindahkan,"
        " tetapi dua giliran 'siklus-data' melewatkannya"
    ]


def test_runs_of_the_data_cycle_on_other_days_owe_a_proposal_nothing(world):
    a_late_proposal(world)
    world.ran("siklus-data", RUNS[0], counts={FREEZE: 3})
    world.ran("siklus-data", RUNS[1], counts={"desa_diingatkan": 3})

    assert world.found() == []


# --------------------------------------------------------------------------- messages


def a_message(world, key, due, **values):
    return world.add(
        OutboxMessage(
            key=key,
            kind="uji",
            recipient=values.pop("recipient", "mitra/PKM-UJI"),
            payload={},
            created_at=NOW,
            due_at=due,
            **values,
        )
    )


def an_address(world, recipient="mitra/PKM-UJI", channel="surel"):
    world.add(ContactPoint(recipient=recipient, channel=channel, address="a@contoh.example"))


def overtaken_message(world):
    """Both runs have delivered messages that were due later."""
    found = a_message(world, "lama", NOW)
    for at in RUNS:
        a_message(world, f"baru:{at}", SOON, delivered_at=at, delivered_by="surel", attempts=1)
    world.ran("kirim-pesan", *RUNS)
    return found


def test_a_message_that_two_runs_passed_over_is_named_by_number(world):
    an_address(world)
    found = overtaken_message(world)

    assert world.found() == [
        f"pesan {found.id}: sudah waktunya dikirim, tetapi dua giliran 'kirim-pesan' melewatkannya"
    ]


def test_a_message_without_an_address_waits_without_blame(world):
    overtaken_message(world)

    assert world.found() == []


def test_a_message_on_a_way_that_was_closed_waits_without_blame(world):
    an_address(world, channel="webhook")
    overtaken_message(world)

    assert world.found() == []


def test_a_message_whose_address_is_new_waits_without_blame(world):
    an_address(world)
    overtaken_message(world)
    at = RUNS[1] + timedelta(minutes=1)
    world.uow.audit.record("koordinator/a", "simpan_kontak", "kontak", "mitra/PKM-UJI", {}, at)

    assert world.found() == []


@pytest.mark.parametrize(
    "state",
    [
        {"given_up_at": NOW},
        {"claimed_until": RUNS[1] + timedelta(minutes=10)},
        {"due_at": RUNS[1] + timedelta(minutes=10)},
    ],
    ids=lambda state: next(iter(state)),
)
def test_a_message_given_up_or_claimed_or_to_be_tried_later_is_not_passed_over(world, state):
    an_address(world)
    found = overtaken_message(world)
    for name, value in state.items():
        setattr(found, name, value)

    assert world.found() == []


def test_a_run_that_delivered_nothing_may_have_had_no_way(world):
    an_address(world)
    a_message(world, "lama", NOW)
    world.ran("kirim-pesan", *RUNS)

    assert world.found() == []
