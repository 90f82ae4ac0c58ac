"""Build hook: a wheel carries the default rule pack, an editable install reads it from rules/."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RulePackHook(BuildHookInterface):  # type: ignore[type-arg]
    """Copy rules/ into the package, except in editable installs, where a copy would go stale."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the pack to a standard wheel."""
        if version != "editable":
            build_data["force_include"]["rules"] = "tksk_workflow/_rules"
