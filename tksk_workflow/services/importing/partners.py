"""Importing the directory of partners: one row per institution."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tksk_workflow.domain.areas import NATIONAL, AreaLevel, is_valid_area
from tksk_workflow.domain.partner import AdmissionWindow, Partner
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.importing import cells
from tksk_workflow.services.importing.cells import CellReader
from tksk_workflow.services.importing.results import ImportResult, RowProblem, Tally
from tksk_workflow.services.importing.tables import read_table
from tksk_workflow.services.partners.directory import decide_waiting_anew, require_keeper, save_in
from tksk_workflow.services.regions import is_listed, why_unknown
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.directory import Saved
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

REQUIRED = ("kode", "jenis", "nama", "tingkat", "wilayah")
OPTIONAL = (
    "layanan",
    "kapasitas",
    "aktif",
    "mou_mulai",
    "mou_selesai",
    "usia_min",
    "usia_maks",
    "jenis_kelamin",
    "dokumen",
    "rekomendasi",
    "urutan",
    "kontak",
)
ALIASES = {
    "kode_mitra": "kode",
    "jenis_mitra": "jenis",
    "nama_mitra": "nama",
    "kuota": "kapasitas",
    "mou_sampai": "mou_selesai",
    "jk": "jenis_kelamin",
}
_EVERYWHERE = ("nasional", "pusat", "indonesia")
_LONGEST_CODE = 40


def import_partners(app: Application, actor: Actor, path: Path, now: datetime) -> ImportResult:
    """Read a directory and add or change its partners; nobody is removed.

    Cases that wait for a partner are decided anew when the directory has changed.

    Raises:
        InvalidInput: the file cannot be read, or a column is missing.
        NotPermitted: only the coordinator keeps the directory.
    """
    require_keeper(actor)
    table = read_table(path, REQUIRED, OPTIONAL, ALIASES)
    tally = Tally(rows_read=len(table.rows))
    for problem in table.problems:
        if problem.column:
            tally.warnings.append(problem)
        else:
            tally.rows_read += 1
            tally.skip(problem)
    with transaction(app) as uow:
        seen: dict[str, int] = {}
        pack = app.pack_on(now.astimezone(app.zone).date(), uow)
        for row in table.rows:
            reader = CellReader(row)
            partner = read_partner(reader, pack)
            if partner is None:
                tally.skip(*reader.problems)
                continue
            if partner.code in seen:
                reason = f"kode ini sudah ada pada baris {seen[partner.code]}"
                tally.skip(RowProblem(row.number, "kode", reason, "baris ini dilewati"))
                continue
            seen[partner.code] = row.number
            _save(uow, actor, partner, row.get("kontak") or None, now, tally)
        if tally.created or tally.updated:
            decide_waiting_anew(uow, now)
    return tally.result()


def _save(
    uow: UnitOfWork,
    actor: Actor,
    partner: Partner,
    contact: str | None,
    now: datetime,
    tally: Tally,
) -> None:
    match save_in(uow, actor, partner, contact, now):
        case Saved.ADDED:
            tally.created += 1
        case Saved.CHANGED:
            tally.updated += 1
        case Saved.SAME:
            tally.unchanged += 1


def read_partner(reader: CellReader, pack: RulePack) -> Partner | None:
    """Read a row; None when it cannot be used. The reader then knows why."""
    row = reader.row
    code = row.get("kode")
    if not code or len(code) > _LONGEST_CODE or " " in code:
        reader.wrong("kode", "kosong, terlalu panjang, atau berisi spasi", "contoh: PKM-GELUMBANG")
    if not row.get("nama"):
        reader.wrong("nama", "belum diisi")
    kind = row.get("jenis").upper()
    if kind not in pack.partner_types:
        reader.wrong("jenis", "jenis mitra tidak dikenal", "lihat mitra.yaml dalam paket aturan")
    level = row.get("tingkat").casefold()
    if level not in [found.value for found in AreaLevel]:
        choices = ", ".join(found.value for found in AreaLevel)
        reader.wrong("tingkat", "tingkat tidak dikenal", f"pilihannya: {choices}")
    areas = _areas(reader)
    services = _known(reader, "layanan", pack.services)
    documents = _known(reader, "dokumen", pack.documents)
    since, until = reader.read("mou_mulai", cells.day), reader.read("mou_selesai", cells.day)
    if since is not None and until is not None and until < since:
        reader.wrong("mou_selesai", "lebih awal dari mou_mulai")
    low, high = reader.read("usia_min", cells.number), reader.read("usia_maks", cells.number)
    if low is not None and high is not None and high < low:
        reader.wrong("usia_maks", "lebih kecil dari usia_min")
    capacity = reader.read("kapasitas", cells.number)
    active = reader.read("aktif", cells.yes_no)
    window = AdmissionWindow(
        min_age=low,
        max_age=high,
        sex=reader.read("jenis_kelamin", cells.sex),
        documents=documents,
        needs_recommendation=bool(reader.read("rekomendasi", cells.yes_no)),
    )
    ladder = reader.read("urutan", cells.number) or 0
    if reader.problems:
        return None
    return Partner(
        code=code,
        type=kind,
        name=row.get("nama"),
        level=level,
        areas=areas,
        services=services,
        capacity=capacity,
        active=active is not False,
        agreement_from=since,
        agreement_until=until,
        admission=window,
        ladder=ladder,
    )


def _areas(reader: CellReader) -> tuple[str, ...]:
    texts = cells.items(reader.row.get("wilayah"))
    areas = tuple(NATIONAL if text.casefold() in _EVERYWHERE else text for text in texts)
    hint = "contoh: 16.03.06|16.03.17"
    if not areas or not all(is_valid_area(area) for area in areas):
        reader.wrong("wilayah", "harus satu atau beberapa kode wilayah, atau 'nasional'", hint)
        return areas
    for area in areas:
        if not is_listed(area):
            reader.wrong("wilayah", why_unknown(area), hint)
    return areas


def _known(reader: CellReader, column: str, words: Container[str]) -> tuple[str, ...]:
    found = tuple(cells.items(reader.row.get(column)))
    unknown = [word for word in found if word not in words]
    if unknown:
        reader.wrong(column, f"tidak dikenal: {', '.join(unknown)[:80]}", "lihat paket aturan")
    return found
