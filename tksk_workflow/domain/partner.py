"""A concrete partner institution of the directory, as a value.

What it offers, where, to whom it opens its doors, and how full it is. Which one a
referral goes to is decided in `selection`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class AdmissionWindow:
    """Whom an institution admits. None or empty means no limit.

    Ages are completed years, both ends inclusive. These are capacity rules of one
    institution, never rules of a PMKS type (DOMAIN 5.5).
    """

    min_age: int | None = None
    max_age: int | None = None
    sex: str | None = None
    documents: tuple[str, ...] = ()
    needs_recommendation: bool = False


@dataclass(frozen=True, slots=True)
class Partner:
    """One institution.

    Attributes:
        code: short unique code, e.g. ``PKM-GELUMBANG``.
        type: partner type code of the rule pack.
        areas: region codes that it serves (``16.03.06`` covers its villages; empty
            string: the whole country).
        services: service codes; empty means every service of its type.
        capacity: most open referrals at a time; None: no limit known.
        active: False takes it out of selection.
        agreement_from, agreement_until: MoU dates; a company needs one in force.
        ladder: order inside a tiered health route, 1 first; 0 when it has none.
    """

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
    admission: AdmissionWindow = field(default_factory=AdmissionWindow)
    ladder: int = 0


@dataclass(frozen=True, slots=True)
class PartnerLoad:
    """How busy a partner is: open referrals and people waiting in its queue."""

    open_referrals: int = 0
    queued: int = 0
