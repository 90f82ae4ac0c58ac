"""The inference matcher stays right, bounded and usable on hostile ground."""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace

import durable_rules_engine
import pytest

from tests.support.generated import rule_when
from tksk_workflow.domain.conditions import (
    ALWAYS,
    All,
    Any,
    Compare,
    Condition,
    Equals,
    Has,
    Known,
    Not,
    Order,
    Parameter,
    Possibly,
)
from tksk_workflow.domain.deciding import Evaluator
from tksk_workflow.rulebook.engine import inference, rulesets
from tksk_workflow.rulebook.engine.inference import EngineError, InferenceMatcher
from tksk_workflow.rulebook.engine.projection import Projection, Test
from tksk_workflow.rulebook.engine.rulesets import Ruleset, fits, plan_rulesets

SICK = Equals("sakit", True)
OLD = Compare("usia", Order.AT_LEAST, 60)


def met(*conditions: Condition, **facts) -> set[str]:
    with InferenceMatcher(rule_when(*conditions)) as matcher:
        return set(matcher.matching(facts))


def test_a_condition_that_always_holds_needs_no_fact():
    assert met(ALWAYS, Any(()), Not(Known("usia"))) == {"R0", "R2"}


def test_an_unasked_fact_satisfies_only_what_allows_it():
    assert met(OLD, Not(OLD), Possibly(OLD), Possibly(Not(OLD))) == {"R2", "R3"}
    assert met(OLD, Not(OLD), Possibly(OLD), Possibly(Not(OLD)), usia=60) == {"R0", "R2"}


@pytest.mark.parametrize(
    "value", ["61", "$kind", 'a"}', "back\\slash", "", "\u0000", "y" * 100_000]
)
def test_text_of_any_kind_is_compared_exactly(value):
    conditions = (Equals("adl", "61"), Equals("adl", value), Not(Equals("adl", "lain")))
    expected = {"R1", "R2"} | ({"R0"} if value == "61" else set())
    assert met(*conditions, adl=value) == expected


def test_words_of_the_engine_are_harmless_as_names_of_facts():
    names = ("id", "sid", "$s", "$kind", "$and", "$m", "x" * 5000)
    conditions = [Equals(name, 7) for name in names]
    with InferenceMatcher(rule_when(*conditions)) as matcher:
        for number, name in enumerate(names):
            assert matcher.matching({name: 7}) == {f"R{number}"}


def test_numbers_of_any_size_are_compared_exactly():
    assert met(OLD, Not(OLD), usia=10**40) == {"R0"}
    assert met(OLD, Not(OLD), usia=-(10**40)) == {"R1"}


def test_a_bound_that_the_engine_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="beyond"):
        InferenceMatcher(rule_when(Compare("usia", Order.MORE, 2**53)))


def test_a_pack_that_was_not_bound_to_a_day_is_refused():
    with pytest.raises(TypeError, match="usia_lansia"):
        InferenceMatcher(rule_when(Compare("usia", Order.AT_LEAST, Parameter("usia_lansia"))))


@pytest.mark.parametrize(
    ("condition", "facts"),
    [
        (OLD, {"usia": "61"}),
        (OLD, {"usia": True}),
        (SICK, {"sakit": 1}),
        (Equals("usia", 1), {"usia": True}),
        (Equals("adl", "1"), {"adl": 1}),
        (Has("disabilitas", "x"), {"disabilitas": "x"}),
        (OLD, {"usia": 61, "pmks": "PMKS-01"}),
    ],
)
def test_a_fact_of_the_wrong_type_is_an_error_that_keeps_the_value_to_itself(condition, facts):
    with InferenceMatcher(rule_when(condition, ALWAYS)) as matcher:
        with pytest.raises(TypeError) as problem:
            matcher.matching(facts)
        assert "61" not in str(problem.value)
        assert matcher.matching({}) == {"R1"}


def test_the_same_case_asked_again_gets_the_same_answer():
    with InferenceMatcher(rule_when(SICK, OLD)) as matcher:
        answers = [
            matcher.matching({"sakit": True, "usia": 61 if n % 2 else 5}) for n in range(500)
        ]
    assert answers == [{"R0"}, {"R0", "R1"}] * 250


def test_two_matchers_live_side_by_side_and_one_outlives_the_other():
    with InferenceMatcher(rule_when(SICK)) as first:
        second = InferenceMatcher(rule_when(OLD))
        assert second.matching({"usia": 70, "sakit": True}) == {"R0"}
        second.close()
        second.close()
        assert first.matching({"sakit": True}) == {"R0"}
        with pytest.raises(EngineError, match="closed"):
            second.matching({})


