"""Where the rule pack is when nobody names one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tksk_workflow.config import default_rules_dir


def default_pack_path(environment: Mapping[str, str] | None = None) -> Path:
    """Return the pack that ``TKSK_RULES`` names, else the one that comes with the program.

    Commands that only read rules use this instead of the full settings, which would
    create a data directory.
    """
    env = os.environ if environment is None else environment
    named = env.get("TKSK_RULES")
    return Path(named).expanduser() if named else default_rules_dir()
