"""Which unasked question to put first.

A question is worth most when the answer could open the most pressing referral;
among equals, when more rules hang on it. Only facts that a client can tell are
asked: what the workflow computes or knows is never put to anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from tksk_workflow.domain.conditions import Condition, Facts, open_questions
from tksk_workflow.domain.decision import Question
from tksk_workflow.domain.remembered import MOST_KEPT
from tksk_workflow.domain.rulepack import FactDefinition, FactOrigin, Rule, RulePack
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.urgency import Urgency

_URGENCIES = (*Urgency, None)
_LEAST = len(Urgency)


class Stake(NamedTuple):
    """An unasked fact, and what the best answer could bring about through one rule.

    Attributes:
        rank: 0 for P0 to 4 for P4; 5 for a rule that refers nobody.
        need: the rule is not about a PMKS type.
    """

    fact: str
    rank: int
    rule: str
    need: bool


def stakes_of(
    rule: Rule, answer: Truth, facts: Facts, definitions: Mapping[str, FactDefinition]
) -> Iterator[Stake]:
    """Yield the questions that one rule would have asked, each once at its best.

    Args:
        rule: the rule.
        answer: its answer to these facts.
        facts: what is known.
        definitions: the vocabulary of the pack.
    """
    ranks: dict[str, int] = {}
    for condition, rank in _undecided(rule, answer):
        for fact in client_questions(open_questions(condition, facts), definitions):
            if fact not in facts:
                ranks[fact] = min(rank, ranks.get(fact, rank))
    for fact, rank in ranks.items():
        yield Stake(fact, rank, rule.id, rule.pmks is None)


class Asking:
    """Ranks the questions of case after case, in the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        """Take the pack that gives the vocabulary."""
        self._facts = pack.facts
        self._position = pack.fact_positions
        # The same rules wait for the same answer in many cases.
        self._question = lru_cache(MOST_KEPT)(self._worded)

    def ranked(self, stakes: Iterable[Sequence[Stake]]) -> tuple[Question, ...]:
        """List what is still to be asked, the most valuable question first.

        Args:
            stakes: what each rule would have asked (`stakes_of`), in the pack's order.
        """
        by_fact: defaultdict[str, list[Stake]] = defaultdict(list)
        for of_rule in stakes:
            for stake in of_rule:
                by_fact[stake.fact].append(stake)
        found = [self._question(tuple(waiting)) for waiting in by_fact.values()]
        found.sort(key=_WORTH)
        return tuple([question for _, question in found])

    def _worded(self, waiting: tuple[Stake, ...]) -> tuple[_Worth, Question]:
        """Word the question for which these wait; the smaller worth is asked first."""
        fact = waiting[0].fact
        rank = min(stake.rank for stake in waiting)
        rules = tuple(stake.rule for stake in waiting)
        only_needs = all(stake.need for stake in waiting)
        worth = (rank, only_needs, -len(waiting), self._position[fact])
        return worth, Question(fact, self._facts[fact].put, _URGENCIES[rank], rules)


_Worth = tuple[int, bool, int, int]
_WORTH = itemgetter(0)


def client_questions(
    unknown: Iterable[str], definitions: Mapping[str, FactDefinition]
) -> frozenset[str]:
    """Turn unknown facts into what can be put to a client.

    A computed fact is asked as the fact it follows from; what only the workflow knows is
    left out.
    """
    found = (definitions[fact] for fact in unknown if fact in definitions)
    asked = (definitions.get(fact.asked_as, fact) for fact in found)
    return frozenset(fact.name for fact in asked if fact.origin is FactOrigin.CLIENT)


def _undecided(rule: Rule, answer: Truth) -> Iterator[tuple[Condition, int]]:
    """The conditions of a rule that an answer could still turn, and how pressing that is.

    Once the rule applies, the conditions inside it count as well: an order that opens
    only when somebody lives alone must not stay shut because nobody asked.
    """
    if answer is Truth.UNKNOWN:
        yield rule.condition, _rank(rule.urgency)
    if answer is not Truth.YES:
        return
    for order in rule.orders:
        yield order.condition, _rank(rule.urgency)
    for change in rule.raises:
        yield change.condition, _rank(change.urgency)
    if rule.lowers_base is not None:
        yield rule.lowers_base.condition, _rank(rule.lowers_base.urgency)


def _rank(urgency: Urgency | None) -> int:
    return _LEAST if urgency is None else urgency.rank
