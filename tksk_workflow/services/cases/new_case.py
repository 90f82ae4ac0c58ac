"""What is entered when a case is opened, and whether it can be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tksk_workflow.domain.areas import NATIONAL, AreaLevel, is_valid_area, level_of
from tksk_workflow.domain.pmks import SubjectKind
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.computed import UPDATED
from tksk_workflow.services.errors import InputProblem, InvalidInput
from tksk_workflow.services.facts.input import TYPES, birth_problems
from tksk_workflow.services.moments import day_problems
from tksk_workflow.services.regions import why_unknown

DIRECT = "langsung_tksk"
_DIRECT_CHANNELS = frozenset({DIRECT, "datang_sendiri", "penjangkauan"})


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known when a case is opened.

    Attributes:
        village: region code of the village where the person lives now.
        pmks: type codes; may be empty when the type is not clear yet.
        facts: answers as in the facts JSON (``kondisi``, ``dokumen``, ``desil``, …).
        data_updated_on: when the data were last brought up to date; None is today.
    """

    kind: SubjectKind
    name: str
    village: str
    pmks: tuple[str, ...] = ()
    nik: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    family_card: str | None = None
    channel: str = DIRECT
    facts: Mapping[str, Any] = field(default_factory=dict)
    data_updated_on: date | None = None


def is_direct(channel: str) -> bool:
    """Say whether the TKSK met the person without somebody in between (Pasal 7 ayat (1)).

    Through the village, a Karang Taruna or a PSM it is help in an indirect way (S10, S73).
    """
    return channel in _DIRECT_CHANNELS


def require_usable(new: NewCase, pack: RulePack, today: date) -> None:
    """Check everything at once.

    Raises:
        InvalidInput: with every problem.
    """
    problems = [*_problems(new, pack, today), *village_problems(new.village)]
    if problems:
        raise InvalidInput(problems)


def _problems(new: NewCase, pack: RulePack, today: date) -> list[InputProblem]:
    problems = []
    if not new.name.strip():
        problems.append(
            InputProblem("nama", "belum diisi", "tulis sebutan bila nama belum diketahui")
        )
    if new.birth_date is not None:
        problems += birth_problems("tgl_lahir", new.birth_date, today)
    if new.data_updated_on is not None:
        problems += day_problems(UPDATED, new.data_updated_on, today)
    if new.sex not in (None, "L", "P"):
        problems.append(InputProblem("jenis_kelamin", "tulis L atau P"))
    if TYPES in new.facts:
        problems.append(InputProblem(TYPES, "jenis PMKS diisi terpisah dari fakta lain"))
    unknown = [code for code in new.pmks if code not in pack.pmks_types]
    if unknown:
        problems.append(InputProblem(TYPES, "jenis PMKS tidak dikenal", _known_types(pack)))
        return problems
    units = [pack.pmks_types[code].units for code in new.pmks]
    group_only = any(tuple(unit) == (SubjectKind.GROUP,) for unit in units)
    if group_only and new.kind is not SubjectKind.GROUP:
        problems.append(InputProblem("subjek", "jenis ini dicatat sebagai kelompok, bukan orang"))
    elif units and not any(new.kind in unit for unit in units):
        wanted = ", ".join(dict.fromkeys(kind.value for unit in units for kind in unit))
        problems.append(InputProblem("subjek", f"jenis ini dicatat untuk: {wanted}"))
    return problems


def _known_types(pack: RulePack) -> str:
    known = (f"{code} {kind.name}" for code, kind in sorted(pack.pmks_types.items()))
    return f"yang ada: {', '.join(known)}"


def require_village(village: str) -> None:
    """Check that a code is one of a village.

    Raises:
        InvalidInput: it is a wider area, or names nothing.
    """
    problems = village_problems(village)
    if problems:
        raise InvalidInput(problems)


def village_problems(village: str) -> list[InputProblem]:
    """Say what is wrong with the code of a village."""
    if village != NATIONAL and not is_valid_area(village):
        text = why_unknown(village)
    elif level_of(village) is not AreaLevel.VILLAGE:
        text = "harus kode desa atau kelurahan"
    else:
        return []
    return [InputProblem("desa", text, "contoh: 16.03.06.2023")]
