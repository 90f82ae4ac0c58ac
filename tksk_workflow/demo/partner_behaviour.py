"""How partners of the demo behave: a plan per referral, drawn from the seed.

The plan is a pure function of the seed and the referral's code, so a demo that is run
again goes the same way, and one referral more does not change the others.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tksk_workflow.domain.referral import BusinessStatus, RefusalReason, Status
from tksk_workflow.domain.urgency import Urgency

_REFUSES = 0.08
_LATE = 0.12
_SILENT = 0.04
_QUEUES = 0.15
_FAILS = 0.03
_QUEUE_STEP_DAYS = 4
_REASONS = (
    RefusalReason.FULL,
    RefusalReason.FULL,
    RefusalReason.PAPERS_MISSING,
    RefusalReason.NOT_ELIGIBLE,
    RefusalReason.OTHER,
)
# Beyond these days the term has passed, and the partner has been reminded.
_LATE_DAYS = {
    Urgency.P0: (2, 4),
    Urgency.P1: (4, 9),
    Urgency.P2: (9, 18),
    Urgency.P3: (16, 30),
    Urgency.P4: (40, 50),
}
# Days from sending to the answer, and from the answer to the service.
_ANSWER_DAYS = {
    Urgency.P0: (0, 0),
    Urgency.P1: (0, 2),
    Urgency.P2: (1, 5),
    Urgency.P3: (2, 9),
    Urgency.P4: (3, 20),
}
_SERVICE_DAYS = {
    Urgency.P0: (0, 2),
    Urgency.P1: (1, 5),
    Urgency.P2: (2, 10),
    Urgency.P3: (4, 18),
    Urgency.P4: (10, 40),
}


class Move(StrEnum):
    """What a partner does next with a referral."""

    ACCEPT = "terima"
    REFUSE = "tolak"
    QUEUE = "antrekan"
    START = "mulai"
    RESUME = "lanjutkan"
    DELIVER = "serahkan"
    FAIL = "gagalkan"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a partner will do with one referral.

    Attributes:
        answer_after: days from sending to the answer; None: it never answers.
        refusal: why it refuses, or None when it accepts.
        queue_places: how many wait before the client; 0 when there is no queue.
        deliver_after: days of service, counted from the end of the queue.
        reports_start: says when the service begins, not only when it is done.
        fails: the service breaks off.
        wrong_person: what is delivered reaches somebody else.
    """

    answer_after: int | None
    refusal: RefusalReason | None
    queue_places: int
    deliver_after: int
    reports_start: bool
    fails: bool
    wrong_person: bool

    @property
    def queue_days(self) -> int:
        """How long the client waits after the acceptance."""
        return self.queue_places * _QUEUE_STEP_DAYS


@dataclass(frozen=True, slots=True)
class Seen:
    """A referral as its partner sees it."""

    code: str
    partner: str
    urgency: Urgency
    status: Status
    business_status: BusinessStatus
    sent_on: date
    answered_on: date | None
    queue_position: int | None


def plan_for(seed: int, code: str, urgency: Urgency) -> Plan:
    """Draw the plan for one referral."""
    rng = random.Random(f"{seed}:{code}")  # noqa: S311 - behaviour, not secrets
    emergency = urgency is Urgency.P0
    fate = rng.random()
    silent = fate < (_SILENT / 3 if emergency else _SILENT)
    refuses = not silent and fate < _SILENT + _REFUSES
    late = rng.random() < (_LATE / 3 if emergency else _LATE)
    answers = rng.randint(*(_LATE_DAYS if late else _ANSWER_DAYS)[urgency])
    queues = not emergency and rng.random() < _QUEUES
    return Plan(
        answer_after=None if silent else answers,
        refusal=rng.choice(_REASONS) if refuses else None,
        queue_places=rng.randint(1, 4) if queues else 0,
        deliver_after=rng.randint(*_SERVICE_DAYS[urgency]),
        reports_start=rng.random() < 0.4,
        fails=rng.random() < _FAILS,
        wrong_person=rng.random() < 0.04,
    )


def next_move(plan: Plan, seen: Seen, today: date) -> Move | None:
    """Say what the partner does with the referral today; None: nothing."""
    match seen.status:
        case Status.REQUESTED:
            return _answer(plan, seen, today)
        case Status.ACCEPTED if plan.queue_places:
            return Move.QUEUE
        case Status.ACCEPTED if plan.reports_start:
            return Move.START
        case Status.ACCEPTED:
            return _in_service(plan, seen, today)
        case Status.ON_HOLD:
            return _in_queue(plan, seen, today)
        case Status.IN_PROGRESS if seen.business_status is not BusinessStatus.DELIVERED:
            return _in_service(plan, seen, today)
        case _:
            return None


def queue_place(plan: Plan, seen: Seen, today: date) -> int:
    """Return the place in the queue that the client has today, at least 1."""
    waited = (today - (seen.answered_on or today)).days
    return max(1, plan.queue_places - waited // _QUEUE_STEP_DAYS)


def _answer(plan: Plan, seen: Seen, today: date) -> Move | None:
    if plan.answer_after is None or today < seen.sent_on + timedelta(days=plan.answer_after):
        return None
    return Move.ACCEPT if plan.refusal is None else Move.REFUSE


def _in_queue(plan: Plan, seen: Seen, today: date) -> Move | None:
    since = seen.answered_on or today
    if today >= since + timedelta(days=plan.queue_days):
        return Move.RESUME
    place = queue_place(plan, seen, today)
    return Move.QUEUE if seen.queue_position is None or place < seen.queue_position else None


def _in_service(plan: Plan, seen: Seen, today: date) -> Move | None:
    since = seen.answered_on or today
    if today < since + timedelta(days=plan.queue_days + plan.deliver_after):
        return None
    return Move.FAIL if plan.fails else Move.DELIVER
