"""What waits for somebody today, the most pressing first; codes only, no identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, Role, Status
from tksk_workflow.services.access import OwnArea, area_of
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import NotPermitted
from tksk_workflow.services.facts.known import process_facts
from tksk_workflow.services.lifecycle.settling import NOT_REACHED, Level, matter_of
from tksk_workflow.services.routing.told_holds import reasons_told
from tksk_workflow.services.transaction import reading
from tksk_workflow.services.worklist.matters import Matter, for_coordinator, for_helper, for_tksk
from tksk_workflow.store.models import Case, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

QUESTIONS_SHOWN = 3
_MOST = 500
_WITHOUT_URGENCY = "P9"


class Task(StrEnum):
    """What has to be done, with the words on the list."""

    FOLLOW_UP = "tindak_lanjut"
    ESCALATION = "eskalasi"
    VISIT = "kunjungi"
    ASK = "tanyakan"
    VERIFY = "verifikasi"
    AWAIT_VERIFICATION = "menunggu_verifikasi"
    HELD = "rujukan_tertahan"
    FIND_PARTNER = "cari_mitra"
    RECOMMEND = "beri_rekomendasi"
    CONFIRM = "konfirmasi_penerimaan"
    OUTCOME = "isi_keberfungsian"
    CLOSE = "siap_ditutup"
    MANUAL = "antrean_manual"
    ANSWER = "jawab_rujukan"
    SERVE = "beri_layanan"
    VACANCY = "kecamatan_kosong"
    AGE = "usia_tksk"
    UNDELIVERED = "pesan_gagal"
    ACTIVITY = "kegiatan_kurang"
    AGREEMENT = "perjanjian_berakhir"
    MISMATCH = "hasil_pusat_berbeda"
    LOAD = "beban_kasus"
    OFFER = "tawaran_kasus"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of a work list.

    Attributes:
        text: Indonesian; why it waits.
        due: until when, where there is a date.
    """

    task: Task
    case: str | None
    referral: str | None
    text: str
    urgency: str | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Worklist:
    """Everything that waits for one actor."""

    actor: str
    day: date
    items: tuple[WorkItem, ...]

    def of(self, task: Task) -> tuple[WorkItem, ...]:
        """Return the lines of one kind."""
        return tuple(item for item in self.items if item.task is task)


def worklist(app: Application, actor: Actor, now: datetime) -> Worklist:
    """Return what waits for the actor on this day.

    Raises:
        NotPermitted: the role has no work list.
    """
    makers = {
        Role.TKSK: _for_tksk,
        Role.COMPANION: _for_companion,
        Role.COORDINATOR: _for_coordinator,
        Role.DINSOS_VERIFIER: _for_verifier,
        Role.PARTNER: _for_partner,
        Role.VILLAGE_HEAD: _for_village,
        Role.NEIGHBOURHOOD: _for_village,
        Role.SOCIAL_WORKER: _for_closed_circle,
        Role.UPTD_PPA: _for_closed_circle,
        Role.HEALTH_FACILITY: _for_closed_circle,
    }
    if actor.role not in makers:
        raise NotPermitted(f"peran '{actor.role.value}' tidak punya daftar kerja")
    with reading(app) as uow:
        desk = Desk(app, uow, now)
        items = sorted(makers[actor.role](desk, actor), key=_order)
    return Worklist(actor.name, desk.today, tuple(items))


def _order(item: WorkItem) -> tuple[str, date, str, str]:
    return (
        item.urgency or _WITHOUT_URGENCY,
        item.due or date.max,
        item.case or "",
        item.referral or "",
    )


