"""Facts as they are kept in the database: plain JSON, and back.

A fact that the pack no longer knows, or knows with another type, is left out when it is
read; it stays in the record. Nobody is asked twice because a word was renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tksk_workflow.domain.conditions import Facts, Value
from tksk_workflow.domain.rulepack import FactDefinition, FactKind


def to_record(facts: Facts) -> dict[str, Any]:
    """Write facts as JSON: sets as sorted lists, dates as ISO 8601."""
    return {name: _plain(facts[name]) for name in sorted(facts)}


def _plain(value: Value) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_record(
    record: Mapping[str, Any], definitions: Mapping[str, FactDefinition]
) -> dict[str, Value]:
    """Read facts back, typed by the vocabulary."""
    found: dict[str, Value] = {}
    for name, value in record.items():
        definition = definitions.get(name)
        if definition is None:
            continue
        typed = _typed(value, definition.kind)
        if typed is not None:
            found[name] = typed
    return found


def _typed(value: object, kind: FactKind) -> Value | None:
    match kind, value:
        case FactKind.YES_NO, bool():
            return value
        case FactKind.NUMBER, int() if not isinstance(value, bool):
            return value
        case FactKind.SET, list():
            return frozenset(str(member) for member in value)
        case FactKind.DATE, str():
            try:
                return date.fromisoformat(value)
            except ValueError:
                return None
        case ((FactKind.CHOICE | FactKind.TEXT), str()):
            return value
    return None
