"""Files that appear under their name when they are whole, and leave nothing behind.

A backup holds personal data. Whoever is killed while writing one leaves a draft that
nobody would ever look for; the next backup to the same name takes it away. A draft that
is being written is locked, so that two who write at once leave each other alone.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_SUFFIX = ".sementara"


def draft_of(path: Path) -> Path:
    """Return a name beside a file under which it can be written."""
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}{_SUFFIX}")


def open_draft(path: Path) -> BinaryIO:
    """Make a draft for writing, readable by its owner only, and lock it until it is closed.

    Raises:
        OSError: it cannot be made.
    """
    while True:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # Between the two somebody may have taken it for abandoned, and deleted it.
        if os.fstat(descriptor).st_nlink:
            return os.fdopen(descriptor, "wb")
        os.close(descriptor)


def remove_abandoned_drafts(path: Path) -> None:
    """Delete the drafts of a file that nobody writes any more."""
    for draft in path.parent.glob(f"{_escaped(path.name)}.????????{_SUFFIX}"):
        # Gone meanwhile, being written, or somebody else's.
        with suppress(OSError), draft.open("rb") as found:
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()


def put_in_place(draft: Path, path: Path) -> None:
    """Give a whole draft its name, and wait until the name is on the disk as well.

    Raises:
        OSError: it cannot be renamed.
    """
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _escaped(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
