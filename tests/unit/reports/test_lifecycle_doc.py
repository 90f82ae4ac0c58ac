from pathlib import Path

import pytest

from tksk_workflow.domain.case import CASE_TRANSITIONS
from tksk_workflow.domain.referral import TRANSITIONS, Event, Role, Status
from tksk_workflow.reports.lifecycle_doc import ROLE_NAMES, render

PAGE = Path(__file__).parents[3] / "docs" / "lifecycle.md"


def test_the_page_in_the_docs_is_what_the_tables_say():
    assert PAGE.read_text(encoding="utf-8") == render(), (
        "docs/lifecycle.md is stale: python -m tksk_workflow.reports.lifecycle_doc > docs/lifecycle.md"
    )


@pytest.mark.parametrize("move", TRANSITIONS, ids=lambda move: f"{move.source}-{move.event}")
def test_each_move_of_a_referral_has_a_row_with_its_roles(move):
    words = move.event.replace("_", " ")
    (row,) = [
        line
        for line in render().splitlines()
        if line.startswith(f"| {move.source.label} | {words} | {move.target.label} |")
    ]
    assert all(ROLE_NAMES[role] in row for role in move.actors)
    assert move.guard in row


def test_each_move_but_the_correction_of_mistakes_is_an_arrow():
    page = render()
    for move in TRANSITIONS:
        arrow = f"{move.source} --> {move.target} :".replace("-progress", "_progress")
        arrow = arrow.replace("on-hold", "on_hold").replace("entered-in-error", "entered_in_error")
        assert (arrow in page) is (move.event is not Event.VOID), arrow


def test_each_move_of_a_case_has_a_row():
    rows = render().split("## Kasus")[1].splitlines()
    assert sum(row.startswith("| ") for row in rows) == len(CASE_TRANSITIONS) + 2


def test_each_role_and_status_has_a_word_for_people():
    assert set(ROLE_NAMES) == set(Role)
    assert all(f"| `{status}` | {status.label} |" in render() for status in Status)
