"""Places in a partner's queue, and how they move.

A queue belongs to one partner and one service. The partner says the number, because it
also counts people whom we do not know; what we know is that nobody of ours shares a
number, that those behind move up when somebody leaves, and that every shift is on record.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tksk_workflow.services.actors import SYSTEM, Actor
from tksk_workflow.store.models import Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

SHIFT = "geser_antrean"
_REFERRAL = "rujukan"


def take_position(
    uow: UnitOfWork, referral: Referral, wanted: int | None, actor: Actor, now: datetime
) -> int:
    """Give a referral its place; returns the number.

    Without a number a newcomer goes to the end and whoever has a place keeps it. A number
    that is taken pushes the others back, or, for one that moves, lets them move up.
    """
    others = [one for one in _queue(uow, referral) if one.id != referral.id]
    taken = {one.queue_position for one in others}
    had = referral.queue_position
    if wanted is None:
        wanted = had or max((place for place in taken if place), default=0) + 1
    if had is None:
        if wanted in taken:
            _shift(uow, referral, _from(others, wanted), 1, actor, now)
    elif wanted < had and wanted in taken:
        _shift(uow, referral, _between(others, wanted, had - 1), 1, actor, now)
    elif wanted > had:
        _shift(uow, referral, _between(others, had + 1, wanted), -1, actor, now)
    referral.queue_position = wanted
    return wanted


def leave_queue(uow: UnitOfWork, referral: Referral, actor: Actor, now: datetime) -> None:
    """Take a referral out of its queue; those behind it move up by one."""
    place = referral.queue_position
    referral.queue_position = None
    referral.queue_until = None
    referral.queue_until_told = None
    if place is None:
        return
    behind = [one for one in _queue(uow, referral) if one.id != referral.id]
    _shift(uow, referral, _from(behind, place + 1), -1, actor, now)


def _queue(uow: UnitOfWork, referral: Referral) -> list[Referral]:
    if referral.partner_code is None:
        return []
    return list(uow.referrals.queue_of(referral.partner_code, referral.service))


def _from(others: Iterable[Referral], first: int) -> list[Referral]:
    return [one for one in others if one.queue_position and one.queue_position >= first]


def _between(others: Iterable[Referral], first: int, last: int) -> list[Referral]:
    return [one for one in _from(others, first) if (one.queue_position or 0) <= last]


def _shift(
    uow: UnitOfWork,
    cause: Referral,
    moved: Iterable[Referral],
    by: int,
    actor: Actor,
    now: datetime,
) -> None:
    for one in moved:
        before = one.queue_position or 0
        one.queue_position = before + by
        # The others are no business of whoever acts: the record names the program.
        uow.audit.record(
            SYSTEM.name,
            SHIFT,
            _REFERRAL,
            one.code,
            {"dari_nomor": before, "ke_nomor": before + by, "oleh": actor.role.value},
            now,
        )
