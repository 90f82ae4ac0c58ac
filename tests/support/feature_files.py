"""The feature files as Gherkin reads them: every scenario with the tags that it carries."""

from dataclasses import dataclass
from pathlib import Path

from gherkin.parser import Parser

FOLDER = Path(__file__).parents[2] / "features"
FEATURES = sorted(FOLDER.glob("**/*.feature"))


@dataclass(frozen=True)
class Written:
    """A scenario as it is written; tags of its rule and its feature are its own as well."""

    feature: str
    name: str
    tags: frozenset[str]


def parsed(path):
    return Parser().parse(path.read_text(encoding="utf-8"))["feature"]


def scenarios_of(node):
    """The scenarios of a parsed feature, those under rules too."""
    return [scenario for scenario, _ in _with_tags(node, frozenset())]


def written(path):
    """Every scenario of a feature file with its tags, without the ``@``."""
    return [
        Written(path.name, scenario["name"], tags)
        for scenario, tags in _with_tags(parsed(path), frozenset())
    ]


def all_written():
    return [scenario for path in FEATURES for scenario in written(path)]


def _with_tags(node, above):
    tags = above | _tags(node)
    for child in node["children"]:
        if "rule" in child:
            yield from _with_tags(child["rule"], tags)
        elif "scenario" in child:
            yield child["scenario"], tags | _tags(child["scenario"])


def _tags(node):
    return frozenset(tag["name"].removeprefix("@") for tag in node.get("tags", ()))
