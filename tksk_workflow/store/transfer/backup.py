"""Everything in one file, and back: the same file serves both kinds of database."""

from __future__ import annotations

import hashlib
import hmac
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import StatementError

from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.errors import DatabaseUnavailable, StoreError
from tksk_workflow.store.failures import translated
from tksk_workflow.store.migrations import HEAD
from tksk_workflow.store.transfer.backup_file import BackupHeader, BackupReader, BackupWriter
from tksk_workflow.store.transfer.drafts import draft_of, put_in_place, remove_abandoned_drafts
from tksk_workflow.store.transfer.errors import DamagedBackup, TransferRefused
from tksk_workflow.store.transfer.rows import Tally
from tksk_workflow.store.transfer.tables import (
    TABLES,
    Progress,
    empty_target,
    fill,
    lines,
    silent,
    snapshot,
    tally,
)


def back_up(
    source: str,
    path: Path,
    identity_secret: bytes,
    program: str,
    now: datetime,
    progress: Progress = silent,
) -> dict[str, Tally]:
    """Write a database to a file, as it is at this moment; others go on working.

    The file appears under its name when it is whole and on the disk, never before. It
    holds personal data, readable by its owner only; the identity key is not in it.

    Raises:
        TransferRefused: there is such a file, or the database has other tables.
        DatabaseUnavailable: the database cannot be reached.
        OSError: the file cannot be written.
    """
    if path.exists():
        raise TransferRefused(
            f"berkas '{path}' sudah ada", "pakai nama lain; cadangan lama tidak ditimpa"
        )
    header = BackupHeader(
        revision=HEAD,
        program=program,
        made_at=now,
        identity_key=fingerprint(identity_secret),
        columns=_columns(),
    )
    remove_abandoned_drafts(path)
    engine = create_engine_for(source, patient=True)
    draft = draft_of(path)
    try:
        with translated(), snapshot(engine) as reading, BackupWriter(draft, header) as writer:
            for table in TABLES:
                writer.begin(table.name)
                with closing(lines(reading, table)) as source_lines:
                    for line in source_lines:
                        writer.add(line)
                        progress(table.name, 1)
            written = writer.finish()
            # Still open, and so still locked: nobody takes the draft for abandoned.
            put_in_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)
        engine.dispose()
    return written


def restore(
    path: Path, target: str, identity_secret: bytes, progress: Progress = silent
) -> dict[str, Tally]:
    """Fill an empty database from a backup, read it back, and keep it only when it fits.

    Raises:
        DamagedBackup: the file is not what was written.
        TransferRefused: it is no backup, of another version, made with another identity
            key, or the database is not empty.
        DatabaseUnavailable: the database cannot be reached.
        OSError: the file cannot be read.
    """
    with BackupReader(path) as reader:
        _require_fitting(reader.header, identity_secret)
        with translated(), empty_target(target) as writing:
            restored = {}
            for table in TABLES:
                try:
                    with translated():
                        restored[table.name] = fill(
                            writing, table, reader.lines(table.name), progress
                        )
                except DatabaseUnavailable:
                    raise
                except (ValueError, TypeError, StatementError, StoreError):
                    # Values of another kind than the column's, or rows that do not go together.
                    raise DamagedBackup(f"baris tabel {table.name} tidak terbaca") from None
            if restored != reader.promised():
                raise DamagedBackup("jumlah atau isi barisnya berbeda dari yang dicatat")
            for table in TABLES:
                if tally(writing, table) != restored[table.name]:
                    raise TransferRefused(
                        f"isi tabel {table.name} berbeda dari cadangan; pemulihan dibatalkan"
                    )
    return restored


def fingerprint(identity_secret: bytes) -> str:
    """Tell identity keys apart without giving the key away."""
    return hmac.new(identity_secret, b"tksk cadangan", hashlib.sha256).hexdigest()[:16]


def _require_fitting(header: BackupHeader, identity_secret: bytes) -> None:
    if header.revision != HEAD:
        raise TransferRefused(
            f"cadangan dibuat untuk tabel versi {header.revision} (program {header.program}), "
            f"program ini versi {HEAD}",
            f"pulihkan dengan program {header.program}, lalu jalankan 'tksk db upgrade'",
        )
    if header.columns != _columns():
        raise DamagedBackup("daftar tabel atau kolomnya bukan milik versi ini")
    if header.identity_key != fingerprint(identity_secret):
        raise TransferRefused(
            "cadangan ini dibuat dengan kunci identitas lain; tanpa kunci itu orang yang sudah "
            "tercatat tidak akan dikenali",
            "salin identity.key (atau TKSK_SECRET) dari tempat asalnya lebih dahulu",
        )


def _columns() -> dict[str, list[str]]:
    # Names of SQLAlchemy are more than text; a JSON key is not.
    return {str(table.name): [str(column.name) for column in table.columns] for table in TABLES}
