"""Live through a month, regency by regency, and say what it took."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql
from sqlalchemy import text

from tests.benchmarks.database import settings
from tests.benchmarks.measuring import peak_mib
from tests.benchmarks.month.country import Regency
from tests.benchmarks.month.life import Done, Life, post_of, strangers
from tests.benchmarks.month.stock import fill
from tests.benchmarks.month.sweeps import Spent, day_of, run_flow
from tests.benchmarks.month.template import DAYS, PEOPLE, Template, live
from tests.support.postgres import running_postgres
from tksk_workflow.demo.caseload import SyntheticCase
from tksk_workflow.services.application import Application, open_application
from tksk_workflow.services.worklist import worklist
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.schema import migrate

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
SEED = 7
_TEMPLATE_DATABASE = "tksk_bulan"
Say = Callable[[str], None]


class MonthBroken(AssertionError):
    """Something was lost, doubled or inconsistent at the end of the month."""


@dataclass
class RegencyMonth:
    """One regency's month.

    Attributes:
        flows: by day of the month and flow.
        people: by day of the month.
        cases, referrals: at the end, all and open ones.
        audit: how many entries the chain has.
        mib: size of the database at the end.
    """

    regency: str
    tksk: int
    stock: int
    flows: dict[tuple[int, str], Spent] = field(default_factory=dict)
    people: dict[int, Done] = field(default_factory=dict)
    seconds: float = 0.0
    cases: tuple[int, int] = (0, 0)
    referrals: tuple[int, int] = (0, 0)
    audit: int = 0
    mib: float = 0.0


@dataclass
class Month:
    """What all regencies took together."""

    share: int
    regencies: list[RegencyMonth] = field(default_factory=list)
    left_out: int = 0
    peak_mib: float = 0.0
    seconds: float = 0.0

    @property
    def tksk(self) -> int:
        """How many TKSK worked."""
        return sum(one.tksk for one in self.regencies)

    def of_flow(self, name: str) -> Spent:
        """Return what a flow did and took in all regencies and days."""
        total = Spent()
        for one in self.regencies:
            for (_, flow), spent in one.flows.items():
                if flow == name:
                    total.add(spent)
        return total

    def of_people(self) -> Done:
        """Return what people did in all regencies and days."""
        total = Done()
        for one in self.regencies:
            for done in one.people.values():
                total.counts.update(done.counts)
                total.acts += done.acts
                total.seconds += done.seconds
        return total


def live_the_month(
    regencies: Sequence[Regency],
    share: int,
    *,
    templates: int,
    minutes: float | None,
    say: Say,
    size: int = PEOPLE,
    days: int = DAYS,
    last: date = LAST,
) -> Month:
    """Run the month of some regencies one after the other.

    Args:
        regencies: which, in the order in which they are taken.
        share: one in how many of the country's these are.
        templates: how many kecamatan live through the months before, to be copied.
        minutes: no further regency is begun when it would end later; None: all are taken.
        say: hears a line now and then.
        size, days: of the months before.
        last: the last day of the month.

    Raises:
        MonthBroken: a promise of the record does not hold at the end.
    """
    start = time.monotonic()
    month = Month(share)
    pool = strangers(SEED)
    with TemporaryDirectory() as place, running_postgres() as server:
        databases = _Databases(server)
        folder = Path(place)
        stories = []
        for seed in range(1, templates + 1):
            with databases.open(f"lama_{seed}", folder) as app:
                stories.append(live(app, databases.url, folder / f"lama-{seed}", seed, size, days))
            say(f"template {seed} lived, {time.monotonic() - start:.0f} s")
        for number, regency in enumerate(regencies):
            spent = time.monotonic() - start
            each = month.seconds / month.tksk if month.tksk else 0.0
            if minutes is not None and spent + each * len(regency.districts) > 60 * minutes:
                month.left_out = len(regencies) - number
                break
            with databases.open(f"kab_{regency.digits}", folder) as app:
                found = _regency(app, databases.url, regency, stories, pool, folder, last)
            month.regencies.append(found)
            month.seconds += found.seconds
            say(
                f"{regency.name}: {found.tksk} TKSK, {found.cases[0]:,} cases, "
                f"{found.referrals[0]:,} referrals, {found.mib:.0f} MiB, {found.seconds:.0f} s; "
                f"{month.tksk} TKSK so far in {time.monotonic() - start:.0f} s"
            )
        month.peak_mib = peak_mib()
        databases.close()
    return month


class _Databases:
    """Databases of one server, each used once; the server goes away with them."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._admin = psycopg.connect(_plain(server.format("postgres")), autocommit=True)
        self._admin.execute(
            sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE_DATABASE))
        )
        migrate(server.format(_TEMPLATE_DATABASE))
        self.url = ""

    def open(self, name: str, folder: Path) -> _Opened:
        """Make a database, and open the program on it for a block; then drop it."""
        self.url = self._server.format(name)
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(_TEMPLATE_DATABASE)
            )
        )
        return _Opened(self._admin, name, self.url, folder)

    def close(self) -> None:
        """Let go of the server."""
        self._admin.close()


class _Opened:
    def __init__(self, admin: psycopg.Connection, name: str, url: str, folder: Path) -> None:
        self._admin, self._name = admin, name
        self._app = open_application(settings(url, folder), migrate=False)

    def __enter__(self) -> Application:
        return self._app

    def __exit__(self, *_: object) -> None:
        self._app.close()
        self._admin.execute(
            sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self._name))
        )


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _regency(
    app: Application,
    url: str,
    regency: Regency,
    templates: Sequence[Template],
    pool: Sequence[SyntheticCase],
    folder: Path,
    last: date,
) -> RegencyMonth:
    stock = fill(url, regency, templates, app.settings.identity_secret)
    _require_promises(app, f"{regency.name}, before the month")
    found = RegencyMonth(regency.name, len(regency.districts), stock)
    start = time.perf_counter()
    life = Life(app, regency, templates, pool, folder, SEED)
    day = FIRST
    while day <= last:
        _day(app, life, day, found)
        day += timedelta(days=1)
    found.seconds = time.perf_counter() - start
    evening = datetime.combine(last, datetime.max.time(), tzinfo=app.zone).replace(microsecond=0)
    _nothing_twice(app, evening, found)
    _nothing_lost(app, regency, evening)
    _require_promises(app, f"{regency.name}, after the month")
    _count(app, found)
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
