"""Facts that follow from other facts, the date and the parameters; nobody is asked them.

What cannot be computed stays as stated: a case that says ``anak`` without an age keeps
it. What can be computed wins over what was stated, except ``usia`` itself, which is
computed only when nobody gave it (PGR-15: age counts on the day of the referral).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tksk_workflow.domain.conditions import Facts, Value
from tksk_workflow.domain.rulepack import FactKind, RulePack

AGE, BIRTH_DATE = "usia", "tanggal_lahir"
UPDATED, RELEASED = "pembaruan_terakhir", "tanggal_bebas"


@dataclass(frozen=True, slots=True)
class Computed:
    """One computed fact: its kind, the client fact it follows from, what it needs."""

    kind: FactKind
    base: str
    parameters: tuple[str, ...] = ()


COMPUTED = {
    "lansia": Computed(FactKind.YES_NO, AGE, ("usia_lansia",)),
    "anak": Computed(FactKind.YES_NO, AGE, ("usia_anak",)),
    "usia_sekolah": Computed(FactKind.YES_NO, AGE, ("usia_sekolah_min", "usia_sekolah_maks")),
    "umur_data_hari": Computed(FactKind.NUMBER, UPDATED),
    "pembaruan_sebelum_cutoff": Computed(FactKind.YES_NO, UPDATED, ("tanggal_cutoff",)),
    "bulan_sejak_bebas": Computed(FactKind.NUMBER, RELEASED),
}

# The kinds on which this module and the decision rely.
RELIED_ON = {
    AGE: FactKind.NUMBER,
    BIRTH_DATE: FactKind.DATE,
    UPDATED: FactKind.DATE,
    RELEASED: FactKind.DATE,
    "pmks": FactKind.SET,
    "dokumen": FactKind.SET,
    **{name: found.kind for name, found in COMPUTED.items()},
}


def complete(facts: Facts, pack: RulePack, day: date) -> dict[str, Value]:
    """Return the facts with the computed ones added.

    Args:
        facts: checked facts; dates after ``day`` compute nothing.
        pack: only facts that it declares are computed.
        day: the day of the decision, which is the day of the referral.
    """
    known: dict[str, Value] = dict(facts)
    parameters = pack.parameter_values(day)
    age = _age(known, day)
    if age is not None and AGE not in known and _fits(AGE, age, pack):
        known[AGE] = age
    for name, rule in _RULES.items():
        if name not in pack.facts:
            continue
        if not all(parameter in parameters for parameter in COMPUTED[name].parameters):
            continue
        value = rule(known, parameters, day)
        if value is not None and (isinstance(value, bool) or _fits(name, value, pack)):
            known[name] = value
    return known


def completed_years(since: date, day: date) -> int | None:
    """Return the full years between two days; None when ``since`` is later.

    Somebody born on 29 February is a year older on 1 March in a common year.
    """
    if since > day:
        return None
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


def completed_months(since: date, day: date) -> int | None:
    """Return the full months between two days; None when ``since`` is later."""
    if since > day:
        return None
    # A month that began on the 31st is over on the last day of a shorter month.
    due = min(since.day, monthrange(day.year, day.month)[1])
    return (day.year - since.year) * 12 + day.month - since.month - (day.day < due)


def previous_cutoff(cutoff_day: int, day: date) -> date:
    """Return the cut-off date of the month before ``day``."""
    year, month = (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)
    return date(year, month, max(1, min(cutoff_day, monthrange(year, month)[1])))


def _fits(name: str, number: int, pack: RulePack) -> bool:
    found = pack.facts.get(name)
    if found is None:
        return False
    above = found.low is None or number >= found.low
    return above and (found.high is None or number <= found.high)


def _age(known: Facts, day: date) -> int | None:
    born = known.get(BIRTH_DATE)
    return completed_years(born, day) if isinstance(born, date) else None


def _number(known: Facts, fact: str) -> int | None:
    value = known.get(fact)
    return value if isinstance(value, int) else None


def _date(known: Facts, fact: str) -> date | None:
    value = known.get(fact)
    return value if isinstance(value, date) else None


_Rule = Callable[[Facts, Mapping[str, int], date], bool | int | None]


def _elderly(known: Facts, parameters: Mapping[str, int], _: date) -> bool | None:
    age = _number(known, AGE)
    return None if age is None else age >= parameters["usia_lansia"]


def _child(known: Facts, parameters: Mapping[str, int], _: date) -> bool | None:
    age = _number(known, AGE)
    return None if age is None else age < parameters["usia_anak"]


def _school_age(known: Facts, parameters: Mapping[str, int], _: date) -> bool | None:
    age = _number(known, AGE)
    if age is None:
        return None
    return parameters["usia_sekolah_min"] <= age <= parameters["usia_sekolah_maks"]


def _age_of_data(known: Facts, _: Mapping[str, int], day: date) -> int | None:
    updated = _date(known, UPDATED)
    return (day - updated).days if updated is not None and updated <= day else None


def _before_cutoff(known: Facts, parameters: Mapping[str, int], day: date) -> bool | None:
    updated = _date(known, UPDATED)
    if updated is None or updated > day:
        return None
    return updated < previous_cutoff(parameters["tanggal_cutoff"], day)


def _months_free(known: Facts, _: Mapping[str, int], day: date) -> int | None:
    released = _date(known, RELEASED)
    return None if released is None else completed_months(released, day)


_RULES: dict[str, _Rule] = {
    "lansia": _elderly,
    "anak": _child,
    "usia_sekolah": _school_age,
    "umur_data_hari": _age_of_data,
    "pembaruan_sebelum_cutoff": _before_cutoff,
    "bulan_sejak_bebas": _months_free,
}
