"""What people do in the month: who comes new, what partners answer, what the TKSK do."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from datetime import time as clock
from itertools import islice
from pathlib import Path

from sqlalchemy import text

from tests.benchmarks.month.country import District, Regency
from tests.benchmarks.month.renaming import holders
from tests.benchmarks.month.template import Template
from tksk_workflow.demo.caseload import SyntheticCase, build_caseload
from tksk_workflow.demo.csv_files import cases_as_csv
from tksk_workflow.demo.field_script import FieldScript, Post
from tksk_workflow.demo.lists import register_person
from tksk_workflow.demo.partner_script import PartnerScript
from tksk_workflow.demo.people import People
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.application import Application
from tksk_workflow.services.importing.cases import import_cases

NEW_A_DAY = 1
"""New cases per TKSK and working day: with some forty open cases, each is open two months."""
WORKING_DAYS = 22
LISTED = 0.5
"""Share of the new people who come on the list of the week; the TKSK meets the others.
Where nobody works all of them stand on the list."""
MORNING, PARTNERS, FIELD = clock(8, 30), clock(9, 0), clock(10, 0)
_POOL = 1_200


@dataclass
class Done:
    """What people did, and the processor seconds that the program took over it."""

    counts: Counter[str] = field(default_factory=Counter)
    acts: int = 0
    seconds: float = 0.0

    def add(self, counts: Counter[str], seconds: float) -> None:
        """Add some work."""
        self.counts.update(counts)
        self.acts += sum(counts.values())
        self.seconds += seconds


def strangers(seed: int) -> list[SyntheticCase]:
    """People of all types, from whom those who come new are drawn."""
    return [one for one in build_caseload(seed, _POOL) if one.subject != "kelompok"]


class Life:
    """The people of one regency.

    Where they do not work, only the lists of the week come in: nobody visits, verifies or
    confirms, and no partner answers.
    """

    def __init__(
        self,
        app: Application,
        regency: Regency,
        templates: Sequence[Template],
        pool: Sequence[SyntheticCase],
        folder: Path,
        seed: int,
        *,
        working: bool = True,
    ) -> None:
        self._app = app
        self._folder = folder
        self._partners = PartnerScript(app, seed)
        self._rng = random.Random(f"{seed}:{regency.code}")
        self._listed = LISTED if working else 1.0
        self._waiting: dict[str, list[SyntheticCase]] = {}
        self._field: dict[str, FieldScript] = {}
        self._posts: dict[str, Post] = {}
        visited = _visited(app) if working else set()
        number = 0
        for place, district in enumerate(regency.districts):
            new = []
            for stranger in self._rng.choices(pool, k=NEW_A_DAY * WORKING_DAYS):
                number += 1
                new.append(_settled(stranger, district, number, self._rng))
            post = post_of(regency, district)
            self._posts[district.code] = post
            self._waiting[district.code] = new
            if not working:
                continue
            people = People([*templates[place % len(templates)].people, *new], seed)
            self._field[district.code] = FieldScript(
                app, seed, people, self._partners, post=post, visited=visited
            )

    def work(self, now: datetime) -> Done:
        """Live through a working day."""
        done = Done()
        parts = [(MORNING, self._arrive)]
        if self._field:
            parts += [(PARTNERS, self._partners.work), (FIELD, self._do_field_work)]
        for moment, part in parts:
            start = time.process_time()
            counts = part(datetime.combine(now.date(), moment, tzinfo=now.tzinfo))
            done.add(counts, time.process_time() - start)
        return done

    def _do_field_work(self, now: datetime) -> Counter[str]:
        done: Counter[str] = Counter()
        for script in self._field.values():
            done.update(script.work(now))
        return done

    def _arrive(self, now: datetime) -> Counter[str]:
        """Monday brings a list of the week's people; those who are on none come one by one."""
        done: Counter[str] = Counter()
        for code, waiting in self._waiting.items():
            tksk = self._posts[code].tksk
            listed = round(5 * NEW_A_DAY * self._listed) if now.weekday() == 0 else 0
            on_list = _taken(waiting, listed)
            if on_list:
                path = self._folder / f"{code}-{now:%Y-%m-%d}.csv"
                path.write_text(cases_as_csv(on_list), encoding="utf-8")
                done["kasus_baru"] += import_cases(self._app, tksk, path, now).created
            alone = NEW_A_DAY if self._rng.random() >= self._listed else 0
            for person in _taken(waiting, alone):
                done[register_person(self._app, tksk, person, now)] += 1
        return done


def _taken(waiting: list[SyntheticCase], most: int) -> list[SyntheticCase]:
    found = list(islice(waiting, most))
    del waiting[:most]
    return found


def post_of(regency: Regency, district: District) -> Post:
    """Return who works in a kecamatan."""
    who = holders(regency, district)
    return Post(
        district.code,
        Actor(Role.TKSK, who.tksk, district.code),
        Actor(Role.SOCIAL_WORKER, who.dinsos, regency.code),
        Actor(Role.DINSOS_VERIFIER, who.dinsos, regency.code),
        Actor(Role.COORDINATOR, who.coordinator, regency.code),
    )


def _settled(
    person: SyntheticCase, district: District, number: int, rng: random.Random
) -> SyntheticCase:
    """Make a new person of somebody in the pool, at home in a village of the kecamatan."""
    nik = person.nik
    if nik.startswith("990306") and len(nik) == 16 and nik.isdigit():
        nik = f"9902{1 + number // 9000:02d}{nik[6:12]}{1 + number % 9000:04d}"
    return replace(
        person,
        number=number,
        name=f"Warga Baru {number:05d}",
        nik=nik,
        village=rng.choice(district.villages),
        family_card="",
        arrives=0,
    )


def _visited(app: Application) -> set[str]:
    """Cases that were visited, and verified since: they need no second visit."""
    query = text(
        "SELECT c.id FROM case_file c WHERE EXISTS"
        " (SELECT 1 FROM visit v WHERE v.case_id = c.id AND v.done)"
        " AND EXISTS (SELECT 1 FROM verification f WHERE f.case_id = c.id AND f.matches)"
    )
    with app.engine.connect() as connection:
        return {f"K-{number:06d}" for (number,) in connection.execute(query)}
