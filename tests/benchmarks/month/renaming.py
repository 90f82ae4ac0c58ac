"""What makes a copy of a kecamatan's record that of another kecamatan: names and numbers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.month.country import District, Regency
from tests.benchmarks.month.template import Template
from tksk_workflow.demo.caseload import DISTRICT
from tksk_workflow.services.identity import nik_key

Row = list[Any]
_NIK_AREA = "990306"
_CODE = re.compile(r"(?<!\w)([KR])-(\d{6})(?!\w)")


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


def renaming(
    regency: Regency,
    district: District,
    template: Template,
    codes: dict[str, str],
    offsets: dict[str, int],
) -> Callable[[Any], Any]:
    """Return what writes the names of a template as those of a copy; other values stay."""
    who = holders(regency, district)
    words = {
        **codes,
        **dict(zip(template.villages, around(district.villages), strict=False)),
        DISTRICT: district.code,
        "dinsos-muaraenim": who.dinsos,
        "muaraenim": who.coordinator,
        "gelumbang": who.tksk,
    }
    longest_first = sorted(words, key=len, reverse=True)
    known = re.compile(
        r"(?<![\w.-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w-]|\.\d)"
    )
    moves = {"K": offsets.get("case_file", 0), "R": offsets.get("referral", 0)}

    def numbered(found: re.Match[str]) -> str:
        return f"{found[1]}-{int(found[2]) + moves[found[1]]:06d}"

    def said(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return _CODE.sub(numbered, known.sub(lambda found: words[found[0]], value))

    return said


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
