"""What one transaction has on its desk: the day's rules, the directory, who is how busy.

Directory and loads are read once and kept up to date in memory, so that a batch of
hundreds of cases does not ask the database for them each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import select

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.deadlines import due_at
from tksk_workflow.domain.guards import GuardVerdict, verdicts
from tksk_workflow.domain.partner import Partner, PartnerLoad
from tksk_workflow.domain.referral import Role
from tksk_workflow.domain.rulepack import GuardAction, GuardStage, RulePack
from tksk_workflow.domain.urgency import Term, Urgency
from tksk_workflow.services.access import OwnArea, kecamatan_of
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.errors import Refused
from tksk_workflow.services.known_directory import Directory
from tksk_workflow.store.cases import FACTS_OF_CLAIMED
from tksk_workflow.store.errors import DuplicateRecord
from tksk_workflow.store.models import Case, Person, Referral, Verification, Visit
from tksk_workflow.store.unit_of_work import UnitOfWork
from tksk_workflow.store.workers import NOBODY

if TYPE_CHECKING:
    from tksk_workflow.rulebook.router import Router
    from tksk_workflow.services.application import Application
    from tksk_workflow.services.working_calendar import IndonesianCalendar

CUTOFF_PARAMETER = "tanggal_cutoff"
USUAL_CUTOFF_DAY = 17
DAMAGED_BY_PACK = "periksa paket aturan dengan 'tksk rules check'"


class Desk:
    """The surroundings in which cases of one transaction are worked on."""

    def __init__(self, app: Application, uow: UnitOfWork, now: datetime) -> None:
        """Take the moment of the work; its local day decides about rules and terms.

        Raises:
            ValueError: the moment has no zone.
        """
        if now.tzinfo is None:
            raise ValueError("a moment needs a zone")
        self.app = app
        self.uow = uow
        self.now = now
        self.today: date = now.astimezone(app.zone).date()
        self._pack_is_kept = False
        self.key_is_known = False
        self._workers: dict[str, str | None] = {}
        self._case_loads: dict[str, int] = {}
        self._own: dict[tuple[str, str | None], OwnArea] = {}
        self._histories: dict[int, list[Referral]] = {}
        self._open_keys: dict[int, list[tuple[int, str]]] = {}
        self._found: dict[int, tuple[Sequence[Visit], Sequence[Verification]]] = {}

    def today_in(self, village: str) -> date:
        """Return the day it is in a village."""
        return self.now.astimezone(self.app.zone_of(village)).date()

    @cached_property
    def router(self) -> Router:
        """The rules of the day."""
        return self.app.router_for(self.today, self.uow)

    @cached_property
    def pack(self) -> RulePack:
        """The pack with the parameters of the day."""
        return self.router.pack

    def keep_pack(self) -> None:
        """Store the pack's text beside the decisions that use it, once per pack (PGR-20)."""
        if self._pack_is_kept:
            return
        pack = self.pack
        if not self.uow.packs.has(pack.content_hash):
            # Another worker may be storing the same pack at this moment.
            with suppress(DuplicateRecord), self.uow.session.begin_nested():
                # A published pack is there already; this one is that of the rules folder.
                files = self.app.rules_folder[1]
                self.uow.packs.store(pack.content_hash, pack.name, pack.version, files, self.now)
                self.uow.flush()
        self._pack_is_kept = True

    def parameter(self, name: str) -> int | None:
        """Return a parameter's value on the day."""
        definition = self.pack.parameters.get(name)
        return None if definition is None else definition.on(self.today)

    # ------------------------------------------------------------------------- directory

    @cached_property
    def _known(self) -> Directory:
        return self.app.directories.current(self.uow)

    @property
    def directory(self) -> tuple[Partner, ...]:
        """All partners, by code."""
        return self._known.partners

    @property
    def directory_hash(self) -> str:
        """The content hash of the directory."""
        return self._known.content_hash

    @property
    def partners(self) -> Mapping[str, Partner]:
        """The partners by code."""
        return self._known.by_code

    def of_types(self, types: Iterable[str]) -> list[Partner]:
        """Return the partners of some types, which is all that a selection looks at."""
        return [
            partner
            for code in dict.fromkeys(types)
            for partner in self._known.by_type.get(code, ())
        ]

    @cached_property
    def loads(self) -> dict[str, PartnerLoad]:
        """How busy each partner is, this transaction's own changes included."""
        return dict(self.uow.referrals.loads())

    def take_place(self, code: str | None, places: int = 1) -> None:
        """Count a referral more (or, with -1, fewer) at a partner."""
        # Loads that nobody has looked at yet will be read as they are by then.
        if code is None or "loads" not in vars(self):
            return
        load = self.loads.get(code, PartnerLoad())
        self.loads[code] = PartnerLoad(max(0, load.open_referrals + places), load.queued)

    # ------------------------------------------------------------------------- terms

    @property
    def cutoff_day(self) -> int:
        """The day of the month on which the data cycle closes."""
        return self.parameter(CUTOFF_PARAMETER) or USUAL_CUTOFF_DAY

    def calendar_of(self, village: str) -> IndonesianCalendar:
        """Return which days are working days at a place, by the pack of the day."""
        return self.app.calendar_of(village, self.pack)

    def due(self, term: Term, village: str) -> datetime:
        """Return when a term is over that starts now, by the hours and holidays of a place."""
        return due_at(
            term,
            self.now,
            self.calendar_of(village),
            self.cutoff_day,
            zone=self.app.zone_of(village),
        )

    def send_due(self, urgency: Urgency, village: str) -> datetime:
        """Return by when a referral of this class must have left."""
        return self.due(self.pack.urgency_classes[urgency].send_within, village)

    def answer_due(self, urgency: Urgency, village: str) -> datetime:
        """Return by when the partner must have answered a referral sent now."""
        return self.due(self.pack.urgency_classes[urgency].answer_within, village)

    # ------------------------------------------------------------------------- referrals

    def prepare(self, cases: Sequence[Case]) -> None:
        """Read what the decisions about a batch of cases look at, in four queries."""
        self.read_findings(cases)
        histories: dict[int, list[Referral]] = {case.id: [] for case in cases}
        query = select(Referral).where(Referral.case_id.in_(histories)).order_by(Referral.id)
        for referral in self.uow.session.scalars(query):
            histories[referral.case_id].append(referral)
        self._histories = histories
        persons = {case.person_id for case in cases}
        keys = (
            select(Case.person_id, Referral.case_id, Referral.open_key)
            .join(Case, Referral.case_id == Case.id)
            .where(Case.person_id.in_(persons), Referral.open_key.is_not(None))
        )
        self._open_keys = {person: [] for person in persons}
        for person, case_id, key in self.uow.session.execute(keys):
            self._open_keys[person].append((case_id, str(key)))

    def read_findings(self, cases: Iterable[Case]) -> None:
        """Read the visits and verifications of a batch of cases, in two queries.

        Nobody visits while the batch is worked on: visits and verifications are use cases
        of their own.
        """
        ids = {case.id for case in cases}
        visits = self.uow.cases.visits_of(ids)
        verifications = self.uow.cases.verifications_of(ids)
        self._found = {number: (visits[number], verifications[number]) for number in ids}

    def findings_of(self, case: Case) -> tuple[Sequence[Visit], Sequence[Verification]]:
        """Return the visits and verifications of a case, oldest first."""
        known = self._found.get(case.id)
        if known is None:
            known = self.uow.cases.visits(case.id), self.uow.cases.verifications(case.id)
        return known

    def history_of(self, case: Case) -> list[Referral]:
        """Return all referrals of a case, oldest first."""
        known = self._histories.pop(case.id, None)
        return list(self.uow.referrals.of_case(case.id)) if known is None else known

    def keys_of_other_cases(self, case: Case) -> frozenset[str]:
        """Return what the person already has open in other cases (PGR-10)."""
        known = self._open_keys.get(case.person_id)
        if known is None:
            known = [
                (found.case_id, found.open_key)
                for found in self.uow.referrals.open_for(case.person_id)
                if found.open_key
            ]
        return frozenset(key for case_id, key in known if case_id != case.id)

    def note_open_key(self, case: Case, key: str) -> None:
        """Keep in mind a referral that this transaction has opened."""
        if case.person_id in self._open_keys:
            self._open_keys[case.person_id].append((case.id, key))

    # ------------------------------------------------------------------------- workers

    def worker_of(self, village: str, actor: Actor, *, own: bool = True) -> str:
        """Return who works on a case of a village: the TKSK of its kecamatan, or the substitute.

        Where there is none it is the TKSK who acts (unless ``own`` is False), else a
        name that says that nobody is there. It stays so until the transaction ends.
        """
        kecamatan = kecamatan_of(village)
        if kecamatan not in self._workers:
            self.uow.workers.hold_register()
            holder = self.uow.workers.holder_of(kecamatan)
            self._workers[kecamatan] = None if holder is None else holder.code
        found = self._workers[kecamatan]
        if found is not None:
            return found
        return actor.user if own and actor.role is Role.TKSK else f"{NOBODY}-{kecamatan}"

    def is_own(self, actor: Actor, village: str) -> bool:
        """Say whether a village belongs to one of the actor's posts."""
        key = actor.name, actor.area
        if key not in self._own:
            self._own[key] = OwnArea(self.uow, actor)
        return village in self._own[key]

    def case_load(self, worker: str) -> int:
        """Return how many open cases a worker accompanies alone, this transaction's included.

        A case that a PSM, a Karang Taruna or a neighbour helps with does not count (PGR-16).
        """
        if worker not in self._case_loads:
            helped = self.uow.offers.helped_of(worker)
            self._case_loads[worker] = self.uow.cases.open_of_worker(worker) - helped
        return self._case_loads[worker]

    def count_case(self, worker: str) -> None:
        """Count a case more for a worker."""
        self._case_loads[worker] = self.case_load(worker) + 1

    # ------------------------------------------------------------------------- guards

    def guards(self, stage: GuardStage, facts: Facts) -> list[GuardVerdict]:
        """Return the guards of a stage that apply."""
        return verdicts(self.pack.guards, stage, facts)

    def has_guards(self, stage: GuardStage) -> bool:
        """Say whether the pack has any guard at a stage."""
        return any(guard.stage is stage for guard in self.pack.guards)

    def require(self, stage: GuardStage, facts: Facts, hint: str = "") -> list[GuardVerdict]:
        """Ask the guards of a stage; those that only warn or flag are returned.

        Raises:
            Refused: one of them holds or refuses.
        """
        found = self.guards(stage, facts)
        for verdict in found:
            if verdict.guard.action in (GuardAction.REFUSE, GuardAction.HOLD):
                raise Refused(verdict.guard.id, verdict.guard.reason, hint)
        return found

    # ------------------------------------------------------------------------- locks

    def claim_cases(self, case_ids: Iterable[int]) -> dict[int, Case]:
        """Claim cases by number, with their facts; those that somebody works on are left out.

        The next run takes them. Waiting for a case here could block two workers in a circle.
        """
        query = (
            select(Case)
            .where(Case.id.in_(set(case_ids)))
            .options(*FACTS_OF_CLAIMED)
            .with_for_update(of=Case, skip_locked=True)
        )
        return {case.id: case for case in self.uow.session.scalars(query)}

    def lock_persons(self, person_ids: Iterable[int]) -> None:
        """Make two workers with cases of one person take turns, so that none is doubled.

        In the order of the ids, after the cases themselves: no circle can arise.
        """
        wanted = sorted(set(person_ids))
        self.uow.session.execute(
            select(Person.id).where(Person.id.in_(wanted)).order_by(Person.id).with_for_update()
        )