def _for_tksk(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    cases = _open_cases(desk, actor)
    yield from _field_work(desk, cases, closed_too=True)
    yield from _referral_work(desk, cases)
    yield from _follow_ups(desk, actor.user)
    area = area_of(desk.uow, actor)
    yield from _escalations(desk, (Level.TKSK,), area, {case.id for case in cases})
    yield from _matters(for_tksk(desk, actor.user, area))


def _for_companion(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    cases = [case for case in _open_cases(desk, actor) if not case.closed_handling]
    yield from _field_work(desk, cases, closed_too=False)
    yield from _matters(for_helper(desk, actor.user))


def _for_coordinator(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    area = area_of(desk.uow, actor)
    for case in desk.uow.cases.listed(statuses=[CaseStatus.MANUAL], area=area, limit=_MOST):
        yield WorkItem(Task.MANUAL, case.code, None, "tentukan rujukannya", case.urgency)
    for referral in desk.uow.referrals.listed(statuses=[Status.DRAFT], area=area, limit=_MOST):
        if referral.partner_code is None:
            yield _line(Task.FIND_PARTNER, referral, "belum ada mitra yang dapat melayani")
    yield from _escalations(desk, (Level.COORDINATOR,), area, None)
    yield from _matters(for_coordinator(desk, area))
    for number in desk.uow.outbox.given_up():
        text = f"pesan {number} tidak terkirim: perbaiki alamatnya, lalu tksk outbox retry"
        yield WorkItem(Task.UNDELIVERED, None, None, text)


def _for_verifier(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    area = area_of(desk.uow, actor)
    for referral in desk.uow.referrals.listed(statuses=[Status.DRAFT], area=area, limit=_MOST):
        if referral.business_status == BusinessStatus.AWAITING_RECOMMENDATION.value:
            yield _line(Task.RECOMMEND, referral, "mitra menunggu rekomendasi Dinas Sosial")
    yield from _escalations(desk, (Level.DINSOS,), area, None)


def _for_partner(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    yield from _matters(for_helper(desk, actor.user))
    for referral in desk.uow.referrals.listed(
        statuses=[Status.REQUESTED, Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD],
        partner=actor.user,
        limit=_MOST,
        with_case=True,
    ):
        asked = referral.status == Status.REQUESTED.value
        due = referral.answer_due_at if asked else None
        yield WorkItem(
            Task.ANSWER if asked else Task.SERVE,
            None,
            referral.code,
            "terima, antrekan, atau tolak" if asked else Status(referral.status).label,
            referral.urgency,
            None if due is None else _local_day(desk, due, referral.case.village),
        )


def _for_village(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    yield from _to_verify(desk, actor, closed=False)


def _for_closed_circle(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    yield from _to_verify(desk, actor, closed=True)


def _to_verify(desk: Desk, actor: Actor, *, closed: bool) -> Iterator[WorkItem]:
    cases = [case for case in _open_cases(desk, actor) if case.closed_handling is closed]
    verifications = desk.uow.cases.verifications_of([case.id for case in cases])
    for case in cases:
        facts = process_facts(case, (), verifications[case.id])
        done = facts["verifikasi_tertutup" if closed else "verifikasi_desa"]
        own = any(
            found.role == actor.role.value and found.matches for found in verifications[case.id]
        )
        if not done and not own:
            yield WorkItem(Task.VERIFY, case.code, None, "periksa kecocokan data", case.urgency)


def _open_cases(desk: Desk, actor: Actor) -> list[Case]:
    statuses = [status for status in CaseStatus if status.is_open]
    area = area_of(desk.uow, actor)
    worker = actor.user if actor.role is Role.TKSK and area is None else None
    found = desk.uow.cases.listed(
        statuses=statuses, worker=worker, area=area, limit=_MOST, with_facts=True
    )
    if actor.role is not Role.TKSK:
        return list(found)
    own = OwnArea(desk.uow, actor)
    mine = [case for case in found if case.village in own]
    known = {case.id for case in mine}
    helped = desk.uow.offers.of_helper(actor.user, accepted=True)
    return [*mine, *(case for case in helped if case.id not in known)]


def _field_work(desk: Desk, cases: list[Case], *, closed_too: bool) -> Iterator[WorkItem]:
    """Visits to make, verifications that are missing, questions to ask."""
    ids = [case.id for case in cases]
    visits, verifications = desk.uow.cases.visits_of(ids), desk.uow.cases.verifications_of(ids)
    for case in cases:
        facts = process_facts(case, visits[case.id], verifications[case.id])
        if not facts["kunjungan_rumah"]:
            tried = [visit for visit in visits[case.id] if not visit.done]
            text = "kunjungan tertunda" if tried else "belum dikunjungi"
            yield WorkItem(Task.VISIT, case.code, None, text, case.urgency)
        elif closed_too and not case.closed_handling and not facts["verifikasi_desa"]:
            text = "kades dan RT/RW belum lengkap memverifikasi"
            yield WorkItem(Task.AWAIT_VERIFICATION, case.code, None, text, case.urgency)
        if closed_too and case.closed_handling and not facts["verifikasi_tertutup"]:
            text = "menunggu peksos, UPTD PPA, atau faskes"
            yield WorkItem(Task.AWAIT_VERIFICATION, case.code, None, text, case.urgency)
    if closed_too:
        yield from _questions(desk, cases)


def _questions(desk: Desk, cases: list[Case]) -> Iterator[WorkItem]:
    settled = (CaseStatus.IN_FOLLOW_UP.value, CaseStatus.MANUAL.value)
    undecided = {case.id: case for case in cases if case.status not in settled}
    for number, asked in desk.uow.cases.still_to_ask(undecided).items():
        questions = [desk.pack.facts[name].put for name in asked if name in desk.pack.facts]
        if questions:
            case, text = undecided[number], " ".join(questions[:QUESTIONS_SHOWN])
            yield WorkItem(Task.ASK, case.code, None, text, case.urgency)


def _referral_work(desk: Desk, cases: list[Case]) -> Iterator[WorkItem]:
    """What is held and why, what must be confirmed, and which cases can end."""
    open_ = desk.uow.referrals.open_of_cases([case.id for case in cases])
    papers = desk.uow.cases.papers([case.id for case in cases if open_[case.id]])
    for case in cases:
        for referral in open_[case.id]:
            if referral.status == Status.DRAFT.value and referral.held_by:
                reasons = reasons_told(referral, papers.get(case.id), desk.pack)
                yield _line(Task.HELD, referral, reasons)
            elif referral.business_status == BusinessStatus.DELIVERED.value:
                yield _line(Task.CONFIRM, referral, "mitra melaporkan penyerahan; pastikan")
        if case.status == CaseStatus.IN_FOLLOW_UP.value and not open_[case.id]:
            if case.functioning is None:
                yield WorkItem(Task.OUTCOME, case.code, None, "semua rujukan selesai", case.urgency)
            else:
                yield WorkItem(Task.CLOSE, case.code, None, "bukti dan hasil lengkap", case.urgency)


def _follow_ups(desk: Desk, worker: str) -> Iterator[WorkItem]:
    waiting = desk.uow.follow_ups.waiting_for(worker, desk.now, desk.app.zone, _MOST)
    for item, referral in waiting:
        late = "terlambat" if item.due_on < desk.today_in(referral.case.village) else "hari ini"
        yield WorkItem(
            Task.FOLLOW_UP,
            f"K-{referral.case_id:06d}",
            referral.code,
            f"tindak lanjut ke-{item.number}, {late}",
            referral.urgency,
            item.due_on,
        )


def _escalations(
    desk: Desk, levels: tuple[Level, ...], area: str | None, only: set[int] | None
) -> Iterator[WorkItem]:
    at = [level.value for level in levels]
    found = desk.uow.escalations.listed(at, area=area, worker=None, only_open=True, limit=_MOST)
    for item, village in found:
        if only is None or item.case_id in only:
            unmet = matter_of(item.key).startswith(f"{NOT_REACHED}:")
            yield WorkItem(
                Task.VISIT if unmet and item.level == Level.TKSK else Task.ESCALATION,
                f"K-{item.case_id:06d}",
                None if item.referral_id is None else f"R-{item.referral_id:06d}",
                f"E-{item.id}: {item.reason}",
                due=None if item.due_at is None else _local_day(desk, item.due_at, village),
            )


def _local_day(desk: Desk, moment: datetime, village: str) -> date:
    return moment.astimezone(desk.app.zone_of(village)).date()


def _matters(found: Iterable[Matter]) -> Iterator[WorkItem]:
    for matter in found:
        yield WorkItem(Task(matter.kind), matter.case, None, matter.text, due=matter.due)


def _line(task: Task, referral: Referral, text: str) -> WorkItem:
    return WorkItem(task, f"K-{referral.case_id:06d}", referral.code, text, referral.urgency)
