"""The command line `tksk`."""

from __future__ import annotations

import os


def main() -> None:
    """Run `tksk`; the process ends with its exit code."""
    # We use no plug-in of pydantic; looking for some means reading every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

    from tksk_workflow.cli.root import app

    app()
