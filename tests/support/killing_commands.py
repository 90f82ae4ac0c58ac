"""Runs `tksk` commands in processes of their own that kill themselves at a given point.

A point is just before or after a statement, before a commit, when a connection went back
to its pool, when a file in the folder is about to be opened for writing, renamed, linked
or removed, and just before or after each request to the Prefect server. The signal is
SIGKILL: no handler, no clean-up, no rollback by us.

Run as ``python -m tests.support.killing_commands``: it imports the program and reads the
default rules once, then forks for each JSON line ``[folder, environment, commands]``, where
a command is ``[arguments, point]``; several commands run at the same time. It answers with
one JSON line: a list of ``[exit code or None when killed, points passed, what it said]``.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

NEVER = 0
ROWS_PER_BATCH = 4
"""Few rows, so that a flow has many transactions to be killed between."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_FILE_EVENTS = frozenset({"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir"})


@dataclass(frozen=True)
class Ended:
    """How a command ended: ``code`` is None when it was killed."""

    code: int | None
    points: int
    said: str

    @property
    def killed(self) -> bool:
        return self.code is None


class Executioner:
    """The other end: asks for commands and hears how they ended."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(
        self,
        folder: Path,
        environment: Mapping[str, str],
        arguments: Sequence[str],
        point: int = NEVER,
    ) -> Ended:
        """Run a command in a folder; it dies at ``point``."""
        (ended,) = self.run_together(folder, environment, [(arguments, point)])
        return ended

    def run_together(
        self,
        folder: Path,
        environment: Mapping[str, str],
        commands: Sequence[tuple[Sequence[str], int]],
    ) -> list[Ended]:
        """Run several commands at the same time."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = [str(folder), dict(environment), [[list(a), p] for a, p in commands]]
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return [Ended(*one) for one in json.loads(self._process.stdout.readline())]


@contextmanager
def executioner(environment: Mapping[str, str]) -> Iterator[Executioner]:
    """Start the process that forks; it ends with the block."""
    command = [sys.executable, "-m", "tests.support.killing_commands"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    ) as process:
        try:
            yield Executioner(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait()


def _serve():
    with_prefect = "PREFECT_API_URL" in os.environ
    _load(with_prefect=with_prefect)
    for line in sys.stdin:
        folder, environment, commands = json.loads(line)
        started = [_start(folder, environment, *command) for command in commands]
        print(json.dumps([_end(*one) for one in started]), flush=True)


def _load(*, with_prefect):
    """Import what commands import, and read the rules; neither is what is tried here."""
    import lokal  # noqa: F401 - commands import it when they meet the first NIK
    import psycopg  # noqa: F401 - and the driver with the first connection

    import tksk_workflow
    from tksk_workflow.config import default_rules_dir
    from tksk_workflow.rulebook.loading import load_with_texts
    from tksk_workflow.services import application

    for module in walk_packages(tksk_workflow.__path__, "tksk_workflow."):
        if ".migrations." not in module.name:
            import_module(module.name)
    application.load_with_texts = cache(load_with_texts)
    application.load_with_texts(default_rules_dir())
    if with_prefect:
        from flows import sweeping
        from flows.registry import FLOWS

        for entry in FLOWS:
            entry.load()
        sweeping.BATCH = ROWS_PER_BATCH


def _start(folder, environment, arguments, point):
    output = tempfile.TemporaryFile()  # noqa: SIM115 - read when the command has ended
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _live(folder, environment, arguments, partial(_passed, point, writing), output.fileno())
    os.close(writing)
    return child, reading, output


def _end(child, reading, output):
    with os.fdopen(reading, "rb") as told:
        points = len(told.read())
    _, status = os.waitpid(child, 0)
    output.seek(0)
    said = output.read().decode("utf-8", "replace")
    output.close()
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return None if killed else os.waitstatus_to_exitcode(status), points, said


_points = 0


def _passed(point, writing, *_args, **_more):
    """Count a point by a byte in the pipe, which outlives the process; die at the given one."""
    global _points  # noqa: PLW0603 - the child counts for its own short life
    os.write(writing, b".")
    _points += 1
    if _points == point:
        os.kill(os.getpid(), signal.SIGKILL)


def _live(folder, environment, arguments, passed, output):
    code = 1
    try:
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.chdir(folder)
        os.environ.update(environment)
        _watch_database(passed)
        _watch_files(passed, folder)
        if "PREFECT_API_URL" in os.environ:
            _watch_requests(passed)
        code = _run(arguments)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _run(arguments):
    from tksk_workflow.cli.root import app

    sys.argv = ["tksk", *arguments]
    try:
        app(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


def _watch_database(passed):
    from sqlalchemy import Engine, event
    from sqlalchemy.pool import Pool

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, moment, passed)
    event.listen(Pool, "checkin", passed)


def _watch_files(passed, folder):
    def heard(name, details):
        path = str(details[0]) if details else ""
        inside = path.startswith(folder) or not path.startswith("/")
        if (name in _FILE_EVENTS and inside) or (
            name == "open" and inside and path and details[2] & _WRITING
        ):
            passed()

    sys.addaudithook(heard)


def _watch_requests(passed):
    """Points of Prefect's engine: it tells its server whatever it is about to do."""
    import httpx

    for kind in (httpx.Client, httpx.AsyncClient):
        kind.send = _told(kind.send, passed, is_async=kind is httpx.AsyncClient)


def _told(send, passed, *, is_async):
    if is_async:

        async def sending(*args, **kwargs):
            passed()
            answer = await send(*args, **kwargs)
            passed()
            return answer

    else:

        def sending(*args, **kwargs):
            passed()
            answer = send(*args, **kwargs)
            passed()
            return answer

    return sending


if __name__ == "__main__":
    _serve()
