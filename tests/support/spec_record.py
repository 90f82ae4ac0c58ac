"""Pytest plugin of ``tksk spec``: writes what pytest-bdd's Cucumber JSON does not say.

That is every scenario that was collected (one whose preparation fails is not in the
Cucumber JSON), the rule, tags and steps as written, the row of an outline, and the rules
and guards that applied while the scenario ran. It listens where every decision passes.
"""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_bdd.scenario import scenario_wrapper_template_registry as templates

from tksk_workflow.domain.guards import DecisionGuards
from tksk_workflow.domain.truth import Truth
from tksk_workflow.rulebook.router import Router
from tksk_workflow.services.desk import Desk

EXAMPLE = "_pytest_bdd_example"


def pytest_addoption(parser):
    parser.addoption("--spec-record", metavar="PATH", help="where to write the record of the run")


def pytest_configure(config):
    path = config.getoption("--spec-record")
    if path:
        config.pluginmanager.register(Recorder(Path(path)), "spec-recorder")


class Recorder:
    """Keeps one entry for each scenario, by node id, in the order of collection."""

    def __init__(self, path):
        self._path = path
        self._entries = {}
        self._fired = set()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        """Leave out the tests about the features themselves: only scenarios are told."""
        scenarios = [item for item in items if item.function in templates]
        config.hook.pytest_deselected(items=[item for item in items if item not in scenarios])
        items[:] = scenarios
        for item in scenarios:
            self._entries[item.nodeid] = as_written(item)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self._fired = set()
        with listening(self._fired):
            result = yield
        self._entries[item.nodeid]["fired"] = sorted(self._fired)
        return result

    def pytest_runtest_logreport(self, report):
        entry = self._entries[report.nodeid]
        entry["seconds"] += report.duration
        if report.outcome == "passed" and report.when != "call":
            return
        if entry["outcome"] in ("not-run", "passed"):
            # A scenario that could not be prepared, or broke a promise when it ended, fails.
            entry["outcome"] = report.outcome
            entry["phase"] = report.when
            entry["problem"] = report.longreprtext

    def pytest_sessionfinish(self):
        text = json.dumps({"scenarios": list(self._entries.values())}, ensure_ascii=False)
        self._path.write_text(text, encoding="utf-8")


def as_written(item):
    scenario = templates[item.function]
    example = item.callspec.params.get(EXAMPLE, {}) if hasattr(item, "callspec") else {}
    feature, rule = scenario.feature, scenario.rule
    return {
        "id": item.name,
        "uri": feature.rel_filename,
        "feature": feature.name,
        "about": feature.description,
        "rule": rule.name if rule else "",
        "name": scenario.name,
        "line": scenario.line_number,
        "tags": sorted(scenario.tags | feature.tags | (rule.tags if rule else set())),
        "example": dict(example),
        # So many steps come first because the background of the feature or rule has them.
        "background": len(scenario.all_background_steps),
        "steps": [
            {"keyword": step.keyword.strip(), "text": step.name, "table": table_of(step)}
            for step in scenario.steps
        ],
        "outcome": "not-run",
        "phase": "",
        "problem": "",
        "fired": [],
        "seconds": 0.0,
    }


def table_of(step):
    if step.datatable is None:
        return []
    return [[cell.value for cell in row.cells] for row in step.datatable.rows]


@contextmanager
def listening(fired):
    """Note the rules that a decision says have fired, and the guards that apply.

    Guards are asked at every decision, and by services at the other stages of the work.
    """

    def rules(decision):
        return {entry.rule for entry in decision.trace if entry.outcome is Truth.YES}

    def guards(verdicts):
        return {verdict.guard.id for verdict in verdicts}

    with pytest.MonkeyPatch.context() as patch:
        for place, method, ids in (
            (Router, "decide", rules),
            (DecisionGuards, "about_case", guards),
            (DecisionGuards, "about_referral", guards),
            (Desk, "guards", guards),
        ):
            patch.setattr(place, method, overheard(getattr(place, method), ids, fired))
        yield


def overheard(method, ids, fired):
    """The same method; what it answers is noted."""

    def listened(*arguments, **named):
        answer = method(*arguments, **named)
        fired.update(ids(answer))
        return answer

    return listened
