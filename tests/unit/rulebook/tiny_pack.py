"""A rule pack that is as small as a whole one can be, and ways to break it."""

from __future__ import annotations

from tksk_workflow.rulebook.loading import read_texts
from tksk_workflow.rulebook.problems import Findings, Problem

FILES = {
    "paket.yaml": """\
berkas: paket
nama: kecil
versi: "1"
judul: Paket kecil
berlaku_sejak: 2020-01-01
""",
    "kosakata.yaml": """\
berkas: kosakata
fakta:
  pmks: {jenis: himpunan, anggota: [PMKS-08], label: Jenis PMKS}
  usia: {jenis: bilangan, rentang: 0 sampai 120, label: Usia, pertanyaan: Berapa usianya?, alias: [umur]}
  tanggal_lahir: {jenis: tanggal, label: Tanggal lahir}
  pembaruan_terakhir: {jenis: tanggal, label: Pembaruan}
  sakit: {jenis: ya/tidak, label: Sakit, alias: [kurang_sehat]}
  sendiri: {jenis: ya/tidak, label: Tinggal sendiri}
  ditolong: {jenis: ya/tidak, label: Ditolong}
  adl: {jenis: pilihan, pilihan: [mandiri, dibantu], label: ADL}
  disabilitas: {jenis: himpunan, anggota: [fisik, mental], label: Disabilitas}
  dokumen: {jenis: himpunan, anggota: [KTP, REKOM_DINSOS], label: Berkas}
  wilayah: {jenis: teks, label: Wilayah}
  lansia: {jenis: ya/tidak, asal: hitungan, label: Lansia}
  umur_data_hari: {jenis: bilangan, asal: hitungan, label: Umur data}
  kunjungan_rumah: {jenis: ya/tidak, asal: proses, label: Dikunjungi}
  rujukan_urgensi: {jenis: pilihan, asal: rujukan, pilihan: [P0, P1, P2, P3, P4], label: Urgensi}
""",
    "mitra.yaml": """\
berkas: mitra
jenis_mitra:
  DINSOS_KAB: {nama: Dinas Sosial, tingkat: kabupaten, kewenangan: dinsos_kabupaten}
  PUSKESMAS: {nama: Puskesmas, tingkat: kecamatan, kewenangan: mitra, kesehatan: ya}
  RSUD: {nama: Rumah sakit, tingkat: kabupaten, kewenangan: mitra, kesehatan: ya}
  PSLU: {nama: Panti, tingkat: provinsi, kewenangan: dinsos_provinsi, perlu_rekomendasi: ya}
""",
    "layanan.yaml": """\
berkas: layanan
layanan:
  berobat: {nama: Berobat}
  santunan: {nama: Santunan}
""",
    "dokumen.yaml": """\
berkas: dokumen
dokumen:
  KTP: {nama: KTP}
  REKOM_DINSOS: {nama: Rekomendasi}
""",
    "sumber.yaml": """\
berkas: sumber
sumber:
  umum: {jenis: praktik_umum, diperiksa: tidak, keterangan: Kebiasaan}
""",
    "urgensi.yaml": """\
berkas: urgensi
kelas:
  P0: {label: A, kirim_maks: 24 jam, balasan_mitra_maks: 24 jam, tindak_lanjut_hari: [1, 3], dokumen_boleh_menyusul: ya}
  P1: {label: B, kirim_maks: 1 hari kerja, balasan_mitra_maks: 2 hari kerja, tindak_lanjut_hari: [3], dokumen_boleh_menyusul: ya}
  P2: {label: C, kirim_maks: 3 hari kerja, balasan_mitra_maks: 5 hari kerja, tindak_lanjut_hari: [7], dokumen_boleh_menyusul: tidak}
  P3: {label: D, kirim_maks: 7 hari kerja, balasan_mitra_maks: 9 hari kerja, tindak_lanjut_hari: [14], dokumen_boleh_menyusul: tidak}
  P4: {label: E, kirim_maks: cutoff berikut, balasan_mitra_maks: periode berikut, tindak_lanjut_hari: [30], dokumen_boleh_menyusul: tidak}
""",
    "parameter.yaml": """\
berkas: parameter
parameter:
  usia_lansia:
    label: Usia lansia
    satuan: tahun
    nilai:
      - {nilai: 60, berlaku_sejak: 2020-01-01, berlaku_sampai: 2029-12-31, sumber: umum}
      - {nilai: 65, berlaku_sejak: 2030-01-01, sumber: umum}
""",
    "hari-libur.yaml": """\
berkas: hari-libur
tahun:
  2026:
    sumber: umum
    hari:
      - {tanggal: 2026-11-25, jenis: libur, nama: Pemungutan suara, wilayah: ["16.03"]}
      - {tanggal: 2026-12-24, jenis: masuk, nama: Tetap masuk}
  2028: {lengkap: ya, sumber: umum, hari: [{tanggal: 2028-01-01, jenis: libur, nama: Tahun Baru}]}
""",
    "pmks/08.yaml": """\
berkas: pmks
jenis: PMKS-08
nama: Lanjut usia terlantar
alias: [LUT]
satuan: [perorangan]
tertutup: tidak
syarat: {usia: minimal parameter usia_lansia}
aturan:
  - id: PMKS-08
    nama: Dasar
    sumber: [umum]
    jika: {sakit: ya}
    maka:
      urgensi: P2
      bentuk: [pendampingan]
      rujuk:
        - {mitra: DINSOS_KAB, layanan: santunan}
      dokumen: [KTP]
    contoh:
      - {nama: Sakit, fakta: {usia: 60, sakit: ya}, hasil: cocok}
      - {nama: Muda, fakta: {usia: 59, sakit: ya}, hasil: tidak cocok}
      - {nama: Belum ditanya, fakta: {usia: 60}, hasil: perlu dilengkapi, tanyakan: [sakit]}
  - id: PMKS-08-V1
    nama: Darurat
    sumber: [umum]
    jika: {sakit: ya, sendiri: ya}
    maka:
      urgensi: P0
      bentuk: [rujukan]
      rujuk:
        - {mitra: PUSKESMAS, layanan: berobat, lalu: [{mitra: RSUD, layanan: berobat}]}
    contoh:
      - {nama: Usia belum diketahui, fakta: {sakit: ya, sendiri: ya}, hasil: cocok}
      - {nama: Muda, fakta: {usia: 20, sakit: ya, sendiri: ya}, hasil: tidak cocok}
""",
    "turunan.yaml": """\
berkas: turunan
aturan:
  - id: TUR-01
    nama: Dibantu berarti ditolong
    sumber: [umum]
    jika: {adl: dibantu}
    maka: {simpulkan: {ditolong: ya}}
    contoh:
      - {nama: Dibantu, fakta: {adl: dibantu}, hasil: cocok}
      - {nama: Mandiri, fakta: {adl: mandiri}, hasil: tidak cocok}
""",
    "pagar.yaml": """\
berkas: pagar
pagar:
  - id: PGR-04
    nama: Kunjungan
    tahap: keputusan
    sumber: [umum]
    jika: {kunjungan_rumah: tidak, rujukan_urgensi: bukan P0}
    maka: {tindakan: tahan, alasan: Belum dikunjungi.}
    contoh:
      - {nama: Belum, fakta: {kunjungan_rumah: tidak, rujukan_urgensi: P2}, hasil: berlaku}
      - {nama: Darurat, fakta: {kunjungan_rumah: tidak, rujukan_urgensi: P0}, hasil: tidak berlaku}
""",
}


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """The files of the pack with one piece of text replaced."""
    assert FILES[file].count(old) >= 1, f"{old!r} is not in {file}"
    return {**FILES, file: FILES[file].replace(old, new, 1)}


def with_condition(condition: str) -> dict[str, str]:
    """The pack whose base rule has another ``jika`` (in flow style)."""
    return changed("pmks/08.yaml", "    jika: {sakit: ya}\n", f"    jika: {condition}\n")


def problems_of(files: dict[str, str]) -> list[Problem]:
    findings = Findings()
    read_texts(files, findings)
    return sorted(findings.problems)
