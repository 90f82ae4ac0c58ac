"""`tksk demo` from the empty folder to the report."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from flows.registry import BY_NAME
from flows.runtime import prefect_running, using
from tksk_workflow.config import Settings, load_settings
from tksk_workflow.demo.caseload import build_caseload
from tksk_workflow.demo.folder import building, read_marker
from tksk_workflow.demo.lists import Arrivals
from tksk_workflow.demo.simulation import DayDone, DemoPlan, simulate
from tksk_workflow.demo.summary import print_summary

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

DATABASE = "tksk.db"
REPORT = "laporan.html"
_LINE_EVERY_DAYS = 10


@dataclass(frozen=True, slots=True)
class Finished:
    """Where the results are."""

    folder: Path

    @property
    def report(self) -> Path:
        """The page to open."""
        return self.folder / REPORT

    @property
    def database(self) -> Path:
        """The record of the demo."""
        return self.folder / DATABASE


def run_demo(plan: DemoPlan, folder: Path, console: Console, *, keep: bool = False) -> Finished:
    """Make the demo in ``folder``, or with ``keep`` show the one that is there.

    Raises:
        FolderBusy, NotADemoFolder, OSError: the folder cannot be used.
        ServerDidNotStart, StoreError, ServiceError: something failed on the way; nothing
            half-made takes the place of the folder.
    """
    folder = folder.absolute()
    if keep and read_marker(folder) == plan.as_marker():
        with opened(demo_settings(folder)) as app:
            _summarise(app, plan, console)
        return Finished(folder)
    with building(folder, plan.as_marker()) as draft:
        console.print(f"Menyiapkan data tiruan dan server jadwal di {draft} ...")
        with opened(demo_settings(draft)) as app:
            arrivals = Arrivals(app, build_caseload(plan.seed, plan.size), draft)
            with (
                prefect_running(draft, meanwhile=lambda: arrivals.begin(plan.first_day)),
                using(app),
            ):
                for _ in _shown(simulate(app, plan, arrivals, run_flow), plan.days, console):
                    pass
            _report(app, plan, draft, console)
            _summarise(app, plan, console)
        # Prefect's own files: its record of runs, of no use without its server.
        shutil.rmtree(draft / "prefect", ignore_errors=True)
    return Finished(folder)


def run_flow(name: str, as_of: str) -> dict[str, int]:
    """Run a flow as Prefect runs it."""
    return BY_NAME[name].load()(as_of)


def demo_settings(folder: Path) -> Settings:
    """Return settings that keep everything inside the folder.

    The data can be made again, so SQLite need not wait for the disk.
    """
    environment = {"TKSK_HOME": str(folder)}
    if "TKSK_RULES" in os.environ:
        environment["TKSK_RULES"] = os.environ["TKSK_RULES"]
    return replace(load_settings(environment), durable=False)


@contextmanager
def opened(settings: Settings) -> Iterator[Application]:
    """Open an application for a block."""
    from tksk_workflow.services.application import open_application  # noqa: PLC0415

    app = open_application(settings)
    try:
        yield app
    finally:
        app.close()


def _shown(days: Iterable[DayDone], total: int, console: Console) -> Iterator[DayDone]:
    """Show how far it is: a bar on a terminal, a line now and then elsewhere."""
    if not console.is_terminal:
        for done in days:
            if (done.number + 1) % _LINE_EVERY_DAYS == 0 or done.number + 1 == total:
                console.print(f"hari {done.number + 1} dari {total} ({done.day:%d-%m-%Y})")
            yield done
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("menyiapkan", total=total)
        for done in days:
            progress.update(task, advance=1, description=f"{done.day:%d-%m-%Y}")
            yield done


def _report(app: Application, plan: DemoPlan, folder: Path, console: Console) -> None:
    from tksk_workflow.reports.demo_report import write_report  # noqa: PLC0415

    console.print("Menulis laporan ...")
    write_report(app, folder / REPORT, datetime.combine(plan.last_day, time(17), tzinfo=app.zone))


def _summarise(app: Application, plan: DemoPlan, console: Console) -> None:
    from tksk_workflow.reports.figures import gather  # noqa: PLC0415

    with app.session_factory() as session:
        figures = gather(session, app.pack, {}, app.zone)
    print_summary(console, figures, app.pack)
