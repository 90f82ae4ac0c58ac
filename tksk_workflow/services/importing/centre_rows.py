"""What lists from the centre share: whose row it is, and who may bring it in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tksk_workflow.domain.referral import Role
from tksk_workflow.services.access import OwnArea
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.errors import NotPermitted
from tksk_workflow.services.importing.cells import CellReader
from tksk_workflow.services.importing.results import RowProblem, Tally
from tksk_workflow.services.importing.tables import Row, Table
from tksk_workflow.store.errors import RecordNotFound
from tksk_workflow.store.models import Case
from tksk_workflow.store.unit_of_work import UnitOfWork

BATCH = 500
"""Rows per transaction."""

_IMPORTERS = frozenset({Role.COORDINATOR, Role.DINSOS_VERIFIER, Role.VILLAGE_OPERATOR, Role.SYSTEM})
_NIK = re.compile(r"[0-9]{16}")


def require_importer(actor: Actor) -> None:
    """Let those in who get lists from the centre.

    Raises:
        NotPermitted: another role.
    """
    if actor.role not in _IMPORTERS:
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak memasukkan daftar dari pusat", "minta koordinator"
        )


def begin(table: Table) -> Tally:
    """Begin the counts of a list; what is wrong with its shape is in them."""
    tally = Tally(rows_read=len(table.rows))
    for problem in table.problems:
        if problem.column:
            tally.warnings.append(problem)
        else:
            tally.rows_read += 1
            tally.skip(problem)
    return tally


def batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Cut a list into transactions."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


class CaseFinder:
    """Finds the case of each row of a batch, by case code or NIK."""

    def __init__(self, uow: UnitOfWork, actor: Actor, rows: Sequence[Row], tally: Tally) -> None:
        """Look up all NIK of the batch at once."""
        niks = {row.get("nik") for row in rows if _NIK.fullmatch(row.get("nik"))}
        self._uow, self._actor, self._tally = uow, actor, tally
        self._by_nik = uow.currency.cases_by_nik(niks) if niks else {}
        self._own = OwnArea(uow, actor)

    def case_of(self, reader: CellReader) -> Case | None:
        """Return the case of a row; None when it is nobody's here or cannot be read.

        A row about somebody without a case is counted as such; a wrong one is a problem.
        """
        code, nik = reader.row.get("kasus"), reader.row.get("nik")
        if code:
            found = self._by_code(reader, code)
        elif _NIK.fullmatch(nik):
            found = self._by_number(reader, nik)
        else:
            reader.wrong(
                "nik", "kosong atau bukan 16 angka", "simpan kolom NIK sebagai teks, atau isi kasus"
            )
            found = None
        if found is not None and found.village not in self._own:
            reader.wrong("kasus" if code else "nik", "kasus ini di luar wilayah Anda")
            found = None
        return found

    def _by_code(self, reader: CellReader, code: str) -> Case | None:
        try:
            return self._uow.cases.get(code)
        except RecordNotFound:
            reader.wrong("kasus", "kode kasus tidak ada", "contoh: K-000012")
            return None

    def _by_number(self, reader: CellReader, nik: str) -> Case | None:
        cases = self._by_nik.get(nik, [])
        if len(cases) > 1:
            reader.wrong("nik", "dipakai dua orang dalam catatan", "isi kolom kasus")
            return None
        if not cases and not reader.problems:
            self._tally.others += 1
        return cases[0] if cases else None


def twice(row: Row) -> RowProblem:
    """Say that a list has two rows of the same case and period."""
    return RowProblem(row.number, "", "kasus dan periode ini sudah ada pada baris sebelumnya")
