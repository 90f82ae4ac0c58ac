"""The month of the welfare data (DOMAIN 3.4, 6.3, PGR-09).

On days 1, 10 and the day before the cut-off each village is told how many of its cases
have stale data. On the cut-off day scheduled proposals (P4) are decided anew and those
that nothing holds leave, bundled per village. The day after, what did not leave is moved
to the next period.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from tksk_workflow.domain.calendar import cutoff_in, last_months_cutoff
from tksk_workflow.domain.referral import Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import SET_ASIDE, Counts, counted
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.isolation import work_on_claimed
from tksk_workflow.services.referrals.dispatch import NEUTRAL_SERVICE, send_in, with_cases
from tksk_workflow.services.routing.deciding import decide_all
from tksk_workflow.services.transaction import batch, reading
from tksk_workflow.store.cases import FACTS_OF_CLAIMED
from tksk_workflow.store.models import Case, DecisionRecord, Referral
from tksk_workflow.store.querying import claimed, stepping_over
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

STALE_MESSAGE = "data_basi"
BUNDLE_MESSAGE = "usulan_terjadwal"
_REMINDER_DAYS = (1, 10)
_FRESH_DAYS_PARAMETER = "masa_berlaku_data_hari"
_USUAL_FRESH_DAYS = 31


def monthly_cycle(app: Application, now: datetime, limit: int) -> Counts:
    """Do a batch of what is due on this day of the month; on other days nothing."""
    with reading(app) as uow:
        desk = Desk(app, uow, now)
        cutoff = cutoff_in(desk.today.year, desk.today.month, desk.cutoff_day)
    if desk.today == cutoff:
        return _cut_off(app, now, limit)
    with batch(app) as uow:
        desk = Desk(app, uow, now)
        if desk.today == cutoff + timedelta(days=1):
            return _freeze(desk, limit)
        if desk.today.day in _REMINDER_DAYS or desk.today == cutoff - timedelta(days=1):
            return _remind(desk, limit)
        return Counts()


def stale_before(desk: Desk) -> date:
    """Return the day before which data are stale: the later of both bounds of PGR-09."""
    days = desk.parameter(_FRESH_DAYS_PARAMETER) or _USUAL_FRESH_DAYS
    return max(last_months_cutoff(desk.today, desk.cutoff_day), desk.today - timedelta(days=days))


def _remind(desk: Desk, limit: int) -> Counts:
    tally: Counter[str] = Counter()
    stale = desk.uow.cases.stale_per_village(stale_before(desk))
    keys = {village: f"{STALE_MESSAGE}:{village}:{desk.today}" for village in stale}
    known = desk.uow.outbox.known(list(keys.values()))
    waiting = [village for village in stale if keys[village] not in known]
    for village in waiting[:limit]:
        desk.uow.outbox.put(
            keys[village],
            STALE_MESSAGE,
            f"operator_siks_desa/{village}",
            {"desa": village, "jumlah": stale[village], "diperbarui_sebelum": _cutoff_text(desk)},
            desk.now,
        )
        tally.update(desa_diingatkan=1, data_basi=stale[village])
    if tally:
        desk.uow.audit.record(
            SYSTEM.name, STALE_MESSAGE, "siklus", desk.today.isoformat(), dict(tally), desk.now
        )
    return counted(tally, more=len(waiting) > limit)


def _cutoff_text(desk: Desk) -> str:
    return cutoff_in(desk.today.year, desk.today.month, desk.cutoff_day).isoformat()


def _cut_off(app: Application, now: datetime, limit: int) -> Counts:
    """First decide anew whatever was not decided today, then send what may leave."""

    def decide(uow: UnitOfWork, cases: Sequence[Case]) -> Counter[str]:
        decided = sum(1 for _ in decide_all(Desk(app, uow, now), cases, SYSTEM))
        return Counter(diputuskan_ulang=decided)

    decided = work_on_claimed(app, now, limit, partial(_scheduled_cases, app, now), decide)
    if decided.progress:
        return Counts(decided.counts, more=True)

    def send(uow: UnitOfWork, drafts: Sequence[Referral]) -> Counter[str]:
        return _send_bundled(Desk(app, uow, now), drafts)

    sent = work_on_claimed(
        app,
        now,
        limit,
        lambda uow, most, skipping: uow.due.ready_to_send(
            now, most, (Urgency.P4,), skipping=skipping
        ),
        send,
    )
    # A case that could not be decided is not one that could not be sent: both count.
    aside = decided.counts.get(SET_ASIDE, 0) + sent.counts.get(SET_ASIDE, 0)
    return counted(Counter({**sent.counts, SET_ASIDE: aside}), more=sent.more)


def _send_bundled(desk: Desk, drafts: Sequence[Referral]) -> Counter[str]:
    """Send proposals, with one message for all of a village to a partner."""
    tally: Counter[str] = Counter()
    bundles: dict[tuple[str, str], list[Referral]] = defaultdict(list)
    for draft, case in with_cases(desk, drafts):
        hold = send_in(desk, draft, case, SYSTEM, message=False)
        if hold is not None:
            tally["ditahan_saat_kirim"] += 1
            continue
        bundles[case.village, draft.partner_code or ""].append(draft)
        tally["usulan_terkirim"] += 1
    for (village, partner), referrals in bundles.items():
        _bundle(desk, village, partner, referrals)
        tally["berkas_usulan"] += 1
    return tally


def _scheduled_cases(
    app: Application, now: datetime, uow: UnitOfWork, limit: int, skipping: Collection[int]
) -> Sequence[Case]:
    """Claim cases with scheduled drafts whose last decision is older than today."""
    today = now.astimezone(app.zone).date()
    decided_today = (
        select(DecisionRecord.id)
        .where(DecisionRecord.case_id == Case.id, DecisionRecord.decided_on >= today)
        .exists()
    )
    has_draft = (
        select(Referral.id)
        .where(
            Referral.case_id == Case.id,
            Referral.status == Status.DRAFT.value,
            Referral.urgency == Urgency.P4.value,
        )
        .exists()
    )
    wanted = (has_draft, ~decided_today, *stepping_over(Case.id, skipping))
    query = select(Case).where(*wanted).order_by(Case.id).limit(limit)
    query = query.options(*FACTS_OF_CLAIMED)
    return uow.session.scalars(claimed(query, Case)).all()


def _bundle(desk: Desk, village: str, partner: str, referrals: list[Referral]) -> None:
    """One message for all proposals of a village to a partner."""
    desk.uow.outbox.put(
        f"{BUNDLE_MESSAGE}:{village}:{partner}:{referrals[0].code}",
        BUNDLE_MESSAGE,
        f"mitra/{partner}",
        {
            "desa": village,
            "rujukan": [
                {
                    "kode": referral.code,
                    "layanan": NEUTRAL_SERVICE
                    if referral.closed_handling
                    else desk.pack.services.get(referral.service, referral.service),
                }
                for referral in referrals
            ],
        },
        desk.now,
    )


def _freeze(desk: Desk, limit: int) -> Counts:
    """Move what did not leave to the next period."""
    query = (
        select(Referral)
        .where(
            Referral.status == Status.DRAFT.value,
            Referral.urgency == Urgency.P4.value,
            Referral.send_due_at <= desk.now,
        )
        .order_by(Referral.id)
        .limit(limit)
    )
    late = desk.uow.session.scalars(claimed(query, Referral)).all()
    for draft in late:
        draft.send_due_at = desk.send_due(Urgency.P4, draft.case.village)
    tally = Counter({"pindah_ke_periode_berikut": len(late)})
    if late:
        desk.uow.audit.record(
            SYSTEM.name, "pembekuan", "siklus", desk.today.isoformat(), dict(tally), desk.now
        )
    return counted(tally, more=len(late) == limit)
