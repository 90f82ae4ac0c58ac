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
from functools import partial

from tksk_workflow.domain.calendar import completed_years
from tksk_workflow.domain.conditions import Facts, Value
from tksk_workflow.domain.remembered import Panel, Remembered
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


class Completion:
    """Adds the computed facts to case after case, with one pack on one day."""

    def __init__(self, pack: RulePack, day: date) -> None:
        """Take a pack; only facts that it declares are computed.

        Args:
            pack: gives parameters and ranges.
            day: the day of the decision, which is the day of the referral.
        """
        bases = computed_facts(pack)
        self._names = tuple(bases)

        def computing(name: str, base: str) -> Remembered[bool | int | None]:
            return Remembered([base], partial(_computed_from, name, base, pack, day))

        self._age = computing(AGE, BIRTH_DATE)
        self._values = Panel(computing(name, base) for name, base in bases.items())

    def __call__(self, facts: Facts) -> dict[str, Value]:
        """Return the facts with the computed ones added; dates to come compute nothing."""
        known: dict[str, Value] = dict(facts)
        if AGE not in known and BIRTH_DATE in known:
            age = self._age[known[BIRTH_DATE]]
            if age is not None:
                known[AGE] = age
        values = self._values.answers(self._values.row(known))
        for name, value in zip(self._names, values, strict=True):
            if value is not None:
                known[name] = value
        return known


def complete(facts: Facts, pack: RulePack, day: date) -> dict[str, Value]:
    """Add the computed facts to one case (see `Completion`)."""
    return Completion(pack, day)(facts)


def _computed_from(
    name: str, base: str, pack: RulePack, day: date, facts: Facts
) -> bool | int | None:
    return computed_value(name, facts[base], pack, day) if base in facts else None


def computed_facts(pack: RulePack) -> dict[str, str]:
    """Map the computed facts that a pack declares to the facts they follow from."""
    return {name: found.base for name, found in COMPUTED.items() if name in pack.facts}


def computed_value(name: str, base: Value, pack: RulePack, day: date) -> bool | int | None:
    """Compute one fact from the value of the fact it follows from; None when it cannot be.

    Args:
        name: a computed fact, or ``usia``, which follows from the birth date.
        base: the value it follows from.
        pack: gives parameters and the range of the fact.
        day: the day of the decision.
    """
    parameters = pack.parameter_values(day)
    if name in COMPUTED and not all(need in parameters for need in COMPUTED[name].parameters):
        return None
    value = _RULES[name](base, parameters, day)
    return value if isinstance(value, bool) or _fits(name, value, pack) else None


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


def _fits(name: str, number: int | None, pack: RulePack) -> bool:
    found = pack.facts.get(name)
    if found is None or number is None:
        return False
    above = found.low is None or number >= found.low
    return above and (found.high is None or number <= found.high)


_Rule = Callable[[Value, Mapping[str, int], date], bool | int | None]


def _age(born: Value, _: Mapping[str, int], day: date) -> int | None:
    return completed_years(born, day) if isinstance(born, date) else None


def _elderly(age: Value, parameters: Mapping[str, int], _: date) -> bool | None:
    return age >= parameters["usia_lansia"] if isinstance(age, int) else None


def _child(age: Value, parameters: Mapping[str, int], _: date) -> bool | None:
    return age < parameters["usia_anak"] if isinstance(age, int) else None


def _school_age(age: Value, parameters: Mapping[str, int], _: date) -> bool | None:
    if not isinstance(age, int):
        return None
    return parameters["usia_sekolah_min"] <= age <= parameters["usia_sekolah_maks"]


def _age_of_data(updated: Value, _: Mapping[str, int], day: date) -> int | None:
    return (day - updated).days if isinstance(updated, date) and updated <= day else None


def _before_cutoff(updated: Value, parameters: Mapping[str, int], day: date) -> bool | None:
    if not isinstance(updated, date) or updated > day:
        return None
    return updated < previous_cutoff(parameters["tanggal_cutoff"], day)


def _months_free(released: Value, _: Mapping[str, int], day: date) -> int | None:
    return completed_months(released, day) if isinstance(released, date) else None


_RULES: dict[str, _Rule] = {
    AGE: _age,
    "lansia": _elderly,
    "anak": _child,
    "usia_sekolah": _school_age,
    "umur_data_hari": _age_of_data,
    "pembaruan_sebelum_cutoff": _before_cutoff,
    "bulan_sejak_bebas": _months_free,
}
