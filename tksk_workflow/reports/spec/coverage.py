"""Which article and which requirement is shown by which scenario, and what is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.reports.spec.references import (
    Article,
    Citation,
    References,
    Requirement,
    Title,
)
from tksk_workflow.reports.spec.results import Outcome, Scenario

EXTRA = "T"
"""Numbers of scenarios beyond the titles that were asked for begin with this."""

_SCENARIO_USE = "skenario"


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario with its number: that of its title, or ``T01`` and so on."""

    number: str
    scenario: Scenario

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"s-{self.number}"

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        return self.scenario.outcome


@dataclass(frozen=True, slots=True)
class ChapterTold:
    """A feature with its scenarios, and the titles that nobody has written yet."""

    name: str
    feature: str
    about: str
    scenarios: tuple[Told, ...]
    missing: tuple[Title, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleTold:
    """A rule or guard of the pack, and the scenarios in which it applied."""

    id: str
    name: str
    kind: str
    sources: tuple[str, ...]
    scenarios: tuple[Told, ...]


class Coverage:
    """A run of the features against what the regulation and the study ask for."""

    def __init__(
        self, references: References, scenarios: Iterable[Scenario], pack: RulePack | None
    ) -> None:
        """Put the scenarios in the order of the regulation.

        Args:
            references: articles, requirements and titles.
            scenarios: what a run said.
            pack: the rules in force; None when they cannot be read.
        """
        self.references = references
        self.pack = pack
        self.chapters = _chapters(references, list(scenarios))

    @cached_property
    def scenarios(self) -> tuple[Told, ...]:
        """Every scenario, in the order of the regulation."""
        return tuple(told for chapter in self.chapters for told in chapter.scenarios)

    @cached_property
    def failed(self) -> tuple[Told, ...]:
        """Scenarios that do not hold today."""
        return tuple(told for told in self.scenarios if told.outcome is not Outcome.PASSED)

    @cached_property
    def missing(self) -> tuple[Title, ...]:
        """Titles that were asked for and are not written."""
        return tuple(title for chapter in self.chapters for title in chapter.missing)

    @cached_property
    def by_tag(self) -> Mapping[str, tuple[Told, ...]]:
        """The scenarios of each tag."""
        found: dict[str, list[Told]] = {}
        for told in self.scenarios:
            for tag in told.scenario.tags:
                found.setdefault(tag, []).append(told)
        return {tag: tuple(several) for tag, several in found.items()}

    @cached_property
    def unshown_articles(self) -> tuple[Article, ...]:
        """Articles that no scenario stands for."""
        return tuple(
            article
            for article in self.references.articles.values()
            if article.tag not in self.by_tag
        )

    @cached_property
    def unshown_wanted(self) -> tuple[Requirement, ...]:
        """Requirements that no scenario stands for although one was asked for."""
        return tuple(one for one in self._unshown if _wants_scenario(one))

    @cached_property
    def unshown_other(self) -> tuple[Requirement, ...]:
        """Requirements without a scenario that ask for something else, such as a report."""
        return tuple(one for one in self._unshown if not _wants_scenario(one))

    @cached_property
    def _unshown(self) -> tuple[Requirement, ...]:
        return tuple(
            one for one in self.references.requirements.values() if one.tag not in self.by_tag
        )

    @cached_property
    def unchecked(self) -> Mapping[Citation, tuple[Article, ...]]:
        """Sources that nobody has compared with their text, and what rests on them."""
        found: dict[Citation, list[Article]] = {}
        for article in self.references.articles.values():
            for citation in article.citations:
                if not citation.checked:
                    found.setdefault(citation, []).append(article)
        return {citation: tuple(several) for citation, several in found.items()}

    @cached_property
    def rules(self) -> tuple[RuleTold, ...]:
        """Every rule and guard of the pack, with the scenarios in which it applied."""
        if self.pack is None:
            return ()
        applied: dict[str, list[Told]] = {}
        for told in self.scenarios:
            for rule in told.scenario.fired:
                applied.setdefault(rule, []).append(told)
        known = [
            *((rule.id, rule.name, rule.kind.value, rule.sources) for rule in self.pack.rules),
            *((guard.id, guard.name, "pagar", guard.sources) for guard in self.pack.guards),
        ]
        return tuple(
            RuleTold(id_, name, kind, sources, tuple(applied.get(id_, ())))
            for id_, name, kind, sources in sorted(known)
        )

    @cached_property
    def unexercised(self) -> tuple[RuleTold, ...]:
        """Rules and guards that applied in no scenario."""
        return tuple(rule for rule in self.rules if not rule.scenarios)


def _wants_scenario(requirement: Requirement) -> bool:
    """What the rule pack states wants one as well."""
    return not requirement.uses or _SCENARIO_USE in requirement.uses


def _chapters(references: References, scenarios: list[Scenario]) -> tuple[ChapterTold, ...]:
    by_feature: dict[str, list[Scenario]] = {}
    for scenario in scenarios:
        by_feature.setdefault(scenario.feature, []).append(scenario)
    numbers = {(title.feature, title.title): title.number for title in references.titles}
    planned = [(chapter.name, chapter.feature, chapter.titles) for chapter in references.chapters]
    known = {feature for _, feature, _ in planned}
    beyond: list[tuple[str, str, tuple[Title, ...]]] = [
        (found[0].feature_title, feature, ())
        for feature, found in sorted(by_feature.items())
        if feature not in known
    ]
    chapters = []
    extras = 0
    for name, feature, titles in (*planned, *beyond):
        found = by_feature.get(feature, [])
        told = []
        for scenario in found:
            number = numbers.get((feature, scenario.name))
            if number is None:
                extras += 1
            told.append(Told(f"{EXTRA}{extras:02d}" if number is None else str(number), scenario))
        names = {scenario.name for scenario in found}
        tags = {tag for scenario in found for tag in scenario.tags}
        chapters.append(
            ChapterTold(
                name=name,
                feature=feature,
                about=found[0].about if found else "",
                scenarios=tuple(told),
                missing=tuple(title for title in titles if title.title not in names),
                articles=tuple(tag for tag in references.articles if tag in tags),
            )
        )
    return tuple(chapters)
