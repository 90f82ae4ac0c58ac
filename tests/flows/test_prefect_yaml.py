"""`prefect.yaml`, for several machines, says the same as the registry, for one."""

from pathlib import Path

import pytest
import yaml
from prefect.client.schemas.objects import ConcurrencyLimitConfig
from prefect.flows import load_flow_from_entrypoint

from flows.registry import FLOWS, TIME_ZONE
from flows.runtime import NOW
from flows.serving import deployment
from flows.sweeping import record_failure

pytestmark = pytest.mark.flow

FILE = Path(__file__).parents[2] / "prefect.yaml"


@pytest.fixture(scope="module")
def deployments():
    return {one["name"]: one for one in yaml.safe_load(FILE.read_text())["deployments"]}


def test_every_flow_of_the_registry_is_deployed_and_no_other(deployments):
    assert list(deployments) == [entry.name for entry in FLOWS]


def test_workers_stay_in_their_own_folder():
    (step,) = yaml.safe_load(FILE.read_text())["pull"]

    assert step == {"prefect.deployments.steps.set_working_directory": {"directory": "."}}


@pytest.mark.parametrize("entry", FLOWS, ids=lambda entry: entry.name)
def test_a_deployment_is_what_flow_serve_makes_of_the_registry(entry, deployments):
    stated = deployments[entry.name]
    served = deployment(entry)

    (schedule,) = stated["schedules"]
    assert schedule == {"cron": entry.cron, "timezone": TIME_ZONE}
    assert stated["parameters"] == served.parameters == {"as_of": NOW}
    limit = ConcurrencyLimitConfig(**stated["concurrency_limit"])
    assert limit.limit == served.concurrency_limit
    assert limit.collision_strategy == served.concurrency_options.collision_strategy
    assert stated["work_pool"]["name"] == "tksk"


@pytest.mark.parametrize("entry", FLOWS, ids=lambda entry: entry.name)
def test_an_entrypoint_leads_to_its_flow(entry, deployments):
    found = load_flow_from_entrypoint(deployments[entry.name]["entrypoint"])

    assert found.name == entry.name
    assert list(found.parameters.properties) == ["as_of"]


@pytest.mark.parametrize("entry", FLOWS, ids=lambda entry: entry.name)
def test_a_flow_that_fails_or_crashes_is_put_on_record(entry):
    flow = entry.load()

    assert flow.on_failure_hooks == flow.on_crashed_hooks == [record_failure]
