"""Pieces that several repositories' queries share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Integer, Select, false, or_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from tksk_workflow.domain.areas import NATIONAL
from tksk_workflow.store.base import Base
from tksk_workflow.store.errors import RecordNotFound

Columns = TypeVarTuple("Columns")
Row = TypeVar("Row", bound=Base)
_CODE = re.compile(r"(?P<letter>[A-Z])-?0*(?P<number>[1-9]\d{0,17})", re.IGNORECASE)
_LARGEST_ID = 2**31 - 1


class list_length(FunctionElement[int]):  # noqa: N801 - named like the SQL function it is
    """Number of items of a JSON list column, on either database."""

    type = Integer()
    inherit_cache = True
    name = "list_length"


@compiles(list_length, "sqlite")
def _on_sqlite(element: list_length, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_array_length({compiler.process(element.clauses, **kw)})"


@compiles(list_length, "postgresql")
def _on_postgresql(element: list_length, compiler: SQLCompiler, **kw: Any) -> str:
    return f"jsonb_array_length({compiler.process(element.clauses, **kw)})"


def claimed(query: Select[*Columns], table: Any) -> Select[*Columns]:
    """Lock the rows of ``table`` for this transaction, skipping those that others hold.

    On SQLite this adds nothing: the write transaction excludes every other writer.
    """
    return query.with_for_update(of=table, skip_locked=True)


def stepping_over(
    column: InstrumentedAttribute[int], numbers: Collection[int]
) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that leaves rows out; none where there are none to leave out."""
    return (column.not_in(numbers),) if numbers else ()


def within(column: InstrumentedAttribute[str], area: str | Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a place lies in an area, or in one of several.

    No area at all holds no place; the whole country holds every one.
    """
    areas = (area,) if isinstance(area, str) else tuple(area)
    if NATIONAL in areas:
        return true()
    return or_(
        false(), *(part for one in areas for part in (column == one, column.startswith(f"{one}.")))
    )


def number_of(reference: str | int, letter: str, kind: str) -> int:
    """Return the row number behind ``K-000123``, ``123`` or 123.

    Raises:
        RecordNotFound: the text is no such code.
    """
    if isinstance(reference, int):
        number = reference
    elif reference.strip().isascii() and reference.strip().isdigit():
        number = int(reference)
    else:
        match = _CODE.fullmatch(reference.strip())
        if match is None or match["letter"].upper() != letter:
            raise RecordNotFound(kind, _shown(reference))
        number = int(match["number"])
    if not 0 < number <= _LARGEST_ID:
        raise RecordNotFound(kind, _shown(str(reference)))
    return number


def require_id(number: int, kind: str) -> None:
    """Refuse a number that no row can have: the database would not even look for it.

    Raises:
        RecordNotFound: it is none.
    """
    if not 0 < number <= _LARGEST_ID:
        raise RecordNotFound(kind, _shown(str(number)))


def claimed_row(
    session: Session, table: type[Row], letter: str, kind: str, reference: str | int
) -> Row:
    """Return a row by its code, freshly read and locked until the transaction ends.

    Raises:
        RecordNotFound: there is none.
    """
    number = number_of(reference, letter, kind)
    found = session.get(table, number, with_for_update={"of": table}, populate_existing=True)
    if found is None:
        raise RecordNotFound(kind, reference)
    return found


def _shown(reference: str) -> str:
    """A mistyped code goes into a message only if it cannot be somebody's NIK or name."""
    short = reference.strip()
    return short if re.fullmatch(r"[A-Za-z]{0,2}-?\d{1,9}", short) else "(kode tidak dikenali)"
