"""Every message that the services write has words of its own, and says nothing private."""

import ast
import importlib
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError

import tksk_workflow.services
from tksk_workflow.messaging.rendering import GENERAL, kinds, render

NOW = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")
PAYLOADS = {
    "rujukan_baru": {
        "rujukan": "R-000001",
        "layanan": "layanan khusus",
        "urgensi": "P0",
        "jawab_sebelum": "2026-09-08T06:30:00+07:00",
    },
    "pengingat_balasan": {"rujukan": "R-000001", "jawab_sebelum": "2026-09-08T06:30:00+07:00"},
    "rujukan_berakhir": {"rujukan": "R-000001", "keadaan": "dibatalkan"},
    "urgensi_naik": {"rujukan": "R-000001", "urgensi": "P0"},
    "usulan_terjadwal": {
        "desa": "16.03.06.2023",
        "rujukan": [{"kode": "R-000001", "layanan": "layanan khusus"}],
    },
    "penyerahan": {"rujukan": "R-000001", "kasus": "K-000001"},
    "tindak_lanjut": {"rujukan": "R-000001", "tanggal": "2026-09-08"},
    "eskalasi": {"kasus": "K-000001", "alasan": "mitra tidak menjawab sampai tenggat"},
    "eskalasi_beberapa": {
        "daftar": [
            {
                "kasus": "K-000002",
                "alasan": "mitra tidak menjawab sampai tenggat",
                "sebelum": "2026-09-08T17:00:00+07:00",
            },
            {
                "kasus": "K-000001",
                "rujukan": "R-000001",
                "alasan": "berkas kurang",
                "sebelum": "2026-09-08T18:00:00+09:00",
            },
        ]
    },
    "tindak_lanjut_beberapa": {
        "daftar": [
            {"rujukan": "R-000001", "tanggal": "2026-09-08"},
            {"rujukan": "R-000002", "tanggal": "2026-09-07"},
        ]
    },
    "pengalihan": {"kasus": "K-000001"},
    "data_basi": {"desa": "16.03.06.2023", "jumlah": 7, "diperbarui_sebelum": "2026-09-17"},
    "alur_gagal": {
        "alur": "kirim",
        "untuk": "2026-09-08T06:30:00+07:00",
        "galat": "ValueError (x.py:3)",
    },
    "evaluasi_program": {"program": "P-000001", "wilayah": "16.03.06"},
    "perkembangan_kasus_alihan": {"kasus": "K-000002", "status": "ditutup"},
    "pengingat_rekomendasi": {"rujukan": "R-000001", "sebelum": "2026-09-08T06:30:00+07:00"},
    "kecamatan_kosong": {"wilayah": "16.03.06", "kasus_terbuka": 12},
    "penugasan_tksk": {"petugas": "gelumbang", "cara": "definitif", "sejak": "2026-09-08"},
    "kegiatan_kurang": {
        "kewajiban": "penyuluhan",
        "bulan": "2026-08",
        "kecamatan": "16.03.06",
        "petugas": "gelumbang",
        "untuk": ["16.03.06"],
    },
    "kegiatan_belum_ada": {
        "kewajiban": "evaluasi",
        "bulan": "2026-09",
        "kecamatan": "16.03.06",
        "petugas": "gelumbang",
        "untuk": ["P-000001"],
    },
    "rekap_kecamatan": {
        "bulan": "2026-08",
        "kasus_baru": 4,
        "kasus_selesai": 1,
        "kasus_terbuka": {"terdata": 2, "dipantau": 7},
        "rujukan_terkirim": 5,
        "rujukan_selesai": 1,
        "terlambat": 2,
    },
    "perjanjian_berakhir": {
        "mitra": "CSR-1",
        "berakhir": "2026-11-06",
        "sudah_berakhir": False,
    },
    "hasil_pusat_berbeda": {"kasus": "K-000001", "hasil": "H-000001", "bulan": "2026-09"},
    "tawaran_kasus": {"kasus": "K-000001", "dari": "tksk-gelumbang"},
    "jawaban_tawaran": {"kasus": "K-000001", "penolong": "PSM-1", "diterima": True},
    "laporan_bulanan": {"bulan": "2026-09", "wilayah": "16.03.06"},
    GENERAL: {},
}


def kinds_that_services_put():
    """The second argument of every call ``….outbox.put(…)``, constants resolved."""
    found = set()
    for path in Path(tksk_workflow.services.__path__[0]).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = path.relative_to(Path(tksk_workflow.services.__path__[0])).with_suffix("")
        module = ".".join(("tksk_workflow.services", *place.parts)).removesuffix(".__init__")
        constants = vars(importlib.import_module(module))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("outbox.put"):
                kind = node.args[1]
                found.add(kind.value if isinstance(kind, ast.Constant) else constants[kind.id])
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("outbox.one_each"):
                found |= set(constants[node.args[0].id].values())
    return found


def letter(kind, **changes):
    return render(kind, "kunci:R-000001", {**PAYLOADS.get(kind, {}), **changes}, NOW, JAKARTA)


def test_every_kind_that_a_service_writes_has_a_template():
    assert kinds_that_services_put() <= kinds()
    assert len(kinds_that_services_put()) > 8


def test_every_template_is_shown_here():
    assert set(PAYLOADS) == kinds()


@pytest.mark.parametrize("kind", sorted(PAYLOADS))
def test_a_letter_has_a_subject_of_one_line_and_says_that_no_name_belongs_into_an_answer(kind):
    found = letter(kind)

    assert found.subject
    assert "\n" not in found.subject
    assert "Jangan menulis nama, NIK" in found.text
    assert not re.search(r"PMKS|\d{16}", found.subject + found.text)


def test_deadlines_are_written_by_the_clock_of_the_office():
    assert "Selasa, 08 September 2026 pukul 06.30 WIB" in letter("rujukan_baru").text


def test_several_matters_are_listed_with_the_most_pressing_first():
    found = letter("eskalasi_beberapa")

    assert found.subject == "Perlu perhatian Anda: 2 persoalan"
    lines = found.text.splitlines()
    assert [line for line in lines if line.startswith("- ")] == [
        "- kasus K-000001 (rujukan R-000001): berkas kurang;",
        "- kasus K-000002: mitra tidak menjawab sampai tenggat;",
    ]
    assert "  sebelum Selasa, 08 September 2026 pukul 16.00 WIB" in lines


def test_a_kind_without_a_template_says_only_where_to_look():
    found = render("kabar_aneh", "kunci", {"rahasia": "jangan tampil"}, NOW, JAKARTA)

    assert "jangan tampil" not in found.subject + found.text
    assert "daftar kerja" in found.text


def test_a_subject_never_carries_a_line_break_from_the_data():
    found = letter("alur_gagal", alur="kirim\nBcc: semua@contoh.example")

    assert "\n" not in found.subject


def test_the_key_of_a_letter_tells_nothing_and_stays_the_same():
    first, second = letter("penyerahan"), letter("penyerahan")

    assert first.key == second.key
    assert "R-000001" not in first.key


def test_a_payload_that_lacks_something_is_a_mistake_of_the_program():
    with pytest.raises(UndefinedError):
        render("penyerahan", "kunci", {}, NOW, JAKARTA)
