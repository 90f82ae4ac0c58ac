"""From typed, perhaps unasked facts to the flat integers that the engine is given.

The engine compares loosely ("61" is at least 60, a missing field is unlike anything) and
is not safe with long, odd or nested input. So it never sees a fact as it was given:

- a number or a date becomes an integer, a choice or a text a small code; such a field is
  left out while nobody has asked, and then no comparison with it can hold;
- everything else (sets, yes/no, "asked or not", and whatever is satisfied by "not asked
  yet" too) becomes a flag, sent as 1 when it is satisfied and otherwise left out.

Only fields that the rules at hand compare are sent, under short generated names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial

from tksk_workflow.domain.conditions import (
    Compare,
    Equals,
    Facts,
    Known,
    Order,
    Parameter,
    Value,
    ordinal,
)
from tksk_workflow.domain.remembered import Remembered
from tksk_workflow.rulebook.engine.leaves import Predicate, number, predicate, unfit
from tksk_workflow.rulebook.engine.normal_form import SignedLeaf

FAR = 2**53
"""Numbers are cut off here: beyond it JSON readers stop being exact."""

_COMPLEMENT = {
    Order.LESS: Order.AT_LEAST,
    Order.AT_MOST: Order.MORE,
    Order.AT_LEAST: Order.LESS,
    Order.MORE: Order.AT_MOST,
}


@dataclass(frozen=True, slots=True, order=True)
class Test:
    """A comparison of one generated field with an integer.

    ``sign`` is one of ``== != < <= >= >``. None holds while the field is missing.
    """

    __test__ = False  # pytest looks for classes of this name

    name: str
    sign: str
    value: int


@dataclass(slots=True)
class _Readings:
    """What is read from one fact, and what is sent while it has not been asked."""

    as_number: str | None = None
    as_code: str | None = None
    codes: dict[str, int] = field(default_factory=dict)
    flags: list[tuple[str, Predicate, bool]] = field(default_factory=list)
    unasked: dict[str, int] = field(default_factory=dict)

    def sent(self, fact: str, value: Value | None) -> dict[str, int]:
        """Return the fields for one value; None while nobody has asked."""
        if value is None:
            return self.unasked
        sent: dict[str, int] = {}
        if self.as_number is not None:
            sent[self.as_number] = max(-FAR, min(FAR, number(fact, value)))
        if self.as_code is not None:
            if not isinstance(value, str):
                raise unfit(fact, value)
            sent[self.as_code] = self.codes.get(value, 0)
        for name, holds, wanted in self.flags:
            if holds(value) is wanted:
                sent[name] = 1
        return sent


class Projection:
    """The fields that one set of rules compares, and how to read them from facts.

    All comparisons are named (`test`) before the first facts are read (`message`).
    """

    def __init__(self) -> None:
        self._facts: dict[str, _Readings] = {}
        self._tests: dict[SignedLeaf, Test] = {}
        self._width = 0

    @property
    def width(self) -> int:
        """The most fields that a message can have."""
        return self._width

    def test(self, part: SignedLeaf) -> Test:
        """Return the engine's comparison for a signed leaf; the same one each time.

        Raises:
            TypeError: the bound is a `Parameter`: the pack was not bound to a day.
            ValueError: the bound lies beyond ±2^53.
        """
        if part not in self._tests:
            readings = self._facts.setdefault(part.leaf.fact, _Readings())
            self._tests[part] = self._new_test(part, readings)
        return self._tests[part]

    def _new_test(self, part: SignedLeaf, readings: _Readings) -> Test:
        match part:
            case SignedLeaf(Compare(_, order, bound), wanted, False):
                if isinstance(bound, Parameter):
                    raise TypeError(f"parameter {bound.name} was not resolved for a date")
                sign = order if wanted else _COMPLEMENT[order]
                return Test(self._number(readings), sign.value, _near(ordinal(bound)))
            case SignedLeaf(Equals(_, bool()), _, _):
                return self._flag(part, readings)
            case SignedLeaf(Equals(_, int() as value), wanted, False):
                return Test(self._number(readings), "==" if wanted else "!=", _near(value))
            case SignedLeaf(Equals(_, str() as value), wanted, False):
                readings.as_code = readings.as_code or self._name()
                # 0 stays free for all the values that no rule names.
                code = readings.codes.setdefault(value, len(readings.codes) + 1)
                return Test(readings.as_code, "==" if wanted else "!=", code)
            case _:
                return self._flag(part, readings)

    def _number(self, readings: _Readings) -> str:
        readings.as_number = readings.as_number or self._name()
        return readings.as_number

    def _flag(self, part: SignedLeaf, readings: _Readings) -> Test:
        name = self._name()
        readings.flags.append((name, predicate(part.leaf), part.wanted))
        if part.unknown_too or (isinstance(part.leaf, Known) and not part.wanted):
            readings.unasked[name] = 1
        return Test(name, "==", 1)

    def _name(self) -> str:
        self._width += 1
        return f"f{self._width}"

    def message(self, facts: Facts) -> str:
        """Return the fields for these facts as members of a JSON object: ``"f1":61,"f2":1``.

        Raises:
            TypeError: a fact has a type that a rule cannot compare.
        """
        known = self._known
        parts = [known[fact][value] for fact, value in facts.items() if fact in known]
        parts += [fields for fact, fields in self._unasked if fact not in facts]
        return ",".join(filter(None, parts))

    @cached_property
    def _known(self) -> dict[str, Remembered[str]]:
        """What is sent of each fact, worked out once per value."""
        return {
            fact: Remembered([fact], partial(_members, fact, readings))
            for fact, readings in self._facts.items()
        }

    @cached_property
    def _unasked(self) -> list[tuple[str, str]]:
        """What is sent of the facts that nobody has asked about."""
        sent = ((fact, _members(fact, readings, {})) for fact, readings in self._facts.items())
        return [(fact, fields) for fact, fields in sent if fields]


def _members(fact: str, readings: _Readings, facts: Facts) -> str:
    sent = readings.sent(fact, facts.get(fact))
    return ",".join(f'"{name}":{number}' for name, number in sent.items())


def _near(bound: int) -> int:
    if not -FAR < bound < FAR:
        raise ValueError(f"bound {bound} lies beyond ±2^53")
    return bound
