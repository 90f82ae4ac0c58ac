"""A believable population: what lists of a kecamatan tell, as facts in the words of the pack."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from tksk_workflow.demo.caseload import SyntheticCase, build_caseload
from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.facts import read_facts

TODAY = date(2026, 11, 25)
_PEOPLE = 4_000
_NIK_STATUSES = ("padan",) * 8 + ("kosong", "tidak_padan", "ganda", "cacat")


@cache
def _people(seed: int) -> tuple[SyntheticCase, ...]:
    return build_caseload(seed, _PEOPLE)


def stated_cases(number: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """Yield cases as `tksk rules decide` reads them; the same seed, the same cases."""
    draw = random.Random(seed)
    people = _people(seed)
    for index in range(number):
        person = draw.choice(people)
        yield {
            "id": f"K-{index}",
            "subjek": person.subject,
            "pmks": [person.pmks],
            "usia": max(0, (TODAY - person.birth).days // 365 + draw.randint(-1, 1)),
            "jenis_kelamin": person.sex,
            "nik_status": draw.choice(_NIK_STATUSES),
            "desil": person.decile,
            "wilayah": f"16.03.{draw.randint(1, 22):02d}.{draw.randint(2001, 2020)}",
            "dokumen": sorted(person.papers),
            "disabilitas": [person.disability] if person.disability else None,
            "pembaruan_terakhir": (TODAY - timedelta(days=draw.randint(0, 90))).isoformat(),
            "kunjungan_rumah": draw.random() < 0.8,
            "verifikasi_desa": draw.random() < 0.7,
            **person.told,
        }


def population(pack: RulePack, number: int, seed: int = 1) -> list[dict[str, Value]]:
    """Cases with checked facts, as the engines take them."""
    found = []
    for stated in stated_cases(number, seed):
        facts, problems = read_facts(stated, pack)
        assert not problems, problems
        found.append(facts)
    return found
