"""What the demo prints at the end: tables of counts, nobody's name."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.reports.figures import Figures
from tksk_workflow.services.routing.holds import reason_for

_MOST_PARTNERS = 15


def print_summary(console: Console, figures: Figures, pack: RulePack) -> None:
    """Print what became of the caseload."""
    console.print()
    console.print(
        f"{figures.cases} kasus, {figures.closed_cases} di antaranya ditangani tertutup; "
        f"{figures.wrong_person} bantuan sampai ke orang yang salah dan dirujuk ulang."
    )
    for table in (
        _cases(figures),
        _urgencies(figures, pack),
        _partners(figures),
        _holds(figures, pack),
        _escalations(figures),
    ):
        if table.row_count:
            console.print(table)


def _table(title: str, first: str, *numbers: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column(first)
    for number in numbers:
        table.add_column(number, justify="right")
    return table


def _cases(figures: Figures) -> Table:
    table = _table("Keadaan kasus", "status", "kasus")
    for status, count in figures.case_statuses.items():
        table.add_row(status.replace("_", " "), str(count))
    return table


def _urgencies(figures: Figures, pack: RulePack) -> Table:
    columns = ("rujukan", "terkirim", "terlambat", "terkonfirmasi", "tertahan", "median hari")
    table = _table("Rujukan menurut urgensi", "kelas", *columns)
    labels = {urgency.value: found.label for urgency, found in pack.urgency_classes.items()}
    for row in figures.urgencies:
        median = "-" if row.median_days is None else f"{row.median_days:.0f}"
        table.add_row(
            f"{row.urgency} {labels.get(row.urgency, '')}",
            str(row.referrals),
            str(row.sent),
            str(row.late_sending),
            str(row.confirmed),
            str(row.held),
            median,
        )
    return table


def _partners(figures: Figures) -> Table:
    columns = ("berjalan", "antre", "selesai", "ditolak", "tidak menjawab", "dicabut", "kapasitas")
    table = _table("Rujukan menurut mitra", "mitra", *columns)
    for row in figures.partners[:_MOST_PARTNERS]:
        numbers = (row.open, row.queued, row.completed, row.refused, row.silent, row.withdrawn)
        capacity = "-" if row.capacity is None else str(row.capacity)
        table.add_row(row.name, *map(str, numbers), capacity)
    rest = figures.partners[_MOST_PARTNERS:]
    if rest:
        table.add_row(
            f"({len(rest)} mitra lain)",
            str(sum(row.open for row in rest)),
            str(sum(row.queued for row in rest)),
            str(sum(row.completed for row in rest)),
            str(sum(row.refused for row in rest)),
            str(sum(row.silent for row in rest)),
            str(sum(row.withdrawn for row in rest)),
            "",
        )
    return table


def _holds(figures: Figures, pack: RulePack) -> Table:
    table = _table("Rujukan yang tertahan, dan mengapa", "pagar", "rujukan")
    names = {guard.id: f"{guard.id} {guard.name}" for guard in pack.guards}
    for hold, count in figures.holds.items():
        # Not everything that holds is a guard of the pack; those others have a sentence.
        table.add_row(names.get(hold) or reason_for(hold, pack), str(count))
    return table


def _escalations(figures: Figures) -> Table:
    table = _table(
        f"Eskalasi ({figures.open_escalations} masih terbuka)", "tingkat", "jumlah seluruhnya"
    )
    for level, count in figures.escalations.items():
        table.add_row(level.replace("_", " "), str(count))
    return table
