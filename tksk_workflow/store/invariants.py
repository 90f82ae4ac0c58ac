"""What must hold in the database at any moment, checked as a whole.

Constraints and services keep these promises one row at a time; this looks back over
all rows, also at those that somebody changed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from tksk_workflow.domain.case import BEFORE_DECISION, CaseStatus
from tksk_workflow.domain.referral import Role, Status
from tksk_workflow.store.audit_check import verify
from tksk_workflow.store.escalations import ABOUT_PARTNER, NOT_READY
from tksk_workflow.store.histories import history_problems
from tksk_workflow.store.models import (
    AuditEntry,
    Case,
    Escalation,
    FollowUp,
    Receipt,
    Referral,
    RulePublication,
    Substitution,
    Worker,
)
from tksk_workflow.store.overlooked import overlooked
from tksk_workflow.store.publications import PUBLICATION, PUBLISH
from tksk_workflow.store.referrals import OPEN_STATUSES
from tksk_workflow.store.seal_check import check_seals
from tksk_workflow.store.workers import NOBODY, WorkerRepository

_KECAMATAN = len("16.03.06")
_NEVER_SENT = (Status.DRAFT.value, Status.ENTERED_IN_ERROR.value)


def check_invariants(session: Session, secret: bytes | None = None) -> list[str]:
    """Return one Indonesian line per broken promise, naming records by their codes.

    Whether rows are what the log has sealed can be said only with the identity secret.
    """
    return [
        *(f"jejak audit: {broken}" for broken in verify(session)),
        *(() if secret is None else check_seals(session, secret).problems),
        *history_problems(session),
        *_referral_problems(session),
        *_double_referrals(session),
        *_follow_up_problems(session),
        *_queue_problems(session),
        *_escalation_problems(session),
        *_closing_problems(session),
        *_unheard_of(session),
        *_register_problems(session),
        *_worker_problems(session),
        *_publication_problems(session),
        *_loose_ends(session),
        *overlooked(session),
    ]


def _referral_problems(session: Session) -> Iterator[str]:
    is_open = Referral.status.in_(OPEN_STATUSES)
    right_receipt = exists().where(Receipt.referral_id == Referral.id, Receipt.right_person)
    checks: tuple[tuple[ColumnElement[bool], str], ...] = (
        (and_(is_open, Referral.open_key.is_(None)), "masih terbuka, tetapi tanpa kunci ganda"),
        (
            and_(~is_open, Referral.open_key.is_not(None)),
            "sudah berakhir, tetapi masih memegang kunci ganda",
        ),
        (
            and_(Referral.status.not_in(_NEVER_SENT), Referral.sent_at.is_(None)),
            "tidak berstatus konsep, tetapi tanpa waktu kirim",
        ),
        (
            and_(Referral.status.not_in(_NEVER_SENT), Referral.partner_code.is_(None)),
            "sudah dikirim, tetapi tanpa mitra",
        ),
        (
            and_(Referral.status == Status.COMPLETED.value, ~right_receipt),
            "selesai tanpa bukti penerimaan oleh orang yang tepat",
        ),
    )
    for condition, message in checks:
        for number in session.scalars(select(Referral.id).where(condition).order_by(Referral.id)):
            yield f"rujukan R-{number:06d}: {message}"


def _double_referrals(session: Session) -> Iterator[str]:
    """The unique key forbids two of one key; this also finds two under different keys."""
    query = (
        select(Referral.id, Case.person_id, Referral.partner_code, Referral.service)
        .join(Case, Referral.case_id == Case.id)
        .where(Referral.status.in_(OPEN_STATUSES), Referral.partner_code.is_not(None))
        .order_by(Referral.id)
    )
    first: dict[tuple[int, str | None, str], int] = {}
    for number, person, partner, service in session.execute(query):
        earlier = first.setdefault((person, partner, service), number)
        if earlier != number:
            yield f"rujukan R-{number:06d}: ganda dengan R-{earlier:06d} yang masih terbuka"


def _follow_up_problems(session: Session) -> Iterator[str]:
    repeated = (
        select(FollowUp.referral_id, FollowUp.number)
        .group_by(FollowUp.referral_id, FollowUp.number)
        .having(func.count() > 1)
        .order_by(FollowUp.referral_id)
    )
    for referral, number in session.execute(repeated):
        yield f"rujukan R-{referral:06d}: tindak lanjut ke-{number} tercatat lebih dari sekali"
    early = (
        select(FollowUp.referral_id)
        .join(Referral, FollowUp.referral_id == Referral.id)
        .where(Referral.sent_at.is_(None))
        .distinct()
        .order_by(FollowUp.referral_id)
    )
    for referral in session.scalars(early):
        yield f"rujukan R-{referral:06d}: ada tindak lanjut, padahal belum pernah dikirim"
    yet_to_come = exists().where(FollowUp.referral_id == Referral.id, FollowUp.done_at.is_(None))
    unwatched = (
        select(Referral.id)
        .join(Case, Referral.case_id == Case.id)
        .where(
            Referral.status.in_(OPEN_STATUSES),
            Referral.sent_at.is_not(None),
            Case.status.in_([status.value for status in CaseStatus if status.is_open]),
            ~yet_to_come,
        )
        .order_by(Referral.id)
    )
    for referral in session.scalars(unwatched):
        yield f"rujukan R-{referral:06d}: masih terbuka, tetapi tidak ada tindak lanjut lagi"


def _queue_problems(session: Session) -> Iterator[str]:
    """Who has a place waits for it, and nobody else has the same one."""
    not_waiting = select(Referral.id).where(
        Referral.queue_position.is_not(None), Referral.status != Status.ON_HOLD.value
    )
    for number in session.scalars(not_waiting.order_by(Referral.id)):
        yield f"rujukan R-{number:06d}: punya nomor antrean, padahal tidak sedang antre"
    shared = (
        select(Referral.partner_code, Referral.service, Referral.queue_position)
        .where(Referral.queue_position.is_not(None), Referral.status == Status.ON_HOLD.value)
        .group_by(Referral.partner_code, Referral.service, Referral.queue_position)
        .having(func.count() > 1)
        .order_by(Referral.partner_code, Referral.service, Referral.queue_position)
    )
    for partner, service, position in session.execute(shared):
        yield f"mitra {partner}, layanan {service}: nomor antrean {position} dipakai dua rujukan"


def _escalation_problems(session: Session) -> Iterator[str]:
    """Nothing is put before anybody about a case that has ended; partners are no case."""
    loose = (
        select(Escalation.id)
        .join(Case, Escalation.case_id == Case.id)
        .where(
            Escalation.resolved_at.is_(None),
            ~Escalation.key.startswith(ABOUT_PARTNER),
            Case.status.not_in([status.value for status in CaseStatus if status.is_open]),
        )
        .order_by(Escalation.id)
    )
    for number in session.scalars(loose):
        yield f"eskalasi E-{number}: masih terbuka, padahal kasusnya sudah berakhir"


def _unheard_of(session: Session) -> Iterator[str]:
    """A case of which nothing is decided yet has a moment, or stands before somebody."""
    matter = exists().where(
        Escalation.case_id == Case.id,
        Escalation.key.startswith(NOT_READY),
        Escalation.resolved_at.is_(None),
    )
    referral = exists().where(Referral.case_id == Case.id, Referral.status.in_(OPEN_STATUSES))
    query = (
        select(Case.id)
        .where(
            Case.status.in_([status.value for status in BEFORE_DECISION]),
            ~Case.needs_decision,
            Case.ready_by.is_(None),
            ~matter.correlate(Case),
            ~referral.correlate(Case),
        )
        .order_by(Case.id)
    )
    for number in session.scalars(query):
        yield f"kasus K-{number:06d}: belum siap, dan tidak ada yang akan diberi tahu"


def _closing_problems(session: Session) -> Iterator[str]:
    """PGR-14: a case closes on proof and outcome, or with a reason; nothing stays open."""
    proof = (
        exists()
        .where(
            Referral.case_id == Case.id,
            Receipt.referral_id == Referral.id,
            Receipt.right_person,
        )
        .correlate(Case)
    )
    ended = (CaseStatus.CLOSED.value, CaseStatus.CANCELLED.value)
    still_open = (
        exists()
        .where(Referral.case_id == Case.id, Referral.status.in_(OPEN_STATUSES))
        .correlate(Case)
    )
    checks: Sequence[tuple[ColumnElement[bool], str]] = (
        (
            and_(
                Case.status == CaseStatus.CLOSED.value,
                Case.finish_reason.is_(None),
                or_(~proof, Case.functioning.is_(None)),
            ),
            "ditutup tanpa bukti penerimaan dan keberfungsian sosial, dan tanpa alasan",
        ),
        (
            and_(Case.status == CaseStatus.CANCELLED.value, Case.finish_reason.is_(None)),
            "dibatalkan tanpa alasan",
        ),
        (
            and_(Case.status.in_(ended), still_open),
            "sudah berakhir, tetapi masih ada rujukan yang terbuka",
        ),
        (
            and_(Case.status.in_(ended), Case.needs_decision),
            "sudah berakhir, tetapi masih menunggu keputusan",
        ),
    )
    for condition, message in checks:
        for number in session.scalars(select(Case.id).where(condition).order_by(Case.id)):
            yield f"kasus K-{number:06d}: {message}"


def _register_problems(session: Session) -> Iterator[str]:
    """S23: one looks after a kecamatan; who stands in is at work, and only in a vacancy."""
    standing_in = (
        select(Substitution.area, Worker.active)
        .join(Worker, Substitution.worker == Worker.code)
        .where(Substitution.until.is_(None))
        .order_by(Substitution.area)
    )
    definitive = select(Worker.area).where(
        Worker.active, Worker.role == Role.TKSK.value, ~Worker.acting
    )
    occupied = set(session.scalars(definitive))
    for area, active in session.execute(standing_in):
        if not active:
            yield f"kecamatan {area}: penggantinya tidak aktif lagi"
        if area in occupied:
            yield f"kecamatan {area}: punya TKSK dan pengganti sekaligus"


def _worker_problems(session: Session) -> Iterator[str]:
    """An open case is with whoever looks after its kecamatan, not with somebody who has left.

    Somebody whom the register does not know may have one: the program works without a register.
    """
    holders = WorkerRepository(session).holders()
    known = set(session.scalars(select(Worker.code)))
    kecamatan = func.substr(Case.village, 1, _KECAMATAN)
    is_open = Case.status.in_([status.value for status in CaseStatus if status.is_open])
    query = (
        select(kecamatan, Case.worker, func.min(Case.id))
        .where(is_open)
        .group_by(kecamatan, Case.worker)
        .order_by(func.min(Case.id))
    )
    for area, worker, number in session.execute(query):
        registered = worker in known or worker.startswith(NOBODY)
        if registered and holders.get(area, worker) != worker:
            yield f"kasus K-{number:06d}: masih pada {worker}, padahal {area} ditangani yang lain"


def _publication_problems(session: Session) -> Iterator[str]:
    """Versions of the rules are numbered without a gap, and each was written down."""
    numbers = list(session.scalars(select(RulePublication.number).order_by(RulePublication.number)))
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    for number in missing:
        yield f"versi aturan {number}: tidak ada lagi"
    written = {
        (entity_id, actor)
        for entity_id, actor in session.execute(
            select(AuditEntry.entity_id, AuditEntry.actor).where(
                AuditEntry.entity == PUBLICATION, AuditEntry.action == PUBLISH
            )
        )
    }
    authors = select(RulePublication.number, RulePublication.published_by)
    for number, author in session.execute(authors.order_by(RulePublication.number)):
        if (str(number), author) not in written:
            yield f"versi aturan {number}: tidak tercatat dalam jejak audit"


def _loose_ends(session: Session) -> Iterator[str]:
    """SQLite checks references only where the program turned that on."""
    if session.get_bind().dialect.name != "sqlite":
        return
    rows = session.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    for table, number, parent, _ in rows:
        yield f"tabel {table}, baris {number}: menunjuk ke {parent} yang tidak ada"
