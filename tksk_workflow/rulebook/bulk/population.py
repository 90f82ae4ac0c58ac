"""The facts of many cases as columns.

Clients give the same few answers over and over. So a fact becomes a column of small codes
into its distinct values; whatever has to be found out about a value is found out once per
distinct value and then looked up for every row. Code 0 is "not asked".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tksk_workflow.domain.conditions import Facts, Value
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.computed import AGE, BIRTH_DATE, computed_facts, computed_value

Codes = NDArray[np.unsignedinteger]

MOST_SETS = 255
"""Up to so many distinct values a column keeps the set of cases of each value: joining
such sets is far cheaper than looking every row up again for every comparison."""


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of many cases.

    Attributes:
        codes: for each row the place of its value in ``values``, plus one; 0 where nobody
            has asked.
        values: the distinct values.
    """

    codes: Codes
    values: tuple[Value, ...]
    _sets: dict[int, NDArray[np.uint8]] = field(default_factory=dict, repr=False, compare=False)

    def known(self) -> NDArray[np.uint8]:
        """Return, one bit per case, those that somebody has asked."""
        return np.packbits(self.codes != 0)

    def cases_with(self, wanted: Iterable[bool]) -> NDArray[np.uint8]:
        """Return, one bit per case, those whose value is wanted; one answer per value."""
        codes = [code for code, yes in enumerate(wanted, 1) if yes]
        if len(self.values) > MOST_SETS:
            table = np.zeros(len(self.values) + 1, dtype=np.bool_)
            table[codes] = True
            return np.packbits(table[self.codes])
        found = np.zeros(-(-len(self.codes) // 8), dtype=np.uint8)
        for code in codes:
            found |= self._cases_with_code(code)
        return found

    def _cases_with_code(self, code: int) -> NDArray[np.uint8]:
        if code not in self._sets:
            self._sets[code] = np.packbits(self.codes == code)
        return self._sets[code]

    def then(self, other: Column) -> Column:
        """Take this column's answer where there is one, else the other's."""
        shifted = other.codes.astype(np.uint32) + len(self.values)
        codes = np.where(other.codes == 0, 0, shifted)
        return Column(
            smallest(np.where(self.codes == 0, codes, self.codes), self.values + other.values),
            self.values + other.values,
        )


@dataclass(frozen=True, slots=True)
class Population:
    """Many cases, by column. A fact without a column was asked of nobody."""

    size: int
    columns: Mapping[str, Column]

    @classmethod
    def of_facts(cls, rows: Sequence[Facts]) -> Population:
        """Turn checked facts of single cases into columns."""
        found: dict[str, _Growing] = {}
        for number, row in enumerate(rows):
            for fact, value in row.items():
                column = found.get(fact)
                if column is None:
                    column = found[fact] = _Growing()
                column.rows.append(number)
                column.answers.append(column.codes.setdefault(value, len(column.codes) + 1))
        return cls(len(rows), {fact: column.spread(len(rows)) for fact, column in found.items()})

    def completed(self, pack: RulePack, day: date) -> Population:
        """Add the computed facts, as `computed.complete` does for one case."""
        columns = dict(self.columns)
        if BIRTH_DATE in columns:
            computed = _computed(AGE, columns[BIRTH_DATE], pack, day)
            columns[AGE] = columns[AGE].then(computed) if AGE in columns else computed
        for name, base in computed_facts(pack).items():
            if base in columns:
                computed = _computed(name, columns[base], pack, day)
                columns[name] = computed.then(columns[name]) if name in columns else computed
        return Population(self.size, columns)


@dataclass(slots=True)
class _Growing:
    """A column while rows are being read: who gave an answer, and which."""

    rows: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    codes: dict[Value, int] = field(default_factory=dict)

    def spread(self, length: int) -> Column:
        values = tuple(self.codes)
        codes = smallest(np.zeros(length, dtype=np.uint32), values)
        codes[self.rows] = self.answers
        return Column(codes, values)


def smallest(codes: NDArray[np.integer], values: Sequence[object]) -> Codes:
    """Keep codes in as few bytes as the number of distinct values allows."""
    return codes.astype(np.min_scalar_type(len(values)), copy=False)


def _computed(name: str, base: Column, pack: RulePack, day: date) -> Column:
    """Compute a fact once per distinct value of the fact that it follows from."""
    found = [computed_value(name, value, pack, day) for value in base.values]
    values = tuple(dict.fromkeys(value for value in found if value is not None))
    codes = {value: code for code, value in enumerate(values, 1)}
    table = np.array([0, *(0 if value is None else codes[value] for value in found)])
    return Column(smallest(table[base.codes], values), values)
