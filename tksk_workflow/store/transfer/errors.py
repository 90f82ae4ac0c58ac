"""Why a database was not moved. Nothing was changed when one of these is raised."""

from __future__ import annotations


class TransferRefused(Exception):
    """The source, the target or the file does not fit. The message is for the operator."""

    def __init__(self, message: str, hint: str = "") -> None:
        """Say what is wrong and what to do about it."""
        self.hint = hint
        super().__init__(message)


class DamagedBackup(TransferRefused):
    """The backup file is not what was written."""

    def __init__(self, what: str) -> None:
        """Say where the file breaks off or differs."""
        super().__init__(
            f"berkas cadangan rusak: {what}", "pakai cadangan lain; basis data tujuan tidak diubah"
        )
