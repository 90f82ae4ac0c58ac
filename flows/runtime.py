"""How Prefect runs here: offline, quiet, in a folder of its own, with our database.

Prefect is the clock and the hands; the truth is in our database (DESIGN 2). So its
own store may be thrown away at any time, and nothing personal goes into it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flows.local_server import START_LIMIT_SECONDS, local_server

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

NOW = "sekarang"

_ENVIRONMENT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(START_LIMIT_SECONDS),
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    # The defaults write one row at a time and fall behind.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
    # Leases in memory keep the slot of a killed run for ever.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
        "prefect.server.concurrency.lease_storage.filesystem"
    ),
    # The newer screen asks an outside service for its settings.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
}

_current: ContextVar[Application | None] = ContextVar("application", default=None)


def set_environment(data_dir: Path, *, log_level: str = "CRITICAL") -> Path:
    """Set what Prefect reads when it is first imported; what the user set stays.

    Returns the folder that Prefect keeps its files in.
    """
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", log_level)
    # Its own bookkeeping of events, which a server that ends with the run may miss.
    os.environ.setdefault("PREFECT_INTERNAL_LOGGING_LEVEL", log_level)
    home = Path(os.environ.setdefault("PREFECT_HOME", str(data_dir.absolute() / "prefect")))
    home.mkdir(parents=True, exist_ok=True)
    return home


@contextmanager
def prefect_running(
    data_dir: Path, *, serving: bool = False, meanwhile: Callable[[], None] = lambda: None
) -> Iterator[bool]:
    """Have a Prefect server for the block: the one that is configured, or our own child.

    Gives whether it is our own: then no other machine runs anything on it.

    Args:
        data_dir: Prefect's files go into a folder inside.
        serving: with the background work of schedules, and warnings on the terminal.
        meanwhile: what is done while the server starts; it may not run flows.

    Raises:
        local_server.ServerDidNotStart: our own did not come up.
    """
    home = set_environment(data_dir, log_level="WARNING" if serving else "CRITICAL")
    from prefect.context import SyncClientContext
    from prefect.settings import (
        PREFECT_API_URL,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        temporary_settings,
    )

    # A heartbeat thread costs a second per run, and a sweep that died is simply repeated.
    quick: dict[Any, Any] = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
    own = not PREFECT_API_URL.value()
    with ExitStack() as stack:
        if not own:
            meanwhile()
        else:
            server = local_server(home, services=serving, meanwhile=meanwhile)
            quick[PREFECT_API_URL] = stack.enter_context(server)
        stack.enter_context(temporary_settings(updates=quick))
        # One client for all runs; each new one loads the certificates of the world.
        stack.enter_context(SyncClientContext.get_or_create())
        yield own


@contextmanager
def using(app: Application) -> Iterator[None]:
    """Let the flows of this block work on an application that is already open."""
    token = _current.set(app)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def application() -> Iterator[Application]:
    """Give the application of the block `using`, or open one from the settings."""
    given = _current.get()
    if given is not None:
        yield given
        return
    from tksk_workflow.services.application import open_application

    app = open_application()
    try:
        yield app
    finally:
        app.close()


def moment(as_of: str, usual_time: time, zone: ZoneInfo) -> datetime:
    """Read a day or a moment; a day alone stands for the usual time of that day.

    `NOW` is the moment of reading: scheduled runs that were late or missed take
    everything that is due by the time they run.

    Raises:
        ValueError: not an ISO 8601 date or date and time.
    """
    if as_of == NOW:
        return datetime.now(zone)
    if len(as_of) == len("2026-09-01"):
        return datetime.combine(date.fromisoformat(as_of), usual_time, tzinfo=zone)
    found = datetime.fromisoformat(as_of)
    return found.replace(tzinfo=zone) if found.tzinfo is None else found
