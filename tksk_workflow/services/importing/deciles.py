"""Importing the quarterly deciles of DTSEN (DOMAIN 3.4): read here, applied by the flow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tksk_workflow.services.actors import Actor
from tksk_workflow.services.importing import cells
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
from tksk_workflow.store.models import DecileReading
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

REQUIRED = ("desil", "periode")
OPTIONAL = ("nik", "kasus", "program")
ALIASES = {"desil_nasional": "desil", "triwulan": "periode", "program_diterima": "program"}
# The same programme under the names that lists use.
_PROGRAMMES = {"bpnt": "sembako", "pbi": "pbi_jk", "kis": "pbi_jk"}
_HIGHEST = 10


def import_deciles(app: Application, actor: Actor, path: Path, now: datetime) -> ImportResult:
    """Take deciles in; the same list twice changes nothing.

    The column ``program`` names what is received, ``PKH|SEMBAKO``; a dash means nothing;
    an empty cell means that the list does not say.

    Raises:
        InvalidInput: the file cannot be read, or a column is missing.
        NotPermitted: the role brings no lists from the centre.
    """
    require_importer(actor)
    table = read_table(path, REQUIRED, OPTIONAL, ALIASES)
    tally = begin(table)
    seen: set[tuple[int, str]] = set()
    for rows in batches(table.rows):
        with transaction(app) as uow:
            _take_in(uow, actor, rows, tally, seen, now, now.astimezone(app.zone).date())
    with transaction(app) as uow:
        counts = {"baris": tally.rows_read, "baru": tally.created, "berubah": tally.updated}
        uow.audit.record(actor.name, "impor", "daftar", "desil", counts, now)
    return tally.result()


def quarter(text: str) -> str:
    """Read ``2026-T3`` (or ``2026-3``, ``T3 2026``).

    Raises:
        Unreadable: it is no quarter.
    """
    plain = text.upper().replace("Q", "T").replace(" ", "-")
    found = re.fullmatch(r"(?:T([1-4])-(20[0-9]{2})|(20[0-9]{2})-T?([1-4]))", plain)
    if found is None:
        raise Unreadable("bukan triwulan", "tulis tahun dan triwulan, contoh: 2026-T3")
    return f"{found[2] or found[3]}-T{found[1] or found[4]}"


def require_begun_or_next(period: str, today: date) -> None:
    """Refuse a quarter after the next one: no reading of an earlier one would count any more.

    Raises:
        Unreadable: it is one.
    """
    this = today.year * 4 + (today.month - 1) // 3
    if int(period[:4]) * 4 + int(period[-1]) - 1 > this + 1:
        hint = f"sekarang {today.year}-T{this % 4 + 1}; periksa tahunnya"
        raise Unreadable(f"triwulan {period} masih jauh di depan", hint)


def decile(text: str) -> int:
    """Read a decile, 0 (not ranked) to 10.

    Raises:
        Unreadable: it is none.
    """
    value = cells.number(text)
    if value > _HIGHEST:
        raise Unreadable("bukan desil", "isi 0 sampai 10; 0 berarti belum berperingkat")
    return value


def programmes(text: str) -> list[str]:
    """Read what is received, by the names that the caps of the pack have."""
    words = [word.casefold().replace("-", "_").replace(" ", "_") for word in cells.items(text)]
    return sorted({_PROGRAMMES.get(word, word) for word in words})


def _take_in(
    uow: UnitOfWork,
    actor: Actor,
    rows: Sequence[Row],
    tally: Tally,
    seen: set[tuple[int, str]],
    now: datetime,
    today: date,
) -> None:
    finder = CaseFinder(uow, actor, rows, tally)

    def usable_quarter(text: str) -> str:
        period = quarter(text)
        require_begun_or_next(period, today)
        return period

    for row in rows:
        reader = CellReader(row)
        value, period = reader.read("desil", decile), reader.read("periode", usable_quarter)
        received = reader.read("program", programmes)
        for column, missing in (("desil", value is None), ("periode", period is None)):
            if missing and not row.get(column):
                reader.wrong(column, "belum diisi")
        case = finder.case_of(reader)
        if reader.problems:
            tally.skip(*reader.problems)
            continue
        if case is None or value is None or period is None:
            continue
        if (case.id, period) in seen:
            tally.skip(twice(row))
            continue
        seen.add((case.id, period))
        _save(uow, case.id, period, value, received, tally, now)


def _save(
    uow: UnitOfWork,
    case_id: int,
    period: str,
    value: int,
    received: list[str] | None,
    tally: Tally,
    now: datetime,
) -> None:
    known = uow.currency.reading(case_id, period)
    if known is None:
        uow.currency.add_reading(
            DecileReading(
                case_id=case_id, period=period, decile=value, received=received, imported_at=now
            )
        )
        tally.created += 1
    elif (known.decile, known.received) != (value, received):
        # A correction of the centre counts like a new reading.
        known.decile, known.received, known.imported_at = value, received, now
        known.applied_at = None
        tally.updated += 1
    else:
        tally.unchanged += 1
