"""A run of the features, read: nothing that was collected is lost."""

import pytest

from tests.unit.reports.spec_files import entry, write_run
from tksk_workflow.reports.spec.results import Outcome, read_results

GOOD = ("passed", "passed", "passed")


def read(tmp_path, *runs):
    return read_results(*write_run(tmp_path, runs))


def test_a_passed_scenario_tells_its_steps_and_the_rules_that_applied(tmp_path):
    (scenario,) = read(tmp_path, (entry(), GOOD))

    assert scenario.outcome is Outcome.PASSED
    assert scenario.about == "Apa yang berubah."
    assert scenario.fired == ("PGR-14", "PMKS-08")
    assert scenario.runs[0].steps[1][0].text == "TKSK menutup kasus"
    assert scenario.steps[2].table == (("a", "b"), ("1", "2"))


def test_steps_after_the_one_that_failed_were_not_run(tmp_path):
    """Cucumber JSON calls them failed too."""
    (scenario,) = read(tmp_path, (entry(outcome="failed"), ("passed", "failed", "failed")))

    assert scenario.outcome is Outcome.FAILED
    assert [outcome for _, outcome in scenario.runs[0].steps] == [
        Outcome.PASSED,
        Outcome.FAILED,
        Outcome.NOT_RUN,
    ]
    assert scenario.runs[0].problem == "AssertionError: assert 'P2' == 'P1'\n- P1\n+ P2"


def test_a_scenario_that_could_not_be_prepared_is_told_as_failed(tmp_path):
    """It stands in the record only."""
    (scenario,) = read(
        tmp_path, (entry(outcome="failed", phase="setup", problem="PackError: rusak"), None)
    )

    assert scenario.outcome is Outcome.FAILED
    assert scenario.runs[0].steps == ()
    assert scenario.runs[0].problem == "PackError: rusak"


@pytest.mark.parametrize("outcome", ["skipped", "not-run"])
def test_what_did_not_run_has_not_passed(tmp_path, outcome):
    (scenario,) = read(tmp_path, (entry(outcome=outcome), None))

    assert scenario.outcome is Outcome.NOT_RUN


def test_one_failed_row_fails_an_outline(tmp_path):
    rows = [
        (entry(id="test[59]", example={"usia": "59"}), GOOD),
        (
            entry(id="test[60]", example={"usia": "60"}, outcome="failed", fired=["PMKS-09"]),
            ("passed", "passed", "failed"),
        ),
    ]

    (scenario,) = read(tmp_path, *rows)

    assert scenario.outcome is Outcome.FAILED
    assert [run.example["usia"] for run in scenario.runs] == ["59", "60"]
    assert scenario.fired == ("PGR-14", "PMKS-08", "PMKS-09")


def test_scenarios_stand_in_the_order_of_their_file(tmp_path):
    found = read(tmp_path, (entry("B", line=20), GOOD), (entry("A", line=9), GOOD))

    assert [scenario.name for scenario in found] == ["A", "B"]
