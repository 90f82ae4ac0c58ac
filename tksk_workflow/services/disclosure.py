"""What of a case may be shown to whom (DOMAIN 6.2, UU 27/2022).

`access` says who may open a case at all; here stands how much of it they read. Names are
for the TKSK of the area and the coordinator; a NIK is never shown whole.
"""

from __future__ import annotations

from typing import Literal

from tksk_workflow.domain.referral import Role
from tksk_workflow.services.access import in_area, require_access
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.errors import NotPermitted
from tksk_workflow.services.facts.identity import NIK_LENGTH
from tksk_workflow.store.models import Case
from tksk_workflow.store.unit_of_work import UnitOfWork

HIDDEN = "***"
_WITHOUT_MATTER = frozenset({Role.VILLAGE_HEAD, Role.NEIGHBOURHOOD, Role.SUBDISTRICT, Role.PARTNER})
# Auditors read decisions with pseudonyms only; these facts could tell who it is.
IDENTIFYING_FACTS = frozenset({"tanggal_lahir", "wilayah"})


def require_case_reader(uow: UnitOfWork, actor: Actor, case: Case) -> None:
    """Refuse whoever may not open the case.

    Raises:
        NotPermitted, Refused: see `access.require_access`; partners read referrals only,
            auditors decisions under pseudonyms.
    """
    refuse_auditor(actor)
    if actor.role is Role.PARTNER:
        raise NotPermitted(
            "mitra tidak dapat membuka kasus", "pakai 'tksk referral show' untuk rujukan Anda"
        )
    require_access(uow, actor, case)


def refuse_auditor(actor: Actor) -> None:
    """Refuse an auditor: cases carry codes and villages, decisions have pseudonyms.

    Raises:
        NotPermitted: the actor audits.
    """
    if actor.role is Role.AUDITOR:
        raise NotPermitted(
            "auditor membaca keputusan dengan nama samaran, bukan kasus",
            "pakai 'tksk audit decisions' dan 'tksk audit decision'",
        )


def sees_name(uow: UnitOfWork, actor: Actor, case: Case) -> bool:
    """Say whether the actor reads the client's name."""
    if actor.role is Role.COORDINATOR:
        return True
    return actor.role is Role.TKSK and in_area(uow, actor, case.village)


def sees_matter(actor: Actor) -> bool:
    """Say whether the actor reads the PMKS types, the facts, and what the rules say."""
    return actor.role not in _WITHOUT_MATTER


def masked_nik(nik: str | None) -> str | None:
    """Return a NIK that can be recognised by whoever knows it, and by nobody else."""
    if nik is None:
        return None
    if len(nik) != NIK_LENGTH or not nik.isdigit():
        # Whatever it is, nothing says which of its parts are harmless.
        return HIDDEN
    return _masked("NIK", nik)


def masked_name(name: str) -> str:
    """Return the initials of a name."""
    return _masked("NAME", name) or HIDDEN


def _masked(kind: Literal["NIK", "NAME"], text: str) -> str:
    from lokal.samaran import partial_mask  # noqa: PLC0415 - slow to import, and seldom needed

    return str(partial_mask(kind, text))
