"""Matters of the register and the log that wait for the coordinator or the TKSK.

They follow from the record each time somebody looks, so that none can be forgotten or
stay after it is settled; flows only tell about them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tksk_workflow.domain.month import Month
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.monthly.duties import (
    REMINDER_DAY,
    USUAL_REMINDER_DAY,
    Duty,
    missing_in,
)
from tksk_workflow.services.partners.agreements import ending_agreements
from tksk_workflow.services.register.case_load import loads_in
from tksk_workflow.services.register.views import posts_in

_HELPERS_SHOWN = 3


class MatterKind(StrEnum):
    """What waits."""

    VACANCY = "kecamatan_kosong"
    AGE = "usia_tksk"
    ACTIVITY = "kegiatan_kurang"
    AGREEMENT = "perjanjian_berakhir"
    MISMATCH = "hasil_pusat_berbeda"
    LOAD = "beban_kasus"
    OFFER = "tawaran_kasus"


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits, in Indonesian, with until when."""

    kind: MatterKind
    text: str
    due: date | None = None
    case: str | None = None


def for_coordinator(desk: Desk, areas: tuple[str, ...]) -> Iterator[Matter]:
    """Return what waits for the coordinator of some areas."""
    for line in posts_in(desk, areas):
        place = line.area_name or line.area
        if line.worker is None and (line.cases or line.vacant_since):
            text = f"Kecamatan {place} tanpa TKSK, {line.cases} kasus terbuka; tunjuk pengganti"
            yield Matter(MatterKind.VACANCY, text)
        elif line.worker is not None:
            for warning in line.warnings:
                yield Matter(MatterKind.AGE, f"{line.worker}: {warning}")
    for missing in missing_in(desk, Month.of(desk.today).previous, areas):
        # What can still be done this month is the TKSK's; the coordinator sees what was not.
        yield Matter(MatterKind.ACTIVITY, f"{missing.worker}: {missing.text}")
    for ending in ending_agreements(desk):
        yield Matter(MatterKind.AGREEMENT, ending.text, ending.until)
    yield from _mismatches(desk, areas)
    yield from _loads(desk, areas)


def _loads(desk: Desk, areas: tuple[str, ...], only: str | None = None) -> Iterator[Matter]:
    for line in loads_in(desk, areas):
        if line.over and only in (None, line.worker):
            asked = ", ".join(one.code for one in line.helpers[:_HELPERS_SHOWN])
            text = (
                f"{line.worker}: {line.cases} kasus, batas {line.limit}; "
                f"tawarkan kepada {asked or 'PSM, Karang Taruna, atau TKSK tetangga'}"
            )
            yield Matter(MatterKind.LOAD, text)


def for_helper(desk: Desk, helper: str) -> Iterator[Matter]:
    """Return the cases with which somebody was asked to help and has not answered."""
    for case in desk.uow.offers.of_helper(helper, accepted=False):
        text = f"{case.worker} meminta bantuan mendampingi; terima atau tolak"
        yield Matter(MatterKind.OFFER, text, case=case.code)


def for_tksk(desk: Desk, actor: Actor, areas: tuple[str, ...]) -> Iterator[Matter]:
    """Return what a TKSK still owes this month, once its end is near, and evaluations."""
    month = Month.of(desk.today)
    near = desk.today.day >= (desk.parameter(REMINDER_DAY) or USUAL_REMINDER_DAY)
    for missing in missing_in(desk, month, areas):
        if missing.worker == actor.user and (near or missing.duty is Duty.EVALUATION):
            due = None if missing.duty is Duty.EVALUATION else month.last
            yield Matter(MatterKind.ACTIVITY, missing.text, due)
    yield from _mismatches(desk, areas, actor)
    yield from for_helper(desk, actor.user)
    yield from _loads(desk, areas, actor.user)


def _mismatches(desk: Desk, areas: tuple[str, ...], actor: Actor | None = None) -> Iterator[Matter]:
    for result, village in desk.uow.currency.mismatches(area=areas):
        if actor is not None and not desk.is_own(actor, village):
            continue
        verdict = str(result.verdict).replace("_", " ")
        text = f"{result.code}: hasil pusat {result.period} {verdict}; perbaiki atau selesaikan"
        yield Matter(MatterKind.MISMATCH, text, case=f"K-{result.case_id:06d}")
