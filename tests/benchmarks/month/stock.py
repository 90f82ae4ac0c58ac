"""The open cases of a regency: copies of a kecamatan's record, each with own people and places.

Numbers, people, villages, institutions and workers of every copy are its own; the moves of
all copies stand in one audit chain, in the order in which they happened.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import orjson
import psycopg
from psycopg import sql

from tests.benchmarks.month.country import District, Regency
from tests.benchmarks.month.renaming import Row, around, holders, moved, other_person, renaming
from tests.benchmarks.month.template import Table, Template
from tksk_workflow.demo.caseload import DISTRICT
from tksk_workflow.store.chain import GENESIS, Entry, digest
from tksk_workflow.store.seals import SEAL

_SINCE = date(2025, 1, 2)
_TEMPLATE_REGENCY = DISTRICT.rsplit(".", 1)[0]
# Which columns hold the number of a row of which table.
_NUMBERS: dict[str, dict[str, str]] = {
    "person": {"id": "person"},
    "case_file": {"id": "case_file", "person_id": "person"},
    "case_detail": {"case_id": "case_file"},
    "visit": {"id": "visit", "case_id": "case_file"},
    "verification": {"id": "verification", "case_id": "case_file"},
    "decision": {"id": "decision", "case_id": "case_file"},
    "referral": {
        "id": "referral",
        "case_id": "case_file",
        "decision_id": "decision",
        "after_id": "referral",
        "previous_id": "referral",
    },
    "follow_up": {"id": "follow_up", "referral_id": "referral"},
    "contact_attempt": {"id": "contact_attempt", "referral_id": "referral"},
    "receipt": {"id": "receipt", "referral_id": "referral"},
    "escalation": {"id": "escalation", "case_id": "case_file", "referral_id": "referral"},
    "imported_row": {"case_id": "case_file"},
}
_IN_ORDER = tuple(_NUMBERS)


def fill(url: str, regency: Regency, templates: Sequence[Template], secret: bytes) -> int:
    """Fill an empty database with the record of a regency; returns the number of cases.

    Args:
        url: of a database with tables and without rows.
        regency: where; each of its kecamatan gets a copy of one of the templates.
        templates: taken in turns.
        secret: the key under which people are recognised.
    """
    stock = _Stock(regency, secret)
    for place, district in enumerate(regency.districts):
        stock.add(place, district, templates[place % len(templates)])
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://")) as connection:
        _copy(connection, "rule_pack", *stock.packs(templates))
        _copy(connection, "partner", stock.partner_columns, stock.partners.values())
        _copy(connection, "worker", ("code", "role", "area", "active", "acting", "since"), [
            (holders(regency, one).tksk, "tksk", one.code, True, False, _SINCE)
            for one in regency.districts
        ])  # fmt: skip
        _copy(connection, "contact_point", ("recipient", "channel", "address"), stock.addresses())
        for name in _IN_ORDER:
            _copy(connection, name, templates[0].tables[name].columns, stock.rows[name])
        _copy(connection, "audit_log", *stock.chain())
        connection.execute("UPDATE audit_head SET number = %s, hash = %s", stock.head)
        for name in (*_IN_ORDER, "outbox", "sweep"):
            if "id" in _NUMBERS.get(name, {}):
                connection.execute(
                    sql.SQL(
                        "SELECT setval(pg_get_serial_sequence({text}, 'id'),"
                        " greatest(1, (SELECT max(id) FROM {table})))"
                    ).format(text=sql.Literal(name), table=sql.Identifier(name))
                )
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")
    return len(stock.rows["case_file"])


class _Stock:
    """The rows of a regency, growing by a kecamatan at a time."""

    def __init__(self, regency: Regency, secret: bytes) -> None:
        self._regency = regency
        self._secret = secret
        self.rows: dict[str, list[Row]] = {name: [] for name in _IN_ORDER}
        self.partners: dict[str, Row] = {}
        self.partner_columns: tuple[str, ...] = ()
        self.head = (0, GENESIS)
        self._offsets: Counter[str] = Counter()
        self._queues: Counter[tuple[object, object]] = Counter()
        self._entries: list[Entry] = []

    def add(self, place: int, district: District, template: Template) -> None:
        """Add a copy of a template as the record of a kecamatan."""
        codes, partners = self._institutions(district, template)
        self.partners |= partners
        offsets = dict(self._offsets)
        said = renaming(self._regency, district, template, codes, offsets)
        for name in _IN_ORDER:
            table = template.tables[name]
            numbers = _NUMBERS[name]
            changes: list[Callable[[Any], Any] | None] = [
                moved(offsets.get(numbers[column], 0)) if column in numbers else said
                for column in table.columns
            ]
            rows = [
                [
                    value if value is None or change is None else change(value)
                    for value, change in zip(row, changes, strict=True)
                ]
                for row in table.rows
            ]
            self._finish(name, table, rows, place, offsets)
            self.rows[name] += rows
            if "id" in table.columns:
                at = table.columns.index("id")
                self._offsets[name] += max((int(str(row[at])) for row in table.rows), default=0)
        self._remember(template.tables["audit_log"], said, offsets)

    def _finish(
        self, name: str, table: Table, rows: list[Row], place: int, offsets: dict[str, int]
    ) -> None:
        """Give the rows of a copy what no two copies may share."""
        at = {column: number for number, column in enumerate(table.columns)}
        if name == "person":
            for row in rows:
                other_person(row, at, place, self._secret)
        elif name == "imported_row":
            for row in rows:
                row[at["digest"]] = hashlib.sha256(
                    f"{place}:{row[at['digest']]}".encode()
                ).hexdigest()
        elif name == "referral":
            for row in sorted(rows, key=lambda row: row[at["queue_position"]] or 0):
                if row[at["queue_position"]] is not None:
                    queue = row[at["partner_code"]], row[at["service"]]
                    self._queues[queue] += 1
                    row[at["queue_position"]] = self._queues[queue]
            for row in rows:
                if row[at["open_key"]] is not None:
                    person, rest = row[at["open_key"]].split("|", 1)
                    row[at["open_key"]] = f"{int(person) + offsets.get('person', 0)}|{rest}"

    def _institutions(
        self, district: District, template: Template
    ) -> tuple[dict[str, str], dict[str, Row]]:
        """Return the new code of each institution of a template, and the rows to add.

        A village has institutions of its own; those of the regency and above are shared.
        """
        table = template.tables["partner"]
        self.partner_columns = table.columns
        at = {column: number for number, column in enumerate(table.columns)}
        codes: dict[str, str] = {}
        rows: dict[str, Row] = {}
        homes = dict(zip(template.villages, around(district.villages), strict=False))
        for found in table.rows:
            row: Row = list(found)
            code = str(row[at["code"]])
            areas = orjson.loads(str(row[at["areas"]]))
            base = re.sub(r"-(MUARAENIM|GELUMBANG|SUMSEL|\d{4})$", "", code)
            if areas and areas[0].startswith(f"{DISTRICT}."):
                new = homes[areas[0]]
            elif DISTRICT in areas:
                new = district.code
            elif _TEMPLATE_REGENCY in areas:
                new = self._regency.code
            elif areas and areas[0]:
                new = self._regency.code.split(".", 1)[0]
            else:
                new = ""
            codes[code] = f"{base}-{new.replace('.', '')}" if new else code
            row[at["code"]] = codes[code]
            row[at["areas"]] = orjson.dumps([new]).decode()
            row[at["name"]] = f"{base.replace('-', ' ')} {new}".strip()
            if row[at["capacity"]] is not None and len(new) <= len(_TEMPLATE_REGENCY):
                row[at["capacity"]] *= len(self._regency.districts)
            rows[codes[code]] = row
        return codes, rows

    def _remember(self, table: Table, said: Callable[[Any], Any], offsets: dict[str, int]) -> None:
        at = {column: number for number, column in enumerate(table.columns)}
        for row in table.rows:
            if row[at["entity"]] == "mitra":
                continue
            data = orjson.loads(said(row[at["data"]]))
            # A seal is over the template's row, not over its copy.
            data.pop(SEAL, None)
            if "keputusan" in data:
                data["keputusan"] += offsets.get("decision", 0)
            self._entries.append(
                Entry(
                    row[at["at"]],  # type: ignore[arg-type]
                    said(row[at["actor"]]),
                    str(row[at["action"]]),
                    str(row[at["entity"]]),
                    said(row[at["entity_id"]]),
                    data,
                )
            )

    def packs(self, templates: Sequence[Template]) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        """Return the rule packs that decisions of the templates name."""
        found = {row[0]: row for one in templates for row in one.tables["rule_pack"].rows}
        return templates[0].tables["rule_pack"].columns, found.values()

    def addresses(self) -> list[tuple[str, str, str]]:
        """Give everybody who hears of referrals an address."""
        people = [f"mitra/{code}" for code in self.partners]
        people += [f"tksk/{holders(self._regency, one).tksk}" for one in self._regency.districts]
        people += ["koordinator", "dinsos"]
        return [(one, "email", f"{number}@contoh.example") for number, one in enumerate(people)]

    def chain(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        """Return all entries as one chain; `head` is its end afterwards."""
        columns = (
            "number", "at", "actor", "action", "entity", "entity_id", "data", "previous_hash", "hash",
        )  # fmt: skip
        rows = []
        previous = GENESIS
        self._entries.sort(key=lambda entry: entry.at)
        for number, one in enumerate(self._entries, 1):
            own = digest(number, one, previous)
            data = orjson.dumps(one.data).decode()
            rows.append(
                (
                    number,
                    one.at,
                    one.actor,
                    one.action,
                    one.entity,
                    one.entity_id,
                    data,
                    previous,
                    own,
                )
            )
            previous = own
        self.head = len(rows), previous
        return columns, rows


def _copy(
    connection: psycopg.Connection,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copying:
        for row in rows:
            copying.write_row(row)
