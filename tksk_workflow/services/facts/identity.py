"""Who somebody is: what is wrong with a NIK, and how a person is recognised again.

Nothing here proves that a NIK is registered: only the civil registry (Dukcapil) can.
The area in a NIK is that of the first registration and is never used as an address
(DOMAIN 4.2). An anomaly is flagged, never silently repaired.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

NIK_LENGTH = 16
_SEPARATORS = re.compile(r"[\s.\-]")
_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_SAME_NAME = 0.6
# No province has this code; numbers that start with it are for practice and tests.
PRACTICE_PROVINCE = "99"


class NikStatus(StrEnum):
    """What is known about a NIK; all but the last are words of the vocabulary."""

    MATCHED = "padan"
    EMPTY = "kosong"
    UNMATCHED = "tidak_padan"
    SHARED = "ganda"
    DAMAGED = "cacat"
    UNCHECKED = "belum_diperiksa"


class Anomaly(StrEnum):
    """What is odd about a NIK (DOMAIN 4.2)."""

    EMPTY = "kosong"
    TOO_SHORT = "kurang_dari_16_angka"
    TOO_LONG = "lebih_dari_16_angka"
    LETTERS = "berisi_huruf"
    SPACES = "berisi_spasi"
    SCIENTIFIC = "notasi_ilmiah"
    SAME_DIGITS = "angka_sama_semua"
    SERIAL_ZERO = "nomor_urut_0000"
    BAD_DAY = "hari_tidak_ada"
    BAD_MONTH = "bulan_tidak_ada"
    BAD_AREA = "kode_wilayah_tidak_ada"
    OTHER_BIRTH_DATE = "tanggal_lahir_berbeda"
    OTHER_SEX = "jenis_kelamin_berbeda"
    SHARED = "dipakai_orang_lain"

    @property
    def label(self) -> str:
        """The sentence that a social worker reads."""
        return _LABELS[self]


_LABELS = {
    Anomaly.EMPTY: "NIK kosong",
    Anomaly.TOO_SHORT: "NIK kurang dari 16 angka; mungkin ada angka yang hilang",
    Anomaly.TOO_LONG: "NIK lebih dari 16 angka",
    Anomaly.LETTERS: "NIK berisi huruf atau tanda",
    Anomaly.SPACES: "NIK berisi spasi; spasinya diabaikan",
    Anomaly.SCIENTIFIC: "NIK rusak oleh lembar kerja (notasi ilmiah); ketik ulang sebagai teks",
    Anomaly.SAME_DIGITS: "semua angka NIK sama",
    Anomaly.SERIAL_ZERO: "nomor urut NIK 0000; mungkin angka terakhir hilang di lembar kerja",
    Anomaly.BAD_DAY: "hari lahir dalam NIK tidak ada",
    Anomaly.BAD_MONTH: "bulan lahir dalam NIK tidak ada",
    Anomaly.BAD_AREA: "kode provinsi, kabupaten, atau kecamatan dalam NIK tidak ada",
    Anomaly.OTHER_BIRTH_DATE: "tanggal lahir dalam NIK berbeda dari yang disebutkan",
    Anomaly.OTHER_SEX: "jenis kelamin dalam NIK berbeda dari yang disebutkan",
    Anomaly.SHARED: "NIK sudah tercatat atas orang lain",
}
NIK_KEY = "nik:"
"""What the key of a person whom a NIK stands for begins with."""

# These leave sixteen usable digits; whose they are is another question.
_HARMLESS = frozenset({Anomaly.SPACES, Anomaly.OTHER_BIRTH_DATE, Anomaly.OTHER_SEX})


@dataclass(frozen=True, slots=True)
class NikCheck:
    """The result of looking at a NIK.

    Attributes:
        status: empty, damaged, or not checked with the registry yet.
        anomalies: everything that is odd, in a fixed order.
        normalized: the 16 digits when there are 16, else None.
        birth_date, sex: what the NIK says; the century is that before the reference date.
    """

    status: NikStatus
    anomalies: tuple[Anomaly, ...] = ()
    normalized: str | None = None
    birth_date: date | None = None
    sex: str | None = None

    @property
    def identifies(self) -> bool:
        """The NIK is whole and fits the person, so it may stand for them."""
        return (
            self.status is NikStatus.UNCHECKED
            and Anomaly.OTHER_BIRTH_DATE not in self.anomalies
            and Anomaly.OTHER_SEX not in self.anomalies
        )

    @property
    def birth_date_differs(self) -> bool:
        """PGR-15: the declared birth date counts, and the difference is flagged."""
        return Anomaly.OTHER_BIRTH_DATE in self.anomalies


def check_nik(text: str | None, birth_date: date | None, sex: str | None, today: date) -> NikCheck:
    """Look at a NIK as somebody has typed it.

    Args:
        text: as entered; spaces, dots and dashes between the digits are tolerated.
        birth_date: the declared one, if any.
        sex: the declared one, ``L`` or ``P``, if any.
        today: reference date for the century.
    """
    entered = (text or "").strip()
    if not entered or entered.strip("-0. ") == "":
        return NikCheck(NikStatus.EMPTY, (Anomaly.EMPTY,))
    if _SCIENTIFIC.fullmatch(entered):
        return NikCheck(NikStatus.DAMAGED, (Anomaly.SCIENTIFIC,))
    digits = _SEPARATORS.sub("", entered)
    found = [Anomaly.SPACES] if digits != entered else []
    if not (digits.isascii() and digits.isdigit()):
        return NikCheck(NikStatus.DAMAGED, (*found, Anomaly.LETTERS))
    if len(digits) != NIK_LENGTH:
        wrong = Anomaly.TOO_SHORT if len(digits) < NIK_LENGTH else Anomaly.TOO_LONG
        return NikCheck(NikStatus.DAMAGED, (*found, wrong))
    return _whole(digits, found, birth_date, sex, today)


def _whole(
    digits: str, found: list[Anomaly], birth_date: date | None, sex: str | None, today: date
) -> NikCheck:
    from lokal import parse_nik  # noqa: PLC0415 - loads slowly, and not everybody needs it

    info = parse_nik(digits, reference_date=today)
    if len(set(digits)) == 1:
        found.append(Anomaly.SAME_DIGITS)
    codes = {issue.code for issue in info.errors}
    if digits.startswith(PRACTICE_PROVINCE):
        codes.discard("province")
    if codes & {"province", "wilayah"}:
        found.append(Anomaly.BAD_AREA)
    if "birth_date" in codes:
        month = int(digits[8:10])
        found.append(Anomaly.BAD_DAY if 1 <= month <= 12 else Anomaly.BAD_MONTH)
    if "serial" in codes:
        found.append(Anomaly.SERIAL_ZERO)
    said = _not_after(date.fromisoformat(info.birth_date), today) if info.birth_date else None
    if said and birth_date and _without_century(said) != _without_century(birth_date):
        found.append(Anomaly.OTHER_BIRTH_DATE)
    if info.gender and sex and info.gender != sex:
        found.append(Anomaly.OTHER_SEX)
    whole = _HARMLESS.issuperset(found)
    return NikCheck(
        NikStatus.UNCHECKED if whole else NikStatus.DAMAGED,
        tuple(found),
        digits,
        said if whole else None,
        info.gender if whole else None,
    )


def _not_after(born: date, today: date) -> date:
    """Nobody is born tomorrow: then two digits of the year mean a century earlier."""
    return born.replace(year=born.year - 100) if born > today else born


def _without_century(day: date) -> tuple[int, int, int]:
    return day.year % 100, day.month, day.day


def identity_key(
    secret: bytes,
    check: NikCheck,
    name: str,
    birth_date: date | None,
    village: str,
    family_card: str | None = None,
) -> str:
    """Return the keyed digest under which a person is recognised in a second import.

    A NIK that is whole and fits the person stands for them. Without one it is name,
    birth date and village, or name, family card and village. Somebody of whom even
    these are unknown is never taken for somebody else: the key is then a random one.
    """
    if check.identifies and check.normalized:
        return nik_key(secret, check.normalized)
    if birth_date is not None:
        known = ("lahir", normal_name(name), birth_date.isoformat(), village)
    elif family_card:
        known = ("kk", normal_name(name), family_card, village)
    else:
        return f"acak:{secrets.token_hex(24)}"
    return f"orang:{_digest(secret, *known)}"


def nik_key(secret: bytes, nik: str) -> str:
    """Return the key of the person whom a NIK stands for."""
    return f"{NIK_KEY}{_digest(secret, nik)}"


def normal_name(name: str) -> str:
    """Write a name so that case, accents and spacing make no difference."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^\w\s]", " ", plain).casefold().split())


def may_be_same_name(first: str, second: str) -> bool:
    """Say whether two spellings may be one person's name; used beside an equal NIK only."""
    one, two = normal_name(first), normal_name(second)
    shorter, longer = sorted((set(one.split()), set(two.split())), key=len)
    # People leave names out: "Budi" and "Budi Santoso".
    return shorter <= longer or SequenceMatcher(None, one, two).ratio() >= _SAME_NAME


def _digest(secret: bytes, *parts: str) -> str:
    return hmac.new(secret, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()
