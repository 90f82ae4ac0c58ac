"""The inference engine's matcher. The only module that knows durable-rules.

The engine is C code without bounds checks, so it is kept on a short lead (docs/engine.md
has the reasons, each of them observed):

- its low-level calls only: no host, no threads, no callbacks, no batches, one session;
- bounded rulesets (`rulesets`) and projected facts (`projection`) go in, nothing else;
- each rule first demands ``$kind``, which only our messages carry, so that the engine's
  own facts never match;
- a lock around each use, our own short message ids, and every fact is taken back;
- after any failure the sessions are thrown away and built again;
- a forked child builds its own.
"""

from __future__ import annotations

import itertools
import json
import os
import threading
import weakref
from types import TracebackType
from typing import Self

import durable_rules_engine as engine

from tksk_workflow.domain.conditions import Facts
from tksk_workflow.domain.remembered import Remembered
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.engine.leaves import members
from tksk_workflow.rulebook.engine.projection import Projection, Test
from tksk_workflow.rulebook.engine.rulesets import PMKS, Row, Ruleset, plan_rulesets

_HANDLED, _NO_RULE_MATCHED = 0, 1
_IDS_IN_TURN = 1_000_000
_SIGNS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_numbers = itertools.count(1)


class EngineError(Exception):
    """The inference engine failed; it says nothing about the case."""


class InferenceMatcher:
    """Says which conditions of a pack are met, by asking the inference engine.

    Safe to share between threads, which then take turns: the engine works on one
    case at a time.
    """

    def __init__(self, pack: RulePack) -> None:
        """Compile a pack whose parameters are resolved (see `rulebook.binding`).

        Raises:
            TooComplex: a condition multiplies out too far.
            TypeError, ValueError: a bound is missing or cannot be compared.
        """
        self._plan = plan_rulesets(pack)
        self._asked_about = Remembered([PMKS], self._rulesets_for)
        self._lock = threading.Lock()
        self._sessions: list[_Session] | None = None
        self._closed = False
        _all_matchers.add(self)

    def matching(self, facts: Facts) -> frozenset[str]:
        """Return the keys (see `units_of`) whose condition is certainly met.

        Raises:
            EngineError: the engine failed, or the matcher is closed.
            TypeError: a fact has a type that a rule cannot compare.
        """
        messages = [
            (number, projection.message(facts))
            for number, projection in self._asked_about[facts.get(PMKS)]
        ]
        with self._lock:
            try:
                sessions = self._open_sessions()
                found = [sessions[number].met(fields) for number, fields in messages]
            except (engine.error, MemoryError) as problem:
                self._close_sessions()
                raise EngineError(str(problem)) from problem
            except BaseException:
                self._close_sessions()
                raise
        return self._plan.always.union(*found)

    def _rulesets_for(self, facts: Facts) -> list[tuple[int, Projection]]:
        """Name the rulesets that cases of these PMKS types are shown to."""
        types = members(PMKS, facts.get(PMKS, frozenset()))
        return [
            (number, ruleset.projection)
            for number, ruleset in enumerate(self._plan.rulesets)
            if ruleset.pmks is None or ruleset.pmks in types
        ]

    def close(self) -> None:
        """Give the engine's memory back. Closing twice does nothing."""
        with self._lock:
            self._closed = True
            self._close_sessions()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open_sessions(self) -> list[_Session]:
        if self._closed:
            raise EngineError("the matcher is closed")
        if self._sessions is None:
            self._sessions = []
            for ruleset in self._plan.rulesets:
                self._sessions.append(_Session(ruleset))
        return self._sessions

    def _close_sessions(self) -> None:
        sessions, self._sessions = self._sessions or [], None
        for session in sessions:
            session.close()

    def forget_parent(self) -> None:
        """In a forked child: leave the parent's sessions alone and build own ones.

        The lock may have been held, and a session in mid-air, when the child was made.
        """
        self._lock = threading.Lock()
        self._sessions = None


class _Session:
    """One ruleset in the engine, with its single working memory."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._units = [frozenset(units) for units in ruleset.units]
        self._asked = 0
        self._last_fields: str | None = None
        self._last_met: frozenset[str] = frozenset()
        name = f"tksk{os.getpid()}x{next(_numbers)}"
        self._handle: int = engine.create_ruleset(name, definitions(ruleset.rows))
        # Firing one rule sets the session up; only then may it ever be deleted.
        code, memory = engine.assert_event(self._handle, '{"$prime":1}')
        if code != _HANDLED:
            raise EngineError(f"priming a ruleset: code {code}")
        self._drain(memory)

    def met(self, fields: str) -> frozenset[str]:
        """Return the units that these fields, members of a JSON object, satisfy.

        What it was asked the last time is not asked again: a conclusion that is drawn
        between two rounds of a decision touches few rulesets.
        """
        if fields != self._last_fields:
            self._last_met = self._ask(fields)
            self._last_fields = fields
        return self._last_met

    def _ask(self, fields: str) -> frozenset[str]:
        self._asked = (self._asked + 1) % _IDS_IN_TURN
        members = f'"id":"q{self._asked}","$kind":1{"," if fields else ""}{fields}'
        code, memory = engine.assert_fact(self._handle, f"{{{members}}}")
        if code == _NO_RULE_MATCHED:
            return frozenset()  # and nothing was stored that would have to be taken back
        if code != _HANDLED:
            raise EngineError(f"asserting a case: code {code}")
        fired = self._drain(memory)
        engine.retract_fact(self._handle, f'{{"id":"q{self._asked}"}}')
        return frozenset[str]().union(*[self._units[int(name[1:])] for name in fired])

    def _drain(self, memory: int) -> list[str]:
        """Take every fired rule off the agenda; an agenda left half read stays locked."""
        fired = []
        try:
            started = engine.start_action_for_state(self._handle, memory)
            action = started and started[1]
            while action is not None:
                fired.append(action[2 : action.index('"', 2)])  # {"r17":{"m":{…
                action = engine.complete_and_start_action(self._handle, memory)
        except BaseException:
            engine.abandon_action(self._handle, memory)
            raise
        return fired

    def close(self) -> None:
        """Delete the working memory, then the ruleset: in any other order it leaks."""
        engine.delete_state(self._handle, "0")
        engine.delete_ruleset(self._handle)


def definitions(rows: tuple[Row, ...]) -> str:
    """Write rules in the engine's own JSON: rule ``r<n>`` for row n, and one for priming."""
    rules = {f"r{number}": _rule(row) for number, row in enumerate(rows)}
    return json.dumps({"prime": {"all": [{"m": {"$prime": 1}}]}} | rules)


def _rule(row: Row) -> dict[str, object]:
    assert row, "an empty conjunction hangs the engine"
    return {"all": [{"m": {"$and": [{"$kind": 1}, *map(_comparison, row)]}}]}


def _comparison(test: Test) -> dict[str, object]:
    field: dict[str, object] = {test.name: test.value}
    return field if test.sign == "==" else {_SIGNS[test.sign]: field}


_all_matchers: weakref.WeakSet[InferenceMatcher] = weakref.WeakSet()


def _after_fork_in_child() -> None:
    for matcher in list(_all_matchers):
        matcher.forget_parent()


os.register_at_fork(after_in_child=_after_fork_in_child)
