"""The three time zones of Indonesia, by region code (Keppres 41/1987).

Offices close at their own hour: a term that ends at close of business ends in Jayapura two
hours before it does in Jakarta. Indonesia has no summer time, so an offset is enough.
"""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from enum import StrEnum


class Zone(StrEnum):
    """A zone by the name that clocks there go by."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def offset(self) -> timezone:
        """The zone as what aware moments carry."""
        return _OFFSETS[self]

    @property
    def provinces(self) -> frozenset[str]:
        """The first two digits of the region codes in this zone."""
        return _PROVINCES[self]


_OFFSETS = {
    zone: timezone(timedelta(hours=hours), zone.value)
    for zone, hours in ((Zone.WIB, 7), (Zone.WITA, 8), (Zone.WIT, 9))
}
# Sumatra, Java, West and Central Kalimantan; Bali, Nusa Tenggara, the rest of Kalimantan,
# Sulawesi; Maluku and Papua. The provinces that Papua was divided into keep its hour.
_PROVINCES = {
    Zone.WIB: frozenset(
        {
            *("11", "12", "13", "14", "15", "16", "17", "18", "19", "21"),
            *("31", "32", "33", "34", "35", "36"),
            *("61", "62"),
        }
    ),
    Zone.WITA: frozenset(
        {*("51", "52", "53"), *("63", "64", "65"), *("71", "72", "73", "74", "75", "76")}
    ),
    Zone.WIT: frozenset({"81", "82", "91", "92", "93", "94", "95", "96"}),
}
_BY_PROVINCE = {code: zone for zone, codes in _PROVINCES.items() for code in codes}


def zone_named(name: str, otherwise: tzinfo) -> tzinfo:
    """Return the zone of a name such as ``WITA``; another one where the name is none of ours."""
    return Zone(name).offset if name in tuple(Zone) else otherwise


def zone_of(area: str) -> Zone | None:
    """Return the zone in which an area lies; None for the whole country or an unknown province."""
    return _BY_PROVINCE.get(area[:2])
