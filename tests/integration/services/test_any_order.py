"""Whatever people and schedules do, in whatever order: the promises of the record hold.

A machine of Hypothesis plays TKSK, partners, coordinator, Dinas Sosial and the clock, with
legal and illegal moves. A move either happens or is refused in plain words and changes
nothing; after each step the whole database is checked.
"""

from contextlib import ExitStack
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from tests.integration.services.world import (
    COORDINATOR,
    DYING_ALONE,
    NEGLECTED,
    NEIGHBOURHOOD,
    OTHER_DISTRICT,
    OTHER_TKSK,
    PAPERS,
    TKSK,
    VERIFIER,
    VILLAGE_HEAD,
    World,
    mitra,
)
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import FunctioningOutcome, RefusalReason, Status
from tksk_workflow.services.cases import closing
from tksk_workflow.services.cases.intake import hand_over, register_case, update_facts
from tksk_workflow.services.cases.verification import verify
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.errors import ServiceError
from tksk_workflow.services.follow_up.contacts import ContactMethod, ContactOutcome, record_contact
from tksk_workflow.services.follow_up.schedule import announce_due
from tksk_workflow.services.follow_up.silence import check_answers
from tksk_workflow.services.follow_up.waiting import check_recommendations, check_turns
from tksk_workflow.services.lifecycle.climbing import climb_overdue
from tksk_workflow.services.lifecycle.escalation import resolve
from tksk_workflow.services.referrals import answers, withdrawing
from tksk_workflow.services.referrals.dispatch import send_ready, send_referral
from tksk_workflow.services.referrals.moving import MoveDetails, move_to
from tksk_workflow.services.referrals.receipt import confirm_receipt
from tksk_workflow.services.referrals.recommendation import recommend
from tksk_workflow.services.routing.deciding import decide_case, route_waiting
from tksk_workflow.services.welfare_data.data_cycle import monthly_cycle
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.models import AuditEntry, Case, Escalation, Referral
from tksk_workflow.store.referrals import WITH_PARTNER
from tksk_workflow.store.unit_of_work import UnitOfWork

