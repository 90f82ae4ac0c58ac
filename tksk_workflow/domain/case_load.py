"""How many cases one TKSK can accompany, and who could help (PGR-16, S30, S47, S49).

One worker serves a whole kecamatan; above the limit of the pack help is offered to the
PSM and Karang Taruna of the place first, then to TKSK of neighbouring kecamatan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class HelperKind(StrEnum):
    """Who may be asked, the nearest to the client first."""

    PSM = "PSM"
    KARANG_TARUNA = "KARANG_TARUNA"
    NEIGHBOUR = "TKSK_TETANGGA"


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who could accompany a case.

    Attributes:
        code: of the partner, or of the TKSK.
        load: cases that they accompany already.
        limit: how many they can; None is not known.
        distance: 0 when they serve the village itself, 1 the kecamatan, and so on.
    """

    code: str
    kind: HelperKind
    load: int
    limit: int | None = None
    distance: int = 0

    @property
    def has_room(self) -> bool:
        """One case more fits."""
        return self.limit is None or self.load < self.limit


def over(load: int, limit: int | None) -> int:
    """Return by how many cases a load is above the limit; 0 when it is not."""
    return 0 if limit is None else max(0, load - limit)


def in_order(helpers: Iterable[Helper], *, closed: bool = False) -> tuple[Helper, ...]:
    """Return who may be asked about a case, in the order in which to ask.

    Kind first, then nearness, then who is least busy. A case that is handled closed is for
    TKSK only: PSM and Karang Taruna may not know of it (DOMAIN 6.2).
    """
    kinds = tuple(HelperKind)
    fitting = [
        one for one in helpers if one.has_room and (one.kind is HelperKind.NEIGHBOUR or not closed)
    ]
    return tuple(
        sorted(fitting, key=lambda one: (kinds.index(one.kind), one.distance, one.load, one.code))
    )
