"""Identification: a new case, further facts, and handing a case over (S22, S55)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.case import CaseEvent, CaseStatus
from tksk_workflow.domain.referral import Role, Status
from tksk_workflow.domain.rulepack import GuardAction, GuardStage
from tksk_workflow.services.access import kecamatan_of, require_access
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.closing import end_referrals
from tksk_workflow.services.cases.new_case import NewCase, require_usable, require_village
from tksk_workflow.services.cases.one_at_a_time import require_no_open_case
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.facts.input import merge_facts, without_identity
from tksk_workflow.services.facts.persons import Identity, Recognised, recognise
from tksk_workflow.services.lifecycle.moves import move_case, note_case
from tksk_workflow.services.lifecycle.settling import settle_all
from tksk_workflow.services.routing.deciding import DecisionOutcome, decide_if_urgent
from tksk_workflow.services.routing.readiness import by_when
from tksk_workflow.services.transaction import transaction
from tksk_workflow.services.what_next import finished
from tksk_workflow.store.models import Case, CaseDetail

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

__all__ = [
    "FactsUpdated",
    "HandedOver",
    "NewCase",
    "Registered",
    "hand_over",
    "identify",
    "register_case",
    "register_in",
    "require_intake_role",
    "update_facts",
]

REGISTER = "daftarkan"
_INTAKE_ROLES = (
    Role.TKSK,
    Role.COMPANION,
    Role.VILLAGE_OPERATOR,
    Role.COORDINATOR,
    Role.SOCIAL_WORKER,
    Role.UPTD_PPA,
    Role.SYSTEM,
)
_FACT_ROLES = (*_INTAKE_ROLES, Role.DINSOS_VERIFIER, Role.HEALTH_FACILITY)
_NOTHING_STATED = InputProblem(
    "fakta", "belum ada yang diisi", "contoh: desil=3; FAKTA= menarik jawaban kembali"
)
_MOVED = "klien pindah ke kecamatan lain"
_WITH_PARTNER = (Status.ACCEPTED.value, Status.IN_PROGRESS.value, Status.ON_HOLD.value)


@dataclass(frozen=True, slots=True)
class Registered:
    """The answer of `register_case`.

    Attributes:
        warnings: Indonesian sentences: an odd NIK, a full case-load, whom to ask for help.
        decision: what was decided at once because the case is an emergency.
    """

    case: str
    worker: str
    status: CaseStatus
    warnings: tuple[str, ...]
    decision: DecisionOutcome | None


@dataclass(frozen=True, slots=True)
class FactsUpdated:
    """The answer of `update_facts`."""

    case: str
    changed: bool
    decision: DecisionOutcome | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The answer of `hand_over`: the case that ended and the one that carries on."""

    case: str
    new_case: str
    worker: str


def register_case(
    app: Application, actor: Actor, new: NewCase, now: datetime, *, forward: bool = False
) -> Registered:
    """Open a case; with ``forward`` also for the TKSK of another kecamatan, who takes it over.

    Raises:
        InvalidInput: something entered cannot be used; all of it is listed.
        Refused: the person lives in another kecamatan (PGR-19) and is not forwarded there.
        Conflict: the person has an open case.
        NotPermitted: the role opens no cases.
    """
    with transaction(app) as uow:
        desk = Desk(app, uow, now)
        found = identify(desk, actor, new)
        return register_in(desk, actor, new, found, forward=forward)


def require_intake_role(actor: Actor) -> None:
    """Refuse who opens no cases.

    Raises:
        NotPermitted: the role is not one of those.
    """
    if actor.role not in _INTAKE_ROLES:
        raise NotPermitted(f"peran '{actor.role.value}' tidak mendaftarkan kasus")


def identify(desk: Desk, actor: Actor, new: NewCase) -> Recognised:
    """Check what was entered, and find or add the person."""
    require_intake_role(actor)
    require_usable(new, desk.pack, desk.today_in(new.village))
    return recognise(
        desk,
        Identity(new.kind.value, new.name, new.nik, new.birth_date, new.sex, new.family_card),
        new.village,
    )


def register_in(
    desk: Desk, actor: Actor, new: NewCase, found: Recognised, *, forward: bool = False
) -> Registered:
    """Open a case of an identified person within a transaction; see `register_case`."""
    inside = desk.is_own(actor, new.village)
    forwarded = forward and not inside
    worker = desk.worker_of(new.village, actor, own=not forwarded)
    verdicts = desk.require(
        GuardStage.INTAKE,
        {
            "nik_beda_tanggal_lahir": found.check.birth_date_differs,
            # Whoever hands it over at once does not work outside of the own kecamatan.
            "dalam_wilayah_tksk": inside or forwarded,
            "beban_kasus": desk.case_load(worker) + 1,
        },
        f"alihkan ke TKSK kecamatan {kecamatan_of(new.village)} dengan --forward",
    )
    if found.known:
        require_no_open_case(desk, found.person.id)
    flags = [one.guard.id for one in verdicts if one.guard.action is GuardAction.FLAG]
    case = _new_case(desk, new, found, worker, flags)
    if new.facts:
        merge_facts(desk, case, without_identity(new.facts), actor)
    desk.uow.cases.add(case)
    if forwarded:
        _forward(desk, case, actor)
    desk.count_case(worker)
    note_case(
        desk.uow,
        case,
        REGISTER,
        actor,
        desk.now,
        {
            "ke": case.status,
            "kanal": new.channel,
            "petugas": worker,
            "status_nik": found.person.nik_status,
            "tanda": flags,
        },
    )
    decision = decide_if_urgent(desk, case, fresh=True)
    told = [one.guard.reason for one in verdicts if one.guard.action is not GuardAction.RECORD]
    return Registered(
        case=case.code,
        worker=worker,
        status=CaseStatus(case.status),
        warnings=(*(anomaly.label for anomaly in found.anomalies), *told),
        decision=decision,
    )


