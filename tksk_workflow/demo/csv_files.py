"""The caseload and the directory as the lists that `tksk import` reads (DOMAIN 4.3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from tksk_workflow.demo.caseload import SyntheticCase
from tksk_workflow.demo.directory import Institution

CASE_COLUMNS = (
    "nik",
    "nama",
    "tgl_lahir",
    "jenis_kelamin",
    "kode_kategori",
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
PARTNER_COLUMNS = (
    "kode",
    "jenis",
    "nama",
    "tingkat",
    "wilayah",
    "layanan",
    "kapasitas",
    "aktif",
    "mou_mulai",
    "mou_selesai",
    "usia_min",
    "usia_maks",
    "dokumen",
    "rekomendasi",
    "urutan",
    "kontak",
)
_WHOLE_COUNTRY = "nasional"
# What is wrong with each of the rows that are spoilt on purpose.
_SPOILT: tuple[dict[str, str], ...] = (
    {"tgl_lahir": "31-02-1980"},
    {"tgl_lahir": "12-05-2031"},
    {"kode_kategori": "PMKS-27"},
    {"jenis_kelamin": "X"},
    {"nama": ""},
    {"desa": "Desa Yang Tidak Ada"},
    {"kondisi": "tinggal_sendiri|sakit_bera"},
)


def cases_as_csv(people: Iterable[SyntheticCase], *, with_bad_rows: bool = False) -> str:
    """Write a list of people; with bad rows as careless lists have them, and a double one."""
    rows = [_case_row(person) for person in people]
    if with_bad_rows and rows:
        spoilt = [
            {**rows[index % len(rows)], "nik": "", "nama": f"Baris Rusak {index + 1}", **wrong}
            for index, wrong in enumerate(_SPOILT)
        ]
        rows = [*rows, *spoilt, rows[0]]
    return _written(CASE_COLUMNS, ([row[name] for name in CASE_COLUMNS] for row in rows))


def partners_as_csv(institutions: Iterable[Institution]) -> str:
    """Write the directory of partners."""
    return _written(PARTNER_COLUMNS, (_partner_row(found) for found in institutions))


def _case_row(person: SyntheticCase) -> dict[str, str]:
    return {
        "nik": person.nik,
        "nama": person.name,
        "tgl_lahir": _day(person.birth),
        "jenis_kelamin": person.sex,
        "kode_kategori": person.pmks,
        "catatan": "",
        "jenis_disabilitas": person.disability,
        "desa": person.village,
        "subjek": person.subject,
        "kondisi": "|".join(_condition(fact, value) for fact, value in person.told.items()),
        "dokumen": "|".join(person.papers) or "-",
        "desil": "" if person.decile is None else str(person.decile),
        "pembaruan_terakhir": _day(person.updated),
        "no_kk": person.family_card,
        "kanal": person.channel,
    }


def _condition(fact: str, value: object) -> str:
    if value is True:
        return fact
    return f"{fact}={'tidak' if value is False else value}"


def _partner_row(found: Institution) -> list[str]:
    return [
        found.code,
        found.type,
        found.name,
        found.level,
        "|".join(area or _WHOLE_COUNTRY for area in found.areas),
        "|".join(found.services),
        _number(found.capacity),
        "ya" if found.active else "tidak",
        _day(found.agreement_from),
        _day(found.agreement_until),
        _number(found.min_age),
        _number(found.max_age),
        "|".join(found.documents),
        "ya" if found.needs_recommendation else "tidak",
        str(found.ladder),
        found.contact,
    ]


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d-%m-%Y}"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
