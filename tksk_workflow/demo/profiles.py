"""What people of each PMKS type are like: how many, how old, which facts go together.

Shares follow what a kecamatan sees (poverty, old age and disability lead; most other
types are rare), since no table per kecamatan is published (DOMAIN 4.4). The facts
are those that the rules ask about, so that base rules and variants both fire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Profile:
    """What a case of one PMKS type looks like.

    Attributes:
        pmks: code of the type.
        people: how many in a caseload of about 400.
        ages: lowest and highest age in completed years.
        core: yes/no facts of which one or two hold; they carry the base rule.
        always: yes/no facts that hold for everybody of the type.
        sometimes: yes/no fact to the chance that it holds.
        choices: fact to the values that it takes, one of them at random.
        papers: documents that such a person usually can show.
        sex: the only sex of the type, if it has one.
        subject: whom the case is about.
        homeless: usually has no NIK and no papers.
    """

    pmks: str
    people: int
    ages: tuple[int, int]
    core: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    sometimes: Mapping[str, float] = field(default_factory=dict)
    choices: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    disabilities: tuple[str, ...] = ()
    papers: tuple[str, ...] = ("KTP", "KK")
    sex: str | None = None
    subject: str = "perorangan"
    homeless: bool = False


_CHILD_PAPERS = ("KK", "AKTA_LAHIR", "PERSETUJUAN_WALI", "LAPSOS", "FORM_ASESMEN")
_HOME_PAPERS = ("KTP", "KK", "SKTM", "FOTO_RUMAH", "LAPSOS", "PERSETUJUAN")
_DISABILITIES = ("fisik", "intelektual", "mental", "sensorik", "ganda")

PROFILES: tuple[Profile, ...] = (
    Profile(
        "PMKS-01",
        12,
        (0, 5),
        core=("tanpa_pengasuhan_layak", "ditinggal_orang_tua", "keluarga_miskin_lalai"),
        sometimes={
            "gizi_buruk": 0.3,
            "ditemukan_tanpa_orang_tua": 0.08,
            "sakit_berat": 0.1,
            "tanpa_keluarga": 0.15,
        },
        papers=("KK_WALI", "LAPSOS", "FORM_ASESMEN"),
    ),
    Profile(
        "PMKS-02",
        22,
        (6, 17),
        core=(
            "dilalaikan_orang_tua",
            "kebutuhan_dasar_tak_terpenuhi",
            "putus_sekolah_karena_miskin",
        ),
        sometimes={
            "putus_sekolah": 0.4,
            "tidak_ada_pengasuh": 0.2,
            "yatim": 0.2,
            "piatu": 0.1,
            "yatim_piatu": 0.1,
            "keluarga_miskin": 0.6,
        },
        papers=_CHILD_PAPERS,
    ),
    Profile(
        "PMKS-03",
        5,
        (10, 17),
        core=("disangka", "anak_korban", "anak_saksi"),
        sometimes={"ditangkap": 0.25, "ditahan": 0.1},
        papers=("SURAT_POLISI", "LAPSOS", "FORM_ASESMEN", "FORM_PENERIMAAN"),
    ),
    Profile(
        "PMKS-04",
        7,
        (7, 16),
        core=("sebagian_waktu_di_jalanan", "mencari_nafkah_di_jalanan"),
        sometimes={
            "tidur_di_jalanan": 0.25,
            "tidak_ada_keluarga": 0.15,
            "dieksploitasi_pihak_lain": 0.15,
            "putus_sekolah": 0.5,
        },
        papers=("FORM_ASESMEN", "LAPSOS"),
    ),
    Profile(
        "PMKS-05",
        22,
        (2, 17),
        sometimes={
            "butuh_alat_bantu": 0.35,
            "tidak_sekolah": 0.4,
            "ditelantarkan": 0.04,
            "dikurung": 0.04,
        },
        choices={"adl": ("mandiri", "dibantu")},
        disabilities=_DISABILITIES,
        papers=("KK", "AKTA_LAHIR", "FOTO", "FORM_ASESMEN", "PERSETUJUAN_WALI"),
    ),
    Profile(
        "PMKS-06",
        8,
        (4, 17),
        core=("dianiaya", "perlakuan_kasar", "dipaksa_bekerja", "penelantaran_sengaja"),
        sometimes={
            "pelaku_serumah": 0.4,
            "bahaya_langsung": 0.2,
            "kejadian_lampau": 0.3,
            "aman": 0.3,
        },
        papers=(),
    ),
    Profile(
        "PMKS-07",
        5,
        (8, 17),
        core=("situasi_darurat", "kekerasan", "eksploitasi", "napza", "minoritas_terisolasi"),
        sometimes={"hiv": 0.1, "korban_perdagangan": 0.1, "eksploitasi_seksual": 0.05},
        papers=("LAPSOS", "FORM_ASESMEN"),
    ),
    Profile(
        "PMKS-08",
        55,
        (60, 92),
        core=("sandang_pangan_papan_tak_terpenuhi", "terlantar_psikis_sosial"),
        sometimes={
            "sakit_berat": 0.15,
            "tinggal_sendiri": 0.35,
            "tanpa_keluarga": 0.2,
            "bersedia_panti": 0.3,
            "sehat": 0.5,
            "ada_keluarga": 0.5,
            "disakiti": 0.03,
            "ditelantarkan_sengaja": 0.03,
            "rumah_tidak_layak_huni": 0.2,
        },
        choices={"adl": ("mandiri", "mandiri", "dibantu")},
        papers=_HOME_PAPERS,
    ),
    Profile(
        "PMKS-09",
        45,
        (18, 70),
        sometimes={
            "punya_keterampilan": 0.35,
            "tidak_ada_pelatihan": 0.2,
            "butuh_alat_bantu": 0.35,
            "odgj": 0.15,
            "tenang": 0.5,
            "membahayakan": 0.06,
            "gaduh_gelisah": 0.05,
            "dipasung": 0.04,
        },
        choices={"adl": ("mandiri", "dibantu")},
        disabilities=_DISABILITIES,
        papers=("KTP", "KK", "SKTM", "FOTO", "KARTU_JAMINAN_KESEHATAN", "SURAT_DOKTER"),
    ),
    Profile(
        "PMKS-10",
        4,
        (19, 45),
        always=("ditetapkan_petugas_dinsos",),
        sometimes={"dipaksa": 0.15, "dijerat_utang": 0.15},
        papers=("KTP", "KK", "PERSETUJUAN"),
    ),
    Profile(
        "PMKS-11",
        7,
        (19, 65),
        core=("tanpa_ktp", "tanpa_penghasilan_tetap", "berpindah_pindah"),
        always=("tanpa_tempat_tinggal_tetap",),
        sometimes={
            "keluarga_ditemukan": 0.3,
            "tanpa_keluarga": 0.4,
            "sakit": 0.2,
            "odgj": 0.15,
        },
        papers=("FOTO", "FORM_ASESMEN", "BA_PENJANGKAUAN"),
        homeless=True,
    ),
    Profile(
        "PMKS-12",
        7,
        (20, 70),
        always=("meminta_minta_di_tempat_umum",),
        sometimes={"membawa_anak": 0.25, "diperalat": 0.15},
        papers=("KTP", "KK", "FORM_ASESMEN", "BA_PENJANGKAUAN"),
    ),
    Profile(
        "PMKS-13",
        12,
        (18, 60),
        always=("tidak_ada_pekerjaan_tetap",),
        sometimes={"anak_ikut_memulung": 0.25, "calon_usaha": 0.2},
        choices={"pekerjaan": ("mengumpulkan_barang_bekas",)},
        papers=("KTP", "KK", "SKTM", "FOTO_RUMAH"),
    ),
    Profile(
        "PMKS-14",
        3,
        (20, 60),
        core=("diskriminasi", "marginalisasi", "gangguan_keberfungsian"),
        always=("ditetapkan_petugas",),
        sometimes={"ancaman_kekerasan": 0.2},
        papers=("FORM_ASESMEN", "PERSETUJUAN"),
    ),
    Profile(
        "PMKS-15",
        10,
        (19, 55),
        core=("dijauhi", "sulit_kerja", "tidak_ada_tempat_tinggal"),
        always=("selesai_pidana",),
        sometimes={"masih_pembimbingan_bapas": 0.4},
        papers=("SURAT_LEPAS", "KTP", "KK", "PERSETUJUAN"),
    ),
    Profile(
        "PMKS-16",
        5,
        (20, 50),
        always=("persetujuan", "status_diberitahukan_sendiri"),
        sometimes={"putus_obat": 0.3, "sakit_berat": 0.15},
        papers=("PERSETUJUAN_EKSPLISIT",),
    ),
    Profile(
        "PMKS-17",
        7,
        (18, 42),
        always=("pernah_menyalahgunakan",),
        sometimes={
            "ketergantungan_aktif": 0.4,
            "bebas_ketergantungan": 0.4,
            "overdosis": 0.05,
            "putus_zat_berat": 0.05,
        },
        papers=("KTP", "KK", "SURAT_DOKTER", "PENANGGUNG_JAWAB", "PERSETUJUAN"),
    ),
    Profile(
        "PMKS-18",
        3,
        (18, 40),
        core=("direkrut_paksa_tipu", "dieksploitasi", "dijerat_utang", "dokumen_ditahan"),
        sometimes={"pekerja_migran": 0.6, "siap_pulang": 0.3},
        papers=(),
    ),
    Profile(
        "PMKS-19",
        9,
        (19, 68),
        core=(
            "kekerasan_fisik",
            "kekerasan_psikis",
            "penelantaran_rumah_tangga",
            "dibiarkan_dalam_bahaya",
        ),
        sometimes={"risiko_rendah": 0.3, "aman": 0.3, "asesmen_keselamatan": 0.5},
        papers=(),
    ),
    Profile(
        "PMKS-20",
        7,
        (21, 50),
        core=("tidak_berdokumen", "dipulangkan", "miskin", "trauma"),
        always=("pekerja_migran",),
        sometimes={"ada_indikasi_tppo": 0.15, "sakit_berat": 0.1, "eks_pekerja_migran": 0.5},
        papers=("KTP", "KK", "DOK_PERJALANAN", "LAPSOS"),
    ),
    Profile(
        "PMKS-21",
        14,
        (18, 75),
        core=("luka", "kerugian_harta", "dampak_psikologis", "terganggu_fungsi"),
        always=("terdampak_bencana_alam",),
        sometimes={"masa_pascabencana": 0.4, "meninggal": 0.1, "ahli_waris": 0.1},
        papers=("KTP", "KK", "FOTO_DOKUMENTASI", "LAPORAN_KADES_DIKETAHUI_CAMAT"),
    ),
    Profile(
        "PMKS-22",
        5,
        (20, 65),
        core=("kerugian_harta", "dampak_psikologis"),
        always=("terdampak_konflik_sosial",),
        sometimes={"mengungsi": 0.4, "pascakonflik": 0.4},
        papers=("KTP", "KK", "FOTO_DOKUMENTASI", "LAPORAN_KADES_DIKETAHUI_CAMAT"),
    ),
    Profile(
        "PMKS-23",
        40,
        (19, 59),
        core=("janda", "ditinggal_suami", "pencari_nafkah_utama"),
        always=("penghasilan_kurang",),
        sometimes={
            "kekerasan": 0.04,
            "status_perceraian_tak_jelas": 0.15,
            "calon_usaha": 0.3,
            "mencari_pekerjaan": 0.3,
        },
        papers=("KTP", "KK", "SKTM", "FOTO_RUMAH"),
        sex="P",
    ),
    Profile(
        "PMKS-24",
        90,
        (24, 72),
        core=("tidak_punya_mata_pencaharian", "penghasilan_tidak_mencukupi_kebutuhan_dasar"),
        sometimes={
            "krisis_pangan": 0.05,
            "sakit": 0.15,
            "belum_masuk_dtsen": 0.35,
            "rumah_tidak_layak_huni": 0.25,
            "layak_tidak_menerima": 0.15,
            "tidak_punya_jaminan_kesehatan": 0.3,
            "calon_usaha": 0.1,
        },
        papers=("KTP", "KK", "FOTO_RUMAH", "BA_MUSDES_ATAU_SPTJM", "PERSETUJUAN"),
        subject="keluarga",
    ),
    Profile(
        "PMKS-25",
        12,
        (25, 60),
        core=(
            "komunikasi_kurang",
            "sering_bertengkar",
            "hubungan_tetangga_buruk",
            "kebutuhan_anak_terabaikan",
        ),
        sometimes={"kdrt": 0.1, "anak_terlantar": 0.15},
        papers=("KTP", "KK", "FORM_ASESMEN", "PERSETUJUAN"),
        subject="keluarga",
    ),
    Profile(
        "PMKS-26",
        1,
        (40, 60),
        core=("lokasi_terpencil", "teknologi_sederhana", "akses_layanan_terbatas"),
        sometimes={"rawan_pangan": 0.2},
        papers=("PEMETAAN_SOSIAL", "BA_KUNJUNGAN", "DATA_KELOMPOK"),
        subject="kelompok",
    ),
)

ANYBODY: Mapping[str, float] = {
    "butuh_layanan_kesehatan": 0.1,
    "pbi_jk_nonaktif": 0.15,
    "peserta_kis_aktif": 0.4,
    "butuh_rawat": 0.05,
    "gawat_darurat": 0.01,
    "kehilangan_dokumen": 0.02,
    "butuh_bantuan_hukum": 0.02,
    "kebutuhan_dasar_hari_ini": 0.02,
    "penerima_meninggal": 0.005,
    "hasil_pusat_tidak_sesuai": 0.02,
}
"""Needs that anybody may have, on top of the type (the need rules), by their chance."""

BY_TYPE: Mapping[str, Profile] = {profile.pmks: profile for profile in PROFILES}