def update_facts(
    app: Application, actor: Actor, case: str | int, facts: Mapping[str, Any], now: datetime
) -> FactsUpdated:
    """Add or change facts; the data count as up to date. An emergency is decided at once.

    What was stated today already and has been decided upon changes nothing and leaves no trace.

    Raises:
        InvalidInput: nothing is stated, or a fact is wrong; all of them are listed.
        Refused: a TKSK enters a recommendation of the Dinas Sosial (PGR-02).
        Conflict: the case is finished.
        NotFound, NotPermitted: as everywhere.
    """
    if actor.role not in _FACT_ROLES:
        raise NotPermitted(f"peran '{actor.role.value}' tidak mengubah fakta kasus")
    if not facts:
        raise InvalidInput([_NOTHING_STATED])
    with transaction(app) as uow:
        found = uow.cases.claim(case)
        require_access(uow, actor, found)
        if not CaseStatus(found.status).is_open:
            raise finished(found.code, CaseStatus(found.status))
        desk = Desk(app, uow, now)
        changed = merge_facts(desk, found, facts, actor)
        today = desk.today_in(found.village)
        if not (changed or found.needs_decision) and found.data_updated_on == today:
            return FactsUpdated(found.code, changed=False)
        if "pembaruan_terakhir" not in facts:
            found.data_updated_on = today
        found.updated_at = now
        # How many, not which: the names of facts tell what is wrong with somebody.
        note_case(uow, found, "perbarui_data", actor, now, {"jumlah": len(changed)})
        decision = decide_if_urgent(desk, found)
        return FactsUpdated(found.code, bool(changed), decision)


def hand_over(
    app: Application, actor: Actor, case: str | int, village: str, now: datetime
) -> HandedOver:
    """Hand a case over to the TKSK of the kecamatan to which the person has moved (S22).

    The old case ends, a new one goes on with the same person and facts; the TKSK who had it
    hears how it goes on. Drafts are taken back and unanswered referrals withdrawn; visit
    and verification start anew.

    Raises:
        InvalidInput: not a village, or one of the same kecamatan.
        Conflict: a partner is already helping, or the case is finished.
        NotFound, NotPermitted, Refused: as everywhere.
    """
    require_village(village)
    with transaction(app) as uow:
        uow.workers.hold_register()
        old = uow.cases.claim(case)
        require_access(uow, actor, old)
        if kecamatan_of(village) == kecamatan_of(old.village):
            raise InvalidInput(
                [InputProblem("desa", "masih di kecamatan yang sama, tidak perlu dialihkan")]
            )
        busy = [r.code for r in uow.referrals.open_of_case(old.id) if r.status in _WITH_PARTNER]
        if busy:
            raise Conflict(
                f"{old.code} masih dilayani mitra: {', '.join(busy)}",
                "selesaikan atau cabut dahulu rujukan itu",
            )
        desk = Desk(app, uow, now)
        worker = desk.worker_of(village, actor, own=False)
        move_case(uow, old, CaseEvent.HAND_OVER, actor, now, reason=_MOVED)
        end_referrals(uow, old, actor, now, _MOVED)
        old.handed_to = worker
        settle_all(uow, old, _MOVED, now)
        uow.flush()
        new = uow.cases.add(
            Case(
                person_id=old.person_id,
                status=CaseStatus.IDENTIFIED.value,
                village=village,
                worker=worker,
                home_worker=old.worker,
                channel="pengalihan",
                closed_handling=old.closed_handling,
                opened_at=now,
                updated_at=now,
                ready_by=by_when(desk, village),
                data_updated_on=old.data_updated_on,
                flags=[],
                detail=CaseDetail(pmks=list(old.detail.pmks), facts=dict(old.detail.facts)),
            )
        )
        data = {"ke": new.status, "kanal": new.channel, "petugas": worker, "dari_kasus": old.code}
        note_case(uow, new, REGISTER, actor, now, data)
        uow.outbox.put(
            f"pengalihan:{new.code}", "pengalihan", f"tksk/{worker}", {"kasus": new.code}, now
        )
        return HandedOver(old.code, new.code, worker)


def _new_case(desk: Desk, new: NewCase, found: Recognised, worker: str, flags: list[str]) -> Case:
    types = sorted(set(new.pmks))
    return Case(
        person=found.person,
        status=CaseStatus.IDENTIFIED.value,
        village=new.village,
        worker=worker,
        channel=new.channel,
        closed_handling=any(desk.pack.pmks_types[code].closed for code in types),
        opened_at=desk.now,
        updated_at=desk.now,
        ready_by=by_when(desk, new.village),
        data_updated_on=new.data_updated_on or desk.today_in(new.village),
        flags=flags,
        detail=CaseDetail(pmks=types, facts={}),
    )


def _forward(desk: Desk, case: Case, actor: Actor) -> None:
    """Tell the TKSK there of a new case, and keep the finder informed."""
    case.home_worker = actor.user
    desk.uow.outbox.put(
        f"pengalihan:{case.code}",
        "pengalihan",
        f"tksk/{case.worker}",
        {"kasus": case.code},
        desk.now,
    )
