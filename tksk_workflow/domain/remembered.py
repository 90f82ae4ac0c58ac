"""Answers that depend on a few facts, kept by the values of those facts.

Clients give the same few answers over and over: whether a rule applies, what it waits
for and which guards speak has mostly been found before. Keeping it changes no answer,
only when it is worked out; the working out stays the plain evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any, Generic, TypeVar

from tksk_workflow.domain.conditions import Facts, Value

Answer = TypeVar("Answer")

MOST_KEPT = 4_096
"""Bounds the memory of one question; beyond it everything is forgotten and learnt anew."""


Row = Mapping[str, Value | None]
"""The facts that some questions look at, None where nobody has asked."""


class Remembered(dict[Any, Answer]):
    """One question about a few facts, with the answers that were found so far.

    It is a dictionary from the values of those facts (None where nobody has asked) to the
    answer; a missing answer is worked out from the key. `pick` takes the key out of a row
    that has all these facts. Facts are type-checked before they come here: a yes/no fact
    is never 1 or 0.
    """

    __slots__ = ("_ask", "names", "pick")

    def __init__(self, names: Iterable[str], ask: Callable[[Facts], Answer]) -> None:
        """Take the names of all facts that ``ask`` looks at, and nothing else changes."""
        self.names = tuple(sorted(names))
        self.pick: Callable[[Row], Any] = itemgetter(*self.names) if self.names else _nothing
        self._ask = ask

    def __missing__(self, key: Any) -> Answer:
        """Work an answer out and keep it."""
        values = key if len(self.names) != 1 else (key,)
        known = zip(self.names, values, strict=True)
        answer = self._ask({name: value for name, value in known if value is not None})
        if len(self) >= MOST_KEPT:
            self.clear()
        self[key] = answer
        return answer


class Panel(Generic[Answer]):
    """Questions that are put together, each about a few facts of the same case."""

    __slots__ = ("_blank", "_questions", "names")

    def __init__(self, questions: Iterable[Remembered[Answer]]) -> None:
        """Take the questions in the order of the answers."""
        self._questions = [(question, question.pick) for question in questions]
        self.names = frozenset[str]().union(*(question.names for question, _ in self._questions))
        self._blank: dict[str, Value | None] = dict.fromkeys(self.names)

    def row(self, facts: Facts) -> dict[str, Value | None]:
        """Return all that the questions look at, among the facts."""
        return {**self._blank, **facts}

    def answers(self, row: Row) -> list[Answer]:
        """Answer all questions for a row that has all that they look at."""
        return [question[pick(row)] for question, pick in self._questions]


def _nothing(_: Row) -> tuple[()]:
    return ()
