"""Single service calls, each beside the SQL in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy.engine.cursor import CursorFetchStrategy

from tests.benchmarks.measuring import Group, Measured, Target
from tests.benchmarks.worlds import worlds
from tests.integration.services.world import COORDINATOR, TKSK, World, mitra
from tksk_workflow.domain.referral import RefusalReason
from tksk_workflow.services.application import Application
from tksk_workflow.services.cases.closing import cancel_case, reopen_case
from tksk_workflow.services.cases.intake import register_case, update_facts
from tksk_workflow.services.cases.listing import list_cases
from tksk_workflow.services.cases.story import case_story
from tksk_workflow.services.follow_up.contacts import ContactOutcome, record_contact
from tksk_workflow.services.referrals.answers import accept, queue, refuse, report_delivery
from tksk_workflow.services.referrals.listing import list_referrals
from tksk_workflow.services.routing.deciding import decide_case
from tksk_workflow.services.worklist.listing import worklist

CALLS = 30


def calls() -> list[Group]:
    """Measure each service call on both databases."""
    return [_calls(kind, world) for kind, world, _ in worlds()]


def _calls(kind: str, world: World) -> Group:
    """Each call is timed whole, and inside it the time that the driver spends on its SQL."""
    group = Group(f"calls-{kind.lower()}", f"Service calls on {kind}")
    driver = _DriverTime(world.app)
    timed: dict[str, list[tuple[float, float]]] = {}

    def call(name: str, work: Callable[..., Any], *arguments: object) -> Any:
        driver.seconds = 0.0
        start = time.perf_counter()
        result = work(*arguments)
        timed.setdefault(name, []).append((time.perf_counter() - start, driver.seconds))
        return result

    app, now = world.app, world.now
    for _ in range(CALLS):
        case = call("register a case", register_case, app, TKSK, world.person(), now).case
        call("record a visit", world.visit, case)
        call("verify (two people)", world.verify_in_village, case)
        call("decide a case", decide_case, app, TKSK, case, now)
        call("send its referrals", world.send, 1)
        sent = next(one for one in world.referrals(case) if one.status == "requested")
        partner = mitra(sent.partner_code)
        call("accept a referral", accept, app, partner, sent.code, now)
        call("report a delivery", report_delivery, app, partner, sent.code, "sudah", now)
        waits = ContactOutcome.STILL_WAITING
        call("record a contact", record_contact, app, TKSK, sent.code, waits, "", now)
        call("confirm the receipt", world.confirm, sent.code)
        call("record the outcome", world.outcome, case)
        call("close a case", world.close, case)
        call("reopen a case", reopen_case, app, TKSK, case, "memburuk lagi", now)
        call("change the facts", update_facts, app, TKSK, case, {"desil": 2}, now)
        call("cancel a case", cancel_case, app, TKSK, case, "pindah", now)
        other = world.sent_case()
        first = next(one for one in world.referrals(other) if one.status == "requested")
        full = (RefusalReason.FULL, "", now)
        call("refuse a referral", refuse, app, mitra(first.partner_code), first.code, *full)
        second = next(one for one in world.referrals(other) if one.status == "requested")
        later = now.date() + timedelta(days=7)
        call("queue", queue, app, mitra(second.partner_code), second.code, None, later, now)
        call("read the work list", worklist, app, TKSK, now)
        call("list the cases", list_cases, app, COORDINATOR, now)
        call("list the referrals", list_referrals, app, COORDINATOR, now)
        call("show a case", case_story, app, TKSK, other)
    for name, found in timed.items():
        warm = found[CALLS // 6 :]
        group.figures.append(
            Measured(
                name,
                median(whole for whole, _ in warm),
                1,
                "call",
                tuple(whole for whole, _ in warm),
                note=f"SQL {median(sql for _, sql in warm) * 1000:.2f} ms",
            )
        )
        group.targets.append(
            Target(
                f"{kind}: {name}, against the SQL in it, time",
                median(whole / sql for whole, sql in warm),
                2,
            )
        )
    driver.stop()
    return group


class _DriverTime:
    """Adds up the time inside the database driver: statements, rows, commits.

    SQLite finds most rows only when they are fetched, so fetching counts as well.
    """

    def __init__(self, app: Application) -> None:
        self.seconds = 0.0
        dialect = ("do_execute", "do_executemany", "do_commit", "do_begin", "do_rollback")
        watched: list[tuple[Any, str]] = [(app.engine.dialect, name) for name in dialect]
        watched += [(CursorFetchStrategy, name) for name in ("fetchone", "fetchall")]
        self._before = [(owner, name, getattr(owner, name)) for owner, name in watched]
        for owner, name, work in self._before:
            setattr(owner, name, self._timed(work))

    def _timed(self, work: Callable[..., object]) -> Callable[..., object]:
        def timed(*arguments: object, **named: object) -> object:
            start = time.perf_counter()
            try:
                return work(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - start

        return timed

    def stop(self) -> None:
        """Let the driver alone again."""
        for owner, name, work in self._before:
            setattr(owner, name, work)
