"""The partner directory of the demo: who serves Gelumbang, Kabupaten Muara Enim.

Institutions of DOMAIN 3.9 and 3.10. Capacities, agreement dates and admission windows
are examples, apart from those with a source there: a PSLU with 200 places from age 60,
a health route from RSUD Pratama Gelumbang to RSUD H.M. Rabain, an IPWL that admits
ages 15 to 40. Companies are made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tksk_workflow.demo.caseload import DISTRICT, villages

_REGENCY = "16.03"
_PROVINCE = "16"
_NATION = ""


@dataclass(frozen=True, slots=True)
class Institution:
    """One line of the directory; the fields are those of `domain.partner.Partner`."""

    code: str
    type: str
    name: str
    level: str
    areas: tuple[str, ...]
    services: tuple[str, ...] = ()
    capacity: int | None = None
    active: bool = True
    agreement_from: date | None = None
    agreement_until: date | None = None
    min_age: int | None = None
    max_age: int | None = None
    documents: tuple[str, ...] = ()
    needs_recommendation: bool = False
    ladder: int = 0
    contact: str = ""


def build_directory() -> tuple[Institution, ...]:
    """List all institutions, those of each village last."""
    return (
        *_SOCIAL_SERVICES,
        *_HEALTH,
        *_PROTECTION,
        *_AGENCIES,
        *_DISASTER,
        *_CIVIL_SOCIETY,
        *_COMPANIES,
        *_of_each_village(),
    )


_SOCIAL_SERVICES = (
    Institution(
        "DINSOS-MUARAENIM",
        "DINSOS_KAB",
        "Dinas Sosial Kabupaten Muara Enim",
        "kabupaten",
        (_REGENCY,),
    ),
    Institution(
        "DINSOS-SUMSEL",
        "DINSOS_PROV",
        "Dinas Sosial Provinsi Sumatera Selatan",
        "provinsi",
        (_PROVINCE,),
    ),
    Institution("KEMENSOS", "KEMENSOS", "Kementerian Sosial", "pusat", (_NATION,)),
    Institution(
        "SENTRA-BUDI-PERKASA",
        "SENTRA",
        "Sentra Budi Perkasa Palembang",
        "pusat",
        (_PROVINCE,),
        capacity=60,
        needs_recommendation=True,
    ),
    Institution("RPTC", "RPTC", "Rumah Perlindungan dan Trauma Center", "pusat", (_NATION,)),
    Institution(
        "PSLU-HARAPAN-KITA",
        "PSLU",
        "Panti Sosial Lanjut Usia Harapan Kita",
        "provinsi",
        (_PROVINCE,),
        capacity=200,
        min_age=60,
        needs_recommendation=True,
    ),
    Institution(
        "PANTI-GEPENG-ODGJ",
        "PANTI_GEPENG_ODGJ",
        "UPTD Panti Sosial Gelandangan, Pengemis, dan ODGJ Palembang",
        "provinsi",
        (_PROVINCE,),
        capacity=180,
        needs_recommendation=True,
    ),
)

_HEALTH = (
    Institution(
        "PKM-GELUMBANG", "PUSKESMAS", "Puskesmas Gelumbang", "kecamatan", (DISTRICT,), capacity=40
    ),
    Institution(
        "RSUD-GELUMBANG",
        "RSUD",
        "RSUD Pratama Gelumbang",
        "kabupaten",
        (DISTRICT,),
        capacity=12,
        ladder=1,
    ),
    Institution(
        "RSUD-RABAIN",
        "RSUD",
        "RSUD H.M. Rabain Muara Enim",
        "kabupaten",
        (_REGENCY,),
        capacity=60,
        ladder=2,
    ),
    Institution(
        "RSJ-ERNALDI-BAHAR",
        "RSJ",
        "RS Ernaldi Bahar Palembang",
        "provinsi",
        (_PROVINCE,),
        capacity=20,
    ),
    Institution(
        "BPJSKES-MUARAENIM",
        "BPJS_KES",
        "BPJS Kesehatan Kantor Kabupaten Muara Enim",
        "kabupaten",
        (_REGENCY,),
    ),
    Institution(
        "IPWL-CONTOH",
        "IPWL",
        "IPWL Contoh Muara Enim",
        "kabupaten",
        (_REGENCY,),
        capacity=10,
        min_age=15,
        max_age=40,
    ),
    Institution(
        "BNNK-MUARAENIM",
        "BNNK",
        "Badan Narkotika Nasional Kabupaten Muara Enim",
        "kabupaten",
        (_REGENCY,),
    ),
    Institution(
        "KPA-MUARAENIM",
        "KPA",
        "Komisi Penanggulangan AIDS Kabupaten Muara Enim",
        "kabupaten",
        (_REGENCY,),
    ),
)

_PROTECTION = (
    Institution(
        "UPTD-PPA-MUARAENIM",
        "UPTD_PPA",
        "UPTD PPA Kabupaten Muara Enim",
        "kabupaten",
        (_REGENCY,),
        contact="SAPA 129",
    ),
    Institution(
        "POLRES-PPA-MUARAENIM", "POLRES_PPA", "Unit PPA Polres Muara Enim", "kabupaten", (_REGENCY,)
    ),
    Institution("POLSEK-GELUMBANG", "POLSEK", "Polsek Gelumbang", "kecamatan", (DISTRICT,)),
    Institution(
        "SATPOLPP-MUARAENIM",
        "SATPOL_PP",
        "Satpol PP Kabupaten Muara Enim",
        "kabupaten",
        (_REGENCY,),
    ),
    Institution("BAPAS-PALEMBANG", "BAPAS", "Bapas Kelas I Palembang", "pusat", (_PROVINCE,)),
    Institution(
        "LPKS-CONTOH", "LPKS", "LPKS Contoh Sumatera Selatan", "provinsi", (_PROVINCE,), capacity=15
    ),
    Institution("LBH-CONTOH", "LBH", "LBH Contoh Muara Enim", "kabupaten", (_REGENCY,), capacity=8),
    Institution("POSBAKUM-MUARAENIM", "POSBAKUM", "Posbakum Muara Enim", "kabupaten", (_REGENCY,)),
    Institution(
        "PA-MUARAENIM",
        "PENGADILAN_AGAMA",
        "Pengadilan Agama Muara Enim",
        "kabupaten",
        (_REGENCY,),
    ),
    Institution("BP3MI-SUMSEL", "BP3MI", "BP3MI Sumatera Selatan", "provinsi", (_PROVINCE,)),
)

_AGENCIES = (
    *(
        Institution(
            f"{code}-MUARAENIM", kind, f"{name} Kabupaten Muara Enim", "kabupaten", (_REGENCY,)
        )
        for code, kind, name in (
            ("DUKCAPIL", "DUKCAPIL", "Disdukcapil"),
            ("DISDIK", "DISDIK", "Dinas Pendidikan"),
            ("PERKIM", "PERKIM", "Dinas Perumahan dan Kawasan Permukiman"),
            ("DISKOP", "DISKOP_UMKM", "Dinas Koperasi dan UMKM"),
            ("DLH", "DLH_BANK_SAMPAH", "Dinas Lingkungan Hidup dan Bank Sampah"),
            ("KESBANGPOL", "KESBANGPOL", "Badan Kesbangpol"),
            ("FKUB", "FKUB", "FKUB"),
        )
    ),
    Institution(
        "BLK-MUARAENIM",
        "DISNAKER_BLK",
        "Disnaker dan BLK Kabupaten Muara Enim",
        "kabupaten",
        (_REGENCY,),
        capacity=16,
        min_age=17,
        max_age=45,
    ),
    Institution("KUA-GELUMBANG", "KUA_BP4", "KUA Gelumbang", "kecamatan", (DISTRICT,)),
)

_DISASTER = tuple(
    Institution(f"{code}-MUARAENIM", code, f"{name} Kabupaten Muara Enim", "kabupaten", (_REGENCY,))
    for code, name in (("BPBD", "BPBD"), ("TAGANA", "Tagana"), ("PMI", "PMI"))
)

_CIVIL_SOCIETY = (
    Institution("LK3-CONTOH", "LK3", "LK3 Contoh Muara Enim", "kabupaten", (_REGENCY,), capacity=6),
    Institution("LKS-CONTOH", "LKS", "LKS Contoh Muara Enim", "kabupaten", (_REGENCY,)),
    Institution(
        "LKSA-GELUMBANG",
        "LKSA",
        "LKSA Contoh Gelumbang",
        "kabupaten",
        (DISTRICT,),
        capacity=5,
        max_age=17,
        documents=("SURAT_PERMOHONAN_WALI",),
    ),
    Institution(
        "LKSA-MUARAENIM",
        "LKSA",
        "LKSA Contoh Muara Enim",
        "kabupaten",
        (_REGENCY,),
        capacity=20,
        max_age=17,
    ),
    Institution(
        "LKS-DISABILITAS",
        "LKS_DISABILITAS",
        "LKS Disabilitas Contoh Muara Enim",
        "kabupaten",
        (_REGENCY,),
        capacity=12,
    ),
    Institution(
        "BAZNAS-MUARAENIM", "BAZNAS", "Baznas Kabupaten Muara Enim", "kabupaten", (_REGENCY,)
    ),
)

_COMPANIES = (
    Institution(
        "CSR-KEBUN-CONTOH",
        "CSR",
        "PT Kebun Contoh",
        "kabupaten",
        (DISTRICT,),
        capacity=5,
        agreement_from=date(2024, 7, 1),
        agreement_until=date(2026, 6, 30),
    ),
    Institution(
        "CSR-TAMBANG-CONTOH",
        "CSR",
        "PT Tambang Contoh",
        "kabupaten",
        (_REGENCY,),
        capacity=5,
        agreement_from=date(2026, 1, 1),
        agreement_until=date(2026, 12, 31),
    ),
)


def _of_each_village() -> tuple[Institution, ...]:
    found = []
    for area, name in villages():
        number = area.rsplit(".", 1)[1]
        office = "Kelurahan" if number.startswith("1") else "Pemerintah Desa"
        found += [
            Institution(f"PEMDES-{number}", "PEMDES", f"{office} {name}", "desa", (area,)),
            Institution(f"PUSKESOS-{number}", "PUSKESOS", f"Puskesos {name}", "desa", (area,)),
            Institution(f"PSM-{number}", "PSM", f"PSM {name}", "desa", (area,), capacity=6),
            Institution(
                f"KARTAR-{number}", "KARANG_TARUNA", f"Karang Taruna {name}", "desa", (area,)
            ),
            Institution(f"PKK-{number}", "PKK", f"PKK {name}", "desa", (area,)),
        ]
    return tuple(found)
