"""The text of every rule pack that a decision used, so that it can be taken again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from tksk_workflow.store.errors import DuplicateRecord, RecordNotFound
from tksk_workflow.store.models import RulePackRecord


class PackRepository:
    """Stores packs once, by content hash, and never changes one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def has(self, content_hash: str) -> bool:
        """Say whether the pack is stored."""
        query = select(RulePackRecord.content_hash).where(
            RulePackRecord.content_hash == content_hash
        )
        return self._session.scalar(query) is not None

    def store(
        self,
        content_hash: str,
        name: str,
        version: str,
        files: Mapping[str, str],
        at: datetime,
    ) -> bool:
        """Keep a pack's text; False when it is there already.

        Raises:
            DuplicateRecord: another text is stored under the same hash.
        """
        existing = self._session.get(RulePackRecord, content_hash)
        if existing is not None:
            if existing.files != dict(files):
                raise DuplicateRecord(
                    "rule_pack.content_hash", "paket aturan lain sudah tersimpan dengan hash ini"
                )
            return False
        self._session.add(
            RulePackRecord(
                content_hash=content_hash,
                name=name,
                version=version,
                files=dict(files),
                stored_at=at,
            )
        )
        return True

    def get(self, content_hash: str) -> RulePackRecord:
        """Return a stored pack.

        Raises:
            RecordNotFound: none has this hash.
        """
        record = self._session.get(RulePackRecord, content_hash)
        if record is None:
            raise RecordNotFound("paket aturan", content_hash[:12])
        return record


def read_pack_files(directory: Path) -> dict[str, str]:
    """Return the text of a pack: every ``.yaml`` file, by path inside the pack.

    Line ends stay as they are, so that the content hash of a restored pack is the same.
    """
    return {
        path.relative_to(directory).as_posix(): path.read_bytes().decode("utf-8")
        for path in sorted(directory.rglob("*.yaml"))
        if path.is_file()
    }


@contextmanager
def restored_pack(files: Mapping[str, str]) -> Iterator[Path]:
    """Write a stored pack into a directory that lives as long as the block.

    Raises:
        ValueError: a path leads out of the directory; the record was tampered with.
    """
    with tempfile.TemporaryDirectory(prefix="tksk-pack-") as name:
        directory = Path(name)
        for path, text in files.items():
            pure = PurePosixPath(path)
            if pure.is_absolute() or ".." in pure.parts or "\\" in path:
                raise ValueError("a stored pack names a file outside of its directory")
            target = directory / pure
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8"))
        yield directory
