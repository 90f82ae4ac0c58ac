"""Where the rule pack is when nobody names one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tksk_workflow.config import default_rules_dir

SHIPPED = "bawaan-kabupaten"


def default_pack_path(environment: Mapping[str, str] | None = None) -> Path:
    """Return the pack that ``TKSK_RULES`` names, else the one that comes with the program.

    Commands that only read rules use this instead of the full settings, which would
    create a data directory.
    """
    env = os.environ if environment is None else environment
    named = env.get("TKSK_RULES")
    return Path(named).expanduser() if named else default_rules_dir()


def shipped_pack() -> tuple[str, Path]:
    """Return name and folder of the pack that comes with the program.

    Others extend it by this name, whatever ``TKSK_RULES`` says.
    """
    return SHIPPED, default_rules_dir()
