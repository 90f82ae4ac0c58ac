"""Write a file whole or not at all: killed at any moment, its name never holds half of it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER_ONLY = 0o600
AS_USUAL = 0o666
"""Who may read it is left to the umask."""


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place when all of it is on the disk; only its owner can read it.

    Raises:
        OSError: it cannot be written; what was there before is still there.
    """
    with _on_disk(path, content, OWNER_ONLY) as draft:
        draft.replace(path)


def write_new(path: Path, content: bytes) -> None:
    """Put a file in its place when all of it is on the disk, unless the name is taken.

    Raises:
        FileExistsError: there is such a file; it stays as it is.
        OSError: it cannot be written.
    """
    if path.exists():
        raise FileExistsError(path)
    with _on_disk(path, content, AS_USUAL) as draft:
        # A link fails where a rename would overwrite what came in between.
        os.link(draft, path)


@contextmanager
def _on_disk(path: Path, content: bytes, mode: int) -> Iterator[Path]:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)
