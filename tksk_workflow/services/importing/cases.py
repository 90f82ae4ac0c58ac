"""Importing PMKS lists: one row per person and category (format of DOMAIN 4.3).

Rows of one person with several categories become one case. A row that is in already is
recognised by a keyed digest, so that the same file again changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.facts import read_facts
from tksk_workflow.services.access import areas_of, around, require_access
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.intake import NewCase, identify, register_in, require_intake_role
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import InvalidInput, ServiceError
from tksk_workflow.services.facts.identity import Anomaly
from tksk_workflow.services.facts.input import add_types, merge_facts
from tksk_workflow.services.importing.case_rows import ALIASES, OPTIONAL, REQUIRED, read_case
from tksk_workflow.services.importing.cells import CellReader
from tksk_workflow.services.importing.results import ImportResult, RowProblem, Tally
from tksk_workflow.services.importing.tables import Row, read_table
from tksk_workflow.services.lifecycle.moves import handle_closed, note_case
from tksk_workflow.services.long_texts import too_long
from tksk_workflow.services.routing.deciding import decide_if_urgent
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.errors import TextTooLong
from tksk_workflow.store.models import Case

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

KIND = "kasus"
BATCH = 200
"""Rows per transaction."""

Progress = Callable[[int, int], None]
"""Hears how many rows are done, and how many there are."""

_NIK_COLUMN = "nik"
_TYPE_COLUMN = "kode_kategori"
_LABELS = frozenset(anomaly.label for anomaly in Anomaly)


@dataclass(slots=True)
class _Import:
    """One import on its way: the counts, and which person and category came where."""

    app: Application
    actor: Actor
    now: datetime
    village: str | None
    tally: Tally
    seen: dict[tuple[int, str], int] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)


def import_cases(
    app: Application,
    actor: Actor,
    path: Path,
    now: datetime,
    *,
    village: str | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Read a list of persons and open or complete their cases.

    A list adds to what is known; it overwrites only when its data are newer. With
    ``village``, rows without a village are of that one (code or name). ``progress`` hears
    after each transaction how many rows are done, and how many there are.

    Raises:
        InvalidInput: the file cannot be read, or a column is missing.
        NotPermitted: the role registers no cases.
    """
    require_intake_role(actor)
    table = read_table(path, REQUIRED, OPTIONAL, ALIASES)
    work = _Import(app, actor, now, village, Tally(rows_read=len(table.rows)))
    work.tally.warnings.extend(found for found in table.problems if found.column)
    for problem in table.problems:
        if not problem.column:
            work.tally.rows_read += 1
            work.tally.skip(problem)
    for start in range(0, len(table.rows), BATCH):
        _import_batch(work, table.rows[start : start + BATCH])
        if progress is not None:
            progress(min(start + BATCH, len(table.rows)), len(table.rows))
    result = work.tally.result()
    with transaction(app) as uow:
        counts = {
            "baris": result.rows_read,
            "baru": result.created,
            "berubah": result.updated,
            "tetap": result.unchanged,
            "dilewati": result.skipped,
        }
        uow.audit.record(actor.name, "impor", "daftar", KIND, counts, now)
    return result


def _import_batch(work: _Import, rows: Sequence[Row]) -> None:
    with transaction(work.app) as uow:
        uow.workers.hold_register()
        desk = Desk(work.app, uow, work.now)
        area = around(areas_of(uow, work.actor))
        digests = {row.number: _digest(work, row) for row in rows}
        known = uow.imports.known(digests.values())
        for row in rows:
            digest = digests[row.number]
            # Before what is known: an earlier batch of this file may have made it known.
            if digest in work.digests:
                work.tally.skip(_duplicate(row.number, "baris ini sama dengan baris sebelumnya"))
                continue
            if digest in known:
                work.tally.unchanged += 1
                continue
            reader = CellReader(row)
            new = read_case(reader, desk.pack, area, work.village)
            if new is None or reader.problems:
                work.tally.skip(*reader.problems)
                continue
            try:
                with uow.session.begin_nested():
                    case_id = _bring_in(work, desk, row.number, new)
            except TextTooLong as error:
                work.tally.skip(*_problems_of(row.number, InvalidInput(too_long(error))))
                continue
            except ServiceError as error:
                work.tally.skip(*_problems_of(row.number, error))
                continue
            if case_id is not None:
                uow.imports.remember(digest, KIND, work.now, case_id)
                work.digests.add(digest)


