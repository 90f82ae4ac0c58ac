"""One transaction with all repositories at hand."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from tksk_workflow.store.activities import ActivityRepository, ProgrammeRepository
from tksk_workflow.store.audit import AuditLog
from tksk_workflow.store.cases import CaseRepository
from tksk_workflow.store.currency import CurrencyRepository
from tksk_workflow.store.database import READ_ONLY
from tksk_workflow.store.decisions import DecisionRepository
from tksk_workflow.store.directory import PartnerRepository
from tksk_workflow.store.due_referrals import DueReferralRepository
from tksk_workflow.store.escalations import EscalationRepository
from tksk_workflow.store.failures import translate, translated
from tksk_workflow.store.follow_ups import FollowUpRepository
from tksk_workflow.store.journal import ImportRepository, SweepRepository
from tksk_workflow.store.offers import OfferRepository
from tksk_workflow.store.outbox import OutboxRepository
from tksk_workflow.store.packs import PackRepository
from tksk_workflow.store.publications import PublicationRepository
from tksk_workflow.store.referrals import ReferralRepository
from tksk_workflow.store.session import SessionFactory, StoreSession
from tksk_workflow.store.workers import WorkerRepository

# One snapshot for all queries: SQLite has that in any transaction, PostgreSQL when asked.
_READING = {READ_ONLY: True}
_POSTGRES_READING = {**_READING, "postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}


class UnitOfWork:
    """Everything or nothing: what is not committed is rolled back on leaving.

    Driver exceptions raised inside the block leave it as store errors: `StaleRecord`
    when somebody else changed a versioned record, `DoubleReferral` when an open
    referral of the same key exists, `DuplicateRecord`, `BrokenRule`,
    `DatabaseUnavailable`. A transaction takes SQLite's write lock when it begins;
    with ``read_only`` it takes none, sees one state of the database throughout, and cannot
    be committed.
    """

    session: StoreSession
    cases: CaseRepository
    decisions: DecisionRepository
    referrals: ReferralRepository
    due: DueReferralRepository
    follow_ups: FollowUpRepository
    escalations: EscalationRepository
    partners: PartnerRepository
    workers: WorkerRepository
    activities: ActivityRepository
    programmes: ProgrammeRepository
    currency: CurrencyRepository
    offers: OfferRepository
    packs: PackRepository
    publications: PublicationRepository
    outbox: OutboxRepository
    imports: ImportRepository
    sweeps: SweepRepository
    audit: AuditLog

    def __init__(self, session_factory: SessionFactory, *, read_only: bool = False) -> None:
        self._session_factory = session_factory
        self._read_only = read_only

    def __enter__(self) -> Self:
        """Open the session; the transaction begins with the first query."""
        session = self.session = self._session_factory()
        self.cases = CaseRepository(session)
        self.decisions = DecisionRepository(session)
        self.referrals = ReferralRepository(session)
        self.due = DueReferralRepository(session)
        self.follow_ups = FollowUpRepository(session)
        self.escalations = EscalationRepository(session)
        self.partners = PartnerRepository(session)
        self.workers = WorkerRepository(session)
        self.activities = ActivityRepository(session)
        self.programmes = ProgrammeRepository(session)
        self.currency = CurrencyRepository(session)
        self.offers = OfferRepository(session)
        self.packs = PackRepository(session)
        self.publications = PublicationRepository(session)
        self.outbox = OutboxRepository(session)
        self.imports = ImportRepository(session)
        self.sweeps = SweepRepository(session)
        self.audit = AuditLog(session)
        if self._read_only:
            with translated():
                on_postgres = session.get_bind().dialect.name == "postgresql"
                session.connection(execution_options=_POSTGRES_READING if on_postgres else _READING)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Roll back what was not committed, and translate driver exceptions."""
        try:
            self.session.close()
        except DBAPIError as closing:
            # The server went away: nothing was committed, and nothing is left to roll back.
            self.session.invalidate()
            if error is None:
                raise translate(closing) from None
        if isinstance(error, (DBAPIError, StaleDataError)):
            raise translate(error) from None

    def commit(self) -> None:
        """Write everything, audit entries last; the block may go on with a new transaction."""
        if self._read_only:
            raise RuntimeError("a read-only unit of work has nothing to commit")
        with translated():
            self.session.commit()

    def flush(self) -> None:
        """Send changes now: new records get their numbers, broken rules show at once."""
        with translated():
            self.session.flush()
