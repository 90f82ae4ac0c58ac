"""What makes a copy of a kecamatan's record that of another kecamatan: names and numbers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.benchmarks.month.country import District, Regency
from tests.benchmarks.month.template import Template
from tksk_workflow.demo.caseload import DISTRICT
from tksk_workflow.services.facts.identity import nik_key

Row = list[Any]
_NIK_AREA = "990306"
_WORKERS = ("dinsos-muaraenim", "muaraenim", "gelumbang")
_AS_THEY_ARE = ("partner", "rule_pack")


@dataclass(frozen=True)
class Holders:
    """Codes of those who hold the posts of a kecamatan."""

    tksk: str
    dinsos: str
    coordinator: str


def holders(regency: Regency, district: District) -> Holders:
    """Name the holders of posts as the stock and the month name them."""
    return Holders(f"tksk-{district.digits}", f"dinsos-{regency.digits}", f"kab-{regency.digits}")


def around(villages: Sequence[str]) -> Iterable[str]:
    """Yield the villages of a kecamatan over and over."""
    while True:
        yield from villages


def moved(by: int) -> Callable[[Any], Any]:
    """Return what moves the number of a row."""
    return lambda number: number + by


class Parts(tuple[str, ...]):
    """A text cut where a name or number of the template stands: every second part is one."""

    __slots__ = ()


def cut(template: Template) -> Template:
    """Cut the texts of a template once, so that each copy only has to put them together."""
    names = [*_names(template), *_WORKERS]
    longest_first = sorted(names, key=len, reverse=True)
    known = re.compile(
        r"((?<![\w.-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w-]|\.\d)"
        r"|(?<!\w)[KR]-\d{6}(?!\w))"
    )

    def parts(value: object) -> object:
        if not isinstance(value, str):
            return value
        found = known.split(value)
        return value if len(found) == 1 else Parts(found)

    tables = {
        name: table
        if name in _AS_THEY_ARE
        else replace(table, rows=tuple(tuple(map(parts, row)) for row in table.rows))
        for name, table in template.tables.items()
    }
    return replace(template, tables=tables)


def renaming(
    regency: Regency,
    district: District,
    template: Template,
    codes: dict[str, str],
    offsets: dict[str, int],
) -> Callable[[Any], Any]:
    """Return what writes the texts of a template (see `cut`) as those of a copy."""
    who = holders(regency, district)
    words = _Words(
        {
            **codes,
            **dict(zip(template.villages, around(district.villages), strict=False)),
            DISTRICT: district.code,
            **dict(zip(_WORKERS, (who.dinsos, who.coordinator, who.tksk), strict=True)),
        },
        {"K": offsets.get("case_file", 0), "R": offsets.get("referral", 0)},
    )

    def said(value: Any) -> Any:
        if not isinstance(value, Parts):
            return value
        found = list(value)
        found[1::2] = [words[name] for name in found[1::2]]
        return "".join(found)

    return said


class _Words(dict[str, str]):
    """What each name of a template is called in a copy; codes of rows are moved."""

    def __init__(self, names: dict[str, str], moves: dict[str, int]) -> None:
        super().__init__(names)
        self._moves = moves

    def __missing__(self, code: str) -> str:
        kind, number = code.split("-")
        self[code] = f"{kind}-{int(number) + self._moves[kind]:06d}"
        return self[code]


def _names(template: Template) -> list[str]:
    partners = template.tables["partner"]
    at = partners.columns.index("code")
    return [*(str(row[at]) for row in partners.rows), *template.villages, DISTRICT]


def other_person(row: Row, at: dict[str, int], place: int, secret: bytes) -> None:
    """Make somebody else of a person: other numbers, all in an area that does not exist."""
    area = f"9901{place + 1:02d}"
    for column in ("nik", "family_card"):
        value = row[at[column]]
        if value is not None:
            row[at[column]] = value.replace(_NIK_AREA, area, 1)
    key = row[at["identity_key"]]
    if key.startswith("nik:"):
        row[at["identity_key"]] = nik_key(secret, row[at["nik"]])
    else:
        kind, _, known = key.partition(":")
        row[at["identity_key"]] = (
            f"{kind}:{hashlib.sha256(f'{place}:{known}'.encode()).hexdigest()}"
        )
