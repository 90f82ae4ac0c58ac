"""Region codes of the Ministry of Home Affairs: ``PP.KK.CC.DDDD`` (DOMAIN 4.1).

A code names a province, a regency or city, a kecamatan, or a village; the empty
string names the whole country. A code covers every code that continues it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

NATIONAL = ""

# No part is 00; a village number starts with 1 (kelurahan), 2 (desa) or 3 (desa adat).
_PART = "(?:0[1-9]|[1-9][0-9])"
CODE_PATTERN = rf"[1-9][0-9](?:\.{_PART}(?:\.{_PART}(?:\.[1-3][0-9]{{3}})?)?)?"
"""What a code looks like, as a regular expression; whether the region exists it cannot say."""

_CODE = re.compile(CODE_PATTERN)


class AreaLevel(StrEnum):
    """How wide an area is, with the words that partners use for their level."""

    VILLAGE = "desa"
    SUBDISTRICT = "kecamatan"
    REGENCY = "kabupaten"
    PROVINCE = "provinsi"
    NATIONAL = "pusat"

    @property
    def rank(self) -> int:
        """0 for a village to 4 for the whole country: the nearer, the smaller."""
        return _ORDER.index(self)


_ORDER = tuple(AreaLevel)
_BY_PARTS = {
    1: AreaLevel.PROVINCE,
    2: AreaLevel.REGENCY,
    3: AreaLevel.SUBDISTRICT,
    4: AreaLevel.VILLAGE,
}


class InvalidArea(ValueError):
    """A text is not a region code."""

    def __init__(self, code: str) -> None:
        """Keep the code, for the message."""
        self.code = code
        super().__init__(f"'{code}' bukan kode wilayah PP.KK.CC.DDDD, contoh: 16.03.06.2023")


def is_valid_area(code: str) -> bool:
    """Say whether a text has the form of a region code, or is empty (whole country).

    Only the form is checked; whether the region exists is not known here.
    """
    return code == NATIONAL or _CODE.fullmatch(code) is not None


def level_of(area: str) -> AreaLevel:
    """Name the level of an area.

    Raises:
        InvalidArea: the text is not a region code.
    """
    if not is_valid_area(area):
        raise InvalidArea(area)
    return AreaLevel.NATIONAL if area == NATIONAL else _BY_PARTS[area.count(".") + 1]


def covers(area: str, place: str) -> bool:
    """Say whether a place (a village, mostly) lies in an area.

    ``16.03.06`` covers ``16.03.06.2023`` and itself, not ``16.03.061``. A place that is
    only known down to its kecamatan is not covered by one of its villages.

    Raises:
        InvalidArea: one of the two is not a region code.
    """
    level_of(area), level_of(place)
    return area in {NATIONAL, place} or place.startswith(f"{area}.")


def covers_one(areas: Iterable[str], place: str) -> bool:
    """Say whether a place lies in one of several areas; without any area it does not.

    Raises:
        InvalidArea: one of the codes is not a region code.
    """
    return any(covers(area, place) for area in areas)


def distance(area: str, place: str) -> int | None:
    """Rank how near an area is to a place that it covers; None when it does not.

    0: its village, 1: its kecamatan, 2: its regency, 3: its province, 4: the country.

    Raises:
        InvalidArea: one of the two is not a region code.
    """
    return level_of(area).rank if covers(area, place) else None


def enclosing(place: str, level: AreaLevel) -> str:
    """Return the area of a level in which a place lies.

    ``enclosing("16.03.06.2023", AreaLevel.SUBDISTRICT)`` is ``16.03.06``.

    Raises:
        InvalidArea: not a region code, or one that is wider than the level.
    """
    if level_of(place).rank > level.rank:
        raise InvalidArea(place)
    return ".".join(place.split(".")[: AreaLevel.NATIONAL.rank - level.rank])
