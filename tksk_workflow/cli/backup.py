"""`tksk backup` and `tksk restore`: everything in one file, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tksk_workflow.cli.database import failures_explained
from tksk_workflow.cli.output import DEPENDENCY_FAILED, Format, FormatOption, say, stop
from tksk_workflow.cli.paths import require_folder_of
from tksk_workflow.cli.transfer_text import progress_shown, say_moved
from tksk_workflow.system_reasons import reason_of


def backup(
    path: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas cadangan yang baru.")],
    output: FormatOption = Format.TEXT,
) -> None:
    """Mencadangkan seluruh isi basis data ke satu berkas. Boleh selagi dipakai."""
    require_folder_of(path, output)
    with failures_explained(output):
        from tksk_workflow import __version__
        from tksk_workflow.config import load_settings
        from tksk_workflow.store.transfer.backup import back_up

        settings = load_settings()
        try:
            with progress_shown("mencadangkan") as progress:
                written = back_up(
                    settings.database_url,
                    path,
                    settings.identity_secret,
                    __version__,
                    datetime.now(UTC),
                    progress,
                )
        except OSError as error:
            stop(
                f"berkas '{path}' tidak dapat ditulis ({reason_of(error)})",
                DEPENDENCY_FAILED,
                output,
                "periksa folder dan ruang kosongnya; tidak ada berkas yang tertinggal",
            )
    say_moved(written, f"Cadangan: {path}", output, file=str(path))
    if output is Format.TEXT:
        say("Berkas ini memuat data pribadi. Simpan terpisah dari identity.key, dan uji dengan")
        say("'tksk restore' pada basis data kosong.")


def restore(
    path: Annotated[
        Path,
        typer.Argument(metavar="BERKAS", help="Berkas cadangan.", exists=True, dir_okay=False),
    ],
    output: FormatOption = Format.TEXT,
) -> None:
    """Memulihkan cadangan ke basis data yang kosong; semuanya, atau tidak sama sekali."""
    with failures_explained(output):
        from tksk_workflow.config import load_settings
        from tksk_workflow.store.database import describe
        from tksk_workflow.store.transfer.backup import restore as restore_file

        settings = load_settings()
        try:
            with progress_shown("memulihkan") as progress:
                restored = restore_file(
                    path, settings.database_url, settings.identity_secret, progress
                )
        except OSError as error:
            stop(
                f"berkas '{path}' tidak dapat dibaca ({reason_of(error)})",
                DEPENDENCY_FAILED,
                output,
            )
        where = describe(settings.database_url)
    say_moved(restored, f"Pulih di {where} dan dibaca ulang: sama dengan cadangan.", output)
