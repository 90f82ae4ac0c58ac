"""The page of keys and problem codes is what the program says."""

from pathlib import Path

from tests.unit.rulebook.test_broken_packs import BROKEN
from tksk_workflow.rulebook.reference.language_page import problem_codes, render

PAGE = Path(__file__).parents[2] / "docs" / "acuan-aturan.md"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == render(), (
        "renew it: python -m tksk_workflow.rulebook.reference.language_page > docs/acuan-aturan.md"
    )


def test_the_page_names_the_keys_of_a_rule_and_of_a_guard():
    page = render()

    for key in ("jika", "maka", "contoh", "urgensi", "rujuk", "tahap", "tindakan", "memperluas"):
        assert f"{key}`" in page


def test_most_codes_that_broken_packs_meet_are_on_the_page():
    met = {row[1] for row in BROKEN}

    assert len(met & set(problem_codes())) > 0.8 * len(met)
