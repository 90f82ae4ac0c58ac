"""Importing what the centre decided about proposals (S38); compared by the flow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tksk_workflow.domain.month import InvalidMonth, Month
from tksk_workflow.domain.reconciling import CentreOutcome
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.importing.cells import CellReader, Unreadable
from tksk_workflow.services.importing.centre_rows import (
    CaseFinder,
    batches,
    begin,
    require_importer,
    twice,
)
from tksk_workflow.services.importing.results import ImportResult, Tally
from tksk_workflow.services.importing.tables import Row, read_table
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.models import CentreResult
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

REQUIRED = ("layanan", "hasil", "periode")
OPTIONAL = ("nik", "kasus", "keterangan")
ALIASES = {"usulan": "layanan", "status": "hasil", "bulan": "periode", "catatan": "keterangan"}
_OUTCOMES = {
    **{outcome.value: outcome for outcome in CentreOutcome},
    "disetujui": CentreOutcome.GRANTED,
    "layak": CentreOutcome.GRANTED,
    "tidak_layak": CentreOutcome.REFUSED,
    "tidak_disetujui": CentreOutcome.REFUSED,
}
_LONGEST_NOTE = 200


def import_results(app: Application, actor: Actor, path: Path, now: datetime) -> ImportResult:
    """Take results in; the same list twice changes nothing, a changed result is new.

    Raises:
        InvalidInput: the file cannot be read, or a column is missing.
        NotPermitted: the role brings no lists from the centre.
    """
    require_importer(actor)
    table = read_table(path, REQUIRED, OPTIONAL, ALIASES)
    tally = begin(table)
    services = {_plain(label): code for code, label in app.pack.services.items()}
    services.update({_plain(code): code for code in app.pack.services})
    seen: set[tuple[int, str, str]] = set()
    for rows in batches(table.rows):
        with transaction(app) as uow:
            today = now.astimezone(app.zone).date()
            _take_in(uow, actor, rows, services, tally, seen, now, today)
    with transaction(app) as uow:
        counts = {"baris": tally.rows_read, "baru": tally.created, "berubah": tally.updated}
        uow.audit.record(actor.name, "impor", "daftar", "hasil_pusat", counts, now)
    return tally.result()


def month(text: str) -> str:
    """Read the month of the proposal, ``2026-09``.

    Raises:
        Unreadable: it is no month.
    """
    try:
        return str(Month.parse(text))
    except InvalidMonth:
        raise Unreadable("bukan bulan", "bulan usulan, contoh: 2026-09") from None


def outcome(text: str) -> CentreOutcome:
    """Read what the centre said.

    Raises:
        Unreadable: neither granted nor refused.
    """
    found = _OUTCOMES.get(_plain(text))
    if found is None:
        raise Unreadable("tulis diterima atau ditolak")
    return found


def _plain(text: str) -> str:
    return "_".join(text.casefold().replace("-", " ").replace("_", " ").split())


def _take_in(
    uow: UnitOfWork,
    actor: Actor,
    rows: Sequence[Row],
    services: dict[str, str],
    tally: Tally,
    seen: set[tuple[int, str, str]],
    now: datetime,
    today: date,
) -> None:
    finder = CaseFinder(uow, actor, rows, tally)

    def begun(text: str) -> str:
        found = month(text)
        if found > str(Month.of(today)):
            hint = f"sekarang {Month.of(today)}; periksa tahunnya"
            raise Unreadable(f"bulan {found} belum mulai", hint)
        return found

    for row in rows:
        reader = CellReader(row)
        said, period = reader.read("hasil", outcome), reader.read("periode", begun)
        for column in ("hasil", "periode"):
            if not row.get(column):
                reader.wrong(column, "belum diisi")
        service = services.get(_plain(row.get("layanan")))
        if service is None:
            reader.wrong("layanan", "layanan tidak dikenal", "contoh: usulan_dtsen")
        case = finder.case_of(reader)
        if reader.problems:
            tally.skip(*reader.problems)
            continue
        if case is None or said is None or period is None or service is None:
            continue
        key = (case.id, period, service)
        if key in seen:
            tally.skip(twice(row))
            continue
        seen.add(key)
        _save(uow, key, said, row.get("keterangan")[:_LONGEST_NOTE] or None, tally, now)


def _save(
    uow: UnitOfWork,
    key: tuple[int, str, str],
    said: CentreOutcome,
    note: str | None,
    tally: Tally,
    now: datetime,
) -> None:
    case_id, period, service = key
    known = uow.currency.result_of(case_id, period, service)
    if known is None:
        uow.currency.add_result(
            CentreResult(
                case_id=case_id,
                period=period,
                service=service,
                outcome=said.value,
                note=note,
                imported_at=now,
            )
        )
        tally.created += 1
    elif known.outcome != said.value:
        known.outcome, known.note, known.imported_at = said.value, note, now
        known.compared_at = None
        tally.updated += 1
    else:
        tally.unchanged += 1
