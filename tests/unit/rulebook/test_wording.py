"""Whatever can be wrong with a pack can be said in English, with the same values."""

import ast
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tksk_workflow.rulebook
from tests.unit.rulebook.test_broken_packs import BROKEN, MARK
from tests.unit.rulebook.tiny_pack import changed, problems_of
from tksk_workflow.rulebook.problems import Problem
from tksk_workflow.rulebook.wording import Told, catalogue, in_english, tell

SOURCES = [
    path.read_text(encoding="utf-8")
    for path in Path(tksk_workflow.rulebook.__path__[0]).rglob("*.py")
]


def templates():
    for source in SOURCES:
        for node in ast.walk(ast.parse(source)):
            says = isinstance(node, ast.Call) and ast.unparse(node.func) == "tell"
            if says and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def literals():
    for source in SOURCES:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def fields_of(template):
    return sorted(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


def test_every_template_has_an_english_one():
    assert len(set(templates())) > 200
    assert set(templates()) <= catalogue().keys()


def test_both_languages_show_the_same_values():
    assert [one for one, other in catalogue().items() if fields_of(one) != fields_of(other)] == []


def test_the_catalogue_holds_nothing_that_nobody_says():
    assert set(catalogue()) <= set(literals())


@pytest.mark.parametrize(
    ("code", "file", "old", "new"),
    [row[1:] for row in BROKEN],
    ids=[f"{number}-{row[1]}" for number, row in enumerate(BROKEN)],
)
def test_every_mistake_is_explained_in_english(code, file, old, new):
    problems = problems_of(changed(file, old, new.replace(MARK, "")))

    assert problems
    for problem in problems:
        for text in (problem.message, problem.hint):
            assert isinstance(text, Told) or text in catalogue() or not text, text
        english = problem.in_english()
        assert (english.file, english.line, english.code) == (
            problem.file,
            problem.line,
            problem.code,
        )
        assert english.message != problem.message


def test_values_that_are_messages_themselves_are_said_in_english_too():
    inner = tell("aturan {name}", name="PMKS-08")
    outer = tell("{what} belum menyebut sumber", what=inner)

    assert outer == "aturan PMKS-08 belum menyebut sumber"
    assert in_english(outer) == "rule PMKS-08 names no source"


def test_what_the_writer_wrote_stays_as_it_is():
    message = tell("fakta {word} tidak ada dalam kosakata", word="'umur_hapus'")

    assert in_english(message) == "fact 'umur_hapus' is not in the vocabulary"


@given(st.text())
def test_braces_of_the_writer_do_no_harm(word):
    told = tell("{what} belum diisi", what=word)

    assert told == f"{word} belum diisi"
    if word not in catalogue():
        assert in_english(told) == f"{word} is missing"


def test_a_problem_keeps_its_place_in_either_language():
    problem = Problem("a.yaml", 3, 5, "ganda", tell("berkas ini kosong"), tell("hapus salah satu"))

    assert problem.in_english().as_dict() == {
        **problem.as_dict(),
        "message": "this file is empty",
        "hint": "remove one of them",
    }
