"""The page of commands says what the program does."""

from pathlib import Path

from tksk_workflow.cli.reference import render
from tksk_workflow.cli.root import COMMANDS

PAGE = Path(__file__).parents[3] / "docs" / "cli.md"


def test_the_page_of_commands_is_current():
    assert PAGE.read_text(encoding="utf-8") == render(), (
        "renew it: python -m tksk_workflow.cli.reference > docs/cli.md"
    )


def test_every_group_has_a_section_and_hidden_options_have_none():
    page = render()
    for name in COMMANDS:
        assert f"## `tksk {name}`" in page
    assert "--now" not in page
