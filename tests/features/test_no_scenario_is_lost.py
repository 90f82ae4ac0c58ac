"""Gherkin loses text silently in four ways; each is caught here.

A scenario of a name that another one has is dropped by pytest-bdd, a misspelt keyword
becomes prose, `Contoh:` is never a scenario, and `Jika`/`Bila` mean Given.
"""

from collections import Counter
from pathlib import Path

import pytest

from tests.support.feature_files import FEATURES, parsed, scenarios_of

STEP_WORDS = {"Diketahui", "Ketika", "Maka", "Dan", "Tapi"}


def prose_of(node):
    yield node.get("description", "")
    for child in node.get("children", []):
        for inner in child.values():
            yield from prose_of(inner)


def test_there_are_features():
    assert len(FEATURES) >= 2


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_scenario_names_are_unique_in_a_file(path):
    names = Counter(scenario["name"] for scenario in scenarios_of(parsed(path)))

    assert names
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_no_keyword_ended_up_as_prose(path):
    prose = "\n".join(prose_of(parsed(path)))

    assert [line for line in prose.splitlines() if line.rstrip().endswith(":")] == []


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_every_step_uses_one_of_the_five_words_and_every_scenario_acts_once(path):
    for scenario in scenarios_of(parsed(path)):
        words = [step["keyword"].strip() for step in scenario["steps"]]

        assert set(words) <= STEP_WORDS, scenario["name"]
        assert words.count("Ketika") == 1, scenario["name"]


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_an_outline_has_rows(path):
    for scenario in scenarios_of(parsed(path)):
        if scenario["keyword"].strip() == "Skenario konsep":
            assert all(table["tableBody"] for table in scenario["examples"])
            assert scenario["examples"], scenario["name"]


def test_every_feature_is_run():
    """A feature that no test module names would be prose that nobody checks."""
    steps = "\n".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")
    )

    assert [path.name for path in FEATURES if f'"{path.name}"' not in steps] == []
