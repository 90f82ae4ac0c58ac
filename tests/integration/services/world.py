"""A small district for tests: who works there, who helps, and what people usually do."""

from datetime import date, timedelta

from sqlalchemy import inspect, select

from tksk_workflow.domain.partner import AdmissionWindow, Partner
from tksk_workflow.domain.pmks import SubjectKind
from tksk_workflow.domain.referral import FunctioningOutcome, Role
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.closing import close_case, record_outcome
from tksk_workflow.services.cases.intake import NewCase, register_case
from tksk_workflow.services.cases.verification import verify
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.referrals.answers import accept, report_delivery
from tksk_workflow.services.referrals.dispatch import DAILY, send_ready
from tksk_workflow.services.referrals.receipt import confirm_receipt
from tksk_workflow.services.routing.deciding import route_waiting
from tksk_workflow.store.models import AuditEntry, Escalation, FollowUp, OutboxMessage, Worker
from tksk_workflow.store.unit_of_work import UnitOfWork

VILLAGE = "16.03.06.2004"
OTHER_DISTRICT = "16.03.17.2007"

TKSK = Actor(Role.TKSK, "tksk-gelumbang")
OTHER_TKSK = Actor(Role.TKSK, "tksk-kelekar")
COORDINATOR = Actor(Role.COORDINATOR, "muaraenim")
VILLAGE_HEAD = Actor(Role.VILLAGE_HEAD, "kades-2004")
NEIGHBOURHOOD = Actor(Role.NEIGHBOURHOOD, "rt-2004")
SOCIAL_WORKER = Actor(Role.SOCIAL_WORKER, "peksos-1")
VERIFIER = Actor(Role.DINSOS_VERIFIER, "dinsos-1")

NEGLECTED = {"sandang_pangan_papan_tak_terpenuhi": True}
"""Makes an old person a case of class P2 for the Dinas Sosial."""
NOTHING_FITS = {
    "sandang_pangan_papan_tak_terpenuhi": False,
    "terlantar_psikis_sosial": False,
    "sakit_berat": False,
    "tinggal_sendiri": False,
    "tanpa_keluarga": False,
    "ada_keluarga": False,
    "disakiti": False,
    "ditelantarkan_sengaja": False,
}
"""Leaves no rule for an old person who can do everything alone (``adl`` mandiri)."""
DYING_ALONE = {"sakit_berat": True, "tinggal_sendiri": True}
"""Makes an old person an emergency: first the Puskesmas, then the hospital."""
PAPERS = ["KTP", "KK", "SKTM", "FOTO_RUMAH", "LAPSOS", "PERSETUJUAN"]


def mitra(code):
    return Actor(Role.PARTNER, code)


def partner(code, kind, level="kabupaten", areas=("16.03",), **more):
    window = AdmissionWindow(
        **{key: more.pop(key) for key in ("min_age", "max_age") if key in more}
    )
    return Partner(code, kind, f"Mitra {code}", level, areas, admission=window, **more)


PARTNERS = (
    partner("DINSOS-A", "DINSOS_KAB"),
    partner("DINSOS-B", "DINSOS_KAB", areas=("16",)),
    partner("PKM-1", "PUSKESMAS", "kecamatan", ("16.03.06",)),
    partner("RSUD-1", "RSUD"),
    partner("PSLU-1", "PSLU", "provinsi", ("16",), capacity=200, min_age=60),
    partner("DUKCAPIL-1", "DUKCAPIL"),
    partner("UPTD-1", "UPTD_PPA"),
    partner("POLSEK-1", "POLSEK", "kecamatan", ("16.03.06",)),
    partner("PERKIM-1", "PERKIM"),
    partner("PUSKESOS-1", "PUSKESOS", "desa", (VILLAGE,)),
)

READY_FOR_A_HOME = {
    "kondisi": {"tanpa_keluarga": True, "bersedia_panti": True, "sehat": True},
    "adl": "mandiri",
    "dokumen": [*PAPERS, "SURAT_DOKTER"],
    "nik_status": "padan",
}
"""An old person for whom a home needs nothing more than the recommendation."""


