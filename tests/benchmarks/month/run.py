"""Live through a month, regency by regency, and say what it took.

Regencies share nothing, so that several processes can each take the next one, and a run that
is cut off can go on with those that it has not had yet.
"""

from __future__ import annotations

import math
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import history
from tests.benchmarks.month.country import Regency
from tests.benchmarks.month.databases import Databases
from tests.benchmarks.month.life import Done, strangers
from tests.benchmarks.month.regency import LAST, SEED, Plan, RegencyMonth, live_through
from tests.benchmarks.month.renaming import cut
from tests.benchmarks.month.sweeps import Spent
from tests.benchmarks.month.template import DAYS, PEOPLE, live
from tests.support.postgres import running_postgres

Say = Callable[[str], None]
_LATEST = 6
"""From so many of the latest regencies the pace is taken: other work comes and goes."""


@dataclass
class Month:
    """What all regencies took together.

    Attributes:
        share: one in how many of the country's regencies were wanted.
        left_out: how many of those there was no time for.
        processes: how many lived through regencies at the same time.
        seconds: of this run, from the first regency to the last.
    """

    share: int
    regencies: list[RegencyMonth] = field(default_factory=list)
    left_out: int = 0
    processes: int = 1
    seconds: float = 0.0

    @property
    def tksk(self) -> int:
        """How many TKSK there were."""
        return sum(one.tksk for one in self.regencies)

    @property
    def peak_mib(self) -> float:
        """The most memory that a process held."""
        return max((one.peak_mib for one in self.regencies), default=0.0)

    def of_flow(self, name: str, *, worked: bool | None = None) -> Spent:
        """Return what a flow did and took, in all regencies or only where people worked or not."""
        total = Spent()
        for one in self.regencies:
            if worked is None or one.worked is worked:
                for (_, flow), spent in one.flows.items():
                    if flow == name:
                        total.add(spent)
        return total

    def of_people(self, *, worked: bool = True) -> Done:
        """Return what people did where they worked, or how lists came in where they did not."""
        total = Done()
        for one in self.regencies:
            if one.worked is worked:
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
    processes: int = 1,
    people: int = 1,
    kept: Path | None = None,
) -> Month:
    """Run the month of some regencies.

    Args:
        regencies: which, in the order in which they are taken.
        share: one in how many of the country's these are.
        templates: how many kecamatan live through the months before, to be copied.
        minutes: no further regency is begun when it would end later; None: all are taken. 0 only
            tells what was lived through before.
        say: hears a line now and then.
        size, days: of the months before.
        last: the last day of the month.
        processes: how many regencies are lived through at a time.
        people: in one regency of so many people and partners do something.
        kept: folder of what was lived through before, which is not done again.

    Raises:
        MonthBroken: a promise of the record does not hold at the end.
    """
    start = time.monotonic()
    month = Month(share, processes=processes)
    waiting = []
    for number, regency in enumerate(regencies):
        before = _before(kept, regency)
        if before is None:
            waiting.append((regency, number % people == 0))
        else:
            month.regencies.append(before)
    if not waiting or minutes == 0:
        month.left_out = len(waiting)
        return month
    with TemporaryDirectory() as place, running_postgres() as server:
        databases = Databases.prepare(server)
        folder = Path(place)
        stories = []
        for seed in range(1, templates + 1):
            with databases.open(f"lama_{seed}", folder) as (app, url):
                story = live(app, url, folder / f"lama-{seed}", seed, size, days)
            stories.append(cut(story))
            say(f"template {seed} lived, {time.monotonic() - start:.0f} s")
        plan = Plan(stories, strangers(SEED), last, history.commit())
        begun = time.monotonic()
        until = None if minutes is None else start + 60 * minutes
        for regency, found in _lived(databases, plan, folder, waiting, processes, until):
            month.regencies.append(found)
            _keep(kept, regency, found)
            say(
                f"{found.regency}: {found.tksk} TKSK{'' if found.worked else ', only flows'}, "
                f"{found.cases[0]:,} cases, {found.referrals[0]:,} referrals, {found.mib:.0f} MiB, "
                f"{found.seconds:.0f} + {found.around:.0f} s; "
                f"{month.tksk:,} TKSK so far in {time.monotonic() - start:.0f} s"
            )
        month.seconds = time.monotonic() - begun
        month.left_out = len(regencies) - len(month.regencies)
    return month


def _lived(
    databases: Databases,
    plan: Plan,
    folder: Path,
    waiting: Sequence[tuple[Regency, bool]],
    processes: int,
    until: float | None,
) -> Iterator[tuple[Regency, RegencyMonth]]:
    """Yield each month as it ends; begin none that would, at the pace so far, end too late."""
    left = list(waiting)
    paces: deque[float] = deque(maxlen=_LATEST)
    running: dict[Future[RegencyMonth], Regency] = {}
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=_begin, initargs=(databases, plan, folder)
    ) as pool:
        while left or running:
            while left and len(running) < processes:
                fits = math.inf if until is None else until - time.monotonic()
                if paces:
                    fits /= max(paces)
                chosen = next((one for one in left if len(one[0].districts) <= fits), None)
                if fits <= 0 or chosen is None:
                    left.clear()
                    break
                left.remove(chosen)
                running[pool.submit(_live, *chosen)] = chosen[0]
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                found = future.result()
                paces.append((found.seconds + found.around) / found.tksk)
                yield running.pop(future), found


# ------------------------------------------------------------------- in a process of its own

_common: list[tuple[Databases, Plan, Path]] = []


def _begin(databases: Databases, plan: Plan, folder: Path) -> None:
    _common[:] = [(databases, plan, folder)]


def _live(regency: Regency, worked: bool) -> RegencyMonth:
    ((databases, plan, folder),) = _common
    with databases.open(f"kab_{regency.digits}", folder) as (app, url):
        return live_through(app, url, regency, plan, folder, worked=worked)


# -------------------------------------------------------------------------- what is kept


def _before(kept: Path | None, regency: Regency) -> RegencyMonth | None:
    path = None if kept is None else kept / f"{regency.digits}.pickle"
    if path is None or not path.exists():
        return None
    found: RegencyMonth = pickle.loads(path.read_bytes())
    return found


def _keep(kept: Path | None, regency: Regency, found: RegencyMonth) -> None:
    if kept is None:
        return
    kept.mkdir(parents=True, exist_ok=True)
    part = kept / f"{regency.digits}.part"
    part.write_bytes(pickle.dumps(found))
    part.replace(kept / f"{regency.digits}.pickle")
