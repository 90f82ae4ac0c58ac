"""The same rules as a query over columns, as one would write it in polars or SQL.

Both get the settled facts in the form that suits them best: sets as bit masks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from tksk_workflow.domain.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Empty,
    Equals,
    Facts,
    Has,
    Known,
    Not,
    Possibly,
    leaves_of,
    ordinal,
)
from tksk_workflow.domain.readings import units_of
from tksk_workflow.domain.rulepack import RulePack

_OPERATORS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


class Masks:
    """Which bit stands for which member of which set."""

    def __init__(self, pack: RulePack) -> None:
        members: dict[str, set[str]] = {}
        for condition in units_of(pack).values():
            for leaf in leaves_of(condition):
                if isinstance(leaf, Has):
                    members.setdefault(leaf.fact, set()).add(leaf.member)
        self._bits = {
            fact: {member: 1 << number for number, member in enumerate(sorted(found))}
            for fact, found in members.items()
        }
        assert all(len(found) < 63 for found in self._bits.values())

    def bit(self, fact: str, member: str) -> int:
        """Return the bit of a member."""
        return self._bits[fact][member]

    def frame(self, cases: Sequence[Facts], names: Iterable[str]) -> pl.DataFrame:
        """Put settled facts into columns."""
        return pl.DataFrame(
            {name: [self._plain(name, facts.get(name)) for facts in cases] for name in names}
        )

    def _plain(self, name: str, value: object) -> object:
        if isinstance(value, frozenset):
            bits = self._bits.get(name, {})
            return sum(bits.get(member, 0) for member in value)
        return value.toordinal() if hasattr(value, "toordinal") else value


def polars_query(pack: RulePack, frame: pl.DataFrame) -> pl.DataFrame:
    """One boolean column per condition; polars knows "null" as the third value itself."""
    masks = Masks(pack)
    return frame.select(
        _polars(condition, masks).fill_null(value=False).alias(key)
        for key, condition in units_of(pack).items()
    )


def _polars(condition: Condition, masks: Masks) -> pl.Expr:
    match condition:
        case All(parts):
            return reduce(and_, (_polars(part, masks) for part in parts), pl.lit(value=True))
        case Any(parts):
            return reduce(or_, (_polars(part, masks) for part in parts), pl.lit(value=False))
        case Not(part):
            return ~_polars(part, masks)
        case Possibly(part):
            return _polars(part, masks).fill_null(value=True)
        case Known(fact):
            return pl.col(fact).is_not_null()
        case Has(fact, member):
            return (pl.col(fact) & masks.bit(fact, member)) != 0
        case Empty(fact):
            return pl.col(fact) == 0
        case Equals(fact, bool() as value):
            return pl.col(fact) if value else ~pl.col(fact)
        case Equals(fact, value):
            return pl.col(fact) == value
        case Compare(fact, order, bound):
            compared: pl.Expr = getattr(pl.col(fact), _OPERATORS[order.value])(ordinal(bound))  # type: ignore[arg-type]
            return compared
    raise AssertionError(condition)


def duckdb_query(pack: RulePack, table: str) -> str:
    """The same as one SELECT; SQL knows "null" as the third value itself."""
    masks = Masks(pack)
    columns = ", ".join(
        f'coalesce({_sql(condition, masks)}, false) AS "{key}"'
        for key, condition in units_of(pack).items()
    )
    return f"SELECT {columns} FROM {table}"


def _sql(condition: Condition, masks: Masks) -> str:
    match condition:
        case All(parts):
            return "(" + " AND ".join(["true", *(_sql(part, masks) for part in parts)]) + ")"
        case Any(parts):
            return "(" + " OR ".join(["false", *(_sql(part, masks) for part in parts)]) + ")"
        case Not(part):
            return f"(NOT {_sql(part, masks)})"
        case Possibly(part):
            return f"coalesce({_sql(part, masks)}, true)"
        case Known(fact):
            return f'("{fact}" IS NOT NULL)'
        case Has(fact, member):
            return f'(("{fact}" & {masks.bit(fact, member)}) <> 0)'
        case Empty(fact):
            return f'("{fact}" = 0)'
        case Equals(fact, bool() as value):
            return f'"{fact}"' if value else f'(NOT "{fact}")'
        case Equals(fact, str() as value):
            return f"\"{fact}\" = '{value}'"
        case Equals(fact, value):
            return f'"{fact}" = {value}'
        case Compare(fact, order, bound):
            return f'"{fact}" {order.value} {ordinal(bound)}'  # type: ignore[arg-type]
    raise AssertionError(condition)


def duckdb_connection(frame: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    """A database in memory with the facts as the table ``cases``."""
    connection = duckdb.connect()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cases.parquet"
        frame.write_parquet(path)
        connection.execute(f"CREATE TABLE cases AS SELECT * FROM '{path}'")
    return connection
