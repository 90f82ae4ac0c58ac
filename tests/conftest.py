"""What tests of several folders share: one Prefect server for the whole session."""

import pytest
from hypothesis import settings

# How long one example takes says something about the machine, nothing about the program.
settings.register_profile("tksk", deadline=None)
settings.load_profile("tksk")


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory):
    """Run the same server that `tksk flow run` uses; starting it takes some ten seconds."""
    from flows.runtime import prefect_running

    with prefect_running(tmp_path_factory.mktemp("prefect")):
        yield
