"""The monthly report as a printable document with a chart and a shaded map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date

from tksk_workflow.domain.month import Month
from tksk_workflow.reports.monthly.figures import MonthlyFigures
from tksk_workflow.reports.monthly.section import Section
from tksk_workflow.reports.typesetting import typeset

_LOCALE = "id_ID"
_RECIPIENTS = ("Dinas Sosial kabupaten/kota", "Camat")


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What stands above the tables.

    Attributes:
        area: code of the kecamatan.
        author: code of the TKSK, or who looks after the area.
        pack: name and version of the rules in force at the end of the month.
    """

    month: Month
    area: str
    area_name: str
    author: str
    pack: str

    @property
    def title(self) -> str:
        """Return the title of the report."""
        return f"Laporan bulanan TKSK {self.area_name}, {self.period}"

    @property
    def period(self) -> str:
        """Return the month in words."""
        return format_date(self.month.first, "MMMM y", locale=_LOCALE)


def report_document(
    head: ReportHead, figures: MonthlyFigures, sections: Sequence[Section]
) -> bytes:
    """Return the report as PDF.

    The typesetter draws the chart itself: its words are text, and it costs nothing beside the
    half second of a plotting library for each of 5,000 kecamatan.
    """
    return typeset(
        "laporan_bulanan.typ",
        {
            "title": head.title,
            "heading": "Laporan bulanan TKSK",
            "area_line": f"Kecamatan {head.area_name} ({head.area})",
            "area_name": head.area_name,
            "period": head.period,
            "to": _RECIPIENTS,
            "author": head.author,
            "pack": head.pack,
            "signed_on": format_date(head.month.last, "d MMMM y", locale=_LOCALE),
            "highlights": [
                {"value": figures.cases["dibuka"], "label": "kasus baru"},
                {
                    "value": sum(line.sent for line in figures.urgencies),
                    "label": "rujukan terkirim",
                },
                {
                    "value": figures.receipts["diterima orang yang tepat"],
                    "label": "bantuan diterima orang yang tepat",
                },
                {
                    "value": sum(line.sent_late for line in figures.urgencies),
                    "label": "rujukan terlambat dikirim",
                },
            ],
            "sections": [
                {
                    "name": section.name,
                    "note": section.note,
                    "columns": section.columns,
                    "rows": section.rows,
                    "shaded": section.shaded,
                }
                for section in sections
            ],
            "bars": [
                {
                    "label": line.urgency,
                    "in_time": line.sent - line.sent_late,
                    "late": line.sent_late,
                    "confirmed": line.confirmed,
                }
                for line in figures.urgencies
            ],
        },
    )
