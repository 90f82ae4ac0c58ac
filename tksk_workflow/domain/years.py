"""The years in which anything of ours can lie.

A slip of the keyboard (year 1, year 9999) must not reach the calendar, whose sums leave what
a date can hold.
"""

from __future__ import annotations

from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 2100


def is_sensible(found: date) -> bool:
    """Say whether a day or a moment lies in the years that can be meant."""
    return FIRST_YEAR <= found.year <= LAST_YEAR


def out_of_range(text: str) -> str:
    """Say that a day or a moment cannot be meant."""
    return f"'{text}' di luar tahun {FIRST_YEAR} sampai {LAST_YEAR}"