def _bring_in(work: _Import, desk: Desk, number: int, new: NewCase) -> int | None:
    """Bring a row in; returns the case, or None for a duplicate within the file."""
    found = identify(desk, work.actor, new)
    current = desk.uow.cases.of_person(found.person.id, only_open=True) if found.known else ()
    earlier = [work.seen.get((found.person.id, code)) for code in new.pmks]
    if current and earlier and None not in earlier:
        text = f"orang dan kategori ini sudah ada pada baris {earlier[0]}"
        work.tally.skip(_duplicate(number, text))
        return None
    if current:
        case = current[0]
        if _complete(work, desk, case, new):
            work.tally.updated += 1
        else:
            work.tally.unchanged += 1
        warnings: tuple[str, ...] = tuple(anomaly.label for anomaly in found.anomalies)
    else:
        registered = register_in(desk, work.actor, new, found)
        case = desk.uow.cases.get(registered.case)
        warnings = registered.warnings
        work.tally.created += 1
    _warn(work, number, warnings)
    for code in new.pmks:
        work.seen[found.person.id, code] = number
    return case.id


def _complete(work: _Import, desk: Desk, case: Case, new: NewCase) -> bool:
    """Add what the list knows to an open case; True when something is new."""
    require_access(desk.uow, work.actor, case)
    newer = _is_newer(new.data_updated_on, case.data_updated_on)
    changed = add_types(case, new.pmks)
    if any(desk.pack.pmks_types[code].closed for code in new.pmks):
        handle_closed(desk.uow, case)
    facts = dict(_additions(case, new.facts, desk.pack, everything=newer))
    changed = bool(merge_facts(desk, case, facts, work.actor)) or changed
    if newer:
        case.data_updated_on = new.data_updated_on
        changed = True
    if changed:
        case.updated_at = desk.now
        note_case(desk.uow, case, "lengkapi_dari_daftar", work.actor, desk.now)
        decide_if_urgent(desk, case)
    return changed


def _is_newer(day: date | None, known: date | None) -> bool:
    return day is not None and (known is None or day > known)


def _additions(case: Case, stated: Any, pack: RulePack, *, everything: bool) -> dict[str, object]:
    """Which answers of the list count: all when it is newer, else those not known yet.

    Papers add up: a list that does not mention a paper does not say that it is gone.
    """
    facts, _ = read_facts(stated, pack)
    found: dict[str, object] = {}
    for name, value in facts.items():
        before = case.detail.facts.get(name)
        if isinstance(value, frozenset):
            found[name] = sorted(value | frozenset(before or ()))
        elif everything or before is None:
            found[name] = value.isoformat() if isinstance(value, date) else value
    return found


def _warn(work: _Import, number: int, warnings: Sequence[str]) -> None:
    """An odd NIK is told at each row; what concerns the whole list, once."""
    for text in warnings:
        if text in _LABELS:
            work.tally.warnings.append(RowProblem(number, _NIK_COLUMN, text, "periksa NIK"))
        elif text not in work.told:
            work.told.add(text)
            work.tally.warnings.append(RowProblem(number, "", text))


def _problems_of(number: int, error: ServiceError) -> list[RowProblem]:
    if isinstance(error, InvalidInput):
        return [RowProblem(number, one.field, one.message, one.hint) for one in error.problems]
    return [RowProblem(number, "", error.message, error.hint)]


def _duplicate(number: int, reason: str) -> RowProblem:
    return RowProblem(number, _TYPE_COLUMN, reason, "baris ini dilewati")


def _digest(work: _Import, row: Row) -> str:
    """The keyed digest of a row; without the key nobody finds out what stood in it."""
    content = json.dumps([KIND, work.village, sorted(row.cells.items())], ensure_ascii=False)
    secret = work.app.settings.identity_secret
    return hmac.new(secret, content.encode(), hashlib.sha256).hexdigest()
