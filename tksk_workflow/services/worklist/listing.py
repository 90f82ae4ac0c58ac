"""What waits for somebody today, the most pressing first; codes only, no identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.areas import NATIONAL
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.delivery import LONG_WAIT
from tksk_workflow.domain.referral import BusinessStatus, Role, Status
from tksk_workflow.messaging.troubles import in_words
from tksk_workflow.services.access import OwnArea, areas_of, own_code, posts_of
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import NotPermitted
from tksk_workflow.services.facts.known import process_facts
from tksk_workflow.services.lifecycle.settling import NOT_REACHED, Level, matter_of
from tksk_workflow.services.outbox.closed_ways import closed_in
from tksk_workflow.services.transaction import reading
from tksk_workflow.services.worklist.field import field_work, follow_ups, referral_work
from tksk_workflow.services.worklist.items import Task, WorkItem, Worklist, about_referral
from tksk_workflow.services.worklist.matters import Matter, for_coordinator, for_helper, for_tksk
from tksk_workflow.store.models import Case, Referral

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_MOST = 500
_WITHOUT_URGENCY = "P9"


def worklist(app: Application, actor: Actor, now: datetime) -> Worklist:
    """Return what waits for the actor on the day that it is where they work.

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
        place = next(iter(areas_of(uow, actor)), NATIONAL)
        day = desk.today if place == NATIONAL else desk.today_in(place)
    return Worklist(actor.name, day, tuple(items))


def _order(item: WorkItem) -> tuple[str, date, str, str]:
    return (
        item.urgency or _WITHOUT_URGENCY,
        item.due or date.max,
        item.case or "",
        item.referral or "",
    )


def _for_tksk(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    cases = _open_cases(desk, actor)
    yield from field_work(desk, cases, closed_too=True)
    yield from referral_work(desk, cases)
    yield from follow_ups(desk, actor.user)
    yield from _escalations(desk, (Level.TKSK,), None, {case.id for case in cases})
    yield from _matters(for_tksk(desk, actor, areas_of(desk.uow, actor)))


def _for_companion(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    cases = _open_cases(desk, actor, closed=False)
    yield from field_work(desk, cases, closed_too=False)
    yield from _matters(for_helper(desk, actor.user))


def _for_coordinator(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    areas = areas_of(desk.uow, actor)
    for case in desk.uow.cases.listed(
        statuses=[CaseStatus.MANUAL], area=areas, limit=_MOST, pressing_first=True
    ):
        yield WorkItem(Task.MANUAL, case.code, None, "tentukan rujukannya", case.urgency)
    for referral in desk.uow.referrals.listed(
        statuses=[Status.DRAFT],
        without_partner=True,
        area=areas,
        limit=_MOST,
        pressing_first=True,
    ):
        yield about_referral(Task.FIND_PARTNER, referral, "belum ada mitra yang dapat melayani")
    yield from _escalations(desk, (Level.COORDINATOR,), areas, None)
    yield from _matters(for_coordinator(desk, areas))
    for number in desk.uow.outbox.given_up():
        text = f"pesan {number} tidak terkirim: perbaiki alamatnya, lalu tksk outbox retry"
        yield WorkItem(Task.UNDELIVERED, None, None, text)
    for way in closed_in(desk.uow, desk.app.settings, desk.now):
        text = (
            f"{way.messages} pesan lewat {way.channel} menunggu lebih dari {LONG_WAIT.days} hari, "
            f"{in_words(way.last_error)}; hubungi pengelola sistem"
        )
        yield WorkItem(Task.CLOSED_WAY, None, None, text)


def _for_verifier(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    areas = areas_of(desk.uow, actor)
    for referral in desk.uow.referrals.listed(
        statuses=[Status.DRAFT],
        business=BusinessStatus.AWAITING_RECOMMENDATION,
        area=areas,
        limit=_MOST,
        pressing_first=True,
    ):
        yield about_referral(Task.RECOMMEND, referral, "mitra menunggu rekomendasi Dinas Sosial")
    yield from _escalations(desk, (Level.DINSOS,), areas, None)


def _for_partner(desk: Desk, actor: Actor) -> Iterator[WorkItem]:
    code = own_code(desk.uow, actor)
    yield from _matters(for_helper(desk, code))
    # Whoever serves many must still see what is new: the two do not share one limit.
    for statuses in ([Status.REQUESTED], [Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD]):
        for referral in desk.uow.referrals.listed(
            statuses=statuses, partner=code, limit=_MOST, with_case=True, pressing_first=True
        ):
            yield _at_partner(desk, referral)


def _at_partner(desk: Desk, referral: Referral) -> WorkItem:
    asked = referral.status == Status.REQUESTED.value
    due = referral.answer_due_at if asked else None
    return WorkItem(
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
    cases = _open_cases(desk, actor, closed=closed)
    verifications = desk.uow.cases.verifications_of([case.id for case in cases])
    for case in cases:
        facts = process_facts(case, (), verifications[case.id])
        done = facts["verifikasi_tertutup" if closed else "verifikasi_desa"]
        own = any(
            found.role == actor.role.value and found.matches for found in verifications[case.id]
        )
        if not done and not own:
            yield WorkItem(Task.VERIFY, case.code, None, "periksa kecocokan data", case.urgency)


def _open_cases(desk: Desk, actor: Actor, *, closed: bool | None = None) -> list[Case]:
    """All of the actor's open cases: what waits for somebody is found by looking at each."""
    unknown = posts_of(desk.uow, actor) is None
    found = list(
        desk.uow.cases.listed(
            statuses=[status for status in CaseStatus if status.is_open],
            worker=actor.user if actor.role is Role.TKSK and unknown else None,
            area=areas_of(desk.uow, actor),
            limit=None,
            with_facts=True,
            closed_handling=closed,
        )
    )
    if actor.role is not Role.TKSK:
        return found
    own = OwnArea(desk.uow, actor)
    mine = [case for case in found if case.village in own]
    known = {case.id for case in mine}
    helped = desk.uow.offers.of_helper(actor.user, accepted=True)
    return [*mine, *(case for case in helped if case.id not in known)]


def _escalations(
    desk: Desk, levels: tuple[Level, ...], areas: tuple[str, ...] | None, cases: set[int] | None
) -> Iterator[WorkItem]:
    at = [level.value for level in levels]
    found = desk.uow.escalations.listed(
        at, area=areas, worker=None, only_open=True, limit=_MOST, cases=cases
    )
    for item, village in found:
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
