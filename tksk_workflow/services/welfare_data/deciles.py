"""Applying refreshed deciles: who is on the other side of a cap is routed anew (S33, S37).

A recipient whose decile is above the cap of what they get becomes a proposal for removal
(KEB-13), somebody poor who gets nothing one for inclusion (KEB-15). Both are proposals: the
Dinas Sosial and the centre decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.decile import Entitlement, caps_crossed, entitlement
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import Counts
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.facts.input import merge_facts
from tksk_workflow.services.lifecycle.isolation import work_on_claimed
from tksk_workflow.services.lifecycle.moves import note_case
from tksk_workflow.services.routing.deciding import decide_in
from tksk_workflow.store.models import Case, DecileReading
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

CAP_PREFIX = "batas_desil_"
POOR = "miskin"
DECILE, NO_LONGER, LEFT_OUT = "desil", "penerima_tidak_layak", "layak_tidak_menerima"


def apply_deciles(app: Application, now: datetime, limit: int) -> Counts:
    """Apply a batch of deciles that came in, the oldest quarter first."""

    def work(uow: UnitOfWork, readings: Sequence[DecileReading]) -> Counter[str]:
        desk = Desk(app, uow, now)
        caps = caps_of(desk)
        return Counter(
            _apply(desk, reading, uow.cases.claim(reading.case_id), caps) for reading in readings
        )

    return work_on_claimed(
        app,
        now,
        limit,
        lambda uow, most, skipping: uow.currency.waiting_readings(most, skipping=skipping),
        work,
    )


def caps_of(desk: Desk) -> dict[str, int]:
    """Return the caps of the pack on the day, by programme; ``miskin`` is the poverty line."""
    values = desk.pack.parameter_values(desk.today)
    return {
        name.removeprefix(CAP_PREFIX): value
        for name, value in values.items()
        if name.startswith(CAP_PREFIX)
    }


def _apply(desk: Desk, reading: DecileReading, case: Case, caps: Mapping[str, int]) -> str:
    before_reading = desk.uow.currency.latest_applied(case.id)
    reading.applied_at = desk.now
    if before_reading is not None and before_reading.period > reading.period:
        return "sudah_ada_yang_lebih_baru"
    if not CaseStatus(case.status).is_open:
        return "kasus_sudah_selesai"
    before = case.detail.facts.get(DECILE)
    reading.decile_before = before
    crossed = caps_crossed(before, reading.decile, caps)
    was = _entitlement(before_reading, caps)
    stated = {DECILE: reading.decile, **_findings(was, _entitlement(reading, caps))}
    changed = merge_facts(desk, case, stated, SYSTEM)
    # How many caps, not which: they would tell how poor somebody is.
    data = {"triwulan": reading.period, "batas_terlewati": len(crossed), "berubah": len(changed)}
    note_case(desk.uow, case, "perbarui_desil", SYSTEM, desk.now, data)
    if not (crossed or changed - {DECILE}):
        return "desil_diperbarui"
    decide_in(desk, case, SYSTEM)
    return "kasus_dirutekan_ulang"


def _entitlement(reading: DecileReading | None, caps: Mapping[str, int]) -> Entitlement | None:
    if reading is None or reading.received is None:
        return None
    programmes = {name: cap for name, cap in caps.items() if name != POOR}
    received = frozenset(str(name) for name in reading.received)
    return entitlement(reading.decile, received, programmes, caps.get(POOR, 0))


def _findings(was: Entitlement | None, now: Entitlement | None) -> dict[str, Any]:
    """Return the answers that follow; what an earlier list had found is taken back.

    What people have stated otherwise stays: a list that finds nothing denies nothing.
    """
    found: dict[str, Any] = {}
    if now is None:
        return found
    for name, before, after in (
        (NO_LONGER, was is not None and bool(was.no_longer), bool(now.no_longer)),
        (LEFT_OUT, was is not None and was.left_out, now.left_out),
    ):
        if after or before:
            found[name] = after
    return found
