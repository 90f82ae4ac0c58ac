"""The draft of a changelog for rules as Markdown, in the form of CHANGELOG.md, and as data."""

from __future__ import annotations

import textwrap
from datetime import date
from typing import Any

from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.reports.rule_changelog import ChangelogEntry, RuleChangelog
from tksk_workflow.rulebook.extending.pack_diff import DiffAction, ItemDiff
from tksk_workflow.rulebook.reading.changes import GUARD, RULE

_WIDTH = 100
_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus"),
    *("September", "Oktober", "November", "Desember"),
)


def as_markdown(found: RuleChangelog) -> str:
    """Write one entry for each thing that differs.

    Sources that came or went are left out: whatever cites them has its own entry.
    """
    asked = (
        f"; pada {found.only_asked} lagi hanya pertanyaannya berbeda" if found.only_asked else ""
    )
    lines = [
        f"<!-- {_named(found.old)} → {_named(found.new)}: {_of(found.changed, found)} "
        f"mendapat rujukan lain{asked} -->"
    ]
    shown = [one for one in found.entries if not _is_mere_source(one.item)]
    if not shown:
        lines += ["", "Tidak ada perbedaan aturan."]
    for entry in shown:
        lines += ["", _quoted(_entry(entry, found))]
        if entry.reason:
            lines.append(_quoted(f"*Alasan* {entry.reason}"))
    return "\n".join(lines) + "\n"


def as_data(found: RuleChangelog) -> dict[str, Any]:
    """Return the draft for a program."""
    return {
        "old": _pack_data(found.old),
        "new": _pack_data(found.new),
        "in_force_from": found.in_force_from.isoformat(),
        "changes_decisions": any(one.changes_decisions for one in found.entries),
        "population": found.population,
        "cases": found.replayed,
        "changed_cases": found.changed,
        "only_questions": found.only_asked,
        "entries": [_entry_data(one) for one in found.entries],
    }


def said_day(day: date) -> str:
    """Write a day as the changelog does: ``5 Februari 2025``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _entry(entry: ChangelogEntry, found: RuleChangelog) -> str:
    affected = "tidak dihitung" if entry.affected is None else _of(entry.affected, found)
    return " · ".join(
        (
            f"**Perubahan aturan** ({', '.join(entry.kinds)})",
            f"*Berlaku mulai* {said_day(found.in_force_from)}",
            f"*Aturan terdampak* {_what(entry.item)}",
            f"*Dasar hukum* {', '.join(entry.basis) or 'belum disebut'}",
            f"*Sebelum / sesudah* {entry.sentence}",
            f"*Kasus terdampak* {affected}",
        )
    )


def _quoted(text: str) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent="> ",
        subsequent_indent="> ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _entry_data(one: ChangelogEntry) -> dict[str, Any]:
    return {
        "kinds": list(one.kinds),
        "changes_decisions": one.changes_decisions,
        "what": one.item.kind,
        "name": one.item.name,
        "title": one.item.title,
        "action": one.item.action.value,
        "keys": [
            {"key": key.key, "before": key.before, "after": key.after} for key in one.item.keys
        ],
        "sentence": one.sentence,
        "basis": list(one.basis),
        "reason": one.reason,
        "affected": one.affected,
    }


def _is_mere_source(item: ItemDiff) -> bool:
    return item.kind == "sumber" and item.action is not DiffAction.CHANGED


def _what(item: ItemDiff) -> str:
    return item.name if item.kind in {RULE, GUARD} else f"{item.kind} {item.name}"


def _of(number: int, found: RuleChangelog) -> str:
    return f"{number} dari {found.replayed} {found.population}"


def _named(pack: RulePack) -> str:
    return f"{pack.name} {pack.version} ({pack.content_hash[:12]})"


def _pack_data(pack: RulePack) -> dict[str, str]:
    return {"name": pack.name, "version": pack.version, "hash": pack.content_hash}
