from itertools import product

import pytest

from tksk_workflow.domain.case import (
    CASE_TRANSITIONS,
    CaseEvent,
    CaseMoveNotAllowed,
    CaseStatus,
    IllegalCaseTransition,
    case_transition,
)
from tksk_workflow.domain.referral import Role

BEFORE = ["teridentifikasi", "terdata", "terverifikasi", "dikembalikan", "antrean_manual"]
AFTER = ["dirutekan", "dipantau"]

# Event: the statuses that it leaves, and where it leads (DOMAIN 6.1).
MOVES = {
    "kunjungi": (["teridentifikasi", "dikembalikan"], "terdata"),
    "verifikasi": (["teridentifikasi", "terdata"], "terverifikasi"),
    "kembalikan": (["teridentifikasi", "terdata", "terverifikasi"], "dikembalikan"),
    "rutekan": (BEFORE + AFTER, "dirutekan"),
    "antrekan_manual": (BEFORE + AFTER, "antrean_manual"),
    "pantau": (["dirutekan"], "dipantau"),
    "tutup": ([*AFTER, "antrean_manual"], "ditutup"),
    "buka_kembali": (["ditutup"], "dirutekan"),
    "alihkan_wilayah": (BEFORE + AFTER, "dialihkan_wilayah"),
    "batalkan": (BEFORE + AFTER, "dibatalkan"),
}


@pytest.mark.parametrize(("status", "event"), list(product(CaseStatus, CaseEvent)))
def test_a_case_makes_exactly_the_moves_of_its_life_cycle(status, event):
    sources, target = MOVES[event.value]
    if status.value in sources:
        assert case_transition(status, event).target.value == target
    else:
        with pytest.raises(IllegalCaseTransition, match=f"'{status}'.*'{event}'"):
            case_transition(status, event)


def test_a_status_and_an_event_name_one_move_of_a_case_only():
    moves = [(move.source, move.event) for move in CASE_TRANSITIONS]
    assert len(moves) == len(set(moves))


@pytest.mark.parametrize("status", list(CaseStatus))
def test_only_a_closed_case_is_opened_again(status):
    left = {move.event for move in CASE_TRANSITIONS if move.source is status}
    if status.is_open:
        assert {CaseEvent.CANCEL, CaseEvent.HAND_OVER} <= left
    else:
        assert left == ({CaseEvent.REOPEN} if status is CaseStatus.CLOSED else set())


@pytest.mark.parametrize("move", CASE_TRANSITIONS, ids=lambda move: f"{move.source}-{move.event}")
def test_a_move_of_a_case_belongs_to_its_roles_only(move):
    for role in Role:
        if role in move.actors:
            assert case_transition(move.source, move.event, role) == move
        else:
            with pytest.raises(CaseMoveNotAllowed, match=move.actors[0].value):
                case_transition(move.source, move.event, role)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR, Role.SUBDISTRICT])
def test_partner_auditor_and_subdistrict_move_no_case(role):
    assert all(role not in move.actors for move in CASE_TRANSITIONS)


def test_a_schedule_neither_verifies_nor_cancels_nor_reopens():
    by_schedule = {move.event for move in CASE_TRANSITIONS if Role.SYSTEM in move.actors}
    assert by_schedule.isdisjoint({CaseEvent.VERIFY, CaseEvent.CANCEL, CaseEvent.REOPEN})
