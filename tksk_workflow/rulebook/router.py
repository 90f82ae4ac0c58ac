"""One door to a decision: a pack, a day and an engine; facts in, decision out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self, runtime_checkable

from tksk_workflow.domain.conditions import Facts, Value
from tksk_workflow.domain.deciding import Evaluator, Matcher, decide
from tksk_workflow.domain.decision import Decision
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.binding import bind
from tksk_workflow.rulebook.computed import Completion
from tksk_workflow.rulebook.loading import load_pack

Engine = Literal["inference", "bulk", "evaluator"]
ENGINES: tuple[Engine, ...] = ("inference", "bulk", "evaluator")


@runtime_checkable
class _Closeable(Protocol):
    def close(self) -> None: ...


class Router:
    """Decides cases with one pack on one day.

    ``bulk`` is made for many cases at once (`decide_many`); a single one it leaves to the
    evaluator. The evaluator checks every answer of the other engines: when they differ nothing
    goes to a partner. Close it, or use it in a ``with`` statement; the inference engine
    keeps memory of its own.
    """

    def __init__(
        self,
        pack: RulePack | Path | str,
        day: date,
        engine: Engine = "inference",
        *,
        like: Router | None = None,
    ) -> None:
        """Load the pack if it is a path, put the day's numbers in, and start the engine.

        Args:
            pack: the rules.
            day: the day of the decisions.
            engine: what matches.
            like: a router of the same engine. Where the day gives the pack the same numbers
                its engine is used too, and stays the other's to close.

        Raises:
            PackError: the pack cannot be read.
            ParameterMissing: a rule needs a parameter without a value that day.
        """
        found = pack if isinstance(pack, RulePack) else load_pack(pack)
        self.pack = bind(found, day)
        self.day = day
        self._completion = Completion(self.pack, day)
        self._engine = engine
        self._evaluator: Evaluator
        self._matcher: Matcher
        self._shares = like is not None and like._engine == engine and like.pack is self.pack
        if like is not None and self._shares:
            self._evaluator, self._matcher = like._evaluator, like._matcher
        else:
            self._evaluator = Evaluator(self.pack)
            self._matcher = _matcher(engine, self.pack, self._evaluator)

    def complete(self, facts: Facts) -> dict[str, Value]:
        """Return the facts with the computed ones added, as `decide` sees them."""
        return self._completion(facts)

    def decide(self, case_id: str, facts: Facts) -> Decision:
        """Decide one case.

        Args:
            case_id: opaque id; never a NIK or a name.
            facts: checked facts (see `facts.read_facts`), process facts included.
        """
        known = self.complete(facts)
        return decide(case_id, known, self.pack, self.day, self._matcher, evaluator=self._evaluator)

    def decide_many(self, cases: Iterable[tuple[str, Facts]]) -> Iterator[Decision]:
        """Decide cases in turn, as `decide` does; ids with checked facts."""
        if self._engine != "bulk":
            for case_id, facts in cases:
                yield self.decide(case_id, facts)
            return
        from tksk_workflow.rulebook.bulk.decisions import decide_many  # noqa: PLC0415
        from tksk_workflow.rulebook.bulk.plan import BulkPlan  # noqa: PLC0415

        yield from decide_many(BulkPlan(self.pack, self.day), self._evaluator, cases)

    def close(self) -> None:
        """Give back what the engine holds, unless it is another router's."""
        if not self._shares and isinstance(self._matcher, _Closeable):
            self._matcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _matcher(engine: Engine, pack: RulePack, evaluator: Evaluator) -> Matcher:
    """Start the engine for single cases; it is imported only when asked for."""
    match engine:
        case "inference":
            from tksk_workflow.rulebook.engine.inference import InferenceMatcher  # noqa: PLC0415

            return InferenceMatcher(pack)
        case "bulk" | "evaluator":
            return evaluator
