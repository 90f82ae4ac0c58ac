"""What an import did, row by row where something was wrong."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something about one row.

    Attributes:
        row: as the spreadsheet counts, the heading being row 1.
        column: the heading of the column, or empty when the whole row is meant.
        reason, hint: Indonesian; they never repeat what stood in an identity column.
    """

    row: int
    column: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The counts of an import: every row that was read is in exactly one of the five others.

    Attributes:
        rows_read: rows of the file that hold something, the heading excepted.
        created, updated, unchanged: rows that are in, by what they changed.
        skipped: rows that are not in: wrong ones and duplicates; each has a problem.
        problems: why rows are not in.
        warnings: rows that are in, but with something odd, such as a damaged NIK.
        others: rows about people who have no case here; a list of the centre has many.
    """

    rows_read: int
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    problems: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()
    others: int = 0


@dataclass(slots=True)
class Tally:
    """An `ImportResult` in the making."""

    rows_read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    others: int = 0

    def skip(self, *problems: RowProblem) -> None:
        """Count a row as not in, and say why."""
        self.skipped += 1
        self.problems.extend(problems)

    def result(self) -> ImportResult:
        """Freeze the counts; problems in the order of the rows."""
        return ImportResult(
            self.rows_read,
            self.created,
            self.updated,
            self.unchanged,
            self.skipped,
            tuple(sorted(self.problems, key=lambda found: found.row)),
            tuple(sorted(self.warnings, key=lambda found: found.row)),
            self.others,
        )
