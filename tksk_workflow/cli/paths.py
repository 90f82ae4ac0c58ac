"""Where results are written: into folders that are there, so that a typing error is told."""

from __future__ import annotations

from pathlib import Path

from tksk_workflow.cli.output import WRONG_USAGE, Format, stop


def require_folder_of(path: Path, output: Format) -> None:
    """Refuse a file or new folder below a folder that is not there.

    Raises:
        typer.Exit: with code 2, after an explanation.
    """
    folder = path.absolute().parent
    if not folder.is_dir():
        stop(
            f"folder '{folder}' tidak ada, sehingga '{path.name}' tidak dapat ditulis di situ",
            WRONG_USAGE,
            output,
            "periksa ejaannya, atau buat foldernya lebih dahulu",
        )
