"""A folder that is either finished or not there.

The demo builds in a neighbouring folder and takes the final name at the very end. A
run that is killed leaves only the neighbour, which the next run clears away. Two runs
at once are refused: the second would clear the first one's work.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MARKER = "demo.json"
"""Stands in a finished folder and says what made it."""

_BUILDING = ".sedang-dibuat"
_PREVIOUS = ".sebelumnya"


class FolderBusy(Exception):
    """Another run is building this folder right now."""

    def __init__(self, folder: Path) -> None:
        """Say which folder."""
        self.folder = folder
        super().__init__(f"demo lain sedang membuat '{folder}'")


class NotADemoFolder(Exception):
    """The folder holds something else, which must not be replaced."""

    def __init__(self, folder: Path) -> None:
        """Say which folder."""
        self.folder = folder
        super().__init__(f"'{folder}' berisi berkas lain dan bukan hasil demo")


def read_marker(folder: Path) -> dict[str, Any] | None:
    """Return what made a finished folder, or None when it is not one."""
    try:
        found = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


@contextmanager
def building(final: Path, marker: Mapping[str, Any]) -> Iterator[Path]:
    """Give an empty folder to build in; it takes the place of ``final`` if the block ends well.

    Raises:
        FolderBusy: another run is at it.
        NotADemoFolder: ``final`` exists and was not made by a demo.
        OSError: the place cannot be written.
    """
    final = final.absolute()
    draft = final.with_name(final.name + _BUILDING)
    final.parent.mkdir(parents=True, exist_ok=True)
    lock = _lock(draft, final)
    try:
        _recover(final)
        if final.exists() and not _replaceable(final):
            raise NotADemoFolder(final)
        _clear(draft)
        yield draft
        (draft / MARKER).write_text(json.dumps(dict(marker)) + "\n", encoding="utf-8")
        _replace(draft, final)
    finally:
        os.close(lock)


def _lock(draft: Path, final: Path) -> int:
    """Lock the folder itself; the lock ends with the process, however it ends."""
    while True:
        draft.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(draft, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise FolderBusy(final) from None
        # The run before may have just given this folder its final name.
        if draft.exists() and os.path.samestat(draft.stat(), os.fstat(handle)):
            return handle
        os.close(handle)


def _replaceable(folder: Path) -> bool:
    return folder.is_dir() and (read_marker(folder) is not None or not any(folder.iterdir()))


def _clear(folder: Path) -> None:
    for child in folder.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()


def _recover(final: Path) -> None:
    """Finish what a run left that was killed between the two renames."""
    previous = final.with_name(final.name + _PREVIOUS)
    if previous.exists() and not final.exists():
        previous.rename(final)
    elif previous.exists():
        shutil.rmtree(previous)


def _replace(draft: Path, final: Path) -> None:
    previous = final.with_name(final.name + _PREVIOUS)
    if final.exists():
        final.rename(previous)
    draft.rename(final)
    if previous.exists():
        shutil.rmtree(previous)