def test_threads_take_turns_and_lose_nothing():
    pack = rule_when(*(Compare("usia", Order.AT_LEAST, bound) for bound in range(40)))
    wrong = []
    with InferenceMatcher(pack) as matcher:

        def ask(start: int) -> None:
            for number in range(start, start + 300):
                usia = number % 40
                if len(matcher.matching({"usia": usia})) != usia + 1:
                    wrong.append(usia)

        threads = [threading.Thread(target=ask, args=(n * 7,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_forked_child_builds_its_own_sessions_even_when_the_lock_was_held():
    with InferenceMatcher(rule_when(SICK, OLD)) as matcher:
        assert matcher.matching({"sakit": True}) == {"R0"}
        with matcher._lock:
            child = os.fork()
            if child == 0:
                signal.alarm(10)
                right = matcher.matching({"usia": 60}) == {"R1"}
                os._exit(0 if right else 1)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert matcher.matching({"usia": 60}) == {"R1"}


# ------------------------------------------------------------------ failures of the engine


@pytest.fixture
def break_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Replace single calls of the engine."""
    calls = {
        name: getattr(durable_rules_engine, name)
        for name in dir(durable_rules_engine)
        if not name.startswith("__")
    }

    def replace(**replaced: object) -> None:
        monkeypatch.setattr(inference, "engine", SimpleNamespace(**calls | replaced))

    yield replace
    monkeypatch.undo()


def fail(*_: object) -> None:
    raise durable_rules_engine.error("error code: 303")


@pytest.mark.parametrize(
    "call", ["assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact"]
)
def test_after_a_failure_the_next_case_is_answered_by_fresh_sessions(break_engine, call):
    with InferenceMatcher(rule_when(SICK, OLD)) as matcher:
        assert matcher.matching({"sakit": True}) == {"R0"}
        break_engine(**{call: fail})
        with pytest.raises(EngineError, match="303"):
            matcher.matching({"sakit": True, "usia": 61})
        break_engine()
        # Nothing of the case that failed may be left on the agenda.
        assert matcher.matching({"sakit": True}) == {"R0"}
        assert matcher.matching({}) == frozenset()


@pytest.mark.parametrize("code", [2, 3])
def test_a_case_that_the_engine_did_not_look_at_is_a_failure_not_a_no(break_engine, code):
    with InferenceMatcher(rule_when(SICK)) as matcher:
        break_engine(assert_fact=lambda *_: (code, 1))
        with pytest.raises(EngineError, match=f"code {code}"):
            matcher.matching({"sakit": True})


def test_an_interrupted_reading_of_the_agenda_leaves_nothing_locked(break_engine):
    abandoned = []

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    def abandon(handle: int, memory: int) -> None:
        abandoned.append(handle)
        durable_rules_engine.abandon_action(handle, memory)

    with InferenceMatcher(rule_when(SICK, OLD)) as matcher:
        assert matcher.matching({}) == frozenset()
        break_engine(complete_and_start_action=interrupt, abandon_action=abandon)
        with pytest.raises(KeyboardInterrupt):
            matcher.matching({"sakit": True, "usia": 61})
        assert len(abandoned) == 1
        break_engine()
        assert matcher.matching({"sakit": True, "usia": 61}) == {"R0", "R1"}


def test_closing_deletes_the_memory_of_each_ruleset_before_the_ruleset(break_engine):
    calls = []

    def delete_state(handle: int, session: str) -> None:
        calls.append(("state", handle))
        durable_rules_engine.delete_state(handle, session)

    def delete_ruleset(handle: int) -> None:
        calls.append(("ruleset", handle))
        durable_rules_engine.delete_ruleset(handle)

    break_engine(delete_state=delete_state, delete_ruleset=delete_ruleset)
    with InferenceMatcher(rule_when(SICK, All((Has("pmks", "PMKS-01"), OLD)))) as matcher:
        matcher.matching({})
    handles = list(dict.fromkeys(handle for _, handle in calls))
    assert len(handles) == 2
    assert calls == [(what, handle) for handle in handles for what in ("state", "ruleset")]


# ------------------------------------------------------------------------------- the bounds


def _flag(name: str) -> Test:
    return Test(name, "==", 1)


def test_what_waits_on_the_stack_is_counted_over_all_levels_of_the_tree():
    # While one first comparison is followed down, the other 39 wait.
    first = [(_flag(f"a{n}"),) for n in range(39)]
    below = [(_flag("b"), _flag(f"c{n}")) for n in range(17)]
    assert fits(tuple(first + below))
    assert not fits((*first, *below, (_flag("b"), _flag("c17"))))


def test_the_bound_on_what_waits_is_below_what_the_engine_really_bears():
    def ask_all(count: int) -> frozenset[str]:
        rows = tuple((_flag(f"f{n}"),) for n in range(count))
        units = tuple((f"R{n}",) for n in range(count))
        session = inference._Session(Ruleset(None, Projection(), rows, units))
        try:
            return session.met(",".join(f'"f{n}":1' for n in range(count)))
        finally:
            session.close()

    assert len(ask_all(rulesets.MAX_WAITING)) == rulesets.MAX_WAITING
    assert len(ask_all(64)) == 64
    with pytest.raises(durable_rules_engine.error, match="303"):
        ask_all(65)


def test_two_thousand_conditions_met_at_once_are_all_found():
    conditions = [Compare("usia", Order.AT_LEAST, bound) for bound in range(2000)]
    with InferenceMatcher(rule_when(*conditions)) as matcher:
        assert len(matcher.matching({"usia": 5000})) == 2000
        assert len(matcher.matching({"usia": 99})) == 100


def test_a_thousand_alike_conditions_become_one_engine_rule():
    plan = plan_rulesets(rule_when(*[SICK] * 1000))
    assert [len(ruleset.rows) for ruleset in plan.rulesets] == [1]
    assert len(met(*[SICK] * 1000, sakit=True)) == 1000


def test_every_ruleset_of_a_wide_pack_keeps_to_the_bounds():
    conditions = [
        All((Has("pmks", f"PMKS-{n % 4:02}"), Any((OLD, Possibly(SICK))), Equals(f"k{n}", n)))
        for n in range(1000)
    ]
    plan = plan_rulesets(rule_when(*conditions))
    assert sum(len(ruleset.rows) for ruleset in plan.rulesets) == 2000
    for ruleset in plan.rulesets:
        assert fits(ruleset.rows)
        assert len(ruleset.rows) <= rulesets.MAX_RULES
        assert ruleset.projection.width <= rulesets.MAX_FIELDS


def test_deeply_shared_conditions_stay_together_and_all_fire():
    levels = [[Equals(f"{level}{n}", True) for n in range(6)] for level in "abc"]
    conditions = [All((a, b, c)) for a in levels[0] for b in levels[1] for c in levels[2]]
    facts = {part.fact: True for level in levels for part in level}
    assert len(plan_rulesets(rule_when(*conditions)).rulesets) == 1
    assert len(met(*conditions, **facts)) == 216


def test_one_condition_longer_than_the_engine_bears_is_refused():
    long = All(tuple(Equals(f"k{n}", True) for n in range(61)))
    with pytest.raises(ValueError, match="R0 is too long"):
        InferenceMatcher(rule_when(long))
    as_long_as_allowed = All(long.parts[:60])
    assert met(as_long_as_allowed, **{f"k{n}": True for n in range(60)}) == {"R0"}


def test_a_case_is_shown_only_to_the_rulesets_of_its_own_types(break_engine):
    shown = []

    def spy(handle: int, message: str) -> tuple[int, int]:
        shown.append(message)
        return durable_rules_engine.assert_fact(handle, message)

    break_engine(assert_fact=spy)
    conditions = [All((Has("pmks", f"PMKS-{n:02}"), SICK)) for n in range(26)]
    assert met(*conditions, pmks=frozenset({"PMKS-03"}), sakit=True) == {"R3"}
    assert len(shown) == 1


def test_nothing_of_a_case_but_small_numbers_reaches_the_engine(break_engine):
    shown = []

    def spy(handle: int, message: str) -> tuple[int, int]:
        shown.append(message)
        return durable_rules_engine.assert_fact(handle, message)

    break_engine(assert_fact=spy)
    met(
        Equals("adl", "rahasia"),
        Compare("lahir", Order.LESS, date(2000, 1, 1)),
        Has("disabilitas", "mental"),
        adl="rahasia",
        lahir=date(1950, 5, 5),
        disabilitas=frozenset({"mental", "lain"}),
        nama="tidak dipakai aturan",
    )
    (message,) = map(json.loads, shown)
    assert message.pop("id") == "q1"
    assert sorted(message.pop(name) for name in ("f1", "f2", "f3")) == [
        1,
        1,
        date(1950, 5, 5).toordinal(),
    ]
    assert message == {"$kind": 1}


def test_generated_names_do_not_collide_in_the_32_bits_that_the_engine_keeps():
    def fnv(name: str) -> int:
        value = 0x811C9DC5
        for byte in name.encode():
            value = ((value ^ byte) * 16777619) % 2**32
        return value

    assert fnv("$neq") == 2488026869  # as in the engine's source
    names = ["id", "sid", "$s", "$kind", "$prime", "$forward", "$m"]
    names += [f"f{number}" for number in range(1, rulesets.MAX_FIELDS + 1)]
    assert len({fnv(name) for name in names}) == len(names)


def test_an_engine_agrees_that_a_negation_covers_what_a_complement_covers():
    pack = rule_when(Not(Compare("usia", Order.LESS, 60)), OLD)
    assert [len(ruleset.rows) for ruleset in plan_rulesets(pack).rulesets] == [1]
    with InferenceMatcher(pack) as matcher:
        for facts in ({}, {"usia": 59}, {"usia": 60}):
            assert matcher.matching(facts) == Evaluator(pack).matching(facts)
