"""Whose a case is, and who at home hears how it goes; every change stands in its history."""

from __future__ import annotations

from tksk_workflow.services.access import kecamatan_of
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.moves import note_case
from tksk_workflow.store.models import Case
from tksk_workflow.store.workers import NOBODY


def give(desk: Desk, actor: Actor, case: Case, worker: str) -> None:
    """Give a case to a worker."""
    if case.worker == worker:
        return
    data = {"petugas_lama": case.worker, "petugas": worker}
    case.worker = worker
    note_case(desk.uow, case, "alihkan_petugas", actor, desk.now, data)


def give_home(desk: Desk, actor: Actor, case: Case, worker: str) -> None:
    """Let a worker hear of a case that went from their kecamatan to another one."""
    data = {"petugas_asal_lama": case.home_worker, "petugas_asal": worker}
    case.home_worker = worker
    note_case(desk.uow, case, "alihkan_petugas_asal", actor, desk.now, data)


def bring_up_to_date(desk: Desk, actor: Actor, case: Case) -> None:
    """Give a case that rested while the register changed to whoever has its kecamatan now.

    A worker whom the register does not know keeps it where it knows nobody else.
    """
    workers = desk.uow.workers
    kecamatan = kecamatan_of(case.village)
    holder = workers.holder_of(kecamatan)
    if holder is not None:
        give(desk, actor, case, holder.code)
    elif workers.find(case.worker) is not None:
        give(desk, actor, case, f"{NOBODY}-{kecamatan}")
    home = None if case.home_worker is None else workers.find(case.home_worker)
    if home is not None and not home.active:
        heir = workers.holder_of(home.area)
        give_home(desk, actor, case, f"{NOBODY}-{home.area}" if heir is None else heir.code)
