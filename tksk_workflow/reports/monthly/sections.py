"""The monthly report in Indonesian tables: plan, execution, obstacles, outcome (S12)."""

from __future__ import annotations

from collections.abc import Mapping

from tksk_workflow.reports.monthly.figures import MonthlyFigures
from tksk_workflow.reports.monthly.section import Section

_COUNTED = ("hal", "jumlah")


def report_sections(
    figures: MonthlyFigures, urgency_names: Mapping[str, str]
) -> tuple[Section, ...]:
    """Return the tables about cases and referrals, in the order of the report."""
    return (
        Section(
            "Rencana bulan berikutnya",
            "Yang menunggu pada akhir bulan.",
            _COUNTED,
            tuple(figures.plan.items()),
        ),
        Section(
            "Pelaksanaan",
            "Kasus, kunjungan, verifikasi, dan tindak lanjut dalam bulan ini.",
            ("kelompok", *_COUNTED),
            (
                *(("kasus", *line) for line in figures.cases.items()),
                *(("kunjungan rumah", *line) for line in figures.visits.items()),
                *(("verifikasi", *line) for line in figures.verifications.items()),
                *(("tindak lanjut", *line) for line in figures.follow_ups.items()),
            ),
        ),
        Section(
            "Rujukan menurut urgensi",
            "Terlambat: sesudah batas kelas urgensinya.",
            (
                *("kelas", "disiapkan", "terkirim", "terlambat dikirim"),
                *("terlambat dijawab", "diterima orang yang tepat"),
            ),
            tuple(
                (
                    f"{line.urgency} {urgency_names.get(line.urgency, '')}".strip(),
                    line.prepared,
                    line.sent,
                    line.sent_late,
                    line.answered_late,
                    line.confirmed,
                )
                for line in figures.urgencies
            ),
        ),
        Section(
            "Hasil",
            "Bagaimana rujukan dan kasus berakhir (Pasal 7 ayat (3)).",
            ("kelompok", *_COUNTED),
            (
                *(("rujukan", *line) for line in figures.ended.items()),
                *(("bantuan", *line) for line in figures.receipts.items()),
                *(("keberfungsian sosial", *line) for line in figures.outcomes.items()),
            ),
        ),
        Section(
            "Kendala",
            "Kunjungan yang tertunda, penolakan mitra, dan hal yang dinaikkan.",
            ("kelompok", *_COUNTED),
            (
                *(("kunjungan tertunda", *line) for line in figures.obstacles),
                *(("penolakan mitra", *line) for line in figures.refusals),
                *(("eskalasi ke", *line) for line in figures.escalations.items()),
            ),
        ),
        Section(
            "Mitra",
            "Menurut saat kejadiannya dalam bulan ini.",
            ("mitra", "rujukan masuk", "disanggupi", "ditolak", "selesai"),
            tuple(
                (line.name, line.received, line.accepted, line.refused, line.completed)
                for line in figures.partners
            ),
        ),
    )
