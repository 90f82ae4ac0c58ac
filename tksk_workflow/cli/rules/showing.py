"""`tksk rules show`: what a pack is, and what differs from the pack that it extends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tksk_workflow.cli.output import Format, FormatOption, say, say_json
from tksk_workflow.cli.rules.pack_reference import PackArgument, named_pack

if TYPE_CHECKING:
    from tksk_workflow.domain.overrides import Override
    from tksk_workflow.domain.rulepack import RulePack
    from tksk_workflow.rulebook.extending.pack_diff import ItemDiff

_WIDEST = 160


def show_pack(
    pack: PackArgument = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Menampilkan paket dan, bila memperluas paket lain, setiap perbedaannya beserta alasannya."""
    from tksk_workflow.rulebook.extending.pack_diff import pack_diff
    from tksk_workflow.rulebook.reading.pack_folder import base_files

    found, files = named_pack(pack, output)
    base = base_files(files) if found.bases else None
    differences = [] if base is None else pack_diff(base, files)
    if output is Format.JSON:
        say_json(_as_data(found, differences))
    else:
        _say(found, differences)


def reasons_of(pack: RulePack) -> Mapping[tuple[str, str], Override]:
    """Return what a pack states about its nearest base, by what is changed."""
    return {(one.kind, one.name): one for one in pack.overrides if one.pack == pack.name}


def shortened(text: str) -> str:
    """Cut a long line off where a person stops reading."""
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"


def _as_data(pack: RulePack, differences: list[ItemDiff]) -> dict[str, Any]:
    reasons = reasons_of(pack)
    return {
        "name": pack.name,
        "version": pack.version,
        "title": pack.title,
        "in_force_from": pack.in_force_from,
        "hash": pack.content_hash,
        "rules": len(pack.rules),
        "guards": len(pack.guards),
        "bases": [
            {"name": base.name, "version": base.version, "hash": base.content_hash}
            for base in pack.bases
        ],
        "differences": [
            {**difference_to_dict(one), **_stated(reasons.get((one.kind, one.name)))}
            for one in differences
        ],
    }


def difference_to_dict(one: ItemDiff) -> dict[str, Any]:
    """Return a difference for a program."""
    return {
        "kind": one.kind,
        "name": one.name,
        "title": one.title,
        "action": one.action.value,
        "keys": [
            {
                "key": key.key,
                "before": key.before,
                "after": key.after,
                "added": list(key.added),
                "removed": list(key.removed),
            }
            for key in one.keys
        ],
        "basis": list(one.basis),
    }


def _stated(override: Override | None) -> dict[str, Any]:
    if override is None:
        return {"reason": None, "sources": [], "file": None, "line": None}
    return {
        "reason": override.reason,
        "sources": list(override.sources),
        "file": override.file,
        "line": override.line,
    }


def _say(pack: RulePack, differences: list[ItemDiff]) -> None:
    from tksk_workflow.rulebook.extending.pack_diff import PACK, DiffAction

    say(f"{pack.title}")
    say(f"  paket {pack.name} {pack.version}, berlaku sejak {pack.in_force_from}")
    say(f"  sidik {pack.content_hash}")
    say(f"  {len(pack.rules)} aturan, {len(pack.guards)} pagar")
    for base in pack.bases:
        say(f"  memperluas {base.name} {base.version}, sidik {base.content_hash[:12]}")
    if not pack.bases:
        say("  tidak memperluas paket lain")
        return
    say()
    reasons = reasons_of(pack)
    for one in differences:
        if one.kind == PACK:
            continue
        say(f"{one.kind} {one.name} {one.action.value}: {one.title}")
        for key in one.keys if one.action is DiffAction.CHANGED else ():
            say(f"    {shortened(key.sentence)}")
        stated = reasons.get((one.kind, one.name))
        if stated is not None:
            say(f"    alasan: {stated.reason}")
            say(f"    sumber: {', '.join(stated.sources)} ({stated.file}:{stated.line})")
    number = sum(one.kind != PACK for one in differences)
    say()
    say(f"{number} perbedaan dari {pack.bases[0].name}; selebihnya sama.")
