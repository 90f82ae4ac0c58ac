"""Very many open referrals in a database, made by the database itself from one real one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Table, bindparam, func, select, text

from tksk_workflow.store.models import Base, Case, CaseDetail, FollowUp, Person, Referral

_FAR = timedelta(days=200)


def multiply(connection: Connection, referral: int, copies: int, due: int, now: datetime) -> None:
    """Copy one open referral with its person, case and first follow-up.

    Args:
        connection: in a transaction of the caller.
        referral: id of a referral that was sent and waits for its answer.
        copies: how many open referrals there are afterwards beside it.
        due: of how many of them the answer is overdue and the follow-up due at ``now``.
        now: the moment of the sweep.
    """
    case, person = connection.execute(
        select(Referral.case_id, Case.person_id).join(Case).where(Referral.id == referral)
    ).one()
    follow_up = connection.scalar(
        select(func.min(FollowUp.id)).where(FollowUp.referral_id == referral)
    )
    assert follow_up is not None
    starts = {
        table: connection.scalar(select(func.max(table.id))) or 0
        for table in (Person, Case, Referral, FollowUp)
    }
    for model in (Referral, FollowUp):  # nothing else may be due
        statement = f"UPDATE {model.__tablename__} SET {_NOT_DUE[model]}"
        connection.execute(text(statement).bindparams(*_used(statement, _times(now))))
    new = {model: f"{start} + i" for model, start in starts.items()}
    is_due = f"i <= {due}"
    _copy(
        connection,
        Person,
        person,
        copies,
        {"id": new[Person], "nik": "NULL", "identity_key": _key("orang", new[Person])},
    )
    _copy(connection, Case, case, copies, {"id": new[Case], "person_id": new[Person]})
    _copy(connection, CaseDetail, case, copies, {"case_id": new[Case]}, key="case_id")
    _copy(
        connection,
        Referral,
        referral,
        copies,
        {
            "id": new[Referral],
            "case_id": new[Case],
            "after_id": "NULL",
            "previous_id": "NULL",
            "open_key": _key("rujukan", new[Referral]),
            "answer_due_at": f"CASE WHEN {is_due} THEN :past ELSE :later END",
        },
        times=_times(now),
    )
    _copy(
        connection,
        FollowUp,
        follow_up,
        copies,
        {
            "id": new[FollowUp],
            "referral_id": new[Referral],
            "due_on": f"CASE WHEN {is_due} THEN :today ELSE :some_day END",
            "late_after": f"CASE WHEN {is_due} THEN :today ELSE :some_day END",
        },
        times=_times(now),
    )
    _let_numbers_follow(connection)


_NOT_DUE: Mapping[type[Base], str] = {
    Referral: "answer_due_at = :later WHERE answer_due_at IS NOT NULL",
    FollowUp: "due_on = :some_day, late_after = :some_day",
}


def run_at(connection: Connection, statement: str, now: datetime, **values: object) -> None:
    """Run a statement that may name ``:past``, ``:later``, ``:yesterday``, ``:today``."""
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    connection.execute(text(statement).bindparams(*_used(statement, _times(now))), used)


def _times(now: datetime) -> dict[str, BindParameter[Any]]:
    """Moments and days, written as the columns keep them."""
    moment, day = Referral.__table__.c.answer_due_at.type, FollowUp.__table__.c.due_on.type
    return {
        "past": bindparam("past", now - timedelta(hours=1), moment),
        "later": bindparam("later", now + _FAR, moment),
        "yesterday": bindparam("yesterday", now.date() - timedelta(days=1), day),
        "today": bindparam("today", now.date(), day),
        "some_day": bindparam("some_day", (now + _FAR).date(), day),
    }


def _used(statement: str, times: Mapping[str, BindParameter[Any]]) -> list[BindParameter[Any]]:
    return [value for name, value in times.items() if f":{name}" in statement]


def _key(word: str, number: str) -> str:
    return f"'{word}-' || ({number})"


def _copy(
    connection: Connection,
    model: type[Base],
    template: int,
    copies: int,
    changed: Mapping[str, str],
    *,
    key: str = "id",
    times: Mapping[str, BindParameter[Any]] | None = None,
) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    names = [column.name for column in table.columns]
    values = ", ".join(changed.get(name, f't."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    statement = (
        f"INSERT INTO {table.name} ({columns}) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :copies) "
        f'SELECT {values} FROM n, {table.name} AS t WHERE t."{key}" = :template'
    )
    bound = text(statement).bindparams(*_used(statement, times or {}))
    connection.execute(bound, {"copies": copies, "template": template})


def _let_numbers_follow(connection: Connection) -> None:
    """PostgreSQL numbers rows by sequences, which do not see what was inserted with an id."""
    if connection.dialect.name != "postgresql":
        return
    for table in ("person", "case_file", "referral", "follow_up"):
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
        )
