"""How the made-up people and partners come into the record: on lists, and in person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from tksk_workflow.demo.caseload import SyntheticCase
from tksk_workflow.demo.csv_files import cases_as_csv, partners_as_csv
from tksk_workflow.demo.directory import build_directory
from tksk_workflow.demo.field_script import COORDINATOR, TKSK
from tksk_workflow.domain.pmks import SubjectKind
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.intake import NewCase, register_case
from tksk_workflow.services.errors import Conflict, Refused
from tksk_workflow.services.importing.cases import import_cases
from tksk_workflow.services.importing.partners import import_partners
from tksk_workflow.services.importing.results import ImportResult

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

DIRECTORY_FILE = "mitra.csv"


class Arrivals:
    """Brings people and partners into the record, day by day.

    Attributes:
        caseload: all people, whenever they come.
    """

    def __init__(self, app: Application, caseload: Sequence[SyntheticCase], folder: Path) -> None:
        self.caseload = caseload
        self._app = app
        self._folder = folder

    def begin(self, first_day: date) -> None:
        """Import the directory and the first list, early on the first day."""
        early = datetime.combine(first_day, time(4, 0), tzinfo=self._app.zone)
        path = self._folder / DIRECTORY_FILE
        path.write_text(partners_as_csv(build_directory()), encoding="utf-8")
        import_partners(self._app, COORDINATOR, path, early)
        self.of_day(0, early)

    def of_day(self, number: int, now: datetime) -> Counter[str]:
        """Bring in who arrives on a day of the demo: the list of the day, and walk-ins.

        The list stays in the folder, with a report of the rows that were skipped.
        """
        done: Counter[str] = Counter()
        arriving = [person for person in self.caseload if person.arrives == number]
        listed = [person for person in arriving if not person.is_walk_in]
        if listed:
            path = self._folder / f"daftar-{now:%Y-%m-%d}.csv"
            path.write_text(cases_as_csv(listed, with_bad_rows=number == 0), encoding="utf-8")
            result = import_cases(self._app, TKSK, path, now)
            _report(result, path.with_suffix(".masalah.txt"))
            done["kasus_baru"] += result.created
            done["kasus_dilengkapi"] += result.updated
            done["baris_dilewati"] += result.skipped
        for person in arriving:
            if person.is_walk_in:
                done[register_person(self._app, TKSK, person, now)] += 1
        return done


def register_person(app: Application, tksk: Actor, person: SyntheticCase, now: datetime) -> str:
    """Let a TKSK open the case of somebody whom they met; returns what to count it as."""
    facts = {**person.told, "dokumen": list(person.papers)}
    if person.decile is not None:
        facts["desil"] = person.decile
    if person.disability:
        facts["disabilitas"] = [person.disability]
    new = NewCase(
        kind=SubjectKind(person.subject),
        name=person.name,
        village=person.village,
        pmks=(person.pmks,),
        nik=person.nik or None,
        birth_date=person.birth,
        sex=person.sex,
        family_card=person.family_card or None,
        channel=person.channel,
        facts=facts,
        data_updated_on=person.updated,
    )
    try:
        register_case(app, tksk, new, now)
    except Conflict:
        # Somebody whom a list has brought already, or who comes with a second problem.
        return "sudah_terdaftar"
    except Refused:
        return "luar_wilayah"
    return "kasus_baru"


def _report(result: ImportResult, path: Path) -> None:
    lines = [
        f"baris {found.row}, kolom {found.column or '-'}: {found.reason} ({found.hint})"
        for found in result.problems
    ]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
