"""Answers that depend on a few facts, kept by the values of those facts.

Clients give the same few answers over and over: whether a rule applies, what it waits
for and which guards speak has mostly been found before. Keeping it changes no answer,
only when it is worked out; the working out stays the plain evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from tksk_workflow.domain.conditions import Facts, Value

Answer = TypeVar("Answer")

MOST_KEPT = 4_096
"""Bounds the memory of one question; beyond it everything is forgotten and learnt anew."""


class Remembered(Generic[Answer]):
    """One question about a few facts, with the answers that were found so far.

    Facts are type-checked before they come here: a yes/no fact is never 1 or 0.
    """

    __slots__ = ("_answers", "_ask", "_names")

    def __init__(self, names: Iterable[str], ask: Callable[[Facts], Answer]) -> None:
        """Take the names of all facts that ``ask`` looks at, and nothing else changes."""
        self._names = tuple(sorted(names))
        self._ask = ask
        self._answers: dict[tuple[Value | None, ...], Answer] = {}

    def __call__(self, facts: Facts) -> Answer:
        """Answer for these facts."""
        key = tuple(map(facts.get, self._names))
        try:
            return self._answers[key]
        except KeyError:
            answer = self._ask(facts)
        if len(self._answers) >= MOST_KEPT:
            self._answers.clear()
        self._answers[key] = answer
        return answer
