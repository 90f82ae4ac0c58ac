"""NIKs that no person can have, whole and damaged.

Area 99.03.06 does not exist (provinces end at 96), so no number made here can be
that of a real person (DOMAIN 4.4). The rest has the usual form: birth date with the
day plus 40 for women, then a serial number.
"""

from __future__ import annotations

from datetime import date, timedelta

_AREA = "990306"


def nik_for(birth: date, sex: str, serial: int) -> str:
    """Write the 16 digits for a birth date, a sex (``L`` or ``P``) and a serial number."""
    day = birth.day + (40 if sex == "P" else 0)
    return f"{_AREA}{day:02d}{birth:%m%y}{serial % 10000:04d}"


def damaged_nik(kind: str, birth: date, sex: str, serial: int) -> str:
    """Write the number as a careless list has it (the anomalies of DOMAIN 4.2).

    Raises:
        KeyError: no such kind of damage.
    """
    whole = nik_for(birth, sex, serial)
    other_sex = "L" if sex == "P" else "P"
    return {
        "kosong": "",
        "huruf": whole[:14] + "O" + whole[15:],
        "spasi": f"{whole[:6]} {whole[6:12]} {whole[12:]}",
        "ilmiah": f"{whole[0]},{whole[1:6]}E+15",
        "kurang": whole[:15],
        "lebih": whole + "0",
        "angka_sama": "9" * 16,
        "seri_nol": whole[:12] + "0000",
        "hari_lebih": whole[:6] + "35" + whole[8:],
        "bulan_13": whole[:8] + "13" + whole[10:],
        "tanggal_beda": nik_for(birth - timedelta(days=400), sex, serial),
        "jenis_kelamin_beda": nik_for(birth, other_sex, serial),
    }[kind]
