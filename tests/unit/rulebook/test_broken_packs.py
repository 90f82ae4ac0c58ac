"""Every mistake in a pack is found, at its place, with a stable code.

In the tables ``▶`` stands where the problem must point; it is not part of the pack. The
first column is the rule, guard or word that the message must name; empty for none.
"""

from __future__ import annotations

import pytest

from tests.unit.rulebook.tiny_pack import FILES, changed, problems_of
from tksk_workflow.rulebook.problems import Problem

MARK = "▶"
PMKS, WORDS = "pmks/08.yaml", "kosakata.yaml"
JIKA = "    jika: {sakit: ya}\n"
RUJUK = "        - {mitra: DINSOS_KAB, layanan: santunan}\n"


def jika(text):
    return PMKS, JIKA, f"    jika: {text}\n"


BROKEN = [
    # YAML itself
    ("sakit", "yaml-salah", WORDS, "label: Sakit,", "label: 'Sakit,"),
    ("", "yaml-salah", "paket.yaml", "judul: Paket kecil", "judul: Paket▶: kecil"),
    ("", "yaml-salah", PMKS, "satuan: [perorangan]", "satuan: [perorangan"),
    ("PMKS-08", "tab", PMKS, "    nama: Dasar", "▶\tnama: Dasar"),
    ("", "ganda", "paket.yaml", 'versi: "1"', 'versi: "1"\n▶versi: "2"'),
    ("PMKS-08", "jangkar", PMKS, "sumber: [umum]", "sumber: ▶&satu [umum]"),
    ("PMKS-08", "jangkar", PMKS, "sumber: [umum]", "sumber: ▶*satu"),
    ("PMKS-08", "tanda-jenis", *jika("{usia: ▶!!int 60}")),
    ("PMKS-08", "gabungan", *jika("{▶<<: {sakit: ya}, sendiri: ya}")),
    ("", "dokumen-ganda", "paket.yaml", "judul: Paket kecil\n", "judul: Paket kecil\n▶---\na: b\n"),
    ("", "kunci-salah", "paket.yaml", "judul:", "? ▶[a, b]\n: c\njudul:"),
    ("PMKS-08", "terlalu-dalam", *jika("{bukan: " * 27 + "▶{sakit: ya}" + "}" * 27)),
    # files and keys
    ("", "nilai-salah", "layanan.yaml", "berkas: layanan", "berkas: ▶layanann"),
    ("", "kunci-kurang", "layanan.yaml", "berkas: layanan\n", "▶"),
    ("", "kunci-tak-dikenal", "paket.yaml", "judul:", "▶jdul: x\njudul:"),
    ("PMKS-08", "kunci-tak-dikenal", PMKS, "    nama: Dasar", "    ▶nma: Dasar\n    nama: Dasar"),
    ("berobat", "kunci-tak-dikenal", "layanan.yaml", "{nama: Berobat}", "{nama: Berobat, ▶dan rawat}"),
    ("TUR-01", "kunci-tak-dikenal", "turunan.yaml", "maka: {", "maka: {▶urgensi: P0, "),
    ("PMKS-08", "kunci-kurang", PMKS, "  - id: PMKS-08\n    nama: Dasar\n", "  - ▶id: PMKS-08\n"),
    ("PMKS-08", "kunci-kurang", PMKS, "      urgensi: P2\n      bentuk", "      ▶bentuk"),
    ("PMKS-08-V1", "jenis-salah", PMKS, "    maka:\n      urgensi: P0", "    maka: ▶P0\n    xx:\n      urgensi: P0"),
    ("PMKS-08", "nilai-kosong", PMKS, "    nama: Dasar", "    nama: ▶''"),
    ("", "terlalu-panjang", "paket.yaml", "nama: kecil", f"nama: ▶{'k' * 81}"),
    ("", "terlalu-panjang", "paket.yaml", 'versi: "1"', f"versi: ▶{'v' * 21}"),
    # vocabulary
    ("sakit", "nilai-salah", WORDS, "sakit: {jenis: ya/tidak", "sakit: {jenis: ▶boolean"),
    ("sakit", "kunci-salah-tempat", WORDS, "label: Sakit,", "label: Sakit, pilihan: ▶[a],"),
    ("sakit", "kunci-salah-tempat", WORDS, "label: Sakit,", "label: Sakit, rentang: ▶1 sampai 2,"),
    ("usia", "rentang-terbalik", WORDS, "rentang: 0 sampai 120", "rentang: ▶120 sampai 0"),
    ("usia", "nilai-salah", WORDS, "rentang: 0 sampai 120", "rentang: ▶0-120"),
    ("Sendiri Saja", "nama-salah", WORDS, "  sendiri:", "  ▶Sendiri Saja: {jenis: teks, label: x}\n  sendiri:"),
    ("bukan", "nama-salah", WORDS, "  sendiri:", "  ▶bukan: {jenis: teks, label: x}\n  sendiri:"),
    ("adl", "nama-salah", WORDS, "[mandiri, dibantu]", "[mandiri, dibantu, ▶agak dibantu]"),
    ("ditolong", "ganda", WORDS, "  ditolong:", "  ▶ditolong: {jenis: ya/tidak, label: y, alias: [umur]}\n  lain:"),
    ("sakit", "hitungan-tak-dikenal", WORDS, "{jenis: ya/tidak, label: Sakit", "{jenis: ya/tidak, asal: ▶hitungan, label: Sakit"),
    ("usia", "nilai-salah", WORDS, "usia: {jenis: bilangan, rentang: 0 sampai 120,", "usia: {jenis: ▶teks,"),
    ("dokumen", "tidak-selaras", WORDS, "  dokumen: {jenis: himpunan, anggota: [KTP,", "  ▶dokumen: {jenis: himpunan, anggota: [KTP, KK,"),
    ("SKTM", "tidak-selaras", "dokumen.yaml", "  KTP:", "  ▶SKTM: {nama: SKTM}\n  KTP:"),
    ("pmks", "tidak-selaras", WORDS, "  pmks: {jenis: himpunan, anggota: [PMKS-08]", "  ▶pmks: {jenis: himpunan, anggota: [PMKS-08, PMKS-09]"),
    ("anak", "parameter-tak-dikenal", WORDS, "  rujukan_urgensi", "  ▶anak: {jenis: ya/tidak, asal: hitungan, label: Anak}\n  rujukan_urgensi"),
    # lists
    ("PUSKESMAS", "nilai-salah", "mitra.yaml", "tingkat: kecamatan", "tingkat: ▶kelurahan"),
    ("PUSKESMAS", "ya-tidak", "mitra.yaml", "kesehatan: ya}", "kesehatan: ▶yes}"),
    ("rsud2", "nama-salah", "mitra.yaml", "  RSUD:", "  ▶rsud2: {nama: R, tingkat: desa, kewenangan: mitra}\n  RSUD:"),
    ("P0", "nilai-salah", "urgensi.yaml", "24 jam", "▶24"),
    ("P1", "nilai-salah", "urgensi.yaml", "1 hari kerja", "▶1 hari"),
    ("P0", "urutan-salah", "urgensi.yaml", "[1, 3]", "[3, ▶1]"),
    ("P0", "nilai-salah", "urgensi.yaml", "[1, 3]", "[▶0, 3]"),
    ("P5", "nilai-salah", "urgensi.yaml", "  P4:", "  ▶P5:"),
    ("usia_lansia", "sumber-tak-dikenal", "parameter.yaml", "sumber: umum}", "sumber: ▶umm}"),
    ("usia_lansia", "rentang-terbalik", "parameter.yaml", "2029-12-31", "▶2019-12-31"),
    ("usia_lansia", "ganda", "parameter.yaml", "berlaku_sejak: 2030-01-01", "berlaku_sejak: ▶2020-01-01"),
    ("usia_lansia", "nilai-salah", "parameter.yaml", "berlaku_sejak: 2030-01-01", "berlaku_sejak: ▶2030-02-30"),
    ("usia_lansia", "nilai-salah", "parameter.yaml", "nilai: 60,", "nilai: ▶60 tahun,"),
    # days off
    ("26", "nilai-salah", "hari-libur.yaml", "  2026:\n", "  ▶26:\n"),
    ("2026", "nilai-salah", "hari-libur.yaml", "jenis: masuk", "jenis: ▶kerja"),
    ("2026", "nilai-salah", "hari-libur.yaml", "tanggal: 2026-12-24", "tanggal: ▶24-12-2026"),
    ("2026", "nilai-salah", "hari-libur.yaml", '["16.03"]', '[▶"16-03"]'),
    ("2026", "di-luar-rentang", "hari-libur.yaml", "tanggal: 2026-12-24", "tanggal: ▶2027-12-24"),
    ("2026", "ganda", "hari-libur.yaml", "{tanggal: 2026-12-24, jenis: masuk, nama: Tetap masuk}", "▶{tanggal: 2026-11-25, jenis: libur, nama: Pemilu, wilayah: \"16.03\"}"),
    ("2026", "kunci-tak-dikenal", "hari-libur.yaml", "    hari:\n", "    ▶harinya: []\n    hari:\n"),
    ("2026", "kunci-kurang", "hari-libur.yaml", "{tanggal: 2026-12-24, ", "▶{"),
    ("2028", "tanpa-sumber", "hari-libur.yaml", "sumber: umum, hari: [{", "hari: [▶{"),
    ("2026", "sumber-tak-dikenal", "hari-libur.yaml", "    sumber: umum\n", "    sumber: ▶umm\n"),
    # conditions
    ("PMKS-08", "fakta-tak-dikenal", *jika("{▶sakitt: ya}")),
    ("PMKS-08", "fakta-tak-dikenal", *jika("{▶kurang_sehat: ya}")),
    ("PMKS-08", "fakta-tak-dikenal", *jika("{salah_satu: [sendiri, ▶sakitt]}")),
    ("PMKS-08", "fakta-salah-tempat", *jika("{▶rujukan_urgensi: P0}")),
    ("PMKS-08", "ya-tidak", *jika("{sakit: ▶yes}")),
    ("PMKS-08", "ya-tidak", *jika("{sakit: ▶true}")),
    ("PMKS-08", "ya-tidak", *jika("{sakit: ▶on}")),
    ("PMKS-08", "nilai-salah", *jika("{sakit: ▶mungkin}")),
    ("PMKS-08", "nilai-kosong", *jika("{sakit: ▶''}")),
    ("PMKS-08", "nilai-salah", *jika("{adl: ▶mandri}")),
    ("PMKS-08", "nilai-salah", *jika("{adl: ▶bukan mandri}")),
    ("PMKS-08", "nilai-salah", *jika("{usia: ▶enam puluh}")),
    ("PMKS-08", "nilai-salah", *jika('{usia: ▶">= 60"}')),
    ("PMKS-08", "nilai-salah", *jika("{usia: ▶Minimal 60}")),
    ("PMKS-08", "rentang-terbalik", *jika("{usia: ▶6 sampai 3}")),
    ("PMKS-08", "rentang-terbalik", *jika("{usia: ▶6 sampai kurang dari 6}")),
    ("PMKS-08", "di-luar-rentang", *jika("{usia: ▶minimal 121}")),
    ("PMKS-08", "di-luar-rentang", *jika("{usia: ▶lebih dari 120}")),
    ("PMKS-08", "di-luar-rentang", *jika("{usia: ▶kurang dari 0}")),
    ("PMKS-08", "parameter-tak-dikenal", *jika("{usia: ▶minimal parameter usia_lansa}")),
    ("PMKS-08", "nilai-salah", *jika("{tanggal_lahir: ▶minimal 3}")),
    ("PMKS-08", "nilai-salah", *jika("{tanggal_lahir: ▶sebelum 2026-02-30}")),
    ("PMKS-08", "nilai-salah", *jika("{disabilitas: ▶netra}")),
    ("PMKS-08", "nilai-salah", *jika("{disabilitas: ▶bukan mental}")),
    ("PMKS-08", "nilai-salah", *jika("{disabilitas: ▶{kecuali: mental}}")),
    ("PMKS-08", "jenis-salah", *jika("{disabilitas: {bukan: ▶[fisik, mental]}}")),
    ("PMKS-08", "jenis-salah", *jika("{adl: {▶bukan: mandiri}}")),
    ("PMKS-08", "nilai-kosong", *jika("{disabilitas: ▶[]}")),
    ("PMKS-08", "ganda", *jika("{adl: [mandiri, ▶mandiri]}")),
    ("PMKS-08", "jenis-salah", *jika("{adl: [▶[mandiri]]}")),
    ("PMKS-08", "jenis-salah", *jika("{salah_satu: [▶usia]}")),
    ("PMKS-08", "jenis-salah", *jika("{salah_satu: ▶sakit}")),
    ("PMKS-08", "nilai-kosong", *jika("{salah_satu: ▶[]}")),
    ("PMKS-08", "nilai-kosong", *jika("▶{}")),
    ("PMKS-08", "jenis-salah", *jika("▶sakit")),
    ("PMKS-08", "jenis-salah", *jika("▶[sakit]")),
    # rules
    ("PMKS-08", "tanpa-sumber", PMKS, "    sumber: [umum]\n", "    sumber: ▶[]\n"),
    ("PMKS-08", "tanpa-sumber", PMKS, "  - id: PMKS-08\n    nama: Dasar\n    sumber: [umum]\n", "  - ▶id: PMKS-08\n    nama: Dasar\n"),
    ("PMKS-08", "sumber-tak-dikenal", PMKS, "sumber: [umum]", "sumber: [▶umumm]"),
    ("PMKS-09-V1", "id-salah", PMKS, "id: PMKS-08-V1", "id: ▶PMKS-09-V1"),
    ("KEB-01", "id-salah", "turunan.yaml", "id: TUR-01", "id: ▶KEB-01"),
    ("PAGAR-4", "id-salah", "pagar.yaml", "id: PGR-04", "id: ▶PAGAR-4"),
    ("PMKS-08", "ganda", PMKS, "id: PMKS-08-V1", "id: ▶PMKS-08"),
    ("", "nilai-salah", PMKS, "jenis: PMKS-08", "jenis: ▶PMKS-8"),
    ("", "nilai-salah", PMKS, "satuan: [perorangan]", "satuan: [▶orang]"),
    ("", "aturan-dasar-kurang", PMKS, "aturan:\n  - id: PMKS-08\n", "aturan:\n  ▶- id: PMKS-08-V2\n"),
    ("PMKS-08", "mitra-tak-dikenal", PMKS, "mitra: DINSOS_KAB", "mitra: ▶DINSOS_KEB"),
    ("PMKS-08", "layanan-tak-dikenal", PMKS, "layanan: santunan", "layanan: ▶santuan"),
    ("PMKS-08", "dokumen-tak-dikenal", PMKS, "dokumen: [KTP]", "dokumen: [▶KTTP]"),
    ("PMKS-08", "nilai-salah", PMKS, "urgensi: P2", "urgensi: ▶P9"),
    ("PMKS-08", "nilai-salah", PMKS, "bentuk: [pendampingan]", "bentuk: [▶pendamping]"),
    ("PMKS-08", "ganda", PMKS, RUJUK, f"{RUJUK}        - ▶{{mitra: DINSOS_KAB, layanan: santunan}}\n"),
    ("PMKS-08", "ganda", PMKS, "layanan: santunan}", "layanan: santunan, atau: [▶DINSOS_KAB]}"),
    ("PMKS-08", "tanpa-akibat", PMKS, "      urgensi: P2\n      bentuk: [pendampingan]\n      rujuk:\n" + RUJUK + "      dokumen: [KTP]\n", "      ▶urgensi: P2\n"),
    ("PMKS-08", "tanpa-rujuk", PMKS, "      rujuk:\n" + RUJUK + "      dokumen: [KTP]\n", "      simpulkan: {ditolong: ya}\n      dokumen: ▶[KTP]\n"),
    ("PMKS-08", "nilai-salah", PMKS, "      dokumen: [KTP]\n", "      naik: ▶[{ke: P3, jika: {sendiri: ya}}]\n"),
    ("PMKS-08", "kunci-salah-tempat", PMKS, "      dokumen: [KTP]\n", "      turunkan_dasar: ▶{ke: P3, jika: {sendiri: ya}}\n"),
    ("PMKS-08", "aturan-tak-dikenal", PMKS, "      dokumen: [KTP]\n", "      gantikan: [▶PMKS-07]\n"),
    ("PMKS-08", "nilai-salah", PMKS, "      dokumen: [KTP]\n", "      gantikan: [▶PMKS-08]\n"),
    ("PMKS-08", "ganda", PMKS, "      dokumen: [KTP]\n", "      dokumen: [KTP]\n      dokumen_menyusul: ▶[KTP]\n"),
    ("TUR-01", "fakta-salah-tempat", "turunan.yaml", "{ditolong: ya}", "{▶lansia: ya}"),
    ("TUR-01", "fakta-salah-tempat", "turunan.yaml", "{ditolong: ya}", "{▶kunjungan_rumah: ya}"),
    ("TUR-01", "jenis-salah", "turunan.yaml", "{ditolong: ya}", "{▶usia: 3}"),
    ("TUR-01", "berputar", "turunan.yaml", "  - id: TUR-01\n    nama: Dibantu berarti ditolong\n    sumber: [umum]\n    jika: {adl: dibantu}", "  - ▶id: TUR-01\n    nama: Dibantu berarti ditolong\n    sumber: [umum]\n    jika: {adl: dibantu, ditolong: belum ditanya}"),
    # examples
    ("PMKS-08", "contoh-kurang", PMKS, "hasil: tidak cocok}\n      - {nama: Belum", "hasil: cocok}\n      - {nama: Belum"),
    ("PMKS-08", "nilai-salah", PMKS, "hasil: cocok", "hasil: ▶berlaku"),
    ("PMKS-08", "fakta-tak-dikenal", PMKS, "{usia: 60, sakit: ya}", "{usia: 60, ▶sakitt: ya}"),
    ("PMKS-08", "di-luar-rentang", PMKS, "{usia: 60, sakit: ya}", "{usia: ▶160, sakit: ya}"),
    ("PMKS-08", "nilai-salah", PMKS, "{usia: 60, sakit: ya}", "{usia: ▶enam, sakit: ya}"),
    ("PMKS-08", "fakta-salah-tempat", PMKS, "tanyakan: [sakit]", "tanyakan: [▶lansia]"),
    ("PMKS-08", "kunci-salah-tempat", PMKS, "{usia: 60, sakit: ya}, hasil: cocok", "{usia: 60, sakit: ya}, hasil: cocok, tanyakan: ▶[sakit]"),
    ("PMKS-08", "ganda", PMKS, "- {nama: Muda, fakta: {usia: 59", "- ▶{nama: Sakit, fakta: {usia: 59"),
    # guards
    ("PGR-04", "nilai-salah", "pagar.yaml", "tahap: keputusan", "tahap: ▶putusan"),
    ("PGR-04", "nilai-salah", "pagar.yaml", "tindakan: tahan", "tindakan: ▶tahann"),
    ("PGR-04", "kunci-kurang", "pagar.yaml", "{tindakan: tahan", "▶{tindakan: bebaskan"),
    ("PGR-04", "pagar-tak-dikenal", "pagar.yaml", "tindakan: tahan,", "tindakan: bebaskan, rincian: [▶PGR-99],"),
    ("PGR-04", "dokumen-tak-dikenal", "pagar.yaml", "tindakan: tahan,", "tindakan: minta_dokumen, rincian: [▶KTTP],"),
    ("PGR-04", "nilai-salah", "pagar.yaml", "tindakan: tahan,", "tindakan: lanjutkan, rincian: [▶besok],"),
    ("PGR-04", "kunci-salah-tempat", "pagar.yaml", "tindakan: tahan,", "tindakan: tahan, rincian: ▶[a],"),
    ("PGR-04", "nilai-salah", "pagar.yaml", "hasil: berlaku", "hasil: ▶cocok"),
]  # fmt: skip


