"""Who may become a TKSK: the requirements of Permensos 28/2018 Pasal 9 (S14 to S21).

They are requirements "to become": checked on appointment. Whether a serving TKSK must
leave when the age limit is passed is not answered by the text that was seen, so that
afterwards there is a warning and no dismissal (DOMAIN 3.1). Whether the work is paid
plays no part (Pasal 4 ayat (2), S03).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tksk_workflow.domain.calendar import completed_years


class Education(StrEnum):
    """The highest certificate, from the lowest; SMA stands for SMK, MA and Paket C too."""

    PRIMARY = "SD"
    LOWER_SECONDARY = "SMP"
    UPPER_SECONDARY = "SMA"
    DIPLOMA = "D3"
    BACHELOR = "S1"
    MASTER = "S2"

    @property
    def rank(self) -> int:
        """0 for the lowest."""
        return tuple(Education).index(self)


class PublicPost(StrEnum):
    """Posts that exclude somebody from becoming a TKSK (S15)."""

    CIVIL_SERVANT = "pns"
    MILITARY = "tni"
    POLICE = "polri"
    LEGISLATOR = "legislatif"


class Origin(StrEnum):
    """Where a TKSK comes from (S20)."""

    PSM = "psm"
    KARANG_TARUNA = "karang_taruna"


class Requirement(StrEnum):
    """One requirement of Pasal 9, by the field in which a failure shows."""

    AGE = "usia"
    PUBLIC_POST = "jabatan"
    DOMICILE = "domisili"
    EDUCATION = "pendidikan"
    HEALTH = "kesehatan"
    CONDUCT = "kelakuan_baik"
    COMPUTER = "komputer"
    ORIGIN = "asal"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What somebody brings who is to become a TKSK.

    Attributes:
        public_posts: posts held now.
        lives_there: lives in the kecamatan.
        id_card_there: has a KTP of the kecamatan; one of the two is enough (S16).
        healthy: a statement of health in body and mind was seen (S18).
        good_conduct: an SKCK was seen (S19).
        uses_computer: shown in a test (S21).
    """

    birth_date: date
    education: Education
    public_posts: frozenset[PublicPost] = frozenset()
    lives_there: bool = False
    id_card_there: bool = False
    healthy: bool = False
    good_conduct: bool = False
    uses_computer: bool = False
    origins: frozenset[Origin] = frozenset()


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """Completed years on the day of appointment, both ends inclusive (S14)."""

    youngest: int = 20
    oldest: int = 35


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """A requirement that is not met, and why, in Indonesian."""

    requirement: Requirement
    reason: str


def shortcomings(
    candidate: Candidate, on: date, limits: AgeLimits = AgeLimits()
) -> tuple[Shortcoming, ...]:
    """Return every requirement that is not met on the day of appointment."""
    return tuple(_unmet(candidate, on, limits))


def years_over(birth_date: date, on: date, limits: AgeLimits) -> int:
    """Return by how many years somebody is past the limit; 0 when not."""
    age = completed_years(birth_date, on)
    return 0 if age is None else max(0, age - limits.oldest)


def _unmet(candidate: Candidate, on: date, limits: AgeLimits) -> Iterator[Shortcoming]:
    age = completed_years(candidate.birth_date, on)
    if age is None:
        yield Shortcoming(Requirement.AGE, "tanggal lahir sesudah tanggal pengangkatan")
    elif age < limits.youngest:
        yield Shortcoming(
            Requirement.AGE, f"berusia {age} tahun, paling rendah {limits.youngest} tahun"
        )
    elif age > limits.oldest:
        yield Shortcoming(
            Requirement.AGE, f"berusia {age} tahun, paling tinggi {limits.oldest} tahun"
        )
    if candidate.public_posts:
        held = ", ".join(sorted(candidate.public_posts))
        yield Shortcoming(
            Requirement.PUBLIC_POST,
            f"bukan PNS, TNI, Polri, atau anggota legislatif; tercatat: {held}",
        )
    if not (candidate.lives_there or candidate.id_card_there):
        yield Shortcoming(
            Requirement.DOMICILE, "berdomisili dan/atau ber-KTP di kecamatan penugasan"
        )
    if candidate.education.rank < Education.UPPER_SECONDARY.rank:
        yield Shortcoming(
            Requirement.EDUCATION,
            f"paling rendah {Education.UPPER_SECONDARY} atau setara; tercatat: "
            f"{candidate.education}",
        )
    for met, requirement, reason in (
        (candidate.healthy, Requirement.HEALTH, "surat sehat jasmani dan rohani belum ada"),
        (candidate.good_conduct, Requirement.CONDUCT, "SKCK belum ada"),
        (candidate.uses_computer, Requirement.COMPUTER, "belum terbukti mampu memakai komputer"),
        (bool(candidate.origins), Requirement.ORIGIN, "berasal dari PSM dan/atau Karang Taruna"),
    ):
        if not met:
            yield Shortcoming(requirement, reason)
