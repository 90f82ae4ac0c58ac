"""The month of one regency: its days, and what must hold of its record at the end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from tests.benchmarks.measuring import peak_mib
from tests.benchmarks.month.country import Regency
from tests.benchmarks.month.life import Done, Life, post_of
from tests.benchmarks.month.stock import fill
from tests.benchmarks.month.sweeps import Spent, day_of, run_flow
from tests.benchmarks.month.template import Template
from tksk_workflow.demo.caseload import SyntheticCase
from tksk_workflow.services.application import Application
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.invariants import check_invariants

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
SEED = 7


class MonthBroken(AssertionError):
    """Something was lost, doubled or inconsistent at the end of the month."""


@dataclass
class RegencyMonth:
    """One regency's month.

    Attributes:
        worked: people and partners did something; otherwise only lists came in.
        commit: the program that lived through it.
        flows: by day of the month and flow.
        people: by day of the month.
        seconds: of the month; what came before and after it is in ``around``.
        cases, referrals: at the end, all and open ones.
        audit: how many entries the chain has.
        mib: size of the database at the end.
        peak_mib: the most memory that the process has held so far.
    """

    regency: str
    code: str
    tksk: int
    worked: bool = True
    commit: str = ""
    stock: int = 0
    flows: dict[tuple[int, str], Spent] = field(default_factory=dict)
    people: dict[int, Done] = field(default_factory=dict)
    seconds: float = 0.0
    around: float = 0.0
    cases: tuple[int, int] = (0, 0)
    referrals: tuple[int, int] = (0, 0)
    audit: int = 0
    mib: float = 0.0
    peak_mib: float = 0.0


@dataclass(frozen=True)
class Plan:
    """What all regencies of a run have in common.

    Attributes:
        templates: the kecamatan that are copied.
        pool: from whom those who come new are drawn.
        last: the last day of the month.
        commit: the program that is measured.
    """

    templates: Sequence[Template]
    pool: Sequence[SyntheticCase]
    last: date
    commit: str


def live_through(
    app: Application, url: str, regency: Regency, plan: Plan, folder: Path, *, worked: bool
) -> RegencyMonth:
    """Fill the empty database of a regency, live through the month, and check what is left.

    Raises:
        MonthBroken: a promise of the record does not hold.
    """
    begun = time.perf_counter()
    found = RegencyMonth(regency.name, regency.code, len(regency.districts), worked, plan.commit)
    found.stock = fill(url, regency, plan.templates, app.settings.identity_secret)
    if worked:
        # All are filled alike; checking takes as long as filling.
        _require_promises(app, f"{regency.name}, before the month")
    start = time.perf_counter()
    life = Life(app, regency, plan.templates, plan.pool, folder, SEED, working=worked)
    day = FIRST
    while day <= plan.last:
        _day(app, life, day, found)
        day += timedelta(days=1)
    found.seconds = time.perf_counter() - start
    evening = datetime.combine(plan.last, datetime.max.time(), tzinfo=app.zone)
    evening = evening.replace(microsecond=0)
    _nothing_twice(app, evening, found)
    _nothing_lost(app, regency, evening)
    _require_promises(app, f"{regency.name}, after the month")
    _count(app, found)
    found.around = time.perf_counter() - begun - found.seconds
    found.peak_mib = peak_mib()
    return found


def _day(app: Application, life: Life, day: date, found: RegencyMonth) -> None:
    works = app.calendar_of("", app.pack_on(day)).is_working_day(day)
    for at, flow in day_of(day, app):
        if works and day.day not in found.people and at.hour >= 12:
            found.people[day.day] = life.work(at)
        spent = run_flow(app, flow.name, at)
        found.flows.setdefault((day.day, flow.name), Spent()).add(spent)


def _nothing_twice(app: Application, evening: datetime, found: RegencyMonth) -> None:
    """Run everything of the last evening once more: nothing may be left to do."""
    flows = [flow for _, flow in day_of(evening.date(), app)]
    for flow in dict.fromkeys(flows):
        run_flow(app, flow.name, evening)
    again: Counter[str] = Counter()
    for flow in dict.fromkeys(flows):
        again.update({flow.name: run_flow(app, flow.name, evening).rows})
    if repeated := {name: rows for name, rows in again.items() if rows}:
        raise MonthBroken(f"{found.regency}: done again: {repeated}")


_IDLE_CASES = """
    SELECT c.id FROM case_file c
    WHERE c.status NOT IN ('ditutup', 'dibatalkan') AND NOT c.needs_decision
    AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.case_id = c.id AND r.open_key IS NOT NULL)
"""


def _nothing_lost(app: Application, regency: Regency, now: datetime) -> None:
    """An open case waits for a flow, has an open referral, or is on somebody's work list."""
    with app.engine.connect() as connection:
        idle = {f"K-{number:06d}" for (number,) in connection.execute(text(_IDLE_CASES))}
    actors = [post_of(regency, regency.districts[0]).coordinator]
    actors += [post_of(regency, district).tksk for district in regency.districts]
    listed = {item.case for actor in actors for item in worklist(app, actor, now).items}
    if forgotten := sorted(idle - listed):
        raise MonthBroken(f"{regency.name}: {len(forgotten)} cases forgotten: {forgotten[:5]}")


def _count(app: Application, found: RegencyMonth) -> None:
    registered = sum(done.counts["kasus_baru"] for done in found.people.values())
    with app.engine.connect() as connection:
        cases, open_cases, referrals, open_referrals, audit, size = connection.execute(
            text(
                "SELECT (SELECT count(*) FROM case_file),"
                " (SELECT count(*) FROM case_file WHERE status NOT IN ('ditutup', 'dibatalkan')),"
                " (SELECT count(*) FROM referral),"
                " (SELECT count(*) FROM referral WHERE open_key IS NOT NULL),"
                " (SELECT number FROM audit_head), pg_database_size(current_database())"
            )
        ).one()
    if cases != found.stock + registered:
        raise MonthBroken(f"{found.regency}: {cases} cases, not {found.stock} + {registered}")
    found.cases, found.referrals = (cases, open_cases), (referrals, open_referrals)
    found.audit, found.mib = audit, size / 2**20


def _require_promises(app: Application, when: str) -> None:
    with app.session_factory() as session:
        broken = check_invariants(session)
    if broken:
        raise MonthBroken(f"{when}: {len(broken)} broken: {broken[:5]}")