def place_of_mark(text: str) -> tuple[int, int]:
    before = text[: text.index(MARK)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def places(problems: list[Problem], code: str) -> list[tuple[str, int, int]]:
    return [(found.file, found.line, found.column) for found in problems if found.code == code]


@pytest.mark.parametrize(
    ("rule", "code", "file", "old", "new"),
    BROKEN,
    ids=[f"{n}-{case[1]}" for n, case in enumerate(BROKEN)],
)
def test_a_mistake_is_found_where_it_is_and_in_which_rule(rule, code, file, old, new):
    files = changed(file, old, new)
    expected = None
    if MARK in new:
        line, column = place_of_mark(files[file])
        # A list item is a mapping whose place is its first key.
        expected = file, line, column
        files[file] = files[file].replace(MARK, "")

    problems = problems_of(files)

    found = places(problems, code)
    assert found, [(problem.code, problem.message) for problem in problems]
    if expected is not None:
        assert expected in found
    at_place = [
        problem
        for problem in problems
        if problem.code == code and expected in {None, (problem.file, problem.line, problem.column)}
    ]
    assert {problem.rule for problem in at_place} == {rule}
    assert all(rule in problem.headline for problem in at_place)
    assert all(problem.message and problem.line >= 1 for problem in problems)


_OPTIONAL = {"parameter.yaml", "pagar.yaml", "turunan.yaml", "hari-libur.yaml", "pmks/08.yaml"}


@pytest.mark.parametrize("file", sorted(set(FILES) - _OPTIONAL))
def test_a_missing_file_is_named(file):
    files = {name: text for name, text in FILES.items() if name != file}

    assert places(problems_of(files), "berkas-kurang") == [(file, 1, 1)]


def test_a_missing_urgency_class_is_named():
    text = FILES["urgensi.yaml"]
    without = "\n".join(line for line in text.splitlines() if "P3:" not in line) + "\n"

    problems = problems_of({**FILES, "urgensi.yaml": without})

    assert [(p.code, "P3" in p.message) for p in problems] == [("kelas-kurang", True)]


def test_all_problems_of_all_files_come_at_once():
    files = changed("mitra.yaml", "tingkat: kecamatan", "tingkat: kelurahan")
    files["pmks/08.yaml"] = files["pmks/08.yaml"].replace(
        "sakit: ya, sendiri: ya}\n    maka", "sakitt: ya}\n    maka"
    )
    files["pagar.yaml"] = files["pagar.yaml"].replace("keputusan", "putusan")

    assert {problem.file for problem in problems_of(files)} == {
        "mitra.yaml",
        "pmks/08.yaml",
        "pagar.yaml",
    }


def test_a_word_that_cannot_be_read_is_not_reported_again_where_it_is_used():
    files = changed("kosakata.yaml", "sakit: {jenis: ya/tidak", "sakit: {jenis: boolean")

    assert [problem.code for problem in problems_of(files)] == ["nilai-salah"]


def test_a_broken_vocabulary_does_not_drown_the_rules():
    files = {**FILES, "kosakata.yaml": "berkas: [kosakata"}

    assert [problem.code for problem in problems_of(files)] == ["yaml-salah"]


HINTS = [
    (*jika("{sakitt: ya}"), "mungkin maksud Anda 'sakit'"),
    (*jika("{kurang_sehat: ya}"), "'sakit'"),
    (*jika("{sakit: yes}"), "tulis ya atau tidak"),
    (*jika('{usia: ">= 60"}'), "tulis minimal 60"),
    (*jika("{usia: 60 tahun}"), "tulis angkanya saja: 60"),
    (*jika("{usia: 6-17}"), "tulis 6 sampai 17"),
    (*jika("{usia: di atas 60}"), "tulis lebih dari 60"),
    (*jika("{usia: 6 sampai 3}"), "tulis 3 sampai 6"),
    (*jika("sakit"), "{sakit: ya}"),
    (*jika("{disabilitas: bukan mental}"), "{bukan: mental}"),
    (*jika("{disabilitas: {bukan: [fisik]}}"), "tanpa"),
    (PMKS, "mitra: DINSOS_KAB", "mitra: DINSOS_KEB", "'DINSOS_KAB'"),
    ("layanan.yaml", "{nama: Berobat}", "{nama: Berobat, dan rawat}", "tanda kutip"),
    (PMKS, "tanyakan: [sakit]", "tanyakan: [lansia]", "'usia'"),
]


@pytest.mark.parametrize(("file", "old", "new", "hint"), HINTS, ids=[case[3] for case in HINTS])
def test_a_mistake_comes_with_advice(file, old, new, hint):
    problems = problems_of(changed(file, old, new))

    assert any(hint in problem.hint for problem in problems), problems
