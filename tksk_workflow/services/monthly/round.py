"""The monthly round: who is told what is missing, and what the kecamatan hears.

The coordinator hears on the first days of a month what was missing in the one before; the
TKSK hears towards the end of a month what is still missing in it; the kecamatan gets a
recap of its cases as matter for coordination (Pasal 4 ayat (4), S05). Every message once
per month and matter, however often the round is made.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.areas import NATIONAL
from tksk_workflow.domain.month import Month
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import Counts, counted
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.monthly.duties import REMINDER_DAY, USUAL_REMINDER_DAY, missing_in
from tksk_workflow.services.monthly.recap import kecamatan_with_cases, recap_of
from tksk_workflow.services.transaction import batch

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

MISSING = "kegiatan_kurang"
STILL_MISSING = "kegiatan_belum_ada"
RECAP = "rekap_kecamatan"


@dataclass(frozen=True, slots=True)
class _Message:
    """A message to be, with what the count of it is called."""

    key: str
    kind: str
    recipient: str
    payload: dict[str, Any]


def monthly_round(app: Application, now: datetime, limit: int) -> Counts:
    """Send a batch of the messages that are due and not sent yet."""
    tally: Counter[str] = Counter()
    with batch(app) as uow:
        desk = Desk(app, uow, now)
        due = list(_due(desk))
        known = uow.outbox.known([message.key for message in due])
        waiting = [message for message in due if message.key not in known]
        for message in waiting[:limit]:
            _put(desk, message)
            tally[message.kind] += 1
        if tally:
            month = str(Month.of(desk.today))
            uow.audit.record(SYSTEM.name, "putaran_bulanan", "bulan", month, dict(tally), now)
    return counted(tally, more=len(waiting) > limit)


def _due(desk: Desk) -> Iterator[_Message]:
    this_month = Month.of(desk.today)
    last_month = this_month.previous
    yield from _missing(desk, last_month, MISSING)
    if desk.today.day >= (desk.parameter(REMINDER_DAY) or USUAL_REMINDER_DAY):
        yield from _missing(desk, this_month, STILL_MISSING)
    yield from _recaps(desk, last_month)


def _recaps(desk: Desk, month: Month) -> Iterator[_Message]:
    """Recaps look at every open case and referral: on most days all of them have gone out."""
    keys = {kecamatan: f"{RECAP}:{month}:{kecamatan}" for kecamatan in kecamatan_with_cases(desk)}
    if len(desk.uow.outbox.known(keys.values())) == len(keys):
        return
    for kecamatan, recap in recap_of(desk, month).items():
        to = f"{Role.SUBDISTRICT.value}/{kecamatan}"
        yield _Message(keys[kecamatan], RECAP, to, recap.as_data())


def _put(desk: Desk, message: _Message) -> None:
    key, to, payload, outbox = message.key, message.recipient, message.payload, desk.uow.outbox
    # Each kind by its own name, so that every kind is seen to have words of its own.
    if message.kind == MISSING:
        outbox.put(key, MISSING, to, payload, desk.now)
    elif message.kind == STILL_MISSING:
        outbox.put(key, STILL_MISSING, to, payload, desk.now)
    else:
        outbox.put(key, RECAP, to, payload, desk.now)


def _missing(desk: Desk, month: Month, kind: str) -> Iterator[_Message]:
    """One message per kecamatan and duty, naming the places."""
    found = defaultdict(list)
    for missing in missing_in(desk, month, (NATIONAL,)):
        found[missing.kecamatan, missing.duty, missing.worker].append(missing)
    for (kecamatan, duty, worker), items in found.items():
        to = Role.COORDINATOR.value if kind == MISSING else f"tksk/{worker}"
        payload = {
            "kewajiban": duty.value,
            "bulan": str(month),
            "kecamatan": kecamatan,
            "petugas": worker,
            "untuk": [one.subject or one.place for one in items],
        }
        yield _Message(f"{kind}:{month}:{duty.value}:{kecamatan}:{worker}", kind, to, payload)