class World:
    """Says in one line what people do; ``now`` is turned by the test."""

    def __init__(self, app, now):
        self.app = app
        self.now = now
        self._people = 0
        # A test that changes sealed rows on purpose says so.
        self.rows_were_changed = False

    def furnish(self, partners=PARTNERS):
        # Nobody owes anything for the months before.
        begun = self.now.date().replace(day=1)
        with UnitOfWork(self.app.session_factory) as uow:
            for one in partners:
                uow.partners.save(one)
            for code, area in ((TKSK.user, "16.03.06"), (OTHER_TKSK.user, "16.03.17")):
                uow.workers.add(Worker(code=code, role="tksk", area=area, active=True, since=begun))
            uow.commit()

    def furnish_more(self, partners):
        """Add partners to those that are there."""
        with UnitOfWork(self.app.session_factory) as uow:
            for one in partners:
                uow.partners.save(one)
            uow.commit()

    def later(self, **amount):
        self.now += timedelta(**amount)
        return self.now

    # ------------------------------------------------------------------ what people do

    def person(self, **changes):
        """An old person of their own; no two calls give the same person."""
        self._people += 1
        values = {
            "kind": SubjectKind.PERSON,
            "name": f"Warga {self._people:03d}",
            "village": VILLAGE,
            "pmks": ("PMKS-08",),
            "birth_date": date(1950, 3, 5),
            "sex": "P",
            "nik": f"990306450350{self._people:04d}",
            "facts": {"kondisi": NEGLECTED, "dokumen": PAPERS, "nik_status": "padan"},
            **changes,
        }
        return NewCase(**values)

    def register(self, actor=TKSK, **changes):
        return register_case(self.app, actor, self.person(**changes), self.now)

    def visit(self, case, facts=None):
        return record_visit(self.app, TKSK, case, True, None, "dikunjungi", facts, self.now)

    def verify_in_village(self, case):
        verify(self.app, VILLAGE_HEAD, case, True, "", self.now)
        return verify(self.app, NEIGHBOURHOOD, case, True, "", self.now)

    def route(self, limit=100):
        return route_waiting(self.app, self.now, limit)

    def send(self, limit=100, urgencies=DAILY):
        return send_ready(self.app, self.now, limit, urgencies)

    def sent_case(self, **changes):
        """A case that was visited, verified, decided and sent; returns its code."""
        case = self.register(**changes).case
        self.visit(case)
        self.verify_in_village(case)
        self.route()
        self.send()
        return case

    def deliver(self, referral, right=True, next_tier=None):
        """The partner of a referral helps, and the TKSK finds out who has the help."""
        code = referral.partner_code
        accept(self.app, mitra(code), referral.code, self.now)
        report_delivery(self.app, mitra(code), referral.code, "sudah", self.now)
        return self.confirm(referral.code, right, next_tier)

    def confirm(self, referral, right=True, next_tier=None):
        return confirm_receipt(
            self.app,
            TKSK,
            referral,
            "klien" if right else "tetangga",
            right,
            "kunjungan",
            self.now,
            "BA-001",
            next_tier,
            self.now,
        )

    def outcome(self, case, functioning=FunctioningOutcome.BETTER):
        return record_outcome(self.app, TKSK, case, functioning, "", self.now)

    def close(self, case, actor=TKSK):
        return close_case(self.app, actor, case, self.now)

    # ------------------------------------------------------------------ what the record says

    def case(self, code):
        with UnitOfWork(self.app.session_factory, read_only=True) as uow:
            return uow.cases.get(code)

    def referrals(self, case):
        with UnitOfWork(self.app.session_factory, read_only=True) as uow:
            return list(uow.referrals.of_case(uow.cases.get(case).id))

    def referral(self, case, partner_code):
        """The only open referral of a case to a partner."""
        (found,) = [
            one
            for one in self.referrals(case)
            if one.partner_code == partner_code and one.open_key is not None
        ]
        return found

    def rows(self, model):
        """All rows of a table, in the order of their keys: a server may keep any other."""
        with UnitOfWork(self.app.session_factory, read_only=True) as uow:
            return list(uow.session.scalars(select(model).order_by(*inspect(model).primary_key)))

    def messages(self, kind):
        return [one for one in self.rows(OutboxMessage) if one.kind == kind]

    def escalations(self, level=None):
        return [one for one in self.rows(Escalation) if level in (None, one.level)]

    def follow_ups(self):
        return self.rows(FollowUp)

    def audit(self):
        return self.rows(AuditEntry)
