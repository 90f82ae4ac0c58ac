"""A Prefect server of our own for the time of one command.

Prefect's temporary server outlives a parent that was killed. This one is started as
a child that reads its standard input, and ends when the pipe breaks: however the
parent ends, nothing stays behind. Its messages go to a file.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

START_LIMIT_SECONDS = 120
_STOP_LIMIT_SECONDS = 10
# A server for one command needs no history of its own, and no reactions to events.
_NO_HISTORY = {
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED": "false",
    "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": "false",
}


class ServerDidNotStart(Exception):
    """The server gave no sign of life in time; its log file says why."""

    def __init__(self, log: Path) -> None:
        """Keep where the log is."""
        self.log = log
        super().__init__(f"server jadwal tidak mau mulai; lihat {log}")


def create_app() -> FastAPI:
    """Build the application inside the child, and end with the parent."""
    from prefect.server.api.server import create_app as prefect_app

    threading.Thread(target=_end_with_parent, daemon=True).start()
    return prefect_app()


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_STOP_LIMIT_SECONDS)
    os._exit(1)


@contextlib.contextmanager
def local_server(
    home: Path, *, services: bool, meanwhile: Callable[[], None] = lambda: None
) -> Iterator[str]:
    """Run a server while the block runs; yields the address of its API.

    Args:
        home: folder of its files.
        services: with the background work that schedules need.
        meanwhile: what is done while the server starts, which takes some ten seconds.

    Raises:
        ServerDidNotStart: within two minutes.
    """
    log = home / "server.log"
    # The socket is bound here and handed over: no other process can take the port between.
    with socket.socket() as listener, log.open("ab") as output:
        # Inherited by the connections; without it each answer waits 40 ms for an ACK.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
        child = _start(listener, output.fileno(), ephemeral=not services)
    try:
        meanwhile()
        _wait_until_healthy(address, child, log)
        yield address
    finally:
        _stop(child)


def _start(listener: socket.socket, output: int, *, ephemeral: bool) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PREFECT__SERVER_FINAL": "1", "PREFECT_UI_ENABLED": "0"}
    if ephemeral:
        environment |= _NO_HISTORY
    command = [sys.executable, "-m", "uvicorn", "--factory", "flows.local_server:create_app"]
    options = ["--fd", str(listener.fileno()), "--log-level", "error", "--lifespan", "on"]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
        [*command, *options],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        pass_fds=(listener.fileno(),),
        # Ctrl-C reaches the parent only; it then ends the server in order.
        start_new_session=True,
    )


def _wait_until_healthy(address: str, child: subprocess.Popen[bytes], log: Path) -> None:
    import httpx

    deadline = time.monotonic() + START_LIMIT_SECONDS
    with httpx.Client(timeout=5, trust_env=False) as client:
        while time.monotonic() < deadline and child.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if client.get(f"{address}/health").is_success:
                    return
            time.sleep(0.1)
    raise ServerDidNotStart(log)


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        child.stdin.close()
    child.terminate()
    try:
        child.wait(timeout=_STOP_LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
