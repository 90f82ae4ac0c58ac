"""The life cycle of a case around its referrals (DOMAIN 6.1, S55).

A case moves forward in a fixed order: identified, recorded (visited), verified,
routed, followed up, closed. It can be sent back for correction, and re-opened when
help reached the wrong person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tksk_workflow.domain.referral import Role


class CaseStatus(StrEnum):
    """Where a case stands."""

    IDENTIFIED = "teridentifikasi"
    RECORDED = "terdata"
    VERIFIED = "terverifikasi"
    ROUTED = "dirutekan"
    MANUAL = "antrean_manual"
    IN_FOLLOW_UP = "dipantau"
    RETURNED = "dikembalikan"
    HANDED_OVER = "dialihkan_wilayah"
    CLOSED = "ditutup"
    CANCELLED = "dibatalkan"

    @property
    def label(self) -> str:
        """The word that a social worker reads."""
        return self.value.replace("_", " ")

    @property
    def is_open(self) -> bool:
        """Somebody still has to act."""
        return self not in {
            CaseStatus.CLOSED,
            CaseStatus.CANCELLED,
            CaseStatus.HANDED_OVER,
        }


BEFORE_DECISION = (
    CaseStatus.IDENTIFIED,
    CaseStatus.RECORDED,
    CaseStatus.VERIFIED,
    CaseStatus.RETURNED,
)
"""Where a case stands until something is found that can be sent."""


class CaseEvent(StrEnum):
    """What happens to a case."""

    VISIT = "kunjungi"
    VERIFY = "verifikasi"
    RETURN = "kembalikan"
    ROUTE = "rutekan"
    QUEUE_MANUALLY = "antrekan_manual"
    FOLLOW_UP = "pantau"
    CLOSE = "tutup"
    REOPEN = "buka_kembali"
    HAND_OVER = "alihkan_wilayah"
    CANCEL = "batalkan"


@dataclass(frozen=True, slots=True)
class CaseTransition:
    """One allowed move of a case."""

    source: CaseStatus
    event: CaseEvent
    target: CaseStatus
    actors: tuple[Role, ...]


class CaseMoveNotAllowed(Exception):
    """The move exists, but not for this role."""

    def __init__(
        self, status: CaseStatus, role: Role, event: CaseEvent, allowed: tuple[Role, ...]
    ) -> None:
        """Keep where it stands, so that callers can say what is possible, and who may."""
        self.status = status
        self.role = role
        self.event = event
        self.allowed = allowed
        names = ", ".join(allowed)
        super().__init__(
            f"peran '{role}' tidak berwenang untuk '{event}' kasus (yang berwenang: {names})"
        )


class IllegalCaseTransition(Exception):
    """The case cannot make this move from where it stands."""

    def __init__(self, status: CaseStatus, event: CaseEvent, role: Role | None = None) -> None:
        """Keep all three, so that callers can say what is possible instead."""
        self.status = status
        self.event = event
        self.role = role
        label = "" if status.label == status.value else f" ({status.label})"
        super().__init__(f"kasus berstatus '{status}'{label} tidak dapat '{event}'")


_FIELD = (Role.TKSK, Role.COMPANION, Role.COORDINATOR, Role.SYSTEM)
_WORKER = (Role.TKSK, Role.COORDINATOR, Role.SYSTEM)
_VERIFIERS = (
    Role.VILLAGE_HEAD,
    Role.NEIGHBOURHOOD,
    Role.SOCIAL_WORKER,
    Role.UPTD_PPA,
    Role.HEALTH_FACILITY,
    Role.COORDINATOR,
)
_BEFORE_ROUTING = (
    CaseStatus.IDENTIFIED,
    CaseStatus.RECORDED,
    CaseStatus.VERIFIED,
    CaseStatus.RETURNED,
    CaseStatus.MANUAL,
)
_AFTER_ROUTING = (CaseStatus.ROUTED, CaseStatus.IN_FOLLOW_UP)
_OPEN = (*_BEFORE_ROUTING, *_AFTER_ROUTING)

CASE_TRANSITIONS: tuple[CaseTransition, ...] = (
    CaseTransition(CaseStatus.IDENTIFIED, CaseEvent.VISIT, CaseStatus.RECORDED, _FIELD),
    CaseTransition(CaseStatus.RETURNED, CaseEvent.VISIT, CaseStatus.RECORDED, _FIELD),
    CaseTransition(CaseStatus.RECORDED, CaseEvent.VERIFY, CaseStatus.VERIFIED, _VERIFIERS),
    CaseTransition(CaseStatus.IDENTIFIED, CaseEvent.VERIFY, CaseStatus.VERIFIED, _VERIFIERS),
    *(
        CaseTransition(status, CaseEvent.RETURN, CaseStatus.RETURNED, _VERIFIERS)
        for status in (CaseStatus.IDENTIFIED, CaseStatus.RECORDED, CaseStatus.VERIFIED)
    ),
    *(
        CaseTransition(status, CaseEvent.ROUTE, CaseStatus.ROUTED, _WORKER)
        for status in (*_BEFORE_ROUTING, *_AFTER_ROUTING)
    ),
    *(
        CaseTransition(status, CaseEvent.QUEUE_MANUALLY, CaseStatus.MANUAL, _WORKER)
        for status in (*_BEFORE_ROUTING, *_AFTER_ROUTING)
    ),
    CaseTransition(CaseStatus.ROUTED, CaseEvent.FOLLOW_UP, CaseStatus.IN_FOLLOW_UP, _WORKER),
    *(
        CaseTransition(status, CaseEvent.CLOSE, CaseStatus.CLOSED, _WORKER)
        for status in (*_AFTER_ROUTING, CaseStatus.MANUAL)
    ),
    CaseTransition(
        CaseStatus.CLOSED,
        CaseEvent.REOPEN,
        CaseStatus.ROUTED,
        (Role.TKSK, Role.COORDINATOR),
    ),
    *(
        CaseTransition(status, CaseEvent.HAND_OVER, CaseStatus.HANDED_OVER, _WORKER)
        for status in _OPEN
    ),
    *(
        CaseTransition(
            status,
            CaseEvent.CANCEL,
            CaseStatus.CANCELLED,
            (Role.TKSK, Role.COORDINATOR),
        )
        for status in _OPEN
    ),
)

_BY_MOVE = {(move.source, move.event): move for move in CASE_TRANSITIONS}


def case_transition(
    status: CaseStatus, event: CaseEvent, role: Role | None = None
) -> CaseTransition:
    """Look up a move of a case; with a role, whether it may make the move.

    Raises:
        IllegalCaseTransition: the table has no such move.
        CaseMoveNotAllowed: the role may not make it.
    """
    move = _BY_MOVE.get((status, event))
    if move is None:
        raise IllegalCaseTransition(status, event, role)
    if role is not None and role not in move.actors:
        raise CaseMoveNotAllowed(status, role, event, move.actors)
    return move


def case_events_from(status: CaseStatus) -> dict[CaseEvent, tuple[Role, ...]]:
    """Return what can happen to a case that stands here, and who may do it."""
    return {move.event: move.actors for move in CASE_TRANSITIONS if move.source is status}
