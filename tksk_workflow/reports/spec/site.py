"""The pages that an auditor reads: static, in Indonesian, without network or build step.

Everything stands in the page itself, so that it opens from a memory stick, prints, and
reads without JavaScript; the small script only filters.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined

from tksk_workflow.reports.spec.coverage import Coverage, Told
from tksk_workflow.reports.spec.results import Outcome

PAGES = ("index.html", "matriks.html", "aturan.html")
DATA = "spesifikasi.json"
_MARKS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_RUN: "○"}
_CLASSES = {Outcome.PASSED: "lulus", Outcome.FAILED: "gagal", Outcome.NOT_RUN: "tidak"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """When and on what the features ran.

    Attributes:
        program: version of the program.
        revision: commit of the checkout; empty when unknown.
        problems: why the rule pack cannot be read, in words; empty when it can.
    """

    at: datetime
    zone: tzinfo
    program: str
    revision: str
    problems: tuple[str, ...] = ()


def write_site(coverage: Coverage, stamp: Stamp, folder: Path) -> Path:
    """Write the pages and the data behind them; returns the first page.

    Raises:
        OSError: the folder cannot be written.
    """
    environment = _environment(coverage, stamp)
    for page in PAGES:
        text = environment.get_template(f"spec/{page}.j2").render(
            coverage=coverage, references=coverage.references, stamp=stamp, page=page
        )
        _replace(folder / page, text)
    data = json.dumps(as_data(coverage, stamp), ensure_ascii=False, indent=1)
    _replace(folder / DATA, data + "\n")
    return folder / PAGES[0]


def as_data(coverage: Coverage, stamp: Stamp) -> dict[str, Any]:
    """Return what the pages say, for programs."""
    pack = coverage.pack
    return {
        "at": stamp.at.isoformat(),
        "program": stamp.program,
        "revision": stamp.revision,
        "pack": None
        if pack is None
        else {"name": pack.name, "version": pack.version, "hash": pack.content_hash},
        "pack_problems": list(stamp.problems),
        "passed": len(coverage.scenarios) - len(coverage.failed),
        "failed": len(coverage.failed),
        "scenarios": [_scenario_data(told) for told in coverage.scenarios],
        "missing_titles": [
            {"number": title.number, "title": title.title, "feature": title.feature}
            for title in coverage.missing
        ],
        "uncovered": {
            "articles": [article.tag for article in coverage.unshown_articles],
            "requirements": [one.tag for one in coverage.unshown_wanted],
            "requirements_of_other_use": [one.tag for one in coverage.unshown_other],
            "rules": [rule.id for rule in coverage.unexercised],
        },
    }


def _scenario_data(told: Told) -> dict[str, Any]:
    scenario = told.scenario
    return {
        "number": told.number,
        "feature": scenario.feature,
        "name": scenario.name,
        "outcome": scenario.outcome.value,
        "tags": sorted(scenario.tags),
        "rules": list(scenario.fired),
        "runs": [
            {"example": dict(run.example), "outcome": run.outcome.value, "problem": run.problem}
            for run in scenario.runs
        ],
    }


def _replace(path: Path, text: str) -> None:
    partial = path.with_suffix(".tmp")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _environment(coverage: Coverage, stamp: Stamp) -> Environment:
    environment = Environment(
        loader=PackageLoader("tksk_workflow.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    articles, requirements = coverage.references.articles, coverage.references.requirements
    order = {tag: place for place, tag in enumerate((*articles, *requirements))}

    def label(tag: str) -> str:
        found = articles.get(tag)
        return tag if found is None else found.title.partition(",")[0]

    def meaning(tag: str) -> str:
        if tag in articles:
            return articles[tag].title
        return f"{tag}: {requirements[tag].title}" if tag in requirements else tag

    def source(key: str) -> str:
        kind, _, place = key.partition(":")
        return f"naskah studi {place}" if kind == "seed" else place or key

    environment.filters["source"] = source
    environment.filters["moment"] = lambda at: format_datetime(
        at.astimezone(stamp.zone), "EEEE, d MMMM y 'pukul' HH.mm z", locale="id"
    )
    environment.filters["mark"] = _MARKS.__getitem__
    environment.filters["css"] = _CLASSES.__getitem__
    environment.filters["label"] = label
    environment.filters["meaning"] = meaning
    environment.filters["in_order"] = lambda tags: sorted(
        tags, key=lambda tag: (order.get(tag, len(order)), tag)
    )
    return environment
