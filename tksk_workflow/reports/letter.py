"""The referral letter (surat rujukan): what it says to which partner, and how it is proved.

A letter carries what its partner needs and no more (UU 27/2022, DOMAIN 3.6). Who checks
identity reads the NIK whole; who treats or decides reads the day of birth; everybody else
an age and a masked NIK. A letter of a case that is handled closed names its service only
to a health partner and to the partners that take such cases in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import segno
from babel.dates import format_date

from tksk_workflow.domain.rulepack import PartnerType
from tksk_workflow.reports.typesetting import typeset

_LOCALE = "id_ID"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_CODE_BYTES = 10
_GROUP = 4

# Who must find the person in a register to help at all.
_READS_NIK = frozenset({"DUKCAPIL", "BPJS_KES", "PUSKESOS", "DINSOS_KAB"})
# Who decides by the day of birth, beside health partners.
_READS_BIRTH_DATE = frozenset({"DUKCAPIL", "BPJS_KES", "PUSKESOS", "DINSOS_KAB", "DISDIK"})
# Who takes closed cases in, and must know what for.
_TRUSTED_WITH_CLOSED = frozenset({"UPTD_PPA", "POLRES_PPA", "DINSOS_KAB", "SENTRA", "RPTC"})


@dataclass(frozen=True, slots=True)
class Disclosure:
    """How much of a person and a matter a letter shows."""

    nik: bool
    birth_date: bool
    service: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """The content of a referral letter.

    Attributes:
        nik: whole or masked, as the partner may read it; None when there is none.
        age: completed years, where the day of birth is not shown.
        after: the referral whose step comes first, if it is a tiered one.
        code: proves that the office wrote this letter; nothing can be read from it.
    """

    number: str
    referral: str
    written_on: date
    area_name: str
    office: str
    worker: str
    partner: str
    urgency: str
    answer_before: str
    service: str
    person: str
    subject_kind: str
    nik: str | None
    birth_date: date | None
    age: int | None
    sex: str | None
    village: str
    enclosed: Sequence[str]
    later: Sequence[str]
    recommended: bool
    closed: bool
    code: str


def disclosure_to(partner_type: PartnerType, *, closed: bool) -> Disclosure:
    """Say what a partner of this type reads in a letter."""
    health = partner_type.health
    return Disclosure(
        nik=partner_type.code in _READS_NIK,
        birth_date=health or partner_type.code in _READS_BIRTH_DATE,
        service=not closed or health or partner_type.code in _TRUSTED_WITH_CLOSED,
    )


def letter_number(referral: str, area: str, written_on: date) -> str:
    """Return the number of a letter: the same however often it is printed."""
    return f"{referral}/TKSK/{area}/{_ROMAN[written_on.month - 1]}/{written_on.year}"


def verification_code(secret: bytes, number: str, partner: str) -> str:
    """Return the code by which the office knows its own letter: ``ABCD-EFGH-JKLM-NPQR``.

    Keyed, so that nobody else can make one, and of nothing but the number and the
    partner's code, so that nothing about the person follows from it.
    """
    digest = hmac.new(secret, f"surat rujukan|{number}|{partner}".encode(), hashlib.sha256)
    text = base64.b32encode(digest.digest()[:_CODE_BYTES]).decode()
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def letter_document(letter: Letter) -> bytes:
    """Return the letter as PDF."""
    qr = segno.make(f"TKSK {letter.referral} {letter.code}", error="m", micro=False)
    lines = [
        ("Nama", letter.person),
        ("Satuan", letter.subject_kind),
        ("NIK", letter.nik or "belum ada"),
        *([("Tanggal lahir", day_in_words(letter.birth_date))] if letter.birth_date else []),
        *([("Usia", f"{letter.age} tahun")] if letter.age is not None else []),
        *([("Jenis kelamin", letter.sex)] if letter.sex else []),
        ("Desa/kelurahan", letter.village),
    ]
    return typeset(
        "surat_rujukan.typ",
        {
            "number": letter.number,
            "office": letter.office,
            "area_name": letter.area_name,
            "worker": letter.worker,
            "date": day_in_words(letter.written_on),
            "partner": letter.partner,
            "urgency": letter.urgency,
            "answer_before": letter.answer_before,
            "service": letter.service,
            "lines": lines,
            "enclosed": letter.enclosed,
            "later": letter.later,
            "recommended": letter.recommended,
            "closed": letter.closed,
            "referral": letter.referral,
            "code": letter.code,
            "qr": qr.svg_inline(scale=4, border=0, dark="#26323a"),
        },
    )


def day_in_words(day: date) -> str:
    """Write a day as letters do: ``7 September 2026``."""
    return format_date(day, "d MMMM y", locale=_LOCALE)
