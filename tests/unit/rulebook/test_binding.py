"""Parameters get the value of the day, and a day without a value is an error."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.rulebook.tiny_pack import FILES, changed
from tksk_workflow.domain.conditions import Compare, leaves_of
from tksk_workflow.rulebook.binding import ParameterMissing, bind
from tksk_workflow.rulebook.loading import load_texts

PACK = load_texts(FILES)


def bounds(pack):
    return {
        leaf.bound
        for item in (*pack.rules, *pack.guards)
        for leaf in leaves_of(item.condition)
        if isinstance(leaf, Compare)
    }


@pytest.mark.parametrize(
    ("day", "value"), [(date(2029, 12, 31), 60), (date(2030, 1, 1), 65), (date(2020, 1, 1), 60)]
)
def test_a_parameter_has_the_value_of_the_day(day, value):
    assert bounds(bind(PACK, day)) == {value}


def test_two_days_with_the_same_values_share_one_pack():
    assert bind(PACK, date(2021, 1, 1)) is bind(PACK, date(2022, 1, 1))
    assert bind(PACK, date(2021, 1, 1)) is not bind(PACK, date(2031, 1, 1))


def test_two_packs_never_share():
    other = load_texts(changed("parameter.yaml", "nilai: 60", "nilai: 61"))

    assert bounds(bind(PACK, date(2026, 1, 1))) != bounds(bind(other, date(2026, 1, 1)))


def test_a_day_without_a_value_is_an_error_that_names_the_parameter():
    with pytest.raises(ParameterMissing, match=r"usia_lansia.*2019-12-31.*PMKS-08"):
        bind(PACK, date(2019, 12, 31))


def test_conditions_inside_a_rule_are_bound_too():
    inner = "{usia: minimal parameter usia_lansia}"
    files = changed(
        "pmks/08.yaml",
        "        - {mitra: DINSOS_KAB, layanan: santunan}\n",
        f"        - {{mitra: DINSOS_KAB, layanan: santunan, hanya_jika: {inner}}}\n"
        f"      naik: [{{ke: P1, jika: {inner}}}]\n",
    )

    rule = bind(load_texts(files), date(2026, 1, 1)).rules[0]

    assert rule.orders[0].condition.bound == rule.raises[0].condition.bound == 60


def test_a_parameter_that_no_rule_uses_may_be_without_a_value():
    more = FILES["parameter.yaml"] + (
        "  lain:\n    label: x\n    satuan: y\n    nilai: [{nilai: 1, berlaku_sejak: 2040-01-01, sumber: umum}]\n"
    )

    assert bind(load_texts({**FILES, "parameter.yaml": more}), date(2026, 1, 1)).rules
