"""Putting the numbers of one day into a pack: parameters become plain bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from threading import Lock

from tksk_workflow.domain.conditions import Compare, Condition, Parameter, leaves_of, resolved
from tksk_workflow.domain.readings import units_of
from tksk_workflow.domain.rulepack import Guard, Rule, RulePack
from tksk_workflow.rulebook.wording import tell

_KEPT = 16

# Which pack (by identity, kept alive beside the result) with which values.
_Key = tuple[int, tuple[tuple[str, int], ...]]
_cache: OrderedDict[_Key, tuple[RulePack, RulePack]] = OrderedDict()
_lock = Lock()


class ParameterMissing(Exception):
    """A rule needs a parameter that has no value on the day of the decision.

    Attributes:
        begins: the day from which on the parameter has a value; None when that is not later.
    """

    def __init__(self, name: str, rule: str, day: date, begins: date | None = None) -> None:
        """Keep the parameter, the first rule that needs it, and the day."""
        self.begins = begins
        self.name = name
        self.rule = rule
        self.day = day
        self.message = tell(
            "parameter '{name}' tidak punya nilai pada {day}, padahal dipakai aturan {rule}; "
            "tambah nilai yang berlaku pada tanggal itu dalam parameter.yaml",
            name=name,
            day=day,
            rule=rule,
        )
        super().__init__(self.message)


def bind(pack: RulePack, day: date) -> RulePack:
    """Return the pack with every `Parameter` replaced by its value on that day.

    Two days with the same values share one result.

    Raises:
        ParameterMissing: a rule or guard needs a parameter without a value that day.
    """
    values = pack.parameter_values(day)
    key = id(pack), tuple(sorted(values.items()))
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key][1]
    _demand_values(pack, values, day)
    bound = replace(
        pack,
        rules=tuple(_bound_rule(rule, values) for rule in pack.rules),
        guards=tuple(
            replace(guard, condition=resolved(guard.condition, values)) for guard in pack.guards
        ),
    )
    with _lock:
        _cache[key] = pack, bound
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return bound


def parameters_of(condition: Condition) -> frozenset[str]:
    """Name the parameters that a condition needs."""
    return frozenset(
        leaf.bound.name
        for leaf in leaves_of(condition)
        if isinstance(leaf, Compare) and isinstance(leaf.bound, Parameter)
    )


def conditions_of(item: Rule | Guard, pack: RulePack) -> list[Condition]:
    """Return every condition of a rule (its inner ones included) or a guard."""
    if isinstance(item, Guard):
        return [item.condition]
    return list(units_of(replace(pack, rules=(item,))).values())


def _demand_values(pack: RulePack, values: Mapping[str, int], day: date) -> None:
    items: list[Rule | Guard] = [*pack.rules, *pack.guards]
    for item in items:
        for condition in conditions_of(item, pack):
            for name in sorted(parameters_of(condition)):
                if name not in values:
                    raise ParameterMissing(name, item.id, day, _next_value(pack, name, day))


def _next_value(pack: RulePack, name: str, day: date) -> date | None:
    definition = pack.parameters.get(name)
    values = () if definition is None else definition.values
    return min((value.since for value in values if value.since > day), default=None)


def _bound_rule(rule: Rule, values: Mapping[str, int]) -> Rule:
    return replace(
        rule,
        condition=resolved(rule.condition, values),
        raises=tuple(
            replace(change, condition=resolved(change.condition, values)) for change in rule.raises
        ),
        lowers_base=rule.lowers_base
        and replace(rule.lowers_base, condition=resolved(rule.lowers_base.condition, values)),
        orders=tuple(
            replace(order, condition=resolved(order.condition, values)) for order in rule.orders
        ),
    )
