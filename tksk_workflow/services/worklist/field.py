"""What the people in the field have to do about their cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, Status
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.facts.known import process_facts
from tksk_workflow.services.follow_up.kinds import ContactOutcome
from tksk_workflow.services.routing.told_holds import reasons_told
from tksk_workflow.services.worklist.items import Task, WorkItem, about_referral
from tksk_workflow.store.models import Case, FollowUp, Referral

QUESTIONS_SHOWN = 3
_RECEIVED = (ContactOutcome.RECEIVED_BETTER.value, ContactOutcome.RECEIVED_NOT_BETTER.value)
_ASK_PARTNER = "klien menyatakan sudah menerima; minta mitra menjawab, lalu catat bukti"
_TAKE_PROOF = "klien menyatakan sudah menerima; catat bukti"
_MOST = 500


def field_work(desk: Desk, cases: list[Case], *, closed_too: bool) -> Iterator[WorkItem]:
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


def referral_work(desk: Desk, cases: list[Case]) -> Iterator[WorkItem]:
    """What is held and why, what must be confirmed, and which cases can end."""
    open_ = desk.uow.referrals.open_of_cases([case.id for case in cases])
    helped = desk.uow.referrals.helped([number for number, found in open_.items() if not found])
    told = desk.uow.follow_ups.last_outcomes(
        [one.id for found in open_.values() for one in found if one.sent_at is not None],
        besides=ContactOutcome.NOT_REACHED.value,
    )
    papers = desk.uow.cases.papers([case.id for case in cases if open_[case.id]])
    for case in cases:
        for referral in open_[case.id]:
            if referral.status == Status.DRAFT.value and referral.held_by:
                reasons = reasons_told(referral, papers.get(case.id), desk.pack)
                yield about_referral(Task.HELD, referral, reasons)
            elif referral.business_status == BusinessStatus.DELIVERED.value:
                yield about_referral(
                    Task.CONFIRM, referral, "mitra melaporkan penyerahan; pastikan"
                )
            elif told.get(referral.id) in _RECEIVED:
                # A partner that has not answered has accepted nothing that could be confirmed.
                unanswered = referral.status == Status.REQUESTED.value
                text = _ASK_PARTNER if unanswered else _TAKE_PROOF
                yield about_referral(Task.CONFIRM, referral, text)
        if not open_[case.id] and _can_end(case, helped):
            if case.functioning is None:
                yield WorkItem(Task.OUTCOME, case.code, None, "semua rujukan selesai", case.urgency)
            else:
                yield WorkItem(Task.CLOSE, case.code, None, "bukti dan hasil lengkap", case.urgency)


def _can_end(case: Case, helped: frozenset[int]) -> bool:
    """Say whether a case of which nothing is open has come to its end.

    Whatever its status: one that nobody can help any further ends as well. What still waits
    for a decision may get another referral.
    """
    if case.status == CaseStatus.IN_FOLLOW_UP.value:
        return True
    return case.id in helped and not case.needs_decision


def follow_ups(desk: Desk, worker: str) -> Iterator[WorkItem]:
    """Whom a worker has to see again by today; one contact does all that is due."""
    due: dict[int, list[FollowUp]] = defaultdict(list)
    referrals: dict[int, Referral] = {}
    for item, referral in desk.uow.follow_ups.waiting_for(worker, desk.now, desk.app.zone, _MOST):
        due[referral.id].append(item)
        referrals[referral.id] = referral
    for number, items in due.items():
        referral = referrals[number]
        first = items[0].due_on
        late = "terlambat" if first < desk.today_in(referral.case.village) else "hari ini"
        numbers = sorted({items[0].number, items[-1].number})
        which = " sampai ".join(f"ke-{number}" for number in numbers)
        yield WorkItem(
            Task.FOLLOW_UP,
            f"K-{referral.case_id:06d}",
            referral.code,
            f"tindak lanjut {which}, {late}",
            referral.urgency,
            first,
        )
