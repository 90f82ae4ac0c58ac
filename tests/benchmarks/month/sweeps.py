"""The scheduled flows without Prefect: the same services, in the same batches, timed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flows.registry import FLOWS, ScheduledFlow
from tests.benchmarks.letterbox import TakesEverything
from tests.benchmarks.worlds import BATCH
from tksk_workflow.messaging.channel import ChannelKind
from tksk_workflow.services.application import Application
from tksk_workflow.services.counts import Counts
from tksk_workflow.services.follow_up.readiness import check_readiness
from tksk_workflow.services.follow_up.schedule import announce_due
from tksk_workflow.services.follow_up.silence import check_answers
from tksk_workflow.services.follow_up.waiting import check_recommendations, check_turns
from tksk_workflow.services.lifecycle.climbing import climb_overdue
from tksk_workflow.services.monthly.reporting import due_reports
from tksk_workflow.services.monthly.round import monthly_round
from tksk_workflow.services.outbox.delivering import deliver_waiting
from tksk_workflow.services.partners.agreements import warn_of_ending
from tksk_workflow.services.referrals.dispatch import send_ready
from tksk_workflow.services.routing.deciding import route_waiting
from tksk_workflow.services.sweeps import begin_sweep, finish_sweep
from tksk_workflow.services.welfare_data.data_cycle import monthly_cycle
from tksk_workflow.services.welfare_data.deciles import apply_deciles
from tksk_workflow.services.welfare_data.reconciliation import reconcile

Batch = Callable[[Application, datetime, int], Counts]

AGAIN = timedelta(hours=8)
"""What runs every hour or oftener runs twice a day here: in the morning and after the work."""
RUNS_HERE = 2
RUNS_A_DAY = {
    "rutekan": 24,
    "kirim": 24,
    "cek-balasan": 24,
    "kirim-pesan": 144,
    "siklus-data": 24,
}
"""How often it runs in earnest."""


def _deliver(app: Application, now: datetime, limit: int) -> Counts:
    return deliver_waiting(app, now, limit, {ChannelKind.EMAIL: TakesEverything()})


SERVICES: dict[str, tuple[Batch, ...]] = {
    "rutekan": (route_waiting,),
    "kirim": (send_ready,),
    "cek-balasan": (
        check_answers,
        check_recommendations,
        check_turns,
        check_readiness,
        climb_overdue,
    ),
    "tindak-lanjut": (announce_due,),
    "kirim-pesan": (_deliver,),
    "siklus-data": (monthly_cycle,),
    "putaran-bulanan": (monthly_round,),
    "laporan-bulanan": (due_reports,),
    "perjanjian": (warn_of_ending,),
    "pembaruan-dtsen": (apply_deciles,),
    "rekonsiliasi-pusat": (reconcile,),
}


_MORE_ABOUT_A_ROW = frozenset(
    {
        *("rujukan_baru", "rujukan_diperbarui", "rujukan_ditarik", "antrean_manual", "tanpa_mitra"),
        *("data_basi", "berkas_usulan"),
    }
)
"""Counts of what came out of rows that another count has already."""


@dataclass
class Spent:
    """What a flow did and took: in all its runs, and in those that found nothing to do.

    Seconds are processor time of the program, so that other work on the machine does not count;
    what the database server takes beside it is not in them.
    """

    runs: int = 0
    seconds: float = 0.0
    idle_runs: int = 0
    idle_seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """How many cases, referrals, messages it has done something about."""
        return sum(count for name, count in self.counts.items() if name not in _MORE_ABOUT_A_ROW)

    def add(self, other: Spent) -> None:
        """Add what was spent elsewhere."""
        self.runs += other.runs
        self.seconds += other.seconds
        self.idle_runs += other.idle_runs
        self.idle_seconds += other.idle_seconds
        self.counts.update(other.counts)


def run_flow(app: Application, name: str, now: datetime) -> Spent:
    """Run a flow until nothing is left to do, with its entry in the record of runs."""
    start = time.process_time()
    number = begin_sweep(app, name, now)
    counts: Counter[str] = Counter()
    for service in SERVICES[name]:
        more = True
        while more:
            found = service(app, now, BATCH)
            counts.update(found.counts)
            more = found.more
    finish_sweep(app, number, {key: value for key, value in counts.items() if value})
    seconds = time.process_time() - start
    idle = not counts.total()
    return Spent(1, seconds, int(idle), seconds if idle else 0.0, counts)


def day_of(day: date, app: Application) -> Iterator[tuple[datetime, ScheduledFlow]]:
    """Yield the runs of a day in the order of their times."""
    yield from sorted(_runs(day, app), key=lambda run: run[0])


def _runs(day: date, app: Application) -> Iterable[tuple[datetime, ScheduledFlow]]:
    for flow in FLOWS:
        usual = datetime.combine(day, flow.usual_time, tzinfo=app.zone)
        yield usual, flow
        if flow.name in RUNS_A_DAY:
            yield usual + AGAIN, flow
