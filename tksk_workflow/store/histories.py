"""Do the statuses of cases and referrals follow from the audit log?

The log says of every move from which status (``dari``) to which (``ke``) it led and
by which event. Replayed from the start it must make only moves that the domain's
tables allow, by roles that may make them, and end at the status that the row has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tksk_workflow.domain.case import (
    CaseEvent,
    CaseMoveNotAllowed,
    CaseStatus,
    IllegalCaseTransition,
    case_transition,
)
from tksk_workflow.domain.referral import (
    Event,
    IllegalTransition,
    NotAllowed,
    Role,
    Status,
    transition,
)
from tksk_workflow.store.models import AuditEntry, Case, Referral

REFERRAL_ENTITY = "rujukan"
CASE_ENTITY = "kasus"
FROM = "dari"
TO = "ke"
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class _LifeCycle:
    """One of the two life cycles, for the replay."""

    entity: str
    letter: str
    start: str
    statuses: frozenset[str]
    target: Callable[[str, str, Role], str]


def _referral_target(source: str, event: str, role: Role) -> str:
    return transition(Status(source), Event(event), role).target.value


def _case_target(source: str, event: str, role: Role) -> str:
    return case_transition(CaseStatus(source), CaseEvent(event), role).target.value


_REFERRALS = _LifeCycle(
    REFERRAL_ENTITY, "R", Status.DRAFT.value, frozenset(Status), _referral_target
)
_CASES = _LifeCycle(
    CASE_ENTITY, "K", CaseStatus.IDENTIFIED.value, frozenset(CaseStatus), _case_target
)


def history_problems(session: Session) -> Iterator[str]:
    """Name every case and referral whose status does not follow from the log."""
    yield from _problems(session, _CASES, session.execute(select(Case.id, Case.status)))
    yield from _problems(session, _REFERRALS, session.execute(select(Referral.id, Referral.status)))


def _problems(
    session: Session, cycle: _LifeCycle, rows: Iterable[tuple[int, str]]
) -> Iterator[str]:
    statuses = {f"{cycle.letter}-{number:06d}": status for number, status in rows}
    reached: dict[str, str] = {}
    wrong: set[str] = set()
    for code, actor, action, data in _entries(session, cycle.entity):
        known = reached.setdefault(code, cycle.start)
        if FROM not in data or code in wrong:
            continue
        problem = _move_problem(cycle, known, actor, action, data)
        if problem is None:
            reached[code] = data[TO]
        else:
            wrong.add(code)
            yield f"{cycle.entity} {code}: {problem}"
    for code, status in statuses.items():
        if status not in cycle.statuses:
            yield f"{cycle.entity} {code}: status '{status}' tidak dikenal"
        elif code not in reached:
            yield f"{cycle.entity} {code}: tidak ada jejak auditnya"
        elif code not in wrong and reached[code] != status:
            yield (
                f"{cycle.entity} {code}: statusnya '{status}', "
                f"sedangkan jejak audit berakhir pada '{reached[code]}'"
            )
    for code in reached:
        if code not in statuses:
            yield f"{cycle.entity} {code}: ada dalam jejak audit, tetapi datanya hilang"


def _move_problem(
    cycle: _LifeCycle, known: str, actor: str, action: str, data: dict[str, Any]
) -> str | None:
    source, target = data[FROM], data.get(TO)
    if source != known:
        return f"jejak audit melompat dari '{known}' ke '{source}'"
    role_name = actor.partition("/")[0]
    try:
        role = Role(role_name)
        allowed = cycle.target(source, action, role)
    except (IllegalTransition, IllegalCaseTransition, NotAllowed, CaseMoveNotAllowed) as error:
        return str(error)
    except ValueError:
        return f"jejak audit memuat kejadian '{action}' oleh '{role_name}' yang tidak dikenal"
    if allowed != target:
        return f"kejadian '{action}' dari '{source}' tercatat menuju '{target}'"
    return None


def _entries(session: Session, entity: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    query = (
        select(AuditEntry.entity_id, AuditEntry.actor, AuditEntry.action, AuditEntry.data)
        .where(AuditEntry.entity == entity)
        .order_by(AuditEntry.number)
        .execution_options(yield_per=_BATCH)
    )
    yield from session.execute(query)