START = datetime(2026, 9, 7, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
LIMIT = 50
MOST_CASES = 6
HOME = {
    "kondisi": {"tanpa_keluarga": True, "bersedia_panti": True, "sehat": True},
    "adl": "mandiri",
    "dokumen": [*PAPERS, "SURAT_DOKTER"],
    "nik_status": "padan",
}
NEEDS = (
    {"kondisi": NEGLECTED, "dokumen": PAPERS, "nik_status": "padan"},
    {"kondisi": DYING_ALONE},
    HOME,
)
PARTNERS = ("DINSOS-A", "DINSOS-B", "PKM-1", "RSUD-1", "PSLU-1")
ACTORS = (TKSK, COORDINATOR, VERIFIER, OTHER_TKSK, *map(mitra, PARTNERS))

PROMISING = {
    Case: Case.status.in_([status.value for status in CaseStatus if status.is_open]),
    Referral: Referral.status.in_(WITH_PARTNER),
    Escalation: Escalation.resolved_at.is_(None),
}

picks = st.integers(0, 400)
actors = st.sampled_from(ACTORS)
insiders = st.sampled_from((TKSK, TKSK, COORDINATOR, OTHER_TKSK, VERIFIER))
texts = st.sampled_from(("alasan yang jelas", "alasan yang jelas", ""))


class Office(RuleBasedStateMachine):
    """One district with everybody who acts in it."""

    # Set by the test: gives an application on an empty database inside of an exit stack.
    opened = None

    def __init__(self):
        super().__init__()
        self._stack = ExitStack()
        self.app = self._stack.enter_context(type(self).opened())
        self.world = World(self.app, START)
        self.world.furnish()

    def teardown(self):
        self._stack.close()

    # ------------------------------------------------------------------ what the record says

    def _snapshot(self):
        with UnitOfWork(self.app.session_factory, read_only=True) as uow:
            session = uow.session
            return (
                session.execute(
                    select(Referral.id, Referral.version, Referral.queue_position).order_by(
                        Referral.id
                    )
                ).all(),
                session.execute(select(Case.id, Case.version).order_by(Case.id)).all(),
                session.scalar(select(func.count()).select_from(AuditEntry)),
            )

    def _pick(self, model, number):
        """A row by chance: three times out of four one with which something can be done."""
        query = select(model.id).order_by(model.id.desc())
        with UnitOfWork(self.app.session_factory, read_only=True) as uow:
            promising = list(uow.session.scalars(query.where(PROMISING[model])))
            ids = list(uow.session.scalars(query))
        if number % 4 and promising:
            ids = promising
        return ids[number % len(ids)] if ids else 999

    def _referral(self, number):
        return self._pick(Referral, number)

    def _partner_of(self, referral):
        with UnitOfWork(self.app.session_factory, read_only=True) as uow:
            row = uow.session.get(Referral, referral)
            return mitra(
                "DINSOS-A" if row is None or row.partner_code is None else row.partner_code
            )

    def _try(self, act, *given, **named):
        """Do something; what is refused is refused in plain words and has changed nothing."""
        before = self._snapshot()
        refused = None
        try:
            act(self.app, *given, **named)
        except ServiceError as error:
            refused = error.message
        if refused is not None:
            assert refused
            assert self._snapshot() == before

    @property
    def now(self):
        return self.world.now

    # ------------------------------------------------------------------ before routing

    @initialize(needs=st.lists(st.sampled_from(NEEDS), min_size=3, max_size=3))
    def people_come(self, needs):
        for need in needs:
            self.register(need, outside=False)
            self.usual_way()

    @precondition(lambda self: len(self.world.rows(Case)) < MOST_CASES)
    @rule(need=st.sampled_from(NEEDS), outside=st.booleans())
    def register(self, need, outside):
        person = self.world.person(facts=need, **({"village": OTHER_DISTRICT} if outside else {}))
        self._try(register_case, TKSK, person, self.now, forward=outside)

    def usual_way(self):
        """Visited, verified, decided, sent."""
        case = self._pick(Case, 4)
        self._try(record_visit, TKSK, case, True, None, None, None, self.now)
        for actor in (VILLAGE_HEAD, NEIGHBOURHOOD):
            self._try(verify, actor, case, True, "", self.now)
        self.sweeps_of_the_hour()

    @rule(pick=picks, matches=st.booleans(), actor=st.sampled_from((VILLAGE_HEAD, NEIGHBOURHOOD)))
    def verify_case(self, pick, matches, actor):
        self._try(verify, actor, self._pick(Case, pick), matches, "periksa", self.now)

    @rule(pick=picks, done=st.booleans(), actor=insiders)
    def visit(self, pick, done, actor):
        case = self._pick(Case, pick)
        self._try(record_visit, actor, case, done, "banjir", None, None, self.now)

    @rule(pick=picks, need=st.sampled_from(NEEDS), actor=insiders)
    def learn(self, pick, need, actor):
        self._try(update_facts, actor, self._pick(Case, pick), need, self.now)

    @rule(pick=picks, actor=insiders)
    def decide(self, pick, actor):
        self._try(decide_case, actor, self._pick(Case, pick), self.now)

    @rule(pick=picks, granted=st.booleans(), note=texts)
    def recommend_one(self, pick, granted, note):
        self._try(recommend, VERIFIER, self._referral(pick), granted, note, self.now)

    @rule(pick=picks, actor=insiders)
    def send_one(self, pick, actor):
        self._try(send_referral, actor, self._referral(pick), self.now)

    # ------------------------------------------------------------------ partners

    @rule(
        pick=picks,
        verb=st.sampled_from(("accept", "start", "resume", "report_delivery", "fail")),
        stranger=st.one_of(st.none(), st.none(), st.none(), actors),
        text=texts,
    )
    def answer(self, pick, verb, stranger, text):
        referral = self._referral(pick)
        actor = stranger or self._partner_of(referral)
        more = (text,) if verb in ("report_delivery", "fail") else ()
        self._try(getattr(answers, verb), actor, referral, *more, self.now)

    @rule(
        pick=picks,
        position=st.none() | st.integers(1, 5),
        days=st.none() | st.integers(-1, 20),
    )
    def queue(self, pick, position, days):
        referral = self._referral(pick)
        until = None if days is None else self.now.date() + timedelta(days=days)
        actor = self._partner_of(referral)
        self._try(answers.queue, actor, referral, position, until, self.now)

    @rule(pick=picks, reason=st.sampled_from(RefusalReason), text=texts)
    def refuse(self, pick, reason, text):
        referral = self._referral(pick)
        actor = self._partner_of(referral)
        self._try(answers.refuse, actor, referral, reason, text, self.now)

    # ------------------------------------------------------------------ proof, follow-up, ends

    @rule(pick=picks, right=st.booleans(), actor=st.sampled_from((TKSK, COORDINATOR)))
    def confirm(self, pick, right, actor):
        proof = ("klien", right, "kunjungan", self.now, "BA-1", None)
        self._try(confirm_receipt, actor, self._referral(pick), *proof, self.now)

    @rule(
        pick=picks,
        outcome=st.sampled_from(ContactOutcome),
        method=st.sampled_from(ContactMethod),
        text=texts,
    )
    def contact(self, pick, outcome, method, text):
        referral = self._referral(pick)
        self._try(record_contact, TKSK, referral, outcome, text, self.now, method=method)

    @rule(pick=picks, right=st.booleans())
    def help_arrives(self, pick, right):
        """The usual way of a referral that goes well, up to the closed case."""
        referral = self._referral(pick)
        self._try(answers.report_delivery, self._partner_of(referral), referral, "", self.now)
        proof = ("klien", right, "kunjungan", self.now, "BA-3", None)
        self._try(confirm_receipt, TKSK, referral, *proof, self.now)
        with UnitOfWork(self.app.session_factory, read_only=True) as uow:
            row = uow.session.get(Referral, referral)
            case = 999 if row is None else row.case_id
        better = FunctioningOutcome.BETTER
        self._try(closing.record_outcome, TKSK, case, better, "", self.now)
        self._try(closing.close_case, TKSK, case, self.now)

    @rule(pick=picks, functioning=st.sampled_from(FunctioningOutcome))
    def outcome(self, pick, functioning):
        case = self._pick(Case, pick)
        self._try(closing.record_outcome, TKSK, case, functioning, "", self.now)

    @rule(pick=picks, actor=st.sampled_from((TKSK, COORDINATOR, VERIFIER)))
    def close(self, pick, actor):
        self._try(closing.close_case, actor, self._pick(Case, pick), self.now)

    @rule(
        pick=picks,
        end=st.sampled_from((closing.reopen_case, closing.cancel_case)),
        actor=insiders,
        text=texts,
    )
    def end_case(self, pick, end, actor, text):
        self._try(end, actor, self._pick(Case, pick), text, self.now)

    @rule(
        pick=picks,
        end=st.sampled_from((withdrawing.withdraw_referral, withdrawing.void_referral)),
        actor=insiders,
        text=texts,
    )
    def end_referral(self, pick, end, actor, text):
        self._try(end, actor, self._referral(pick), text, self.now)

    @rule(pick=picks)
    def move_away(self, pick):
        self._try(hand_over, COORDINATOR, self._pick(Case, pick), OTHER_DISTRICT, self.now)

    @rule(pick=picks, wanted=st.sampled_from(Status), stranger=st.none() | actors)
    def move(self, pick, wanted, stranger):
        details = MoveDetails(
            reason=RefusalReason.FULL.value, received_by="klien", method="foto", proof="BA-2"
        )
        referral = self._referral(pick)
        code, actor = f"R-{referral:06d}", stranger or self._partner_of(referral)
        self._try(move_to, actor, code, wanted, details, self.now)

    # ------------------------------------------------------------------ the clock

    @rule(hours=st.integers(1, 30))
    def hours_pass(self, hours):
        self.world.later(hours=hours)
        self.sweeps_of_the_hour()

    @rule(days=st.integers(1, 40))
    def days_pass(self, days):
        self.world.later(days=days)

    @rule()
    def sweeps_of_the_hour(self):
        for sweep in (
            route_waiting,
            send_ready,
            check_answers,
            check_recommendations,
            check_turns,
            climb_overdue,
            announce_due,
            monthly_cycle,
        ):
            for _ in range(20):
                if not sweep(self.app, self.now, LIMIT).more:
                    break
            else:
                raise AssertionError(f"{sweep.__name__} does not come to an end")

    @rule(pick=picks, actor=insiders)
    def settle(self, pick, actor):
        self._try(resolve, actor, self._pick(Escalation, pick), "sudah", self.now)

    # ------------------------------------------------------------------ the promises

    @invariant()
    def every_promise_holds(self):
        with UnitOfWork(self.app.session_factory, read_only=True) as uow:
            assert check_invariants(uow.session) == []


def machine_on(databases, settings_for):
    """A machine whose every run has a database of its own."""

    class OnDatabases(Office):
        opened = staticmethod(lambda: settings_for(databases))

    return OnDatabases


@pytest.mark.slow
def test_the_promises_hold_in_any_order(sqlite_databases, open_on):
    run_state_machine_as_test(
        machine_on(sqlite_databases, open_on),
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
@pytest.mark.postgres
def test_the_promises_hold_in_any_order_on_postgresql(postgres_databases, open_on):
    run_state_machine_as_test(
        machine_on(postgres_databases, open_on),
        settings=settings(
            max_examples=5,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
