"""What a kecamatan has in its record after two months: lived through the real services.

The open cases of the country are copies of these (`stock`), so that every row has the
history that it claims: moves, decisions, receipts, entries of the audit log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import orjson
import psycopg
from psycopg import sql

from tests.benchmarks.month.sweeps import run_flow
from tksk_workflow.demo.caseload import SyntheticCase, build_caseload, villages
from tksk_workflow.demo.lists import Arrivals
from tksk_workflow.demo.simulation import DemoPlan, simulate
from tksk_workflow.services.application import Application

FIRST_DAY = date(2026, 9, 1)
DAYS = 61
PEOPLE = 80
"""Leaves some 40 open cases: the load from which the default pack warns a TKSK."""

TABLES = (
    "partner",
    "person",
    "case_file",
    "case_detail",
    "visit",
    "verification",
    "decision",
    "referral",
    "follow_up",
    "contact_attempt",
    "receipt",
    "escalation",
    "imported_row",
    "rule_pack",
    "audit_log",
)


@dataclass(frozen=True)
class Table:
    """The rows of a table, JSON as text."""

    columns: tuple[str, ...]
    json_columns: frozenset[str]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Template:
    """The record of one kecamatan, and the people in it."""

    tables: dict[str, Table]
    people: tuple[SyntheticCase, ...]
    villages: tuple[str, ...]


def live(
    app: Application, url: str, folder: Path, seed: int, size: int = PEOPLE, days: int = DAYS
) -> Template:
    """Live through the two months before, in an empty database, and read what is left.

    Args:
        app: the program, opened on the database.
        url: of the same database.
        folder: for the lists that are imported.
        seed: the same seed, the same two months.
        size: how many people and families come in.
        days: how many days from the first of September.
    """
    plan = DemoPlan(seed, days, size, FIRST_DAY)
    folder.mkdir(parents=True, exist_ok=True)
    people = build_caseload(seed, size)
    arrivals = Arrivals(app, people, folder)
    arrivals.begin(plan.first_day)
    for _ in simulate(app, plan, arrivals, _runner(app)):
        pass
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://")) as connection:
        tables = {name: _read(connection, name) for name in TABLES}
    return Template(tables, people, tuple(code for code, _ in villages()))


def _runner(app: Application) -> Callable[[str, str], dict[str, int]]:
    def run(name: str, as_of: str) -> dict[str, int]:
        counts: Counter[str] = run_flow(app, name, datetime.fromisoformat(as_of)).counts
        return dict(counts)

    return run


def _read(connection: psycopg.Connection, name: str) -> Table:
    cursor = connection.execute(sql.SQL("SELECT * FROM {} ORDER BY 1").format(sql.Identifier(name)))
    described = cursor.description or ()
    columns = tuple(column.name for column in described)
    json_columns = frozenset(column.name for column in described if column.type_display == "jsonb")
    found = [
        tuple(
            orjson.dumps(value).decode() if column in json_columns and value is not None else value
            for column, value in zip(columns, row, strict=True)
        )
        for row in cursor
    ]
    return Table(columns, json_columns, tuple(found))
