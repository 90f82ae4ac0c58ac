"""Runs flows in processes of their own that kill themselves at a given point of the database.

A point is just before or just after a statement, just before a commit, and just after a
connection went back to its pool (the commit is done, nobody has heard). The signal is
SIGKILL: no handler, no clean-up, no rollback by us.

Run as ``python -m tests.support.killing FOLDER``: it loads rules and flows once, then forks
for each JSON line ``[url, flow, as_of, point]`` and answers with one JSON line: ``[killed,
points passed]``. A process of its own, because forking is safe only where no threads run.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import event

ZONE = ZoneInfo("Asia/Jakarta")
ROWS_PER_BATCH = 4
"""Few rows, so that a run has many transactions to be killed between."""
NEVER = 0


class Executioner:
    """The other end: asks for runs and hears how they ended."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, url: str, flow: str, as_of: str, point: int = NEVER) -> tuple[bool, int]:
        """Run a flow; it dies at ``point``. Returns whether it did, and the points passed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([url, flow, as_of, point]) + "\n")
        self._process.stdin.flush()
        killed, points = json.loads(self._process.stdout.readline())
        return killed, points


@contextmanager
def executioner(folder: Path) -> Iterator[Executioner]:
    """Start the process that forks; it ends with the block."""
    command = [sys.executable, "-m", "tests.support.killing", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Executioner(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait()


def settings_for(url, folder):
    """The settings with which the people of the caseload were taken in."""
    from tksk_workflow.config import Settings, default_rules_dir

    return Settings(
        database_url=url,
        data_dir=folder,
        rules_dir=default_rules_dir(),
        zone=ZONE,
        identity_secret=b"rahasia untuk pengujian saja",
        durable=False,
    )


def _serve(folder):
    from flows.registry import BY_NAME
    from tksk_workflow.config import default_rules_dir
    from tksk_workflow.rulebook.loading import load_with_texts

    rules = load_with_texts(default_rules_dir())
    for entry in BY_NAME.values():
        entry.load()
        # The body of the flow is what is tried; Prefect's part costs seconds a run.
        import_module(entry.module).sweep = _sweep
    for line in sys.stdin:
        url, name, as_of, point = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _live(folder, rules, url, BY_NAME[name], as_of, partial(_passed, point, writing))
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            points = len(told.read())
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
            sys.exit(f"{name} {as_of} failed by itself")
        print(json.dumps([os.WIFSIGNALED(status), points]), flush=True)


def _passed(point, writing, *_args):
    """Count a point by a byte in the pipe, which outlives the process; die at the given one."""
    global _points  # noqa: PLW0603 - the child counts for its own short life
    os.write(writing, b".")
    _points += 1
    if _points == point:
        os.kill(os.getpid(), signal.SIGKILL)


_points = 0


def _live(folder, rules, url, entry, as_of, passed):
    from flows.runtime import using
    from tksk_workflow.services.application import open_application

    code = 1
    try:
        app = replace(open_application(settings_for(url, folder), migrate=False))
        vars(app)["rules_folder"] = rules
        for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(app.engine, moment, passed)
        event.listen(app.engine, "checkin", passed)
        with using(app):
            entry.load().fn(as_of)
        code = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _sweep(name, as_of, *batches, moving=False):
    """What `flows.sweeping.sweep` does, with the tasks called as plain functions."""
    from flows.registry import BY_NAME
    from flows.runtime import application, moment
    from tksk_workflow.services.sweeps import begin_sweep, finish_sweep

    with application() as app:
        at: datetime = moment(as_of, BY_NAME[name].usual_time, app.zone)
        number = begin_sweep(app, name, at)
        for one in batches:
            while one.fn(at.isoformat(), ROWS_PER_BATCH)["more"]:
                pass
        finish_sweep(app, number, {})
    return {}


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
