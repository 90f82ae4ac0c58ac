"""Running the features of a checkout with pytest, as they are; no runner of our own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tksk_workflow.reports.spec.references import FOLDER
from tksk_workflow.reports.spec.results import Scenario, read_results, said_by_pytest

PLUGIN = "tests.support.spec_record"
_NEEDED = ("pytest", "pytest_bdd", "gherkin")
# Exit codes of pytest that mean "the scenarios ran": all passed, or some failed.
_RAN = (0, 1)
_ERASED = ("TKSK_", "PYTEST_")


class CannotRun(Exception):
    """The features cannot be run here: why, and what to do about it."""

    def __init__(self, message: str, hint: str) -> None:
        """Keep the sentence and the hint apart."""
        self.hint = hint
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A clone of the project with its features and tests."""

    root: Path

    @property
    def features(self) -> Path:
        """The folder of the feature files."""
        return self.root / "features"

    def revision(self) -> str:
        """Return the commit, with a word when files differ from it; empty without git."""
        commit = self._git("rev-parse", "--short=12", "HEAD")
        if not commit:
            return ""
        changed = self._git("status", "--porcelain", "--untracked-files=no")
        return f"{commit}, dengan perubahan yang belum dicatat" if changed else commit

    def _git(self, *arguments: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603  (fixed arguments)
                ["git", "-C", str(self.root), *arguments],  # noqa: S607  (whichever git there is)
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError:
            return ""
        return done.stdout.strip() if done.returncode == 0 else ""


def find_checkout(start: Path) -> Checkout:
    """Return the checkout that holds ``start``, or the one that the program runs from.

    Raises:
        CannotRun: there is none, or the test tools are not installed.
    """
    own = Path(__file__).resolve().parents[3]
    for folder in (start, *start.parents, own):
        if (folder / "features" / FOLDER).is_dir() and (folder / "tests" / "features").is_dir():
            break
    else:
        raise CannotRun(
            "Spesifikasi dijalankan dari salinan proyek (checkout), bukan paket yang terpasang.",
            "ambil salinan proyek, jalankan 'make setup' di dalamnya, lalu 'make spec'",
        )
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise CannotRun(
            f"Alat uji belum terpasang: {', '.join(missing)}.",
            "jalankan 'make setup' di salinan proyek, lalu 'make spec'",
        )
    return Checkout(folder)


def run_features(checkout: Checkout, folder: Path) -> tuple[Scenario, ...]:
    """Run every scenario and return what came out.

    Args:
        checkout: whose features are run, with the program and the rules beside them.
        folder: takes ``cucumber.json`` and ``jalannya.json``.

    Raises:
        CannotRun: pytest could not run the features at all; the message says why.
    """
    cucumber, record = folder / "cucumber.json", folder / "jalannya.json"
    command = [
        *(sys.executable, "-m", "pytest", "tests/features", "-q", "-p", PLUGIN),
        *("-p", "no:randomly", "-p", "no:cacheprovider"),
        *("--cucumberjson", str(cucumber), "--spec-record", str(record)),
    ]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(_ERASED)
    }
    done = subprocess.run(  # noqa: S603  (our own interpreter and fixed arguments)
        command, cwd=checkout.root, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode not in _RAN:
        raise CannotRun(
            f"Fitur tidak dapat dijalankan (pytest, kode {done.returncode}):\n"
            f"{said_by_pytest(done.stdout + done.stderr)}",
            "jalankan 'make test ARGS=tests/features' untuk rinciannya",
        )
    return read_results(cucumber, record)
