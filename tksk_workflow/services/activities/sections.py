"""The activities of a month as tables of the monthly report (Pasal 5 to 8, S29, S31)."""

from __future__ import annotations

from tksk_workflow.reports.monthly.section import Section
from tksk_workflow.services.activities.figures import ActivityFigures


def activity_sections(found: ActivityFigures) -> tuple[Section, ...]:
    """Return the tables about activities, outreach, and the evaluation of programmes."""
    return (
        Section(
            "Kegiatan",
            "Menurut tiga fungsi Pasal 5.",
            ("fungsi", "direncanakan", "terlaksana", "tidak terlaksana"),
            tuple(
                (function.value, line.planned, line.held, line.not_held)
                for function, line in found.functions.items()
            ),
        ),
        Section(
            "Penyuluhan dan pembinaan",
            "Penyuluhan paling sedikit sekali sebulan; pembinaan TKSK setiap bulan.",
            ("hal", "jumlah"),
            (
                ("penyuluhan", found.outreach),
                ("desa yang dijangkau penyuluhan", found.villages_reached),
                ("peserta penyuluhan", found.outreach_participants),
                ("pembinaan diikuti", found.coaching_attended),
                ("pembinaan tidak diikuti", found.coaching_missed),
                *((f"kendala: {text}", count) for text, count in found.obstacles),
            ),
        ),
        Section(
            "Evaluasi program",
            "Evaluasi wajib dilaporkan kepada Dinas Sosial setelah program berakhir.",
            ("program", "nama", "keadaan"),
            (
                *((one.programme, one.name, "dilaporkan") for one in found.evaluations_reported),
                *((one.programme, one.name, "belum dilaporkan") for one in found.evaluations_open),
            ),
        ),
    )
