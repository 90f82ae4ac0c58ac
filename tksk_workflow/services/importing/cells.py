"""Cells of a list as values; whatever cannot be read is said with its column."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from tksk_workflow.domain.years import FIRST_YEAR, LAST_YEAR, is_sensible
from tksk_workflow.services.importing.results import RowProblem
from tksk_workflow.services.importing.tables import Row

T = TypeVar("T")
_ITEMS = re.compile(r"[|,]")
_CONDITIONS_EXAMPLE = "contoh: sakit_berat|tinggal_sendiri=tidak"
_NOTHING = "-"


class Unreadable(Exception):
    """A cell cannot be read. The message does not repeat it."""

    def __init__(self, reason: str, hint: str = "") -> None:
        """Keep both parts of the message."""
        self.reason = reason
        self.hint = hint
        super().__init__(reason)


@dataclass(slots=True)
class CellReader:
    """Reads the cells of one row and collects what is wrong."""

    row: Row
    problems: list[RowProblem] = field(default_factory=list)

    def read(self, column: str, parse: Callable[[str], T]) -> T | None:
        """Return the value of a cell; None when it is empty or wrong."""
        text = self.row.get(column)
        if not text:
            return None
        try:
            return parse(text)
        except Unreadable as error:
            self.wrong(column, error.reason, error.hint)
            return None

    def wrong(self, column: str, reason: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(RowProblem(self.row.number, column, reason, hint))


def day(text: str) -> date:
    """Read ``dd-mm-yyyy`` (or with slashes, or ISO 8601).

    Raises:
        Unreadable: it is no such date, or the year has two digits or cannot be meant.
    """
    for pattern in ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if not is_sensible(found):
            reason = f"tahunnya di luar {FIRST_YEAR} sampai {LAST_YEAR}"
            raise Unreadable(reason, "periksa tahunnya")
        return found
    raise Unreadable("bukan tanggal", "tulis hari-bulan-tahun, contoh: 05-03-1950")


def number(text: str) -> int:
    """Read a whole number.

    Raises:
        Unreadable: it is none.
    """
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Unreadable("bukan bilangan bulat", "tulis dengan angka saja")
    return int(text)


def yes_no(text: str) -> bool:
    """Read ``ya`` or ``tidak``.

    Raises:
        Unreadable: it is neither.
    """
    word = text.casefold()
    if word not in ("ya", "tidak"):
        raise Unreadable("tulis ya atau tidak")
    return word == "ya"


def sex(text: str) -> str:
    """Read ``L`` or ``P``.

    Raises:
        Unreadable: it is neither.
    """
    word = text.upper()
    if word not in ("L", "P"):
        raise Unreadable("tulis L atau P")
    return word


def items(text: str) -> list[str]:
    """Read ``KTP|KK`` (or with commas); a dash alone means that there are none."""
    if text == _NOTHING:
        return []
    return [part.strip() for part in _ITEMS.split(text) if part.strip()]


def conditions(text: str) -> dict[str, object]:
    """Read ``sakit_berat|tinggal_sendiri=tidak|adl=mandiri|desil=3``.

    A bare word means yes. Which values a fact takes is checked against the vocabulary.

    Raises:
        Unreadable: a part has no name, or other marks stand between the parts.
    """
    found: dict[str, object] = {}
    for part in text.split("|"):
        if not part.strip():
            continue
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not name:
            raise Unreadable("ada kondisi tanpa nama", _CONDITIONS_EXAMPLE)
        if "," in name or ";" in name:
            raise Unreadable("beberapa kondisi tidak dipisahkan dengan |", _CONDITIONS_EXAMPLE)
        found[name] = _condition_value(value) if equals else True
    return found


def _condition_value(text: str) -> object:
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    if "," in text:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text
