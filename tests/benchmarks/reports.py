"""What is written for people: the monthly report, the social map, the living specification."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from tests.benchmarks.measuring import Group, Measured
from tests.benchmarks.worlds import START, application
from tests.integration.services.world import COORDINATOR, PARTNERS, TKSK, World
from tests.support.databases import SqliteDatabases
from tksk_workflow.demo.caseload import build_caseload
from tksk_workflow.demo.csv_files import cases_as_csv
from tksk_workflow.domain.month import Month
from tksk_workflow.reports.spec.coverage import Coverage
from tksk_workflow.reports.spec.references import read_references
from tksk_workflow.reports.spec.running import find_checkout, run_features
from tksk_workflow.reports.spec.site import Stamp, write_site
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.services.application import Application
from tksk_workflow.services.importing.cases import import_cases
from tksk_workflow.services.monthly.reporting import social_map_of, write_monthly_report
from tksk_workflow.services.routing.deciding import route_waiting

KECAMATAN = "16.03.06"
CASES = 1_000
ROUNDS = 3


def run() -> Group:
    """Measure the report of a kecamatan with 1,000 cases, and the pages for an auditor."""
    group = Group("reports", f"What is written for people, a kecamatan of {CASES:,} cases")
    with TemporaryDirectory() as name:
        folder = Path(name)
        with SqliteDatabases(folder).migrated() as url, application(url, folder) as app:
            _fill(app, folder)
            month = Month.of(START.date())

            def report() -> object:
                return write_monthly_report(app, TKSK, month, KECAMATAN, folder, START)

            _add(group, "the monthly report, XLSX and PDF", report, "report")
            _add(
                group,
                "the social map",
                lambda: social_map_of(app, COORDINATOR, KECAMATAN, START),
                "map",
            )
        _specification(group, folder)
    return group


def _fill(app: Application, folder: Path) -> None:
    world = World(app, START)
    world.furnish(PARTNERS)
    path = folder / "daftar.csv"
    path.write_text(cases_as_csv(build_caseload(1, CASES)[:CASES]), encoding="utf-8")
    import_cases(app, TKSK, path, START)
    while route_waiting(app, START, 300).more:
        pass


def _specification(group: Group, folder: Path) -> None:
    """Run the scenarios once, as `tksk spec` does; then write their pages several times."""
    checkout = find_checkout(Path(__file__))
    pack = load_pack(default_pack_path())
    start = time.perf_counter()
    scenarios = run_features(checkout, folder)
    taken = time.perf_counter() - start
    group.figures.append(
        Measured("run the regulation's scenarios", taken, len(scenarios), "scenario")
    )
    stamp = Stamp(datetime.now(UTC), ZoneInfo("Asia/Jakarta"), "", checkout.revision(), ())

    def pages() -> object:
        references = read_references(checkout.features, pack)
        return write_site(Coverage(references, scenarios, pack), stamp, folder)

    _add(group, "the pages of the living specification", pages, "site")


def _add(group: Group, name: str, work: Callable[[], object], unit: str) -> None:
    work()
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        rounds.append(time.perf_counter() - start)
    group.figures.append(Measured(name, median(rounds), 1, unit, tuple(rounds)))
