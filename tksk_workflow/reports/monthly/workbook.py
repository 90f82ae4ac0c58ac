"""Sections as an XLSX workbook; the same sections give the same bytes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from tksk_workflow.reports.monthly.section import Section

# Office programs want some moment; this one says nothing about when the file was made.
_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_DATED = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_WIDEST = 48
_FORMULA_STARTS = ("=", "+", "-", "@")


def workbook(title: str, sections: Sequence[Section]) -> bytes:
    """Write each section as a sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = title
    book.properties.creator = "tksk-workflow"
    for section in sections:
        sheet = book.create_sheet(section.name[:31])
        sheet.append([f"{section.name}. {title}"])
        sheet.append([section.note])
        sheet.append([])
        sheet.append(list(section.columns))
        for row in section.rows:
            sheet.append([_safe(cell) for cell in row])
        if not section.rows:
            sheet.append(["nihil"])
        sheet["A1"].font = Font(bold=True, size=13)
        for cell in sheet[4]:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="DCE6EC")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "B5"
        for index, column in enumerate(section.columns, 1):
            texts = [str(column), *(str(row[index - 1]) for row in section.rows)]
            width = min(max(map(len, texts)) + 2, _WIDEST)
            sheet.column_dimensions[get_column_letter(index)].width = width
    target = io.BytesIO()
    book.save(target)
    return _without_moments(target.getvalue())


def as_csv(section: Section) -> bytes:
    """Write one section as CSV with semicolons, as spreadsheets here expect it."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\n")
    writer.writerow(section.columns)
    writer.writerows([[_safe(cell) for cell in row] for row in section.rows])
    return target.getvalue().encode("utf-8-sig")


def _safe(cell: str | int | None) -> str | int | None:
    """A text that a spreadsheet would calculate stays a text."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _without_moments(content: bytes) -> bytes:
    """Pack the file anew without the moments of its making."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _DATED.sub(_MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), data)
            packed.writestr(zipfile.ZipInfo(entry.filename, _MOMENT.timetuple()[:6]), data)
    return target.getvalue()
