"""Rules carry their own tests, and a pack whose examples fail is not fine."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.rulebook.tiny_pack import FILES, changed
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.examples import check_pack, example_problems, run_examples
from tksk_workflow.rulebook.loading import load_texts
from tksk_workflow.rulebook.problems import Problem

DAY = date(2026, 11, 25)


def complaints(files, day=DAY) -> list[Problem]:
    return example_problems(load_texts(files), day)


def test_examples_that_hold_are_no_problem():
    assert complaints(FILES) == []
    assert len(run_examples(load_texts(FILES), DAY)) == 9


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("pmks/08.yaml", "{usia: 60, sakit: ya}", "{usia: 59, sakit: ya}", "'tidak cocok', bukan 'cocok'"),
        ("pmks/08.yaml", "{usia: 60, sakit: ya}", "{sakit: ya}", "'perlu dilengkapi', bukan 'cocok'"),
        ("pmks/08.yaml", "{usia: 59, sakit: ya}", "{usia: 60, sakit: ya}", "'cocok', bukan 'tidak cocok'"),
        ("pmks/08.yaml", "tanyakan: [sakit]", "tanyakan: [sakit, sendiri]", "yang perlu ditanyakan: sakit"),
        ("pmks/08.yaml", "fakta: {usia: 60}, hasil", "fakta: {adl: mandiri}, hasil", "yang perlu ditanyakan: sakit, usia"),
        ("pagar.yaml", "rujukan_urgensi: P2}", "rujukan_urgensi: P0}", "'tidak berlaku', bukan 'berlaku'"),
        ("turunan.yaml", "{adl: dibantu}, hasil", "{adl: mandiri}, hasil", "'tidak cocok', bukan 'cocok'"),
    ],
)  # fmt: skip
def test_an_example_that_fails_is_a_problem_at_its_place(file, old, new, said):
    files = changed(file, old, new)

    problems = complaints(files)

    assert [problem.code for problem in problems] == ["contoh-gagal"]
    assert said in problems[0].message
    assert "contoh" in problems[0].message
    assert new in files[file].splitlines()[problems[0].line - 1]


def test_computed_facts_count_in_examples():
    files = changed(
        "pmks/08.yaml", "    jika: {sakit: ya}\n", "    jika: {sakit: ya, lansia: ya}\n"
    )

    assert complaints(files) == []


def test_a_waiting_computed_fact_is_asked_as_what_it_follows_from():
    files = changed(
        "pmks/08.yaml", "    jika: {sakit: ya}\n", "    syarat: tidak\n    jika: {lansia: ya}\n"
    )
    files["pmks/08.yaml"] = files["pmks/08.yaml"].replace(
        "fakta: {usia: 60}, hasil: perlu dilengkapi, tanyakan: [sakit]",
        "fakta: {sakit: ya}, hasil: perlu dilengkapi, tanyakan: [usia]",
    )

    assert complaints(files) == []


def test_examples_use_the_numbers_of_the_day():
    assert {problem.code for problem in complaints(FILES, date(2031, 1, 1))} == {"contoh-gagal"}


def test_a_day_without_a_parameter_is_a_problem_of_the_rule():
    problems = complaints(FILES, date(2019, 1, 1))

    assert [(problem.code, problem.file) for problem in problems] == [
        ("parameter-tak-berlaku", "pmks/08.yaml")
    ]


def test_the_default_pack_has_no_problem():
    pack, problems = check_pack(default_pack_path({}))

    assert problems == []
    assert pack is not None
    assert len(pack.pmks_types) == 26
