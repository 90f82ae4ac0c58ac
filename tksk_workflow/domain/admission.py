"""Whether a partner can serve at all: offer, area, agreement, admission window.

Only what is known excludes. An age or a paper that nobody has asked about is remarked
on, because the partner will ask for it; it turns nobody away.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from tksk_workflow.domain.areas import covers, is_valid_area
from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.decision import ReferralProposal
from tksk_workflow.domain.papers import not_owned, papers_of
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.rulepack import PartnerType
from tksk_workflow.domain.urgency import Urgency

# Issued by the Dinas Sosial after the proposal, so its absence excludes nobody.
_RECOMMENDATION = "REKOM_DINSOS"
# Missing papers never block these (DOMAIN 5.6).
PAPERS_MAY_FOLLOW = frozenset({Urgency.P0, Urgency.P1})


class Reason(StrEnum):
    """Why a partner of the right type cannot serve, in the order of checking."""

    ALREADY_TRIED = "sudah_dicoba"
    INACTIVE = "tidak_aktif"
    SERVICE_NOT_OFFERED = "layanan_tidak_tersedia"
    AREA_INVALID = "kode_wilayah_salah"
    OUT_OF_AREA = "di_luar_wilayah"
    NO_AGREEMENT = "tanpa_perjanjian"
    AGREEMENT_NOT_STARTED = "perjanjian_belum_berlaku"
    AGREEMENT_EXPIRED = "perjanjian_berakhir"
    TOO_YOUNG = "di_bawah_batas_usia"
    TOO_OLD = "di_atas_batas_usia"
    OTHER_SEX = "jenis_kelamin"
    PAPERS_MISSING = "dokumen_kurang"

    @property
    def label(self) -> str:
        """The sentence that a coordinator reads."""
        return _LABELS[self]


_LABELS = {
    Reason.ALREADY_TRIED: "sudah menolak atau tidak menjawab rujukan ini",
    Reason.INACTIVE: "sedang tidak aktif dalam direktori",
    Reason.SERVICE_NOT_OFFERED: "tidak menyediakan layanan yang diminta",
    Reason.AREA_INVALID: "kode wilayah layanannya salah tulis dalam direktori",
    Reason.OUT_OF_AREA: "wilayah layanannya tidak mencakup desa klien",
    Reason.NO_AGREEMENT: "mitra perusahaan belum memiliki perjanjian aktif (PGR-13)",
    Reason.AGREEMENT_NOT_STARTED: "perjanjiannya belum mulai berlaku",
    Reason.AGREEMENT_EXPIRED: "perjanjiannya sudah berakhir",
    Reason.TOO_YOUNG: "usia klien di bawah batas penerimaan",
    Reason.TOO_OLD: "usia klien di atas batas penerimaan",
    Reason.OTHER_SEX: "hanya menerima jenis kelamin lain",
    Reason.PAPERS_MISSING: "dokumen yang disyaratkan belum ada",
}


def obstacle(
    partner: Partner,
    kind: PartnerType,
    proposal: ReferralProposal,
    facts: Facts,
    village: str,
    today: date,
    exclude: Collection[str] = (),
) -> tuple[Reason, str] | None:
    """Return the first reason why the partner cannot serve, with its explanation.

    Raises:
        InvalidArea: the village is not a region code.
    """
    found: Reason | None = None
    if partner.code in exclude:
        found = Reason.ALREADY_TRIED
    elif not partner.active:
        found = Reason.INACTIVE
    elif partner.services and proposal.service not in partner.services:
        found = Reason.SERVICE_NOT_OFFERED
    elif not all(is_valid_area(area) for area in partner.areas):
        # One mistyped entry must not stop everybody else's referrals.
        found = Reason.AREA_INVALID
    elif not any(covers(area, village) for area in partner.areas):
        found = Reason.OUT_OF_AREA
    else:
        found = _agreement(partner, kind, today)
    if found is not None:
        return found, found.label
    return _admission(partner, proposal, facts)


def _agreement(partner: Partner, kind: PartnerType, today: date) -> Reason | None:
    """A company needs an agreement; whoever has one, needs it to be in force."""
    if kind.company and partner.agreement_from is None:
        return Reason.NO_AGREEMENT
    if partner.agreement_from is not None and today < partner.agreement_from:
        return Reason.AGREEMENT_NOT_STARTED
    if partner.agreement_until is not None and partner.agreement_until < today:
        return Reason.AGREEMENT_EXPIRED
    return None


def _admission(
    partner: Partner, proposal: ReferralProposal, facts: Facts
) -> tuple[Reason, str] | None:
    window = partner.admission
    age = facts.get("usia")
    if isinstance(age, int):
        if window.min_age is not None and age < window.min_age:
            return Reason.TOO_YOUNG, f"{Reason.TOO_YOUNG.label} ({window.min_age} tahun)"
        if window.max_age is not None and age > window.max_age:
            return Reason.TOO_OLD, f"{Reason.TOO_OLD.label} ({window.max_age} tahun)"
    sex = facts.get("jenis_kelamin")
    if window.sex is not None and sex is not None and sex != window.sex:
        return Reason.OTHER_SEX, Reason.OTHER_SEX.label
    missing = _missing_papers(partner, facts)
    if missing and proposal.urgency not in PAPERS_MAY_FOLLOW:
        return Reason.PAPERS_MISSING, f"{Reason.PAPERS_MISSING.label}: {', '.join(missing)}"
    return None


def remarks(partner: Partner, proposal: ReferralProposal, facts: Facts) -> tuple[str, ...]:
    """Say, in Indonesian, what of the admission window is still open."""
    window = partner.admission
    found = []
    if (window.min_age is not None or window.max_age is not None) and "usia" not in facts:
        found.append("usia klien belum diketahui; mitra ini membatasi usia")
    if window.sex is not None and "jenis_kelamin" not in facts:
        found.append("jenis kelamin klien belum diketahui; mitra ini membatasinya")
    if window.documents and papers_of(facts) is None:
        found.append("dokumen klien belum didata; mitra ini mensyaratkan dokumen")
    missing = _missing_papers(partner, facts)
    if missing and proposal.urgency in PAPERS_MAY_FOLLOW:
        found.append(f"dokumen boleh menyusul: {', '.join(missing)}")
    return tuple(found)


def _missing_papers(partner: Partner, facts: Facts) -> tuple[str, ...]:
    missing = not_owned(partner.admission.documents, papers_of(facts))
    return tuple(paper for paper in missing if paper != _RECOMMENDATION)
