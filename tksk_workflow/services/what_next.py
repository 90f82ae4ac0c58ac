"""What can be done instead, when a life cycle refuses a step: the remedy beside the refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from tksk_workflow.domain.case import CaseStatus, case_events_from
from tksk_workflow.domain.referral import Role, Status, events_from
from tksk_workflow.services.errors import Conflict

E = TypeVar("E", bound=StrEnum)

_ENDED = {
    CaseStatus.CLOSED: "catatannya tetap; bila keadaannya berubah, buka kembali dengan "
    "'tksk case reopen'",
    CaseStatus.CANCELLED: "kasus yang dibatalkan tidak dibuka lagi; bila perlu daftarkan kasus "
    "baru dengan 'tksk case add'",
    CaseStatus.HANDED_OVER: "dilanjutkan sebagai kasus lain di kecamatan tujuan; "
    "kodenya ada pada 'tksk case show'",
}


def after_referral(status: Status, role: Role) -> str:
    """Say what a role can do with a referral that stands here, or who can do what."""
    if not status.is_open and role is not Role.COORDINATOR:
        return "rujukan ini sudah berakhir; bila salah catat, koordinator dapat menyatakannya"
    return _said(events_from(status), role) or "rujukan ini sudah berakhir"


def after_case(status: CaseStatus, role: Role | None) -> str:
    """Say what a role can do with a case that stands here, or who can do what."""
    return _ENDED.get(status) or _said(case_events_from(status), role)


def finished(code: str, status: CaseStatus) -> Conflict:
    """Return the refusal of work on a case that has ended, with what can be done instead."""
    return Conflict(f"{code} sudah {status.label}", after_case(status, None))


def _said(events: Mapping[E, tuple[Role, ...]], role: Role | None) -> str:
    own = [event for event, actors in events.items() if role in actors]
    if own:
        return f"dari sini peran '{role}' dapat: {_words(own)}"
    others: dict[tuple[Role, ...], list[E]] = {}
    for event, actors in events.items():
        shown = tuple(one for one in actors if one is not Role.SYSTEM)
        others.setdefault(shown, []).append(event)
    told = "; ".join(f"{_words(found)} oleh {', '.join(who)}" for who, found in others.items())
    return f"dari sini yang mungkin: {told}" if told else ""


def _words(events: Sequence[StrEnum]) -> str:
    return ", ".join(event.value.replace("_", " ") for event in events)
