"""What the README shows is what the project does."""

import re
import textwrap
from pathlib import Path

from typer.testing import CliRunner

from tksk_workflow.cli.root import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def blocks(language):
    return [text for found, text in BLOCKS if found == language]


def test_the_rule_shown_is_a_rule_of_the_default_pack():
    (rule,) = blocks("yaml")
    pack = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "rules").rglob("*.yaml"))

    assert textwrap.indent(rule, "  ") in pack


def test_the_explanation_shown_is_what_the_command_prints():
    place = next(i for i, (_, text) in enumerate(BLOCKS) if "rules explain" in text)
    command, shown = BLOCKS[place][1], BLOCKS[place + 1][1]
    facts = re.search(r"echo '(.*?)'", command)[1]

    result = CliRunner().invoke(app, ["rules", "explain", "--facts", "-"], input=facts)

    assert result.exit_code == 0
    printed = result.stdout.splitlines()
    assert [line for line in shown.splitlines() if line not in printed] == []


def test_every_command_shown_exists_with_its_options():
    reference = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    described = dict(
        re.findall(r"^##+ `(tksk .*?)`\n(.*?)(?=^##)", reference, re.MULTILINE | re.DOTALL)
    )
    shown = [
        words.partition("#")[0].split()
        for text in blocks("sh")
        for line in text.splitlines()
        for words in line.split(" && ")
        if words.startswith("tksk ")
    ]

    assert len(shown) > 5
    for command in shown:
        group = " ".join(command[:2])
        options = described.get(" ".join(command[:3])) or described[group]
        assert [word for word in command if word[:2] == "--" and word not in options] == []


def test_every_linked_file_exists():
    links = re.findall(r"\]\(([^)#]+)\)", README)

    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []
