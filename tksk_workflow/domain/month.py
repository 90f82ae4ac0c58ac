"""A calendar month, as reports and monthly duties count it."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_TEXT = re.compile(r"(?P<year>[12][0-9]{3})-(?P<month>0[1-9]|1[0-2])")


class InvalidMonth(ValueError):
    """A text is not a month."""

    def __init__(self, text: str) -> None:
        """Keep the text, for the message."""
        self.text = text
        super().__init__(f"'{text}' bukan bulan; tulis tahun-bulan, contoh: 2026-09")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of one year."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month in which a day lies."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2026-09``.

        Raises:
            InvalidMonth: it is not written so.
        """
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise InvalidMonth(text)
        return cls(int(match["year"]), int(match["month"]))

    def __str__(self) -> str:
        """Write ``2026-09``."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def previous(self) -> Month:
        """The month before."""
        year, month = (self.year - 1, 12) if self.month == 1 else (self.year, self.month - 1)
        return Month(year, month)

    def __contains__(self, day: date) -> bool:
        """Say whether a day lies in the month."""
        return Month.of(day) == self
