"""Matters that were put before somebody: how they are named, and how they come to rest.

A matter may stand before several levels at once, the lower ones first; all its entries
share the beginning of their keys. Whatever ends the matter ends all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from tksk_workflow.domain.referral import Status
from tksk_workflow.store.models import Case, Escalation, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

PAPERS = "berkas"
RECOMMENDATION = "rekomendasi"
SILENCE = "tidak_menjawab"
TURN_PASSED = "giliran_lewat"
NOT_REACHED = "tidak_bertemu"
NOT_FOLLOWED = "tindak_lanjut"
MISMATCH = "data_tidak_sesuai"
NOBODY_LEFT = "tanpa_pengganti:"
STUCK = "tidak_terproses:"


class Level(StrEnum):
    """Who must look, the nearest first."""

    TKSK = "tksk"
    COORDINATOR = "koordinator"
    DINSOS = "dinsos"

    @property
    def next(self) -> Level | None:
        """The level above, or None at the top."""
        levels = tuple(Level)
        place = levels.index(self) + 1
        return levels[place] if place < len(levels) else None


# What is settled by itself as soon as a referral leaves a status.
_OF_STATUS = {
    Status.DRAFT: (PAPERS, RECOMMENDATION),
    Status.REQUESTED: (SILENCE,),
    Status.ON_HOLD: (TURN_PASSED,),
}


def matter_of(key: str) -> str:
    """Return the matter that the key of an entry belongs to: the key without its level."""
    for level in Level:
        key = key.removesuffix(f":{level.value}")
    return key


def level_key(matter: str, level: Level) -> str:
    """Return the key of a matter before a level."""
    return f"{matter}:{level.value}"


def is_open(uow: UnitOfWork, matter: str) -> bool:
    """Say whether a matter stands before any level."""
    return bool(_entries(uow, matter))


def settle(uow: UnitOfWork, matter: str, resolution: str, now: datetime) -> None:
    """Close a matter that has settled itself, before every level; nothing when none is open."""
    for known in _entries(uow, matter):
        known.resolved_at = now
        known.resolution = resolution


def _entries(uow: UnitOfWork, matter: str) -> Sequence[Escalation]:
    keys = (matter, *(level_key(matter, level) for level in Level))
    return uow.escalations.open_of_matter(keys)


def settle_all(uow: UnitOfWork, case: Case, resolution: str, now: datetime) -> None:
    """Close everything that was open about a case that has ended."""
    for item in uow.escalations.ending_with(case.id):
        item.resolved_at = now
        item.resolution = resolution


def settle_left(uow: UnitOfWork, referral: Referral, left: Status, now: datetime) -> None:
    """Close what a referral was waiting for in the status that it has left."""
    for kind in _OF_STATUS.get(left, ()):
        settle(uow, f"{kind}:{referral.code}", f"rujukan tidak lagi {left.label}", now)
