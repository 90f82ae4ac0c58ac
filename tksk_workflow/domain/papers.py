"""The client's papers among the facts: which there are, and which are lacking."""

from __future__ import annotations

from collections.abc import Iterable

from tksk_workflow.domain.conditions import Facts

Owned = frozenset[str] | None
"""The papers of a case; None while nobody has said what there is."""


def papers_of(facts: Facts) -> Owned:
    """Return the papers that there are."""
    owned = facts.get("dokumen")
    return owned if isinstance(owned, frozenset) else None


def not_owned(documents: Iterable[str], owned: Owned) -> tuple[str, ...]:
    """Return the papers that the case lacks; none while nobody has said what there is."""
    return () if owned is None else tuple(code for code in documents if code not in owned)
