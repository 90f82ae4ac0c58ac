"""The table of moves against a second one, written from DESIGN section 4 by hand."""

from itertools import permutations, product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tksk_workflow.domain.referral import (
    TERMINAL,
    TRANSITIONS,
    Event,
    IllegalTransition,
    NotAllowed,
    Role,
    Status,
    event_between,
    transition,
)

ALLOWED = {
    "draft": "requested entered-in-error",
    "requested": "accepted rejected cancelled entered-in-error",
    "accepted": "in-progress on-hold completed failed cancelled entered-in-error",
    "in-progress": "on-hold completed failed cancelled entered-in-error",
    "on-hold": "in-progress completed failed cancelled entered-in-error",
    "rejected": "entered-in-error",
    "cancelled": "entered-in-error",
    "completed": "entered-in-error",
    "failed": "entered-in-error",
    "entered-in-error": "",
}
ENDED = {"rejected", "cancelled", "completed", "failed", "entered-in-error"}

WORKER_OR_RUN = {"tksk", "koordinator", "sistem"}
MAY = {
    "kirim": WORKER_OR_RUN,
    "terima": {"mitra"},
    "tolak": {"mitra"},
    "mulai_layanan": {"mitra"},
    "antrekan": {"mitra"},
    "lanjutkan": {"mitra"},
    "cabut": WORKER_OR_RUN,
    "selesaikan": {"tksk", "koordinator"},
    "gagalkan": WORKER_OR_RUN | {"mitra"},
    "nyatakan_salah_catat": {"koordinator"},
}


def may(source: Status, event: Event) -> set[str]:
    if (source, event) == (Status.DRAFT, Event.VOID):
        return WORKER_OR_RUN
    return MAY[event.value]


def reachable(source: Status) -> set[Status]:
    """Where any role can bring a referral, by trying everything."""
    found = set()
    for event, role in product(Event, Role):
        try:
            found.add(transition(source, event, role).target)
        except (IllegalTransition, NotAllowed):
            continue
    return found


@pytest.mark.parametrize(("source", "target"), list(permutations(Status, 2)))
def test_each_of_the_ninety_pairs_is_allowed_or_refused_as_designed(source, target):
    allowed = target.value in ALLOWED[source.value].split()
    assert (target in reachable(source)) is allowed
    assert (event_between(source, target) is not None) is allowed


@pytest.mark.parametrize("status", list(Status))
def test_no_referral_moves_to_where_it_stands(status):
    assert status not in reachable(status)
    assert event_between(status, status) is None


@pytest.mark.parametrize("move", TRANSITIONS, ids=lambda move: f"{move.source}-{move.event}")
def test_the_event_between_two_statuses_leads_there(move):
    assert event_between(move.source, move.target) is move.event
    assert transition(move.source, move.event, move.actors[0]) == move


@pytest.mark.parametrize("move", TRANSITIONS, ids=lambda move: f"{move.source}-{move.event}")
def test_each_move_belongs_to_the_roles_of_the_design_and_to_no_other(move):
    assert {role.value for role in move.actors} == may(move.source, move.event)
    for role in set(Role) - set(move.actors):
        with pytest.raises(NotAllowed) as refused:
            transition(move.source, move.event, role)
        assert refused.value.allowed == move.actors
        assert move.actors[0].value in str(refused.value)


def test_a_status_and_an_event_name_one_move_only():
    moves = [(move.source, move.event) for move in TRANSITIONS]
    assert len(moves) == len(set(moves))


def test_a_move_that_does_not_exist_is_refused_whoever_asks():
    with pytest.raises(IllegalTransition, match=r"'draft'.*'selesaikan'"):
        transition(Status.DRAFT, Event.COMPLETE, Role.COORDINATOR)


def test_a_partner_never_completes_a_referral():
    completing = [move for move in TRANSITIONS if move.target is Status.COMPLETED]
    assert completing
    assert all(Role.PARTNER not in move.actors for move in completing)


def test_refusing_withdrawing_failing_and_voiding_ask_for_a_reason():
    asking = {Event.REFUSE, Event.WITHDRAW, Event.FAIL, Event.VOID}
    assert {move.event for move in TRANSITIONS if "alasan" in move.guard} == asking


def test_each_status_has_its_own_indonesian_word():
    assert len({status.label for status in Status}) == len(Status) == 10


@pytest.mark.parametrize("status", list(Status))
def test_a_referral_is_open_until_it_has_ended(status):
    assert status.is_open is (status.value not in ENDED)
    assert (status in TERMINAL) is (status.value in ENDED)


class ReferralHistory(RuleBasedStateMachine):
    """Anybody tries anything; whatever happens must be a history of the design."""

    def __init__(self) -> None:
        super().__init__()
        self.history = [Status.DRAFT]

    @rule(event=st.sampled_from(Event), role=st.sampled_from(Role))
    def attempt(self, event, role):
        now = self.history[-1]
        try:
            move = transition(now, event, role)
        except (NotAllowed, IllegalTransition):
            return
        assert role.value in may(now, event)
        self.history.append(move.target)

    @rule(data=st.data())
    def move_on(self, data):
        """Random attempts mostly fail; this one takes a move that exists."""
        moves = [move for move in TRANSITIONS if move.source is self.history[-1]]
        if moves:
            move = data.draw(st.sampled_from(moves))
            role = data.draw(st.sampled_from(move.actors))
            self.history.append(transition(move.source, move.event, role).target)

    @invariant()
    def each_step_is_one_of_the_design(self):
        for before, after in zip(self.history, self.history[1:], strict=False):
            assert after.value in ALLOWED[before.value].split()

    @invariant()
    def what_has_ended_stays_ended_unless_it_was_a_mistake(self):
        ended = [n for n, status in enumerate(self.history) if status.value in ENDED]
        if ended:
            assert set(self.history[ended[0] + 1 :]) <= {Status.ENTERED_IN_ERROR}

    @invariant()
    def nothing_is_completed_that_a_partner_has_not_accepted(self):
        if Status.COMPLETED in self.history:
            assert Status.ACCEPTED in self.history


TestReferralHistory = ReferralHistory.TestCase
TestReferralHistory.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
