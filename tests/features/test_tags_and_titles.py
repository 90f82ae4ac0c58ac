"""Every scenario says which article and which requirement it stands for; none is missing.

The scheme of the tags is in CONTRIBUTING.md; what a tag may name is data in features/acuan.
"""

from collections import Counter
from pathlib import Path

import pytest

from tests.support.feature_files import FEATURES, FOLDER, all_written, written
from tests.support.feature_index import render
from tksk_workflow.config import default_rules_dir
from tksk_workflow.reports.spec.references import read_references
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.rulebook.problems import PackError

# The titles that no scenario carries yet, by their numbers in features/acuan/judul.yaml.
# Whoever writes a scenario takes its number out here; the list only ever shrinks.
STILL_MISSING: set[int] = set()


@pytest.fixture(scope="module")
def references():
    return read_references(FOLDER, load_pack(default_rules_dir()))


# ---------------------------------------------------------------------------------- tags


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_every_scenario_names_an_article_and_a_requirement(path, references):
    without = {
        scenario.name: sorted(scenario.tags)
        for scenario in written(path)
        if scenario.tags.isdisjoint(references.articles)
        or scenario.tags.isdisjoint(references.requirements)
    }

    assert without == {}


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_every_tag_is_known(path, references):
    known = references.articles.keys() | references.requirements.keys()

    assert {tag for scenario in written(path) for tag in scenario.tags} - known == set()


# -------------------------------------------------------------------------------- titles


def test_there_are_99_titles_without_a_gap(references):
    assert [title.number for title in references.titles] == list(range(1, 100))
    assert len({title.title for title in references.titles}) == 99


def test_every_title_is_a_scenario_of_its_feature_exactly_once(references):
    places = Counter((scenario.feature, scenario.name) for scenario in all_written())
    names = Counter(scenario.name for scenario in all_written())

    wrong = {
        title.number: (title.feature, title.title)
        for title in references.titles
        if title.number not in STILL_MISSING
        and (places[title.feature, title.title] != 1 or names[title.title] != 1)
    }

    assert wrong == {}


def test_what_has_been_written_is_no_longer_listed_as_missing(references):
    names = {scenario.name for scenario in all_written()}

    written_by_now = {title.number for title in references.titles if title.title in names}

    assert written_by_now & STILL_MISSING == set(), "take these numbers out of STILL_MISSING"
    assert set(range(1, 100)) >= STILL_MISSING


def test_a_scenario_with_a_title_carries_the_requirements_of_the_title(references):
    wanted = {title.title: set(title.requirements) for title in references.titles}

    lacking = {
        scenario.name: sorted(wanted[scenario.name] - scenario.tags)
        for scenario in all_written()
        if not wanted.get(scenario.name, set()) <= scenario.tags
    }

    assert lacking == {}


# ------------------------------------------------------------------------- the references


def test_the_requirements_of_the_study_are_complete(references):
    study = [one for one in references.requirements.values() if one.group == "Naskah studi"]

    assert [one.tag for one in study] == [f"S{number:02d}" for number in range(1, 89)]
    assert [one.tag for one in study if not (one.title and one.place and one.uses)] == []
    assert {use for one in study for use in one.uses} == {
        "aturan",
        "skenario",
        "pemeriksaan",
        "data",
        "jadwal",
        "pelaku",
        "laporan",
        "pengaturan",
        "dokumentasi",
    }


def test_guards_types_and_needs_of_the_pack_are_requirements_too(references):
    groups = Counter(one.group for one in references.requirements.values())

    assert groups == {"Naskah studi": 88, "Pagar": 20, "Jenis PMKS": 26, "Kebutuhan": 20}


def test_every_article_has_a_summary_and_cites_a_source(references):
    assert [
        article.tag
        for article in references.articles.values()
        if not (article.summary and article.citations and article.title)
    ] == []
    assert {article.regulation for article in references.articles.values()} == set(
        references.regulations
    )


def test_a_source_that_the_pack_does_not_know_is_a_mistake_with_its_place(tmp_path):
    folder = tmp_path / "acuan"
    folder.mkdir()
    for path in (FOLDER / "acuan").iterdir():
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_text(text.replace("seed:L134", "seed:L999"), encoding="utf-8")

    with pytest.raises(PackError) as caught:
        read_references(Path(tmp_path), load_pack(default_rules_dir()))

    (problem,) = caught.value.problems
    assert (problem.file, problem.code) == ("acuan/pasal.yaml", "sumber-tak-dikenal")
    assert "seed:L999" in problem.message


def test_the_list_of_features_is_current_and_in_the_order_of_the_regulation():
    page = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert page == render(), "renew it: python -m tests.support.feature_index > features/README.md"
