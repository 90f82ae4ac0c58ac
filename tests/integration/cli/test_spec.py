"""`tksk spec`, as an auditor types it: in a checkout, and where there is none."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tksk_workflow.cli.root import app
from tksk_workflow.reports.spec import running

ROOT = Path(__file__).parents[3]
PARTS = (
    "pyproject.toml",
    "tksk_workflow",
    "flows",
    "rules",
    "features",
    "tests/__init__.py",
    "tests/conftest.py",
    "tests/support",
    "tests/integration/__init__.py",
    "tests/integration/services/__init__.py",
    "tests/integration/services/world.py",
    "tests/features/conftest.py",
    "tests/features/test_jenis_pmks.py",
    "tests/features/test_pasal_07d_rujukan.py",
)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A copy of the project that runs a few of its features, to be broken at will."""
    folder = tmp_path / "salinan"
    for part in PARTS:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    monkeypatch.chdir(folder)
    return folder


def spec(*arguments):
    return CliRunner().invoke(app, ["spec", *map(str, arguments)])


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.slow
def test_a_run_tells_which_rules_and_guards_each_scenario_exercised(checkout, tmp_path):
    answer = spec("--out", tmp_path / "laman", "--format", "json")

    assert answer.exit_code == 0, answer.output
    data = json.loads(answer.stdout)
    told = {one["number"]: one for one in data["scenarios"]}
    assert data["failed"] == 0
    assert {"PGR-03", "PGR-04", "PGR-05", "PMKS-08"} <= set(told["29"]["rules"])
    assert told["29"]["tags"] == ["PGR-03", "PGR-04", "PGR-05", "S55", "S66", "pasal-7-ayat-2-d"]
    assert "PGR-02" in told["39"]["rules"]
    assert "PMKS-03-V3" in told["72"]["rules"]
    assert Path(data["page"]) == tmp_path / "laman" / "index.html"


@pytest.mark.slow
def test_a_rule_broken_on_purpose_fails_its_scenario_and_the_site_says_so(checkout):
    change(
        checkout / "rules/pmks/03-anak-berhadapan-dengan-hukum.yaml",
        "jika: {usia: kurang dari parameter usia_abh_min}",
        "jika: {usia: kurang dari 11}",
    )

    answer = spec()

    assert answer.exit_code == 1, answer.output
    assert "TIDAK TERPENUHI 72. Anak di bawah 12 tahun" in answer.stdout
    page = (checkout / "build/spesifikasi/index.html").read_text(encoding="utf-8")
    assert "1 dari" in page
    assert '<a href="#s-72">72. Anak di bawah 12 tahun' in page


@pytest.mark.slow
def test_a_pack_that_cannot_be_read_fails_everything_and_the_site_says_why(checkout):
    change(checkout / "rules/pmks/08-lanjut-usia-terlantar.yaml", "urgensi: P2", "urgensi: P9")

    answer = spec()

    assert answer.exit_code == 1, answer.output
    assert "Paket aturan: rules/pmks/08-lanjut-usia-terlantar.yaml:" in answer.stdout
    assert "0 dari" in answer.stdout
    page = (checkout / "build/spesifikasi/index.html").read_text(encoding="utf-8")
    assert "Paket aturan tidak dapat dibaca" in page


@pytest.mark.slow
def test_features_that_pytest_cannot_load_are_a_failed_dependency(checkout):
    change(checkout / "tests/features/test_jenis_pmks.py", "import pytest", "import tiada_begini")

    answer = spec()

    assert answer.exit_code == 3, answer.output
    assert "Fitur tidak dapat dijalankan" in answer.output
    assert "tiada_begini" in answer.output
    assert "Traceback" not in answer.output


def test_outside_of_a_checkout_it_says_what_it_needs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(running, "__file__", str(tmp_path / "site-packages/a/b/c/running.py"))

    answer = spec("--out", tmp_path / "laman")

    assert answer.exit_code == 3
    assert "salinan proyek (checkout)" in answer.output
    assert "make setup" in answer.output
    assert not (tmp_path / "laman").exists()


def test_without_the_test_tools_it_says_which_are_missing(monkeypatch):
    monkeypatch.setattr(running, "find_spec", lambda name: None)

    answer = spec("--format", "json")

    assert answer.exit_code == 3
    assert "pytest" in json.loads(answer.stdout)["error"]["message"]
