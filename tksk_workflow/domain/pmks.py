"""The unit of a case and the four forms of facilitation.

The 26 PMKS types themselves (Permensos 8/2012) are data: each rule pack declares
them in ``pmks/``. See `rulepack.PmksType`.
"""

from __future__ import annotations

from enum import StrEnum


class SubjectKind(StrEnum):
    """Whom a case is about: PMKS-01..23 persons, 24-25 families, 26 a community."""

    PERSON = "perorangan"
    FAMILY = "keluarga"
    GROUP = "kelompok"


class Form(StrEnum):
    """The forms of facilitation, Permensos 28/2018 Pasal 7 ayat (2) (S01)."""

    ACCOMPANIMENT = "pendampingan"
    GUIDANCE = "bimbingan"
    PARTNERSHIP = "kemitraan"
    REFERRAL = "rujukan"
