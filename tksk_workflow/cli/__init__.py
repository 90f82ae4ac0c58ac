"""The command line `tksk`."""

from __future__ import annotations


def main() -> None:
    """Run `tksk`; the process ends with its exit code."""
    from tksk_workflow.cli.root import app

    app()
