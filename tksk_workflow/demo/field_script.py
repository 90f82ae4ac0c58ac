"""The field work of the demo: the TKSK, those who verify, and the coordinator."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tksk_workflow.demo.caseload import DISTRICT
from tksk_workflow.demo.people import People
from tksk_workflow.demo.reading import RecordReader
from tksk_workflow.domain.referral import FunctioningOutcome, Role
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.closing import close_case, record_outcome
from tksk_workflow.services.cases.intake import update_facts
from tksk_workflow.services.cases.verification import verify
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.follow_up.contacts import record_contact
from tksk_workflow.services.follow_up.kinds import ContactOutcome
from tksk_workflow.services.lifecycle.escalation import resolve
from tksk_workflow.services.referrals.receipt import confirm_receipt

if TYPE_CHECKING:
    from tksk_workflow.demo.partner_script import PartnerScript
    from tksk_workflow.services.application import Application

TKSK = Actor(Role.TKSK, "gelumbang", DISTRICT)
SOCIAL_WORKER = Actor(Role.SOCIAL_WORKER, "dinsos-muaraenim")
DINSOS = Actor(Role.DINSOS_VERIFIER, "dinsos-muaraenim")
COORDINATOR = Actor(Role.COORDINATOR, "muaraenim")


@dataclass(frozen=True, slots=True)
class Post:
    """Where the field work is done, and by whom.

    Attributes:
        district: code of the kecamatan.
        tksk: the TKSK of this kecamatan.
        social_worker, dinsos, coordinator: those of its kabupaten.
    """

    district: str
    tksk: Actor
    social_worker: Actor
    dinsos: Actor
    coordinator: Actor


GELUMBANG = Post(DISTRICT, TKSK, SOCIAL_WORKER, DINSOS, COORDINATOR)

VISITS_A_DAY = 9
_CONTACTS_A_DAY = 8
_CONFIRMATIONS_A_DAY = 12
_DESK_CASES_A_DAY = 7
_QUESTIONS_A_VISIT = 8
_NOBODY_HOME = 0.06
_MISMATCH = 0.04
_VILLAGE_HEAD_IS_LATE = 0.25
_RECOMMENDED = 0.8
_BETTER = 0.75
_SETTLED_A_DAY = 0.25


class FieldScript:
    """Everybody who is not a partner, with what they have to do on which day."""

    def __init__(
        self,
        app: Application,
        seed: int,
        people: People,
        partners: PartnerScript,
        *,
        post: Post = GELUMBANG,
        visited: Iterable[str] = (),
    ) -> None:
        """Take the people and the place.

        Args:
            app: the program.
            seed: the same seed, the same work.
            people: who answers what at a visit.
            partners: who says what becomes of a referral.
            post: the kecamatan and its workers.
            visited: cases in which the TKSK has been already.
        """
        self._app = app
        self._post = post
        self._seed = seed
        self._people = people
        self._partners = partners
        self._record = RecordReader(app, post.district)
        self._visited = set(visited)
        self._to_verify: dict[date, list[tuple[Actor, str]]] = {}

    def work(self, now: datetime) -> Counter[str]:
        """Do one working day; returns counts of what was done."""
        today = now.astimezone(self._app.zone).date()
        rng = random.Random(f"{self._seed}:{today}")  # noqa: S311 - behaviour, not secrets
        done: Counter[str] = Counter()
        self._verify(today, now, rng, done)
        self._visit(today, now, rng, done)
        self._complete(now, rng, done)
        self._confirm(now, done)
        self._follow_up(today, now, rng, done)
        self._close(now, rng, done)
        self._coordinate(now, rng, done)
        return done

    # ---------------------------------------------------------------- visits, verification

    def _visit(self, today: date, now: datetime, rng: random.Random, done: Counter[str]) -> None:
        waiting = [line for line in self._record.open_cases() if line.code not in self._visited]
        for line in waiting[:VISITS_A_DAY]:
            if rng.random() < _NOBODY_HOME:
                record_visit(
                    self._app,
                    self._post.tksk,
                    line.code,
                    False,
                    "klien tidak ada di rumah",
                    None,
                    None,
                    now,
                )
                done["kunjungan_tertunda"] += 1
                continue
            case = self._record.view(line.code)
            facts = self._people.answers(case.name, case.questions, _QUESTIONS_A_VISIT)
            facts["dokumen"] = sorted(case.papers | self._people.papers(case.name))
            record_visit(self._app, self._post.tksk, case.code, True, None, None, facts, now)
            self._visited.add(case.code)
            done["kunjungan"] += 1
            self._ask_to_verify(case.code, case.village, today, rng)

    def _ask_to_verify(self, code: str, village: str, today: date, rng: random.Random) -> None:
        # Looked at anew: the visit may have shown that the case is to be handled closed.
        _, closed = self._record.standing(code)
        tomorrow = today + timedelta(days=1)
        if closed:
            self._wait(tomorrow, self._post.social_worker, code)
            return
        number = village.rsplit(".", 1)[1]
        late = rng.randint(4, 12) if rng.random() < _VILLAGE_HEAD_IS_LATE else 1
        self._wait(tomorrow, Actor(Role.NEIGHBOURHOOD, f"rt-{number}", village), code)
        head = Actor(Role.VILLAGE_HEAD, f"desa-{number}", village)
        self._wait(today + timedelta(days=late), head, code)

    def _wait(self, day: date, verifier: Actor, code: str) -> None:
        self._to_verify.setdefault(day, []).append((verifier, code))

    def _verify(self, today: date, now: datetime, rng: random.Random, done: Counter[str]) -> None:
        for day in sorted(day for day in self._to_verify if day <= today):
            for verifier, code in self._to_verify.pop(day):
                is_open, closed = self._record.standing(code)
                if not is_open:
                    continue
                # A case that has become closed meanwhile no longer reaches the village.
                who = self._post.social_worker if closed else verifier
                matches = rng.random() >= _MISMATCH
                verify(self._app, who, code, matches, "" if matches else "alamat lain", now)
                done["verifikasi" if matches else "data_tidak_sesuai"] += 1
                if not matches:
                    self._visited.discard(code)

    # ---------------------------------------------------------------- papers

    def _complete(self, now: datetime, rng: random.Random, done: Counter[str]) -> None:
        """Answer what is still asked; bring missing papers and recommendations."""
        waiting = [code for code in self._record.cases_short_of_papers() if code in self._visited]
        for code in sorted(rng.sample(waiting, min(len(waiting), _DESK_CASES_A_DAY))):
            case = self._record.view(code)
            facts = self._people.answers(case.name, case.questions, _QUESTIONS_A_VISIT)
            if not case.wanted_papers <= case.papers:
                facts["dokumen"] = sorted(case.papers | case.wanted_papers)
            if facts:
                update_facts(self._app, self._post.tksk, code, facts, now)
                done["data_dilengkapi"] += 1
            if case.awaits_recommendation and rng.random() < _RECOMMENDED:
                papers = sorted(case.papers | case.wanted_papers | {"REKOM_DINSOS"})
                update_facts(self._app, self._post.dinsos, code, {"dokumen": papers}, now)
                done["rekomendasi_dinsos"] += 1

    # ---------------------------------------------------------------- did help arrive

    def _confirm(self, now: datetime, done: Counter[str]) -> None:
        for referral in self._record.delivered()[:_CONFIRMATIONS_A_DAY]:
            wrong = self._partners.plan(referral.code, referral.urgency).wrong_person
            confirm_receipt(
                self._app,
                self._post.tksk,
                referral.code,
                "tetangga" if wrong else "klien",
                not wrong,
                "kunjungan",
                now,
                f"BA-{referral.code}",
                None,
                now,
            )
            done["salah_penerima" if wrong else "penerimaan_dikonfirmasi"] += 1

    def _follow_up(
        self, today: date, now: datetime, rng: random.Random, done: Counter[str]
    ) -> None:
        for code, arrived in self._record.contacts_due(self._post.tksk.user, now, _CONTACTS_A_DAY):
            if not arrived:
                outcome = ContactOutcome.STILL_WAITING
            elif rng.random() < _BETTER:
                outcome = ContactOutcome.RECEIVED_BETTER
            else:
                outcome = ContactOutcome.RECEIVED_NOT_BETTER
            record_contact(self._app, self._post.tksk, code, outcome, "", now)
            done["tindak_lanjut"] += 1

    def _close(self, now: datetime, rng: random.Random, done: Counter[str]) -> None:
        for code, filled_in in self._record.ready_to_close():
            if not filled_in:
                better = rng.random() < _BETTER
                outcome = FunctioningOutcome.BETTER if better else FunctioningOutcome.SAME
                record_outcome(self._app, self._post.tksk, code, outcome, "", now)
                if not better:
                    done["tetap_dipantau"] += 1
                    continue
            close_case(self._app, self._post.tksk, code, now)
            done["kasus_ditutup"] += 1

    def _coordinate(self, now: datetime, rng: random.Random, done: Counter[str]) -> None:
        for number in self._record.escalations():
            if rng.random() < _SETTLED_A_DAY:
                resolve(
                    self._app, self._post.coordinator, number, "sudah dibicarakan dengan mitra", now
                )
                done["eskalasi_diselesaikan"] += 1
