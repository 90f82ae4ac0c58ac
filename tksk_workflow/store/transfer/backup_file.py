"""The backup file: gzip around lines of JSON.

The first line is the header. Each table is announced by a line with its name, its rows
follow, a line each, and the last line of the file gives count and digest of every
table. Whatever is cut off, changed, or added shows when the file is read.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from tksk_workflow.store.transfer.drafts import open_draft
from tksk_workflow.store.transfer.errors import DamagedBackup, TransferRefused
from tksk_workflow.store.transfer.rows import Tally

FORMAT = "tksk-cadangan"
VERSION = 1
_LEVEL = 6
_LONGEST_LINE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackupHeader:
    """What a backup says of itself.

    Attributes:
        revision: revision of the tables.
        program: version of the program that wrote it.
        identity_key: fingerprint of the key by which persons are recognised.
        columns: names of the columns by table, in the order of the values.
    """

    revision: str
    program: str
    made_at: datetime
    identity_key: str
    columns: dict[str, list[str]]


class BackupWriter:
    """Writes a backup; `finish` before leaving the block, or the file is not whole."""

    def __init__(self, path: Path, header: BackupHeader) -> None:
        self._raw = open_draft(path)
        self._file = gzip.GzipFile("", "wb", _LEVEL, self._raw, mtime=0)
        self._tallies: dict[str, Tally] = {}
        self._current = Tally()
        data = {
            "format": FORMAT,
            "version": VERSION,
            "revision": header.revision,
            "program": header.program,
            "made_at": header.made_at,
            "identity_key": header.identity_key,
            "columns": header.columns,
        }
        self._write(orjson.dumps(data))

    def begin(self, table: str) -> None:
        """Announce a table; its rows follow."""
        self._current = self._tallies[str(table)] = Tally()
        self._write(orjson.dumps({"table": table}))

    def add(self, line: bytes) -> None:
        """Write one row of the table that was announced last."""
        self._current.add(line)
        self._write(line)

    def finish(self) -> dict[str, Tally]:
        """Write the end, and wait until all is on the disk."""
        end = {name: tally.as_data() for name, tally in self._tallies.items()}
        self._write(orjson.dumps({"end": end}))
        self._file.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        return self._tallies

    def _write(self, line: bytes) -> None:
        self._file.write(line + b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._raw.close()


class BackupReader:
    """Reads a backup from front to end: header, `lines` of each table in turn, `promised`.

    Raises:
        TransferRefused: this is no backup, or one of a newer kind.
        DamagedBackup: the file does not go on as it should.
        OSError: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._raw = path.open("rb")
        self._file = gzip.GzipFile(fileobj=self._raw, mode="rb")
        self._next: bytes | None = None
        try:
            self.header = self._header()
        except TransferRefused:
            self._raw.close()
            raise

    def lines(self, table: str) -> Iterator[bytes]:
        """Give the rows of the table that comes next.

        Raises:
            DamagedBackup: another table comes next, or none.
        """
        if self._object(self._take()) != {"table": table}:
            raise DamagedBackup(f"tabel {table} tidak ditemukan")
        while (line := self._take()).startswith(b"["):
            yield line
        self._next = line

    def promised(self) -> dict[str, Tally]:
        """Return count and digest of every table as the end of the file gives them.

        Raises:
            DamagedBackup: there is no such end, or something comes after it.
        """
        end = self._object(self._take()).get("end")
        if not isinstance(end, dict) or self._read():
            raise DamagedBackup("akhir berkas tidak seperti yang ditulis")
        try:
            return {
                name: Tally(found["rows"], int(found["digest"], 16)) for name, found in end.items()
            }
        except (KeyError, TypeError, ValueError):
            raise DamagedBackup("catatan di akhir berkas tidak terbaca") from None

    def _header(self) -> BackupHeader:
        strange = TransferRefused("berkas ini bukan cadangan tksk", "periksa nama berkasnya")
        try:
            line = self._file.readline(_LONGEST_LINE)
        except EOFError:
            # Packed as our files are, and cut off before the first line was over.
            raise DamagedBackup("berkas terpotong") from None
        except (gzip.BadGzipFile, zlib.error):
            raise strange from None
        try:
            found = self._object(line)
        except DamagedBackup:
            raise strange from None
        if found.get("format") != FORMAT:
            raise strange
        if found.get("version") != VERSION:
            raise TransferRefused(
                f"cadangan ini berbentuk versi {found.get('version')}, program ini mengenal "
                f"versi {VERSION}",
                "pakai program yang lebih baru",
            )
        try:
            return BackupHeader(
                revision=found["revision"],
                program=found["program"],
                made_at=datetime.fromisoformat(found["made_at"]),
                identity_key=found["identity_key"],
                columns=found["columns"],
            )
        except (KeyError, TypeError, ValueError):
            raise DamagedBackup("kepala berkas tidak terbaca") from None

    def _take(self) -> bytes:
        line = self._next if self._next is not None else self._read()
        self._next = None
        if not line:
            raise DamagedBackup("berkas terpotong")
        return line

    def _read(self) -> bytes:
        try:
            line = self._file.readline(_LONGEST_LINE)
        except EOFError:
            raise DamagedBackup("berkas terpotong") from None
        except (gzip.BadGzipFile, zlib.error):
            raise DamagedBackup("isinya berubah") from None
        if line and not line.endswith(b"\n"):
            raise DamagedBackup("berkas terpotong")
        return line.rstrip(b"\n")

    @staticmethod
    def _object(line: bytes) -> dict[str, Any]:
        try:
            found = orjson.loads(line)
        except ValueError:
            raise DamagedBackup("isinya tidak terbaca") from None
        if not isinstance(found, dict):
            raise DamagedBackup("isinya tidak terbaca")
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._raw.close()
