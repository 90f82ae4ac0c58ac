"""The page of commands says what the program does."""

import ast
import subprocess
import sys
from pathlib import Path

from tksk_workflow.cli.reference import render
from tksk_workflow.cli.root import COMMANDS, loaded
from tksk_workflow.cli.summaries import SUMMARIES

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


def test_the_page_of_help_says_what_the_commands_say_themselves():
    for name, summary in SUMMARIES.items():
        module, attribute = COMMANDS[name]
        said = loaded(name, module, attribute).help.split("\n\n")[0].replace("\n", " ")
        assert summary == said, f"renew the line of '{name}' in cli/summaries.py"


def test_help_loads_no_command_that_has_a_line():
    script = (
        "import sys; from tksk_workflow.cli import root, summaries\n"
        "root.COMMANDS = {name: root.COMMANDS[name] for name in summaries.SUMMARIES}\n"
        "try: root.app(['--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith('tksk_workflow.cli.')])"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert set(ast.literal_eval(found.stdout.splitlines()[-1])) == {
        f"tksk_workflow.cli.{name}"
        for name in ("days_typed", "help_pages", "output", "root", "summaries", "usage")
    }
