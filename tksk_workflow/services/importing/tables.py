"""Reading a CSV or XLSX file into rows of texts, whatever the spreadsheet made of them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path

from tksk_workflow.services.errors import InputProblem, InvalidInput
from tksk_workflow.services.importing.results import RowProblem
from tksk_workflow.system_reasons import reason_of

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
_SEPARATORS = ";,\t"
_FILE = "berkas"
_NOT_UTF8 = "simpan ulang sebagai 'CSV UTF-8' dari lembar kerja"
_EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number and fills up with zeros."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet counts, and its cells by heading."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """Return a cell without blanks around it; empty when the column is missing."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, and what is wrong with its shape."""

    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]


def read_table(
    path: Path,
    required: Collection[str],
    optional: Collection[str],
    aliases: Mapping[str, str],
) -> Table:
    """Read a file.

    Columns may stand in any order; other headings are reported and passed over. Empty
    rows are passed over. The separator of a CSV (``;``, ``,`` or tab) is found out.

    Raises:
        InvalidInput: the file cannot be read at all, or lacks a required column.
    """
    raw = _bytes_of(path)
    spreadsheet = path.suffix.lower() == ".xlsx" or raw.startswith(b"PK\x03\x04")
    lines = _xlsx_lines(raw) if spreadsheet else _csv_lines(raw)
    numbered = ((number, line) for number, line in lines if any(cell.strip() for cell in line))
    first = next(numbered, None)
    if first is None:
        raise _unreadable("kosong", "baris pertama harus berisi judul kolom")
    known = (*required, *optional)
    headings = [_heading(text, aliases) for text in first[1]]
    _require_columns(headings, required)
    problems = list(_heading_problems(first[0], first[1], headings, known))
    rows = []
    for number, line in numbered:
        if len(line) > len(headings) and any(cell.strip() for cell in line[len(headings) :]):
            problems.append(
                RowProblem(
                    number,
                    "",
                    "isi barisnya lebih banyak dari judul kolom",
                    "isi yang memuat tanda pemisah harus diapit tanda kutip",
                )
            )
            continue
        cells = {
            heading: cell.strip()
            for heading, cell in zip(headings, line, strict=False)
            if heading in known
        }
        rows.append(Row(number, cells))
        if len(rows) > MOST_ROWS:
            raise _unreadable(f"lebih dari {MOST_ROWS} baris", "bagi menjadi beberapa berkas")
    return Table(tuple(rows), tuple(problems))


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _unreadable("lebih besar dari 10 MB", "bagi menjadi beberapa berkas")
        return path.read_bytes()
    except FileNotFoundError:
        raise _unreadable("tidak ditemukan", "periksa nama berkasnya") from None
    except OSError as error:
        raise _unreadable(f"tidak dapat dibuka ({reason_of(error)})") from None


def _csv_lines(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable("bukan UTF-8", _NOT_UTF8) from None
    if "\x00" in text:
        raise _unreadable("bukan berkas CSV", _NOT_UTF8)
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=head.count)
    # Strict, so that a quotation mark that is never closed does not swallow the rest.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for line in reader:
            yield start, line
            start = reader.line_num + 1
    except csv.Error:
        raise _unreadable(
            f"rusak pada baris {start}", "periksa tanda kutip yang tidak ditutup"
        ) from None


def _xlsx_lines(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, rarely needed
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise _unreadable("bukan XLSX yang utuh", "simpan ulang dari lembar kerja") from None
    sheet = book.worksheets[0] if book.worksheets else None
    if sheet is None:
        raise _unreadable("tidak memuat lembar", "simpan ulang dari lembar kerja")
    try:
        for number, line in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [_cell_text(cell) for cell in line]
    finally:
        book.close()


def _cell_text(cell: object) -> str:
    """Write a cell as its owner meant it.

    A long number has lost digits already: it is written as the spreadsheet knows it, so
    that nobody takes it for whole.
    """
    match cell:
        case None:
            return ""
        case bool():
            return "ya" if cell else "tidak"
        case datetime() | date():
            return cell.strftime("%d-%m-%Y")
        case int() | float() if float(cell).is_integer():
            digits = str(int(cell))
            return digits if len(digits) <= _EXACT_DIGITS else f"{float(cell):.11E}"
    return str(cell)


def _heading(text: str, aliases: Mapping[str, str]) -> str:
    word = re.sub(r"[\s.\-/]+", "_", text.strip().casefold()).strip("_")
    return aliases.get(word, word)


def _require_columns(headings: Sequence[str], required: Iterable[str]) -> None:
    problems = [
        InputProblem(column, "kolom ini tidak ada", "periksa baris judul dan tanda pemisahnya")
        for column in required
        if column not in headings
    ]
    problems += [
        InputProblem(heading, "kolom ini ada dua kali", "hapus salah satu")
        for heading in sorted({one for one in headings if one and headings.count(one) > 1})
    ]
    if problems:
        raise InvalidInput(problems)


def _heading_problems(
    number: int, texts: Sequence[str], headings: Sequence[str], known: Collection[str]
) -> Iterator[RowProblem]:
    for text, heading in zip(texts, headings, strict=True):
        if heading and heading not in known:
            near = get_close_matches(heading, known, n=1)
            hint = f"mungkin maksud Anda '{near[0]}'" if near else "kolom ini tidak dibaca"
            yield RowProblem(number, text.strip()[:40], "judul kolom tidak dikenal", hint)


def _unreadable(message: str, hint: str = "") -> InvalidInput:
    return InvalidInput([InputProblem(_FILE, message, hint)])
