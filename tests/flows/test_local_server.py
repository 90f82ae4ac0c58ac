import os
import select
import signal
import subprocess
import sys

import pytest

from flows.local_server import ServerDidNotStart, local_server

pytestmark = pytest.mark.flow

PARENT = """
import sys, time
from pathlib import Path
from flows import local_server

start = local_server._start

def telling(*args, **options):
    child = start(*args, **options)
    print(child.pid, flush=True)
    return child

local_server._start = telling
with local_server.local_server(
    Path(sys.argv[1]), services=False, meanwhile=lambda: time.sleep(600)
):
    pass
"""


def test_the_server_ends_when_its_parent_is_killed(tmp_path):
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    environment = {**os.environ, "PREFECT_HOME": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as parent:
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)

    ended, _, _ = select.select([child], [], [], 60)

    os.close(child)
    assert ended


def test_a_server_that_cannot_start_is_reported_with_its_log(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with (
        pytest.raises(ServerDidNotStart, match=r"server\.log"),
        local_server(tmp_path, services=False),
    ):
        pytest.fail("there is no server")
