"""The social map: PMKS and PSKS by village and type (S13, S26).

PMKS are the open cases of a day; types that are handled closed, and all types of a case
that is, count together, so that no village shows a type that nobody may name. PSKS come
from the directory of partners (DOMAIN 3.3).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tksk_workflow.domain.areas import AreaLevel, covers, level_of
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.reports.figures import CLOSED_TYPES, shown_types
from tksk_workflow.reports.monthly.section import Cell, Section
from tksk_workflow.store.models import Case, CaseDetail, PartnerRecord, Worker

PSKS_TYPES: Mapping[str, str] = {
    "PSM": "Pekerja Sosial Masyarakat",
    "KARANG_TARUNA": "Karang Taruna",
    "TAGANA": "Tagana",
    "LK3": "LK3",
    "LKS": "Lembaga Kesejahteraan Sosial",
    "LKSA": "Lembaga Kesejahteraan Sosial",
    "LKS_DISABILITAS": "Lembaga Kesejahteraan Sosial",
    "CSR": "Dunia usaha",
}
"""Partner types that are among the twelve PSKS; the TKSK themselves come from the register."""

TKSK = "TKSK"
WIDER = "(lintas desa)"
_VOID = CaseStatus.CANCELLED


@dataclass(frozen=True, slots=True)
class SocialMap:
    """What there is in an area on a day.

    Attributes:
        pmks: open cases by village name and type; `CLOSED_TYPES` for the closed ones.
        psks: potentials by village name and kind; `WIDER` for those that serve more than
            one village.
        names: names of the PMKS types.
    """

    pmks: Mapping[str, Mapping[str, int]]
    psks: Mapping[str, Mapping[str, int]]
    names: Mapping[str, str] = field(default_factory=dict)

    def sections(self) -> tuple[Section, ...]:
        """Return the map as two tables, with sums."""
        return (
            _table("Peta PMKS", _PMKS_NOTE, self.pmks, self._pmks_columns()),
            _table("Peta PSKS", _PSKS_NOTE, self.psks, sorted(_members(self.psks))),
        )

    def legend(self) -> Section:
        """Return what the codes of the map stand for."""
        shown = _members(self.pmks)
        rows = tuple((code, name) for code, name in sorted(self.names.items()) if code in shown)
        return Section("Kode PMKS", "", ("kode", "jenis"), rows)

    def _pmks_columns(self) -> list[str]:
        found = _members(self.pmks)
        open_types = sorted(found - {CLOSED_TYPES})
        return [*open_types, *([CLOSED_TYPES] if CLOSED_TYPES in found else [])]


_PMKS_NOTE = "Kasus terbuka menurut desa dan jenis; jenis yang ditangani tertutup digabung."
_PSKS_NOTE = "Potensi menurut direktori mitra dan daftar TKSK; yang lintas desa tersendiri."


def social_map(
    session: Session, pack: RulePack, area: str, villages: Mapping[str, str], at: datetime
) -> SocialMap:
    """Count the open cases and the potentials of an area.

    Args:
        session: a session on the record.
        pack: tells which PMKS types are handled closed.
        area: code of a kecamatan or wider.
        villages: names of the area's villages by code; each gets a row.
        at: cases open at this moment count.
    """
    return SocialMap(
        pmks=_pmks(session, pack, area, villages, at),
        psks=_psks(session, area, villages),
        names={code: found.name for code, found in pack.pmks_types.items()},
    )


def _pmks(
    session: Session, pack: RulePack, area: str, villages: Mapping[str, str], at: datetime
) -> dict[str, dict[str, int]]:
    table: dict[str, Counter[str]] = {name: Counter() for name in villages.values()}
    query = (
        select(Case.village, Case.closed_handling, CaseDetail.pmks)
        .join(CaseDetail, CaseDetail.case_id == Case.id)
        .where(
            Case.village.startswith(f"{area}."),
            Case.opened_at <= at,
            or_(Case.finished_at.is_(None), Case.finished_at > at),
            Case.status != _VOID,
        )
    )
    for village, closed_handling, types in session.execute(query):
        shown = shown_types(types, pack, closed_handling=closed_handling)
        table.setdefault(villages.get(village, village), Counter()).update(shown)
    return {village: dict(sorted(counts.items())) for village, counts in table.items()}


def _psks(session: Session, area: str, villages: Mapping[str, str]) -> dict[str, dict[str, int]]:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for name in villages.values():
        table[name] = Counter()
    partners = select(PartnerRecord.type, PartnerRecord.areas).where(
        PartnerRecord.active, PartnerRecord.type.in_(PSKS_TYPES)
    )
    for kind, areas in session.execute(partners):
        for place in _places(area, areas, villages):
            table[place][PSKS_TYPES[kind]] += 1
    workers = select(Worker.area).where(Worker.active, Worker.role == "tksk")
    for post in session.scalars(workers):
        if covers(area, post):
            table[WIDER][TKSK] += 1
    return {village: dict(sorted(counts.items())) for village, counts in table.items()}


def _places(area: str, areas: Iterable[str], villages: Mapping[str, str]) -> set[str]:
    """Name the rows in which a partner counts: its own villages, or once for all."""
    own = {
        villages.get(code, code)
        for code in areas
        if level_of(code) is AreaLevel.VILLAGE and covers(area, code)
    }
    if len(own) == 1:
        return own
    wider = any(covers(code, area) or covers(area, code) for code in areas)
    return {WIDER} if own or wider else set()


def _members(table: Mapping[str, Mapping[str, int]]) -> set[str]:
    return {code for row in table.values() for code in row}


def _table(
    name: str, note: str, table: Mapping[str, Mapping[str, int]], columns: Iterable[str]
) -> Section:
    shown = tuple(columns)
    rows: list[tuple[Cell, ...]] = [
        (village, *(counts.get(column, 0) for column in shown), sum(counts.values()))
        for village, counts in table.items()
    ]
    sums = [sum(counts.get(column, 0) for counts in table.values()) for column in shown]
    last: tuple[Cell, ...] = ("Jumlah", *sums, sum(sums))
    return Section(name, note, ("desa", *shown, "jumlah"), (*rows, last), shaded=True)
