"""One row of a PMKS list as a new case (format of DOMAIN 4.3, and more columns)."""

from __future__ import annotations

from tksk_workflow.domain.pmks import SubjectKind
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.facts import read_facts
from tksk_workflow.services.cases.intake import NewCase
from tksk_workflow.services.facts.input import identity_problems
from tksk_workflow.services.importing import cells
from tksk_workflow.services.importing.cells import CellReader, Unreadable
from tksk_workflow.services.importing.villages import find_village

REQUIRED = ("nik", "nama", "tgl_lahir", "jenis_kelamin", "kode_kategori")
OPTIONAL = (
    "catatan",
    "jenis_disabilitas",
    "desa",
    "subjek",
    "kondisi",
    "dokumen",
    "desil",
    "pembaruan_terakhir",
    "no_kk",
    "kanal",
)
ALIASES = {
    "tanggal_lahir": "tgl_lahir",
    "jk": "jenis_kelamin",
    "l_p": "jenis_kelamin",
    "kategori": "kode_kategori",
    "kode_pmks": "kode_kategori",
    "pmks": "kode_kategori",
    "keterangan": "catatan",
    "disabilitas": "jenis_disabilitas",
    "desa_kelurahan": "desa",
    "kelurahan": "desa",
    "kode_desa": "desa",
    "kk": "no_kk",
    "nomor_kk": "no_kk",
    "nama_lengkap": "nama",
    "kondisi_klien": "kondisi",
    "tanggal_pembaruan": "pembaruan_terakhir",
}
CHANNEL = "daftar"
_OWN_COLUMNS = "hapus dari kondisi; nik, nama, dan no_kk punya kolom sendiri"
_COLUMN_OF = {"disabilitas": "jenis_disabilitas", "pmks": "kode_kategori"}
_LONGEST_CHANNEL = 24


def read_case(
    reader: CellReader, pack: RulePack, area: str | None, village: str | None
) -> NewCase | None:
    """Read a row; None when it cannot be used. The reader then knows why.

    Args:
        reader: of the row.
        pack: gives types and vocabulary.
        area: in which names of villages are looked up.
        village: for rows that name none.
    """
    row = reader.row
    name = row.get("nama")
    if not name:
        reader.wrong("nama", "belum diisi", "tulis sebutan bila nama belum diketahui")
    born = reader.read("tgl_lahir", cells.day)
    sex = reader.read("jenis_kelamin", cells.sex)
    types = _types(reader, pack)
    home = _village(reader, area, village)
    kind = _kind(reader, types, pack)
    facts = _facts(reader, pack)
    updated = reader.read("pembaruan_terakhir", cells.day)
    if reader.problems or home is None or kind is None:
        return None
    return NewCase(
        kind=kind,
        name=name,
        village=home,
        pmks=types,
        nik=row.get("nik") or None,
        birth_date=born,
        sex=sex,
        family_card=_family_card(row.get("no_kk")),
        channel=row.get("kanal")[:_LONGEST_CHANNEL] or CHANNEL,
        facts=facts,
        data_updated_on=updated,
    )


def _types(reader: CellReader, pack: RulePack) -> tuple[str, ...]:
    text = reader.row.get("kode_kategori")
    if not text:
        reader.wrong("kode_kategori", "belum diisi", "pakai kode PMKS-01 sampai PMKS-26")
        return ()
    found, problems = read_facts({"pmks": cells.items(text)}, pack)
    if problems:
        reader.wrong("kode_kategori", "kategori tidak dikenal", "pakai kode PMKS-01 sampai PMKS-26")
        return ()
    types = found["pmks"]
    assert isinstance(types, frozenset)
    return tuple(sorted(types))


def _village(reader: CellReader, area: str | None, village: str | None) -> str | None:
    text = reader.row.get("desa") or village or ""
    if not text:
        reader.wrong("desa", "belum diisi", "isi kolom desa, atau sebut desanya saat impor")
        return None
    try:
        return find_village(text, area)
    except Unreadable as error:
        reader.wrong("desa", error.reason, error.hint)
        return None


def _kind(reader: CellReader, types: tuple[str, ...], pack: RulePack) -> SubjectKind | None:
    """The unit as written, else the first one that the type is meant for."""
    text = reader.row.get("subjek").casefold()
    if not text:
        return next((pack.pmks_types[code].units[0] for code in types), None)
    try:
        return SubjectKind(text)
    except ValueError:
        choices = ", ".join(kind.value for kind in SubjectKind)
        reader.wrong("subjek", "satuan tidak dikenal", f"pilihannya: {choices}")
        return None


def _facts(reader: CellReader, pack: RulePack) -> dict[str, object]:
    stated: dict[str, object] = dict(reader.read("kondisi", cells.conditions) or {})
    for wrong in identity_problems(stated):
        reader.wrong("kondisi", f"{wrong.field}: {wrong.message}", _OWN_COLUMNS)
    disabilities = reader.read("jenis_disabilitas", cells.items)
    if disabilities is not None:
        stated["disabilitas"] = [found.casefold() for found in disabilities]
    papers = reader.read("dokumen", cells.items)
    if papers is not None:
        stated["dokumen"] = papers
    decile = reader.read("desil", cells.number)
    if decile is not None:
        stated["desil"] = decile
    _, problems = read_facts(stated, pack)
    for problem in problems:
        direct = problem.field if problem.field in ("dokumen", "desil") else "kondisi"
        column = _COLUMN_OF.get(problem.field, direct)
        reader.wrong(column, problem.message, problem.hint)
    return stated


def _family_card(text: str) -> str | None:
    digits = "".join(character for character in text if character.isdigit())
    return digits if len(digits) == 16 else None
